import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Hono } from 'hono';
import {
  AMOUNT,
  type FakeMerchant,
  form,
  press,
  RETURN,
  startFakeMerchant,
} from '../testing/fake-merchant.ts';
import { zalopayPages } from './zalopay.ts';
import { dayOf, mac } from './zalopay-protocol.ts';

let count = 0;

describe('the simulated ZaloPay', () => {
  let zalopay: Hono;
  let merchant: FakeMerchant;
  before(async () => {
    merchant = await startFakeMerchant('{"return_code":1,"return_message":"ok"}');
    zalopay = zalopayPages(merchant.settings);
  });
  beforeEach(() => {
    merchant.told.length = 0;
  });
  after(() => merchant.stop());

  async function call(path: string, fields: Record<string, unknown>) {
    const response = await form(zalopay, `/zalopay/v2/${path}`, fields);
    return (await response.json()) as Record<string, unknown>;
  }

  const app_id = () => merchant.settings.zalopayAppId;
  const key1 = () => merchant.settings.secrets.zalopayKey1;

  async function create(key = key1()) {
    const now = Date.now();
    const id = `${dayOf(now)}_GH${++count}`;
    const embed = JSON.stringify({ redirecturl: RETURN });
    const fields = {
      ...{ app_id: app_id(), app_trans_id: id, app_user: 'renewal', amount: AMOUNT, app_time: now },
      ...{ embed_data: embed, item: '[]' },
    };
    const created = await call('create', {
      ...fields,
      ...{ description: 'Gia han', callback_url: `${merchant.settings.serverUrl}/callback` },
      mac: mac(key, ...Object.values(fields)),
    });
    return { id, created };
  }

  const query = (id: string) =>
    call('query', { app_id: app_id(), app_trans_id: id, mac: mac(key1(), app_id(), id, key1()) });

  it('the simulated ZaloPay creates orders signed with key 1, calls back with key 2, and answers', async () => {
    assert.equal(
      (await create(merchant.settings.secrets.zalopayKey2)).created.sub_return_code,
      -402,
    );
    const { id, created } = await create();
    assert.equal(created.order_url, `${merchant.settings.outsideUrl}/zalopay/pay/${id}`);
    assert.equal((await query(id)).return_code, 3);
    const location = await press(zalopay, `/zalopay/pay/${id}`, { choice: 'pay' });
    const callback = JSON.parse(merchant.told[0]?.body ?? '') as { data: string; mac: string };
    assert.equal(callback.mac, mac(merchant.settings.secrets.zalopayKey2, callback.data));
    assert.equal(new URL(location).searchParams.get('status'), '1');
    const answered = await query(id);
    assert.equal(answered.return_code, 1);
    assert.equal(answered.zp_trans_id, JSON.parse(callback.data).zp_trans_id);
    assert.match(String(answered.zp_trans_id), /^\d{15}$/);
  });

  it('the simulated ZaloPay calls again only when requested, and never for a refusal', async () => {
    merchant.answer = { status: 200, body: '{"return_code":0}' };
    await press(zalopay, `/zalopay/pay/${(await create()).id}`, { choice: 'pay' });
    assert.equal(merchant.told.length, 3);
    merchant.answer = { status: 200, body: '{"return_code":-1}' };
    await press(zalopay, `/zalopay/pay/${(await create()).id}`, { choice: 'pay' });
    assert.equal(merchant.told.length, 4);
    merchant.answer = { status: 200, body: '{"return_code":1}' };
    const { id } = await create();
    await press(zalopay, `/zalopay/pay/${id}`, { choice: 'fail' });
    assert.equal(merchant.told.length, 4);
    assert.equal((await query(id)).return_code, 2);
  });

  it('the simulated ZaloPay accepts a refund, and answers a query that it is done', async () => {
    const { id } = await create();
    await press(zalopay, `/zalopay/pay/${id}`, { choice: 'pay' });
    const { zp_trans_id } = await query(id);
    const now = Date.now();
    const m_refund_id = `${dayOf(now)}_${app_id()}_1`;
    const signed = [app_id(), zp_trans_id, AMOUNT, 'Hoan', now];
    const fields = {
      ...{ app_id: app_id(), m_refund_id, zp_trans_id, amount: AMOUNT, description: 'Hoan' },
      ...{ timestamp: now, mac: mac(key1(), ...signed) },
    };
    assert.equal((await call('refund', fields)).return_code, 3);
    assert.equal((await call('refund', fields)).sub_return_code, -68);
    const asked = { app_id: app_id(), m_refund_id, timestamp: now };
    const queried = { ...asked, mac: mac(key1(), ...Object.values(asked)) };
    assert.equal((await call('query_refund', queried)).return_code, 1);
    assert.equal((await call('query_refund', { ...queried, mac: 'x' })).sub_return_code, -402);
  });
});
