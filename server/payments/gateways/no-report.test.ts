import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import { HOUR_MS } from '../../foundation/durations.ts';
import {
  type FakeGateways,
  MOMO,
  PAYOS,
  payosAnswer,
  ZALOPAY,
} from '../../testing/gateways/fake-gateways.ts';
import { openFirmWithGateways, startPayment } from '../../testing/gateways/firm-with-gateways.ts';
import { reconcileAttempts } from '../../testing/gateways/reconcile-attempts.ts';
import { OPERATIONS_PASSWORD, operations } from '../../testing/operations.ts';
import { taxCodes } from '../../testing/test-directory.ts';
import {
  type Client,
  NOW,
  type TestServer,
  VNPAY_SECRET,
  VNPAY_TMN_CODE,
} from '../../testing/test-server.ts';
import { MOST_BY_ATTEMPT, MOST_BY_HOUR } from '../settlement/gateway-messages.ts';
import { cassoReceiver } from './bank/casso.ts';
import { hmacHex } from './core/hmac.ts';
import { momoRaw } from './momo.ts';
import { payosOrderCode, payosRaw } from './payos.ts';
import {
  pipeJoined,
  QUERY_ANSWER_FIELDS,
  vnpayChecksum,
  vnpaySignedQuery,
} from './vnpay/vnpay-signature.ts';

let server: TestServer;
let client: Client;
let gateways: FakeGateways;
const codes = taxCodes(80);
let next = 0;
let transaction = 261_131_000_000_000;

openFirmWithGateways(
  codes,
  (opened) => {
    ({ server, client, gateways } = opened);
  },
  { OPERATIONS_PASSWORD },
);
beforeEach(async () => {
  await server.context.db.deleteFrom('gateway_messages').execute();
});

async function start(method: PaymentMethod) {
  next += 1;
  const own = codes.slice(next - 1, next);
  const { order, attempt, reference } = await startPayment({ server, client }, own, method);
  const orderId = order.id;
  const state = async () => (await client.orders.get.query({ orderId })).state;
  return { orderId, attempt, reference, amount: attempt.amount, id: ++transaction, state };
}
type Started = Awaited<ReturnType<typeof start>>;

const kept = () => server.context.db.selectFrom('gateway_messages').selectAll().execute();
const countPayments = async () =>
  (await server.context.db.selectFrom('payments').select('id').execute()).length;

async function post(path: string, body: unknown): Promise<string> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(`${server.url}/gateways/${path}`, { method: 'POST', body: text });
  return `${answer.status} ${await answer.text()}`;
}

async function vnpay(params: Record<string, string>, unsigned = ''): Promise<string> {
  const query = vnpaySignedQuery(params);
  const hash = vnpayChecksum(VNPAY_SECRET, query);
  const url = `${server.url}/gateways/vnpay/ipn?${query}&vnp_SecureHash=${hash}${unsigned}`;
  return ((await (await fetch(url)).json()) as { RspCode: string }).RspCode;
}

const vnpayReport = ({ amount, reference, id }: Started, code = '00') => ({
  vnp_Amount: String(amount * 100),
  vnp_ResponseCode: code,
  vnp_TmnCode: VNPAY_TMN_CODE,
  vnp_TransactionNo: code === '24' ? '0' : String(id),
  vnp_TransactionStatus: code === '24' ? '02' : code,
  vnp_TxnRef: reference,
});

function momoIpnOf({ amount, reference, id }: Started, change: Record<string, unknown> = {}) {
  const ipn: Record<string, unknown> = {
    partnerCode: MOMO.partnerCode,
    orderId: reference,
    requestId: 'r-1',
    amount,
    orderInfo: 'Thanh toan',
    orderType: 'momo_wallet',
    transId: id,
    resultCode: 0,
    message: 'Thành công.',
    payType: 'qr',
    responseTime: NOW,
    extraData: '',
    ...change,
  };
  const named = { ...ipn, accessKey: MOMO.accessKey } as Parameters<typeof momoRaw>[1];
  return { ...ipn, signature: hmacHex('sha256', MOMO.secretKey, momoRaw('ipn', named)) };
}

const zalopayOf = (data: unknown) => {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return { data: text, mac: hmacHex('sha256', ZALOPAY.key2, text), type: 1 };
};
const zalopayData = ({ amount, reference, id }: Started, change: object = {}) => ({
  ...{ app_id: ZALOPAY.appId, app_trans_id: `261123_${reference}`, amount, zp_trans_id: id },
  ...change,
});

