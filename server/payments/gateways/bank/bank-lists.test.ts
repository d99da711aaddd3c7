import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type FakeGateways, startFakeGateways } from '../../../testing/gateways/fake-gateways.ts';
import { NOW } from '../../../testing/test-server.ts';
import { listCassoTransfers } from './casso.ts';
import { listSepayTransfers } from './sepay.ts';

const OWN = { accountNumber: '0123456789', virtualAccounts: [] };
let gateways: FakeGateways;
before(async () => {
  gateways = await startFakeGateways();
});
after(() => gateways.stop());

describe('Casso’s list of transfers', () => {
  const row = (id: number, amount: number) => ({ id, amount, description: 'GH', tid: `FT${id}` });
  const read = async (records: object[], cursor = '') => {
    gateways.answers.set('/casso/v2/transactions', { error: 0, data: { records } });
    const api = { url: gateways.env.CASSO_API_URL ?? '', key: 'k' };
    const list = await listCassoTransfers(api, OWN, cursor, NOW);
    const asked = gateways.calls.at(-1)?.body;
    return { ...list, asked: [asked?.fromDate, asked?.page] };
  };

  it('Casso’s list contains only money in: no transfer out, of zero, or of a fraction of a dong', async () => {
    const { evidence } = await read([row(1, 5_000), row(2, -5_000), row(3, 0), row(4, 0.5)]);
    assert.deepEqual(
      evidence.map(({ transactionId, amount }) => [transactionId, amount]),
      [['1', 5_000]],
    );
  });

  it('Casso’s list is read from two days ago, page by page, and from there again', async () => {
    const page = Array.from({ length: 100 }, (_, index) => row(index + 1, 1_000));
    const first = await read(page);
    assert.deepEqual(first.asked, ['2026-11-21', '1']);
    assert.deepEqual([first.more, first.cursor], [true, '2026-11-21 2']);
    const last = await read(page.slice(1), '2026-11-01 2');
    assert.deepEqual(last.asked, ['2026-11-01', '2']);
    assert.deepEqual([last.more, last.cursor], [false, '2026-11-21']);
  });
});

describe('SePay’s list of transfers', () => {
  const row = (id: number, date: string, amount: unknown = '1000.00') => ({
    ...{ id, transaction_date: `${date} 10:00:00`, amount_in: amount, transaction_content: 'GH' },
  });
  const api = () => ({ url: gateways.env.SEPAY_API_URL ?? '', token: 't' });

  it('SePay’s list is read on from the oldest entry of a full answer, wherever that stands', async () => {
    const full = Array.from({ length: 5_000 }, (_, index) =>
      row(index + 10, index === 2_500 ? '2026-11-20' : '2026-11-22'),
    );
    const untils: unknown[] = [];
    gateways.answers.set(
      '/sepay/userapi/transactions/list',
      ({ transaction_date_max: until }: Record<string, unknown>) => {
        untils.push(until);
        const transactions = until === undefined ? full : [row(2, '2026-11-19')];
        return { transactions };
      },
    );
    const { evidence, cursor } = await listSepayTransfers(api(), OWN, '1', NOW);
    assert.deepEqual(untils, [undefined, '2026-11-20 10:00:00']);
    assert.deepEqual([evidence.length, evidence[0]?.transactionId, cursor], [5_001, '2', '5009']);
  });

  it('SePay’s list contains only money in, the earliest first by number', async () => {
    const transactions = [
      ...[row(100, '2026-11-22'), row(9, '2026-11-22', 7_000), row(10, '2026-11-22', '0.00')],
      ...[row(11, '2026-11-22', '-5.00'), row(12, '2026-11-22', '0.50')],
    ];
    gateways.answers.set('/sepay/userapi/transactions/list', { transactions });
    const { evidence, cursor } = await listSepayTransfers(api(), OWN, '', NOW);
    assert.deepEqual(
      evidence.map(({ transactionId, amount }) => [transactionId, amount]),
      [
        ['9', 7_000],
        ['100', 1_000],
      ],
    );
    assert.equal(cursor, '100');
  });
});
