import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { vectorsOf } from '../testing/vectors.ts';
import {
  dataText,
  faultOfRequest,
  isSignedRequest,
  sign,
  signedAnswer,
  webhookBody,
} from './payos-protocol.ts';

const { vectors, negative } = vectorsOf('payos');

describe('the simulated payOS signs as payOS does', () => {
  for (const { name, op, secret, params, data, expected } of vectors) {
    it(name, () => {
      assert.equal(dataText(params), data);
      assert.equal(sign(secret, params), expected);
      assert.equal(signedAnswer(secret, params).signature, expected);
      if (op !== 'create') return;
      // Other fields of a request are not signed.
      const request = { ...params, expiredAt: 1_800_000_000, signature: expected };
      assert.ok(isSignedRequest(secret, request));
      assert.ok(!isSignedRequest(secret, { ...request, amount: 1 }));
    });
  }

  for (const { name, secret, params, signature } of negative) {
    it(`the simulated payOS would not sign ${name} so`, () =>
      assert.notEqual(sign(secret, params), signature));
  }

  it('the simulated payOS signs all of a webhook’s data', () => {
    const body = webhookBody('key', {
      ...{ orderCode: 7, paymentLinkId: 'link', amount: 5_000, description: 'GH1' },
      ...{ accountNumber: '1', reference: 'FT1', at: 1_795_400_000_000, paid: true },
    });
    assert.equal(body.signature, sign('key', body.data));
    assert.notEqual(body.signature, sign('key', { ...body.data, amount: 4_000 }));
  });
});

it('the simulated payOS takes a request whose fields fit', () => {
  const now = 1_795_400_000_000;
  const request = {
    ...{
      orderCode: 46_123,
      amount: 2_950_000,
      description: 'GH7K2M9QA',
      expiredAt: now / 1_000 + 9,
    },
    ...{ returnUrl: 'https://shop.example/ok', cancelUrl: 'https://shop.example/no' },
  };
  assert.equal(faultOfRequest(request, now), null);
  const wrong = [
    { orderCode: '46123' },
    { orderCode: 2 ** 53 },
    { amount: 0 },
    { description: 'GH7K2M9QA1' },
    { returnUrl: 'back' },
    { expiredAt: now / 1_000 - 1 },
    { expiredAt: 2 ** 31 },
  ];
  for (const change of wrong) {
    const fault = faultOfRequest({ ...request, ...change }, now);
    assert.equal(fault, Object.keys(change)[0]);
  }
});
