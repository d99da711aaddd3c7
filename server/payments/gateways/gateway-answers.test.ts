import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import {
  type FakeGateways,
  MOMO,
  PAYOS,
  payosAnswer,
  startFakeGateways,
  ZALOPAY,
} from '../../testing/gateways/fake-gateways.ts';
import { NOW, VNPAY_SECRET, VNPAY_TMN_CODE } from '../../testing/test-server.ts';
import type { Attempt, Gateway, GatewayAnswer, RefundRequest } from './core/gateway.ts';
import { momoGateway } from './momo.ts';
import { payosGateway, payosOrderCode } from './payos.ts';
import { vnpayGateway } from './vnpay/vnpay.ts';
import { pipeJoined, QUERY_ANSWER_FIELDS, vnpayChecksum } from './vnpay/vnpay-signature.ts';
import { zalopayGateway } from './zalopay/zalopay.ts';

let gateways: FakeGateways;
before(async () => {
  gateways = await startFakeGateways();
});
beforeEach(() => {
  gateways.calls.length = 0;
});
after(() => gateways.stop());

const AMOUNT = 5_000;
const attempt = { reference: 'GH7K2M9QA', created_at: NOW, amount: AMOUNT } as Attempt;

const vnpay = () =>
  vnpayGateway({
    ...{ tmnCode: VNPAY_TMN_CODE, hashSecret: VNPAY_SECRET, payUrl: '' },
    apiUrl: gateways.env.VNPAY_API_URL ?? '',
  });
const momo = () => momoGateway({ ...MOMO, apiUrl: gateways.env.MOMO_API_URL ?? '' }, 'https://x');
const zalopay = () =>
  zalopayGateway({ ...ZALOPAY, apiUrl: gateways.env.ZALOPAY_API_URL ?? '' }, 'https://x');
const payos = () => payosGateway({ ...PAYOS, apiUrl: gateways.env.PAYOS_API_URL ?? '' });

/** VNPay's signed answer that the attempt is paid, with some fields changed; undefined leaves a field out. */
function vnpayShows(change: Record<string, string | undefined>) {
  const answer: Record<string, string> = JSON.parse(
    JSON.stringify({
      ...{ vnp_ResponseCode: '00', vnp_TmnCode: VNPAY_TMN_CODE, vnp_TransactionStatus: '00' },
      ...{ vnp_TxnRef: attempt.reference, vnp_TransactionNo: '770001', vnp_TransactionType: '01' },
      ...{ vnp_Amount: String(AMOUNT * 100), vnp_PayDate: '20261123100000' },
      ...change,
    }),
  );
  const hash = vnpayChecksum(VNPAY_SECRET, pipeJoined(QUERY_ANSWER_FIELDS, answer));
  gateways.answers.set('/vnpay', { ...answer, vnp_SecureHash: hash });
}

const QUERY = '/momo/v2/gateway/api/query';
const momoShows = (change: object) =>
  gateways.answers.set(QUERY, {
    ...{ partnerCode: MOMO.partnerCode, orderId: attempt.reference, amount: AMOUNT },
    ...{ resultCode: 0, transId: 77, ...change },
  });

const zalopayShows = (answer: object) => gateways.answers.set('/zalopay/v2/query', answer);

function payosShows(change: object) {
  const orderCode = payosOrderCode(attempt.reference);
  const data = { id: 'link', orderCode, status: 'PENDING', transactions: [], ...change };
  gateways.answers.set(`/payos/v2/payment-requests/${orderCode}`, payosAnswer(data));
}

/** The answer in short: its state, and for money the transaction and the amount. */
async function askedOf(gateway: Gateway): Promise<string> {
  const answer: GatewayAnswer | undefined = await gateway.ask?.(attempt, NOW).catch((error) => {
    assert.equal(error.code, 'GATEWAY_UNAVAILABLE');
    return undefined;
  });
  if (answer === undefined) return 'no answer';
  const money = answer.state === 'amount_differs' ? [answer.evidence] : [];
  const evidence = answer.state === 'paid' ? answer.evidence : money;
  return [
    answer.state,
    ...evidence.map(
      ({ transactionId, amount, suspectedFraud }) =>
        `${transactionId} of ${amount}${suspectedFraud ? ', suspected' : ''}`,
    ),
  ].join(': ');
}

