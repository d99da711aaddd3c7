import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type FakeGateways, startFakeGateways } from '../../testing/gateways/fake-gateways.ts';
import { stopAndCheckMoney } from '../../testing/stop-and-check-money.ts';
import {
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import type { Client, TestServer } from '../../testing/test-server.ts';
import { readMissedTransfers } from './read-missed-transfers.ts';

const SEPAY_LIST = '/sepay/userapi/transactions/list';
const CASSO_LIST = '/casso/v2/transactions';

describe('transfers whose webhook was lost', () => {
  let gateways: FakeGateways;
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(4);

  beforeEach(async () => {
    gateways = await startFakeGateways();
  });
  afterEach(async () => {
    gateways.stop();
    await stopAndCheckMoney(server);
  });

  async function open(env: Record<string, string>) {
    ({ server, client } = await openFirm(codes, { ...gateways.env, ...env }));
  }

  async function order(code: string) {
    const { id } = await client.orders.place.mutate(await orderOf(client, [code]));
    return { id, transfer: await startTransfer(client, id) };
  }

  const stateOf = async (orderId: string) => (await client.orders.get.query({ orderId })).state;

  const sepayRow = (id: number, amount: number, content: string, at = '2026-11-23 09:00:00') => ({
    id: String(id),
    transaction_date: at,
    account_number: '0123456789',
    amount_in: `${amount}.00`,
    amount_out: '0.00',
    transaction_content: content,
    code: null,
  });

  it('SePay’s list is read from the saved cursor, and known transfers are not counted twice', async () => {
    await open({ SEPAY_API_TOKEN: 'a-token' });
    const [first, second] = [await order(codes[0] ?? ''), await order(codes[1] ?? '')];
    const { amount, memo } = first.transfer;
    await reportTransfer(server, { amount, memo, id: 900_001 });
    const rows = [
      sepayRow(900_002, second.transfer.amount, `CT DEN ${second.transfer.memo.toLowerCase()}`),
      sepayRow(900_001, amount, memo),
      { ...sepayRow(900_003, 0, 'tra luong'), amount_out: '5000000.00' },
      { ...sepayRow(900_000, 3_000_000, 'khac'), account_number: '9990001112' },
    ];
    gateways.answers.set(SEPAY_LIST, { status: 200, transactions: rows });
    assert.equal(await readMissedTransfers(server.context), 1);
    assert.equal(await stateOf(second.id), 'paid');
    const read = await client.orders.get.query({ orderId: first.id });
    assert.deepEqual([read.state, read.payments.length], ['paid', 1]);
    // An account's past is not read: all of it would be unmatched money.
    assert.equal(gateways.calls.at(-1)?.body.transaction_date_min, '2026-11-21');
    assert.equal(await readMissedTransfers(server.context), 0);
    assert.equal(gateways.calls.at(-1)?.body.since_id, '900003');
  });

  it('SePay’s list is read to the oldest entry, though it answers with the newest five thousand', async () => {
    await open({ SEPAY_API_TOKEN: 'a-token' });
    const { id, transfer } = await order(codes[0] ?? '');
    const many = Array.from({ length: 5_000 }, (_, index) =>
      sepayRow(910_000 + index, 0, 'khac', '2026-11-23 08:00:00'),
    );
    const oldest = sepayRow(900_500, transfer.amount, transfer.memo, '2026-11-22 08:00:00');
    gateways.answers.set(SEPAY_LIST, (query: Record<string, string>) => ({
      status: 200,
      transactions: query.transaction_date_max ? [oldest] : many,
    }));
    assert.equal(await readMissedTransfers(server.context), 1);
    assert.equal(await stateOf(id), 'paid');
  });

  it('Casso’s list is read page by page', async () => {
    await open({ SEPAY_API_KEY: '', CASSO_SECRET: 'casso-secret', CASSO_API_KEY: 'casso-key' });
    const { id, transfer } = await order(codes[0] ?? '');
    const row = (rowId: number, amount: number, description: string) => ({
      id: rowId,
      description,
      amount,
      when: '2026-11-23 09:00:00',
    });
    const page1 = Array.from({ length: 100 }, (_, index) => row(index + 1, -1_000, 'phi'));
    const page2 = [row(500, transfer.amount, `MBVCB.1 ${transfer.memo}. CT tu 001`)];
    gateways.answers.set(CASSO_LIST, (query: Record<string, string>) => ({
      error: 0,
      data: { records: query.page === '1' ? page1 : page2 },
    }));
    assert.equal(await readMissedTransfers(server.context), 1);
    assert.equal(await stateOf(id), 'paid');
    assert.equal(await readMissedTransfers(server.context), 0, 'the same days again');
  });

  it('a list that is missing, or not as documented, changes nothing', async () => {
    await open({ SEPAY_API_TOKEN: 'a-token' });
    const { id } = await order(codes[0] ?? '');
    for (const answer of [null, 'no JSON', { status: 200 }, { transactions: [{ id: {} }] }]) {
      gateways.answers.set(SEPAY_LIST, answer);
      await assert.rejects(readMissedTransfers(server.context), { code: 'GATEWAY_UNAVAILABLE' });
    }
    assert.equal(await stateOf(id), 'awaiting_payment');
  });
});
