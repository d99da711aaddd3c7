import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MailJob } from '../announce/outbox/job.ts';
import { toPlainText } from '../channels/mail/document/mail-document.ts';
import { renderMail } from '../channels/mail/render-mail.ts';
import { DAY_MS } from '../foundation/durations.ts';
import { startOutbox } from '../jobs/outbox/run-outbox.ts';
import {
  pipeJoined,
  QUERY_ANSWER_FIELDS,
  vnpayChecksum,
  vnpaySignedQuery,
} from '../payments/gateways/vnpay/vnpay-signature.ts';
import {
  type FakeGateways,
  MOMO,
  momoIpn,
  zalopayCallback,
} from '../testing/gateways/fake-gateways.ts';
import { openFirmWithGateways } from '../testing/gateways/firm-with-gateways.ts';
import {
  deedsOf,
  formsOn,
  OPERATIONS_PASSWORD,
  operations,
  refundsDue,
} from '../testing/operations.ts';
import { handOut, orderOf, reportTransfer, taxCodes } from '../testing/test-directory.ts';
import {
  type Client,
  NOW,
  type TestServer,
  VNPAY_SECRET,
  VNPAY_TMN_CODE,
} from '../testing/test-server.ts';

let server: TestServer;
let client: Client;
let gateways: FakeGateways;
const codes = taxCodes(20);
const some = handOut(codes);

openFirmWithGateways(
  codes,
  (opened) => {
    ({ server, client, gateways } = opened);
  },
  { OPERATIONS_PASSWORD },
);

async function order(count = 1) {
  const own = some(count);
  const placed = await client.orders.place.mutate(await orderOf(client, own));
  return { ...placed, taxCodes: own };
}

const read = (orderId: string) => client.orders.get.query({ orderId });

/** Sent by a person who has checked. */
const call = (path: string, form?: Record<string, string>, options = {}) =>
  operations(server, path, form && { checked: 'yes', ...form }, options);

