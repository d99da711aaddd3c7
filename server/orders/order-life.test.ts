import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import { toPlainText } from '../mail/mail-document.ts';
import { renderMail } from '../mail/render-mail.ts';
import type { MailJob } from '../outbox/enqueue.ts';
import { checkMoney } from '../payments/check-money.ts';
import {
  declaration,
  declareCustomers,
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  hostApi,
  NOW,
  refusal,
  signToken,
  type TestServer,
} from '../testing/test-server.ts';
import { extendableUntil } from './order-life.ts';
import { runOrderLife } from './run-order-life.ts';

const codes = taxCodes(80);
let server: TestServer;
let client: Client;
let next = 0;

before(async () => {
  ({ server, client } = await openFirm(codes));
});
beforeEach(() => setNow(NOW));
after(async () => {
  assert.deepEqual(await checkMoney(server.context.db), []);
  await server.stop();
});

/** A token lives an hour, so that a later day needs a new one. */
async function setNow(now: number): Promise<void> {
  server.setNow(now);
  client = clientOf(server, await signToken({ issuedAt: now }));
}

/** An hour in Vietnam on a day; an order placed on 23 November is due on 23 December. */
const at = (day: string, time = '09:00') => setNow(Date.parse(`${day}T${time}:00+07:00`));

const some = (count: number) => {
  next += count;
  return codes.slice(next - count, next);
};

async function place(own: readonly string[], change = {}) {
  const { id } = await client.orders.place.mutate(await orderOf(client, own, change));
  return await client.orders.get.query({ orderId: id });
}

const read = (orderId: string) => client.orders.get.query({ orderId });
const codeOf = async (call: Promise<unknown>) => (await refusal(call)).code;

async function mailJobs(kind: MailJob['kind'], orderId: string): Promise<MailJob[]> {
  const rows = await server.context.db
    .selectFrom('outbox')
    .select('payload')
    .where('kind', '=', kind)
    .where('payload', 'like', `%${orderId}%`)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ kind, ...JSON.parse(row.payload) }) as MailJob);
}

async function textOf(job: MailJob | undefined): Promise<string> {
  assert.ok(job);
  const mail = await renderMail(server.context, job);
  assert.ok(mail);
  return `${mail.subject}\n${toPlainText(mail)}`;
}

const bell = async (kind: string, orderId: string) => {
  const { notifications } = await client.notifications.list.query({});
  return notifications.filter((each) => each.kind === kind && each.orderId === orderId);
};

describe('until when a due date can be put off', () => {
  const order = {
    orderedOn: '2026-11-23',
    dueDate: '2026-12-23',
    state: 'awaiting_payment' as const,
    isCommitted: false,
  };
  it('is 90 days after ordering, while something is unpaid and in time', () => {
    assert.equal(extendableUntil(order, '2026-12-23'), '2027-02-21');
    assert.equal(extendableUntil(order, '2026-12-24'), null, 'overdue');
    assert.equal(extendableUntil({ ...order, state: 'partly_paid' }, '2026-12-01'), '2027-02-21');
    assert.equal(extendableUntil({ ...order, state: 'paid' }, '2026-12-01'), null);
    assert.equal(extendableUntil({ ...order, state: 'cancelled' }, '2026-12-01'), null);
    assert.equal(extendableUntil({ ...order, isCommitted: true }, '2026-12-01'), null);
    assert.equal(extendableUntil({ ...order, dueDate: '2027-02-21' }, '2026-12-01'), null);
  });
});

