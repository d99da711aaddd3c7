import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type FakeGateways, startFakeGateways } from '../../../testing/gateways/fake-gateways.ts';
import { stopAndCheckMoney } from '../../../testing/stop-and-check-money.ts';
import { openFirm, orderOf, startTransfer, taxCodes } from '../../../testing/test-directory.ts';
import { type Client, NOW, SEPAY_API_KEY, type TestServer } from '../../../testing/test-server.ts';
import { readMissedTransfers } from '../../reconciliation/read-missed-transfers.ts';
import { hmacHex } from '../core/hmac.ts';
import { cassoRaw } from './casso.ts';
import { isOtherAccount } from './own-accounts.ts';

const BANK_ACCOUNT = '0123456789';

describe('a reported transfer', () => {
  const listed = { accountNumber: BANK_ACCOUNT, virtualAccounts: ['VQRQ0001', '00963NC6A1'] };
  const unlisted = { accountNumber: BANK_ACCOUNT, virtualAccounts: [] };

  it('a transfer to the account itself is ours in any notation, and so is one that names no account', () => {
    for (const account of [
      ...[BANK_ACCOUNT, ' 0123 456 789 ', '0123.456.789', 123_456_789],
      ...[undefined, null, '', {}],
    ]) {
      for (const own of [listed, unlisted]) {
        assert.equal(isOtherAccount(own, { account, virtual: null }), false, String(account));
      }
    }
  });

  it('a transfer to another account is not ours', () => {
    for (const account of ['0123456780', '123456789', '9990001112', 9_990_001_112, 'VQRQ0002']) {
      for (const own of [listed, unlisted]) {
        assert.equal(isOtherAccount(own, { account, virtual: '' }), true, String(account));
      }
    }
  });

  it('a transfer to a listed virtual account is ours, beside the account’s number or in its place', () => {
    for (const named of [
      { account: BANK_ACCOUNT, virtual: 'vqrq0001' },
      { account: 'VQRQ0001', virtual: null },
      { account: '00963nc6a1', virtual: '' },
      { account: null, virtual: 'VQRQ0001' },
      // The other number is the bank's own where the real account is named as virtual.
      { account: '9990001112', virtual: BANK_ACCOUNT },
    ]) {
      assert.equal(isOtherAccount(listed, named), false, JSON.stringify(named));
    }
    assert.equal(isOtherAccount(unlisted, { account: 'VQRQ0001', virtual: null }), true);
  });

  it('a transfer to an unlisted virtual account is ours only where none is listed', () => {
    const named = { account: BANK_ACCOUNT, virtual: 'VQRQ0009' };
    assert.equal(isOtherAccount(unlisted, named), false);
    assert.equal(isOtherAccount(listed, named), true);
    assert.equal(isOtherAccount(listed, { account: null, virtual: 'VQRQ0009' }), true);
  });
});

describe('money of another account', () => {
  let server: TestServer;
  let client: Client;
  let gateways: FakeGateways;
  const codes = taxCodes(30);
  let next = 0;
  let id = 870_000;

  async function open(env: Record<string, string>) {
    gateways = await startFakeGateways();
    const settings = { BANK_VIRTUAL_ACCOUNTS: 'VQRQ0001, VQRQ0002' };
    ({ server, client } = await openFirm(codes, { ...gateways.env, ...settings, ...env }));
  }
  async function close() {
    gateways.stop();
    await stopAndCheckMoney(server);
  }

  async function order() {
    next += 1;
    const own = codes.slice(next - 1, next);
    const { id: orderId } = await client.orders.place.mutate(await orderOf(client, own));
    const transfer = await startTransfer(client, orderId);
    return { ...transfer, state: async () => (await client.orders.get.query({ orderId })).state };
  }

  type Named = { account: string; virtual: string | null };
  const OTHERS: Named[] = [
    { account: '9990001112', virtual: null },
    { account: 'VQRQ0009', virtual: null },
    { account: BANK_ACCOUNT, virtual: 'VQRQ0009' },
  ];
  const OURS: Named[] = [
    { account: BANK_ACCOUNT, virtual: null },
    { account: BANK_ACCOUNT, virtual: 'VQRQ0001' },
    { account: 'VQRQ0002', virtual: null },
  ];

  type Told = { amount: number; memo: string } & Named;
  function expectations(told: (transfer: Told) => Promise<unknown>, isKept: boolean) {
    it('money of another account pays nothing, though it names the order', async () => {
      const { amount, memo, state } = await order();
      for (const named of OTHERS) await told({ amount, memo, ...named });
      assert.equal(await state(), 'awaiting_payment');
      const payments = await server.context.db.selectFrom('payments').select('id').execute();
      const kept = await server.context.db
        .selectFrom('gateway_messages')
        .select('outcome')
        .where('raw', 'like', `%${memo}%`)
        .execute();
      assert.equal(payments.length, 0);
      const outcomes = kept.map(({ outcome }) => outcome);
      assert.deepEqual(outcomes, isKept ? OTHERS.map(() => 'other_account') : []);
    });

    it('money of another account is distinguished from money of our virtual accounts', async () => {
      for (const named of OURS) {
        const { amount, memo, state } = await order();
        await told({ amount, memo, ...named });
        assert.equal(await state(), 'paid', JSON.stringify(named));
      }
    });
  }

  describe('money reported by SePay’s webhook', () => {
    before(() => open({}));
    after(close);
    expectations(
      ({ amount, memo, account, virtual }) =>
        fetch(`${server.url}/gateways/sepay`, {
          method: 'POST',
          headers: { authorization: `Apikey ${SEPAY_API_KEY}` },
          body: JSON.stringify({
            ...{ id: ++id, transferType: 'in', transferAmount: amount, content: memo },
            ...{ accountNumber: account, subAccount: virtual },
          }),
        }),
      true,
    );
  });

  describe('money reported by SePay’s list', () => {
    before(() => open({ SEPAY_API_TOKEN: 'a-token' }));
    after(close);
    expectations(({ amount, memo, account, virtual }) => {
      gateways.answers.set('/sepay/userapi/transactions/list', {
        transactions: [
          {
            ...{ id: String(++id), amount_in: `${amount}.00`, transaction_content: memo },
            ...{ account_number: account, sub_account: virtual },
          },
        ],
      });
      return readMissedTransfers(server.context);
    }, false);
  });

  const casso = { SEPAY_API_KEY: '', CASSO_SECRET: 'casso-secret', CASSO_API_KEY: 'k' };

  describe('money reported by Casso’s webhook', () => {
    before(() => open(casso));
    after(close);
    expectations(({ amount, memo, account, virtual }) => {
      const named = { accountNumber: account, virtualAccountNumber: virtual };
      const message = { error: 0, data: { id: ++id, amount, description: memo, ...named } };
      const hash = hmacHex('sha512', 'casso-secret', cassoRaw(String(NOW), message));
      return fetch(`${server.url}/gateways/casso`, {
        method: 'POST',
        headers: { 'x-casso-signature': `t=${NOW},v1=${hash}` },
        body: JSON.stringify(message),
      });
    }, true);
  });

  describe('money reported by Casso’s list', () => {
    before(() => open(casso));
    after(close);
    expectations(({ amount, memo, account, virtual }) => {
      const named = { bankSubAccId: account, virtualAccount: virtual };
      gateways.answers.set('/casso/v2/transactions', {
        error: 0,
        data: { records: [{ id: ++id, amount, description: memo, ...named }] },
      });
      return readMissedTransfers(server.context);
    }, false);
  });
});
