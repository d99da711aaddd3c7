import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type OrderedPrice, takenOf, volumeRateOf } from './order-terms.ts';

describe('the discount of each rule on a line', () => {
  const volume = { kind: 'volume', code: null, codeId: null, value: 1_000 } as const;
  const code = { kind: 'code', code: 'TET2027', codeId: null } as const;
  const line = (discount: number, taken: string) =>
    ({ list: 2_950_000, discount, taken }) as OrderedPrice;

  it('the discount of each rule on a line is as it was kept', () => {
    const terms = { rules: [volume, code], tiers: [] };
    assert.deepEqual(takenOf(line(395_000, '[295000,100000]'), terms), [295_000, 100_000]);
  });

  it('a discount that was not kept is the volume rate and, for the last code, the rest', () => {
    const terms = { rules: [volume, code], tiers: [] };
    assert.deepEqual(takenOf(line(395_000, '[]'), terms), [295_000, 100_000]);
    assert.deepEqual(takenOf(line(200_000, '[]'), terms), [200_000, 0]);
    const two = { rules: [volume, code, { ...code, code: 'HE2027' }], tiers: [] };
    assert.deepEqual(takenOf(line(395_000, '[]'), two), [295_000, 0, 100_000]);
    // Only volume is reckoned from its value: of several codes the last has the rest.
    const valued = { rules: [{ ...code, value: 1_000 }, code], tiers: [] };
    assert.deepEqual(takenOf(line(395_000, '[]'), valued), [0, 395_000]);
    const unknown = { kind: 'volume', code: null, codeId: null } as const;
    assert.deepEqual(
      takenOf(line(395_000, '[]'), { rules: [unknown, code], tiers: [] }),
      [0, 395_000],
    );
  });
});

it('the volume rate of an order is its tier’s for the number of lines, and never more than it had', () => {
  const tiers = [
    { minLines: 3, rate: 500 },
    { minLines: 5, rate: 1_500 },
  ];
  const granted = { kind: 'volume', code: null, codeId: null, value: 1_000 } as const;
  const code = { kind: 'code', code: 'TET2027', codeId: null, value: 900 } as const;
  const rates = [2, 3, 5].map((lines) => volumeRateOf({ rules: [code, granted], tiers }, lines));
  assert.deepEqual(rates, [0, 500, 1_000]);
  assert.equal(volumeRateOf({ rules: [code], tiers }, 5), 0);
});