describe('the reminder', () => {
  it('comes three days before the due date, once, also where two processes look', async () => {
    const order = await place(some(2));
    assert.equal(order.dueDate, '2026-12-23');
    await at('2026-12-19', '23:59');
    await runOrderLife(server.context);
    assert.equal((await mailJobs('order_due_soon', order.id)).length, 0);
    await at('2026-12-20', '00:01');
    await Promise.all([runOrderLife(server.context), runOrderLife(server.context)]);
    await runOrderLife(server.context);
    const jobs = await mailJobs('order_due_soon', order.id);
    assert.equal(jobs.length, 1);
    const text = await textOf(jobs[0]);
    assert.match(text, /còn 5\.900\.000\s₫ cần thanh toán trước hết ngày 23\/12\/2026/);
    const url = /http\S+\/pay\/[\w-]+/.exec(text)?.[0] ?? '';
    assert.equal((await fetch(url)).status, 200);
    assert.equal((await bell('order_due_soon', order.id)).length, 1);
  });

  it('names only what is unpaid, is not sent where all is paid, and not when it is paid meanwhile', async () => {
    const paid = await place(some(1));
    await reportTransfer(server, await startTransfer(client, paid.id));
    const partly = await place(some(2));
    const [first, second] = partly.lines;
    await reportTransfer(server, await startTransfer(client, partly.id, [first?.id ?? '']));
    await at('2026-12-20');
    await runOrderLife(server.context);
    assert.equal((await mailJobs('order_due_soon', paid.id)).length, 0);
    const [job] = await mailJobs('order_due_soon', partly.id);
    const text = await textOf(job);
    assert.match(text, /còn 2\.950\.000/);
    assert.match(text, new RegExp(second?.customer.taxCode ?? ''));
    assert.doesNotMatch(text, new RegExp(first?.customer.taxCode ?? ''));
    await reportTransfer(server, await startTransfer(client, partly.id));
    assert.ok(job);
    assert.equal(await renderMail(server.context, job), null);
  });

  it('reaches each owner who was mailed a link, with that line alone', async () => {
    const own = some(4);
    const order = await place(own, { payer: 'owner' });
    const [mailed, paid, revoked, notMailed] = order.lines.map((line) => line.id);
    await client.paymentLinks.send.mutate({
      orderId: order.id,
      lineIds: [mailed ?? '', paid ?? '', revoked ?? ''],
    });
    await reportTransfer(server, await startTransfer(client, order.id, [paid ?? '']));
    const links = await client.paymentLinks.list.query({ orderId: order.id });
    const link = links.find((each) => each.lineId === revoked);
    await client.paymentLinks.revoke.mutate({ linkId: link?.id ?? '' });
    await at('2026-12-21');
    await Promise.all([runOrderLife(server.context), runOrderLife(server.context)]);
    const jobs = await mailJobs('line_due_soon', order.id);
    assert.deepEqual(
      jobs.map((job) => [job.to.email, 'lineId' in job && job.lineId]),
      [[`ketoan@${own[0]}.example`, mailed]],
    );
    const text = await textOf(jobs[0]);
    assert.match(text, /2\.950\.000/);
    assert.match(text, /23\/12\/2026/);
    for (const other of own.slice(1)) assert.doesNotMatch(text, new RegExp(other));
    const url = /http\S+\/pay\/[\w-]+/.exec(text)?.[0] ?? '';
    assert.ok(links.some((each) => each.lineId === mailed && each.url === url));
    assert.ok(notMailed);
  });

  it('is left to the commitment where there is one, which is not put off either', async () => {
    const plan = {
      code: 'CAM-KET',
      name: { vi: 'Gói cam kết', en: 'Committed' },
      termRule: 'fiscal_year',
      vatRate: 'KCT',
      active: true,
      commitmentDays: 60,
      prices: [{ fromFiscalYear: 2020, pricePerYear: 1_000_000 }],
    };
    await hostApi(server, 'PUT', '/plans', { plans: [plan] });
    const own = some(1);
    const license = { planCode: 'CAM-KET', expiry: '2026-12-31' };
    await declareCustomers(server, [declaration(own[0] ?? '', { license })]);
    const order = await place(own);
    const payBy = '2026-12-20';
    const committed = await client.orders.commit.mutate({
      orderId: order.id,
      payBy,
      confirmed: true,
    });
    assert.equal(committed.extendableUntil, null);
    const extend = client.orders.extend.mutate({ orderId: order.id, dueDate: '2027-01-10' });
    assert.equal(await codeOf(extend), 'ORDER_NOT_EXTENDABLE');
    await at('2026-12-18');
    await runOrderLife(server.context);
    assert.equal((await mailJobs('order_due_soon', order.id)).length, 0);
    await at('2026-12-21');
    await runOrderLife(server.context);
    const expired = await read(order.id);
    assert.deepEqual([expired.state, expired.lines[0]?.commitment?.state], ['cancelled', 'lapsed']);
  });

  it('comes again before the new date when the order was put off', async () => {
    const order = await place(some(1));
    await at('2026-12-21');
    await runOrderLife(server.context);
    const extended = await client.orders.extend.mutate({
      orderId: order.id,
      dueDate: '2027-01-10',
    });
    assert.deepEqual([extended.dueDate, extended.extendableUntil], ['2027-01-10', '2027-02-21']);
    await runOrderLife(server.context);
    assert.equal((await mailJobs('order_due_soon', order.id)).length, 1);
    await at('2027-01-07');
    await runOrderLife(server.context);
    assert.equal((await mailJobs('order_due_soon', order.id)).length, 2);
  });
});

