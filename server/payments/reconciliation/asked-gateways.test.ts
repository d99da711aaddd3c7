import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE_MS } from '../../foundation/durations.ts';
import {
  type FakeGateways,
  MOMO,
  payosAnswer,
  payosWebhook,
  zalopayCallback,
} from '../../testing/gateways/fake-gateways.ts';
import { openFirmWithGateways } from '../../testing/gateways/firm-with-gateways.ts';
import { reconcileAttempts } from '../../testing/gateways/reconcile-attempts.ts';
import { orderOf, taxCodes } from '../../testing/test-directory.ts';
import { type Client, NOW, refusal, type TestServer } from '../../testing/test-server.ts';
import { questionsAnswered } from '../attempts/ask-gateway.ts';

let server: TestServer;
let client: Client;
let gateways: FakeGateways;

const { some, start, read, post } = openFirmWithGateways(taxCodes(120), (opened) => {
  ({ server, client, gateways } = opened);
});

let lastTransaction = 261_123_000_000_000;

describe('the reconciler', () => {
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
    server.setNow(attempt.expiresAt - MINUTE_MS);
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
      server.setNow(attempt.expiresAt - minutes * MINUTE_MS);
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
    server.setNow(attempt.expiresAt + MINUTE_MS);
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
    server.setNow(attempt.expiresAt + 31 * MINUTE_MS);
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
      server.setNow(attempt.expiresAt + days * 24 * 60 * MINUTE_MS + 5_000);
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
    server.setNow(attempt.expiresAt - MINUTE_MS);
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
    server.setNow(attempt.expiresAt - MINUTE_MS);
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
    const order = await client.orders.place.mutate(await orderOf(client, some(1)));
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
    server.setNow(attempt.expiresAt - MINUTE_MS);
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
      server.setNow(NOW + minutes * MINUTE_MS);
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
