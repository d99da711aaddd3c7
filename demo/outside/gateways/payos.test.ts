import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Hono } from 'hono';
import {
  AMOUNT,
  type FakeMerchant,
  json,
  press,
  RETURN,
  startFakeMerchant,
} from '../testing/fake-merchant.ts';
import { payosPages } from './payos.ts';
import { sign } from './payos-protocol.ts';

let count = 0;

describe('the simulated payOS', () => {
  let payos: Hono;
  let merchant: FakeMerchant;
  before(async () => {
    merchant = await startFakeMerchant('{}');
    payos = payosPages(merchant.settings);
  });
  beforeEach(() => {
    merchant.told.length = 0;
  });
  after(() => merchant.stop());

  function headers() {
    const { payosClientId, payosApiKey } = merchant.settings.secrets;
    return { 'x-client-id': payosClientId, 'x-api-key': payosApiKey };
  }

  async function create(key = merchant.settings.secrets.payosChecksumKey) {
    const orderCode = 46_000 + ++count;
    const signed = {
      ...{ amount: AMOUNT, cancelUrl: `${RETURN}?no`, description: 'GH7K2M9QA', orderCode },
      returnUrl: RETURN,
    };
    const request = { ...signed, signature: sign(key, signed) };
    const made = await json(payos, '/payos/v2/payment-requests', request, headers());
    return { orderCode, made };
  }

  async function query(orderCode: number) {
    const path = `/payos/v2/payment-requests/${orderCode}`;
    const response = await payos.request(path, { headers: headers() });
    const { data, signature } = (await response.json()) as {
      data: Record<string, unknown>;
      signature: string;
    };
    assert.equal(signature, sign(merchant.settings.secrets.payosChecksumKey, data));
    return data;
  }

  it('the simulated payOS requires its keys and a right signature', async () => {
    const refused = await payos.request('/payos/v2/payment-requests/1');
    assert.equal(refused.status, 401);
    assert.equal((await create('not-the-key')).made.code, '201');
    assert.equal((await create()).made.code, '00');
  });

  it('the simulated payOS takes a short transfer, and then the rest', async () => {
    const { orderCode } = await create();
    const page = `/payos/pay/${orderCode}`;
    assert.equal((await query(orderCode)).status, 'PENDING');
    const location = await press(payos, page, { choice: 'short' });
    assert.equal(location, page);
    assert.equal((await query(orderCode)).status, 'UNDERPAID');
    await press(payos, page, { choice: 'pay' });
    const { status, amountPaid, transactions } = await query(orderCode);
    assert.deepEqual({ status, amountPaid }, { status: 'PAID', amountPaid: AMOUNT });
    assert.equal((transactions as unknown[]).length, 2);
    const amounts = merchant.told.map(({ body }) => JSON.parse(body).data.amount as number);
    assert.deepEqual(amounts, [AMOUNT / 2, AMOUNT / 2]);
  });

  it('the simulated payOS takes one order’s money twice', async () => {
    const { orderCode } = await create();
    await press(payos, `/payos/pay/${orderCode}`, { choice: 'twice' });
    const { amountPaid } = await query(orderCode);
    assert.equal(amountPaid, 2 * AMOUNT);
    assert.equal(new Set(merchant.told.map(({ body }) => JSON.parse(body).data.reference)).size, 2);
  });

  it('the simulated payOS is cancelled by payer or merchant, and reports neither', async () => {
    const byPayer = await create();
    const page = `/payos/pay/${byPayer.orderCode}`;
    const location = await press(payos, page, { choice: 'cancel' });
    assert.ok(location.startsWith(`${RETURN}?no=&`));
    const byMerchant = await create();
    const path = `/payos/v2/payment-requests/${byMerchant.orderCode}/cancel`;
    await json(payos, path, { cancellationReason: 'Đổi ý' }, headers());
    for (const { orderCode } of [byPayer, byMerchant]) {
      assert.equal((await query(orderCode)).status, 'CANCELLED');
    }
    assert.equal(merchant.told.length, 0);
  });
});
