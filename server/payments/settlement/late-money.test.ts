import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { PlanDeclaration } from '../../../shared/schemas/catalog.ts';
import type { CodeDeclaration } from '../../../shared/schemas/discount-code.ts';
import type { PlaceOrderInput } from '../../../shared/schemas/order.ts';
import { DAY_MS, HOUR_MS } from '../../foundation/durations.ts';
import { runOrderLife } from '../../jobs/run-order-life.ts';
import { putCodes } from '../../testing/discount-codes.ts';
import { FirmDays } from '../../testing/firm-days.ts';
import {
  declarePlans,
  orderOf,
  planDeclaration,
  putPlans,
  reportTransfer,
  startTransfer,
  yearly,
} from '../../testing/test-directory.ts';
import { hostApi, NOW } from '../../testing/test-server.ts';

const PRICE = 2_950_000;
const reason = 'Đặt nhầm';
type OrderLine = PlaceOrderInput['lines'][number];

let firm: FirmDays;
let lastCode = 0;

before(async () => {
  firm = await FirmDays.open(120);
  const other = { firmName: 'Dịch vụ kế toán An Khang', customers: [] };
  assert.equal((await hostApi(firm.server, 'PUT', '/firms/firm-2/customers', other)).status, 204);
});
beforeEach(async () => {
  await firm.begin();
  await declarePlans(firm.server);
  await declareTiers([]);
  await firm.server.context.db.updateTable('orders').set({ volume_balance: 0 }).execute();
});
after(() => firm.end());

const declareTiers = (tiers: { minLines: number; rate: number }[]) =>
  hostApi(firm.server, 'PUT', '/firms/firm-1/discount-tiers', { tiers });

const declareCode = (code: string, change: Partial<CodeDeclaration> = {}) =>
  putCodes(firm.server, { code, value: 5_000, scope: 'line', maxUses: 1, ...change });

/** Changes the plan of the orders' lines. */
const changePlan = (pricePerYear: number, change: Partial<PlanDeclaration> = {}) =>
  putPlans(firm.server, planDeclaration('ASP-DN', { prices: yearly(pricePerYear), ...change }));

/** An order, a noted transfer for it, and nothing paid yet. */
async function noted(count = 1, discountCode?: string, term: Partial<OrderLine> = {}) {
  const own = firm.some(count);
  const lines = (await orderOf(firm.client, own)).lines.map((line) => ({ ...line, ...term }));
  const terms = { lines, ...(discountCode ? { discountCode } : {}) };
  const { totals } = await firm.client.orders.quote.query(terms);
  const order = await firm.place(own, { ...terms, confirmedTotal: totals.total });
  return { own, order, transfer: await startTransfer(firm.client, order.id) };
}

const cancel = async (orderId: string, lineIds?: string[]) => {
  const input = { orderId, ...(lineIds ? { lineIds } : {}) };
  const { due } = await firm.client.orders.previewCancel.query(input);
  await firm.client.orders.cancel.mutate({ ...input, reason, confirmedDue: due });
};

/** The result of money for an order: its lines' states, and why money goes back. */
async function outcome(orderId: string) {
  const order = await firm.read(orderId);
  const refunds = order.payments.flatMap((payment) => payment.refunds);
  return [order.lines.map((line) => line.state).join(' '), ...refunds.map((due) => due.reason)];
}