describe('putting the due date off', () => {
  it('is refused to an earlier, the same, a too late date, when paid, expired, or another firm’s', async () => {
    const order = await place(some(2));
    const extend = (dueDate: string, by = client) =>
      by.orders.extend.mutate({ orderId: order.id, dueDate });
    for (const date of ['2026-12-22', '2026-12-23', '2027-02-22']) {
      assert.equal(await codeOf(extend(date)), 'ORDER_NOT_EXTENDABLE', date);
    }
    assert.equal(await codeOf(extend('2026-02-30')), 'INVALID_INPUT');
    const stranger = clientOf(server, await signToken({ firm: { id: 'firm-2', name: 'Khác' } }));
    assert.equal(await codeOf(extend('2027-01-10', stranger)), 'NOT_FOUND');
    await extend('2027-01-10');
    await at('2026-12-24');
    await runOrderLife(server.context);
    assert.equal((await read(order.id)).state, 'awaiting_payment', 'it was put off');
    await at('2027-01-11');
    assert.equal(await codeOf(extend('2027-01-20')), 'ORDER_NOT_EXTENDABLE', 'overdue');
    const paid = await place(some(1));
    await reportTransfer(server, await startTransfer(client, paid.id));
    const late = client.orders.extend.mutate({ orderId: paid.id, dueDate: '2027-03-01' });
    assert.equal(await codeOf(late), 'ORDER_NOT_EXTENDABLE');
    assert.equal((await read(paid.id)).extendableUntil, null);
  });
});

