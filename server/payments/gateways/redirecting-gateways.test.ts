import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import type { MailJob } from '../../announce/outbox/job.ts';
import { toPlainText } from '../../channels/mail/document/mail-document.ts';
import { renderMail } from '../../channels/mail/render-mail.ts';
import {
  type FakeGateways,
  type FakeReport,
  MOMO,
  momoIpn,
  payosAnswer,
  payosWebhook,
  zalopayCallback,
} from '../../testing/gateways/fake-gateways.ts';
import { openFirmWithGateways } from '../../testing/gateways/firm-with-gateways.ts';
import { orderOf, taxCodes } from '../../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  refusal,
  signToken,
  type TestServer,
} from '../../testing/test-server.ts';
import { hmacHex } from './core/hmac.ts';
import { momoRaw } from './momo.ts';

let server: TestServer;
let client: Client;
let gateways: FakeGateways;

const { some, start, read, post } = openFirmWithGateways(taxCodes(120), (opened) => {
  ({ server, client, gateways } = opened);
});

/** Waiting mails of one kind. */
async function mailsOf(kind: MailJob['kind']): Promise<string[]> {
  const rows = await server.context.db
    .selectFrom('outbox')
    .select('payload')
    .where('kind', '=', kind)
    .execute();
  const jobs = rows.map(({ payload }) => ({ kind, ...JSON.parse(payload) }) as MailJob);
  const mails = await Promise.all(jobs.map((job) => renderMail(server.context, job)));
  return mails.flatMap((mail) => (mail ? [`${mail.subject}\n${toPlainText(mail)}`] : []));
}

let lastTransaction = 261_123_000_000_000;

/** The common messages of the three gateways, each in its own format. */
const CASES: {
  method: PaymentMethod;
  message: (report: FakeReport) => string;
  received: { status: number; body: unknown };
  repeated: { status: number; body: unknown };
  forged: number;
}[] = [
  {
    method: 'momo',
    message: momoIpn,
    received: { status: 204, body: null },
    repeated: { status: 204, body: null },
    forged: 401,
  },
  {
    method: 'zalopay',
    message: zalopayCallback,
    received: { status: 200, body: { return_code: 1, return_message: 'success' } },
    repeated: { status: 200, body: { return_code: 2, return_message: 'duplicate' } },
    forged: 200,
  },
  {
    method: 'payos',
    message: payosWebhook,
    received: { status: 200, body: { success: true } },
    repeated: { status: 200, body: { success: true } },
    forged: 401,
  },
];

for (const { method, message, received, repeated, forged } of CASES) {
  describe(`paying by ${method}`, () => {
    it(`${method} registers the attempt and takes the payer to the gateway`, async () => {
      const { attempt } = await start(method);
      assert.equal(attempt.redirectUrl, `https://${method}.example/pay`);
      assert.equal(gateways.calls.length, 1);
      const again = await client.payments.attempt.query({ attemptId: attempt.id });
      assert.equal(again.redirectUrl, attempt.redirectUrl);
    });

    it(`${method} pays once, also when the same message comes ten times at once`, async () => {
      const { orderId, attempt, reference } = await start(method);
      const { amount } = attempt;
      const body = message({ reference, amount, transactionId: ++lastTransaction });
      const answers = await Promise.all(Array.from({ length: 10 }, () => post(method, body)));
      assert.deepEqual(
        answers.filter((answer) => JSON.stringify(answer) === JSON.stringify(received)).length,
        JSON.stringify(received) === JSON.stringify(repeated) ? 10 : 1,
      );
      assert.ok(answers.every(({ status }) => status === received.status));
      const order = await read(orderId);
      assert.equal(order.state, 'paid');
      assert.equal(order.payments.length, 1);
      assert.equal(order.lines[0]?.newExpiry, '2027-12-31');
    });

    it(`${method} accepts no forged message, and makes a second payment a refund due`, async () => {
      const { orderId, attempt, reference } = await start(method);
      const { amount } = attempt;
      const report = { reference, amount, transactionId: ++lastTransaction };
      assert.equal((await post(method, message({ ...report, forged: true }))).status, forged);
      assert.equal((await read(orderId)).paid, 0);
      assert.deepEqual(await post(method, message(report)), received);
      const second = { ...report, transactionId: ++lastTransaction };
      assert.deepEqual(await post(method, message(second)), received);
      const { payments } = await read(orderId);
      assert.deepEqual(
        payments.map((payment) => payment.refundDue),
        [0, amount],
      );
      assert.equal(payments[1]?.refunds[0]?.reason, 'line_already_paid');
    });

    it(`${method} answers nonsense with a client error`, async () => {
      for (const body of ['', '{', '[]', 'null', '{"data":"x","mac":1}', '{"signature":"x"}']) {
        const { status } = await post(method, body);
        assert.ok(status < 500, `${status} for ${body}`);
      }
    });

    it(`${method} ends the attempt when the gateway does not answer, and says so`, async () => {
      await start(method);
      for (const { path } of gateways.calls) gateways.answers.set(path, null);
      const placed = await client.orders.place.mutate(await orderOf(client, some(1)));
      const call = client.payments.start.mutate({ orderId: placed.id, method, locale: 'vi' });
      assert.equal((await refusal(call)).code, 'GATEWAY_UNAVAILABLE');
      const attempts = await server.context.db
        .selectFrom('payment_attempts')
        .select('state')
        .where('order_id', '=', placed.id)
        .execute();
      assert.deepEqual(attempts, [{ state: 'failed' }]);
    });
  });
}