const payosOf = (data: Record<string, unknown>) => ({
  ...{ code: '00', desc: 'success', success: true, data },
  signature: hmacHex('sha256', PAYOS.checksumKey, payosRaw(data)),
});
const payosData = ({ amount, reference, id }: Started, change: object = {}) => ({
  orderCode: payosOrderCode(reference),
  ...{ amount, reference: String(id), paymentLinkId: 'link', code: '00', desc: 'success' },
  ...change,
});

/** Rightly signed, but not reports of money: each gateway's data for payers or for us, sent back as its message. */
const NO_REPORTS: Record<string, [PaymentMethod, (started: Started) => Promise<string>]> = {
  'our VNPay payment address': [
    'vnpay',
    async ({ attempt }) => {
      const { search } = new URL(attempt.redirectUrl ?? '');
      const answer = await fetch(`${server.url}/gateways/vnpay/ipn${search}`);
      return ((await answer.json()) as { RspCode: string }).RspCode;
    },
  ],
  'a VNPay request with an answer’s fields': [
    'vnpay',
    (started) => vnpay({ ...vnpayReport(started), vnp_Command: 'pay' }),
  ],
  'a VNPay report without its status': [
    'vnpay',
    (started) => vnpay({ ...vnpayReport(started), vnp_TransactionStatus: '' }),
  ],
  'VNPay money without its number': [
    'vnpay',
    (started) => vnpay({ ...vnpayReport(started), vnp_TransactionNo: '0' }),
  ],
  'a MoMo report without its message': [
    'momo',
    (started) => post('momo', momoIpnOf(started, { message: undefined })),
  ],
  'a MoMo report with a request’s fields': [
    'momo',
    (started) => post('momo', momoIpnOf(started, { payUrl: 'https://momo.example' })),
  ],
  'MoMo money without its number': [
    'momo',
    (started) => post('momo', momoIpnOf(started, { transId: 0 })),
  ],
  'ZaloPay’s return address': [
    'zalopay',
    ({ amount, reference }) =>
      post('zalopay', zalopayOf(`${ZALOPAY.appId}|261123_${reference}|38||${amount}|0|1`)),
  ],
  'a ZaloPay callback with an empty id': [
    'zalopay',
    (started) => post('zalopay', zalopayOf(zalopayData(started, { zp_trans_id: '' }))),
  ],
  'a ZaloPay callback with the id 0': [
    'zalopay',
    (started) => post('zalopay', zalopayOf(zalopayData(started, { zp_trans_id: 0 }))),
  ],
  'a ZaloPay callback of no transaction': [
    'zalopay',
    (started) => post('zalopay', zalopayOf(zalopayData(started, { app_trans_id: '' }))),
  ],
  'our registration with payOS': [
    'payos',
    ({ amount, reference }) =>
      post(
        'payos',
        payosOf({
          ...{ orderCode: payosOrderCode(reference), amount, description: reference },
          ...{ cancelUrl: 'https://x.example', returnUrl: 'https://x.example' },
        }),
      ),
  ],
  'payOS’s answer to the registration': [
    'payos',
    (started) =>
      post('payos', payosOf(payosData(started, { checkoutUrl: 'https://x', status: 'PENDING' }))),
  ],
  'a payOS report without its reference': [
    'payos',
    (started) => post('payos', payosOf(payosData(started, { reference: '' }))),
  ],
};

describe('signed messages that report no money', () => {
  for (const [name, [method, send]] of Object.entries(NO_REPORTS)) {
    it(`${name} is refused, pays nothing and is not kept, though rightly signed`, async () => {
      const started = await start(method);
      const before = await countPayments();
      const answer = await send(started);
      assert.ok(
        answer === '99' || answer.startsWith('400') || answer.includes('"return_code":-1'),
        answer,
      );
      assert.deepEqual(
        [await started.state(), await countPayments()],
        ['awaiting_payment', before],
      );
      assert.deepEqual(await kept(), []);
    });
  }

  it('refusing what is no report does not keep the gateways’ own reports from paying', async () => {
    const [byVnpay, byMomo, byZalopay, byPayos] = [
      await start('vnpay'),
      await start('momo'),
      await start('zalopay'),
      await start('payos'),
    ];
    await vnpay(vnpayReport(byVnpay));
    // As the payer’s browser carries it back: VNPay and MoMo sign it alike.
    await post('momo', momoIpnOf(byMomo));
    await post('zalopay', zalopayOf(zalopayData(byZalopay)));
    await post('payos', payosOf(payosData(byPayos)));
    for (const started of [byVnpay, byMomo, byZalopay, byPayos]) {
      assert.equal(await started.state(), 'paid');
    }
  });
});

