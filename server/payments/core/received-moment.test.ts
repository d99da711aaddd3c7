import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { calendarDateAt } from '../../../shared/calendar-date.ts';
import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import {
  type FakeGateways,
  MOMO,
  payosAnswer,
  startFakeGateways,
} from '../../testing/gateways/fake-gateways.ts';
import { reconcileAttempts } from '../../testing/gateways/reconcile-attempts.ts';
import { OPERATIONS_PASSWORD, operations } from '../../testing/operations.ts';
import { stopAndCheckMoney } from '../../testing/stop-and-check-money.ts';
import { openFirm, orderOf, reportTransfer, taxCodes } from '../../testing/test-directory.ts';
import {
  type Client,
  NOW,
  type TestServer,
  VNPAY_SECRET,
  VNPAY_TMN_CODE,
} from '../../testing/test-server.ts';
import { cassoRaw } from '../gateways/bank/casso.ts';
import { hmacHex } from '../gateways/core/hmac.ts';
import { momoRaw } from '../gateways/momo.ts';
import { payosOrderCode, payosRaw } from '../gateways/payos.ts';
import { vnpayChecksum, vnpaySignedQuery } from '../gateways/vnpay/vnpay-signature.ts';
import { readMissedTransfers } from '../reconciliation/read-missed-transfers.ts';
import { receivedMoment, toldMoment } from './received-moment.ts';

const ATTEMPT = NOW - 10 * DAY_MS;

describe('the moment money was received', () => {
  const at = (value: unknown, form: 'local' | 'compact' | 'milliseconds', attempt = ATTEMPT) =>
    receivedMoment(toldMoment(value, form), attempt, NOW);

  it("the moment of receipt is the gateway's, from a day before the attempt to a day from now", () => {
    for (const [value, form, instant] of [
      ['2026-11-23 09:00:00', 'local', '2026-11-23T09:00:00+07:00'],
      ['2026-11-23T09:00:00.123+07:00', 'local', '2026-11-23T09:00:00+07:00'],
      ['2026-11-23T02:00:00Z', 'local', '2026-11-23T09:00:00+07:00'],
      ['2026-11-23T02:00:00+0000', 'local', '2026-11-23T09:00:00+07:00'],
      ['2026-11-23', 'local', '2026-11-23T00:00:00+07:00'],
      ['20261123090000', 'compact', '2026-11-23T09:00:00+07:00'],
      [NOW - 5, 'milliseconds', NOW - 5],
      [String(NOW - 5), 'milliseconds', NOW - 5],
      [ATTEMPT - DAY_MS, 'milliseconds', ATTEMPT - DAY_MS],
      [NOW + DAY_MS, 'milliseconds', NOW + DAY_MS],
    ] as const) {
      const expected = typeof instant === 'number' ? instant : Date.parse(instant);
      assert.deepEqual(at(value, form), { at: expected, refused: null }, String(value));
    }
  });

  it("the moment of receipt is now, with the gateway's text noted, where that is impossible", () => {
    for (const [value, form] of [
      ['2027-11-29 00:00:00', 'local'],
      ['0001-01-01 00:00:00', 'local'],
      ['2026-02-31 00:00:00', 'local'],
      ['29/11/2026 09:00', 'local'],
      ['garbage', 'local'],
      [1_795_400_000, 'local'],
      ['20251123090000', 'compact'],
      ['20261123', 'compact'],
      ['20261399999999', 'compact'],
      [Math.floor(NOW / 1_000), 'milliseconds'],
      [NOW * 1_000, 'milliseconds'],
      [Number.NaN, 'milliseconds'],
      [NOW - 0.5, 'milliseconds'],
      [-1, 'milliseconds'],
      ['soon', 'milliseconds'],
      [ATTEMPT - DAY_MS - 1, 'milliseconds'],
      [NOW + DAY_MS + 1, 'milliseconds'],
      [{ year: 2026 }, 'milliseconds'],
    ] as const) {
      const moment = at(value, form);
      assert.equal(moment.at, NOW, String(value));
      assert.ok(moment.refused, String(value));
    }
  });

  it('the moment of receipt is now, with nothing noted, where the gateway gives none', () => {
    for (const value of [undefined, null, '']) {
      assert.deepEqual(at(value, 'local'), { at: NOW, refused: null });
    }
  });

  it('a moment that can’t be read keeps its text as the gateway wrote it, cut at 60 characters', () => {
    const told = (value: unknown) => toldMoment(value, 'local');
    assert.deepEqual(told('hôm qua'), { text: 'hôm qua', at: Number.NaN });
    assert.deepEqual(told({ year: 2026 }), { text: '{"year":2026}', at: Number.NaN });
    assert.equal(told('x'.repeat(61))?.text, 'x'.repeat(60));
  });

  it('the moment of money that names no attempt lies within the longest life of an attempt', () => {
    const unmatched = (instant: number) =>
      receivedMoment(toldMoment(instant, 'milliseconds'), null, NOW).at;
    assert.equal(unmatched(NOW - 60 * DAY_MS), NOW - 60 * DAY_MS);
    assert.equal(unmatched(NOW - 100 * DAY_MS), NOW);
  });
});

