import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import {
  type FakeGateways,
  MOMO,
  PAYOS,
  payosAnswer,
  startFakeGateways,
  ZALOPAY,
} from '../../testing/gateways/fake-gateways.ts';
import { NOW, VNPAY_SECRET, VNPAY_TMN_CODE } from '../../testing/test-server.ts';
import type { Attempt, Gateway, RefundRequest } from './core/gateway.ts';
import { momoGateway } from './momo.ts';
import { payosGateway, payosOrderCode } from './payos.ts';
import { vnpayGateway } from './vnpay/vnpay.ts';
import { pipeJoined, REFUND_ANSWER_FIELDS, vnpayChecksum } from './vnpay/vnpay-signature.ts';
import { zalopayGateway } from './zalopay/zalopay.ts';

let gateways: FakeGateways;
before(async () => {
  gateways = await startFakeGateways();
});
after(() => gateways.stop());

const attempt = { reference: 'GH7K2M9QA', created_at: NOW, amount: 5_000 } as Attempt;

const REFUND_ID = '01a21501-a12c-77ad-ac89-77a6ab8fc224';

function refundRequest(change: Partial<RefundRequest> = {}): RefundRequest {
  return {
    refundId: REFUND_ID,
    amount: 5_000,
    payment: { transactionId: '9007199254740993123', amount: 5_000, isOnly: true },
    attempt,
    ...{ requestedBy: 'operations:lan', requestedAt: NOW, now: NOW },
    ...change,
  };
}

async function answerOf(gateway: Gateway) {
  return (await gateway.refunds?.make(refundRequest()))?.state;
}