describe('a gateway’s answer about an attempt', () => {
  it('VNPay’s answer is read by both of its codes, its kind and its number', async () => {
    for (const [change, expected] of [
      [{}, 'paid: 770001 of 5000'],
      [{ vnp_TransactionType: undefined }, 'paid: 770001 of 5000'],
      [{ vnp_TransactionType: '' }, 'paid: 770001 of 5000'],
      [{ vnp_TransactionStatus: '07' }, 'paid: 770001 of 5000, suspected'],
      [{ vnp_TransactionStatus: '01' }, 'pending'],
      [{ vnp_TransactionStatus: '02' }, 'failed'],
      [{ vnp_ResponseCode: '91' }, 'pending'],
      // The query failed, and so says nothing about the transaction.
      [{ vnp_ResponseCode: '94', vnp_TransactionStatus: '02' }, 'no answer'],
      [{ vnp_ResponseCode: '99' }, 'no answer'],
      // A full or partial refund of it.
      [{ vnp_TransactionType: '02' }, 'pending'],
      [{ vnp_TransactionType: '03', vnp_TransactionStatus: '02' }, 'pending'],
      [{ vnp_Amount: '499900' }, 'amount_differs: 770001 of 4999'],
      [{ vnp_TransactionNo: '0' }, 'no answer'],
      [{ vnp_TransactionNo: undefined }, 'no answer'],
      [{ vnp_TmnCode: 'OTHER' }, 'no answer'],
      [{ vnp_TxnRef: 'GH1' }, 'no answer'],
    ] as const) {
      vnpayShows(change);
      assert.equal(await askedOf(vnpay()), expected, JSON.stringify(change));
    }
  });

  it('MoMo’s answer is read by its result code, and for money by its number and amount', async () => {
    for (const [change, expected] of [
      [{}, 'paid: 77 of 5000'],
      ...[1000, 7000, 7002, 9000].map((resultCode) => [{ resultCode }, 'pending'] as const),
      ...[1006, 42, 49].map((resultCode) => [{ resultCode }, 'failed'] as const),
      // Maintenance, credentials, an error of its own: answers that say nothing about the payment.
      ...[10, 13, 99].map((resultCode) => [{ resultCode }, 'no answer'] as const),
      [{ resultCode: 1006, transId: 0 }, 'failed'],
      [{ transId: 0 }, 'no answer'],
      [{ amount: 4_999 }, 'amount_differs: 77 of 4999'],
      [{ orderId: 'GH1' }, 'no answer'],
      [{ partnerCode: 'OTHER' }, 'no answer'],
      [{ resultCode: '0' }, 'no answer'],
    ] as const) {
      momoShows(change);
      assert.equal(await askedOf(momo()), expected, JSON.stringify(change));
    }
  });

  it('ZaloPay’s answer is read by its return code, and for money by its number and amount', async () => {
    const paid = { return_code: 1, amount: AMOUNT, zp_trans_id: 77 };
    for (const [answer, expected] of [
      [paid, 'paid: 77 of 5000'],
      [{ return_code: 2 }, 'failed'],
      [{ ...paid, return_code: 3 }, 'pending'],
      [{ ...paid, return_code: -500 }, 'no answer'],
      [{ return_code: 1 }, 'no answer'],
      [{ ...paid, zp_trans_id: 0 }, 'no answer'],
      [{ return_code: 1, amount: AMOUNT }, 'no answer'],
      [{ ...paid, amount: 4_999 }, 'amount_differs: 77 of 4999'],
      [{}, 'no answer'],
    ] as const) {
      zalopayShows(answer);
      assert.equal(await askedOf(zalopay()), expected, JSON.stringify(answer));
    }
  });

  it('payOS’s answer is read by its transfers, and without any by its status', async () => {
    const transactions = [
      { reference: 'FT1', amount: 1_000 },
      { reference: 'FT2', amount: 4_000 },
    ];
    for (const [change, expected] of [
      [{ status: 'PENDING' }, 'pending'],
      [{ status: 'PROCESSING' }, 'pending'],
      ...['EXPIRED', 'CANCELLED', 'FAILED'].map((status) => [{ status }, 'failed'] as const),
      [{ status: 'PAID', transactions }, 'paid: link FT1 of 1000: link FT2 of 4000'],
      // Money that came before the end counts.
      [{ status: 'CANCELLED', transactions }, 'paid: link FT1 of 1000: link FT2 of 4000'],
      [{ status: 'PAID', transactions: [{ reference: 'FT1', amount: 0 }] }, 'unreadable'],
      [{ orderCode: 5 }, 'no answer'],
    ] as const) {
      payosShows(change);
      assert.equal(await askedOf(payos()), expected, JSON.stringify(change));
    }
  });
});

