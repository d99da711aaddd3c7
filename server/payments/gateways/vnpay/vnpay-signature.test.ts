import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { outcomeOf, readReport } from './vnpay.ts';
import {
  isSignedByVnpay,
  pipeJoined,
  QUERY_ANSWER_FIELDS,
  QUERY_REQUEST_FIELDS,
  sameChecksum,
  vnpayChecksum,
  vnpaySignedQuery,
} from './vnpay-signature.ts';

interface Vector {
  name: string;
  op: string;
  secret: string;
  params?: Record<string, string | number>;
  order?: string;
  data: string;
  expected: string;
}

interface Negative {
  name: string;
  secret: string;
  params: Record<string, string | number>;
  hash: string;
  /** Whether the checksum is right all the same. */
  valid: boolean;
  paid?: boolean;
}

const { vectors, negative } = JSON.parse(
  readFileSync(new URL('../../../vectors/vnpay.json', import.meta.url), 'utf8'),
) as { vectors: Vector[]; negative: Negative[] };

describe('VNPay checksums', () => {
  for (const { name, secret, data, expected, params } of vectors) {
    it(`VNPay’s checksum agrees with ${name}`, () => {
      assert.equal(vnpayChecksum(secret, data), expected);
      assert.ok(sameChecksum(expected.toUpperCase(), secret, data));
      if (!params) return;
      const texts = textsOf(params);
      assert.equal(vnpaySignedQuery(texts), data);
      assert.ok(isSignedByVnpay(queryOf(texts, expected), secret));
    });
  }

  for (const { name, secret, params, hash, valid, paid } of negative) {
    it(`VNPay’s checksum of ${name} is ${valid ? 'right' : 'wrong'}`, () => {
      const texts = textsOf(params);
      assert.equal(isSignedByVnpay(queryOf(texts, hash), secret), valid);
      if (paid === undefined) return;
      const report = readReport(texts, 'TEST_TMN_CODE');
      assert.ok(report);
      assert.equal(outcomeOf(report) === 'paid', paid);
    });
  }

  it('VNPay’s checksum never verifies with an empty secret, nor without a hash', () => {
    const params = { vnp_TxnRef: '1' };
    const hash = vnpayChecksum('', vnpaySignedQuery(params));
    assert.ok(!isSignedByVnpay(queryOf(params, hash), ''));
    assert.ok(!isSignedByVnpay('vnp_TxnRef=1', 'secret'));
    assert.ok(!isSignedByVnpay(queryOf(params, ''), 'secret'));
  });

  describe('VNPay checksums over the characters of the message itself', () => {
    const secret = 'test_secret';
    const checksum = (data: string) => vnpayChecksum(secret, data);
    const INFO = "Gia hạn (Đại Phát) *mới* ~ 'A' & B!";
    /** One text as Java, PHP, Python, .NET and JavaScript encode it. */
    const ENCODINGS = {
      URLSearchParams: new URLSearchParams({ x: INFO }).toString().slice(2),
      encodeURIComponent: encodeURIComponent(INFO),
      'PHP urlencode': encodeURIComponent(INFO)
        .replace(/[!'()*~]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)
        .replaceAll('%20', '+'),
      'Java URLEncoder': encodeURIComponent(INFO)
        .replace(/[!'()~]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)
        .replaceAll('%20', '+'),
      'Python quote, lower case': encodeURIComponent(INFO)
        .replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16)}`)
        .replace(/%[0-9A-F]{2}/g, (each) => each.toLowerCase()),
    };
    for (const [name, info] of Object.entries(ENCODINGS)) {
      it(`VNPay’s checksum verifies the encoding of ${name}, and fails with one character changed`, () => {
        const signed = `vnp_Amount=100&vnp_OrderInfo=${info}&vnp_TxnRef=GH1`;
        const [amount = '', order = '', reference = ''] = signed.split('&');
        const hash = `vnp_SecureHashType=HMACSHA512&vnp_SecureHash=${checksum(signed)}`;
        const isRight = (...pairs: string[]) => isSignedByVnpay([...pairs, hash].join('&'), secret);
        assert.ok(isRight(reference, order, amount), 'in another order');
        assert.ok(isRight(amount, order, reference, 'utm=1'), 'what is not VNPay’s is not signed');
        assert.ok(!isRight('vnp_Amount=900', order, reference));
        assert.ok(!isRight(amount, `${order}x`, reference));
        assert.ok(!isRight(amount, reference), 'one less');
        // Every field that is read must be signed: no name twice, encoded differently, or added.
        assert.ok(!isRight(amount, order, reference, 'vnp_Amount=900'));
        assert.ok(!isRight(amount, order, reference, 'vnp%5FAmount=900'));
        assert.ok(!isRight(amount, order, reference, 'vnp%5FPayDate=20260101000000'));
        assert.ok(!isRight(amount, order, reference, 'utm=1', 'utm=2'), 'any name twice');
        assert.ok(!isSignedByVnpay(`${signed}&${hash}`, ''));
      });
    }
  });

  it('VNPay’s checksum covers fields by name, without empty ones and those that are not VNPay’s', () => {
    const params = { vnp_B: '2', vnp_C: '', vnp_A: 'a b', other: '1', vnp_SecureHash: 'x' };
    assert.equal(vnpaySignedQuery(params), 'vnp_A=a+b&vnp_B=2');
  });

  it('VNPay’s checksum joins the fields of a query and its answer in VNPay’s order', () => {
    const answer = vectors.find((vector) => vector.op === 'querydr-response');
    assert.equal(answer?.order, QUERY_ANSWER_FIELDS.map((field) => field.slice(4)).join('|'));
    const values = { vnp_RequestId: 'r', vnp_Version: '2.1.0', vnp_OrderInfo: 'o' };
    assert.equal(pipeJoined(QUERY_REQUEST_FIELDS, values), 'r|2.1.0|||||||o');
  });
});

/** As an encoder writes it, in arbitrary order. */
function queryOf(params: Record<string, string>, hash: string): string {
  return new URLSearchParams({ vnp_SecureHash: hash, ...params }).toString();
}

function textsOf(params: Record<string, string | number>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
}
