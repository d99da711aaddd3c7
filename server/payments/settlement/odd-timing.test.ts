import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import { breakWrites } from '../../testing/database/triggers.ts';
import { type FakeGateways, momoIpn } from '../../testing/gateways/fake-gateways.ts';
import { openFirmWithGateways } from '../../testing/gateways/firm-with-gateways.ts';
import { type Told, wireMessage } from '../../testing/gateways/gateway-messages.ts';
import { orderOf, taxCodes } from '../../testing/test-directory.ts';
import { type Client, refusal, type TestServer } from '../../testing/test-server.ts';

const CREATE = '/momo/v2/gateway/api/create';

/** Messages at unexpected moments, and failures after the money has come. */
describe('odd timing', () => {
  let server: TestServer;
  let client: Client;
  let gateways: FakeGateways;
  let transaction = 261_124_900_000_000;

  const { some, read } = openFirmWithGateways(taxCodes(40), (opened) => {
    ({ server, client, gateways } = opened);
  });

  async function order(): Promise<string> {
    const { id } = await client.orders.place.mutate(await orderOf(client, some(1)));
    return id;
  }

  const start = (orderId: string, method: PaymentMethod) =>
    client.payments.start.mutate({ orderId, method, locale: 'vi' });

  async function tell(attemptId: string, change: Partial<Told> = {}): Promise<Response> {
    const { method, reference, amount } = await server.context.db
      .selectFrom('payment_attempts')
      .select(['method', 'reference', 'amount'])
      .where('id', '=', attemptId)
      .executeTakeFirstOrThrow();
    const told: Told = {
      method,
      reference,
      amount,
      transaction: ++transaction,
      outcome: 'paid',
      forged: false,
      ...change,
    };
    const wire = wireMessage(server.context.config, told);
    return await fetch(`${server.url}/gateways/${wire.path}`, {
      method: wire.httpMethod,
      headers: wire.headers,
      ...(wire.httpMethod === 'POST' ? { body: wire.body } : {}),
    });
  }

  it('a message that comes before the gateway has answered our own call is settled', async () => {
    const orderId = await order();
    let told: Promise<Response> | undefined;
    gateways.answers.set(CREATE, (body: { orderId: string; amount: number }) => {
      const report = { reference: body.orderId, amount: body.amount, transactionId: ++transaction };
      told = fetch(`${server.url}/gateways/momo`, { method: 'POST', body: momoIpn(report) });
      return { resultCode: 0, orderId: body.orderId, payUrl: 'https://momo.example/pay' };
    });
    const attempt = await start(orderId, 'momo');
    assert.equal((await told)?.status, 204);
    assert.equal((await read(orderId)).state, 'paid');
    assert.equal((await client.payments.attempt.query({ attemptId: attempt.id })).state, 'paid');
  });

  it('a message before and after the return page is settled once; the page itself pays nothing', async () => {
    for (const returnsFirst of [true, false]) {
      const orderId = await order();
      const attempt = await start(orderId, 'vnpay');
      const returnUrl = new URL(attempt.redirectUrl ?? '').searchParams.get('vnp_ReturnUrl') ?? '';
      const comeBack = async () => {
        const page = await fetch(`${returnUrl}?vnp_ResponseCode=00&vnp_TransactionStatus=00`);
        assert.equal(page.status, 200);
        await page.text();
      };
      if (returnsFirst) {
        await comeBack();
        assert.equal((await read(orderId)).state, 'awaiting_payment');
      }
      await (await tell(attempt.id)).json();
      if (!returnsFirst) await comeBack();
      const { state, payments } = await read(orderId);
      assert.deepEqual([state, payments.length], ['paid', 1]);
    }
  });

  it('the charge of a try that timed out is settled, and the second try’s money goes back', async () => {
    const orderId = await order();
    // MoMo has registered the first try, but its answer is lost.
    gateways.answers.set(CREATE, null);
    assert.equal((await refusal(start(orderId, 'momo'))).code, 'GATEWAY_UNAVAILABLE');
    gateways.answers.clear();
    const second = await start(orderId, 'momo');
    const attempts = await server.context.db
      .selectFrom('payment_attempts')
      .select(['id', 'state'])
      .where('order_id', '=', orderId)
      .orderBy('id')
      .execute();
    assert.deepEqual(
      attempts.map(({ state }) => state),
      ['failed', 'open'],
    );
    await tell(second.id);
    await tell(attempts[0]?.id ?? '');
    const { state, payments } = await read(orderId);
    assert.equal(state, 'paid');
    assert.deepEqual(
      payments.map(({ refunds }) => refunds.map(({ reason }) => reason)),
      [[], ['line_already_paid']],
    );
  });

  it('payOS’s transfer does not count twice when the bank’s report names it too', async () => {
    const orderId = await order();
    const attempt = await start(orderId, 'payos');
    await tell(attempt.id);
    await tell(attempt.id, { method: 'bank_transfer' });
    const { state, payments } = await read(orderId);
    assert.deepEqual([state, payments.length], ['paid', 1]);
    const reports = await server.context.db
      .selectFrom('payment_reports')
      .select(['gateway', 'payment_id'])
      .execute();
    assert.deepEqual(reports, [{ gateway: 'sepay', payment_id: payments[0]?.id }]);
  });

  it('when a later step fails nothing is settled, the gateway is told, and its next message settles all', async () => {
    const orderId = await order();
    const attempt = await start(orderId, 'bank_transfer');
    const { db } = server.context;
    for (const table of ['allocations', 'license_renewals', 'outbox', 'notifications']) {
      const mend = await breakWrites(db, `insert on ${table}`, 'disk full');
      const answer = await tell(attempt.id, { transaction: 77 });
      assert.equal(answer.status, 500, `${table}: SePay sends again what is not answered by 2xx`);
      assert.doesNotMatch(await answer.text(), /disk full|at .*\.ts/);
      await mend();
      const untouched = await read(orderId);
      assert.deepEqual([untouched.state, untouched.payments.length], ['awaiting_payment', 0]);
    }
    assert.equal((await tell(attempt.id, { transaction: 77 })).status, 200);
    assert.equal((await read(orderId)).state, 'paid');
  });

  it('VNPay is answered so that it tries again when recording failed', async () => {
    const orderId = await order();
    const attempt = await start(orderId, 'vnpay');
    const { db } = server.context;
    const mend = await breakWrites(db, 'insert on payments', 'disk full');
    assert.deepEqual(await (await tell(attempt.id)).json(), {
      RspCode: '99',
      Message: 'Unknown error',
    });
    await mend();
    assert.equal((await read(orderId)).state, 'awaiting_payment');
  });
});
