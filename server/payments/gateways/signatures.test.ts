import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { DAY_MS } from '../../foundation/durations.ts';
import {
  ARRIVED_AT,
  accountsOf,
  kindOf,
  request,
} from '../../testing/gateways/gateway-requests.ts';
import { cassoRaw, cassoReceiver } from './bank/casso.ts';
import { sepayReceiver } from './bank/sepay.ts';
import { hmacHex } from './core/hmac.ts';
import { momoRaw, momoReceiver } from './momo.ts';
import { payosOrderCode, payosRaw, payosReceiver, payosReference } from './payos.ts';
import { zalopayReceiver } from './zalopay/zalopay.ts';
import { zalopayMac } from './zalopay/zalopay-calls.ts';

interface Vector {
  name: string;
  op: string;
  secret: string;
  params?: Record<string, string | number>;
  data?: string;
  expected?: string;
  signature?: string;
  mac?: string;
  body?: string;
  rawBody?: string;
  timestamp?: number | string;
  header?: string;
  headers?: Record<string, string>;
  valid?: boolean;
}

function vectorsOf(name: string): { vectors: Vector[]; negative: Vector[] } {
  const file = new URL(`../../vectors/${name}.json`, import.meta.url);
  const { vectors, negative = [] } = JSON.parse(readFileSync(file, 'utf8'));
  return { vectors, negative };
}

const OWN = accountsOf('0123456789');

describe('MoMo signatures', () => {
  const { vectors, negative } = vectorsOf('momo');
  const receiverOf = (secretKey: string, params: Vector['params'] = {}) =>
    momoReceiver({
      partnerCode: String(params.partnerCode),
      accessKey: String(params.accessKey),
      secretKey,
      apiUrl: 'https://momo.example',
    });
  /** As MoMo sends it: without the access key. */
  const bodyOf = (params: Vector['params'], signature: string | undefined) => {
    const { accessKey: _, ...sent } = params ?? {};
    return JSON.stringify({ ...sent, signature });
  };

  for (const { name, op, secret, params = {}, data, expected } of vectors) {
    it(`MoMo’s signature agrees with ${name}`, () => {
      const raw = momoRaw(op as Parameters<typeof momoRaw>[0], params);
      assert.equal(raw, data);
      assert.equal(hmacHex('sha256', secret, raw), expected);
      if (op !== 'ipn') return;
      assert.equal(kindOf(receiverOf(secret, params), request(bodyOf(params, expected))), 'report');
    });
  }

  for (const { name, secret, params, signature } of negative) {
    it(`MoMo’s signature rejects ${name} as forged`, () => {
      const body = bodyOf(params, signature);
      assert.equal(kindOf(receiverOf(secret, params), request(body)), 'forged');
    });
  }

  it('MoMo’s signature never verifies with an empty secret', () => {
    const params = vectors.find((vector) => vector.op === 'ipn')?.params ?? {};
    const body = bodyOf(params, hmacHex('sha256', '', momoRaw('ipn', params)));
    assert.equal(kindOf(receiverOf('', params), request(body)), 'forged');
  });
});

describe('ZaloPay signatures', () => {
  const { vectors, negative } = vectorsOf('zalopay');
  const receiverOf = (key2: string, appId: number) =>
    zalopayReceiver({ appId, key1: 'key-1', key2, apiUrl: 'https://zalopay.example' });

  for (const { name, op, secret, data = '', expected, body } of vectors) {
    it(`ZaloPay’s signature agrees with ${name}`, () => {
      assert.equal(zalopayMac(secret, data.split('|')), expected);
      if (op !== 'callback') return;
      const receiver = receiverOf(secret, JSON.parse(data).app_id);
      const sent = body ?? JSON.stringify({ data, mac: expected, type: 1 });
      const message = receiver.read(request(sent));
      assert.ok(message.kind === 'report');
      assert.match(message.report.evidence.transactionId, /^\d{15}$/);
    });
  }

  for (const { name, secret, data = '', mac } of negative) {
    it(`ZaloPay’s signature rejects ${name} as forged`, () => {
      const sent = JSON.stringify({ data, mac, type: 1 });
      assert.equal(kindOf(receiverOf(secret, 2553), request(sent)), 'forged');
    });
  }

  it('ZaloPay’s signature never verifies with an empty key', () => {
    const data = '{}';
    const sent = JSON.stringify({ data, mac: hmacHex('sha256', '', data) });
    assert.equal(kindOf(receiverOf('', 2553), request(sent)), 'forged');
  });
});

