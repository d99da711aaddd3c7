import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it, mock } from 'node:test';
import { orderTopic } from '../../foundation/live-updates.ts';
import { FirmDays } from '../../testing/firm-days.ts';
import {
  declaration,
  declareCustomers,
  reportTransfer,
  startTransfer,
} from '../../testing/test-directory.ts';
import { clientOf, NOW, signToken } from '../../testing/test-server.ts';
import { expireAttempts } from '../reconciliation/reconcile-attempts.ts';

let firm: FirmDays;

before(async () => {
  firm = await FirmDays.open(40);
});
beforeEach(() => firm.begin());
after(() => firm.end());

const start = (orderId: string, method: 'bank_transfer' | 'vnpay' = 'bank_transfer') =>
  firm.startPayment(orderId, method);

async function attemptState(attemptId: string): Promise<string> {
  const { state } = await firm.server.context.db
    .selectFrom('payment_attempts')
    .select('state')
    .where('id', '=', attemptId)
    .executeTakeFirstOrThrow();
  return state;
}

describe('late money for a cancelled line', () => {
  /** Cancels an order of a licence, lets the portal declare an expiry if one is given, and pays. */
  async function payCancelled(planCode: string, expiry: string, changed?: string) {
    const [code = ''] = firm.some(1);
    const declare = (expiry: string) =>
      declareCustomers(firm.server, [declaration(code, { license: { planCode, expiry } })]);
    await declare(expiry);
    const { id } = await firm.place([code]);
    const transfer = await startTransfer(firm.client, id);
    await firm.client.orders.cancel.mutate({ orderId: id, reason: 'Chọn nhầm' });
    if (changed !== undefined) await declare(changed);
    await reportTransfer(firm.server, transfer);
    const { state, payments, lines } = await firm.read(id);
    return [state, payments[0]?.refundDue, lines[0]?.newExpiry];
  }

  it('late money renews a year that was partly covered when it was ordered, and is not any more', async () => {
    assert.deepEqual(await payCancelled('ASP-DN', '2027-03-31'), ['paid', 0, '2027-12-31']);
  });

  it('late money adds years to an expiry that has not changed since', async () => {
    assert.deepEqual(await payCancelled('LUU-TRU', '2026-12-31'), ['paid', 0, '2027-12-31']);
  });

  it('late money goes back where the licence has come to cover the first day of the year', async () => {
    const [state, refundDue] = await payCancelled('ASP-DN', '2026-12-31', '2027-01-01');
    assert.deepEqual([state, refundDue], ['cancelled', 2_950_000]);
  });
});

it('the rest of another attempt’s money that helped to pay is mailed to its payer', async () => {
  const order = await firm.place(firm.some(2));
  const [first, second] = order.lines;
  const both = await startTransfer(firm.client, order.id);
  const one = await startTransfer(firm.client, order.id, [first?.id ?? '']);
  await reportTransfer(firm.server, {
    ...{ amount: 1_000_000, memo: both.memo, at: '2026-11-23 08:00:00' },
  });
  const lineIds = [second?.id ?? ''];
  await firm.client.orders.cancel.mutate({ orderId: order.id, lineIds, reason: 'Chỉ một' });
  // Made before the other, and reported after it: the other's money is left over.
  const amount = one.amount - 500_000;
  await reportTransfer(firm.server, { amount, memo: one.memo, at: '2026-11-23 07:00:00' });
  const { payments, state } = await firm.read(order.id);
  assert.equal(state, 'paid');
  assert.deepEqual(payments.map(({ received, refundDue }) => [received, refundDue]).toSorted(), [
    [1_000_000, 500_000],
    [amount, 0],
  ]);
  const bells = await firm.bell('refund_due', order.id);
  assert.deepEqual(
    bells.map(({ amount, customerName, lineCount }) => [amount, customerName, lineCount]),
    [[500_000, first?.customer.name, 2]],
  );
  const short = (await firm.bell('payment_unapplied', order.id)).at(-1);
  assert.deepEqual([short?.amount, short?.customerName], [1_000_000, first?.customer.name]);
  const mails = await firm.mailJobs('refund_due', order.id);
  assert.equal(mails.length, 1);
  assert.match(await firm.textOf(mails[0]), /500\.000/);
});

describe('attempts that have ended', () => {
  it('ended attempts stay paid, or expired, when the order is cancelled afterwards', async () => {
    const [code = ''] = firm.some(1);
    const order = await firm.place([code]);
    const vnpay = await start(order.id, 'vnpay');
    firm.server.setNow(NOW + 20 * 60_000);
    await expireAttempts(firm.server.context);
    const transfer = await start(order.id);
    // The money goes back, because the licence has the line's days now; the line still awaits payment.
    const license = { planCode: 'ASP-DN', expiry: '2031-12-31' };
    await declareCustomers(firm.server, [declaration(code, { license })]);
    assert.ok(transfer.transfer);
    await reportTransfer(firm.server, transfer.transfer);
    const paid = await firm.read(order.id);
    assert.deepEqual([paid.state, paid.payments[0]?.refundDue], ['awaiting_payment', 2_950_000]);
    const open = await start(order.id);
    await firm.client.orders.cancel.mutate({ orderId: order.id, reason: 'Thôi' });
    assert.deepEqual(
      [await attemptState(vnpay.id), await attemptState(transfer.id), await attemptState(open.id)],
      ['expired', 'paid', 'cancelled'],
    );
  });

  it('an attempt without money ends at its time; a short transfer is continued after it, for the rest', async () => {
    const [empty, short] = [await firm.place(firm.some(1)), await firm.place(firm.some(1))];
    const [unpaid, unapplied] = [await start(empty.id), await start(short.id)];
    await reportTransfer(firm.server, { amount: 1_000_000, memo: unapplied.transfer?.memo ?? '' });
    firm.server.setNow(unapplied.expiresAt);
    firm.client = clientOf(firm.server, await signToken({ issuedAt: unapplied.expiresAt }));
    // Before the round that ends them, too.
    assert.notEqual((await start(empty.id)).id, unpaid.id);
    const published = mock.method(firm.server.context.live, 'publish');
    await expireAttempts(firm.server.context);
    const topics = published.mock.calls.flatMap((call) => call.arguments);
    published.mock.restore();
    assert.ok(topics.includes(orderTopic(empty.id)), 'open pages see it');
    assert.ok(!topics.includes(orderTopic(short.id)));
    assert.equal(await attemptState(unpaid.id), 'expired');
    assert.equal(await attemptState(unapplied.id), 'open', 'waits for the rest');
    const again = await start(short.id);
    assert.deepEqual(
      [again.id, again.transfer?.memo, again.transfer?.amount],
      [unapplied.id, unapplied.transfer?.memo, 1_950_000],
    );
    assert.ok(again.expiresAt > unapplied.expiresAt);
    assert.equal((await firm.read(short.id)).unapplied[0]?.unapplied, 1_000_000);
    const rest = { amount: 1_950_000, memo: unapplied.transfer?.memo ?? '' };
    await reportTransfer(firm.server, rest);
    assert.equal((await firm.read(short.id)).state, 'paid');
  });
});