it('an invalid answer starts no payment and changes neither a payment nor a refund', async () => {
  const payer = { clientIp: '203.0.113.7', returnUrl: 'https://renewal.example/back' };
  const opened = { ...attempt, expires_at: NOW + 900_000 };
  const orderCode = payosOrderCode(attempt.reference);
  const paths = [
    ...['/vnpay', '/momo/v2/gateway/api/*', '/zalopay/v2/*'],
    ...['/payos/v2/payment-requests', `/payos/v2/payment-requests/${orderCode}`],
  ];
  for (const answer of [null, 'nonsense', '[]', '"text"', 'null', {}, { code: '00' }]) {
    gateways.answers.clear();
    for (const path of paths) gateways.answers.set(path, answer);
    for (const gateway of [vnpay(), momo(), zalopay(), payos()]) {
      const { refunds } = gateway;
      const calls = {
        open: gateway.open && (() => gateway.open?.(opened, payer)),
        ask: () => gateway.ask?.(attempt, NOW),
        refund: refunds && (() => refunds.make(refundRequest({}))),
        trace: refunds && (() => refunds.trace(refundRequest({}))),
      };
      for (const [name, call] of Object.entries(calls)) {
        if (call === undefined) continue;
        const said = `${gateway.method} ${name} ${JSON.stringify(answer)}`;
        await assert.rejects(async () => await call(), { code: 'GATEWAY_UNAVAILABLE' }, said);
      }
    }
  }
  gateways.answers.clear();
});

const REFUND_ID = '01a21501-a12c-77ad-ac89-77a6ab8fc224';
function refundRequest(change: Partial<RefundRequest>): RefundRequest {
  return {
    refundId: REFUND_ID,
    amount: AMOUNT,
    payment: { transactionId: '770000', amount: AMOUNT, isOnly: true },
    attempt,
    ...{ requestedBy: 'operations:lan', requestedAt: NOW, now: NOW },
    ...change,
  };
}

describe('a refund at VNPay', () => {
  it('VNPay’s refund is requested in full (02) or in part (03), for the payment and by the requester', async () => {
    const amounts = [
      [AMOUNT, '02'],
      [AMOUNT - 1, '03'],
    ] as const;
    for (const [amount, type] of amounts) {
      await vnpay()
        .refunds?.make(refundRequest({ amount }))
        .catch(() => {});
      const body = gateways.calls.at(-1)?.body ?? {};
      const sent = [body.vnp_TransactionType, body.vnp_Amount, body.vnp_TransactionNo];
      assert.deepEqual(sent, [type, String(amount * 100), '770000']);
      assert.deepEqual([body.vnp_TxnRef, body.vnp_CreateBy], ['GH7K2M9QA', 'operations:lan']);
    }
  });

  const WHOLE = { vnp_TransactionType: '02', vnp_TransactionStatus: '00' };
  const traced = async (change: Record<string, string>, request: Partial<RefundRequest> = {}) => {
    vnpayShows({ ...WHOLE, ...change });
    return await vnpay().refunds?.trace(refundRequest(request));
  };

  it('VNPay’s full refund is traced by the status of the refund that VNPay shows', async () => {
    for (const [status, state] of [
      ['00', 'done'],
      ['06', 'done'],
      ['05', 'pending'],
      ['09', 'failed'],
      ['01', 'unclear'],
      ['07', 'unclear'],
    ] as const) {
      assert.equal((await traced({ vnp_TransactionStatus: status }))?.state, state, status);
    }
    assert.deepEqual(await traced({}), { state: 'done', reference: '770001' });
  });

  it('VNPay’s refund is not found in another kind, amount or answer, nor where it can be another refund', async () => {
    for (const change of [
      { vnp_TransactionType: '01' },
      { vnp_TransactionType: '03' },
      { vnp_Amount: '499900' },
      { vnp_ResponseCode: '91' },
    ]) {
      assert.equal((await traced(change))?.state, 'unclear', JSON.stringify(change));
    }
    // The amount of the refund, but not the whole amount paid.
    const part = { transactionId: '770000', amount: AMOUNT + 1, isOnly: true };
    assert.equal((await traced({}, { payment: part }))?.state, 'unclear');
    const oneOfTwo = { transactionId: '770000', amount: AMOUNT, isOnly: false };
    assert.equal((await traced({}, { payment: oneOfTwo }))?.state, 'unclear');
  });
});
