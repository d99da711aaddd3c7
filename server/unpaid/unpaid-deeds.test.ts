import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { noteRefusal } from '../announce/outbox/refused-addresses.ts';
import { DAY_MS } from '../foundation/durations.ts';
import { codeOf, FirmDays } from '../testing/firm-days.ts';
import {
  declaration,
  declareCustomers,
  openOtherFirm,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import { type Client, hostApi } from '../testing/test-server.ts';

describe('what is done to many unpaid lines', () => {
  let firm: FirmDays;
  let stranger: Client;

  before(async () => {
    firm = await FirmDays.open(40);
    stranger = await openOtherFirm(firm.server, taxCodes(1, 50_000_000));
  });
  beforeEach(() => firm.begin());
  after(() => firm.end());

  async function placed(count: number, payer: 'owner' | 'firm' = 'owner') {
    const order = await firm.place(firm.some(count), { payer });
    return { ...order, lineIds: order.lines.map((line) => line.id) };
  }

  async function audited(action: string, orderId: string) {
    const rows = await firm.server.context.db
      .selectFrom('audit_log')
      .select(['actor', 'details'])
      .where('action', '=', action)
      .where('subject_id', '=', orderId)
      .execute();
    return rows.map(({ actor, details }) => [actor, JSON.parse(details)]);
  }

  const changePayers = (lineIds: string[], payer: 'owner' | 'firm', by = firm.client) =>
    by.unpaid.changePayers.mutate({ lineIds, payer });
  const postpone = (orderIds: string[], dueDate: string, by = firm.client) =>
    by.unpaid.postpone.mutate({ orderIds, dueDate });
  const makeLinks = (lineIds: string[], by = firm.client) =>
    by.unpaid.makeLinks.mutate({ lineIds });

  it('lines of several orders get another payer, each order says so, and their links stay valid', async () => {
    const [one, other] = [await placed(2), await placed(1, 'firm')];
    const [lineId = '', paid = ''] = one.lineIds;
    const link = await firm.client.paymentLinks.create.mutate({ orderId: one.id, lineId });
    await reportTransfer(firm.server, await startTransfer(firm.client, one.id, [paid]));
    const { version } = await firm.read(one.id);
    assert.deepEqual(await changePayers([...one.lineIds, ...other.lineIds], 'firm'), {
      changed: [lineId],
      skipped: [
        { lineId: paid, reason: 'not_payable' },
        { lineId: other.lineIds[0], reason: 'unchanged' },
      ],
    });
    const order = await firm.read(one.id);
    assert.deepEqual(
      order.lines.map((line) => line.payer),
      ['firm', 'owner'],
    );
    assert.equal(order.version, version + 1, 'followers see it');
    assert.equal((await firm.read(other.id)).version, other.version);
    assert.equal((await fetch(link.url)).status, 200);
    assert.deepEqual(await audited('order.payer_changed', one.id), [
      ['accountant-1', { payer: 'firm', lines: [lineId] }],
    ]);
    assert.deepEqual((await changePayers([lineId], 'owner')).changed, [lineId]);
  });

  it('the due dates of several orders are postponed to one day, but for those that can’t be', async () => {
    const [one, later, paid] = [await placed(1), await placed(1), await placed(1)];
    await postpone([later.id], '2027-02-01');
    await reportTransfer(firm.server, await startTransfer(firm.client, paid.id));
    await firm.at('2026-12-01');
    const young = await placed(1);
    const orderIds = [one.id, later.id, paid.id, young.id];
    const skippedPaid = { orderId: paid.id, reason: 'not_postponable', until: null };
    assert.deepEqual(await postpone(orderIds, '2027-01-20'), {
      postponed: [one.id, young.id],
      skipped: [{ orderId: later.id, reason: 'not_later', until: '2027-02-21' }, skippedPaid],
    });
    assert.deepEqual(await postpone(orderIds, '2027-02-25'), {
      postponed: [young.id],
      skipped: [
        { orderId: one.id, reason: 'too_late', until: '2027-02-21' },
        { orderId: later.id, reason: 'too_late', until: '2027-02-21' },
        skippedPaid,
      ],
    });
    assert.deepEqual(
      [(await firm.read(one.id)).dueDate, (await firm.read(young.id)).dueDate],
      ['2027-01-20', '2027-02-25'],
    );
    assert.deepEqual(await audited('order.due_date_postponed', one.id), [
      ['accountant-1', { from: '2026-12-23', to: '2027-01-20' }],
    ]);
  });

  it('each line has its own link, the same when asked for again, and a paid one has none', async () => {
    const [one, other] = [await placed(2), await placed(1)];
    const lineIds = [...one.lineIds, ...other.lineIds];
    const { links } = await makeLinks(lineIds);
    assert.deepEqual(links.map(({ lineId }) => lineId).toSorted(), lineIds.toSorted());
    assert.equal(new Set(links.map(({ url }) => url)).size, 3);
    for (const { url } of links) assert.equal((await fetch(url)).status, 200);
    const byLine = (made: typeof links) => new Map(made.map(({ lineId, url }) => [lineId, url]));
    assert.deepEqual(byLine((await makeLinks(lineIds)).links), byLine(links));
    assert.deepEqual(await audited('payment_links.created', one.id), [
      ['accountant-1', { lines: one.lineIds }],
    ]);
    await reportTransfer(firm.server, await startTransfer(firm.client, other.id));
    assert.equal((await makeLinks(lineIds)).links.length, 2);
    const { lines } = await firm.client.unpaid.list.query({ filter: { query: one.number } });
    assert.deepEqual(lines[0]?.link, { sentAt: null, openedAt: lines[0]?.link?.openedAt });
  });

  it('nothing is done to another firm’s lines and orders, nor to the own beside them', async () => {
    const theirs = await placed(1);
    const order = async () => await firm.read(theirs.id);
    const before = await order();
    for (const deed of [
      () => changePayers(theirs.lineIds, 'firm', stranger),
      () => postpone([theirs.id], '2027-01-20', stranger),
      () => makeLinks(theirs.lineIds, stranger),
      () => changePayers([...theirs.lineIds, theirs.id], 'firm'),
      () => postpone([theirs.id, theirs.lineIds[0] ?? ''], '2027-01-20'),
    ]) {
      assert.equal(await codeOf(deed()), 'NOT_FOUND', String(deed));
    }
    assert.deepEqual(await order(), before);
    const many = Array.from({ length: 501 }, () => theirs.id);
    assert.equal(await codeOf(postpone(many, '2027-01-20')), 'INVALID_INPUT');
  });

  it('the portal’s backend reads a firm’s unpaid lines by pages, and those of no other portal', async () => {
    const { id, number, lineIds, lines } = await placed(3);
    const [paid = '', ...unpaid] = lineIds;
    await reportTransfer(firm.server, await startTransfer(firm.client, id, [paid]));
    type Page = { lines: { orderLineId: string; orderId: string }[]; nextCursor: string | null };
    const read = async (query: string, firmId = 'firm-1') => {
      const answer = await hostApi(firm.server, 'GET', `/firms/${firmId}/unpaid-lines?${query}`);
      return { status: answer.status, page: (await answer.json()) as Page };
    };
    const { page: all } = await read('');
    const own = all.lines.filter((line) => line.orderId === id);
    assert.deepEqual(
      own.map((line) => line.orderLineId),
      unpaid,
    );
    const customer = lines[1]?.customer;
    assert.deepEqual(own[0], {
      ...{ orderLineId: unpaid[0], orderId: id, orderNumber: number },
      ...{ externalId: customer?.taxCode, taxCode: customer?.taxCode, licenseExternalId: null },
      ...{ productCode: 'default', planCode: 'ASP-DN', newExpiry: '2027-12-31' },
      ...{ payer: 'owner', amount: 2_950_000, received: 0, dueDate: '2026-12-23' },
      ...{ linkSentAt: null, linkOpenedAt: null, remindedAt: null, emailRefused: false },
    });
    const { page: first } = await read('limit=1');
    const { page: second } = await read(`limit=1&cursor=${first.nextCursor}`);
    assert.deepEqual([...first.lines, ...second.lines], all.lines.slice(0, 2));
    assert.deepEqual((await read('', 'firm-2')).page, { lines: [], nextCursor: null });
    assert.equal((await read(`cursor=${unpaid[0]}`, 'firm-2')).status, 404);
    assert.equal((await read('cursor=x')).status, 400);
  });

  it('the portal’s backend reads whose address refuses mails, until it has corrected that', async () => {
    const { id, lines } = await placed(1);
    const { taxCode = '' } = lines[0]?.customer ?? {};
    const refused = async () => {
      const answer = await hostApi(firm.server, 'GET', '/firms/firm-1/unpaid-lines?limit=1000');
      const page = (await answer.json()) as { lines: { orderId: string; emailRefused: boolean }[] };
      return page.lines.find((line) => line.orderId === id)?.emailRefused;
    };
    const { db, now } = firm.server.context;
    const note = (portalId: string, firmId: string) =>
      db
        .transaction()
        .execute((tx) => noteRefusal(tx, now(), { portalId, firmId }, `KeToan@${taxCode}.example`));
    const { portal_id: portalId } = await db
      .selectFrom('orders')
      .select('portal_id')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    await note('another-portal', 'firm-1');
    await note(portalId, 'firm-2');
    assert.equal(await refused(), false, 'nobody learns what became of another’s mails');
    await note(portalId, 'firm-1');
    assert.equal(await refused(), true);
    await declareCustomers(firm.server, [declaration(taxCode, { email: 'moi@kh.example' })]);
    assert.equal(await refused(), false);
    await declareCustomers(firm.server, [declaration(taxCode)]);
    firm.server.setNow(now() + 7 * DAY_MS);
    assert.equal(await refused(), false, 'a week later, mails are tried again');
  });
});
