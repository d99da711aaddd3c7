import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, mock } from 'node:test';
import { DAY_MS } from '../../foundation/durations.ts';
import { orderTopic } from '../../foundation/live-updates.ts';
import { type FakeGateways, MOMO } from '../../testing/gateways/fake-gateways.ts';
import { openFirmWithGateways } from '../../testing/gateways/firm-with-gateways.ts';
import { wireMessage } from '../../testing/gateways/gateway-messages.ts';
import { orderOf, taxCodes } from '../../testing/test-directory.ts';
import {
  type Client,
  NOW,
  type TestServer,
  VNPAY_SECRET,
  VNPAY_TMN_CODE,
} from '../../testing/test-server.ts';
import {
  pipeJoined,
  QUERY_ANSWER_FIELDS,
  vnpayChecksum,
} from '../gateways/vnpay/vnpay-signature.ts';
import { reopenRefund } from './mark-refunded.ts';
import { requestRefund } from './request-refund.ts';
import { runRefund } from './run-refund.ts';

/** Each gateway's paths: to make a refund, and to ask about one. */
const MADE = /\/(refund|vnpay)$/;

describe('a refund whose answer was lost', () => {
  let server: TestServer;
  let client: Client;
  let gateways: FakeGateways;
  let transaction = 261_150_000_000_000;

  const { some } = openFirmWithGateways(taxCodes(40), (opened) => {
    ({ server, client, gateways } = opened);
  });

  /** An order of two lines, one cancelled before all is paid: a part is due back; or, paid twice, all of it. */
  async function refundDue(method: 'vnpay' | 'momo' | 'zalopay', of: 'part' | 'whole') {
    const own = some(of === 'part' ? 2 : 1);
    const input = await orderOf(client, own);
    const { id: orderId } = await client.orders.place.mutate(input);
    const attempt = await client.payments.start.mutate({ orderId, method, locale: 'vi' });
    const { lines } = await client.orders.get.query({ orderId });
    const cancelled = lines.slice(0, 1).map(({ id }) => id);
    await client.orders.cancel.mutate({ orderId, lineIds: cancelled, reason: 'Đổi ý' });
    // Another order takes the licence, so that late money can't revive the line.
    await client.orders.place.mutate(await orderOf(client, own.slice(0, 1)));
    const { reference } = await server.context.db
      .selectFrom('payment_attempts')
      .select('reference')
      .where('id', '=', attempt.id)
      .executeTakeFirstOrThrow();
    const told = { method, reference, amount: attempt.amount, transaction: ++transaction } as const;
    const wire = wireMessage(server.context.config, { ...told, outcome: 'paid', forged: false });
    await fetch(`${server.url}/gateways/${wire.path}`, {
      method: wire.httpMethod,
      headers: wire.headers,
      ...(wire.httpMethod === 'POST' ? { body: wire.body } : {}),
    });
    const due = await server.context.db
      .selectFrom('refunds_due')
      .innerJoin('payments', 'payments.id', 'refunds_due.payment_id')
      .select(['refunds_due.id', 'refunds_due.amount', 'payments.amount as received'])
      .where('payment_attempt_id', '=', attempt.id)
      .executeTakeFirstOrThrow();
    assert.equal(due.amount === due.received, of === 'whole');
    await requestRefund(server.context, 'operations:lan', { refundDueId: due.id });
    const { id: refundId } = await server.context.db
      .selectFrom('refunds')
      .select('id')
      .where('refund_due_id', '=', due.id)
      .executeTakeFirstOrThrow();
    const { tenant } = await server.context.db
      .selectFrom('outbox')
      .select('tenant')
      .where('kind', '=', 'refund_payment')
      .where('payload', '=', JSON.stringify({ refundId }))
      .executeTakeFirstOrThrow();
    assert.equal(tenant, method, 'it waits for its own gateway’s refunds only');
    gateways.calls.length = 0;
    const run = () => runRefund(server.context, refundId).catch(() => {});
    return { refundId, refundDueId: due.id, reference, amount: due.amount, orderId, run };
  }

  async function stateOf(refundId: string) {
    return await server.context.db
      .selectFrom('refunds')
      .select(['state', 'reference'])
      .where('id', '=', refundId)
      .executeTakeFirstOrThrow();
  }
  const refundCalls = () =>
    gateways.calls.filter(
      ({ path, body }) => MADE.test(path) && (body.vnp_Command ?? 'refund') === 'refund',
    ).length;

  const vnpayShows = (change: Record<string, string>) => (body: Record<string, unknown>) => {
    if (body.vnp_Command === 'refund') return null;
    const answer: Record<string, string> = {
      ...{ vnp_ResponseCode: '00', vnp_TmnCode: VNPAY_TMN_CODE, vnp_TransactionStatus: '00' },
      ...{ vnp_TxnRef: String(body.vnp_TxnRef), vnp_TransactionNo: '770001', ...change },
    };
    const hash = vnpayChecksum(VNPAY_SECRET, pipeJoined(QUERY_ANSWER_FIELDS, answer));
    return { ...answer, vnp_SecureHash: hash };
  };

  it('a partial VNPay refund with a lost answer is sent once, and a person has to look', async () => {
    const refund = await refundDue('vnpay', 'part');
    for (const shown of [
      { vnp_TransactionType: '01', vnp_Amount: '590000000' },
      { vnp_TransactionType: '03', vnp_Amount: String(refund.amount * 100) },
    ]) {
      gateways.answers.set('/vnpay', vnpayShows(shown));
      await refund.run();
      await refund.run();
      await refund.run();
      assert.equal((await stateOf(refund.refundId)).state, 'unclear');
      assert.equal(refundCalls(), 1);
    }
    await reopenRefund(server.context, 'operations:lan', refund);
  });

  it('a full VNPay refund with a lost answer is found by asking', async () => {
    const refund = await refundDue('vnpay', 'whole');
    const whole = { vnp_TransactionType: '02', vnp_Amount: String(refund.amount * 100) };
    gateways.answers.set('/vnpay', vnpayShows({ ...whole, vnp_TransactionStatus: '05' }));
    await refund.run();
    await assert.rejects(runRefund(server.context, refund.refundId), { name: 'RefundPending' });
    assert.equal((await stateOf(refund.refundId)).state, 'pending', 'VNPay is at it');
    gateways.answers.set('/vnpay', vnpayShows(whole));
    const published = mock.method(server.context.live, 'publish');
    await refund.run();
    const topics = published.mock.calls.flatMap((call) => call.arguments);
    published.mock.restore();
    assert.ok(topics.includes(orderTopic(refund.orderId)), 'open pages see that it was made');
    assert.deepEqual(await stateOf(refund.refundId), { state: 'done', reference: '770001' });
    // A job that comes again, after a crash, finds nothing to do.
    const asked = gateways.calls.length;
    await runRefund(server.context, refund.refundId);
    assert.equal(gateways.calls.length, asked);
    assert.equal(refundCalls(), 1);
  });

  it('a refund of money that came by the bank is never requested from a gateway', async () => {
    const refund = await refundDue('vnpay', 'whole');
    const { db } = server.context;
    await db
      .updateTable('refunds')
      .set({ state: 'failed' })
      .where('id', '=', refund.refundId)
      .execute();
    const { payment_id: paymentId } = await db
      .updateTable('refunds_due')
      .set({ state: 'due' })
      .where('id', '=', refund.refundDueId)
      .returning('payment_id')
      .executeTakeFirstOrThrow();
    await db
      .updateTable('payments')
      .set({ gateway: 'sepay' })
      .where('id', '=', paymentId)
      .execute();
    const asked = requestRefund(server.context, 'operations:lan', refund);
    await assert.rejects(asked, { code: 'METHOD_UNAVAILABLE' });
  });

  it('a VNPay refund stays open while VNPay answers nothing, or about another transaction', async () => {
    const refund = await refundDue('vnpay', 'whole');
    const whole = { vnp_TransactionType: '02', vnp_Amount: String(refund.amount * 100) };
    for (const answer of [null, 'nonsense', vnpayShows({ ...whole, vnp_TxnRef: 'GH1' })]) {
      gateways.answers.set('/vnpay', answer);
      await refund.run();
      assert.equal((await stateOf(refund.refundId)).state, 'pending');
    }
    assert.equal(refundCalls(), 1);
  });

  const MOMO_QUERY = '/momo/v2/gateway/api/query';
  const momoShows = (refundTrans: object[]) => (body: Record<string, unknown>) => ({
    ...{ partnerCode: MOMO.partnerCode, orderId: body.orderId, resultCode: 0, refundTrans },
  });

  it('a MoMo refund is found among the payment’s refunds, and sent again only where it is not there', async () => {
    const made = await refundDue('momo', 'part');
    gateways.answers.set('/momo/v2/gateway/api/refund', null);
    await made.run();
    const orderId = String(gateways.calls.at(-1)?.body.orderId);
    const other = { orderId: 'Rother', amount: made.amount, resultCode: 0, transId: 5 };
    const own = { orderId, amount: made.amount, resultCode: 0, transId: 880_001 };
    gateways.answers.set(MOMO_QUERY, momoShows([other, own]));
    await made.run();
    assert.deepEqual(await stateOf(made.refundId), { state: 'done', reference: '880001' });
    assert.equal(refundCalls(), 1);

    const notMade = await refundDue('momo', 'part');
    await notMade.run();
    gateways.answers.set(MOMO_QUERY, momoShows([{ ...other, resultCode: 0 }]));
    gateways.answers.set('/momo/v2/gateway/api/refund', { resultCode: 0, transId: 880_002 });
    await notMade.run();
    assert.deepEqual(await stateOf(notMade.refundId), { state: 'done', reference: '880002' });
    const sent = gateways.calls.filter(({ path }) => path.endsWith('/refund'));
    assert.equal(sent[0]?.body.requestId, sent[1]?.body.requestId);
  });

  it('a MoMo refund is not sent again while MoMo does not say what became of it', async () => {
    const refund = await refundDue('momo', 'part');
    gateways.answers.set('/momo/v2/gateway/api/refund', null);
    await refund.run();
    for (const answer of [
      null,
      {},
      { partnerCode: 'OTHER', orderId: refund.reference, resultCode: 0, refundTrans: [] },
      { partnerCode: MOMO.partnerCode, orderId: 'GH1', resultCode: 0, refundTrans: [] },
      { partnerCode: MOMO.partnerCode, orderId: refund.reference, resultCode: 99 },
    ]) {
      gateways.answers.set(MOMO_QUERY, answer);
      await refund.run();
      assert.equal((await stateOf(refund.refundId)).state, 'pending', JSON.stringify(answer));
    }
    assert.equal(refundCalls(), 1);
  });

  it('a MoMo refund counts as sent even where a second try reaches nobody: the first may have been made', async () => {
    const refund = await refundDue('momo', 'part');
    gateways.answers.set('/momo/v2/gateway/api/refund', null);
    await refund.run();
    gateways.answers.set(MOMO_QUERY, momoShows([]));
    const real = globalThis.fetch;
    const refusing = mock.method(globalThis, 'fetch', async (...call: Parameters<typeof fetch>) => {
      if (!String(call[0]).endsWith('/refund')) return await real(...call);
      throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
    });
    await refund.run();
    refusing.mock.restore();
    const { sent_at } = await server.context.db
      .selectFrom('refunds')
      .select('sent_at')
      .where('id', '=', refund.refundId)
      .executeTakeFirstOrThrow();
    assert.notEqual(sent_at, null);
  });

  it('a ZaloPay refund is asked about, and sent again on its own day only, under its own id', async () => {
    const made = await refundDue('zalopay', 'part');
    gateways.answers.set('/zalopay/v2/refund', null);
    await made.run();
    gateways.answers.set('/zalopay/v2/query_refund', { return_code: 1, refund_id: 5 });
    await made.run();
    assert.deepEqual(await stateOf(made.refundId), { state: 'done', reference: '5' });
    assert.equal(refundCalls(), 1);

    const unknown = { return_code: 2, sub_return_code: -101 };
    const again = await refundDue('zalopay', 'part');
    await again.run();
    gateways.answers.set('/zalopay/v2/query_refund', unknown);
    gateways.answers.set('/zalopay/v2/refund', { return_code: 1, refund_id: 6 });
    await again.run();
    assert.deepEqual(await stateOf(again.refundId), { state: 'done', reference: '6' });
    const ids = gateways.calls.filter(({ path }) => path.endsWith('/refund'));
    assert.equal(ids[0]?.body.m_refund_id, ids[1]?.body.m_refund_id);

    const nextDay = await refundDue('zalopay', 'part');
    gateways.answers.set('/zalopay/v2/refund', null);
    await nextDay.run();
    server.setNow(NOW + DAY_MS);
    await nextDay.run();
    assert.equal((await stateOf(nextDay.refundId)).state, 'unclear');
    assert.equal(refundCalls(), 1);
  });

  /** Runs with a VNPay to which no connection can be made. */
  async function unreached(run: () => Promise<void>) {
    const { vnpay } = server.context.config;
    assert.ok(vnpay);
    const { apiUrl } = vnpay;
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    vnpay.apiUrl = `http://127.0.0.1:${port}/`;
    await run();
    vnpay.apiUrl = apiUrl;
  }

  it('a refund is sent again without asking where no connection could be made', async () => {
    const refund = await refundDue('vnpay', 'part');
    await unreached(refund.run);
    await unreached(refund.run);
    assert.equal((await stateOf(refund.refundId)).state, 'pending');
    gateways.answers.set('/vnpay', null);
    await refund.run();
    assert.equal(refundCalls(), 1);
    await reconcileUnclear(refund);
  });

  it('a refund is marked as sent or not sent by itself, and no other one with it', async () => {
    const sent = await refundDue('vnpay', 'part');
    const waiting = await refundDue('vnpay', 'part');
    const unheard = await refundDue('vnpay', 'part');
    gateways.answers.set('/vnpay', null);
    await sent.run();
    await unreached(unheard.run);
    const sentIds = await server.context.db
      .selectFrom('refunds')
      .select('id')
      .where('id', 'in', [sent.refundId, waiting.refundId, unheard.refundId])
      .where('sent_at', 'is not', null)
      .execute();
    assert.deepEqual(sentIds, [{ id: sent.refundId }]);
    for (const refund of [sent, waiting, unheard]) {
      await refund.run();
      await reconcileUnclear(refund);
    }
  });

  /** Asked about, it stays unclear: nothing stays open for the next test. */
  async function reconcileUnclear({ run, refundId }: Awaited<ReturnType<typeof refundDue>>) {
    gateways.answers.set('/vnpay', vnpayShows({ vnp_TransactionType: '01', vnp_Amount: '1' }));
    await run();
    assert.equal((await stateOf(refundId)).state, 'unclear');
  }
});
