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
  readFileSync(new URL('../../vectors/vnpay.json', import.meta.url), 'utf8'),
) as { vectors: Vector[]; negative: Negative[] };

describe('VNPay checksums', () => {
  for (const { name, secret, data, expected, params } of vectors) {
    it(`agrees with ${name}`, () => {
      assert.equal(vnpayChecksum(secret, data), expected);
      assert.ok(sameChecksum(expected.toUpperCase(), secret, data));
      if (!params) return;
      const texts = textsOf(params);
      assert.equal(vnpaySignedQuery(texts), data);
      assert.ok(isSignedByVnpay({ ...texts, vnp_SecureHash: expected }, secret));
    });
  }

  for (const { name, secret, params, hash, valid, paid } of negative) {
    it(`says of ${name} that its checksum is ${valid ? 'right' : 'wrong'}`, () => {
      const texts = textsOf(params);
      assert.equal(isSignedByVnpay({ ...texts, vnp_SecureHash: hash }, secret), valid);
      if (paid === undefined) return;
      const report = readReport(texts, 'TEST_TMN_CODE');
      assert.ok(report);
      assert.equal(outcomeOf(report) === 'paid', paid);
    });
  }

  it('verifies nothing with an empty secret, nor without a hash', () => {
    const params = { vnp_TxnRef: '1' };
    const hash = vnpayChecksum('', vnpaySignedQuery(params));
    assert.ok(!isSignedByVnpay({ ...params, vnp_SecureHash: hash }, ''));
    assert.ok(!isSignedByVnpay(params, 'secret'));
    assert.ok(!isSignedByVnpay({ ...params, vnp_SecureHash: '' }, 'secret'));
  });

  it('joins the fields of a query and its answer in VNPay’s order', () => {
    const answer = vectors.find((vector) => vector.op === 'querydr-response');
    assert.equal(answer?.order, QUERY_ANSWER_FIELDS.map((field) => field.slice(4)).join('|'));
    const values = { vnp_RequestId: 'r', vnp_Version: '2.1.0', vnp_OrderInfo: 'o' };
    assert.equal(pipeJoined(QUERY_REQUEST_FIELDS, values), 'r|2.1.0|||||||o');
  });
});

function textsOf(params: Record<string, string | number>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
}