describe('signed messages about somebody else', () => {
  const OTHERS: Record<string, [PaymentMethod, (started: Started) => Promise<string>]> = {
    'another terminal of VNPay’s': [
      'vnpay',
      (started) => vnpay({ ...vnpayReport(started), vnp_TmnCode: 'SOMEBODY' }),
    ],
    'another partner of MoMo’s': [
      'momo',
      (started) => post('momo', momoIpnOf(started, { partnerCode: 'SOMEBODY' })),
    ],
    'another app of ZaloPay’s': [
      'zalopay',
      (started) => post('zalopay', zalopayOf(zalopayData(started, { app_id: 1 }))),
    ],
    'no success of payOS’s': [
      'payos',
      (started) => post('payos', payosOf(payosData(started, { code: '01' }))),
    ],
  };
  for (const [name, [method, send]] of Object.entries(OTHERS)) {
    it(`${name} pays nothing, and is kept`, async () => {
      const started = await start(method);
      const before = await countPayments();
      await send(started);
      assert.deepEqual(
        [await started.state(), await countPayments()],
        ['awaiting_payment', before],
      );
      assert.equal((await kept()).length, 1);
    });
  }
});

describe('a message that money is under way', () => {
  const UNDER_WAY: Record<string, [PaymentMethod, (started: Started) => Promise<string>]> = {
    'VNPay’s 01': [
      'vnpay',
      (started) => vnpay({ ...vnpayReport(started, '01'), vnp_ResponseCode: '00' }),
    ],
    'MoMo’s 1000': ['momo', (started) => post('momo', momoIpnOf(started, { resultCode: 1000 }))],
    'MoMo’s 7000': ['momo', (started) => post('momo', momoIpnOf(started, { resultCode: 7000 }))],
    'MoMo’s 7002': ['momo', (started) => post('momo', momoIpnOf(started, { resultCode: 7002 }))],
    'MoMo’s 9000': ['momo', (started) => post('momo', momoIpnOf(started, { resultCode: 9000 }))],
  };
  for (const [name, [method, send]] of Object.entries(UNDER_WAY)) {
    it(`${name} pays nothing and ends no attempt, and the refusal after it does`, async () => {
      const started = await start(method);
      const attempt = async () =>
        (await client.payments.attempt.query({ attemptId: started.attempt.id })).state;
      const answer = await send(started);
      assert.ok(answer === '00' || answer.startsWith('204'), answer);
      assert.deepEqual(
        [await attempt(), await started.state(), (await kept())[0]?.outcome],
        ['open', 'awaiting_payment', 'pending'],
      );
      if (method === 'vnpay') await vnpay(vnpayReport(started, '24'));
      else await post('momo', momoIpnOf(started, { resultCode: 1006 }));
      assert.equal(await attempt(), 'failed');
    });
  }
});

