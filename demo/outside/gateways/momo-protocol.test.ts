import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hmacHex } from '../hmac.ts';
import { vectorsOf } from '../testing/vectors.ts';
import {
  authenticate,
  checkOrder,
  ipnBody,
  type MomoMessage,
  type MomoOperation,
  signedText,
} from './momo-protocol.ts';

const { vectors, negative } = vectorsOf('momo');

function keysOf(secretKey: string, params: Record<string, unknown>) {
  return {
    partnerCode: String(params.partnerCode),
    accessKey: String(params.accessKey),
    secretKey,
  };
}

describe('the simulated MoMo signs as MoMo does', () => {
  for (const { name, op, secret, params, data, expected } of vectors) {
    it(name, () => {
      const operation = op as MomoOperation;
      const keys = keysOf(secret, params);
      assert.equal(signedText(operation, keys.accessKey, params), data);
      assert.equal(hmacHex('sha256', secret, data), expected);
      assert.equal(authenticate(operation, keys, { ...params, signature: expected }), 0);
      const other = { ...keys, secretKey: `${secret}x` };
      assert.equal(authenticate(operation, other, { ...params, signature: expected }), 13);
    });
  }

  for (const { name, secret, params, signature } of negative) {
    it(`the simulated MoMo refuses ${name}`, () => {
      assert.equal(authenticate('ipn', keysOf(secret, params), { ...params, signature }), 13);
    });
  }

  it('the simulated MoMo signs an IPN, and keeps the access key out of it', () => {
    const keys = keysOf('secret', { partnerCode: 'MOMO', accessKey: 'access' });
    const message: MomoMessage = {
      ...{ orderId: 'GH1', requestId: 'r', amount: 2_950_000, orderInfo: 'Gia hạn' },
      ...{ extraData: '', transId: 42, resultCode: 0, responseTime: 1_795_400_000_000 },
    };
    const body = ipnBody(keys, message);
    assert.equal(body.accessKey, undefined);
    assert.equal(authenticate('ipn', keys, body), 0);
    assert.equal(authenticate('ipn', keys, { ...body, amount: 1_000 }), 13);
  });
});

describe('the simulated MoMo takes an order', () => {
  const order = {
    ...{ orderId: 'GH7K2M9QA', requestId: 'r-1', amount: 2_950_000, requestType: 'captureWallet' },
    ...{ redirectUrl: 'https://shop.example/back', ipnUrl: 'https://shop.example/ipn' },
  };
  const known = () => false;

  it('the simulated MoMo takes an order within the wallet’s limits', () => {
    assert.equal(checkOrder({ ...order, amount: 1_000 }, known), 0);
    assert.equal(checkOrder({ ...order, amount: 50_000_000 }, known), 0);
    assert.equal(checkOrder({ ...order, amount: 999 }, known), 22);
    assert.equal(checkOrder({ ...order, amount: 50_000_001 }, known), 22);
    assert.equal(checkOrder({ ...order, amount: '2950000' }, known), 21);
  });

  it('the simulated MoMo takes an order once, under an id that MoMo allows', () => {
    assert.equal(
      checkOrder(order, () => true),
      41,
    );
    for (const orderId of ['', '-GH1', 'GH 1', 'GH1-', 'x'.repeat(64), 7]) {
      assert.equal(checkOrder({ ...order, orderId }, known), 42, String(orderId));
    }
    assert.equal(checkOrder({ ...order, ipnUrl: undefined }, known), 20);
  });
});