describe('expiry', () => {
  it('closes what is unpaid on the day after, once, and frees the customers for another order', async () => {
    const own = some(3);
    const order = await place(own);
    const [first] = order.lines;
    await reportTransfer(server, await startTransfer(client, order.id, [first?.id ?? '']));
    const open = await client.payments.start.mutate({
      orderId: order.id,
      method: 'bank_transfer',
      locale: 'vi',
    });
    await at('2026-12-23', '23:59');
    await runOrderLife(server.context);
    assert.equal((await read(order.id)).state, 'partly_paid', 'all of the due date is in time');
    await at('2026-12-24', '00:01');
    await Promise.all([runOrderLife(server.context), runOrderLife(server.context)]);
    const expired = await read(order.id);
    assert.deepEqual(
      [expired.state, expired.due, expired.expiredAt],
      ['paid', 0, server.context.now()],
    );
    assert.deepEqual(
      expired.lines.map((line) => line.state),
      ['paid', 'cancelled', 'cancelled'],
    );
    const session = await client.payments.session.query({ sessionId: open.id });
    assert.equal(session.state, 'expired');
    const jobs = await mailJobs('order_expired', order.id);
    assert.equal(jobs.length, 1);
    const text = await textOf(jobs[0]);
    assert.match(text, /5\.900\.000/);
    assert.doesNotMatch(text, new RegExp(own[0] ?? ''), 'the paid line has not expired');
    const [notification] = await bell('order_expired', order.id);
    assert.deepEqual([notification?.amount, notification?.lineCount], [5_900_000, 2]);
    const trail = await server.context.db
      .selectFrom('audit_log')
      .select('action')
      .where('subject_id', '=', order.id)
      .where('actor', '=', 'clock')
      .execute();
    assert.deepEqual(trail, [{ action: 'order.expired' }]);
    const again = await place(own.slice(1));
    assert.equal(again.lineCount, 2);
  });

  it('gives short money back that was held', async () => {
    const order = await place(some(1));
    const transfer = await startTransfer(client, order.id);
    await reportTransfer(server, { amount: 10_000, memo: transfer.memo });
    await at('2026-12-24');
    await runOrderLife(server.context);
    const expired = await read(order.id);
    assert.equal(expired.state, 'cancelled');
    assert.deepEqual(
      expired.payments.map(({ held, refundDue }) => [held, refundDue]),
      [[0, 10_000]],
    );
    assert.equal((await bell('refund_due', order.id)).length, 1);
  });

  it('takes late money while the licence is free, and gives it back when it is not', async () => {
    const [free = '', taken = ''] = some(2);
    const orders = [await place([free]), await place([taken])];
    const transfers = [];
    for (const { id } of orders) transfers.push(await startTransfer(client, id));
    await at('2026-12-24');
    await runOrderLife(server.context);
    const other = await place([taken]);
    for (const transfer of transfers) await reportTransfer(server, transfer);
    const [revived, refunded] = [await read(orders[0]?.id ?? ''), await read(orders[1]?.id ?? '')];
    assert.deepEqual([revived.state, revived.lines[0]?.newExpiry], ['paid', '2027-12-31']);
    assert.deepEqual([refunded.state, refunded.payments[0]?.refundDue], ['cancelled', 2_950_000]);
    assert.equal((await read(other.id)).state, 'awaiting_payment');
  });

  it('goes on with the other orders where one fails', async () => {
    const broken = await place(some(1));
    const whole = await place(some(1));
    const { db } = server.context;
    const trap = `create trigger trap before update of expired_at on orders
      when old.id = '${broken.id}' begin select raise(abort, 'trap'); end`;
    await sql.raw(trap).execute(db);
    await at('2026-12-24');
    await runOrderLife(server.context);
    assert.equal((await read(broken.id)).state, 'awaiting_payment');
    assert.equal((await read(whole.id)).state, 'cancelled');
    await sql.raw('drop trigger trap').execute(db);
    await runOrderLife(server.context);
    assert.equal((await read(broken.id)).state, 'cancelled');
  });
});