describe('an answer about another payment', () => {
  /** Every question is answered as paid, but with one field of another payment. */
  const ANSWERS: Record<string, [PaymentMethod, string, (started: Started) => unknown]> = {
    'another order at VNPay': ['vnpay', '/vnpay', (s) => vnpayAnswer(s, { vnp_TxnRef: 'GH1' })],
    'another terminal at VNPay': ['vnpay', '/vnpay', (s) => vnpayAnswer(s, { vnp_TmnCode: 'X' })],
    'another order at MoMo': [
      'momo',
      '/momo/v2/gateway/api/query',
      (s) => momo(s, { orderId: 'GH1' }),
    ],
    'another partner at MoMo': [
      'momo',
      '/momo/v2/gateway/api/query',
      (s) => momo(s, { partnerCode: 'X' }),
    ],
    'another order at payOS': [
      'payos',
      '/payos/v2/payment-requests/*',
      (s) => payosPaid(s, { orderCode: 5 }),
    ],
    'a refusal of payOS’s with data': [
      'payos',
      '/payos/v2/payment-requests/*',
      (s) => ({ ...payosPaid(s, {}), code: '01' }),
    ],
  };
  const RIGHT: Record<string, (started: Started) => unknown> = {
    vnpay: (s) => vnpayAnswer(s, {}),
    momo: (s) => momo(s, {}),
    payos: (s) => payosPaid(s, {}),
  };

  function vnpayAnswer(started: Started, change: Record<string, string>) {
    const answer: Record<string, string> = { ...vnpayReport(started), ...change };
    const hash = vnpayChecksum(VNPAY_SECRET, pipeJoined(QUERY_ANSWER_FIELDS, answer));
    return { ...answer, vnp_SecureHash: hash };
  }
  const momo = ({ reference, amount, id }: Started, change: object) => ({
    ...{ partnerCode: MOMO.partnerCode, orderId: reference, amount, resultCode: 0, transId: id },
    ...change,
  });
  const payosPaid = ({ reference, amount, id }: Started, change: object) =>
    payosAnswer({
      ...{ id: 'link', orderCode: payosOrderCode(reference), status: 'PAID' },
      transactions: [{ reference: String(id), amount }],
      ...change,
    });

  for (const [name, [method, path, answer]] of Object.entries(ANSWERS)) {
    it(`${name} is rejected, and the right one is accepted`, async () => {
      const started = await start(method);
      gateways.answers.set(path, answer(started));
      server.setNow(started.attempt.expiresAt - 60_000);
      await reconcileAttempts(server.context);
      server.setNow(NOW);
      assert.equal(await started.state(), 'awaiting_payment');
      gateways.answers.set(path, RIGHT[method]?.(started));
      server.setNow(started.attempt.expiresAt + 60_000);
      await reconcileAttempts(server.context);
      server.setNow(NOW);
      assert.equal(await started.state(), 'paid');
    });
  }
});

it('Casso’s transfers of zero, and those out, are no payment', () => {
  const casso = cassoReceiver(
    { secret: 's', api: null },
    { accountNumber: '1', virtualAccounts: [] },
  );
  for (const amount of [0, -5_000]) {
    const body = `{"data":{"amount":${amount},"id":"7"}}`;
    const header = `t=${NOW},v1=${hmacHex('sha512', 's', `${NOW}.${body}`)}`;
    const message = casso.read({ query: '', header: () => header, body, now: NOW });
    assert.deepEqual([message.kind, 'outcome' in message && message.outcome], ['note', 'out']);
  }
});