describe('money for a line that was closed', () => {
  it('late money pays a closed line within seven days, and is due back after that, however it was closed', async () => {
    const [inTime, late, expired] = [await noted(), await noted(), await noted()];
    await cancel(inTime.order.id);
    await cancel(late.order.id);
    await firm.at('2026-11-30', '10:00');
    await reportTransfer(firm.server, { ...inTime.transfer, at: '2026-11-30 10:00:00' });
    await reportTransfer(firm.server, { ...late.transfer, at: '2026-11-30 10:00:01' });
    await firm.at('2026-11-30', '10:01');
    assert.deepEqual(await outcome(inTime.order.id), ['paid']);
    await firm.at('2026-12-24');
    await runOrderLife(firm.server.context);
    await firm.at('2027-01-01');
    await reportTransfer(firm.server, { ...expired.transfer, at: '2027-01-01 08:59:00' });
    assert.deepEqual(await outcome(expired.order.id), ['cancelled', 'closed_too_long']);
  });

  it('late money’s payer sees why it goes back: in mails, on the order’s page, and at operations', async () => {
    const { order, transfer } = await noted();
    await cancel(order.id);
    await firm.at('2026-12-02');
    await reportTransfer(firm.server, { ...transfer, at: '2026-12-02 08:00:00' });
    assert.deepEqual(await outcome(order.id), ['cancelled', 'closed_too_long']);
    const [mail] = await firm.mailJobs('refund_due', order.id);
    assert.match(await firm.textOf(mail), /đã đóng quá 7 ngày/);
    assert.equal((await firm.bell('refund_due', order.id)).length, 1);
    assert.deepEqual(await firm.bell('payment_received', order.id), [], 'no line was paid');
    const link = await firm.client.paymentLinks.create.mutate({ orderId: order.id });
    const page = await (await fetch(link.url)).text();
    assert.match(page, /đã đóng quá 7 ngày/);
  });

  it('late money pays no line with a higher price now, another VAT class, or no longer sold', async () => {
    const changes: [() => Promise<void>, string][] = [
      [() => changePlan(2 * PRICE), 'price_risen'],
      [() => changePlan(PRICE, { vatRate: '8%' }), 'price_risen'],
      [() => changePlan(PRICE, { active: false }), 'plan_withdrawn'],
    ];
    for (const [change, why] of changes) {
      await declarePlans(firm.server);
      const { order, transfer } = await noted();
      await cancel(order.id);
      await change();
      await firm.at('2026-11-24');
      await reportTransfer(firm.server, { ...transfer, at: '2026-11-24 08:00:00' });
      assert.deepEqual(await outcome(order.id), ['cancelled', why]);
      await firm.begin();
    }
    await declarePlans(firm.server);
    const { order, transfer } = await noted();
    await cancel(order.id);
    await changePlan(PRICE / 2);
    await firm.at('2026-11-24');
    await reportTransfer(firm.server, { ...transfer, at: '2026-11-24 08:00:00' });
    assert.deepEqual(
      await outcome(order.id),
      ['paid'],
      'it costs less now: what was paid is enough',
    );
  });

  it('late money pays no line whose end date, or number of users, is no longer sold', async () => {
    const sold: [Partial<PlanDeclaration>, Partial<PlanDeclaration>, Partial<OrderLine>][] = [
      [{ proration: 'month' }, { proration: 'none' }, { until: '2027-06-30' }],
      [{ perUser: true }, { perUser: false }, { quantity: 2 }],
    ];
    for (const [then, now, term] of sold) {
      for (const [change, expected] of [
        [then, ['paid']],
        [now, ['cancelled', 'plan_withdrawn']],
      ] as const) {
        await changePlan(PRICE, then);
        const { order, transfer } = await noted(1, undefined, term);
        await cancel(order.id);
        await changePlan(PRICE, change);
        await firm.at('2026-11-24');
        await reportTransfer(firm.server, { ...transfer, at: '2026-11-24 08:00:00' });
        assert.deepEqual(await outcome(order.id), expected, JSON.stringify(change));
        await firm.begin();
      }
    }
  });

  it('late money pays a line whose closing older versions noted on its order only, or not at all', async () => {
    const { db } = firm.server.context;
    const day = DAY_MS;
    for (const [notedOn, moment] of [
      ['cancelled_at', NOW + day],
      ['expired_at', NOW + day],
      ['created_at', NOW],
    ] as const) {
      for (const [late, states] of [
        [0, ['paid']],
        [1_000, ['cancelled', 'closed_too_long']],
      ] as const) {
        await firm.begin();
        const { order, transfer } = await noted();
        await cancel(order.id);
        await db
          .updateTable('order_lines')
          .set({ cancelled_at: null })
          .where('order_id', '=', order.id)
          .execute();
        const none = { cancelled_at: null, expired_at: null };
        await db
          .updateTable('orders')
          .set({ ...none, [notedOn]: moment })
          .where('id', '=', order.id)
          .execute();
        const came = moment + 7 * day + late;
        const local = new Date(came + 7 * HOUR_MS).toISOString().slice(0, 19).replace('T', ' ');
        await firm.at(local.slice(0, 10), '23:00');
        await reportTransfer(firm.server, { ...transfer, at: local });
        assert.deepEqual(await outcome(order.id), states, `${notedOn} ${late}`);
      }
    }
  });

  it('money that the bank had before the closing is in time, at the price of then', async () => {
    const { order, transfer } = await noted();
    await firm.at('2026-11-25', '12:00');
    await cancel(order.id);
    await changePlan(2 * PRICE);
    await firm.at('2026-11-26');
    await reportTransfer(firm.server, { ...transfer, at: '2026-11-25 11:00:00' });
    assert.deepEqual(await outcome(order.id), ['paid']);
  });

  it('money in the very moment of the closing is late, for price and code alike', async () => {
    const code = `MOT-${++lastCode}`;
    await declareCode(code, { maxUses: null });
    const [plain, coded] = [await noted(), await noted(1, code)];
    await firm.at('2026-11-25', '12:00');
    await cancel(plain.order.id);
    await cancel(coded.order.id);
    await declareCode(code, { maxUses: null, active: false });
    await firm.at('2026-11-26');
    await reportTransfer(firm.server, { ...coded.transfer, at: '2026-11-25 12:00:00' });
    assert.deepEqual(await outcome(coded.order.id), ['cancelled', 'code_unusable']);
    await changePlan(2 * PRICE);
    await reportTransfer(firm.server, { ...plain.transfer, at: '2026-11-25 12:00:00' });
    assert.deepEqual(await outcome(plain.order.id), ['cancelled', 'price_risen']);
  });

  it('a bank’s date of long ago does not make money be in time', async () => {
    const { order, transfer } = await noted();
    await firm.at('2026-11-25', '12:00');
    await cancel(order.id);
    await firm.at('2026-12-20');
    await reportTransfer(firm.server, { ...transfer, at: '2026-11-25 11:00:00' });
    assert.deepEqual(await outcome(order.id), ['cancelled', 'closed_too_long']);
  });

  it('late money pays a quotation’s price while that is valid, and no longer', async () => {
    const quoted = async () => {
      const own = firm.some(1);
      const { lines } = await orderOf(firm.client, own);
      const saved = await firm.client.quotations.save.mutate({ lines });
      await firm.at('2026-12-20');
      const order = await firm.place(own, { quotationId: saved.id, confirmedTotal: saved.total });
      const transfer = await startTransfer(firm.client, order.id);
      await cancel(order.id);
      return { order, transfer };
    };
    const valid = await quoted();
    await firm.begin();
    const over = await quoted();
    await changePlan(2 * PRICE);
    await firm.at('2026-12-23');
    await reportTransfer(firm.server, { ...valid.transfer, at: '2026-12-23 08:00:00' });
    assert.deepEqual(await outcome(valid.order.id), ['paid']);
    await firm.at('2026-12-24');
    await reportTransfer(firm.server, { ...over.transfer, at: '2026-12-24 08:00:00' });
    assert.deepEqual(await outcome(over.order.id), ['cancelled', 'price_risen']);
  });

  it('several late transfers, each short of a closed line, all go back, and nothing is lost', async () => {
    const { order, transfer } = await noted();
    await cancel(order.id);
    await reportTransfer(firm.server, { ...transfer, amount: 1_000_000 });
    await reportTransfer(firm.server, { ...transfer, amount: PRICE - 1_000_000 });
    assert.deepEqual(await outcome(order.id), ['cancelled', 'order_cancelled', 'order_cancelled']);
  });
});