describe('payOS signatures', () => {
  const { vectors, negative } = vectorsOf('payos');
  const receiverOf = (checksumKey: string) =>
    payosReceiver({ clientId: 'c', apiKey: 'k', checksumKey, apiUrl: 'https://payos.example' });
  const bodyOf = (data: unknown, signature: string | undefined) =>
    JSON.stringify({ code: '00', desc: 'success', success: true, data, signature });

  for (const { name, op, secret, params = {}, data, expected } of vectors) {
    it(`payOS’s signature agrees with ${name}`, () => {
      assert.equal(payosRaw(params), data);
      assert.equal(hmacHex('sha256', secret, payosRaw(params)), expected);
      if (op !== 'webhook') return;
      const kind = kindOf(receiverOf(secret), request(bodyOf(params, expected)));
      // The published sample is payOS's test of an address: it is money of nobody.
      assert.equal(kind, params.orderCode === 123 ? 'note' : 'report');
    });
  }

  for (const { name, secret, params, signature } of negative) {
    it(`payOS’s signature rejects ${name} as forged`, () => {
      assert.equal(kindOf(receiverOf(secret), request(bodyOf(params, signature))), 'forged');
    });
  }

  it('payOS’s signature reads null values as empty, spelled out too, and sorts the names in lists', () => {
    const data = { b: null, a: 'null', d: 'undefined', c: [{ z: 1, y: 'Đại Phát' }], e: 0 };
    assert.equal(payosRaw(data), 'a=&b=&c=[{"y":"Đại Phát","z":1}]&d=&e=0');
    assert.equal(payosRaw({ list: ['ab', 1, null, [2]] }), 'list=["ab",1,null,{"0":2}]');
  });

  it('payOS’s signature rejects an additional field as forged, whatever its name', () => {
    const {
      secret = '',
      params,
      expected,
    } = vectors.find(({ name }) => name === 'webhook-published') ?? {};
    for (const name of ['zzz', '__proto__', 'constructor', 'toJSON']) {
      const body = bodyOf(params, expected).replace('"data":{', `"data":{"${name}":"1",`);
      assert.equal(kindOf(receiverOf(secret), request(body)), 'forged', name);
    }
  });

  it('payOS’s signature never verifies with an empty key, nor without a signature', () => {
    const params = { orderCode: 5 };
    const body = bodyOf(params, hmacHex('sha256', '', payosRaw(params)));
    assert.equal(kindOf(receiverOf(''), request(body)), 'forged');
    assert.equal(kindOf(receiverOf('key'), request(bodyOf(params, ''))), 'forged');
  });

  it('payOS’s order number is a reference as a number, and reads back', () => {
    for (const reference of ['GH000000H', 'GHZZZZZZZ', 'GH7K2M9QA']) {
      const code = payosOrderCode(reference);
      assert.ok(Number.isSafeInteger(code));
      assert.equal(payosReference(code), reference);
    }
  });
});

