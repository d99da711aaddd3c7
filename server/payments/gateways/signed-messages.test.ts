import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MOMO, momoIpn } from '../../testing/gateways/fake-gateways.ts';
import {
  ARRIVED_AT,
  accountsOf,
  kindOf,
  request,
} from '../../testing/gateways/gateway-requests.ts';
import { cassoReceiver } from './bank/casso.ts';
import { sepayReceiver } from './bank/sepay.ts';
import type { GatewayRequest, Receiver } from './core/gateway.ts';
import { hmacHex } from './core/hmac.ts';
import { momoReceiver } from './momo.ts';
import { payosRaw, payosReceiver } from './payos.ts';
import { vnpayReceiver } from './vnpay/vnpay.ts';
import { vnpayChecksum, vnpaySignedQuery } from './vnpay/vnpay-signature.ts';
import { zalopayReceiver } from './zalopay/zalopay.ts';

const OWN = accountsOf('0123456789');

describe('signed messages', () => {
  const PARTNER = { partnerCode: 'P', accessKey: 'a', secretKey: 'momo-key' };
  const momo = momoReceiver({ ...PARTNER, apiUrl: 'https://x.example' });
  const zalopay = zalopayReceiver({
    appId: 7,
    key1: 'k',
    key2: 'key-2',
    apiUrl: 'https://x.example',
  });
  const payos = payosReceiver({
    ...{ clientId: 'c', apiKey: 'k' },
    checksumKey: 'sum',
    apiUrl: '',
  });
  const sepay = sepayReceiver({ apiKey: 'k', webhookSecret: null, api: null }, OWN);
  const casso = cassoReceiver({ secret: 'casso-key', api: null }, OWN);
  /** Larger than 2^53, and changed when JavaScript reads it as a number. */
  const ID = '9007199254740993123';

  /** Each gateway's message with this amount and this id, as written in JSON. */
  function messages(amount: string, id: string): [Receiver, GatewayRequest][] {
    const signedBy = (key: string, data: string) => hmacHex('sha256', key, data);
    const momoFields = `"partnerCode":"P","orderId":"GH1","amount":${amount},"resultCode":0,"transId":${id},"extraData":"","message":"","orderInfo":"","orderType":"","payType":"","requestId":"r","responseTime":5`;
    const momoText = `accessKey=a&amount=${amount}&extraData=&message=&orderId=GH1&orderInfo=&orderType=&partnerCode=P&payType=&requestId=r&responseTime=5&resultCode=0&transId=${id}`;
    const zaloData = `{"app_id":7,"app_trans_id":"261123_GH1","amount":${amount},"zp_trans_id":${id}}`;
    const payosData = `"amount":${amount},"code":"00","orderCode":5,"paymentLinkId":"l","reference":"${id}"`;
    const payosText = `amount=${amount}&code=00&orderCode=5&paymentLinkId=l&reference=${id}`;
    const cassoBody = `{"data":{"amount":${amount},"id":"${id}"}}`;
    // In seconds, as for some of its accounts.
    const cassoTime = Math.floor(ARRIVED_AT / 1_000);
    const cassoHash = hmacHex('sha512', 'casso-key', `${cassoTime}.${cassoBody}`);
    return [
      [
        momo,
        request(
          `{${momoFields},"signature":"${signedBy('momo-key', momoText.replaceAll('"', ''))}"}`,
        ),
      ],
      [zalopay, request(JSON.stringify({ data: zaloData, mac: signedBy('key-2', zaloData) }))],
      [
        payos,
        request(
          `{"data":{${payosData}},"signature":"${signedBy('sum', payosText.replaceAll('"', ''))}"}`,
        ),
      ],
      [
        sepay,
        request(`{"id":${id},"transferType":"in","transferAmount":${amount}}`, {
          authorization: 'Apikey k',
        }),
      ],
      [casso, request(cassoBody, { 'x-casso-signature': `t=${cassoTime},v1=${cassoHash}` })],
    ];
  }

  it('a signed message without a number can be a refusal, and never money', () => {
    const momoOf = (resultCode: number, transactionId: number) =>
      momoReceiver({ ...MOMO, apiUrl: '' }).read(
        request(momoIpn({ reference: 'GH1', amount: 5_000, resultCode, transactionId })),
      );
    const vnpayOf = (status: string, number: string) => {
      const query = vnpaySignedQuery({
        ...{ vnp_TmnCode: 'T', vnp_TxnRef: 'GH1', vnp_Amount: '500000' },
        ...{ vnp_ResponseCode: status, vnp_TransactionStatus: status, vnp_TransactionNo: number },
      });
      const config = { tmnCode: 'T', hashSecret: 's', payUrl: '', apiUrl: '' };
      const signed = `${query}&vnp_SecureHash=${vnpayChecksum('s', query)}`;
      return vnpayReceiver(config).read({ ...request(''), query: signed });
    };
    for (const [message, expected] of [
      [momoOf(1006, 0), 'failed order GH1'],
      [momoOf(1000, 0), 'pending order GH1'],
      [momoOf(0, 0), 'malformed'],
      [momoOf(0, 7), 'paid 7'],
      [vnpayOf('24', '0'), 'failed order GH1'],
      [vnpayOf('01', '0'), 'pending order GH1'],
      [vnpayOf('00', '0'), 'malformed'],
      [vnpayOf('07', '0'), 'malformed'],
      [vnpayOf('00', '7'), 'paid 7'],
    ] as const) {
      const { kind } = message;
      const read =
        message.kind === 'report'
          ? `${message.report.outcome} ${message.report.evidence.transactionId}`
          : kind;
      assert.equal(read, expected);
    }
  });

  it('a signed message keeps every digit of an id', () => {
    for (const [receiver, asked] of messages('5000', ID)) {
      const message = receiver.read(asked);
      assert.ok(message.kind === 'report', `${receiver.name}: ${message.kind}`);
      assert.ok(message.report.evidence.transactionId.endsWith(ID), receiver.name);
      assert.equal(message.report.evidence.amount, 5_000);
    }
  });

  it('a signed message with an impossible amount is unreadable, not forged', () => {
    for (const amount of ['"5000"', ID, '5000.5', '10000000000']) {
      for (const [receiver, asked] of messages(amount, '12')) {
        // Casso signs the value of its JSON, not its text, so this number can't be written again.
        if (amount === ID && receiver.name === 'casso') continue;
        assert.equal(kindOf(receiver, asked), 'unreadable', `${receiver.name} ${amount}`);
      }
    }
  });
});