/** Runs the outbox's due jobs, except mails: there is no mail server here. */
async function runOutbox(): Promise<void> {
  const mailer = { send: async () => {}, close() {} };
  const runner = startOutbox(server.context, mailer);
  for (let i = 0; i < 100; i++) {
    const due = await server.context.db
      .selectFrom('outbox')
      .select('id')
      .where('state', '=', 'pending')
      // Mails to operations wait for their quarter of an hour.
      .where('lane', '<>', 'operations_mails')
      .where('run_at', '<=', server.context.now())
      .where('locked_until', '<=', server.context.now())
      .execute();
    if (due.length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await runner.stop();
}

/** The newest mail of a kind to operations. */
async function mailToOperations(kind: MailJob['kind']): Promise<string> {
  const { payload } = await server.context.db
    .selectFrom('outbox')
    .select('payload')
    .where('kind', '=', kind)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  const mail = await renderMail(server.context, { kind, ...JSON.parse(payload) });
  assert.ok(mail);
  return `${mail.subject}\n${toPlainText(mail)}`;
}

describe('refunds through the gateway', () => {
  /** Pays an order twice by MoMo; the second payment is due back. */
  async function paidTwice(method: 'momo' | 'zalopay') {
    const { id } = await order(1);
    const attempt = await client.payments.start.mutate({ orderId: id, method, locale: 'vi' });
    const { reference } = await server.context.db
      .selectFrom('payment_attempts')
      .select('reference')
      .where('id', '=', attempt.id)
      .executeTakeFirstOrThrow();
    const message = method === 'momo' ? momoIpn : zalopayCallback;
    for (let i = 0; i < 2; i++) {
      const report = { reference, amount: attempt.amount, transactionId: ++lastTransaction };
      await fetch(`${server.url}/gateways/${method}`, { method: 'POST', body: message(report) });
    }
    const [due] = await refundsDue(server);
    return { orderId: id, refundDueId: due?.id ?? '', amount: attempt.amount };
  }
  let lastTransaction = 261_123_900_000_000;
  const MOMO_REFUND = '/momo/v2/gateway/api/refund';
  const MOMO_QUERY = '/momo/v2/gateway/api/query';
  /** MoMo knows of no refund when asked about the payment. */
  const notRefunded = ({ orderId }: { orderId: string }) => ({
    ...{ partnerCode: MOMO.partnerCode, orderId, resultCode: 0, refundTrans: [] },
  });

  it('a refund is made once through MoMo, recorded, and reported to accountant and payer', async () => {
    const { orderId, refundDueId, amount } = await paidTwice('momo');
    gateways.answers.set(MOMO_REFUND, { resultCode: 0, transId: 55, message: 'ok' });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => call('refunds/request', { refundDueId })),
    );
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 409, 409, 409, 409]);
    await runOutbox();
    const asked = gateways.calls.filter(({ path }) => path === MOMO_REFUND);
    assert.equal(asked.length, 1);
    assert.equal(asked[0]?.body.amount, amount);
    assert.equal(asked[0]?.body.transId, lastTransaction);
    assert.equal(asked[0]?.body.partnerCode, MOMO.partnerCode);
    const payment = (await read(orderId)).payments[1];
    assert.deepEqual(
      [payment?.refundDue, payment?.refunded, payment?.refunds[0]?.reference],
      [0, amount, '55'],
    );
    const bell = await client.notifications.list.query({});
    assert.ok(bell.notifications.some(({ kind }) => kind === 'refund_made'));
    const mails = await server.context.db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', 'refund_made')
      .execute();
    assert.ok(mails.some(({ payload }) => payload.includes(refundDueId)));
  });

  it('a refund that MoMo does not answer is requested again with the same id, and made once', async () => {
    const { refundDueId } = await paidTwice('momo');
    gateways.answers.set(MOMO_REFUND, null);
    await call('refunds/request', { refundDueId });
    await runOutbox();
    assert.match((await call('')).text, /Đang hoàn qua cổng/);
    gateways.answers.set(MOMO_QUERY, notRefunded);
    gateways.answers.set(MOMO_REFUND, { resultCode: 0, transId: 56 });
    server.setNow(NOW + 600_000);
    await runOutbox();
    const asked = gateways.calls.filter(({ path }) => path === MOMO_REFUND);
    assert.equal(asked.length, 2);
    assert.equal(asked[0]?.body.requestId, asked[1]?.body.requestId);
    assert.ok(!(await refundsDue(server)).some(({ id }) => id === refundDueId));
  });

  it('a refund that was given up is requested once more, with the same id, when a person says so', async () => {
    const { refundDueId } = await paidTwice('momo');
    gateways.answers.set(MOMO_REFUND, null);
    await call('refunds/request', { refundDueId });
    const { id: jobId } = await server.context.db
      .updateTable('outbox')
      .set({ tries: 100 })
      .where('kind', '=', 'refund_payment')
      .where('state', '=', 'pending')
      .returning('id')
      .executeTakeFirstOrThrow();
    await runOutbox();
    assert.match((await call('')).text, /Chưa rõ kết quả/);
    gateways.answers.set(MOMO_QUERY, notRefunded);
    gateways.answers.set(MOMO_REFUND, { resultCode: 0, transId: 57 });
    assert.equal((await call('outbox/retry', { jobId })).status, 303);
    await runOutbox();
    const asked = gateways.calls.filter(({ path }) => path === MOMO_REFUND);
    assert.equal(asked.length, 2);
    assert.equal(asked[0]?.body.requestId, asked[1]?.body.requestId);
    assert.ok(!(await refundsDue(server)).some(({ id }) => id === refundDueId));
  });

  it('a refund is due again when MoMo refuses, and unclear when MoMo had the request before', async () => {
    const { refundDueId } = await paidTwice('momo');
    gateways.answers.set(MOMO_REFUND, { resultCode: 1080, message: 'refused' });
    await call('refunds/request', { refundDueId });
    await runOutbox();
    assert.equal((await refundsDue(server)).find(({ id }) => id === refundDueId)?.state, 'due');
    assert.match(
      await mailToOperations('refund_not_made'),
      /từ chối hoàn 2\.950\.000.*Lỗi: .*1080/s,
    );
    gateways.answers.set(MOMO_REFUND, { resultCode: 40, message: 'duplicate' });
    await call('refunds/request', { refundDueId });
    await runOutbox();
    assert.match((await call('')).text, /Chưa rõ kết quả/);
    assert.match(await mailToOperations('refund_not_made'), /Không rõ cổng thanh toán đã hoàn/);
    assert.equal((await call('refunds/request', { refundDueId })).status, 409);
    // A person has found out that it was not made.
    const forms = formsOn((await call('')).text, 'refunds/reopen');
    const reopen = forms.find((fields) => fields.refundDueId === refundDueId);
    assert.equal((await call('refunds/reopen', { refundDueId })).status, 400);
    assert.equal((await call('refunds/reopen', reopen ?? {})).status, 303);
    assert.deepEqual(await deedsOf(server, refundDueId), [
      'refund.requested',
      'refund.requested',
      'refund.reopened',
    ]);
    const marked = await call('refunds/mark', { refundDueId, reference: 'FT1' });
    assert.equal(marked.status, 303);
  });

  it('a bank transfer with a MoMo attempt’s reference is never refunded through MoMo', async () => {
    const { id } = await order(1);
    const input = { orderId: id, method: 'momo', locale: 'vi' } as const;
    const attempt = await client.payments.start.mutate(input);
    const { reference } = await server.context.db
      .selectFrom('payment_attempts')
      .select('reference')
      .where('id', '=', attempt.id)
      .executeTakeFirstOrThrow();
    const report = { reference, amount: attempt.amount, transactionId: ++lastTransaction };
    await fetch(`${server.url}/gateways/momo`, { method: 'POST', body: momoIpn(report) });
    await reportTransfer(server, { amount: attempt.amount, memo: reference, id: 99_424_242 });
    const { id: paymentId } = await server.context.db
      .selectFrom('payments')
      .select('id')
      .where('gateway_transaction_id', '=', '99424242')
      .executeTakeFirstOrThrow();
    await call('payments/return', { paymentId });
    const [due] = await refundsDue(server);
    assert.equal(due?.payment_id, paymentId);
    assert.equal(
      (await call('refunds/request', { refundDueId: due?.id ?? '' })).status,
      409,
      'MoMo never had it',
    );
    const marked = { refundDueId: due?.id ?? '', reference: 'FT26328000112' };
    assert.equal((await call('refunds/mark', marked)).status, 303);
  });

  it('a refund waits while ZaloPay is processing it', async () => {
    const { refundDueId } = await paidTwice('zalopay');
    gateways.answers.set('/zalopay/v2/refund', { return_code: 3 });
    gateways.answers.set('/zalopay/v2/query_refund', { return_code: 3 });
    await call('refunds/request', { refundDueId });
    await runOutbox();
    assert.ok((await refundsDue(server)).some(({ id }) => id === refundDueId));
    gateways.answers.set('/zalopay/v2/query_refund', { return_code: 1, refund_id: 261_124 });
    server.setNow(NOW + 600_000);
    await runOutbox();
    assert.ok(!(await refundsDue(server)).some(({ id }) => id === refundDueId));
  });

  it('an unanswered ZaloPay refund is asked about after midnight, and not made a second time', async () => {
    const { refundDueId } = await paidTwice('zalopay');
    gateways.answers.set('/zalopay/v2/refund', null);
    await call('refunds/request', { refundDueId });
    await runOutbox();
    // It was made; yesterday's id is refused today.
    gateways.answers.set('/zalopay/v2/refund', { return_code: 2, sub_return_code: -401 });
    gateways.answers.set('/zalopay/v2/query_refund', { return_code: 1, refund_id: 261_125 });
    server.setNow(NOW + DAY_MS);
    await runOutbox();
    assert.ok(!(await refundsDue(server)).some(({ id }) => id === refundDueId));
  });

  it('an unsigned VNPay answer is rejected, and full and partial refunds are distinguished', async () => {
    const { id } = await order(1);
    const attempt = await client.payments.start.mutate({
      orderId: id,
      method: 'vnpay',
      locale: 'vi',
    });
    const txnRef = new URL(attempt.redirectUrl ?? '').searchParams.get('vnp_TxnRef') ?? '';
    const suspect = {
      vnp_Amount: String(attempt.amount * 100),
      vnp_ResponseCode: '07',
      vnp_TransactionStatus: '07',
      vnp_TmnCode: VNPAY_TMN_CODE,
      vnp_TransactionNo: '14999001',
      vnp_TxnRef: txnRef,
    };
    const query = vnpaySignedQuery(suspect);
    const hash = vnpayChecksum(VNPAY_SECRET, query);
    await fetch(`${server.url}/gateways/vnpay/ipn?${query}&vnp_SecureHash=${hash}`);
    const paymentId = (await read(id)).payments[0]?.id ?? '';
    await call('payments/return', { paymentId });
    const [due] = await refundsDue(server);
    assert.equal(due?.reason, 'suspected_fraud');
    const refundDueId = due?.id ?? '';
    const answer = {
      vnp_ResponseId: 'r1',
      vnp_Command: 'refund',
      vnp_ResponseCode: '00',
      vnp_TmnCode: VNPAY_TMN_CODE,
      vnp_TxnRef: txnRef,
      vnp_TransactionNo: '14999002',
    };
    gateways.answers.set('/vnpay', answer);
    await call('refunds/request', { refundDueId });
    await runOutbox();
    assert.ok(
      (await refundsDue(server)).some((open) => open.id === refundDueId),
      'unsigned',
    );
    assert.equal(gateways.calls.at(-1)?.body.vnp_TransactionType, '02');
    // It was sent, so it is asked about, and not sent again.
    const shown = {
      ...{ ...answer, vnp_Command: 'querydr', vnp_TransactionType: '02' },
      ...{ vnp_TransactionStatus: '00', vnp_Amount: String(attempt.amount * 100) },
    };
    const checksum = vnpayChecksum(VNPAY_SECRET, pipeJoined(QUERY_ANSWER_FIELDS, shown));
    gateways.answers.set('/vnpay', { ...shown, vnp_SecureHash: checksum });
    server.setNow(NOW + 600_000);
    await runOutbox();
    assert.ok(!(await refundsDue(server)).some((open) => open.id === refundDueId));
    assert.equal(gateways.calls.at(-1)?.body.vnp_Command, 'querydr');
  });
});