describe('impossible moments, from each gateway', () => {
  let gateways: FakeGateways;
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(60);
  let next = 0;
  let transaction = 261_129_000_000_000;

  async function open(env: Record<string, string>) {
    gateways = await startFakeGateways();
    ({ server, client } = await openFirm(codes, { ...gateways.env, OPERATIONS_PASSWORD, ...env }));
  }
  async function close() {
    gateways.stop();
    await stopAndCheckMoney(server);
  }

  async function start(method: PaymentMethod) {
    const own = codes.slice(next, ++next);
    const { id: orderId } = await client.orders.place.mutate(await orderOf(client, own));
    const attempt = await client.payments.start.mutate({ orderId, method, locale: 'vi' });
    const { reference } = await server.context.db
      .selectFrom('payment_attempts')
      .select('reference')
      .where('id', '=', attempt.id)
      .executeTakeFirstOrThrow();
    return { orderId, attempt, reference, amount: attempt.amount, id: ++transaction };
  }
  type Started = Awaited<ReturnType<typeof start>>;

  const post = async (path: string, body: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${server.url}/gateways/${path}`, { method: 'POST', body, headers });
    assert.ok(answer.ok, `${answer.status}`);
  };
  const expire = async ({ attempt }: Started) => {
    server.setNow(attempt.expiresAt - 60_000);
    await reconcileAttempts(server.context);
    server.setNow(NOW);
  };

  const BY_SEPAY: Record<string, (told: Started) => Promise<unknown>> = {
    'a SePay webhook of next year': ({ amount, reference, id }) =>
      reportTransfer(server, { amount, memo: reference, id, at: '2027-11-29 08:00:00' }),
    'SePay’s list with a day of the year 1': async ({ amount, reference, id }) => {
      gateways.answers.set('/sepay/userapi/transactions/list', {
        transactions: [
          {
            id: String(id),
            transaction_date: '0001-01-01 00:00:00',
            amount_in: `${amount}.00`,
            transaction_content: reference,
          },
        ],
      });
      await readMissedTransfers(server.context);
    },
    'VNPay’s IPN from before the order': async ({ amount, reference, id }) => {
      const query = vnpaySignedQuery({
        vnp_Amount: String(amount * 100),
        vnp_PayDate: '20251123100500',
        vnp_ResponseCode: '00',
        vnp_TmnCode: VNPAY_TMN_CODE,
        vnp_TransactionNo: String(id),
        vnp_TransactionStatus: '00',
        vnp_TxnRef: reference,
      });
      const hash = vnpayChecksum(VNPAY_SECRET, query);
      await fetch(`${server.url}/gateways/vnpay/ipn?${query}&vnp_SecureHash=${hash}`);
    },
    'MoMo’s IPN in seconds': async ({ amount, reference, id }) => {
      const ipn = {
        partnerCode: MOMO.partnerCode,
        orderId: reference,
        requestId: 'r',
        amount,
        orderInfo: '',
        orderType: '',
        transId: id,
        resultCode: 0,
        message: '',
        payType: '',
        responseTime: Math.floor(NOW / 1_000),
        extraData: '',
      };
      const raw = momoRaw('ipn', { ...ipn, accessKey: MOMO.accessKey });
      await post(
        'momo',
        JSON.stringify({ ...ipn, signature: hmacHex('sha256', MOMO.secretKey, raw) }),
      );
    },
    'MoMo, when it is asked': async (told) => {
      gateways.answers.set('/momo/v2/gateway/api/query', {
        ...{ partnerCode: MOMO.partnerCode, orderId: told.reference, amount: told.amount },
        ...{ resultCode: 0, transId: told.id, responseTime: 'soon' },
      });
      await expire(told);
    },
    'ZaloPay, when it is asked': async (told) => {
      gateways.answers.set('/zalopay/v2/query', {
        ...{ return_code: 1, amount: told.amount, zp_trans_id: told.id, server_time: 5 },
      });
      await expire(told);
    },
    'payOS’s webhook from before the order': async ({ amount, reference, id }) => {
      const data = {
        orderCode: payosOrderCode(reference),
        ...{ amount, reference: String(id), paymentLinkId: 'l', code: '00' },
        transactionDateTime: '2023-02-04 18:25:00',
      };
      const signature = hmacHex('sha256', 'payos-sum', payosRaw(data));
      await post('payos', JSON.stringify({ code: '00', data, signature }));
    },
    'payOS, when it is asked': async (told) => {
      const orderCode = payosOrderCode(told.reference);
      gateways.answers.set(
        `/payos/v2/payment-requests/${orderCode}`,
        payosAnswer({
          ...{ id: 'l', orderCode, status: 'PAID' },
          transactions: [
            { reference: String(told.id), amount: told.amount, transactionDateTime: 'never' },
          ],
        }),
      );
      await expire(told);
    },
  };
  const methodOf = (name: string): PaymentMethod =>
    (['vnpay', 'momo', 'zalopay', 'payos'] as const).find((method) =>
      name.toLowerCase().includes(method),
    ) ?? 'bank_transfer';

  const BY_CASSO: typeof BY_SEPAY = {
    'a Casso webhook of next year': async ({ amount, reference, id }) => {
      const message = {
        data: { id, description: reference, amount, transactionDateTime: '2027-11-29 08:00:00' },
      };
      const signature = hmacHex('sha512', 'casso-secret', cassoRaw(String(NOW), message));
      await post('casso', JSON.stringify(message), {
        'x-casso-signature': `t=${NOW},v1=${signature}`,
      });
    },
    'Casso’s list with a date in words': async ({ amount, reference, id }) => {
      gateways.answers.set('/casso/v2/transactions', {
        error: 0,
        data: { records: [{ id, description: reference, amount, when: 'hôm qua' }] },
      });
      await readMissedTransfers(server.context);
    },
  };

  async function expectNoted(name: string, tell: (told: Started) => Promise<unknown>) {
    const told = await start(methodOf(name));
    await tell(told);
    const order = await client.orders.get.query({ orderId: told.orderId });
    assert.equal(order.state, 'paid');
    const payment = await server.context.db
      .selectFrom('payments')
      .select(['received_at'])
      .where('payment_attempt_id', '=', told.attempt.id)
      .executeTakeFirstOrThrow();
    const asked = told.attempt.expiresAt - 60_000;
    assert.ok([NOW, asked].includes(payment.received_at), String(payment.received_at));
    const invoice = await server.context.db
      .selectFrom('invoice_requests')
      .select('collected_on')
      .where('order_id', '=', told.orderId)
      .executeTakeFirstOrThrow();
    assert.equal(invoice.collected_on, calendarDateAt(payment.received_at));
    const noted = await server.context.db
      .selectFrom('gateway_messages')
      .select(['outcome', 'note'])
      .where('payment_attempt_id', '=', told.attempt.id)
      .execute();
    assert.equal(noted[0]?.outcome, 'odd_moment');
    assert.ok(noted[0]?.note);
    assert.match((await operations(server, '')).text, /Thời điểm không hợp lệ/);
  }

  describe('impossible moments from SePay and the redirecting gateways', () => {
    before(() => open({ SEPAY_API_TOKEN: 'a-token' }));
    after(close);
    for (const [name, tell] of Object.entries(BY_SEPAY)) {
      it(`${name}: pays as of now, and is shown to operations`, () => expectNoted(name, tell));
    }
  });

  describe('impossible moments from Casso', () => {
    before(() => open({ SEPAY_API_KEY: '', CASSO_SECRET: 'casso-secret', CASSO_API_KEY: 'k' }));
    after(close);
    for (const [name, tell] of Object.entries(BY_CASSO)) {
      it(`${name}: pays as of now, and is shown to operations`, () => expectNoted(name, tell));
    }
  });
});

it('an object in the place of a moment is no moment', () => {
  for (const form of ['local', 'compact', 'milliseconds'] as const) {
    const told = toldMoment({ toString: 1 }, form);
    assert.deepEqual([told?.text, Number.isNaN(told?.at)], ['{"toString":1}', true], form);
  }
});
