import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { renderMail } from '../channels/mail/render-mail.ts';
import { runOrderLife } from '../jobs/run-order-life.ts';
import { breakWrites } from '../testing/database/triggers.ts';
import { codeOf, FirmDays } from '../testing/firm-days.ts';
import {
  declaration,
  declareCustomers,
  orderOf,
  planDeclaration,
  putPlans,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import { refusal } from '../testing/test-server.ts';
import { remindOfOrder } from './remind-of-order.ts';

let firm: FirmDays;

before(async () => {
  firm = await FirmDays.open(40);
});
beforeEach(() => firm.begin());
after(() => firm.end());

describe('the reminder', () => {
  it('the reminder comes three days before the due date, once, even where two processes look', async () => {
    const order = await firm.place(firm.some(2));
    assert.equal(order.dueDate, '2026-12-23');
    await firm.at('2026-12-19', '23:59');
    await runOrderLife(firm.server.context);
    assert.equal((await firm.mailJobs('order_due_soon', order.id)).length, 0);
    await firm.at('2026-12-20', '00:01');
    await Promise.all([runOrderLife(firm.server.context), runOrderLife(firm.server.context)]);
    await runOrderLife(firm.server.context);
    const jobs = await firm.mailJobs('order_due_soon', order.id);
    assert.equal(jobs.length, 1);
    const text = await firm.textOf(jobs[0]);
    assert.match(text, /^Nhắc hạn 23\/12\/2026: còn 5\.900\.000\s₫/);
    const url = /http\S+\/pay\/[\w-]+/.exec(text)?.[0] ?? '';
    assert.equal((await fetch(url)).status, 200);
    assert.equal((await firm.bell('order_due_soon', order.id)).length, 1);
  });

  it('the reminder is delayed when the due date is postponed between the look and the reminder', async () => {
    const order = await firm.place(firm.some(1));
    await firm.at('2026-12-20');
    await firm.client.orders.postponeDueDate.mutate({ orderId: order.id, dueDate: '2027-01-20' });
    await remindOfOrder(firm.server.context, order.id);
    assert.equal((await firm.mailJobs('order_due_soon', order.id)).length, 0);
    await firm.at('2027-01-18');
    await runOrderLife(firm.server.context);
    assert.equal((await firm.mailJobs('order_due_soon', order.id)).length, 1);
  });

  it('the reminder names only unpaid lines, and is not sent where all are paid, even meanwhile', async () => {
    const paid = await firm.place(firm.some(1));
    await reportTransfer(firm.server, await startTransfer(firm.client, paid.id));
    const partly = await firm.place(firm.some(2));
    const [first, second] = partly.lines;
    await reportTransfer(
      firm.server,
      await startTransfer(firm.client, partly.id, [first?.id ?? '']),
    );
    await firm.at('2026-12-20');
    await runOrderLife(firm.server.context);
    assert.equal((await firm.mailJobs('order_due_soon', paid.id)).length, 0);
    const [job] = await firm.mailJobs('order_due_soon', partly.id);
    const text = await firm.textOf(job);
    assert.match(text, /còn 2\.950\.000/);
    assert.match(text, new RegExp(second?.customer.taxCode ?? ''));
    assert.doesNotMatch(text, new RegExp(first?.customer.taxCode ?? ''));
    await reportTransfer(firm.server, await startTransfer(firm.client, partly.id));
    assert.ok(job);
    assert.equal(await renderMail(firm.server.context, job), null);
  });

  it('the reminder reaches each owner who was mailed a link, with that line alone', async () => {
    const own = firm.some(4);
    const order = await firm.place(own, { payer: 'owner' });
    const [mailed, paid, revoked, notMailed] = order.lines.map((line) => line.id);
    await firm.client.paymentLinks.send.mutate({
      orderId: order.id,
      lineIds: [mailed ?? '', paid ?? '', revoked ?? ''],
    });
    await reportTransfer(firm.server, await startTransfer(firm.client, order.id, [paid ?? '']));
    const links = await firm.client.paymentLinks.list.query({ orderId: order.id });
    const link = links.find((each) => each.lineId === revoked);
    await firm.client.paymentLinks.revoke.mutate({ linkId: link?.id ?? '' });
    await firm.at('2026-12-21');
    await Promise.all([runOrderLife(firm.server.context), runOrderLife(firm.server.context)]);
    const jobs = await firm.mailJobs('line_due_soon', order.id);
    assert.deepEqual(
      jobs.map((job) => [job.to.email, 'lineId' in job && job.lineId]),
      [[`ketoan@${own[0]}.example`, mailed]],
    );
    const text = await firm.textOf(jobs[0]);
    assert.match(text, /2\.950\.000/);
    assert.match(text, /23\/12\/2026/);
    for (const other of own.slice(1)) assert.doesNotMatch(text, new RegExp(other));
    const url = /http\S+\/pay\/[\w-]+/.exec(text)?.[0] ?? '';
    assert.ok(links.some((each) => each.lineId === mailed && each.url === url));
    assert.ok(notMailed);
  });

  it('a commitment has its own reminder instead, and is not postponed', async () => {
    await putPlans(firm.server, planDeclaration('CAM-KET', { commitmentDays: 60 }));
    const own = firm.some(1);
    const license = { planCode: 'CAM-KET', expiry: '2026-12-31' };
    await declareCustomers(firm.server, [declaration(own[0] ?? '', { license })]);
    const order = await firm.place(own);
    const payBy = '2026-12-20';
    const committed = await firm.client.orders.commit.mutate({
      orderId: order.id,
      payBy,
      confirmed: true,
    });
    assert.equal(committed.postponableUntil, null);
    const postpone = firm.client.orders.postponeDueDate.mutate({
      orderId: order.id,
      dueDate: '2027-01-10',
    });
    assert.equal(await codeOf(postpone), 'DUE_DATE_NOT_POSTPONABLE');
    await firm.at('2026-12-18');
    await runOrderLife(firm.server.context);
    assert.equal((await firm.mailJobs('order_due_soon', order.id)).length, 0);
    await firm.at('2026-12-21');
    await runOrderLife(firm.server.context);
    const expired = await firm.read(order.id);
    assert.deepEqual([expired.state, expired.lines[0]?.commitment?.state], ['cancelled', 'lapsed']);
  });
});

describe('a term by anniversary', () => {
  it('an anniversary term is on one unpaid line of a licence, even after a new fiscal year has begun', async () => {
    const [code = ''] = taxCodes(1, 30_100_000);
    const license = { planCode: 'LUU-TRU', expiry: '2026-10-01' };
    await declareCustomers(firm.server, [declaration(code, { license })]);
    await firm.at('2026-12-20');
    const first = await firm.place([code]);
    await firm.at('2027-01-05');
    const again = firm.client.orders.place.mutate(await orderOf(firm.client, [code]));
    const [problem] = (await refusal(again)).rowProblems ?? [];
    assert.deepEqual(problem, {
      row: 0,
      field: 'firstFiscalYear',
      code: 'ALREADY_ORDERED',
      orderId: first.id,
      orderNumber: first.number,
      fiscalYear: 2026,
    });
  });
});

describe('expiry', () => {
  it('expiry closes unpaid lines on the day after, once, and frees the customers for another order', async () => {
    const own = firm.some(3);
    const order = await firm.place(own);
    const [first] = order.lines;
    await reportTransfer(
      firm.server,
      await startTransfer(firm.client, order.id, [first?.id ?? '']),
    );
    const open = await firm.client.payments.start.mutate({
      orderId: order.id,
      method: 'bank_transfer',
      locale: 'vi',
    });
    await firm.at('2026-12-23', '23:59');
    await runOrderLife(firm.server.context);
    assert.equal(
      (await firm.read(order.id)).state,
      'partly_paid',
      'all of the due date is in time',
    );
    await firm.at('2026-12-24', '00:01');
    await Promise.all([runOrderLife(firm.server.context), runOrderLife(firm.server.context)]);
    const expired = await firm.read(order.id);
    assert.deepEqual(
      [expired.state, expired.due, expired.expiredAt],
      ['paid', 0, firm.server.context.now()],
    );
    assert.deepEqual(
      expired.lines.map((line) => line.state),
      ['paid', 'cancelled', 'cancelled'],
    );
    const attempt = await firm.client.payments.attempt.query({ attemptId: open.id });
    assert.equal(attempt.state, 'expired');
    const jobs = await firm.mailJobs('order_expired', order.id);
    assert.equal(jobs.length, 1);
    const text = await firm.textOf(jobs[0]);
    assert.match(text, /5\.900\.000/);
    assert.doesNotMatch(text, new RegExp(own[0] ?? ''), 'the paid line has not expired');
    const [notification] = await firm.bell('order_expired', order.id);
    assert.deepEqual([notification?.amount, notification?.lineCount], [5_900_000, 2]);
    const trail = await firm.server.context.db
      .selectFrom('audit_log')
      .select('action')
      .where('subject_id', '=', order.id)
      .where('actor', '=', 'clock')
      .execute();
    assert.deepEqual(trail, [{ action: 'order.expired' }]);
    const again = await firm.place(own.slice(1));
    assert.equal(again.lineCount, 2);
  });

  it('expiry gives an underpayment back', async () => {
    const order = await firm.place(firm.some(1));
    const transfer = await startTransfer(firm.client, order.id);
    await reportTransfer(firm.server, { amount: 10_000, memo: transfer.memo });
    await firm.at('2026-12-24');
    await runOrderLife(firm.server.context);
    const expired = await firm.read(order.id);
    assert.equal(expired.state, 'cancelled');
    assert.deepEqual(
      expired.payments.map(({ unapplied, refundDue }) => [unapplied, refundDue]),
      [[0, 10_000]],
    );
    assert.equal((await firm.bell('refund_due', order.id)).length, 1);
  });

  it('late money after expiry is applied while the licence is free, and otherwise goes back', async () => {
    const [free = '', taken = ''] = firm.some(2);
    const orders = [await firm.place([free]), await firm.place([taken])];
    const transfers = [];
    for (const { id } of orders) transfers.push(await startTransfer(firm.client, id));
    await firm.at('2026-12-24');
    await runOrderLife(firm.server.context);
    const other = await firm.place([taken]);
    for (const transfer of transfers) await reportTransfer(firm.server, transfer);
    const [revived, refunded] = [
      await firm.read(orders[0]?.id ?? ''),
      await firm.read(orders[1]?.id ?? ''),
    ];
    assert.deepEqual([revived.state, revived.lines[0]?.newExpiry], ['paid', '2027-12-31']);
    assert.deepEqual([refunded.state, refunded.payments[0]?.refundDue], ['cancelled', 2_950_000]);
    assert.equal((await firm.read(other.id)).state, 'awaiting_payment');
  });

  it('expiry goes on with the other orders where one fails', async () => {
    const broken = await firm.place(firm.some(1));
    const whole = await firm.place(firm.some(1));
    const { db } = firm.server.context;
    const on = 'update of expired_at on orders';
    const mend = await breakWrites(db, on, 'trap', `old.id = '${broken.id}'`);
    await firm.at('2026-12-24');
    await runOrderLife(firm.server.context);
    assert.equal((await firm.read(broken.id)).state, 'awaiting_payment');
    assert.equal((await firm.read(whole.id)).state, 'cancelled');
    await mend();
    await runOrderLife(firm.server.context);
    assert.equal((await firm.read(broken.id)).state, 'cancelled');
  });
});
