import assert from 'node:assert/strict';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { DAY_MS } from '../../../foundation/durations.ts';
import { stopAndCheckMoney } from '../../../testing/stop-and-check-money.ts';
import { openFirm, orderOf, taxCodes } from '../../../testing/test-directory.ts';
import {
  type Client,
  type TestServer,
  VNPAY_SECRET,
  VNPAY_TMN_CODE,
} from '../../../testing/test-server.ts';
import { questionsAnswered } from '../../attempts/ask-gateway.ts';
import {
  isSignedByVnpay,
  pipeJoined,
  QUERY_ANSWER_FIELDS,
  vnpayChecksum,
  vnpaySignedQuery,
} from './vnpay-signature.ts';

describe('paying by VNPay', () => {
  let server: TestServer;
  let client: Client;
  /** The gateway's answer to querydr. */
  let answer: Record<string, string> | string = '';
  const asked: Record<string, string>[] = [];
  const codes = taxCodes(40);
  let next = 0;
  const gateway = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      asked.push(JSON.parse(body));
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
  });

  before(async () => {
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    const { port } = gateway.address() as AddressInfo;
    ({ server, client } = await openFirm(codes, {
      VNPAY_API_URL: `http://127.0.0.1:${port}/api/transaction`,
    }));
  });
  beforeEach(async () => {
    // Of the test before.
    await questionsAnswered(server.context);
    answer = '';
    asked.length = 0;
  });
  after(async () => {
    gateway.close();
    await stopAndCheckMoney(server);
  });

  async function start() {
    next += 2;
    const order = await client.orders.place.mutate(
      await orderOf(client, codes.slice(next - 2, next)),
    );
    const attempt = await client.payments.start.mutate({
      orderId: order.id,
      method: 'vnpay',
      locale: 'vi',
    });
    const params = Object.fromEntries(new URL(attempt.redirectUrl ?? '').searchParams);
    return { orderId: order.id, attempt, params };
  }

  let lastNumber = 14_000_000;

  function report(params: Record<string, string | undefined>, change: Record<string, string> = {}) {
    return {
      vnp_Amount: params.vnp_Amount ?? '',
      vnp_BankCode: 'NCB',
      vnp_OrderInfo: params.vnp_OrderInfo ?? '',
      vnp_PayDate: '20261123100500',
      vnp_ResponseCode: '00',
      vnp_TmnCode: VNPAY_TMN_CODE,
      vnp_TransactionNo: String(++lastNumber),
      vnp_TransactionStatus: '00',
      vnp_TxnRef: params.vnp_TxnRef ?? '',
      ...change,
    };
  }

  async function ipn(values: Record<string, string>, secret = VNPAY_SECRET): Promise<string> {
    const query = vnpaySignedQuery(values);
    const hash = vnpayChecksum(secret, query);
    const response = await fetch(
      `${server.url}/gateways/vnpay/ipn?${query}&vnp_SecureHash=${hash}`,
    );
    assert.equal(response.status, 200);
    return ((await response.json()) as { RspCode: string }).RspCode;
  }

  const read = (orderId: string) => client.orders.get.query({ orderId });

  it('VNPay’s payer is redirected with the signed parameters of VNPay 2.1.0', async () => {
    const { attempt, params } = await start();
    assert.ok(isSignedByVnpay(new URL(attempt.redirectUrl ?? '').search.slice(1), VNPAY_SECRET));
    assert.equal(params.vnp_Amount, String(attempt.amount * 100));
    assert.equal(params.vnp_CreateDate, '20261123100000');
    assert.equal(params.vnp_ExpireDate, '20261123101500');
    assert.match(params.vnp_OrderInfo ?? '', /^[A-Za-z0-9 ]+$/);
    assert.match(params.vnp_TxnRef ?? '', /^GH[0-9A-Z]{7}$/);
    assert.equal(params.vnp_SecureHashType, undefined);
  });

  it('VNPay’s IPN pays once, also when the same comes ten times at once', async () => {
    const { orderId, params } = await start();
    const values = report(params);
    const codesGot = await Promise.all(Array.from({ length: 10 }, () => ipn(values)));
    assert.deepEqual(codesGot.toSorted(), ['00', ...Array(9).fill('02')]);
    const order = await read(orderId);
    assert.equal(order.state, 'paid');
    assert.equal(order.payments.length, 1);
    assert.equal(order.lines[0]?.newExpiry, '2027-12-31');
    const renewals = await server.context.db
      .selectFrom('license_renewals')
      .innerJoin('order_lines', 'order_lines.id', 'license_renewals.order_line_id')
      .select('license_renewals.order_line_id')
      .where('order_id', '=', orderId)
      .execute();
    assert.equal(renewals.length, 2);
  });

  it('VNPay’s IPN pays when signed over another encoder’s text', async () => {
    const { orderId, params } = await start();
    const values = report(params, { vnp_OrderInfo: "Gia hạn (A) *b* ~c! 'd'" });
    const query = Object.keys(values)
      .sort()
      .map((name) => `${name}=${encodeURIComponent(values[name as keyof typeof values])}`)
      .join('&');
    const path = `/gateways/vnpay/ipn?${query}&vnp_SecureHash=${vnpayChecksum(VNPAY_SECRET, query)}`;
    const { hostname, port } = new URL(server.url);
    // fetch would encode the apostrophe differently.
    const answer = await new Promise<IncomingMessage>((resolve) =>
      get({ hostname, port, path }, resolve),
    );
    let text = '';
    for await (const part of answer) text += part;
    assert.equal(JSON.parse(text).RspCode, '00');
    assert.equal((await read(orderId)).state, 'paid');
  });

  it('a forged, changed, unknown or wrong-amount IPN is answered by VNPay’s table, and pays nothing', async () => {
    const { orderId, params } = await start();
    const values = report(params);
    const logged: unknown[] = [];
    server.context.log = (event, details) => void logged.push([event, details]);
    assert.equal(await ipn(values, 'not-the-secret'), '97');
    server.context.log = () => {};
    assert.deepEqual(logged, [['gateway.refused', { gateway: 'vnpay', reason: 'forged' }]]);
    const query = vnpaySignedQuery(values);
    const hash = vnpayChecksum(VNPAY_SECRET, query);
    const fetchCode = async (text: string) => {
      const response = await fetch(`${server.url}/gateways/vnpay/ipn?${text}`);
      return ((await response.json()) as { RspCode: string }).RspCode;
    };
    assert.equal(await fetchCode(query), '97');
    assert.equal(
      await fetchCode(
        `${query.replace(/vnp_Amount=\d+/, 'vnp_Amount=100')}&vnp_SecureHash=${hash}`,
      ),
      '97',
    );
    assert.equal(await fetchCode(`${query}&vnp_Amount=100&vnp_SecureHash=${hash}`), '97');
    assert.equal(await fetchCode(''), '97');
    assert.equal(await ipn({ ...values, vnp_Amount: '100' }), '04');
    assert.equal(await ipn({ ...values, vnp_Amount: `${Number(values.vnp_Amount) + 1}` }), '04');
    assert.equal(await ipn({ ...values, vnp_Amount: '9'.repeat(20) }), '04');
    assert.equal(await ipn({ ...values, vnp_TxnRef: 'GH0000000', vnp_Amount: '101' }), '01');
    assert.equal(await ipn({ ...values, vnp_TmnCode: 'SOMEBODY' }), '99');
    assert.equal(await ipn(report({ ...params, vnp_TxnRef: 'GH0000000' })), '01');
    assert.equal((await read(orderId)).state, 'awaiting_payment');
    // The same transaction with its right amount is accepted.
    assert.equal(await ipn(values), '00');
    assert.equal((await read(orderId)).state, 'paid');
  });

  it('operations see VNPay’s money of an unknown attempt that can’t be recorded, but no refusal', async () => {
    const unknown = report({ ...(await start()).params, vnp_TxnRef: 'GH0000001' });
    const outcomesOf = async (change: Record<string, string>, number: string) => {
      const told = { ...unknown, vnp_TransactionNo: number, ...change };
      assert.equal(await ipn(told), '01');
      const rows = await server.context.db
        .selectFrom('gateway_messages')
        .select('outcome')
        .where('raw', 'like', `%vnp_TransactionNo=${number}%`)
        .execute();
      return rows.map(({ outcome }) => outcome);
    };
    assert.deepEqual(await outcomesOf({ vnp_Amount: '505' }, '98700001'), ['unreadable']);
    assert.deepEqual(await outcomesOf({ vnp_Amount: '0' }, '98700002'), ['unknown_attempt']);
    const refused = { vnp_ResponseCode: '24', vnp_TransactionStatus: '02' };
    assert.deepEqual(await outcomesOf(refused, '98700003'), ['unknown_attempt']);
    assert.deepEqual(await outcomesOf({}, '98700004'), [], 'recorded as money');
  });

  it('VNPay’s refusal of another amount stays a refusal, and money of another amount stays money', async () => {
    const { attempt, params } = await start();
    const keptAs = async () => {
      const rows = await server.context.db
        .selectFrom('gateway_messages')
        .select('outcome')
        .where('payment_attempt_id', '=', attempt.id)
        .execute();
      return rows.map(({ outcome }) => outcome).sort();
    };
    const refused = { vnp_ResponseCode: '24', vnp_TransactionStatus: '02', vnp_Amount: '100' };
    assert.equal(await ipn(report(params, refused)), '04');
    assert.deepEqual(await keptAs(), ['failed']);
    assert.equal(await ipn(report(params, { vnp_Amount: '100' })), '04');
    assert.deepEqual(await keptAs(), ['amount_differs', 'failed']);
  });

  it('VNPay’s response 00 with status 02 is not paid', async () => {
    const { orderId, params } = await start();
    assert.equal(await ipn(report(params, { vnp_TransactionStatus: '02' })), '00');
    assert.equal((await read(orderId)).state, 'awaiting_payment');
  });

  it('VNPay’s "failed" ends the attempt that it is about, and no other', async () => {
    const [one, other] = [await start(), await start()];
    const stateOf = async ({ attempt }: typeof one) =>
      (await client.payments.attempt.query({ attemptId: attempt.id })).state;
    const failed = report(one.params, { vnp_ResponseCode: '24', vnp_TransactionStatus: '02' });
    assert.equal(await ipn(failed), '00');
    assert.deepEqual([await stateOf(one), await stateOf(other)], ['failed', 'open']);
  });

  it('VNPay’s old "failed" after "paid" changes nothing, and "paid" after "failed" pays', async () => {
    const { orderId, attempt, params } = await start();
    assert.equal(
      await ipn(report(params, { vnp_ResponseCode: '24', vnp_TransactionStatus: '02' })),
      '00',
    );
    assert.equal((await client.payments.attempt.query({ attemptId: attempt.id })).state, 'failed');
    assert.equal(await ipn(report(params)), '00');
    assert.equal(
      await ipn(report(params, { vnp_ResponseCode: '24', vnp_TransactionStatus: '02' })),
      '02',
    );
    const after = await client.payments.attempt.query({ attemptId: attempt.id });
    assert.equal(after.state, 'paid');
    assert.equal((await read(orderId)).state, 'paid');
  });

  it('money that VNPay suspects of fraud waits for a person', async () => {
    const { orderId, params } = await start();
    assert.equal(
      await ipn(report(params, { vnp_ResponseCode: '07', vnp_TransactionStatus: '07' })),
      '00',
    );
    const order = await read(orderId);
    assert.equal(order.state, 'awaiting_payment');
    assert.equal(order.payments[0]?.unapplied, order.total);
  });

  it('VNPay is answered as for a new message when it clears money that it suspected, once', async () => {
    const { orderId, params } = await start();
    const good = report(params);
    const suspected = { ...good, vnp_ResponseCode: '07', vnp_TransactionStatus: '07' };
    assert.deepEqual(
      [await ipn(suspected), await ipn(suspected), await ipn(good), await ipn(good)],
      ['00', '02', '00', '02'],
    );
    assert.equal((await read(orderId)).state, 'paid');
  });

  it('a second VNPay payment of one attempt is a refund due', async () => {
    const { orderId, params } = await start();
    assert.equal(await ipn(report(params)), '00');
    assert.equal(await ipn(report(params)), '00');
    const order = await read(orderId);
    assert.deepEqual(
      order.payments.map((payment) => payment.refundDue),
      [0, order.total],
    );
  });

  it('VNPay’s money for an expired attempt is applied', async () => {
    const { orderId, params } = await start();
    server.setNow(server.context.now() + DAY_MS);
    assert.equal(await ipn(report(params)), '00');
    server.setNow(server.context.now() - DAY_MS);
    assert.equal((await read(orderId)).state, 'paid');
  });

  function signedAnswer(params: Record<string, string>, change: Record<string, string> = {}) {
    const values = {
      vnp_ResponseId: 'r1',
      vnp_Command: 'querydr',
      vnp_Message: 'QueryDR Success',
      vnp_TransactionType: '01',
      ...report(params),
      ...change,
    };
    const hash = vnpayChecksum(VNPAY_SECRET, pipeJoined(QUERY_ANSWER_FIELDS, values));
    return { ...values, vnp_SecureHash: hash };
  }

  it('asking VNPay settles a payment whose IPN was lost', async () => {
    const { orderId, attempt, params } = await start();
    answer = signedAnswer(params);
    const read1 = await client.payments.attempt.query({ attemptId: attempt.id });
    assert.equal(read1.state, 'open', 'as it was known: nobody waits for the answer');
    await questionsAnswered(server.context);
    const read2 = await client.payments.attempt.query({ attemptId: attempt.id });
    assert.equal(read2.state, 'paid');
    assert.equal((await read(orderId)).state, 'paid');
    assert.equal(asked[0]?.vnp_Command, 'querydr');
    assert.equal(asked[0]?.vnp_TransactionDate, params.vnp_CreateDate);
    // The late IPN finds the money recorded.
    assert.equal(
      await ipn(report(params, { vnp_TransactionNo: answer.vnp_TransactionNo ?? '' })),
      '02',
    );
  });

  it('VNPay’s answer that is unsigned, forged, nonsense or about another attempt is rejected', async () => {
    const { orderId, attempt, params } = await start();
    const right = signedAnswer(params);
    const { vnp_SecureHash: _, ...unsigned } = right;
    const other = signedAnswer({ ...params, vnp_TxnRef: 'GH0000000' });
    const answers = [
      unsigned,
      { ...right, vnp_Amount: '100' },
      { ...right, vnp_SecureHash: '' },
      other,
      '<html>',
      '',
    ];
    for (const wrong of answers) {
      answer = wrong as typeof answer;
      server.setNow(server.context.now() + 4_000);
      await client.payments.attempt.query({ attemptId: attempt.id });
      await questionsAnswered(server.context);
      const { state } = await client.payments.attempt.query({ attemptId: attempt.id });
      assert.equal(state, 'open', JSON.stringify(wrong));
    }
    assert.equal(asked.length, answers.length);
    assert.equal((await read(orderId)).state, 'awaiting_payment');
  });

  it('a transaction unknown to VNPay stays open, and is asked about seldom', async () => {
    const { attempt, params } = await start();
    answer = signedAnswer(params, { vnp_ResponseCode: '91', vnp_TransactionStatus: '' });
    for (let i = 0; i < 5; i++) {
      await client.payments.attempt.query({ attemptId: attempt.id });
      await questionsAnswered(server.context);
    }
    assert.equal(asked.length, 1);
  });
});
