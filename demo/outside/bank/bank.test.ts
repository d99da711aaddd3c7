import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Hono } from 'hono';
import { AMOUNT, type FakeMerchant, json, startFakeMerchant } from '../testing/fake-merchant.ts';
import { bankPages } from './bank.ts';

let count = 0;

describe('the simulated bank', () => {
  let bank: Hono;
  let merchant: FakeMerchant;
  before(async () => {
    merchant = await startFakeMerchant('{}');
    bank = bankPages(merchant.settings);
  });
  beforeEach(() => {
    merchant.told.length = 0;
  });
  after(() => merchant.stop());

  const transfer = (order: Record<string, unknown>) =>
    json(bank, '/api/bank/transfers', { amount: AMOUNT, memo: `GH${++count}`, ...order });

  it('the simulated bank has its transfers reported as chosen, and lists them', async () => {
    await transfer({});
    await transfer({ reporter: 'sepay-hmac' });
    await transfer({ reporter: 'casso' });
    const [apiKey, hmac, casso] = merchant.told;
    assert.equal(apiKey?.headers.authorization, `Apikey ${merchant.settings.secrets.sepayApiKey}`);
    assert.match(String(hmac?.headers['x-sepay-signature']), /^sha256=[0-9a-f]{64}$/);
    assert.match(String(casso?.headers['x-casso-signature']), /^t=\d{13},v1=[0-9a-f]{128}$/);
    assert.deepEqual([apiKey?.path, casso?.path], ['/gateways/sepay', '/gateways/casso']);

    merchant.told.length = 0;
    const { transfer: silent } = await transfer({ way: 'silent' });
    await transfer({ way: 'forge' });
    assert.equal(merchant.told.length, 1, 'the forged one alone');
    const path = '/sepay/userapi/transactions/list';
    assert.equal((await bank.request(path)).status, 401);
    const authorization = `Bearer ${merchant.settings.secrets.sepayApiToken}`;
    const list = await (await bank.request(path, { headers: { authorization } })).json();
    assert.equal(list.transactions.length, 4, 'nobody has transferred the forged one');
    assert.equal(list.transactions[0].id, String((silent as { id: number }).id));
  });

  it('the simulated bank moves no money when it refuses, or when the payer changes their mind', async () => {
    for (const [way, notice] of [
      ['fail', /Ngân hàng từ chối/],
      ['cancel', /Bạn đã hủy/],
    ] as const) {
      const body = new URLSearchParams({ amount: String(AMOUNT), memo: `no money: ${way}`, way });
      const answer = await bank.request('/bank/transfers', { method: 'POST', body });
      const page = await (await bank.request(answer.headers.get('location') ?? '')).text();
      assert.match(page, notice);
      assert.doesNotMatch(page, /no money/);
    }
    assert.equal(merchant.told.length, 0);
  });

  it('the simulated bank can report the later transfer first', async () => {
    await transfer({ memo: 'first', way: 'reorder' });
    await transfer({ memo: 'second' });
    const memos = merchant.told.map(({ body }) => JSON.parse(body).content as string);
    assert.deepEqual(memos, ['second', 'first']);
  });
});