describe('cancelling some lines', () => {
  it('closes these and their sessions, leaves the others, and says why', async () => {
    const own = some(3);
    const order = await place(own);
    const [first = '', second = '', third = ''] = order.lines.map((line) => line.id);
    const covering = await client.payments.start.mutate({
      orderId: order.id,
      method: 'bank_transfer',
      locale: 'vi',
    });
    const other = await client.payments.start.mutate({
      orderId: order.id,
      lineIds: [third],
      method: 'bank_transfer',
      locale: 'vi',
    });
    const reason = 'Khách hàng ngừng hoạt động';
    const after = await client.orders.cancel.mutate({
      orderId: order.id,
      lineIds: [first, second],
      reason,
    });
    assert.deepEqual(
      [after.state, after.due, after.lines.map((line) => line.state)],
      ['awaiting_payment', 2_950_000, ['cancelled', 'cancelled', 'awaiting_payment']],
    );
    const stateOf = async (sessionId: string) =>
      (await client.payments.session.query({ sessionId })).state;
    assert.deepEqual([await stateOf(covering.id), await stateOf(other.id)], ['cancelled', 'open']);
    const text = await textOf((await mailJobs('order_lines_cancelled', order.id))[0]);
    assert.match(text, new RegExp(reason));
    assert.doesNotMatch(text, new RegExp(own[2] ?? ''));
    assert.equal((await bell('order_lines_cancelled', order.id))[0]?.lineCount, 2);
    assert.equal((await place(own.slice(0, 2))).lineCount, 2, 'they can be ordered again');
  });

  it('refuses a line that is paid, cancelled, of another order or firm, all or nothing', async () => {
    const order = await place(some(3));
    const stranger = await place(some(1));
    const [first = '', second = ''] = order.lines.map((line) => line.id);
    await reportTransfer(server, await startTransfer(client, order.id, [first]));
    const cancel = (lineIds: string[], by = client) =>
      by.orders.cancel.mutate({ orderId: order.id, lineIds, reason: 'Đổi ý' });
    assert.equal(await codeOf(cancel([second, first])), 'ORDER_NOT_CANCELLABLE');
    assert.equal(await codeOf(cancel([stranger.lines[0]?.id ?? ''])), 'NOT_FOUND');
    const otherFirm = clientOf(server, await signToken({ firm: { id: 'firm-2', name: 'Khác' } }));
    assert.equal(await codeOf(cancel([second], otherFirm)), 'NOT_FOUND');
    assert.equal((await read(order.id)).due, 5_900_000);
    const noReason = client.orders.cancel.mutate({
      orderId: order.id,
      lineIds: [second],
      reason: ' ',
    });
    assert.equal(await codeOf(noReason), 'INVALID_INPUT');
    await cancel([second]);
    assert.equal(await codeOf(cancel([second])), 'ORDER_NOT_CANCELLABLE');
  });

  it('lets money win that races with the cancellation of its line', async () => {
    for (const pair of [some(2), some(2), some(2), some(2)]) {
      const order = await place(pair);
      const [first = '', second = ''] = order.lines.map((line) => line.id);
      const own = await startTransfer(client, order.id, [first]);
      await Promise.allSettled([
        client.orders.cancel.mutate({ orderId: order.id, lineIds: [first], reason: 'Đổi ý' }),
        reportTransfer(server, own),
      ]);
      const after = await read(order.id);
      assert.deepEqual(
        after.lines.map((line) => [line.id, line.state]),
        [
          [first, 'paid'],
          [second, 'awaiting_payment'],
        ],
      );
    }
  });

  it('pays what is left from short money that now suffices, and gives the rest back', async () => {
    const order = await place(some(2));
    const transfer = await startTransfer(client, order.id);
    await reportTransfer(server, { amount: 5_000_000, memo: transfer.memo });
    const lineIds = [order.lines[0]?.id ?? ''];
    const after = await client.orders.cancel.mutate({
      orderId: order.id,
      lineIds,
      reason: 'Giảm bớt',
    });
    assert.deepEqual([after.state, after.lines[1]?.state], ['paid', 'paid']);
    assert.deepEqual(
      after.payments.map(({ allocated, refundDue, held }) => [allocated, refundDue, held]),
      [[2_950_000, 2_050_000, 0]],
    );
  });

  it('lets short money wait on that does not suffice, and takes the rest by the same memo', async () => {
    const order = await place(some(2));
    const transfer = await startTransfer(client, order.id);
    await reportTransfer(server, { amount: 1_000_000, memo: transfer.memo });
    const lineIds = [order.lines[0]?.id ?? ''];
    const after = await client.orders.cancel.mutate({
      orderId: order.id,
      lineIds,
      reason: 'Giảm bớt',
    });
    assert.deepEqual(
      after.held.map(({ held, missing }) => [held, missing]),
      [[1_000_000, 1_950_000]],
    );
    await reportTransfer(server, { amount: 1_950_000, memo: transfer.memo });
    assert.equal((await read(order.id)).lines[1]?.state, 'paid');
  });

  it('is the whole order when these were the last unpaid ones', async () => {
    const order = await place(some(2));
    const [first = '', second = ''] = order.lines.map((line) => line.id);
    await client.orders.cancel.mutate({ orderId: order.id, lineIds: [first], reason: 'Một' });
    const after = await client.orders.cancel.mutate({
      orderId: order.id,
      lineIds: [second],
      reason: 'Hai',
    });
    assert.equal(after.state, 'cancelled');
    assert.equal((await mailJobs('order_cancelled', order.id)).length, 1);
  });
});
