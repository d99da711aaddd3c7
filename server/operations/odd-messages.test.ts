import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gatewayMessageOddMail } from '../channels/mail/operations-mails.ts';
import { DAY_MS } from '../foundation/durations.ts';
import { ODD_OUTCOMES } from '../payments/settlement/gateway-messages.ts';
import { type FakeGateways, MOMO, momoIpn } from '../testing/gateways/fake-gateways.ts';
import { openFirmWithGateways, startPayment } from '../testing/gateways/firm-with-gateways.ts';
import { wireMessage } from '../testing/gateways/gateway-messages.ts';
import { reconcileAttempts } from '../testing/gateways/reconcile-attempts.ts';
import { OPERATIONS_PASSWORD, operations } from '../testing/operations.ts';
import { handOut, taxCodes } from '../testing/test-directory.ts';
import { type Client, SEPAY_API_KEY, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
let client: Client;
let gateways: FakeGateways;
const codes = taxCodes(40);
const some = handOut(codes);
let lastTransaction = 261_123_700_000_000;

openFirmWithGateways(
  codes,
  (opened) => {
    ({ server, client, gateways } = opened);
  },
  { OPERATIONS_PASSWORD },
);

async function start(method: 'momo' | 'vnpay', count = 2) {
  const own = some(count);
  const started = await startPayment({ server, client }, own, method);
  return { ...started, own, transactionId: ++lastTransaction };
}

const tell = (report: Parameters<typeof momoIpn>[0]) =>
  fetch(`${server.url}/gateways/momo`, { method: 'POST', body: momoIpn(report) });

async function tellByVnpay(told: { reference: string; amount: number; transaction: number }) {
  const words = { method: 'vnpay', outcome: 'paid', forged: false } as const;
  const { path } = wireMessage(server.context.config, { ...words, ...told });
  return await (await fetch(`${server.url}/gateways/${path}`)).json();
}

const messagesOf = (transactionId: number) =>
  server.context.db
    .selectFrom('gateway_messages')
    .selectAll()
    .where('transaction_id', '=', String(transactionId))
    .execute();

const paymentsOf = (transactionId: number) =>
  server.context.db
    .selectFrom('payments')
    .selectAll()
    .where('gateway_transaction_id', '=', String(transactionId))
    .execute();

describe('money of another amount than was asked for', () => {
  it('money of another amount is shown with order, customer, both amounts and its number, once', async () => {
    const { order, own, attempt, reference, transactionId } = await start('momo');
    const amount = attempt.amount - 1_000;
    await tell({ reference, amount, transactionId });
    await tell({ reference, amount, transactionId });
    gateways.answers.set('/momo/v2/gateway/api/query', {
      ...{ partnerCode: MOMO.partnerCode, orderId: reference, amount, resultCode: 0 },
      transId: transactionId,
    });
    server.setNow(attempt.expiresAt - 60_000);
    await reconcileAttempts(server.context);
    const kept = await messagesOf(transactionId);
    assert.deepEqual(
      kept.map((message) => [message.amount, message.payment_attempt_id, message.times]),
      [[amount, attempt.id, 3]],
    );
    const { text } = await operations(server, '');
    for (const shown of [
      'MoMo',
      order.number,
      own[0],
      'và 1 giấy phép khác',
      '5.899.000',
      '5.900.000',
      transactionId,
    ]) {
      assert.ok(text.includes(String(shown)), String(shown));
    }
  });

  it('money of another amount, recorded and assigned by a person, is not paid again by a right message', async () => {
    const { order, attempt, reference, transactionId } = await start('momo');
    const amount = attempt.amount + 5_000;
    await tell({ reference, amount, transactionId });
    const [message] = await messagesOf(transactionId);
    const form = { messageId: message?.id ?? '' };
    assert.equal((await operations(server, 'messages/record', form)).status, 400, 'not checked');
    const checked = { ...form, checked: 'yes' };
    const answers = await Promise.all(
      [1, 2, 3].map(() => operations(server, 'messages/record', checked)),
    );
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 404, 404]);
    const [payment] = await paymentsOf(transactionId);
    assert.deepEqual([payment?.unapplied_reason, payment?.unapplied], ['unmatched', amount]);
    assert.match(payment?.memo ?? '', new RegExp(reference));
    // Its reference says which order it was meant for.
    assert.match(
      (await operations(server, '')).text,
      new RegExp(`<strong>${order.number}</strong>.*trùng mã thanh toán`, 's'),
    );
    await tell({ reference, amount: attempt.amount, transactionId });
    assert.equal((await client.orders.get.query({ orderId: order.id })).paid, 0);
    assert.equal((await paymentsOf(transactionId)).length, 1);
    const paymentId = payment?.id ?? '';
    await operations(server, 'payments/assign', { paymentId, orderId: order.id, checked: 'yes' });
    const paid = await client.orders.get.query({ orderId: order.id });
    assert.equal(paid.state, 'paid');
    assert.equal(paid.payments[0]?.refundDue, 5_000);
    const deeds = await server.context.db
      .selectFrom('audit_log')
      .select(['actor', 'action'])
      .where('subject_id', '=', form.messageId)
      .execute();
    assert.deepEqual(deeds, [{ actor: 'operations:lan', action: 'message.recorded' }]);
  });

  it('a message that a person has seen leaves the list, and does not return when repeated', async () => {
    const { attempt, reference, transactionId } = await start('momo');
    const report = { reference, amount: attempt.amount - 1, transactionId };
    await tell(report);
    const [message] = await messagesOf(transactionId);
    const form = { messageId: message?.id ?? '' };
    assert.equal((await operations(server, 'messages/review', form)).status, 303);
    assert.equal((await operations(server, 'messages/review', form)).status, 404);
    await tell(report);
    assert.ok(!(await operations(server, '')).text.includes(String(transactionId)));
    assert.equal((await paymentsOf(transactionId)).length, 0);
  });

  it('a refusal, or a fraction of a dong, is no money', async () => {
    const { attempt, reference, transactionId } = await start('momo');
    await tell({ reference, amount: 1_000, transactionId, resultCode: 1006 });
    assert.equal((await messagesOf(transactionId)).length, 0);
    const byVnpay = await start('vnpay');
    const told = { reference: byVnpay.reference, amount: attempt.amount + 0.5 };
    const answer = await tellByVnpay({ ...told, transaction: byVnpay.transactionId });
    assert.deepEqual(answer, { RspCode: '04', Message: 'Invalid amount' });
    const [message] = await messagesOf(byVnpay.transactionId);
    assert.equal(message?.amount, null);
    const form = { messageId: message?.id ?? '', checked: 'yes' };
    assert.equal((await operations(server, 'messages/record', form)).status, 404);
  });

  it('an unreadable message is kept and shown, and answered as malformed', async () => {
    const { transactionId } = await start('momo');
    const sepay = (body: object) =>
      fetch(`${server.url}/gateways/sepay`, {
        method: 'POST',
        headers: { authorization: `Apikey ${SEPAY_API_KEY}` },
        body: JSON.stringify(body),
      });
    const unreadable = { id: transactionId, transferType: 'in', transferAmount: '2950000' };
    assert.equal((await sepay(unreadable)).status, 400);
    assert.equal((await sepay(unreadable)).status, 400);
    const kept = await server.context.db
      .selectFrom('gateway_messages')
      .select(['gateway', 'raw', 'times'])
      .where('outcome', '=', 'unreadable')
      .execute();
    assert.deepEqual(kept, [{ gateway: 'sepay', raw: JSON.stringify(unreadable), times: 2 }]);
    const { text } = await operations(server, '');
    assert.match(text, /Không đọc được/);
    assert.ok(text.includes(String(transactionId)));
  });

  it('an attempt that the gateway has not answered about is shown with order and reference, and mailed', async () => {
    // Those of the other tests would form a group with it.
    await server.context.db.updateTable('payment_attempts').set({ next_ask_at: null }).execute();
    const { order, attempt, reference } = await start('momo', 1);
    gateways.answers.set('/momo/v2/gateway/api/query', 'no JSON');
    server.setNow(attempt.expiresAt + 31 * DAY_MS);
    await reconcileAttempts(server.context);
    const { text } = await operations(server, '');
    for (const shown of ['Cổng không trả lời trong 30 ngày', order.number, reference]) {
      assert.ok(text.includes(shown), shown);
    }
    const to = { name: '', email: 'van-hanh@example.vn' };
    const [message] = await server.context.db
      .selectFrom('gateway_messages')
      .select('id')
      .where('payment_attempt_id', '=', attempt.id)
      .execute();
    const job = { kind: 'gateway_message_odd', messageId: message?.id ?? '', to } as const;
    const { subject } = await gatewayMessageOddMail(server.context, job);
    assert.match(subject, new RegExp(`^Cổng không trả lời về đơn hàng ${order.number}`));
  });

  it('every odd message can be dealt with: the list becomes empty', async () => {
    const open = await server.context.db
      .selectFrom('gateway_messages')
      .select('id')
      .where('outcome', 'in', [...ODD_OUTCOMES])
      .where('reviewed_at', 'is', null)
      .execute();
    assert.ok(open.length > 0);
    for (const { id } of open) await operations(server, 'messages/review', { messageId: id });
    const { text } = await operations(server, '');
    assert.match(text, /Thông báo cần xem <span class="muted">\(0\)/);
  });
});
