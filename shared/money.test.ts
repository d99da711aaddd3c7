import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { basisPointsOf, formatDong, isDong, MAX_DONG, splitDong, sumDong } from './money.ts';

const dong = fc.integer({ min: 0, max: MAX_DONG });

describe('isDong', () => {
  it('isDong accepts whole numbers from 0 to the largest amount, and nothing else', () => {
    for (const amount of [0, 1, MAX_DONG]) assert.equal(isDong(amount), true, String(amount));
    for (const other of [-1, 0.5, MAX_DONG + 1, Number.NaN, Number.POSITIVE_INFINITY, '5', null]) {
      assert.equal(isDong(other), false, String(other));
    }
  });
});

describe('splitDong', () => {
  it('splitDong neither loses nor creates a dong, and gives each part its share to within one dong', () => {
    fc.assert(
      fc.property(dong, fc.array(dong, { minLength: 1, maxLength: 60 }), (total, weights) => {
        const parts = splitDong(total, weights);
        assert.equal(sumDong(parts), total);
        const sum = weights.reduce((a, b) => a + BigInt(b), 0n);
        if (sum === 0n) return;
        parts.forEach((part, index) => {
          const exact = Number((BigInt(total) * BigInt(weights[index] ?? 0) * 1000n) / sum) / 1000;
          assert.ok(Math.abs(part - exact) <= 1.001, `${part} is not near ${exact}`);
        });
      }),
    );
  });

  it('splitDong gives equal weights equal parts, and the remaining dong to the first ones', () => {
    assert.deepEqual(splitDong(100, [1, 1, 1]), [34, 33, 33]);
    assert.deepEqual(splitDong(2, [1, 1, 1, 1]), [1, 1, 0, 0]);
  });

  it('splitDong gives the remaining dong to the largest remainders', () => {
    // 10 over 1, 2 and 4 is 1.43, 2.86 and 5.71.
    assert.deepEqual(splitDong(10, [1, 2, 4]), [1, 3, 6]);
    assert.deepEqual(splitDong(10, [4, 2, 1]), [6, 3, 1]);
    assert.deepEqual(splitDong(9, [1, 2, 4]), [1, 3, 5]);
  });

  it('splitDong gives everything to the first part when all weights are zero', () => {
    assert.deepEqual(splitDong(5, [0, 0]), [5, 0]);
    assert.deepEqual(splitDong(5, [0, 2]), [0, 5]);
    assert.deepEqual(splitDong(0, [1, 2]), [0, 0]);
  });

  it('splitDong refuses negative numbers and an empty list of weights', () => {
    assert.throws(() => splitDong(5, []), RangeError);
    assert.throws(() => splitDong(-5, [1]), RangeError);
    assert.throws(() => splitDong(5, [-1]), RangeError);
    assert.throws(() => splitDong(5, [2, -1]), RangeError);
  });
});

describe('basisPointsOf', () => {
  it('basisPointsOf rounds half up, exactly, at every size', () => {
    assert.equal(basisPointsOf(10_000, 500), 500);
    assert.equal(basisPointsOf(30, 500), 2);
    assert.equal(basisPointsOf(29, 500), 1);
    assert.equal(basisPointsOf(MAX_DONG, 10_000), MAX_DONG);
  });
});

describe('formatDong', () => {
  it('formatDong groups by dots and keeps the sign on the line', () => {
    assert.equal(formatDong(0), '0\u00a0₫');
    assert.equal(formatDong(1_234_567), '1.234.567\u00a0₫');
  });

  it('formatDong agrees with Intl in Vietnamese', () => {
    const intl = new Intl.NumberFormat('vi-VN', { style: 'currency', currency: 'VND' });
    fc.assert(fc.property(dong, (amount) => assert.equal(formatDong(amount), intl.format(amount))));
  });
});
