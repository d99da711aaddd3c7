import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import type { MailJob } from '../../announce/outbox/job.ts';
import { toPlainText } from '../../channels/mail/mail-document.ts';
import { renderMail } from '../../channels/mail/render-mail.ts';
import {
  type FakeGateways,
  type FakeReport,
  MOMO,
  momoIpn,
  payosAnswer,
  payosWebhook,
  startFakeGateways,
  zalopayCallback,
} from '../../testing/fake-gateways.ts';
import { handOut, openFirm, orderOf, taxCodes } from '../../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  NOW,
  refusal,
  signToken,
  type TestServer,
} from '../../testing/test-server.ts';
import { questionsAnswered } from '../attempts/ask-gateway.ts';
import { reconcileAttempts } from '../reconciliation/reconcile-attempts.ts';
import { checkMoney } from '../settlement/check-money.ts';
import { hmacHex } from './hmac.ts';
import { momoRaw } from './momo.ts';

let server: TestServer;
let client: Client;
let gateways: FakeGateways;
const codes = taxCodes(120);
const some = handOut(codes);

before(async () => {
  gateways = await startFakeGateways();
  ({ server, client } = await openFirm(codes, gateways.env));
});
beforeEach(() => {
  server.setNow(NOW);
  gateways.answers.clear();
  gateways.calls.length = 0;
});
after(async () => {
  assert.deepEqual(await checkMoney(server.context.db), []);
  gateways.stop();
  await server.stop();
});

async function start(method: PaymentMethod, count = 2) {
  const own = some(count);
  const order = await client.orders.place.mutate(await orderOf(client, own));
  const attempt = await client.payments.start.mutate({ orderId: order.id, method, locale: 'vi' });
  const { reference } = await server.context.db
    .selectFrom('payment_attempts')
    .select('reference')
    .where('id', '=', attempt.id)
    .executeTakeFirstOrThrow();
  return { orderId: order.id, attempt, reference };
}

const read = (orderId: string) => client.orders.get.query({ orderId });

