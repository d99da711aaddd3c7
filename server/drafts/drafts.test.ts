import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { draftDetailsSchema, draftListSchema } from '../../shared/schemas/draft.ts';
import { DAY_MS } from '../foundation/durations.ts';
import { draftOf, EMPTY_HEAD } from '../testing/drafts.ts';
import {
  declaration,
  declareCustomers,
  findCustomer,
  handOut,
  openFirm,
  openOtherFirm,
  orderOf,
  taxCodes,
} from '../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  NOW,
  refusal,
  signInAt,
  signToken,
  type TestServer,
} from '../testing/test-server.ts';
import { pruneDrafts } from './prune-drafts.ts';

describe('drafts', () => {
  let server: TestServer;
  let client: Client;
  let colleague: Client;
  let otherFirm: Client;
  const codes = taxCodes(60);
  const some = handOut(codes);

  before(async () => {
    ({ server, client } = await openFirm(codes));
    colleague = clientOf(server, await signToken({ accountantId: 'accountant-2' }));
    otherFirm = await openOtherFirm(server, taxCodes(1, 10_500_000));
    // The ids by which the server knows them.
    for (const each of [client, colleague, otherFirm]) await each.signIn.whoAmI.query();
  });
  after(() => server.stop());
  beforeEach(async () => {
    server.setNow(NOW);
    await server.context.db.deleteFrom('order_drafts').execute();
  });

  const linesOf = async (count: number) => (await orderOf(client, some(count))).lines;
  const saved = async (count = 2, by = client) => {
    const input = draftOf(await linesOf(count));
    await by.drafts.save.mutate(input);
    return input;
  };
  const idsOf = async (by: Client) => (await by.drafts.list.query()).drafts.map(({ id }) => id);
  const get = (draftId: string, by = client) => by.drafts.get.query({ draftId });

  it('a draft comes back with its rows, customers and quotation, on whatever machine', async () => {
    const own = some(2);
    const { lines } = await orderOf(client, own);
    const bare = lines.map(({ presentExpiry: _, ...line }) => line);
    const quotation = await client.quotations.save.mutate({ lines: bare });
    const head = {
      ...EMPTY_HEAD,
      payer: 'owner' as const,
      party: { ...EMPTY_HEAD.party, email: 'chưa gõ xong\0\ud800' },
      quotationId: quotation.id,
    };
    const input = draftOf(lines, { head, text: '01012431' });
    assert.deepEqual(await client.drafts.save.mutate(input), { version: 1, savedAt: NOW });
    const draft = await get(input.draftId);
    assert.deepEqual(draftDetailsSchema.parse(draft), draft);
    assert.deepEqual(draft.rows, input.rows);
    assert.deepEqual(draft.head, head, 'as typed, whatever it is');
    assert.deepEqual(
      draft.customers.map(({ taxCode }) => taxCode),
      own,
    );
    assert.deepEqual(draft.quotation, quotation);
    const list = await client.drafts.list.query();
    assert.deepEqual(draftListSchema.parse(list), list);
    const [summary] = list.drafts;
    assert.deepEqual(
      [summary?.rowCount, summary?.customerCount, summary?.firstCustomer, summary?.handedBy],
      [3, 3, draft.customers[0]?.name, null],
    );
    assert.deepEqual(summary?.savedBy, { id: 'accountant-1', name: 'Nguyễn Thị Kế Toán' });
  });

  it('a save carries what has changed alone, and each has the next version', async () => {
    const input = await saved(3);
    const [first, second, third] = input.rows;
    assert.ok(first && second && third);
    const change = { ...input, version: 1, rows: [{ ...second, years: 3 }], removed: [first.key] };
    assert.equal((await client.drafts.save.mutate(change)).version, 2);
    assert.deepEqual((await get(input.draftId)).rows, [{ ...second, years: 3 }, third]);
    const whole = { ...input, version: 2, isWhole: true, rows: [third, first] };
    assert.equal((await client.drafts.save.mutate(whole)).version, 3);
    assert.deepEqual((await get(input.draftId)).rows, whole.rows);
    const sorted = { ...input, version: 3, rows: [], order: [first.key, third.key] };
    assert.equal((await client.drafts.save.mutate(sorted)).version, 4);
    const draft = await get(input.draftId);
    assert.deepEqual(
      draft.rows.map(({ key }) => key),
      sorted.order,
    );
  });

  it('a stale save is refused with the newer state, and overwrites nothing', async () => {
    const input = await saved();
    const editor = randomUUID();
    server.setNow(NOW + 60_000);
    await client.drafts.save.mutate({ ...input, version: 1, editor, rows: [] });
    for (const version of [0, 1, 3]) {
      const stale = { ...input, version, isWhole: version === 3, rows: [{ key: 99, text: 'x' }] };
      const { code, draft } = await refusal(client.drafts.save.mutate(stale));
      assert.equal(code, 'DRAFT_CHANGED');
      const savedBy = { id: 'accountant-1', name: 'Nguyễn Thị Kế Toán' };
      assert.deepEqual(draft, { version: 2, savedAt: NOW + 60_000, savedBy, editor });
    }
    assert.deepEqual((await get(input.draftId)).rows, input.rows);
  });

  it('of two saves of one version that race, one is kept', async () => {
    const input = await saved();
    const save = (key: number) =>
      client.drafts.save.mutate({ ...input, version: 1, rows: [{ key, text: `${key}` }] });
    const outcomes = await Promise.allSettled([save(50), save(60), save(70)]);
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    const draft = await get(input.draftId);
    assert.deepEqual([draft.version, draft.rowCount], [2, 3]);
  });

  it('a placed order ends its draft in the same moment, and a late save of it is refused', async () => {
    const order = await orderOf(client, some(2));
    const input = draftOf(order.lines, { draftId: order.requestId });
    await client.drafts.save.mutate(input);
    const other = await saved();
    const { number } = await client.orders.place.mutate(order);
    assert.deepEqual(await idsOf(client), [other.draftId]);
    for (const version of [0, 1]) {
      const late = client.drafts.save.mutate({ ...input, version });
      assert.deepEqual(await refusal(late), { code: 'DRAFT_ENDED', orderNumber: number });
    }
  });

  it('a refused order leaves its draft', async () => {
    const order = await orderOf(client, some(1));
    await client.drafts.save.mutate(draftOf(order.lines, { draftId: order.requestId }));
    const placing = client.orders.place.mutate({ ...order, confirmedTotal: 1 });
    assert.equal((await refusal(placing)).code, 'PRICE_CHANGED');
    assert.deepEqual(await idsOf(client), [order.requestId]);
  });

  it('a draft without rows is kept no longer, and is new when it gets one again', async () => {
    const input = await saved(1);
    const removed = input.rows.map(({ key }) => key);
    const emptied = { ...input, version: 1, rows: [], removed };
    assert.equal((await client.drafts.save.mutate(emptied)).version, 0);
    assert.deepEqual(await idsOf(client), []);
    assert.equal((await client.drafts.save.mutate(input)).version, 1);
  });

  it('a deleted draft is gone, and a save of it says so', async () => {
    const input = await saved();
    await client.drafts.delete.mutate(input);
    await client.drafts.delete.mutate(input);
    assert.deepEqual(await idsOf(client), []);
    const late = client.drafts.save.mutate({ ...input, version: 1 });
    assert.deepEqual(await refusal(late), { code: 'DRAFT_ENDED' });
    const { action } = await server.context.db
      .selectFrom('audit_log')
      .select('action')
      .where('subject_id', '=', input.draftId)
      .executeTakeFirstOrThrow();
    assert.equal(action, 'draft.deleted');
  });

  it('nobody else sees, changes, hands over or deletes a draft: no colleague, and no other firm', async () => {
    const input = await saved();
    await saved(1, colleague);
    const { draftId } = input;
    for (const stranger of [colleague, otherFirm]) {
      assert.equal((await refusal(get(draftId, stranger))).code, 'NOT_FOUND');
      assert.ok(!(await idsOf(stranger)).includes(draftId));
      const handing = stranger.drafts.handOver.mutate({ draftId, accountantId: 'accountant-1' });
      assert.equal((await refusal(handing)).code, 'NOT_FOUND');
      await stranger.drafts.delete.mutate({ draftId });
    }
    const save = colleague.drafts.save.mutate({ ...input, version: 1, rows: [] });
    assert.deepEqual(await refusal(save), { code: 'DRAFT_ENDED' });
    // Another firm's draft of this id is another draft.
    await otherFirm.drafts.save.mutate({ ...input, rows: [{ key: 1, text: 'theirs' }] });
    assert.deepEqual((await get(draftId)).rows, input.rows);
  });

  it('customers of another firm are no part of a draft that names them', async () => {
    const [line] = await linesOf(1);
    assert.ok(line);
    const input = draftOf([line]);
    await otherFirm.drafts.save.mutate(input);
    const draft = await get(input.draftId, otherFirm);
    assert.deepEqual(draft.customers, []);
    assert.equal(draft.firstCustomer, '');
  });

  it('a draft names neither a quotation nor an order of another firm, whatever its save says', async () => {
    const { lines } = await orderOf(client, some(1));
    const bare = lines.map(({ presentExpiry: _, ...line }) => line);
    const quotation = await client.quotations.save.mutate({ lines: bare });
    const order = await client.orders.place.mutate(await orderOf(client, some(1)));
    const head = { ...EMPTY_HEAD, quotationId: quotation.id, reorders: order.id };
    const input = draftOf(lines, { head });
    await client.drafts.save.mutate(input);
    assert.deepEqual((await get(input.draftId)).head, head, 'the firm’s own');
    const theirs = draftOf(lines, { head });
    await otherFirm.drafts.save.mutate(theirs);
    const draft = await get(theirs.draftId, otherFirm);
    assert.deepEqual(draft.head, EMPTY_HEAD);
    assert.equal(draft.quotation, null);
    await otherFirm.drafts.save.mutate({ ...theirs, version: 1, isWhole: true });
    assert.deepEqual((await get(theirs.draftId, otherFirm)).head, EMPTY_HEAD, 'a later save');
  });

  it('a draft handed over is the colleague’s alone, and says from whom', async () => {
    const input = await saved();
    const { draftId } = input;
    const { colleagues } = await client.drafts.colleagues.query();
    assert.deepEqual(colleagues, [{ id: 'accountant-2', name: 'Nguyễn Thị Kế Toán' }]);
    await client.drafts.handOver.mutate({ draftId, accountantId: 'accountant-2' });
    assert.equal((await refusal(get(draftId))).code, 'NOT_FOUND');
    const late = client.drafts.save.mutate({ ...input, version: 1 });
    assert.equal((await refusal(late)).code, 'DRAFT_ENDED');
    const draft = await get(draftId, colleague);
    assert.deepEqual([draft.version, draft.handedBy], [2, 'Nguyễn Thị Kế Toán']);
    assert.deepEqual(draft.rows, input.rows);
    await colleague.drafts.save.mutate({ ...input, version: 2, rows: [] });
  });

  it('a draft is handed over to nobody outside the firm, and not to oneself', async () => {
    const { draftId } = await saved();
    for (const accountantId of ['spy', 'accountant-1', 'nobody']) {
      const handing = client.drafts.handOver.mutate({ draftId, accountantId });
      assert.equal((await refusal(handing)).code, 'NOT_FOUND', accountantId);
    }
    assert.deepEqual(await idsOf(client), [draftId]);
  });

  it('a person keeps 50 drafts at most, whoever adds one', async () => {
    const input = await saved(1);
    const { db } = server.context;
    const row = await db.selectFrom('order_drafts').selectAll().executeTakeFirstOrThrow();
    const copies = Array.from({ length: 49 }, () => ({ ...row, id: randomUUID() }));
    await db.insertInto('order_drafts').values(copies).execute();
    const another = draftOf(await linesOf(1));
    assert.equal((await refusal(client.drafts.save.mutate(another))).code, 'TOO_MANY_DRAFTS');
    await client.drafts.save.mutate({ ...input, version: 1 });
    await colleague.drafts.save.mutate(another);
    const { draftId } = another;
    const handing = colleague.drafts.handOver.mutate({ draftId, accountantId: 'accountant-1' });
    assert.equal((await refusal(handing)).code, 'TOO_MANY_DRAFTS');
  });

  it('a draft is kept for 90 days after its last save', async () => {
    const { draftId } = await saved();
    const leftAt = async (days: number) => {
      const later = await signInAt(server, NOW + days * DAY_MS);
      await pruneDrafts(server.context);
      return await idsOf(later);
    };
    assert.deepEqual(await leftAt(90), [draftId]);
    assert.deepEqual(await leftAt(91), []);
  });

  it('a draft finds the customer into which its own was merged', async () => {
    const [own = ''] = taxCodes(1, 60_000_000);
    const [other = ''] = some(1);
    await declareCustomers(server, [declaration(own, { license: null })]);
    const { id: customerId } = await findCustomer(client, own);
    const input = draftOf([], { rows: [{ key: 1, customerId, text: own }] });
    await client.drafts.save.mutate(input);
    await declareCustomers(server, [declaration(own, { license: null, mergedInto: other })]);
    const draft = await get(input.draftId);
    assert.deepEqual(
      draft.customers.map(({ taxCode }) => taxCode),
      [other],
    );
    assert.equal(draft.rows[0]?.customerId, draft.customers[0]?.id);
  });

  it('2,000 rows are saved and read in one call each, and more are refused', async () => {
    const rows = Array.from({ length: 2_000 }, (_, index) => ({ key: index + 1, text: 'x' }));
    const input = draftOf([], { rows });
    await client.drafts.save.mutate(input);
    assert.equal((await get(input.draftId)).rows.length, 2_000);
    const more = { ...input, version: 1, rows: [{ key: 2_001, text: 'y' }] };
    assert.equal((await refusal(client.drafts.save.mutate(more))).code, 'INVALID_INPUT');
  });

  it('a draft of too many bytes is refused, however it grew', async () => {
    const long = 'ợ'.repeat(500);
    const invoiceParty = { ...EMPTY_HEAD.party, legalName: long, address: long };
    const rows = (from: number) =>
      Array.from({ length: 600 }, (_, index) => ({ key: from + index, text: long, invoiceParty }));
    const input = draftOf([], { rows: rows(1) });
    await client.drafts.save.mutate(input);
    const more = client.drafts.save.mutate({ ...input, version: 1, rows: rows(1_001) });
    assert.equal((await refusal(more)).code, 'PAYLOAD_TOO_LARGE');
  });
});
