import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { vectorsOf } from '../testing/vectors.ts';
import {
  callbackBody,
  type Form,
  faultOfOrder,
  isSigned,
  mac,
  type ZalopayOperation,
} from './zalopay-protocol.ts';

const { vectors, negative } = vectorsOf('zalopay');

/** The fields of a request in the order in which a vector's data joins them. */
const FIELDS: Record<string, string[]> = {
  create: ['app_id', 'app_trans_id', 'app_user', 'amount', 'app_time', 'embed_data', 'item'],
  query: ['app_id', 'app_trans_id'],
  refund: ['app_id', 'zp_trans_id', 'amount', 'description', 'timestamp'],
};

describe('the simulated ZaloPay signs as ZaloPay does', () => {
  for (const { name, op, secret, data, expected } of vectors) {
    it(name, () => {
      assert.equal(mac(secret, data), expected);
      const names = FIELDS[op];
      if (!names) return;
      const values = data.split('|');
      const form: Form = Object.fromEntries(names.map((field, i) => [field, values[i] ?? '']));
      const keys = { appId: Number(form.app_id), key1: secret, key2: 'another' };
      const signed = { ...form, mac: expected };
      assert.ok(isSigned(op as ZalopayOperation, keys, signed));
      assert.ok(!isSigned(op as ZalopayOperation, { ...keys, key1: 'another' }, signed));
    });
  }

  for (const { name, secret, data, mac: given } of negative) {
    it(`the simulated ZaloPay would not sign ${name} so`, () =>
      assert.notEqual(mac(secret, data), given));
  }

  it('the simulated ZaloPay signs a callback over the raw text of its data', () => {
    const keys = { appId: 2553, key1: 'key-1', key2: 'key-2' };
    const body = callbackBody(keys, {
      ...{ appTransId: '261123_GH1', appTime: 1_795_400_000_000, appUser: 'renewal' },
      ...{ amount: 2_950_000, embedData: '{}', item: '[]', zpTransId: '261123000000389', at: 1 },
    });
    const message = JSON.parse(body) as { data: string; mac: string };
    assert.equal(message.mac, mac('key-2', message.data));
    assert.match(message.data, /"zp_trans_id":261123000000389,/);
  });
});

describe('the simulated ZaloPay takes an order', () => {
  const now = Date.parse('2026-11-23T23:59:00+07:00');
  const order: Form = {
    ...{ app_trans_id: '261123_GH1', app_user: 'renewal', app_time: String(now), amount: '1000' },
    ...{ embed_data: '{}', item: '[]', description: 'Gia han', expire_duration_seconds: '900' },
  };

  it('the simulated ZaloPay takes an order as documented', () =>
    assert.equal(faultOfOrder(order, now), null));

  it('the simulated ZaloPay takes an order of the same day in Vietnam, and no old one', () => {
    assert.match(faultOfOrder(order, now + 120_000) ?? '', /app_trans_id/);
    const midnight = { ...order, app_trans_id: '261124_GH1' };
    assert.equal(faultOfOrder(midnight, now + 120_000), null);
    assert.match(faultOfOrder(midnight, now + 16 * 60_000) ?? '', /app_time/);
  });

  it('the simulated ZaloPay takes an order whose fields fit', () => {
    const wrong: Form[] = [
      { app_trans_id: `261123_${'x'.repeat(40)}` },
      { app_user: '' },
      { amount: '0' },
      { embed_data: 'no' },
      { item: `["${'x'.repeat(2_048)}"]` },
      { description: '' },
      { expire_duration_seconds: '60' },
    ];
    for (const change of wrong) {
      const [name = ''] = Object.keys(change);
      assert.match(faultOfOrder({ ...order, ...change } as Form, now) ?? '', new RegExp(name));
    }
  });
});
