import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { runOrderLife } from '../jobs/run-order-life.ts';
import { postponableUntil } from '../orders/core/order-life.ts';
import { codeOf, FirmDays } from '../testing/firm-days.ts';
import { reportTransfer, startTransfer } from '../testing/test-directory.ts';
import { clientOf, signToken } from '../testing/test-server.ts';

let firm: FirmDays;

before(async () => {
  firm = await FirmDays.open(20);
});
beforeEach(() => firm.begin());
after(() => firm.end());

describe('until when a due date can be put off', () => {
  const order = {
    orderedOn: '2026-11-23',
    dueDate: '2026-12-23',
    state: 'awaiting_payment' as const,
    isCommitted: false,
  };
  it('a due date can be postponed to 90 days after ordering, while a line is unpaid and in time', () => {
    assert.equal(postponableUntil(order, '2026-12-23'), '2027-02-21');
    assert.equal(postponableUntil(order, '2026-12-24'), null, 'overdue');
    assert.equal(postponableUntil({ ...order, state: 'partly_paid' }, '2026-12-01'), '2027-02-21');
    assert.equal(postponableUntil({ ...order, state: 'paid' }, '2026-12-01'), null);
    assert.equal(postponableUntil({ ...order, state: 'cancelled' }, '2026-12-01'), null);
    assert.equal(postponableUntil({ ...order, isCommitted: true }, '2026-12-01'), null);
    assert.equal(postponableUntil({ ...order, dueDate: '2027-02-21' }, '2026-12-01'), null);
  });
});

describe('putting the due date off', () => {
  it('postponing is refused for an earlier, equal or late date, a paid, expired or other firm’s order', async () => {
    const order = await firm.place(firm.some(2));
    const postpone = (dueDate: string, by = firm.client) =>
      by.orders.postponeDueDate.mutate({ orderId: order.id, dueDate });
    for (const date of ['2026-12-22', '2026-12-23', '2027-02-22']) {
      assert.equal(await codeOf(postpone(date)), 'DUE_DATE_NOT_POSTPONABLE', date);
    }
    assert.equal(await codeOf(postpone('2026-02-30')), 'INVALID_INPUT');
    const stranger = clientOf(
      firm.server,
      await signToken({ firm: { id: 'firm-2', name: 'Khác' } }),
    );
    assert.equal(await codeOf(postpone('2027-01-10', stranger)), 'NOT_FOUND');
    await postpone('2027-01-10');
    await firm.at('2026-12-24');
    await runOrderLife(firm.server.context);
    assert.equal((await firm.read(order.id)).state, 'awaiting_payment', 'it was put off');
    await firm.at('2027-01-11');
    assert.equal(await codeOf(postpone('2027-01-20')), 'DUE_DATE_NOT_POSTPONABLE', 'overdue');
    const paid = await firm.place(firm.some(1));
    await reportTransfer(firm.server, await startTransfer(firm.client, paid.id));
    const late = firm.client.orders.postponeDueDate.mutate({
      orderId: paid.id,
      dueDate: '2027-03-01',
    });
    assert.equal(await codeOf(late), 'DUE_DATE_NOT_POSTPONABLE');
    assert.equal((await firm.read(paid.id)).postponableUntil, null);
  });

  it('a postponed order gets another reminder before the new date', async () => {
    const order = await firm.place(firm.some(1));
    await firm.at('2026-12-21');
    await runOrderLife(firm.server.context);
    const postponed = await firm.client.orders.postponeDueDate.mutate({
      orderId: order.id,
      dueDate: '2027-01-10',
    });
    assert.deepEqual([postponed.dueDate, postponed.postponableUntil], ['2027-01-10', '2027-02-21']);
    await runOrderLife(firm.server.context);
    assert.equal((await firm.mailJobs('order_due_soon', order.id)).length, 1);
    await firm.at('2027-01-07');
    await runOrderLife(firm.server.context);
    assert.equal((await firm.mailJobs('order_due_soon', order.id)).length, 2);
  });

  it('a postponed order’s payment links stay open', async () => {
    const order = await firm.place(firm.some(1));
    const link = await firm.client.paymentLinks.create.mutate({ orderId: order.id });
    await firm.client.orders.postponeDueDate.mutate({ orderId: order.id, dueDate: '2027-02-21' });
    const open = async () => await (await fetch(link.url)).text();
    assert.match(await open(), /Hạn thanh toán<\/dt><dd>21\/02\/2027/);
    await firm.at('2027-02-21');
    assert.match(await open(), /Hạn thanh toán<\/dt><dd>21\/02\/2027/);
    const again = await firm.client.paymentLinks.create.mutate({ orderId: order.id });
    assert.equal(again.url, link.url);
    await firm.at('2027-02-22');
    await runOrderLife(firm.server.context);
    assert.match(await open(), /Đã hết hạn thanh toán/);
  });

  it('postponing takes nothing from a link that stays open for longer', async () => {
    const order = await firm.place(firm.some(1));
    await firm.at('2026-12-20');
    const link = await firm.client.paymentLinks.create.mutate({ orderId: order.id });
    await firm.client.orders.postponeDueDate.mutate({ orderId: order.id, dueDate: '2026-12-28' });
    const again = await firm.client.paymentLinks.create.mutate({ orderId: order.id });
    assert.deepEqual(again, link);
  });
});