describe('a code of one use', () => {
  it('a single-use code is used once, however many orders with it were noted, cancelled and then paid', async () => {
    const code = `MOT-${++lastCode}`;
    await declareCode(code);
    const orders = [];
    for (let time = 0; time < 4; time++) {
      const own = await noted(1, code);
      await cancel(own.order.id);
      orders.push(own);
    }
    for (const { transfer } of orders) await reportTransfer(firm.server, transfer);
    const outcomes = await Promise.all(orders.map(({ order }) => outcome(order.id)));
    assert.deepEqual(outcomes, [
      ['paid'],
      ['cancelled', 'code_unusable'],
      ['cancelled', 'code_unusable'],
      ['cancelled', 'code_unusable'],
    ]);
  });

  it('a single-use code that other lines of its order still use revives a cancelled one', async () => {
    const code = `MOT-${++lastCode}`;
    await declareCode(code);
    const { order, transfer } = await noted(2, code);
    await cancel(order.id, [order.lines[0]?.id ?? '']);
    await firm.at('2026-11-25');
    await reportTransfer(firm.server, { ...transfer, at: '2026-11-25 08:00:00' });
    assert.deepEqual(await outcome(order.id), ['paid paid']);
  });

  it('a single-use code is not used twice by two late payments at once, nor by one in time', async () => {
    const code = `MOT-${++lastCode}`;
    await declareCode(code);
    const first = await noted(1, code);
    await firm.at('2026-11-25');
    await cancel(first.order.id);
    const second = await noted(1, code);
    await reportTransfer(firm.server, { ...first.transfer, at: '2026-11-24 08:00:00' });
    assert.deepEqual(await outcome(first.order.id), ['cancelled', 'code_unusable']);
    await cancel(second.order.id);
    const third = await noted(1, code);
    await cancel(third.order.id);
    await Promise.all([second, third].map(({ transfer }) => reportTransfer(firm.server, transfer)));
    const outcomes = [await outcome(second.order.id), await outcome(third.order.id)];
    assert.deepEqual(outcomes.map(([state]) => state).toSorted(), ['cancelled', 'paid']);
  });

  it('a code that has ended, takes less off or is another firm’s revives only money in time', async () => {
    const changes: [Record<string, unknown>, string | undefined][] = [
      [{ validUntil: '2026-11-24' }, 'code_unusable'],
      [{ active: false }, 'code_unusable'],
      [{ firmId: 'firm-2' }, 'code_unusable'],
      [{ value: 4_000 }, 'price_risen'],
      [{ value: 6_000 }, undefined],
    ];
    for (const [change, why] of changes) {
      await firm.begin();
      const code = `MOT-${++lastCode}`;
      await declareCode(code, { maxUses: null });
      const [late, inTime] = [await noted(1, code), await noted(1, code)];
      await firm.at('2026-11-24', '12:00');
      await cancel(late.order.id);
      await cancel(inTime.order.id);
      await declareCode(code, { maxUses: null, ...change });
      await firm.at('2026-11-25', '12:00');
      await reportTransfer(firm.server, { ...late.transfer, at: '2026-11-25 11:00:00' });
      await reportTransfer(firm.server, { ...inTime.transfer, at: '2026-11-24 11:00:00' });
      assert.deepEqual(await outcome(late.order.id), why ? ['cancelled', why] : ['paid']);
      assert.deepEqual(await outcome(inTime.order.id), ['paid']);
    }
  });
});

