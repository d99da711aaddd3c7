import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type OrderedPrice, takenOf } from './order-terms.ts';

describe('the discount of each rule on a line', () => {
  const volume = { kind: 'volume', code: null, codeId: null, value: 1_000 } as const;
  const code = { kind: 'code', code: 'TET2027', codeId: null } as const;
  const line = (discount: number, taken: string) =>
    ({ list: 2_950_000, discount, taken }) as OrderedPrice;

  it('is as it was kept', () => {
    const terms = { rules: [volume, code], tiers: [] };
    assert.deepEqual(takenOf(line(395_000, '[295000,100000]'), terms), [295_000, 100_000]);
  });

  it('is the volume rate and, for the last code, the rest, where it was not kept', () => {
    const terms = { rules: [volume, code], tiers: [] };
    assert.deepEqual(takenOf(line(395_000, '[]'), terms), [295_000, 100_000]);
    assert.deepEqual(takenOf(line(200_000, '[]'), terms), [200_000, 0]);
    const two = { rules: [volume, code, { ...code, code: 'HE2027' }], tiers: [] };
    assert.deepEqual(takenOf(line(395_000, '[]'), two), [295_000, 0, 100_000]);
  });
});