async function post(path: string, body: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${server.url}/gateways/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

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

/** What the three gateways share, each in its own format. */
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

describe('the reconciler', () => {
  const MINUTE = 60_000;

  it('the reconciler settles money that MoMo got and did not report, before the attempt ends', async () => {
    const { orderId, attempt, reference } = await start('momo');
    gateways.answers.set('/momo/v2/gateway/api/query', {
      partnerCode: MOMO.partnerCode,
      orderId: reference,
      amount: attempt.amount,
      resultCode: 0,
      transId: ++lastTransaction,
    });
    await reconcileAttempts(server.context);
    assert.equal((await read(orderId)).paid, 0, 'not yet due');
    server.setNow(attempt.expiresAt - MINUTE);
    await reconcileAttempts(server.context);
    server.setNow(NOW);
    assert.equal((await read(orderId)).state, 'paid');
  });

  it('the reconciler keeps an unreported MoMo payment of another amount, for a person to look at', async () => {
    const { orderId, attempt, reference } = await start('momo');
    gateways.answers.set('/momo/v2/gateway/api/query', {
      partnerCode: MOMO.partnerCode,
      orderId: reference,
      amount: attempt.amount - 1,
      resultCode: 0,
      transId: ++lastTransaction,
    });
    for (const minutes of [20, 10, 5]) {
      server.setNow(attempt.expiresAt - minutes * MINUTE);
      await reconcileAttempts(server.context);
    }
    server.setNow(NOW);
    assert.equal((await read(orderId)).paid, 0);
    const kept = await server.context.db
      .selectFrom('gateway_messages')
      .select('outcome')
      .where('raw', 'like', `%${reference}%`)
      .execute();
    assert.deepEqual(kept, [{ outcome: 'amount_differs' }]);
  });

  it('the reconciler settles money that ZaloPay got, after the attempt has ended', async () => {
    const { orderId, attempt, reference } = await start('zalopay');
    const query = '/zalopay/v2/query';
    gateways.answers.set(query, { return_code: 3 });
    server.setNow(attempt.expiresAt + MINUTE);
    await reconcileAttempts(server.context);
    server.setNow(NOW);
    const { state } = await client.payments.attempt.query({ attemptId: attempt.id });
    assert.equal(state, 'expired');
    // Asked in the background, at the clock of that moment.
    await questionsAnswered(server.context);
    // Asked about the attempts of other tests too, which may come first.
    const paid = { return_code: 1, amount: attempt.amount, zp_trans_id: ++lastTransaction };
    gateways.answers.set(query, ({ app_trans_id }: Record<string, unknown>) =>
      String(app_trans_id).endsWith(reference) ? paid : { return_code: 3 },
    );
    server.setNow(attempt.expiresAt + 31 * MINUTE);
    await reconcileAttempts(server.context);
    server.setNow(NOW);
    assert.equal((await read(orderId)).state, 'paid');
    // The late callback finds the money recorded.
    const late = { reference, amount: attempt.amount, transactionId: lastTransaction };
    const answer = await post('zalopay', zalopayCallback(late));
    assert.deepEqual(answer.body, { return_code: 2, return_message: 'duplicate' });
  });

  for (const days of [3, 20]) {
    it(`the reconciler asks a last time ${days} days after the end, also when nobody asked before`, async () => {
      const { orderId, attempt, reference } = await start('momo');
      server.setNow(attempt.expiresAt + days * 24 * 60 * MINUTE + 5_000);
      gateways.answers.set('/momo/v2/gateway/api/query', {
        partnerCode: MOMO.partnerCode,
        orderId: reference,
        amount: attempt.amount,
        resultCode: 0,
        transId: ++lastTransaction,
      });
      await reconcileAttempts(server.context);
      server.setNow(NOW);
      assert.equal((await read(orderId)).state, 'paid');
    });
  }

  it('an attempt stays readable after its method was switched off', async () => {
    const { attempt } = await start('momo');
    const { momo } = server.context.config;
    server.context.config.momo = null;
    const read = await client.payments.attempt.query({ attemptId: attempt.id });
    server.context.config.momo = momo;
    assert.deepEqual([read.state, read.redirectUrl], ['open', null]);
  });

  it('the reconciler records both parts that payOS reports', async () => {
    const { orderId, attempt, reference } = await start('payos');
    const orderCode = Number.parseInt(reference, 36);
    const transactions = [1_000_000, attempt.amount - 1_000_000].map((amount) => ({
      reference: `FT${++lastTransaction}`,
      amount,
      transactionDateTime: '2026-11-23T10:00:00+07:00',
    }));
    const data = { id: 'link-1', orderCode, status: 'PAID', transactions };
    gateways.answers.set(`/payos/v2/payment-requests/${orderCode}`, payosAnswer(data));
    server.setNow(attempt.expiresAt - MINUTE);
    await reconcileAttempts(server.context);
    server.setNow(NOW);
    const order = await read(orderId);
    assert.equal(order.state, 'paid');
    assert.equal(order.payments.length, 2);
  });

  it('payOS’s money in another currency is kept for a person, by webhook and when asked', async () => {
    const { orderId, attempt, reference } = await start('payos');
    const orderCode = Number.parseInt(reference, 36);
    const paid = { reference, amount: attempt.amount, transactionId: `FT${++lastTransaction}` };
    const webhook = JSON.parse(payosWebhook(paid));
    const inDollars = payosAnswer({ ...webhook.data, currency: 'USD' });
    const answer = await post('payos', JSON.stringify({ ...webhook, ...inDollars }));
    assert.equal(answer.status, 400);
    const transactions = [{ reference: 'FT9', amount: attempt.amount, currency: 'USD' }];
    const data = { id: 'link-9', orderCode, status: 'PAID', transactions };
    gateways.answers.set(`/payos/v2/payment-requests/${orderCode}`, payosAnswer(data));
    server.setNow(attempt.expiresAt - MINUTE);
    await reconcileAttempts(server.context);
    server.setNow(NOW);
    assert.equal((await read(orderId)).paid, 0);
    const kept = await server.context.db
      .selectFrom('gateway_messages')
      .select(['outcome', 'raw'])
      .where('payment_attempt_id', '=', attempt.id)
      .execute();
    assert.deepEqual(
      kept.map(({ outcome, raw }) => [outcome, raw.includes('USD')]),
      [
        ['unreadable', true],
        ['unreadable', true],
      ],
    );
  });

  it('payOS opens no payment in another currency, and money without a currency counts as dong', async () => {
    const order = await client.orders.place.mutate(await orderOf(client, [codes[119] ?? '']));
    const createdIn = (currency: string) =>
      gateways.answers.set('/payos/v2/payment-requests', ({ orderCode }: Record<string, unknown>) =>
        payosAnswer({ orderCode, checkoutUrl: 'https://payos.example/pay', currency }),
      );
    createdIn('USD');
    const input = { orderId: order.id, method: 'payos', locale: 'vi' } as const;
    assert.equal((await refusal(client.payments.start.mutate(input))).code, 'GATEWAY_UNAVAILABLE');
    createdIn('');
    assert.ok((await client.payments.start.mutate(input)).redirectUrl);
  });

  it('an unsigned payOS answer is rejected', async () => {
    const { orderId, attempt, reference } = await start('payos');
    const orderCode = Number.parseInt(reference, 36);
    const transactions = [{ reference: 'FT1', amount: attempt.amount }];
    const data = { id: 'link-2', orderCode, status: 'PAID', transactions };
    const path = `/payos/v2/payment-requests/${orderCode}`;
    gateways.answers.set(path, payosAnswer(data, 'not-the-key'));
    server.setNow(attempt.expiresAt - MINUTE);
    await reconcileAttempts(server.context);
    server.setNow(NOW);
    assert.equal((await read(orderId)).paid, 0);
  });

  it('the reconciler asks seldom, a few times, and then no more', async () => {
    const { attempt } = await start('momo');
    gateways.answers.set('/momo/v2/gateway/api/query', {
      partnerCode: MOMO.partnerCode,
      orderId: (await referenceOf(attempt.id)) ?? '',
      amount: attempt.amount,
      resultCode: 1000,
      transId: 0,
    });
    gateways.calls.length = 0;
    for (let minutes = 0; minutes < 6 * 24 * 60; minutes += 15) {
      server.setNow(NOW + minutes * MINUTE);
      await reconcileAttempts(server.context);
    }
    const asked = gateways.calls.filter(({ body }) => body.orderId === undefined || body.requestId);
    const own = asked.filter(({ path }) => path.endsWith('/momo/v2/gateway/api/query'));
    assert.ok(own.length >= 5 && own.length <= 8 * 10, `${own.length} times`);
    const { next_ask_at } = await server.context.db
      .selectFrom('payment_attempts')
      .select('next_ask_at')
      .where('id', '=', attempt.id)
      .executeTakeFirstOrThrow();
    assert.equal(next_ask_at, null);
  });

  async function referenceOf(attemptId: string): Promise<string | undefined> {
    const row = await server.context.db
      .selectFrom('payment_attempts')
      .select('reference')
      .where('id', '=', attemptId)
      .executeTakeFirst();
    return row?.reference;
  }
});
