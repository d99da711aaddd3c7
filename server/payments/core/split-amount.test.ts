import assert from 'node:assert/strict';
import { it } from 'node:test';
import { amountsToTransfer, partCount, splitEvenly } from './split-amount.ts';
import { NAPAS247_LIMIT } from './viet-qr.ts';

const sum = (amounts: readonly number[]) => amounts.reduce((total, one) => total + one, 0);

it('an amount is split into as few parts below the limit as there can be, which add up', () => {
  for (const [amount, parts] of [
    [1, 1],
    [499_999_999, 1],
    [500_000_000, 2],
    [999_999_998, 2],
    [999_999_999, 3],
    [1_212_345_678, 3],
    [9_007_199_254_740_991, 18_014_399],
  ] as const) {
    assert.equal(partCount(amount, NAPAS247_LIMIT), parts);
    if (parts > 1_000) continue;
    const amounts = splitEvenly(amount, parts);
    assert.equal(sum(amounts), amount);
    assert.ok(Math.max(...amounts) < NAPAS247_LIMIT);
    assert.ok(Math.max(...amounts) - Math.min(...amounts) <= 1);
  }
});

it('parts ask for what is missing, wherever the money has come', () => {
  const parts = (...received: number[]) => received.map((one) => ({ amount: 300, received: one }));
  assert.deepEqual(amountsToTransfer(parts(0, 0, 0), 900), [300, 300, 300]);
  assert.deepEqual(amountsToTransfer(parts(0, 300, 0), 600), [300, 0, 300]);
  assert.deepEqual(amountsToTransfer(parts(100, 0, 0), 800), [200, 300, 300]);
  assert.deepEqual(amountsToTransfer(parts(350, 0, 0), 550), [0, 300, 250]);
  // 600 under the reference of the whole.
  assert.deepEqual(amountsToTransfer(parts(0, 0, 0), 300), [300, 0, 0]);
  assert.deepEqual(amountsToTransfer(parts(300, 300, 300), 0), [0, 0, 0]);
  // The price has risen.
  assert.deepEqual(amountsToTransfer(parts(300, 0, 0), 650), [0, 300, 350]);
  assert.deepEqual(amountsToTransfer([], 100), []);
});
