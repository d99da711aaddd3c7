import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { vectorsOf } from '../testing/vectors.ts';
import {
  hashData,
  hmacSha512,
  isSigned,
  isSignedRequest,
  queryAnswer,
  refundAnswer,
  signedQuery,
} from './vnpay-protocol.ts';

const { vectors } = vectorsOf('vnpay');

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

  it('the simulated VNPay answers a query about an unknown reference by 91, signed in VNPay’s order', () => {
    const answer = queryAnswer('secret', 'TMN', 'GH1', undefined);
    assert.equal(answer.vnp_ResponseCode, '91');
    const { vnp_SecureHash: hash, ...fields } = answer;
    assert.equal(hash, hmacSha512('secret', Object.values(fields).join('|')));
    assert.equal(Object.keys(fields).length, 15);
  });

  it('the simulated VNPay reads a refund’s checksum in the order of the documents', () => {
    const vector = vectors.find(({ op }) => op === 'refund');
    const names = vector?.order?.split('|') ?? [];
    const values = vector?.data.split('|') ?? [];
    const fields = names.map((name, index) => [`vnp_${name}`, values[index] ?? ''] as const);
    const request = { ...Object.fromEntries(fields), vnp_SecureHash: vector?.expected ?? '' };
    assert.ok(isSignedRequest('test_secret', 'refund', request));
    assert.ok(!isSignedRequest('test_secret', 'querydr', request));
    assert.ok(!isSignedRequest('test_secret', 'refund', { ...request, vnp_Amount: '1' }));
  });

  it('the simulated VNPay signs the answer to a refund over thirteen fields', () => {
    const answer = refundAnswer('secret', { vnp_TxnRef: 'GH1' }, '00', '42', '20261123100000');
    const { vnp_SecureHash: hash, ...fields } = answer;
    assert.equal(hash, hmacSha512('secret', Object.values(fields).join('|')));
    assert.equal(Object.keys(fields).length, 13);
  });

  it('the simulated VNPay refuses a query without the merchant’s checksum', () => {
    const request = { vnp_Command: 'querydr', vnp_TxnRef: 'GH1', vnp_SecureHash: 'x' };
    assert.ok(!isSignedRequest('secret', 'querydr', request));
  });
});
