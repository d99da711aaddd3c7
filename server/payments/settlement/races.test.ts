import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import { type FakeGateways, startFakeGateways } from '../../testing/gateways/fake-gateways.ts';
import { wireMessage } from '../../testing/gateways/gateway-messages.ts';
import {
  declarationsFor,
  declareCustomers,
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import type { Client, TestServer } from '../../testing/test-server.ts';
import { checkMoney } from './check-money.ts';

/** Rounds in one process, where only network waits interleave; `RACES=200` for a long run. */
const RACES = Number(process.env.RACES ?? 50);

describe('races', () => {
  let server: TestServer;
  let client: Client;
  let gateways: FakeGateways;
  const codes = taxCodes(RACES);

  before(async () => {
    gateways = await startFakeGateways();
    const env = { ...gateways.env, RATE_LIMIT: '100000' };
    ({ server, client } = await openFirm(codes, env));
  });
  after(async () => {
    gateways.stop();
    await server.stop();
  });

  const ways: [PaymentMethod, PaymentMethod][] = [
    ['vnpay', 'bank_transfer'],
    ['momo', 'vnpay'],
    ['bank_transfer', 'zalopay'],
    ['payos', 'momo'],
    ['zalopay', 'payos'],
  ];

  /** An attempt of the accountant, or one that the owner starts on the page behind the line's link. */
  async function startAs(who: 'accountant' | 'owner', orderId: string, method: PaymentMethod) {
    if (who === 'accountant') {
      const attempt = await client.payments.start.mutate({ orderId, method, locale: 'vi' });
      return await referenceOf(attempt.id);
    }
    const { lines } = await client.orders.get.query({ orderId });
    const lineId = lines[0]?.id ?? '';
    const { url } = await client.paymentLinks.create.mutate({ orderId, lineId });
    const answer = await fetch(`${url}/attempts`, {
      method: 'POST',
      headers: { origin: server.url },
      body: new URLSearchParams({ method }),
      redirect: 'manual',
    });
    assert.equal(answer.status, 303, await answer.text());
    const { id } = await server.context.db
      .selectFrom('payment_attempts')
      .select('id')
      .where('order_id', '=', orderId)
      .where('payment_link_id', 'is not', null)
      .executeTakeFirstOrThrow();
    return await referenceOf(id);
  }

  async function referenceOf(attemptId: string) {
    return await server.context.db
      .selectFrom('payment_attempts')
      .select(['id', 'method', 'reference', 'amount'])
      .where('id', '=', attemptId)
      .executeTakeFirstOrThrow();
  }

  let lastTransaction = 261_124_500_000_000;

  async function pay(attempt: { method: PaymentMethod; reference: string; amount: number }) {
    const { method, reference, amount } = attempt;
    const transaction = ++lastTransaction;
    const told = {
      method,
      reference,
      amount,
      transaction,
      outcome: 'paid' as const,
      forged: false,
    };
    const { path, httpMethod, headers, body } = wireMessage(server.context.config, told);
    const answer = await fetch(`${server.url}/gateways/${path}`, {
      method: httpMethod,
      headers,
      ...(httpMethod === 'POST' ? { body } : {}),
    });
    await answer.arrayBuffer();
    assert.ok(answer.ok);
  }

  it('one of two payers of a line wins each time, and the other’s money goes back', async () => {
    for (const [round, code] of codes.entries()) {
      const { id: orderId } = await client.orders.place.mutate(await orderOf(client, [code]));
      const [accountant, owner] = ways[round % ways.length] as (typeof ways)[number];
      const attempts = [
        await startAs('accountant', orderId, accountant),
        await startAs('owner', orderId, owner),
      ];
      // Each payer is sometimes a little ahead.
      if (round % 2 === 1) attempts.reverse();
      await Promise.all(attempts.map(pay));
      const order = await client.orders.get.query({ orderId });
      assert.equal(order.state, 'paid');
      assert.deepEqual(
        order.payments.map((payment) => payment.refundDue).toSorted((a, b) => a - b),
        [0, order.total],
      );
      assert.deepEqual(
        order.payments.flatMap((payment) => payment.refunds.map((refund) => refund.reason)),
        ['line_already_paid'],
      );
      assert.equal(order.lines[0]?.newExpiry, '2027-12-31');
    }
    assert.deepEqual(await checkMoney(server.context.db), []);
  });

  it('two tabs of one accountant continue the same transfer', async () => {
    const [code = ''] = taxCodes(241).slice(240);
    await declareCustomers(server, declarationsFor([code]));
    const { id } = await client.orders.place.mutate(await orderOf(client, [code]));
    const [first, second] = await Promise.all([
      startTransfer(client, id),
      startTransfer(client, id),
    ]);
    assert.equal(first.memo, second.memo);
    await Promise.all([first, second].map((transfer) => reportTransfer(server, transfer)));
    const { state, payments, total } = await client.orders.get.query({ orderId: id });
    assert.equal(state, 'paid');
    assert.deepEqual(
      payments.map((payment) => payment.refundDue).toSorted((a, b) => a - b),
      [0, total],
    );
  });

  it('a cancellation that races with a payment loses nothing', async () => {
    const later = taxCodes(240).slice(230);
    await declareCustomers(server, declarationsFor(later));
    for (const code of later) {
      const { id: orderId } = await client.orders.place.mutate(await orderOf(client, [code]));
      const transfer = await startTransfer(client, orderId);
      await Promise.allSettled([
        client.orders.cancel.mutate({ orderId, reason: 'Đổi ý' }),
        reportTransfer(server, transfer),
      ]);
      // Whichever came first, the money was here and the licence free: the line is paid.
      assert.equal((await client.orders.get.query({ orderId })).state, 'paid');
    }
    assert.deepEqual(await checkMoney(server.context.db), []);
  });
});
