import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { PlaceOrderInput } from '../../../shared/schemas/order.ts';
import { quotationDetailsSchema, quotationPageSchema } from '../../../shared/schemas/quotation.ts';
import { newId } from '../../database/id.ts';
import { putCodes } from '../../testing/discount-codes.ts';
import {
  declaration,
  declarationsFor,
  declareCustomers,
  declarePlans,
  handOut,
  openFirm,
  openOtherFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  hostApi,
  NOW,
  refusal,
  signToken,
  type TestServer,
} from '../../testing/test-server.ts';

/** The last instant of the last valid day, 30 days after it was made on 23 November. */
const LAST = Date.parse('2026-12-23T23:59:59+07:00');

describe('quotations', () => {
  let server: TestServer;
  let client: Client;
  let otherFirm: Client;
  const codes = taxCodes(80);
  const otherCodes = taxCodes(3, 10_500_000);
  const some = handOut(codes);

  before(async () => {
    ({ server, client } = await openFirm(codes));
    otherFirm = await openOtherFirm(server, otherCodes);
  });
  after(() => server.stop());
  beforeEach(async () => {
    server.setNow(NOW);
    await declarePlans(server);
    await tiers(500);
  });

  const tiers = (rate: number) =>
    hostApi(server, 'PUT', '/firms/firm-1/discount-tiers', { tiers: [{ minLines: 2, rate }] });
  /** Dearer, the first plan withdrawn from sale, with another VAT class, and no volume discount. */
  const changePrices = async () => {
    const plan = (code: string, active: boolean) => ({
      code,
      name: { vi: 'Gói mới', en: 'New plan' },
      termRule: code === 'ASP-DN' ? 'fiscal_year' : 'anniversary',
      vatRate: '10%',
      active,
      prices: [{ fromFiscalYear: 2020, pricePerYear: 9_000_000 }],
    });
    const plans = [plan('ASP-DN', false), plan('LUU-TRU', true)];
    assert.equal((await hostApi(server, 'PUT', '/plans', { plans })).status, 204);
    await tiers(0);
  };
  const quoted = async (own: readonly string[], discountCode?: string) => {
    const input = await orderOf(client, own);
    const lines = input.lines.map(({ presentExpiry: _, ...line }) => line);
    const saved = await client.quotations.save.mutate({
      lines,
      ...(discountCode ? { discountCode } : {}),
    });
    const order: PlaceOrderInput = {
      ...input,
      quotationId: saved.id,
      confirmedTotal: saved.total,
    };
    return { saved, lines, order };
  };
  const at = async (instant: number) => {
    server.setNow(instant);
    return clientOf(server, await signToken({ issuedAt: instant }));
  };

  it('quotations are numbered without a gap, valid for 30 days, and returned again for the same request', async () => {
    const { saved, lines } = await quoted(some(2));
    assert.match(saved.number, /^BG\d{6}$/);
    assert.equal(saved.validUntil, '2026-12-23');
    assert.equal(saved.total, 5_605_000);
    assert.deepEqual(await client.quotations.save.mutate({ lines }), saved);
    const other = await client.quotations.save.mutate({ lines, buyerName: 'Công ty Mẹ' });
    assert.equal(Number(other.number.slice(2)), Number(saved.number.slice(2)) + 1);
  });

  it('a quotation guarantees plan, price, VAT class and discount when all of them have changed', async () => {
    await putCodes(server, { code: 'GUARANTEED' });
    const { saved, lines, order } = await quoted(some(3), 'GUARANTEED');
    const before = await client.orders.quote.query({ lines, discountCode: 'GUARANTEED' });
    await changePrices();
    await putCodes(server, { code: 'GUARANTEED', active: false });
    const now = await client.orders.quote.query({ lines });
    assert.equal(now.problems[0]?.code, 'PLAN_UNAVAILABLE');
    const guaranteed = await client.orders.quote.query({ lines, quotationId: saved.id });
    // The licence's present plan has its present name.
    const presentPlan = { code: 'ASP-DN', name: { vi: 'Gói mới', en: 'New plan' } };
    assert.deepEqual(guaranteed, {
      ...before,
      lines: before.lines.map((line) => ({
        ...line,
        presentPlan,
        // The price of another year is not guaranteed.
        choices: line.choices.map((choice) => ({ ...choice, list: null })),
      })),
    });
    const { id } = await client.orders.place.mutate({ ...order, discountCode: ' guaranteed ' });
    const placed = await client.orders.get.query({ orderId: id });
    assert.deepEqual(placed.totals, before.totals);
    assert.deepEqual(placed.discounts, before.discounts);
    assert.deepEqual(placed.lines[0]?.plan.name.vi, 'ASP Kế toán – Doanh nghiệp');
    assert.equal(placed.lines[0]?.vatRate, 'KCT');
    await reportTransfer(server, await startTransfer(client, id));
    assert.equal((await client.orders.get.query({ orderId: id })).state, 'paid');
  });

  type Content = Record<string, unknown> & { lines: { plan: object }[] };

  /** Changes a saved quotation's content, as a former version of the product would have written it. */
  async function rewrite(id: string, change: (content: Content) => object): Promise<void> {
    const { db } = server.context;
    const { content } = await db
      .selectFrom('quotations')
      .select('content')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    await db
      .updateTable('quotations')
      .set({ content: JSON.stringify(change(JSON.parse(content))) })
      .where('id', '=', id)
      .execute();
  }

  it('an order by a quotation keeps its rules for pricing it again, even an older version’s', async () => {
    const termsOf = async (change: (content: Content) => object) => {
      const { saved, order } = await quoted(some(2));
      await rewrite(saved.id, change);
      const { id } = await client.orders.place.mutate(order);
      const { price_terms: terms } = await server.context.db
        .selectFrom('orders')
        .select('price_terms')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return JSON.parse(terms ?? '');
    };
    const volume = {
      ...{ kind: 'volume', code: null, codeId: null },
      ...{ unit: 'percent', value: 500, scope: 'order' },
    };
    const tiers = [{ minLines: 2, rate: 500 }];
    assert.deepEqual(await termsOf((content) => content), { rules: [volume], tiers });
    // A code of which only the name was kept stays as it was.
    const named = { kind: 'code', code: 'TET2027', codeId: null };
    const both = await termsOf((content) => ({ ...content, rules: [volume, named] }));
    assert.deepEqual(both, { rules: [volume, named], tiers });
    // It kept the source of a discount, but neither its amount nor the tiers.
    const old = await termsOf(({ tiers: _, ...content }) => ({
      ...content,
      rules: [{ kind: 'volume', code: null, codeId: null }],
    }));
    assert.deepEqual(old, { rules: [volume], tiers });
    const keptBack = { ...volume, less: 1_000 };
    const less = await termsOf((content) => ({ ...content, rules: [keptBack] }));
    assert.deepEqual(less, { rules: [keptBack], tiers });
  });

  it('a quotation from before plans had products is valid', async () => {
    const { saved, order } = await quoted(some(2));
    await rewrite(saved.id, ({ lines, ...content }) => ({
      ...content,
      lines: lines.map((line) => ({ ...line, plan: { ...line.plan, product_id: undefined } })),
    }));
    const { id } = await client.orders.place.mutate(order);
    assert.equal((await client.orders.get.query({ orderId: id })).total, order.confirmedTotal);
  });

  it('a quotation is valid for the same lines in another sequence', async () => {
    const { order } = await quoted(some(4));
    await changePrices();
    const lines = order.lines.toReversed();
    const { id } = await client.orders.place.mutate({ ...order, lines });
    const placed = await client.orders.get.query({ orderId: id });
    assert.equal(placed.total, order.confirmedTotal);
    assert.deepEqual(
      placed.lines.map((line) => line.customer.id),
      lines.map((line) => line.customerId),
    );
  });

  it('a quotation of an anniversary term is valid whatever year is named', async () => {
    const own = some(1);
    await declareCustomers(server, declarationsFor(own, 'LUU-TRU'));
    const input = await orderOf(client, own);
    const { lines } = input;
    const saved = await client.quotations.save.mutate({ lines });
    await changePrices();
    const other = lines.map((line) => ({ ...line, firstFiscalYear: 2026 }));
    await client.orders.place.mutate({
      ...input,
      lines: other,
      quotationId: saved.id,
      confirmedTotal: saved.total,
    });
    assert.equal(saved.total, 539_999);
    const page = await (await fetch(saved.url)).text();
    assert.match(page, />Thời hạn<[\s\S]*>1 năm</);
    assert.doesNotMatch(page, /Năm tài chính/);
  });

  it('a quotation is valid for nothing else', async () => {
    const { saved, order } = await quoted(some(2));
    const [first, second] = order.lines;
    const [another] = (await orderOf(client, some(1))).lines;
    assert.ok(first && second && another);
    const plans = await client.catalog.plans.query();
    const storage = plans.find((plan) => plan.code === 'LUU-TRU')?.id ?? '';
    const different = {
      fewer: [first],
      more: [first, second, another],
      twice: [first, first],
      'one more than once': [first, second, first],
      customer: [first, another],
      plan: [first, { ...second, planId: storage }],
      year: [first, { ...second, firstFiscalYear: 2028 }],
      years: [first, { ...second, years: 2 }],
    };
    for (const [what, lines] of Object.entries(different)) {
      const placing = client.orders.place.mutate({ ...order, lines });
      assert.deepEqual(await refusal(placing), { code: 'QUOTATION_DIFFERS' }, what);
      const quote = client.orders.quote.query({ lines, quotationId: saved.id });
      assert.deepEqual(await refusal(quote), { code: 'QUOTATION_DIFFERS' }, what);
    }
    const withCode = client.orders.place.mutate({ ...order, discountCode: 'ANOTHER' });
    assert.deepEqual(await refusal(withCode), { code: 'QUOTATION_DIFFERS' });
    const cheaper = client.orders.place.mutate({ ...order, confirmedTotal: 1 });
    assert.deepEqual(await refusal(cheaper), { code: 'PRICE_CHANGED', total: saved.total });
  });

  it('a quotation expires after its last day in Vietnam', async () => {
    const { order, lines, saved } = await quoted(some(2));
    const dayAfter = await at(LAST + 1_000);
    assert.deepEqual(await refusal(dayAfter.orders.place.mutate(order)), {
      code: 'QUOTATION_EXPIRED',
    });
    const quote = dayAfter.orders.quote.query({ lines, quotationId: saved.id });
    assert.deepEqual(await refusal(quote), { code: 'QUOTATION_EXPIRED' });
    assert.match(await (await fetch(saved.url)).text(), /Báo giá đã hết hiệu lực/);
    const lastDay = await at(LAST);
    assert.doesNotMatch(await (await fetch(saved.url)).text(), /đã hết hiệu lực/);
    await lastDay.orders.place.mutate(order);
  });

  it('a quotation belongs to one firm', async () => {
    const { order, saved } = await quoted(some(1));
    const theirs = await orderOf(otherFirm, otherCodes.slice(0, 1), { quotationId: saved.id });
    assert.deepEqual(await refusal(otherFirm.orders.place.mutate(theirs)), { code: 'NOT_FOUND' });
    const same = otherFirm.orders.place.mutate(order);
    assert.deepEqual(await refusal(same), { code: 'NOT_FOUND' });
    const get = otherFirm.quotations.get.query({ quotationId: saved.id });
    assert.deepEqual(await refusal(get), { code: 'NOT_FOUND' });
    assert.deepEqual((await otherFirm.quotations.list.query({})).quotations, []);
    const none = client.orders.place.mutate({ ...order, quotationId: newId() });
    assert.deepEqual(await refusal(none), { code: 'NOT_FOUND' });
  });

  it('a quotation is used once, by any number of orders at once; a cancelled order frees it', async () => {
    const { order, saved, lines } = await quoted(some(2));
    const orders = Array.from({ length: 10 }, () => ({ ...order, requestId: newId() }));
    const results = await Promise.allSettled(
      orders.map((each) => client.orders.place.mutate(each)),
    );
    const placed = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    assert.equal(placed.length, 1);
    for (const each of results) {
      if (each.status === 'fulfilled') continue;
      assert.deepEqual(await refusal(Promise.reject(each.reason)), { code: 'QUOTATION_USED' });
    }
    const quote = client.orders.quote.query({ lines, quotationId: saved.id });
    assert.deepEqual(await refusal(quote), { code: 'QUOTATION_USED' });
    const used = await client.quotations.get.query({ quotationId: saved.id });
    assert.equal(used.orderNumber, placed[0]?.number);
    const orderId = placed[0]?.id ?? '';
    const { db } = server.context;
    const row = await db
      .selectFrom('orders')
      .selectAll()
      .where('id', '=', orderId)
      .executeTakeFirstOrThrow();
    // Written directly, as no code of ours does.
    const second = { ...row, id: newId(), number: 'DH999999', request_id: newId() };
    await assert.rejects(
      db.insertInto('orders').values(second).execute(),
      /orders(?:\.quotation_id|_by_quotation)/,
    );
    await client.orders.cancel.mutate({ orderId, reason: 'Đặt lại' });
    await changePrices();
    await client.orders.place.mutate({ ...order, requestId: newId() });
  });

  it('a quotation is used up by an order that was paid in part, whatever became of the rest', async () => {
    const own = some(2);
    const license = { planCode: 'LUU-TRU', expiry: '2026-12-31' };
    await declareCustomers(
      server,
      own.map((code) => declaration(code, { license })),
    );
    const { saved } = await quoted(own);
    const terms = { quotationId: saved.id, confirmedTotal: saved.total };
    const first = await client.orders.place.mutate(await orderOf(client, own, terms));
    const { lines } = await client.orders.get.query({ orderId: first.id });
    await reportTransfer(server, await startTransfer(client, first.id, [lines[0]?.id ?? '']));
    await client.orders.cancel.mutate({ orderId: first.id, reason: 'Phần còn lại' });
    const again = client.orders.place.mutate(await orderOf(client, own, terms));
    assert.equal((await refusal(again)).code, 'QUOTATION_USED');
    // The paid line got too much volume discount: later discounts would be less by the excess.
    await server.context.db.updateTable('orders').set({ volume_balance: 0 }).execute();
  });

  it('the same request again returns the order that it placed', async () => {
    const { order } = await quoted(some(1));
    const placed = await client.orders.place.mutate(order);
    assert.deepEqual(await client.orders.place.mutate(order), placed);
  });

  it('a quotation uses its code when ordered; with no use left, the code is refused', async () => {
    await putCodes(server, { code: 'TWO', maxUses: 1 });
    const [first, second] = [await quoted(some(1), 'two'), await quoted(some(1), 'TWO')];
    const uses = async () =>
      (
        await server.context.db
          .selectFrom('discount_codes')
          .select('used')
          .where('code', '=', 'TWO')
          .executeTakeFirstOrThrow()
      ).used;
    assert.equal(await uses(), 0);
    const { id } = await client.orders.place.mutate(first.order);
    assert.equal(await uses(), 1);
    const rejected = { code: 'CODE_REJECTED', codeProblem: 'CODE_USED_UP' };
    assert.deepEqual(await refusal(client.orders.place.mutate(second.order)), rejected);
    const { lines, saved } = second;
    const quote = await client.orders.quote.query({ lines, quotationId: saved.id });
    assert.deepEqual([quote.codeProblem, quote.totals.total], ['CODE_USED_UP', saved.total]);
    await client.orders.cancel.mutate({ orderId: id, reason: 'Nhường mã' });
    await client.orders.place.mutate(second.order);
    assert.equal(await uses(), 1);
  });

  it('a quotation reserves no licence: one that has changed, is covered or ordered is refused at its row', async () => {
    const [a = '', b = '', c = ''] = some(3);
    const { order } = await quoted([a, b, c]);
    await declareCustomers(server, [
      declaration(a, { license: { planCode: 'ASP-DN', expiry: '2027-12-31' } }),
      // Its fiscal year began elsewhere when it was quoted: the present one would leave three months open.
      declaration(b, { fiscalYearStart: 4 }),
    ]);
    await client.orders.place.mutate(await orderOf(client, [c]));
    const fault = await refusal(client.orders.place.mutate(order));
    assert.equal(fault.code, 'ORDER_LINES_REJECTED');
    assert.deepEqual(
      fault.rowProblems?.map(({ row, code }) => [row, code]),
      [
        [0, 'LICENSE_MOVED'],
        [1, 'TERM_LEAVES_GAP'],
        [2, 'ALREADY_ORDERED'],
      ],
    );
    const { presentExpiry: _, ...line } = order.lines[0] ?? assert.fail();
    const seen = order.lines.map((each, row) =>
      row === 0 ? { ...line, presentExpiry: '2027-12-31' } : each,
    );
    const again = await refusal(client.orders.place.mutate({ ...order, lines: seen }));
    assert.equal(again.rowProblems?.[0]?.code, 'ALREADY_COVERED');
  });

  it('no quotation is made of an unorderable line, nor with a wrong code', async () => {
    const [own = ''] = some(1);
    const input = await orderOf(client, [own]);
    const far = input.lines.map((line) => ({ ...line, firstFiscalYear: 2040 }));
    const fault = await refusal(client.quotations.save.mutate({ lines: far }));
    assert.equal(fault.code, 'ORDER_LINES_REJECTED');
    assert.equal(fault.rowProblems?.[0]?.code, 'TERM_LEAVES_GAP');
    const { lines } = input;
    const coded = client.quotations.save.mutate({ lines, discountCode: 'NOPE' });
    assert.deepEqual(await refusal(coded), {
      code: 'CODE_REJECTED',
      codeProblem: 'CODE_UNKNOWN',
    });
    const none = client.quotations.save.mutate({ lines: [] });
    assert.equal((await refusal(none)).code, 'INVALID_INPUT');
    const many = client.quotations.save.mutate({ lines: Array(2_001).fill(lines[0]) });
    assert.equal((await refusal(many)).code, 'INVALID_INPUT');
    const named = client.quotations.save.mutate({ lines, buyerName: 'x'.repeat(256) });
    assert.equal((await refusal(named)).code, 'INVALID_INPUT');
  });

  it('quotations are listed newest first, a page at a time, and read with their lines', async () => {
    const codesHere = some(2);
    for (let index = 0; index < 21; index++) {
      const { lines } = await orderOf(client, codesHere);
      await client.quotations.save.mutate({ lines, buyerName: `Công ty ${index}` });
    }
    const first = await client.quotations.list.query({});
    assert.deepEqual(quotationPageSchema.parse(first), first);
    assert.equal(first.quotations.length, 20);
    assert.equal(first.quotations[0]?.buyerName, 'Công ty 20');
    const second = await client.quotations.list.query({ cursor: first.nextCursor ?? '' });
    assert.equal(second.quotations[0]?.buyerName, 'Công ty 0');
    const quotationId = first.quotations[0]?.id ?? '';
    const details = await client.quotations.get.query({ quotationId });
    assert.deepEqual(quotationDetailsSchema.parse(details), details);
    assert.deepEqual(
      details.lines.map((line) => line.taxCode),
      codesHere,
    );
    assert.deepEqual(
      details.lines.map(({ presentPlan, changesPlan }) => [presentPlan?.code, changesPlan]),
      codesHere.map(() => ['ASP-DN', false]),
    );
    assert.deepEqual(details.discounts, [{ kind: 'volume', code: null, amount: 295_000 }]);
  });
});
