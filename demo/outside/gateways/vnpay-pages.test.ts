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
import { vnpayPages } from './vnpay-pages.ts';
import { hmacSha512, isSigned, signedQuery, vnpayTime } from './vnpay-protocol.ts';

let count = 0;

describe('the simulated VNPay', () => {
  let vnpay: Hono;
  let merchant: FakeMerchant;
  before(async () => {
    merchant = await startFakeMerchant('{"RspCode":"00","Message":"Confirm Success"}');
    vnpay = vnpayPages(merchant.settings);
  });
  beforeEach(() => {
    merchant.told.length = 0;
  });
  after(() => merchant.stop());

  async function decide(decision: string) {
    const txnRef = `GH${++count}`;
    const request = signedQuery(merchant.settings.secrets.vnpayHashSecret, {
      vnp_TmnCode: merchant.settings.vnpayTmnCode,
      vnp_Amount: `${AMOUNT}00`,
      vnp_TxnRef: txnRef,
      vnp_ReturnUrl: RETURN,
      vnp_ExpireDate: vnpayTime(Date.now() + 60_000),
    });
    const page = await vnpay.request(`/vnpay/paymentv2/vpcpay.html?${request}`);
    assert.equal(page.status, 200);
    const location = await press(vnpay, '/vnpay/decisions', { request, decision, seconds: '1' });
    return { txnRef, location, request };
  }

  it('the simulated VNPay takes one reference once, even when the payer goes back and presses again', async () => {
    const { request } = await decide('pay');
    const again = await vnpay.request(`/vnpay/paymentv2/vpcpay.html?${request}`);
    assert.equal(again.status, 400);
    const body = new URLSearchParams({ request, decision: 'pay' });
    const pressed = await vnpay.request('/vnpay/decisions', { method: 'POST', body });
    assert.equal(pressed.status, 400);
    assert.equal(merchant.told.length, 1);
  });

  it('the simulated VNPay refuses an address that was tampered with', async () => {
    const query = signedQuery('not-the-secret', { vnp_TmnCode: merchant.settings.vnpayTmnCode });
    assert.equal((await vnpay.request(`/vnpay/paymentv2/vpcpay.html?${query}`)).status, 400);
  });

  it('the simulated VNPay reports by IPN as the payer has chosen', async () => {
    const paid = await decide('pay');
    assert.equal(merchant.told.length, 1);
    assert.ok(merchant.told[0]?.path.startsWith('/gateways/vnpay/ipn?vnp_Amount=295000000&'));
    assert.equal(new URL(paid.location).searchParams.get('vnp_ResponseCode'), '00');
    assert.match((await decide('cancel')).location, /vnp_ResponseCode=24/);
    assert.match((await decide('fraud')).location, /vnp_TransactionStatus=07/);
    merchant.told.length = 0;
    await decide('no-ipn');
    assert.equal((await decide('silent')).location, '');
    assert.equal(merchant.told.length, 0);
    await decide('repeat');
    assert.equal(merchant.told.length, 10);
  });

  const API = '/vnpay/merchant_webapi/api/transaction';

  /** Signed as the documents say, over the values in their order. */
  function ask(command: string, fields: Record<string, string>, key?: string) {
    const secret = key ?? merchant.settings.secrets.vnpayHashSecret;
    const request = {
      vnp_RequestId: `r${++count}`,
      vnp_Version: '2.1.0',
      vnp_Command: command,
      vnp_TmnCode: merchant.settings.vnpayTmnCode,
      ...fields,
    };
    const hash = hmacSha512(secret, Object.values(request).join('|'));
    return json(vnpay, API, { ...request, vnp_SecureHash: hash });
  }

  function query(txnRef: string, key?: string) {
    const times = { vnp_TransactionDate: '1', vnp_CreateDate: '2', vnp_IpAddr: '3' };
    return ask('querydr', { vnp_TxnRef: txnRef, ...times, vnp_OrderInfo: '4' }, key);
  }

  function refund(txnRef: string, number: string, amount: number) {
    return ask('refund', {
      vnp_TransactionType: '02',
      vnp_TxnRef: txnRef,
      vnp_Amount: String(amount * 100),
      vnp_TransactionNo: number,
      vnp_TransactionDate: '1',
      vnp_CreateBy: 'operations',
      vnp_CreateDate: '2',
      vnp_IpAddr: '3',
      vnp_OrderInfo: '4',
    });
  }

  it('the simulated VNPay answers queries about its money, whatever it has reported', async () => {
    const { txnRef } = await decide('silent');
    const { vnp_ResponseCode, vnp_TransactionStatus } = await query(txnRef);
    assert.deepEqual([vnp_ResponseCode, vnp_TransactionStatus], ['00', '00']);
    assert.equal((await query((await decide('forge')).txnRef)).vnp_TransactionStatus, '01');
    assert.equal((await query('GHx')).vnp_ResponseCode, '91');
    assert.equal((await query(txnRef, 'not-the-secret')).vnp_ResponseCode, '97');
  });

  it('the simulated VNPay pays back the second of two payments, once', async () => {
    const { txnRef } = await decide('twice');
    const numbers = merchant.told.map(
      ({ path }) => new URL(path, RETURN).searchParams.get('vnp_TransactionNo') ?? '',
    );
    assert.equal(new Set(numbers).size, 2);
    const second = numbers[1] ?? '';
    assert.equal((await refund(txnRef, second, AMOUNT + 1)).vnp_ResponseCode, '99');
    assert.equal((await refund(txnRef, second, AMOUNT)).vnp_ResponseCode, '00');
    assert.equal((await refund(txnRef, second, AMOUNT)).vnp_ResponseCode, '99');
    assert.equal((await refund('GHx', second, AMOUNT)).vnp_ResponseCode, '91');
    await press(vnpay, '/vnpay/refunds', { mode: 'refuse' });
    assert.equal((await refund(txnRef, numbers[0] ?? '', AMOUNT)).vnp_ResponseCode, '95');
  });

  it('the simulated VNPay repeats, changes or forges reports, for tests', async () => {
    const { txnRef } = await decide('silent');
    const change = { vnp_ResponseCode: '24', vnp_TransactionStatus: '02' };
    await json(vnpay, '/api/vnpay/ipn', { txnRef, times: 2, change });
    await json(vnpay, '/api/vnpay/ipn', { txnRef, forge: true });
    const sent = merchant.told.map(({ path }) => new URL(path, RETURN).searchParams);
    assert.deepEqual(
      sent.map((params) => params.get('vnp_ResponseCode')),
      ['24', '24', '00'],
    );
    const signed = sent.map((params) =>
      isSigned(merchant.settings.secrets.vnpayHashSecret, Object.fromEntries(params)),
    );
    assert.deepEqual(signed, [true, true, false]);
  });
});