describe('late money and volume', () => {
  const TIERS = [{ minLines: 4, rate: 1_500 }];

  it('late money revives all lines of a volume order together at their price, and none alone', async () => {
    await declareTiers(TIERS);
    const [together, single] = [await noted(4), await noted(4)];
    const lineIds = [single.order.lines[0]?.id ?? ''];
    const one = await startTransfer(firm.client, single.order.id, lineIds);
    await cancel(together.order.id);
    await cancel(single.order.id);
    await reportTransfer(firm.server, together.transfer);
    await reportTransfer(firm.server, one);
    assert.deepEqual(await outcome(together.order.id), ['paid paid paid paid']);
    assert.deepEqual(await outcome(single.order.id), [
      'cancelled cancelled cancelled cancelled',
      'price_risen',
    ]);
  });

  it('late money lacks its volume even where the bank had it in time', async () => {
    await declareTiers(TIERS);
    const { order } = await noted(4);
    const one = await startTransfer(firm.client, order.id, [order.lines[0]?.id ?? '']);
    await firm.at('2026-11-25');
    await cancel(order.id);
    await reportTransfer(firm.server, { ...one, at: '2026-11-24 08:00:00' });
    assert.equal((await outcome(order.id))[1], 'price_risen');
  });

  it('late money’s volume counts the lines that still await payment', async () => {
    await declareTiers(TIERS);
    const { order } = await noted(5);
    const [first = ''] = order.lines.map((line) => line.id);
    const one = await startTransfer(firm.client, order.id, [first]);
    await cancel(order.id, [first]);
    await reportTransfer(firm.server, one);
    assert.equal((await outcome(order.id))[0]?.startsWith('paid awaiting'), true);
  });
});

it('a closed line is not paid anew at its price, and its attempt gives no instructions', async () => {
  const { order, transfer } = await noted();
  const link = await firm.client.paymentLinks.create.mutate({ orderId: order.id });
  const start = { orderId: order.id, method: 'vnpay', locale: 'vi' } as const;
  const attempt = await firm.client.payments.start.mutate(start);
  await cancel(order.id);
  await assert.rejects(firm.client.payments.start.mutate(start), /NOTHING_TO_PAY/);
  const ended = await firm.client.payments.attempt.query({ attemptId: attempt.id });
  assert.deepEqual([ended.state, ended.redirectUrl], ['cancelled', null]);
  assert.doesNotMatch(await (await fetch(link.url)).text(), new RegExp(transfer.memo));
});