it('a rightly signed payOS message with an object as its order number is unreadable', () => {
  const receiver = payosReceiver({
    ...{ clientId: 'c', apiKey: 'k', checksumKey: 'k', apiUrl: 'https://x.example' },
  });
  const data = {
    ...{ orderCode: { toString: 1 }, amount: 5_000, code: '00', reference: 'FT1' },
    paymentLinkId: 'link',
  };
  const signature = hmacHex('sha256', 'k', payosRaw(data));
  const { kind } = receiver.read(request(JSON.stringify({ data, signature }), {}));
  assert.equal(kind, 'unreadable');
});

it('an unreadable message is a client error, however deeply nested or odd', () => {
  const config = { partnerCode: 'P', accessKey: 'a', secretKey: 's', apiUrl: 'https://x.example' };
  const receivers = [
    momoReceiver(config),
    zalopayReceiver({ appId: 1, key1: 'k', key2: 'k', apiUrl: 'https://x.example' }),
    payosReceiver({ clientId: 'c', apiKey: 'k', checksumKey: 'k', apiUrl: 'https://x.example' }),
    sepayReceiver({ apiKey: 'k', webhookSecret: null, api: null }, OWN),
    cassoReceiver({ secret: 'k', api: null }, OWN),
  ];
  const deep = '['.repeat(30_000) + ']'.repeat(30_000);
  const bodies = [
    deep,
    `{"signature":"a","amount":${deep}}`,
    '{"signature":"a","amount":{"toString":1,"valueOf":1}}',
    `{"signature":"a","data":{"a":${deep}}}`,
    `{"signature":"a","data":{"a":[{"b":${deep}}]}}`,
  ];
  const headers = {
    authorization: 'Apikey k',
    'x-casso-signature': `t=1,v1=${'a'.repeat(128)}`,
  };
  for (const receiver of receivers) {
    for (const body of bodies) {
      const { kind } = receiver.read(request(body, headers));
      // SePay's key covers the whole request.
      const kinds = ['malformed', 'forged', ...(receiver.name === 'sepay' ? ['unreadable'] : [])];
      assert.ok(kinds.includes(kind), `${receiver.name}: ${kind}`);
    }
  }
});
