import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  hashData,
  hmacSha512,
  isSigned,
  isSignedQuery,
  queryAnswer,
  signedQuery,
} from './vnpay-protocol.ts';

interface Vector {
  name: string;
  secret: string;
  params?: Record<string, string | number>;
  data: string;
  expected: string;
}

const { vectors } = JSON.parse(
  readFileSync(new URL('../../server/vectors/vnpay.json', import.meta.url), 'utf8'),
) as { vectors: Vector[] };

describe('the simulated VNPay signs as VNPay does', () => {
  for (const { name, secret, params, data, expected } of vectors) {
    it(name, () => {
      assert.equal(hmacSha512(secret, data), expected);
      if (!params) return;
      const texts = Object.fromEntries(
        Object.entries(params).map(([key, value]) => [key, String(value)]),
      );
      assert.equal(hashData(texts), data);
      assert.equal(signedQuery(secret, texts), `${data}&vnp_SecureHash=${expected}`);
      assert.ok(isSigned(secret, { ...texts, vnp_SecureHash: expected }));
      assert.ok(!isSigned(`${secret}x`, { ...texts, vnp_SecureHash: expected }));
    });
  }

  it('answers a query that it does not know by 91, signed in VNPay’s order', () => {
    const answer = queryAnswer('secret', 'TMN', 'GH1', undefined);
    assert.equal(answer.vnp_ResponseCode, '91');
    const { vnp_SecureHash: hash, ...fields } = answer;
    assert.equal(hash, hmacSha512('secret', Object.values(fields).join('|')));
    assert.equal(Object.keys(fields).length, 15);
  });

  it('refuses a query without the merchant’s checksum', () => {
    assert.ok(!isSignedQuery('secret', { vnp_TxnRef: 'GH1', vnp_SecureHash: 'x' }));
  });
});