describe('signed messages that are kept', () => {
  it('a signed message that comes again in another notation is kept as one row', async () => {
    const started = await start('vnpay');
    const refusal = vnpayReport(started, '24');
    for (let n = 0; n < 5; n++) await vnpay(refusal, `&x=${n}&vnp_SecureHashType=${n}`);
    const momo = await start('momo');
    const ipn = momoIpnOf(momo, { resultCode: 1006 });
    for (let n = 0; n < 5; n++) await post('momo', { n, ...ipn });
    const rows = await kept();
    assert.deepEqual(
      rows.map((row) => [row.gateway, row.outcome, row.times]),
      [
        ['vnpay', 'failed', 5],
        ['momo', 'failed', 5],
      ],
    );
  });

  it('signed messages kept per attempt are bounded, and the others are counted and shown', async () => {
    const started = await start('vnpay');
    const extra = 7;
    for (let n = 0; n < MOST_BY_ATTEMPT + extra; n++) {
      await vnpay({ ...vnpayReport(started, '24'), vnp_BankCode: `B${n}`, vnp_OrderInfo: 'x' });
    }
    const rows = await kept();
    assert.equal(rows.filter(({ outcome }) => outcome === 'failed').length, MOST_BY_ATTEMPT);
    const overflow = rows.filter(({ outcome }) => outcome === 'not_kept');
    assert.deepEqual([overflow.length, overflow[0]?.times], [1, extra]);
    assert.match((await operations(server, '')).text, /Quá nhiều thông báo/);
    // Another payer's are kept all the same.
    await vnpay(vnpayReport(await start('vnpay'), '24'));
    assert.equal((await kept()).length, rows.length + 1);
  });

  /** Rightly signed, unreadable reports of one attempt, each different. */
  const UNREADABLE: [PaymentMethod, (started: Started, n: number) => Promise<unknown>][] = [
    [
      'vnpay',
      (started, n) => vnpay({ ...vnpayReport(started), vnp_Amount: 'x', vnp_BankCode: `B${n}` }),
    ],
    ['momo', (started, n) => post('momo', momoIpnOf(started, { amount: '5', message: `m${n}` }))],
    [
      'zalopay',
      (started, n) => post('zalopay', zalopayOf(zalopayData(started, { amount: `${n} đồng` }))),
    ],
    [
      'payos',
      (started, n) => post('payos', payosOf(payosData(started, { amount: '5', desc: `d${n}` }))),
    ],
    [
      'payos',
      (started, n) =>
        post(
          'payos',
          payosOf(
            payosData(started, { orderCode: `${payosOrderCode(started.reference)}`, desc: n }),
          ),
        ),
    ],
  ];

  for (const [i, [method, tell]] of UNREADABLE.entries()) {
    it(`unreadable messages kept per attempt are bounded too (${method}, ${i})`, async () => {
      const started = await start(method);
      for (let n = 0; n < 60; n++) await tell(started, n);
      const rows = await kept();
      const unreadable = rows.filter(({ outcome }) => outcome === 'unreadable');
      assert.equal(unreadable.length, MOST_BY_ATTEMPT);
      assert.ok(unreadable.every((row) => row.payment_attempt_id === started.attempt.id));
      const others = rows.filter(({ outcome }) => outcome !== 'unreadable');
      assert.deepEqual(
        others.map(({ outcome, times }) => [outcome, times]),
        [['not_kept', 60 - MOST_BY_ATTEMPT]],
      );
      await tell(await start(method), 0);
      assert.equal((await kept()).length, rows.length + 1, 'another payer’s is kept');
    });
  }

  it('signed messages kept per gateway and hour are bounded', async () => {
    const { db } = server.context;
    const full = Array.from({ length: MOST_BY_HOUR }, (_, n) => ({
      ...{ id: `m${n}`, gateway: 'vnpay' as const, digest: `d${n}`, raw: '', outcome: 'failed' },
      ...{ times: 1, received_at: NOW - 60_000, payment_attempt_id: null },
    }));
    await db.insertInto('gateway_messages').values(full).execute();
    const unknown = { ...vnpayReport(await start('vnpay'), '24'), vnp_TxnRef: 'GH0000000' };
    assert.equal(await vnpay(unknown), '01');
    assert.equal(await vnpay({ ...unknown, vnp_BankCode: 'NCB' }), '01');
    const added = (await kept()).filter(({ id }) => !/^m\d/.test(id));
    assert.deepEqual(
      added.map(({ outcome, times }) => [outcome, times]),
      [['not_kept', 2]],
    );
    // Those of another gateway, and of the next hour, are kept.
    await post('momo', momoIpnOf(await start('momo'), { resultCode: 1006 }));
    server.setNow(NOW + HOUR_MS);
    await vnpay({ ...unknown, vnp_BankCode: 'VCB' });
    const outcomes = (await kept()).filter(({ id }) => !/^m\d/.test(id));
    assert.deepEqual(outcomes.map(({ outcome }) => outcome).toSorted(), [
      'failed',
      'not_kept',
      'unknown_attempt',
    ]);
  });

  it('a kept message is no longer than a gateway’s message may be', async () => {
    const started = await start('momo');
    await post('momo', { pad: 'x'.repeat(30_000), ...momoIpnOf(started, { resultCode: 1006 }) });
    assert.ok(((await kept())[0]?.raw.length ?? 0) <= 8_192);
  });
});

describe('VNPay’s suspicion of money that it called good', () => {
  it('VNPay’s suspicion of money it had called good is kept, mailed and shown once, and reverses nothing', async () => {
    const started = await start('vnpay');
    assert.equal(await vnpay(vnpayReport(started)), '00');
    for (let n = 0; n < 3; n++) assert.equal(await vnpay(vnpayReport(started, '07')), '02');
    assert.equal(await started.state(), 'paid');
    const rows = await kept();
    assert.deepEqual(
      rows.map((row) => [row.outcome, row.transaction_id, row.payment_attempt_id, row.times]),
      [['suspected_after_paid', String(started.id), started.attempt.id, 3]],
    );
    assert.match((await operations(server, '')).text, /Nghi ngờ gian lận sau khi đã ghi nhận/);
    const mails = await server.context.db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', 'gateway_message_odd')
      .execute();
    assert.equal(mails.filter(({ payload }) => payload.includes(rows[0]?.id ?? '-')).length, 1);
  });

  it('a suspicion that VNPay had from the first is reported once, though it comes again', async () => {
    const started = await start('vnpay');
    await vnpay(vnpayReport(started, '07'));
    await vnpay(vnpayReport(started, '07'));
    await vnpay(vnpayReport(started));
    await vnpay(vnpayReport(started, '07'));
    assert.equal(await started.state(), 'paid');
    assert.deepEqual(await kept(), []);
  });
});
