import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { codeOf, FirmDays } from '../testing/firm-days.ts';
import { reportTransfer, startTransfer } from '../testing/test-directory.ts';
import { clientOf, signToken } from '../testing/test-server.ts';

let firm: FirmDays;

before(async () => {
  firm = await FirmDays.open(40);
});
beforeEach(() => firm.begin());
after(() => firm.end());

describe('cancelling some lines', () => {
  it('cancelling some lines closes these and their attempts, leaves the others, and says why', async () => {
    const own = firm.some(3);
    const order = await firm.place(own);
    const [first = '', second = '', third = ''] = order.lines.map((line) => line.id);
    const covering = await firm.client.payments.start.mutate({
      orderId: order.id,
      method: 'bank_transfer',
      locale: 'vi',
    });
    const other = await firm.client.payments.start.mutate({
      orderId: order.id,
      lineIds: [third],
      method: 'bank_transfer',
      locale: 'vi',
    });
    const reason = 'Khách hàng ngừng hoạt động';
    const after = await firm.client.orders.cancel.mutate({
      orderId: order.id,
      lineIds: [first, second],
      reason,
    });
    assert.deepEqual(
      [after.state, after.due, after.lines.map((line) => line.state)],
      ['awaiting_payment', 2_950_000, ['cancelled', 'cancelled', 'awaiting_payment']],
    );
    const stateOf = async (attemptId: string) =>
      (await firm.client.payments.attempt.query({ attemptId })).state;
    assert.deepEqual([await stateOf(covering.id), await stateOf(other.id)], ['cancelled', 'open']);
    const text = await firm.textOf((await firm.mailJobs('order_lines_cancelled', order.id))[0]);
    assert.match(text, new RegExp(reason));
    assert.doesNotMatch(text, new RegExp(own[2] ?? ''));
    assert.equal((await firm.bell('order_lines_cancelled', order.id))[0]?.lineCount, 2);
    assert.equal((await firm.place(own.slice(0, 2))).lineCount, 2, 'they can be ordered again');
  });

  it('cancelling refuses a line that is paid, cancelled, or of another order or firm, and cancels none', async () => {
    const order = await firm.place(firm.some(3));
    const stranger = await firm.place(firm.some(1));
    const [first = '', second = ''] = order.lines.map((line) => line.id);
    await reportTransfer(firm.server, await startTransfer(firm.client, order.id, [first]));
    const cancel = (lineIds: string[], by = firm.client) =>
      by.orders.cancel.mutate({ orderId: order.id, lineIds, reason: 'Đổi ý' });
    assert.equal(await codeOf(cancel([second, first])), 'ORDER_NOT_CANCELLABLE');
    assert.equal(await codeOf(cancel([stranger.lines[0]?.id ?? ''])), 'NOT_FOUND');
    const otherFirm = clientOf(
      firm.server,
      await signToken({ firm: { id: 'firm-2', name: 'Khác' } }),
    );
    assert.equal(await codeOf(cancel([second], otherFirm)), 'NOT_FOUND');
    assert.equal((await firm.read(order.id)).due, 5_900_000);
    const noReason = firm.client.orders.cancel.mutate({
      orderId: order.id,
      lineIds: [second],
      reason: ' ',
    });
    assert.equal(await codeOf(noReason), 'INVALID_INPUT');
    await cancel([second]);
    assert.equal(await codeOf(cancel([second])), 'ORDER_NOT_CANCELLABLE');
  });

  it('money that races with the cancellation of its line wins', async () => {
    for (const pair of [firm.some(2), firm.some(2), firm.some(2), firm.some(2)]) {
      const order = await firm.place(pair);
      const [first = '', second = ''] = order.lines.map((line) => line.id);
      const own = await startTransfer(firm.client, order.id, [first]);
      await Promise.allSettled([
        firm.client.orders.cancel.mutate({ orderId: order.id, lineIds: [first], reason: 'Đổi ý' }),
        reportTransfer(firm.server, own),
      ]);
      const after = await firm.read(order.id);
      assert.deepEqual(
        after.lines.map((line) => [line.id, line.state]),
        [
          [first, 'paid'],
          [second, 'awaiting_payment'],
        ],
      );
    }
  });

  it('after cancelling lines, an underpayment that now suffices pays the others, and the rest goes back', async () => {
    const order = await firm.place(firm.some(2));
    const transfer = await startTransfer(firm.client, order.id);
    await reportTransfer(firm.server, { amount: 5_000_000, memo: transfer.memo });
    const lineIds = [order.lines[0]?.id ?? ''];
    const after = await firm.client.orders.cancel.mutate({
      orderId: order.id,
      lineIds,
      reason: 'Giảm bớt',
    });
    assert.deepEqual([after.state, after.lines[1]?.state], ['paid', 'paid']);
    assert.deepEqual(
      after.payments.map(({ allocated, refundDue, unapplied }) => [
        allocated,
        refundDue,
        unapplied,
      ]),
      [[2_950_000, 2_050_000, 0]],
    );
  });

  it('after cancelling lines, an underpayment that does not suffice waits for the rest by its memo', async () => {
    const order = await firm.place(firm.some(2));
    const transfer = await startTransfer(firm.client, order.id);
    await reportTransfer(firm.server, { amount: 1_000_000, memo: transfer.memo });
    const lineIds = [order.lines[0]?.id ?? ''];
    const after = await firm.client.orders.cancel.mutate({
      orderId: order.id,
      lineIds,
      reason: 'Giảm bớt',
    });
    assert.deepEqual(
      after.unapplied.map(({ unapplied, missing }) => [unapplied, missing]),
      [[1_000_000, 1_950_000]],
    );
    await reportTransfer(firm.server, { amount: 1_950_000, memo: transfer.memo });
    assert.equal((await firm.read(order.id)).lines[1]?.state, 'paid');
  });

  it('cancelling lines sends no new mail about an underpayment for remaining lines', async () => {
    const order = await firm.place(firm.some(2));
    const [first = '', second = ''] = order.lines.map((line) => line.id);
    const transfer = await startTransfer(firm.client, order.id, [first]);
    await reportTransfer(firm.server, { amount: 1_000_000, memo: transfer.memo });
    const told = async () => [
      (await firm.mailJobs('payment_unapplied', order.id)).length,
      (await firm.bell('payment_unapplied', order.id)).length,
    ];
    assert.deepEqual(await told(), [1, 1]);
    const cancel = { orderId: order.id, lineIds: [second], reason: 'Giảm bớt' };
    const after = await firm.client.orders.cancel.mutate(cancel);
    assert.deepEqual(
      after.unapplied.map(({ unapplied, missing }) => [unapplied, missing]),
      [[1_000_000, 1_950_000]],
    );
    assert.deepEqual(await told(), [1, 1]);
  });

  it('each underpayment goes back once where two attempts share the remaining line', async () => {
    const order = await firm.place(firm.some(2));
    const [first = '', second = ''] = order.lines.map((line) => line.id);
    const both = await startTransfer(firm.client, order.id);
    const one = await startTransfer(firm.client, order.id, [second]);
    await reportTransfer(firm.server, { amount: 4_000_000, memo: both.memo });
    await reportTransfer(firm.server, { amount: 1_000_000, memo: one.memo });
    const cancel = { orderId: order.id, lineIds: [second], reason: 'Giảm bớt' };
    const after = await firm.client.orders.cancel.mutate(cancel);
    assert.equal(after.lines.find((line) => line.id === first)?.state, 'paid');
    assert.deepEqual(
      after.payments.map(({ allocated, refundDue, unapplied }) => [
        allocated,
        refundDue,
        unapplied,
      ]),
      [
        [2_950_000, 1_050_000, 0],
        [0, 1_000_000, 0],
      ],
    );
    const { notifications } = await firm.client.notifications.list.query({});
    const own = notifications.filter((bell) => bell.orderId === order.id);
    assert.equal(own.filter((bell) => bell.kind === 'payment_unapplied').length, 2, 'as they came');
  });

  it('cancelling the last unpaid lines cancels the whole order', async () => {
    const order = await firm.place(firm.some(2));
    const [first = '', second = ''] = order.lines.map((line) => line.id);
    await firm.client.orders.cancel.mutate({ orderId: order.id, lineIds: [first], reason: 'Một' });
    const after = await firm.client.orders.cancel.mutate({
      orderId: order.id,
      lineIds: [second],
      reason: 'Hai',
    });
    assert.equal(after.state, 'cancelled');
    assert.equal((await firm.mailJobs('order_cancelled', order.id)).length, 1);
  });
});