describe('SePay webhooks', () => {
  const { vectors } = vectorsOf('sepay');
  const ACCOUNT = JSON.parse(vectors[0]?.rawBody ?? '{}').accountNumber as string;
  for (const { name, op, secret, rawBody = '', headers, valid = true } of vectors) {
    if (!op.startsWith('webhook')) continue;
    it(`SePay’s webhook with ${name} is ${valid ? 'right' : 'forged'}`, () => {
      const signed = op === 'webhook-hmac';
      const config = { apiKey: signed ? null : secret, webhookSecret: signed ? secret : null };
      const receiver = sepayReceiver({ ...config, api: null }, accountsOf(ACCOUNT));
      assert.equal(kindOf(receiver, request(rawBody, headers)), valid ? 'report' : 'forged');
      if (!signed) return;
      const late = request(rawBody, headers, ARRIVED_AT + 301_000);
      assert.equal(kindOf(receiver, late), 'stale', 'five minutes old');
      assert.equal(kindOf(receiver, request(`${rawBody} `, headers)), 'forged', 'changed');
      const other = sepayReceiver(
        { apiKey: null, webhookSecret: `${secret}x`, api: null },
        accountsOf(ACCOUNT),
      );
      assert.equal(kindOf(other, request(rawBody, headers)), 'forged', 'another secret');
    });
  }

  it('SePay’s signature rejects a text in place of its time, though it is signed', () => {
    const receiver = sepayReceiver({ apiKey: null, webhookSecret: 's', api: null }, OWN);
    const body = '{"id":1,"transferType":"in","transferAmount":5000}';
    const kindAt = (timestamp: string) => {
      const signature = `sha256=${hmacHex('sha256', 's', `${timestamp}.${body}`)}`;
      const headers = { 'x-sepay-timestamp': timestamp, 'x-sepay-signature': signature };
      return kindOf(receiver, request(body, headers));
    };
    const now = Math.floor(ARRIVED_AT / 1_000);
    assert.equal(kindAt(String(now)), 'report');
    for (const timestamp of ['', 'now', `${now}.5`, `-${now}`, `${now}0000`]) {
      assert.equal(kindAt(timestamp), 'forged', timestamp);
    }
    assert.equal(kindAt(String(now - 301)), 'stale');
    assert.equal(kindAt(String(now + 302)), 'stale');
  });

  it('SePay’s webhook that names another account reports no money', () => {
    const receiver = sepayReceiver({ apiKey: 'k', webhookSecret: null, api: null }, OWN);
    const told = { id: 5, transferType: 'in', transferAmount: 5_000 };
    const kindFor = (change: object) =>
      kindOf(
        receiver,
        request(JSON.stringify({ ...told, ...change }), { authorization: 'Apikey k' }),
      );
    for (const change of [
      {},
      { accountNumber: null },
      { accountNumber: '' },
      { accountNumber: ' 0123 456 789' },
      // A virtual account of ours.
      { accountNumber: '0123456789', subAccount: 'VQRQ0001' },
      // Without its zero, it can't be called another account.
      { accountNumber: 123_456_789 },
    ]) {
      assert.equal(kindFor(change), 'report', JSON.stringify(change));
    }
    assert.equal(kindFor({ accountNumber: '0123456780' }), 'note');
  });

  it('SePay’s webhook never verifies with empty secrets', () => {
    const body = vectors[0]?.rawBody ?? '';
    const signature = `sha256=${hmacHex('sha256', '', `${ARRIVED_AT / 1_000}.${body}`)}`;
    const headers = {
      'X-SePay-Timestamp': String(ARRIVED_AT / 1_000),
      'X-SePay-Signature': signature,
      Authorization: 'Apikey ',
    };
    for (const webhookSecret of [null, '']) {
      const receiver = sepayReceiver({ apiKey: '', webhookSecret, api: null }, accountsOf(ACCOUNT));
      assert.equal(kindOf(receiver, request(body, headers)), 'forged');
    }
  });
});

describe('Casso webhooks', () => {
  const { vectors, negative } = vectorsOf('casso');
  const receiverOf = (secret: string) =>
    cassoReceiver({ secret, api: null }, accountsOf('88888888'));
  for (const { name, op, secret, rawBody = '', data, timestamp, header = '' } of vectors) {
    if (op !== 'webhook-v2') continue;
    it(`Casso’s signature agrees with ${name}`, () => {
      const headers = { 'X-Casso-Signature': header };
      if (data) assert.equal(cassoRaw(String(timestamp), JSON.parse(rawBody)), data);
      const isSample = JSON.parse(rawBody).data.id === 0;
      const at = (now: number) => kindOf(receiverOf(secret), request(rawBody, headers, now));
      const sent = Number(timestamp);
      const kind = at(sent);
      for (const late of [sent - DAY_MS - 1, sent + DAY_MS + 1]) assert.equal(at(late), 'stale');
      assert.equal(kind, isSample ? 'note' : 'report');
      assert.equal(kindOf(receiverOf(''), request(rawBody, headers)), 'forged');
      assert.equal(kindOf(receiverOf(secret), request(rawBody)), 'forged');
    });
  }

  for (const { name, secret, rawBody = '', header = '' } of negative) {
    it(`Casso’s signature rejects ${name} as forged`, () => {
      const headers = { 'X-Casso-Signature': header };
      assert.equal(kindOf(receiverOf(secret), request(rawBody, headers)), 'forged');
    });
  }
});

it('no source compares a signature by ===, whose timing tells how much of one is right', () => {
  const folder = new URL('./', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((name) => /(?<!\.test)\.ts$/.test(name));
  for (const name of [
    'momo.ts',
    'core/hmac.ts',
    'bank/casso.ts',
    'vnpay/vnpay-signature.ts',
    'zalopay/zalopay.ts',
  ]) {
    assert.ok(sources.includes(name), name);
  }
  for (const name of sources) {
    const source = readFileSync(new URL(name, folder), 'utf8').replaceAll(/typeof \w+ [!=]==/g, '');
    assert.doesNotMatch(
      source,
      /(signature|mac|checksum|hash|secret)\w*\)? *[!=]==(?! *(?:null|undefined|''|typeof))/i,
      name,
    );
  }
});
