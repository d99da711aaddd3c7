import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Hono } from 'hono';
import { hmacHex } from '../hmac.ts';
import {
  AMOUNT,
  type FakeMerchant,
  json,
  press,
  RETURN,
  startFakeMerchant,
  until,
} from '../testing/fake-merchant.ts';
import { momoPages } from './momo.ts';
import { type MomoOperation, signedText } from './momo-protocol.ts';

let count = 0;

describe('the simulated MoMo', () => {
  let momo: Hono;
  let merchant: FakeMerchant;
  before(async () => {
    merchant = await startFakeMerchant('', 204);
    momo = momoPages(merchant.settings);
  });
  beforeEach(() => {
    merchant.told.length = 0;
  });
  after(() => merchant.stop());

  function call(operation: MomoOperation, fields: Record<string, unknown>, key?: string) {
    const { momoAccessKey, momoSecretKey } = merchant.settings.secrets;
    const values = { partnerCode: merchant.settings.momoPartnerCode, ...fields };
    const text = signedText(operation, momoAccessKey, values);
    const signature = hmacHex('sha256', key ?? momoSecretKey, text);
    return json(momo, `/momo/v2/gateway/api/${operation}`, { ...values, signature });
  }

  function orderOf(orderId: string, change = {}) {
    return {
      ...{ orderId, requestId: `r-${orderId}`, amount: AMOUNT, orderInfo: 'Gia han' },
      ...{ redirectUrl: RETURN, ipnUrl: `${merchant.settings.serverUrl}/ipn`, extraData: '' },
      ...{ requestType: 'captureWallet', ...change },
    };
  }

  async function start(choice: string, seconds = '1') {
    const orderId = `GH${++count}`;
    const created = await call('create', orderOf(orderId));
    assert.equal(created.payUrl, `${merchant.settings.outsideUrl}/momo/pay/${orderId}`);
    const page = await (await momo.request(`/momo/pay/${orderId}`)).text();
    assert.match(page, /2\.950\.000/);
    const location = await press(momo, `/momo/pay/${orderId}`, { choice, seconds });
    const query = () => call('query', { orderId, requestId: `q-${++count}` });
    return { orderId, location, query };
  }

  const codes = () => merchant.told.map(({ body }) => JSON.parse(body).resultCode as number);

  it('the simulated MoMo registers no order that is unsigned, too large, or known', async () => {
    assert.equal((await call('create', orderOf('GHx'), 'not-the-key')).resultCode, 13);
    assert.equal((await call('create', orderOf('GHx', { amount: 50_000_001 }))).resultCode, 22);
    assert.equal((await call('create', orderOf('GHx'))).resultCode, 0);
    assert.equal((await call('create', orderOf('GHx'))).resultCode, 41);
    assert.equal((await call('query', { orderId: 'GHx', requestId: 'q' })).resultCode, 1000);
    assert.equal((await call('query', { orderId: 'GHy', requestId: 'q' })).resultCode, 42);
  });

  it('the simulated MoMo pays, reports once, and brings the payer back', async () => {
    const { orderId, location, query } = await start('pay');
    assert.deepEqual(codes(), [0]);
    assert.equal(merchant.told[0]?.path, '/ipn');
    assert.ok(location.startsWith(`${RETURN}?`));
    assert.equal(new URL(location).searchParams.get('orderId'), orderId);
    const answered = await query();
    assert.equal(answered.resultCode, 0);
    assert.equal(answered.transId, JSON.parse(merchant.told[0]?.body ?? '').transId);
    // A finished order takes no second payment.
    await press(momo, `/momo/pay/${orderId}`, { choice: 'pay' });
    assert.equal(merchant.told.length, 1);
  });

  it('the simulated MoMo fails and cancels', async () => {
    const failed = await start('fail');
    const cancelled = await start('cancel');
    assert.deepEqual(codes(), [1001, 1006]);
    assert.equal((await failed.query()).resultCode, 1001);
    assert.equal((await cancelled.query()).resultCode, 1006);
  });

  it('the simulated MoMo reports late', async () => {
    const { query } = await start('delay');
    assert.equal((await query()).resultCode, 7000);
    assert.deepEqual(codes(), []);
    await until(() => merchant.told.length > 0);
    assert.equal((await query()).resultCode, 0);
  });

  it('the simulated MoMo reports ten times at once', async () => {
    await start('repeat');
    assert.equal(merchant.told.length, 10);
    assert.equal(new Set(merchant.told.map(({ body }) => body)).size, 1);
  });

  it('the simulated MoMo reports after the return, an old refusal last', async () => {
    await start('reorder');
    assert.deepEqual(codes(), []);
    await until(() => merchant.told.length === 2);
    assert.deepEqual(codes(), [0, 1001]);
    const [paid, old] = merchant.told.map(({ body }) => JSON.parse(body));
    assert.ok(old.responseTime <= paid.responseTime);
  });

  it('the simulated MoMo can be forged, and answers queries truthfully', async () => {
    const forged = await start('forge');
    const { signature, ...message } = JSON.parse(merchant.told[0]?.body ?? '');
    assert.equal(message.resultCode, 0);
    const text = signedText('ipn', merchant.settings.secrets.momoAccessKey, message);
    assert.notEqual(signature, hmacHex('sha256', merchant.settings.secrets.momoSecretKey, text));
    assert.equal((await forged.query()).resultCode, 1000);

    const wrong = await start('amount');
    const { amount } = JSON.parse(merchant.told[1]?.body ?? '');
    assert.equal(amount, AMOUNT / 2);
    assert.equal((await wrong.query()).resultCode, 1000);
  });

  it('the simulated MoMo can stay silent, and keep the payer', async () => {
    const { orderId, location, query } = await start('silent');
    assert.equal(location, `/momo/pay/${orderId}`);
    assert.equal(merchant.told.length, 0);
    assert.equal((await query()).resultCode, 0);
  });

  it('the simulated MoMo reports again when it is not answered by 204', async () => {
    merchant.answer = { status: 200, body: '' };
    await start('pay');
    merchant.answer = { status: 204, body: '' };
    assert.equal(merchant.told.length, 3);
  });

  it('the simulated MoMo pays back once, no more than it took', async () => {
    const { query } = await start('pay');
    const { transId } = await query();
    const refund = (requestId: string, amount: number) =>
      call('refund', {
        ...{ orderId: `R${requestId}`, requestId, transId, amount, description: '' },
      });
    assert.equal((await refund('1', AMOUNT + 1)).resultCode, 1080);
    const done = await refund('2', AMOUNT);
    assert.equal(done.resultCode, 0);
    assert.deepEqual(await refund('2', AMOUNT), done, 'the same request is carried out once');
    assert.equal((await refund('3', 1)).resultCode, 1080);
  });

  it('the simulated MoMo can pay back, and lose its answer', async () => {
    const { query } = await start('pay');
    const { transId } = await query();
    await press(momo, '/momo/refunds', { mode: 'lost' });
    const fields = { orderId: 'R9', requestId: '9', transId, amount: AMOUNT, description: '' };
    await assert.rejects(call('refund', fields), 'no JSON comes');
    await press(momo, '/momo/refunds', { mode: 'done' });
    assert.equal((await call('refund', fields)).resultCode, 0);
  });
});
