import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DomainError } from '../../foundation/domain-error.ts';
import { reportMoney } from '../../testing/gateways/reported-money.ts';
import { stopAndCheckMoney } from '../../testing/stop-and-check-money.ts';
import {
  handOut,
  openFirm,
  orderOf,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import type { Client, TestServer } from '../../testing/test-server.ts';
import { markRefunded } from '../refunds/mark-refunded.ts';
import { assignPayment } from './assign-payment.ts';
import { returnUnappliedPayment } from './decide-unapplied-payment.ts';
import { setAsidePayment } from './set-aside.ts';
import { splitPayment } from './split-payment.ts';
import { unassignPayment } from './unassign-payment.ts';

const LAN = 'operations:lan';

let server: TestServer;
let client: Client;
const codes = taxCodes(40);
const some = handOut(codes);

before(async () => {
  ({ server, client } = await openFirm(codes));
});
after(() => stopAndCheckMoney(server));

async function order(count = 1) {
  const { id } = await client.orders.place.mutate(await orderOf(client, some(count)));
  return await read(id);
}

const read = (orderId: string) => client.orders.get.query({ orderId });
const unassign = (paymentId: string) => unassignPayment(server.context, LAN, { paymentId });
const refused = (paymentId: string, why: string) =>
  assert.rejects(unassign(paymentId), new DomainError('PAYMENT_NOT_UNAPPLIED'), why);

const placeOf = async (id: string) =>
  await server.context.db
    .selectFrom('payments')
    .select(['unapplied', 'unapplied_reason', 'payment_attempt_id'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();

const unmatchedAgain = (unapplied: number) => ({
  ...{ unapplied, unapplied_reason: 'unmatched', payment_attempt_id: null },
});

async function mailsOf(orderId: string, kind: 'payment_unapplied' | 'refund_due') {
  const jobs = await server.context.db
    .selectFrom('outbox')
    .select('id')
    .where('order_id', '=', orderId)
    .where('kind', '=', kind)
    .where('state', '=', 'pending')
    .execute();
  return jobs.length;
}

describe('money that is taken off an order', () => {
  it('a transfer that waits for its rest is unmatched again, and others of its order wait on', async () => {
    const { id: orderId, due, version } = await order(2);
    const { memo } = await startTransfer(client, orderId);
    const money = { memo, references: [memo] };
    const first = await reportMoney(server, { ...money, amount: 1_000 });
    const second = await reportMoney(server, { ...money, amount: 2_000 });
    const mails = await mailsOf(orderId, 'payment_unapplied');
    await unassign(first);
    assert.deepEqual(await placeOf(first), unmatchedAgain(1_000));
    const after = await read(orderId);
    assert.deepEqual(
      after.unapplied.map(({ missing }) => missing),
      [due - 2_000],
    );
    assert.ok(after.version > version);
    assert.equal(await mailsOf(orderId, 'payment_unapplied'), mails);
    await unassign(second);
    assert.deepEqual((await read(orderId)).unapplied, []);
    assert.equal(await mailsOf(orderId, 'payment_unapplied'), 0, 'about nothing');
    const deeds = await server.context.db
      .selectFrom('audit_log')
      .select(['firm_id', 'action', 'details'])
      .where('subject_id', '=', first)
      .where('actor', '=', LAN)
      .execute();
    assert.deepEqual(
      deeds.map(({ details, ...deed }) => ({ ...deed, ...JSON.parse(details) })),
      [
        {
          ...{ firm_id: 'firm-1', action: 'payment.unassigned' },
          ...{ orderId, amount: 1_000, withdrawnRefunds: [] },
        },
      ],
    );
  });

  it('money that was to be refunded is unmatched again, without its mails that have not left', async () => {
    const { id: orderId, due } = await order();
    await reportMoney(server, {
      amount: due,
      references: [(await startTransfer(client, orderId)).memo],
    });
    const paymentId = await reportMoney(server, { amount: 5_000, memo: 'khac' });
    await assignPayment(server.context, LAN, { paymentId, orderId });
    assert.equal(await mailsOf(orderId, 'refund_due'), 1);
    await unassign(paymentId);
    assert.deepEqual(await placeOf(paymentId), unmatchedAgain(5_000));
    assert.equal(await mailsOf(orderId, 'refund_due'), 0);
    // Without an order, too.
    await returnUnappliedPayment(server.context, LAN, { paymentId });
    await unassign(paymentId);
    assert.deepEqual(await placeOf(paymentId), unmatchedAgain(5_000));
  });

  it('money of a gateway without an attempt of its own is taken off the order to which it was assigned', async () => {
    const { id: orderId, due } = await order();
    const paymentId = await reportMoney(server, { amount: due - 1, gateway: 'momo', memo: 'x' });
    await assignPayment(server.context, LAN, { paymentId, orderId });
    await unassign(paymentId);
    assert.deepEqual(await placeOf(paymentId), unmatchedAgain(due - 1));
  });

  it('money that was taken off stays off when another reporter names its attempt, too', async () => {
    const { id: orderId, due } = await order();
    const { memo } = await startTransfer(client, orderId);
    const money = { amount: due - 1, memo, references: [memo] };
    const paymentId = await reportMoney(server, money);
    await unassign(paymentId);
    await assert.rejects(reportMoney(server, { ...money, gateway: 'casso' }), 'it is evidence');
    const reports = await server.context.db
      .selectFrom('payment_reports')
      .select('because')
      .where('payment_id', '=', paymentId)
      .execute();
    assert.equal(reports.length, 1, 'joined');
    assert.deepEqual(await placeOf(paymentId), unmatchedAgain(due - 1));
    assert.deepEqual((await read(orderId)).unapplied, []);
  });

  it('a part of split money is taken off its order alone', async () => {
    const orders = [await order(), await order()];
    const [one, two] = orders;
    assert.ok(one && two);
    const paymentId = await reportMoney(server, { amount: one.due + two.due, memo: 'hai don' });
    const parts = [
      { orderId: one.id, amount: one.due - 1 },
      { orderId: two.id, amount: two.due + 1 },
    ];
    await splitPayment(server.context, LAN, { paymentId, parts });
    const [short, long] = await server.context.db
      .selectFrom('payments')
      .select('id')
      .where('split_of', '=', paymentId)
      .orderBy('gateway_transaction_id')
      .execute();
    await unassign(short?.id ?? '');
    assert.deepEqual(await placeOf(short?.id ?? ''), unmatchedAgain(one.due - 1));
    const again = splitPayment(server.context, LAN, {
      paymentId: short?.id ?? '',
      parts: [
        { orderId: one.id, amount: 1 },
        { orderId: two.id, amount: one.due - 2 },
      ],
    });
    await assert.rejects(again, new DomainError('PAYMENT_NOT_UNAPPLIED'));
    await refused(long?.id ?? '', 'it has paid a line');
    await refused(paymentId, 'the whole');
  });

  it('money stays where it has paid a line, gone back, is unmatched or set aside, or came by a gateway', async () => {
    const { id: orderId, due } = await order();
    const { memo } = await startTransfer(client, orderId);
    const over = await reportMoney(server, { amount: due + 5, references: [memo] });
    await refused(over, 'paid, with a surplus');
    const back = await reportMoney(server, { amount: 7_000, memo: 'tra lai' });
    await refused(back, 'unmatched');
    await returnUnappliedPayment(server.context, LAN, { paymentId: back });
    const { id: refundDueId } = await server.context.db
      .selectFrom('refunds_due')
      .select('id')
      .where('payment_id', '=', back)
      .executeTakeFirstOrThrow();
    await markRefunded(server.context, LAN, { refundDueId, reference: 'FT1' });
    await refused(back, 'refunded');
    const aside = await reportMoney(server, { amount: 8_000, memo: 'lai' });
    await setAsidePayment(server.context, LAN, { paymentId: aside, note: 'Lãi' });
    await refused(aside, 'set aside');
    const open = await order();
    const attempt = await client.payments.start.mutate({
      ...{ orderId: open.id, method: 'vnpay', locale: 'vi' },
    });
    const { reference } = await server.context.db
      .selectFrom('payment_attempts')
      .select('reference')
      .where('id', '=', attempt.id)
      .executeTakeFirstOrThrow();
    const vnpay = await reportMoney(server, {
      ...{ amount: open.due, gateway: 'vnpay', references: [reference], suspectedFraud: true },
    });
    await returnUnappliedPayment(server.context, LAN, { paymentId: vnpay });
    await refused(vnpay, 'its gateway pays it back');
    await refused(crypto.randomUUID(), 'unknown');
  });
});
