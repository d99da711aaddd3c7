import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { vectorsOf } from '../testing/vectors.ts';
import { cassoList, cassoSignature, cassoWebhook } from './casso-protocol.ts';
import { sepayList, sepayWebhook, signatureHeaders } from './sepay-protocol.ts';
import type { Transfer } from './transfer.ts';

const ACCOUNT = { name: 'Vietcombank', account: '1023456789', bin: '970436' };

function transferOf(id: number, change: Partial<Transfer> = {}): Transfer {
  return {
    ...{ id, at: Date.parse('2026-11-23T23:30:00+07:00'), memo: `GH${id}`, direction: 'in' },
    ...{ amount: 2_950_000, balance: 5_000_000, reference: `FT${id}`, forged: false, answers: [] },
    ...change,
  };
}

describe('the simulated SePay', () => {
  for (const { name, op, secret, rawBody, timestamp, headers } of vectorsOf('sepay').vectors) {
    if (op !== 'webhook-hmac') continue;
    it(`the simulated SePay signs as SePay does: ${name}`, () => {
      const signed = signatureHeaders(secret, rawBody, Number(timestamp) * 1_000 + 999);
      const lower = Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value]);
      const given = Object.fromEntries(lower);
      assert.equal(signed['x-sepay-signature'], given['x-sepay-signature']);
      assert.equal(signed['x-sepay-timestamp'], String(timestamp));
    });
  }

  it('the simulated SePay lists from an id on, with amounts as texts', () => {
    const transfers = [transferOf(3, { direction: 'out' }), transferOf(2), transferOf(1)];
    const { transactions } = sepayList(ACCOUNT, transfers, { since_id: '2', limit: '200' });
    assert.deepEqual(
      transactions.map(({ id, amount_in, amount_out }) => [id, amount_in, amount_out]),
      [
        ['3', '0.00', '2950000.00'],
        ['2', '2950000.00', '0.00'],
      ],
    );
    const yesterday = transferOf(4, { at: Date.parse('2026-11-22T09:00:00+07:00') });
    const idsOf = (query: Parameters<typeof sepayList>[2]) =>
      sepayList(ACCOUNT, [yesterday, transferOf(5)], query).transactions.map(({ id }) => id);
    assert.deepEqual(idsOf({ transaction_date_min: '2026-11-23' }), ['5']);
    assert.deepEqual(idsOf({ transaction_date_max: '2026-11-22' }), ['4']);
    assert.deepEqual(idsOf({ transaction_date_max: '2026-11-23 23:30:00' }), ['5', '4']);
    assert.equal(sepayWebhook(ACCOUNT, transferOf(1)).transactionDate, '2026-11-23 23:30:00');
  });
});

describe('the simulated Casso', () => {
  for (const { name, op, secret, rawBody, timestamp, header } of vectorsOf('casso').vectors) {
    if (op !== 'webhook-v2') continue;
    it(`the simulated Casso signs as Casso does: ${name}`, () => {
      assert.equal(cassoSignature(secret, JSON.parse(rawBody), Number(timestamp)), header);
    });
  }

  it('the simulated Casso lists a page at a time from a day on; money out is negative', () => {
    const yesterday = Date.parse('2026-11-22T12:00:00+07:00');
    const transfers = [
      transferOf(3, { direction: 'out' }),
      transferOf(2),
      transferOf(1, { at: yesterday }),
    ];
    const query = { fromDate: '2026-11-23', sort: 'ASC', page: '2', pageSize: '1' };
    const { data } = cassoList(transfers, query);
    assert.equal(data.totalRecords, 2);
    assert.deepEqual(
      data.records.map(({ id, amount }) => [id, amount]),
      [[3, -2_950_000]],
    );
    assert.equal(
      cassoWebhook(ACCOUNT, transferOf(3, { direction: 'out' })).data.amount,
      -2_950_000,
    );
  });
});
