import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ListUnpaidInput, UnpaidLine } from '../../shared/schemas/unpaid.ts';
import { statementsOf } from '../testing/database/statements.ts';
import { codeOf, FirmDays } from '../testing/firm-days.ts';
import { ENGINE } from '../testing/test-database.ts';
import {
  declaration,
  declareCustomers,
  openOtherFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import type { Client } from '../testing/test-server.ts';

const [NAMED = '', WITHOUT_EMAIL = '', ELSEWHERE = '', ...OTHERS] = taxCodes(14, 30_000_000);

describe('the list of unpaid lines', () => {
  let firm: FirmDays;
  let stranger: Client;
  /** Placed in this order; the last one is due before the others. */
  let orders: Awaited<ReturnType<FirmDays['place']>>[];
  let foreignLine: string;

  before(async () => {
    firm = await FirmDays.open(1);
    await declareCustomers(firm.server, [
      ...OTHERS.map((code) => declaration(code)),
      declaration(NAMED, { name: 'Công ty TNHH Ánh Dương' }),
      declaration(WITHOUT_EMAIL, { email: '' }),
    ]);
    stranger = await openOtherFirm(firm.server, [ELSEWHERE]);
    const foreign = await stranger.orders.place.mutate(await orderOf(stranger, [ELSEWHERE]));
    const { lines } = await stranger.orders.get.query({ orderId: foreign.id });
    foreignLine = lines[0]?.id ?? '';
    await firm.begin();
    orders = [
      await firm.place([NAMED, WITHOUT_EMAIL], { payer: 'owner' }),
      await firm.place(OTHERS.slice(0, 3)),
      await firm.place(OTHERS.slice(3, 5)),
      await firm.place(OTHERS.slice(5, 7)),
      await firm.place(OTHERS.slice(7, 9)),
    ];
    const [first, , paid, partly, cancelled] = orders;
    const postponed = { orderId: first?.id ?? '', dueDate: '2027-01-10' };
    await firm.client.orders.postponeDueDate.mutate(postponed);
    await reportTransfer(firm.server, await startTransfer(firm.client, paid?.id ?? ''));
    const half = [partly?.lines[0]?.id ?? ''];
    await reportTransfer(firm.server, await startTransfer(firm.client, partly?.id ?? '', half));
    await firm.client.orders.cancel.mutate({ orderId: cancelled?.id ?? '', reason: 'Ngừng' });
  });
  after(() => firm.end());

  const list = (input: Partial<ListUnpaidInput> = {}, by = firm.client) =>
    by.unpaid.list.query({ filter: {}, ...input });

  const idsOf = ({ lines }: { lines: readonly UnpaidLine[] }) => lines.map((line) => line.lineId);

  const unpaidIds = (order: (typeof orders)[number] | undefined) =>
    order?.lines.flatMap((line) => (line.state === 'awaiting_payment' ? line.id : [])) ?? [];

  /** All lines by pages of this size. */
  async function paged(limit: number, input: Partial<ListUnpaidInput> = {}): Promise<string[]> {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ ...input, limit, ...(cursor ? { cursor } : {}) });
      ids.push(...idsOf(page));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    return ids;
  }

  it('the list of unpaid lines has the firm’s lines, those due first before the others, and their sums', async () => {
    const [first, second, , partly] = orders;
    const page = await list();
    assert.deepEqual(idsOf(page), [
      ...unpaidIds(second),
      ...unpaidIds(partly).slice(1),
      ...unpaidIds(first),
    ]);
    assert.deepEqual(page.totals, {
      ...{ lines: 6, orders: 3, due: 6 * 2_950_000 },
    });
    const line = page.lines.find(({ customer }) => customer.taxCode === NAMED);
    assert.deepEqual(
      [line?.customer.name, line?.orderNumber, line?.payer, line?.amount, line?.dueDate],
      ['Công ty TNHH Ánh Dương', first?.number, 'owner', 2_950_000, '2027-01-10'],
    );
    assert.deepEqual([line?.postponableUntil, line?.newExpiry], ['2027-02-21', '2027-12-31']);
    assert.deepEqual([line?.link, line?.reminder, line?.payBy], [null, null, null]);
    assert.equal(line?.email, `ketoan@${NAMED}.example`);
  });

  it('pages of any size have each line once, in the order of every sort, either way', async () => {
    for (const sort of ['dueDate', 'customer', 'amount', 'order', 'reminder'] as const) {
      const whole = idsOf(await list({ sort }));
      assert.equal(whole.length, 6);
      assert.deepEqual(await paged(1, { sort }), whole, sort);
      assert.deepEqual(await paged(4, { sort, descending: true }), whole.toReversed(), sort);
    }
    const { lines } = await list({ sort: 'customer' });
    const names = lines.map(({ customer }) => customer.name);
    assert.equal(names[0], 'Công ty TNHH Ánh Dương', 'a letter with a mark stands by its letter');
    assert.deepEqual((await list({ sort: 'order', limit: 2 })).lines[0]?.orderId, orders[0]?.id);
  });

  it('a page goes on after a line that was paid meanwhile, and has no sums', async () => {
    const [cursor = ''] = orders[2]?.lines.map((line) => line.id) ?? [];
    const page = await list({ sort: 'order', cursor });
    assert.deepEqual(idsOf(page), unpaidIds(orders[3]).slice(1));
    assert.equal(page.totals, null);
  });

  it('the list of unpaid lines is narrowed by text, payer, due date, address, link, today’s reminders and ids', async () => {
    const [first, second] = orders;
    const [named = '', without = ''] = unpaidIds(first);
    const found = async (filter: ListUnpaidInput['filter']) => idsOf(await list({ filter }));
    assert.deepEqual(await found({ query: 'anh duong' }), [named]);
    assert.deepEqual(await found({ query: NAMED.slice(3) }), [named]);
    assert.deepEqual(await found({ query: second?.number ?? '' }), unpaidIds(second));
    assert.deepEqual(await found({ query: '%' }), []);
    assert.deepEqual(await found({ payer: 'owner' }), [named, without]);
    assert.equal((await found({ dueBy: '2026-12-23' })).length, 4);
    assert.equal((await found({ dueBy: '2026-12-22' })).length, 0);
    assert.deepEqual(await found({ withoutEmail: true }), [without]);
    const paid = orders[2]?.lines[0]?.id ?? '';
    assert.deepEqual(await found({ lineIds: [without, paid, foreignLine] }), [without]);
    assert.deepEqual(await found({ lineIds: [without], query: 'anh duong' }), []);
    assert.deepEqual((await list({ filter: { payer: 'owner' } })).totals, {
      ...{ lines: 2, orders: 1, due: 2 * 2_950_000 },
    });
    const orderId = first?.id ?? '';
    await firm.client.paymentLinks.send.mutate({ orderId });
    assert.deepEqual(await found({ link: 'sent' }), [named]);
    assert.equal((await found({ link: 'not_sent' })).length, 5);
    assert.deepEqual(await found({ payer: 'owner', notAskedToday: true }), [without]);
    const link = await firm.client.paymentLinks.create.mutate({ orderId, lineId: named });
    await fetch(link.url);
    assert.deepEqual(await found({ link: 'opened' }), [named]);
    assert.deepEqual(await found({ link: 'sent' }), []);
    await firm.at('2026-11-24', '00:01');
    assert.deepEqual(await found({ payer: 'owner', notAskedToday: true }), [named, without]);
    await firm.begin();
  });

  it('another firm sees its own lines alone, and no cursor of this firm’s', async () => {
    assert.deepEqual(idsOf(await list({}, stranger)), [foreignLine]);
    const [own = ''] = unpaidIds(orders[0]);
    assert.equal(await codeOf(list({ cursor: own }, stranger)), 'NOT_FOUND');
    assert.equal(await codeOf(list({ limit: 501 })), 'INVALID_INPUT');
  });

  it('the list of unpaid lines is found by the firm’s open orders, and read no further than the page', {
    skip: ENGINE !== 'sqlite',
  }, async () => {
    const statements = await statementsOf(() => list({ cursor: unpaidIds(orders[0])[0] ?? '' }));
    const page = statements.find(
      ({ text }) => text.includes('line_reminders') && /limit/.test(text),
    );
    const steps = page?.plan ?? [];
    const scans = steps.filter((step) => /^SCAN|AUTOMATIC|TEMP B-TREE FOR ORDER BY/.test(step));
    assert.deepEqual(scans, []);
    const seek = 'orders_open_by_firm (portal_id=? AND firm_id=? AND (due_date,id)>(?,?))';
    assert.ok(
      steps.some((step) => step.includes(seek)),
      steps.join('\n'),
    );
    assert.ok(steps.some((step) => step.includes('payment_links_by_line')));
  });
});
