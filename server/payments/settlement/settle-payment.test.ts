import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { renderMail } from '../../channels/mail/render-mail.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import { stopAndCheckMoney } from '../../testing/stop-and-check-money.ts';
import {
  declaration,
  declareCustomers,
  handOut,
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import { type Client, NOW, type TestServer } from '../../testing/test-server.ts';
import { checkMoney } from './check-money.ts';

describe('settling bank transfers', () => {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(60);
  const some = handOut(codes);

  before(async () => {
    ({ server, client } = await openFirm(codes));
  });
  after(() => stopAndCheckMoney(server));

  /** An order of `count` customers that no test has used yet, with its transfer. */
  async function orderAndTransfer(count: number) {
    const own = some(count);
    const order = await client.orders.place.mutate(await orderOf(client, own));
    const attempt = await client.payments.start.mutate({
      orderId: order.id,
      method: 'bank_transfer',
      locale: 'vi',
    });
    assert.ok(attempt.transfer);
    return { own, orderId: order.id, attempt, transfer: attempt.transfer };
  }

  const read = (orderId: string) => client.orders.get.query({ orderId });

  it('an exact transfer with a mangled memo pays an order, and renews every licence', async () => {
    const { orderId, transfer } = await orderAndTransfer(3);
    const spaced = transfer.memo.toLowerCase().replace(/(..)/g, '$1 ');
    const answer = await reportTransfer(server, {
      amount: transfer.amount,
      memo: `CT DEN:630512 ${spaced}-CHUYEN TIEN`,
    });
    assert.equal(answer.status, 200);
    const order = await read(orderId);
    assert.equal(order.state, 'paid');
    assert.equal(order.due, 0);
    assert.deepEqual(
      order.lines.map((line) => [line.state, line.newExpiry]),
      Array(3).fill(['paid', '2027-12-31']),
    );
    const found = await client.customers.search.query({
      query: order.lines[0]?.customer.taxCode ?? '',
    });
    assert.equal(found.customers[0]?.licenses[0]?.expiry, '2027-12-31');
  });

  it('a short transfer waits, shows the missing amount, and pays when the rest comes', async () => {
    const { orderId, transfer } = await orderAndTransfer(2);
    await reportTransfer(server, { amount: transfer.amount - 100_000, memo: transfer.memo });
    const short = await read(orderId);
    assert.equal(short.state, 'awaiting_payment');
    assert.deepEqual(
      short.unapplied.map(({ unapplied, missing }) => [unapplied, missing]),
      [[transfer.amount - 100_000, 100_000]],
    );
    await reportTransfer(server, { amount: 100_000, memo: transfer.memo });
    const order = await read(orderId);
    assert.equal(order.state, 'paid');
    assert.deepEqual(
      order.payments.map(({ received, allocated, unapplied }) => received - allocated + unapplied),
      [0, 0],
    );
  });

  it('a short transfer continues after some of its lines were paid elsewhere, and late in its life', async () => {
    const { orderId, attempt, transfer } = await orderAndTransfer(2);
    await reportTransfer(server, { amount: 1_000_000, memo: transfer.memo });
    const [first, second] = (await read(orderId)).lines;
    assert.ok(first && second);
    const own = await startTransfer(client, orderId, [first.id]);
    await reportTransfer(server, { amount: first.total, memo: own.memo });
    const [unapplied] = (await read(orderId)).unapplied;
    assert.equal(unapplied?.missing, second.total - 1_000_000);
    await server.context.db
      .updateTable('payment_attempts')
      .set({ created_at: NOW - 29 * DAY_MS, expires_at: NOW + DAY_MS })
      .where('id', '=', attempt.id)
      .execute();
    const rest = await startTransfer(client, orderId);
    assert.deepEqual([rest.memo, rest.amount], [transfer.memo, unapplied.missing]);
    await reportTransfer(server, rest);
    const order = await read(orderId);
    assert.deepEqual([order.state, order.unapplied], ['paid', []]);
  });

  it('a short transfer pays when the rest comes by another reference for the same lines', async () => {
    const { orderId, transfer } = await orderAndTransfer(2);
    const [first, second] = (await read(orderId)).lines;
    const other = await startTransfer(client, orderId, [first?.id ?? '']);
    assert.notEqual(other.memo, transfer.memo);
    await reportTransfer(server, { amount: 1_000_000, memo: transfer.memo });
    const lineIds = [second?.id ?? ''];
    await client.orders.cancel.mutate({ orderId, lineIds, reason: 'Chỉ gia hạn một' });
    await reportTransfer(server, { amount: other.amount - 1_000_000, memo: other.memo });
    const order = await read(orderId);
    assert.equal(order.state, 'paid');
    assert.deepEqual(
      order.payments.map(({ allocated, unapplied, refundDue }) => [
        allocated,
        unapplied,
        refundDue,
      ]),
      [
        [1_000_000, 0, 0],
        [other.amount - 1_000_000, 0, 0],
      ],
    );
    // Both payments paid the line, which is told once: the bell would count it twice.
    const { notifications } = await client.notifications.list.query({});
    const told = notifications.filter(
      (notification) =>
        notification.orderId === orderId && notification.kind === 'payment_received',
    );
    assert.deepEqual(
      told.map(({ lineCount }) => lineCount),
      [1],
    );
  });

  it('money that waits under another reference revives nothing: it may never have been for that', async () => {
    const own = some(2);
    const input = await orderOf(client, own);
    const lines = input.lines.map((line, row) => (row === 0 ? { ...line, years: 2 } : line));
    const { totals } = await client.orders.quote.query({ lines });
    const order = { ...input, lines, confirmedTotal: totals.total };
    const { id: orderId } = await client.orders.place.mutate(order);
    const [dear, cheap] = (await read(orderId)).lines;
    const both = await startTransfer(client, orderId);
    const one = await startTransfer(client, orderId, [dear?.id ?? '']);
    const tell = (amount: number, { memo }: { memo: string }, hour: string) =>
      reportTransfer(server, { amount, memo, at: `2026-11-23 ${hour}:00:00` });
    await tell(1_000_000, both, '06');
    await client.orders.cancel.mutate({ orderId, lineIds: [cheap?.id ?? ''], reason: 'Đổi ý' });
    await tell(4_000_000, one, '08');
    // Made before the other, and reported after it.
    await tell(4_500_000, both, '07');
    const after = await read(orderId);
    assert.deepEqual(
      after.lines.map((line) => line.state),
      ['paid', 'cancelled'],
    );
    assert.deepEqual(
      after.payments.map(({ allocated, refundDue }) => [allocated, refundDue]),
      [
        [1_000_000, 0],
        [4_500_000, 0],
        [600_000, 3_400_000],
      ],
    );
    assert.deepEqual(await checkMoney(server.context.db), []);
  });

  it('no mail about a missing amount leaves when the rest has come before', async () => {
    const { orderId, attempt, transfer } = await orderAndTransfer(1);
    await reportTransfer(server, { amount: 1_000_000, memo: transfer.memo });
    const to = { name: '', email: 'an@example.com' };
    const job = { kind: 'payment_unapplied' as const, orderId, to, attemptId: attempt.id };
    assert.match((await renderMail(server.context, job))?.subject ?? '', /thiếu 1\.950\.000/);
    await reportTransfer(server, { amount: 1_950_000, memo: transfer.memo });
    assert.equal(await renderMail(server.context, job), null);
  });

  it('a transfer of too much is applied, and the rest is due as a refund', async () => {
    const { orderId, transfer } = await orderAndTransfer(1);
    await reportTransfer(server, { amount: transfer.amount + 5_000, memo: transfer.memo });
    const order = await read(orderId);
    assert.equal(order.state, 'paid');
    assert.equal(order.payments[0]?.refundDue, 5_000);
  });

  it('a repeated report is recorded once, even when ten come at the same time', async () => {
    const { orderId, transfer } = await orderAndTransfer(1);
    const id = 900_001;
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        reportTransfer(server, { id, amount: transfer.amount, memo: transfer.memo }),
      ),
    );
    assert.ok(answers.every((answer) => answer.status === 200));
    const order = await read(orderId);
    assert.equal(order.payments.length, 1);
    assert.equal(order.lines[0]?.newExpiry, '2027-12-31');
  });

  it('a second payment of a paid line is a refund due, and the line renews once', async () => {
    const { orderId, transfer } = await orderAndTransfer(1);
    await reportTransfer(server, { amount: transfer.amount, memo: transfer.memo });
    await reportTransfer(server, { amount: transfer.amount, memo: transfer.memo });
    const order = await read(orderId);
    assert.deepEqual(
      order.payments.map(({ allocated, refundDue }) => [allocated, refundDue]),
      [
        [transfer.amount, 0],
        [0, transfer.amount],
      ],
    );
    assert.equal(order.lines[0]?.newExpiry, '2027-12-31');
  });

  it('a transfer that names no attempt is kept, logged, and reported to operations', async (test) => {
    const log = test.mock.method(server.context, 'log');
    await reportTransfer(server, { amount: 777_000, memo: 'thanh toan phan mem', id: 900_002 });
    const payment = await server.context.db
      .selectFrom('payments')
      .selectAll()
      .where('gateway_transaction_id', '=', '900002')
      .executeTakeFirstOrThrow();
    assert.deepEqual([payment.unapplied, payment.unapplied_reason], [777_000, 'unmatched']);
    const logged = log.mock.calls.map((call) => call.arguments);
    assert.deepEqual(
      logged.filter(([event]) => event === 'payment.unmatched'),
      [['payment.unmatched', { paymentId: payment.id }]],
    );
    const mail = await server.context.db
      .selectFrom('outbox')
      .selectAll()
      .where('kind', '=', 'payment_unmatched')
      .executeTakeFirstOrThrow();
    assert.match(mail.payload, new RegExp(payment.id));
  });

  it('a transfer that names no attempt is also kept where operations have no address, without a mail', async () => {
    const { config, db } = server.context;
    const { operationsEmail } = config;
    config.operationsEmail = null;
    await reportTransfer(server, { amount: 778_000, memo: 'thanh toan phan mem', id: 900_012 });
    config.operationsEmail = operationsEmail;
    const payment = await db
      .selectFrom('payments')
      .select(['id', 'unapplied_reason'])
      .where('gateway_transaction_id', '=', '900012')
      .executeTakeFirstOrThrow();
    assert.equal(payment.unapplied_reason, 'unmatched');
    const mails = await db
      .selectFrom('outbox')
      .select('id')
      .where('payload', 'like', `%${payment.id}%`)
      .execute();
    assert.deepEqual(mails, []);
  });

  it('the audit log has the reporter, amount and attempt of money', async () => {
    await reportTransfer(server, { amount: 779_000, memo: 'thanh toan phan mem', id: 900_013 });
    const { db } = server.context;
    const { id } = await db
      .selectFrom('payments')
      .select('id')
      .where('gateway_transaction_id', '=', '900013')
      .executeTakeFirstOrThrow();
    const kept = await db
      .selectFrom('audit_log')
      .select(['action', 'actor', 'details'])
      .where('subject_id', '=', id)
      .execute();
    assert.deepEqual(
      kept.map(({ details, ...row }) => ({ ...row, ...JSON.parse(details) })),
      [
        {
          ...{ action: 'payment.received', actor: 'gateway:sepay' },
          ...{ amount: 779_000, attemptId: null },
        },
      ],
    );
  });

  it('a report without the right API key, or with an empty one, is refused', async () => {
    const { orderId, transfer } = await orderAndTransfer(1);
    for (const apiKey of ['wrong-key-of-some-length', '']) {
      const answer = await reportTransfer(server, { ...transfer, apiKey });
      assert.equal(answer.status, 401);
    }
    assert.equal((await read(orderId)).state, 'awaiting_payment');
  });

  it('a transfer out is ignored', async () => {
    const { orderId, transfer } = await orderAndTransfer(1);
    await reportTransfer(server, { ...transfer, type: 'out' });
    assert.equal((await read(orderId)).payments.length, 0);
  });

  it('a line in two attempts is paid once, and the other attempt’s money is due back for it', async () => {
    const { orderId, transfer } = await orderAndTransfer(2);
    const order = await read(orderId);
    const first = order.lines[0];
    assert.ok(first);
    const own = await startTransfer(client, orderId, [first.id]);
    assert.notEqual(own.memo, transfer.memo);
    await reportTransfer(server, own);
    assert.equal((await read(orderId)).state, 'partly_paid');
    await reportTransfer(server, transfer);
    const paid = await read(orderId);
    assert.equal(paid.state, 'paid');
    assert.deepEqual(
      paid.payments.map(({ refundDue }) => refundDue),
      [0, first.total],
    );
  });

  it('unapplied money goes back when its line is paid by another attempt', async () => {
    const { orderId, transfer } = await orderAndTransfer(2);
    const { lines } = await read(orderId);
    const own = await Promise.all(lines.map(({ id }) => startTransfer(client, orderId, [id])));
    await reportTransfer(server, { amount: 1_000, memo: transfer.memo });
    for (const other of own) await reportTransfer(server, other);
    const paid = await read(orderId);
    assert.equal(paid.state, 'paid');
    assert.equal(paid.payments.find((payment) => payment.received === 1_000)?.refundDue, 1_000);
  });

  it('unapplied money does not pay a line that was cancelled afterwards', async () => {
    const own = some(2);
    const license = { planCode: 'LUU-TRU', expiry: '2026-12-31' };
    await declareCustomers(server, [declaration(own[1] ?? '', { license })]);
    const { id: orderId } = await client.orders.place.mutate(await orderOf(client, own));
    const [dear, cheap] = (await read(orderId)).lines;
    const both = await startTransfer(client, orderId);
    await reportTransfer(server, { amount: 1_000_000, memo: both.memo });
    await client.orders.cancel.mutate({ orderId, lineIds: [cheap?.id ?? ''], reason: 'Đổi ý' });
    const whole = await startTransfer(client, orderId, [dear?.id ?? '']);
    assert.equal(whole.amount, 1_950_000, 'the rest alone is asked for');
    await reportTransfer(server, { ...whole, amount: dear?.total ?? 0 });
    const order = await read(orderId);
    assert.deepEqual(
      order.lines.map((line) => line.state),
      ['paid', 'cancelled'],
    );
    assert.equal(
      order.payments.find(({ received }) => received === 1_000_000)?.refundDue,
      1_000_000,
    );
  });

  it('money after the order was cancelled is applied while the licence is free', async () => {
    const { orderId, transfer } = await orderAndTransfer(1);
    await client.orders.cancel.mutate({ orderId, reason: 'Chọn nhầm gói' });
    await reportTransfer(server, transfer);
    assert.equal((await read(orderId)).state, 'paid');
  });

  it('money for a cancelled order goes back when another order has the fiscal year', async () => {
    const { own, orderId, transfer } = await orderAndTransfer(1);
    const [code = ''] = own;
    await client.orders.cancel.mutate({ orderId, reason: 'Đặt lại' });
    await client.orders.place.mutate(await orderOf(client, [code]));
    await reportTransfer(server, transfer);
    const order = await read(orderId);
    assert.equal(order.state, 'cancelled');
    assert.equal(order.payments[0]?.refundDue, transfer.amount);
  });

  it('money for a cancelled order goes back when another order has paid the fiscal year', async () => {
    const { own, orderId, transfer } = await orderAndTransfer(1);
    const [code = ''] = own;
    await client.orders.cancel.mutate({ orderId, reason: 'Đặt lại' });
    const again = await client.orders.place.mutate(await orderOf(client, [code]));
    await reportTransfer(server, await startTransfer(client, again.id));
    await reportTransfer(server, transfer);
    const order = await read(orderId);
    assert.equal(order.state, 'cancelled');
    assert.equal(order.payments[0]?.refundDue, transfer.amount);
    const found = await client.customers.search.query({ query: code });
    assert.equal(found.customers[0]?.licenses[0]?.expiry, '2027-12-31');
  });

  it('money for a cancelled order of several years goes back when another order has only the first', async () => {
    const [code = ''] = some(1);
    const input = await orderOf(client, [code]);
    const place = async (firstFiscalYear: number, years: number) => {
      const lines = input.lines.map((line) => ({ ...line, firstFiscalYear, years }));
      const { totals } = await client.orders.quote.query({ lines });
      const terms = { requestId: crypto.randomUUID(), lines, confirmedTotal: totals.total };
      return (await client.orders.place.mutate({ ...input, ...terms })).id;
    };
    const two = await place(2027, 2);
    const late = await startTransfer(client, two);
    await client.orders.cancel.mutate({ orderId: two, reason: 'Chỉ cần năm sau' });
    await place(2027, 1);
    await reportTransfer(server, late);
    const order = await read(two);
    assert.deepEqual([order.state, order.payments[0]?.refundDue], ['cancelled', late.amount]);
  });

  it('late money for a free year is applied, even when the year before was paid since', async () => {
    const [code = ''] = taxCodes(1, 50_000_000);
    const license = { planCode: 'ASP-DN', expiry: '2024-12-31' };
    await declareCustomers(server, [declaration(code, { license })]);
    const place = async (firstFiscalYear: number) => {
      const input = await orderOf(client, [code]);
      const lines = input.lines.map((line) => ({ ...line, firstFiscalYear }));
      const { id } = await client.orders.place.mutate({ ...input, lines });
      return { id, transfer: await startTransfer(client, id) };
    };
    const present = await place(2026);
    await client.orders.cancel.mutate({ orderId: present.id, reason: 'Năm trước đã' });
    const lapsed = await place(2025);
    await reportTransfer(server, lapsed.transfer);
    await reportTransfer(server, present.transfer);
    assert.equal((await read(lapsed.id)).lines[0]?.newExpiry, '2025-12-31');
    const revived = await read(present.id);
    assert.deepEqual([revived.state, revived.lines[0]?.newExpiry], ['paid', '2026-12-31']);
  });

  it('unapplied money goes back when the order is cancelled', async () => {
    const { orderId, transfer } = await orderAndTransfer(1);
    await reportTransfer(server, { amount: 10_000, memo: transfer.memo });
    const order = await client.orders.cancel.mutate({ orderId, reason: 'Không gia hạn nữa' });
    assert.deepEqual(
      order.payments.map(({ unapplied, refundDue }) => [unapplied, refundDue]),
      [[0, 10_000]],
    );
  });
});