/** Only a documented refusal allows a new request for a refund: after any other answer it may have been made. */
describe('the outcome of a refund', () => {
  const MOMO_STATES = {
    done: [0],
    failed: [1080, 42, 22],
    pending: [7000],
    unclear: [40, 41, 43, 99, 1081, 5],
  };
  for (const [state, codes] of Object.entries(MOMO_STATES)) {
    it(`a refund is ${state} when MoMo answers ${codes}`, async () => {
      const momo = momoGateway({ ...MOMO, apiUrl: gateways.env.MOMO_API_URL ?? '' }, 'https://x');
      for (const resultCode of codes) {
        gateways.answers.set('/momo/v2/gateway/api/refund', { resultCode, message: '' });
        assert.equal(await answerOf(momo), state, String(resultCode));
      }
    });
  }

  it('a refund at MoMo names its payment by the whole number', async () => {
    // Its text, because the fake gateways have read it already.
    let sent = '';
    const server = createServer(async (request, response) => {
      for await (const part of request) sent += part;
      response.end('{"resultCode":0}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const momo = momoGateway({ ...MOMO, apiUrl: `http://127.0.0.1:${port}` }, 'https://x');
    assert.equal(await answerOf(momo), 'done');
    server.close();
    assert.match(sent, /"transId":9007199254740993123,/);
  });

  const VNPAY_STATES = {
    done: ['00'],
    failed: ['02', '03', '91', '95', '97'],
    unclear: ['94', '99', '98', '13'],
  };
  for (const [state, codes] of Object.entries(VNPAY_STATES)) {
    it(`a refund is ${state} when VNPay answers ${codes}`, async () => {
      for (const code of codes)
        assert.equal(await vnpayAnswer({ vnp_ResponseCode: code }), state, code);
    });
  }

  it('a refund is refused when VNPay refuses the refund itself', async () => {
    const answer = { vnp_ResponseCode: '00', vnp_TransactionStatus: '09' };
    assert.equal(await vnpayAnswer(answer), 'failed');
  });

  async function vnpayAnswer(change: Record<string, string>) {
    const vnpay = vnpayGateway({
      ...{ tmnCode: VNPAY_TMN_CODE, hashSecret: VNPAY_SECRET, payUrl: '' },
      apiUrl: gateways.env.VNPAY_API_URL ?? '',
    });
    const answer = { vnp_TmnCode: VNPAY_TMN_CODE, vnp_TxnRef: attempt.reference, ...change };
    const hash = vnpayChecksum(VNPAY_SECRET, pipeJoined(REFUND_ANSWER_FIELDS, answer));
    gateways.answers.set('/vnpay', { ...answer, vnp_SecureHash: hash });
    return await answerOf(vnpay);
  }

  it('a refund is unclear when VNPay answers about another payment', async () => {
    const answer = { vnp_ResponseCode: '00', vnp_TransactionStatus: '00' };
    assert.equal(await vnpayAnswer(answer), 'done');
    assert.equal(await vnpayAnswer({ ...answer, vnp_TxnRef: 'GH1' }), 'unclear');
  });

  it('a refund follows MoMo’s answer about it, never one about other payments, partners, refunds or amounts', async () => {
    const momo = momoGateway({ ...MOMO, apiUrl: gateways.env.MOMO_API_URL ?? '' }, 'https://x');
    const orderId = `R${REFUND_ID.replaceAll('-', '')}`;
    const made = { orderId, amount: 5_000, resultCode: 0, transId: 77 };
    const trace = async (change: object, refund: object = made) => {
      gateways.answers.set('/momo/v2/gateway/api/query', {
        ...{ orderId: attempt.reference, partnerCode: MOMO.partnerCode, resultCode: 0 },
        ...{ refundTrans: [refund], ...change },
      });
      return (await momo.refunds?.trace(refundRequest()))?.state;
    };
    assert.equal(await trace({}), 'done');
    assert.equal(await trace({}, { ...made, resultCode: 7000 }), 'pending');
    assert.equal(await trace({}, { ...made, orderId: 'R1' }), 'unknown');
    assert.equal(await trace({}, { ...made, amount: 4_999 }), 'unclear');
    assert.equal(await trace({ refundTrans: null }), 'unknown');
    for (const other of [{ orderId: 'GH1' }, { partnerCode: 'X' }, { resultCode: 99 }]) {
      await assert.rejects(trace(other), { code: 'GATEWAY_UNAVAILABLE' }, JSON.stringify(other));
    }
  });

  const zalopay = () =>
    zalopayGateway({ ...ZALOPAY, apiUrl: gateways.env.ZALOPAY_API_URL ?? '' }, 'https://x');
  const fault = (code: number) => ({ return_code: 2, sub_return_code: code });

  it('a refund fails by ZaloPay’s documented refusals, and is unclear after any other answer', async () => {
    for (const code of [-14, -13, -101, -401, -402]) {
      gateways.answers.set('/zalopay/v2/refund', fault(code));
      assert.equal(await answerOf(zalopay()), 'failed', String(code));
    }
    for (const answer of [
      fault(-500),
      fault(-999),
      fault(-16),
      fault(-12_345),
      { return_code: -500 },
      { return_code: 2 },
    ]) {
      gateways.answers.set('/zalopay/v2/refund', answer);
      assert.equal(await answerOf(zalopay()), 'unclear', JSON.stringify(answer));
    }
  });

  it('a refund follows ZaloPay’s answer to a query, where the request was received or is being processed', async () => {
    for (const made of [fault(-68), fault(-23), { return_code: 3 }]) {
      gateways.answers.set('/zalopay/v2/refund', made);
      for (const [asked, state] of [
        [{ return_code: 1, refund_id: 5 }, 'done'],
        [{ return_code: 3 }, 'pending'],
        [fault(0), 'failed'],
        // ZaloPay may only not have found it yet.
        [fault(-101), 'unclear'],
        [fault(-500), 'unclear'],
      ] as const) {
        gateways.answers.set('/zalopay/v2/query_refund', asked);
        assert.equal(await answerOf(zalopay()), state, JSON.stringify([made, asked]));
      }
    }
  });
});

describe('the answer to a registration', () => {
  const payer = { clientIp: '203.0.113.7', returnUrl: 'https://renewal.example/back' };
  const MOMO_PATH = '/momo/v2/gateway/api/create';
  const PAYOS_PATH = '/payos/v2/payment-requests';

  it('MoMo’s answer to a registration must name the order and a web address for the payer', async () => {
    const momo = momoGateway({ ...MOMO, apiUrl: gateways.env.MOMO_API_URL ?? '' }, 'https://x');
    const right = { resultCode: 0, orderId: attempt.reference, payUrl: 'https://momo.example/p' };
    gateways.answers.set(MOMO_PATH, right);
    assert.equal(await momo.open?.(attempt, payer), right.payUrl);
    for (const other of [
      { orderId: 'GH1' },
      { resultCode: 41 },
      { payUrl: 'javascript:alert(1)' },
      { payUrl: undefined },
    ]) {
      gateways.answers.set(MOMO_PATH, { ...right, ...other });
      const open = Promise.resolve(momo.open?.(attempt, payer));
      await assert.rejects(open, { code: 'GATEWAY_UNAVAILABLE' }, JSON.stringify(other));
    }
  });

  it('payOS’s answer to a registration must be signed, no refusal, and name the order', async () => {
    const payos = payosGateway({ ...PAYOS, apiUrl: gateways.env.PAYOS_API_URL ?? '' });
    const data = {
      orderCode: payosOrderCode(attempt.reference),
      checkoutUrl: 'https://payos.example/p',
    };
    const opened = { ...attempt, expires_at: NOW + 1_800_000 };
    gateways.answers.set(PAYOS_PATH, payosAnswer(data));
    assert.equal(await payos.open?.(opened, payer), data.checkoutUrl);
    for (const answer of [
      payosAnswer({ ...data, orderCode: 5 }),
      payosAnswer(data, 'another-key'),
      { ...payosAnswer(data), code: '231' },
      payosAnswer({ ...data, checkoutUrl: 'javascript:alert(1)' }),
    ]) {
      gateways.answers.set(PAYOS_PATH, answer);
      const open = Promise.resolve(payos.open?.(opened, payer));
      await assert.rejects(open, { code: 'GATEWAY_UNAVAILABLE' }, JSON.stringify(answer));
    }
  });
});