describe('each gateway’s own rules', () => {
  it('MoMo takes no more than 50,000,000, and starts no such payment', async () => {
    const own = some(20);
    const { id } = await client.orders.place.mutate(await orderOf(client, own));
    const { methods } = await client.payments.methods.query({ orderId: id });
    const momo = methods.find((offer) => offer.method === 'momo');
    assert.deepEqual(momo, { method: 'momo', unavailable: 'AMOUNT_TOO_LARGE', limit: 50_000_000 });
    const call = client.payments.start.mutate({ orderId: id, method: 'momo', locale: 'vi' });
    assert.equal((await refusal(call)).code, 'METHOD_UNAVAILABLE');
  });

  it('requests to MoMo are signed over the fields that MoMo names', async () => {
    await start('momo');
    const { signature, ...sent } = gateways.calls[0]?.body ?? {};
    const raw = momoRaw('create', { ...(sent as object), accessKey: MOMO.accessKey });
    assert.equal(signature, hmacHex('sha256', MOMO.secretKey, raw));
    assert.match(String(sent.orderId), /^[0-9a-zA-Z]([-_.]*[0-9a-zA-Z]+)*$/);
    assert.ok(String(sent.requestId).length <= 50);
  });

  it('ZaloPay’s transaction id begins with the day in Vietnam', async () => {
    const { orderId } = await start('momo');
    // Half past midnight in Vietnam is still the day before in UTC.
    const night = Date.parse('2026-11-24T00:30:00+07:00');
    server.setNow(night);
    const atNight = clientOf(server, await signToken({ issuedAt: night }));
    await atNight.payments.start.mutate({ orderId, method: 'zalopay', locale: 'vi' });
    assert.match(String(gateways.calls.at(-1)?.body.app_trans_id), /^261124_GH[0-9A-Z]{7}$/);
  });

  it('a MoMo message of another amount is kept, and pays nothing', async () => {
    const { orderId, attempt, reference } = await start('momo');
    const report = { reference, amount: attempt.amount - 1, transactionId: ++lastTransaction };
    assert.equal((await post('momo', momoIpn(report))).status, 204);
    assert.equal((await read(orderId)).payments.length, 0);
    const kept = await server.context.db
      .selectFrom('gateway_messages')
      .select('outcome')
      .where('gateway', '=', 'momo')
      .where('outcome', '=', 'amount_differs')
      .execute();
    assert.equal(kept.length, 1);
    assert.equal((await post('momo', momoIpn(report))).status, 204);
    const [mail, ...more] = await mailsOf('gateway_message_odd');
    assert.equal(more.length, 0, 'once, however often MoMo says it');
    const { number } = await read(orderId);
    assert.match(mail ?? '', new RegExp(`5\\.900\\.000.*${number}.*5\\.899\\.999`, 's'));
    assert.match(mail ?? '', /MoMo.*Mã giao dịch: 261123/s);
  });

  it('a short payOS transfer waits, and pays when the rest comes', async () => {
    const { orderId, attempt, reference } = await start('payos');
    const part = { reference, amount: 1_000_000, transactionId: ++lastTransaction };
    await post('payos', payosWebhook(part));
    const short = await read(orderId);
    const [mail = ''] = await mailsOf('payment_unapplied');
    assert.match(mail, /còn thiếu 4\.900\.000/);
    assert.equal(mail.match(/\/pay\//g)?.length, 1);
    assert.doesNotMatch(mail, /Số tài khoản/);
    assert.deepEqual(
      short.unapplied.map(({ missing }) => missing),
      [attempt.amount - 1_000_000],
    );
    const rest = { ...part, amount: attempt.amount - 1_000_000, transactionId: ++lastTransaction };
    await post('payos', payosWebhook(rest));
    assert.equal((await read(orderId)).state, 'paid');
  });

  it('payOS’s sample is nobody’s money', async () => {
    const before = await countPayments();
    const sample = JSON.parse(
      payosWebhook({ reference: '3F', amount: 3_000, transactionId: 'TF230204212323' }),
    );
    sample.data.description = 'as payOS may word it some day';
    const signed = payosAnswer(sample.data);
    const answer = await post('payos', JSON.stringify({ ...sample, signature: signed.signature }));
    assert.equal(answer.status, 200);
    assert.equal(await countPayments(), before);
  });

  async function countPayments(): Promise<number> {
    const rows = await server.context.db.selectFrom('payments').select('id').execute();
    return rows.length;
  }
});
