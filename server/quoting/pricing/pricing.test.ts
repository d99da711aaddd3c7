import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sumDong } from '../../../shared/money.ts';
import type { VatRate } from '../../../shared/schemas/common.ts';
import {
  type DiscountRule,
  discountsOf,
  type ListPrice,
  priceLines,
  totalsOf,
  volumeRules,
} from './pricing.ts';

const rule = (change: Partial<DiscountRule>): DiscountRule => ({
  kind: 'code',
  code: 'GIAHAN10',
  codeId: 'id',
  unit: 'percent',
  value: 1_000,
  scope: 'order',
  ...change,
});

const exempt = (...lists: number[]): ListPrice[] =>
  lists.map((list) => ({ list, vatRate: 'KCT' as const }));

function totals(lines: readonly ListPrice[], rules: readonly DiscountRule[]) {
  return totalsOf(priceLines(lines, rules).map((line) => line.price));
}

describe('discounts', () => {
  it('discounts apply one after the other, each to the remaining price', () => {
    const rules = [
      ...volumeRules(1_500),
      rule({ kind: 'referral', code: 'MINHPHAT', unit: 'amount', value: 50_000 }),
      rule({}),
    ];
    const priced = priceLines(exempt(600_000, 400_000), rules);
    assert.deepEqual(
      discountsOf(priced, rules).map(({ kind, amount }) => [kind, amount]),
      // 15 % of 1,000,000; 50,000; 10 % of the 800,000 left.
      [
        ['volume', 150_000],
        ['referral', 50_000],
        ['code', 80_000],
      ],
    );
    assert.equal(totalsOf(priced.map((line) => line.price)).total, 720_000);
  });

  it('discounts by line are taken off each line, and rounded there', () => {
    const rules = [rule({ scope: 'line', value: 333 })];
    const priced = priceLines(exempt(1_000_010, 100), rules);
    assert.deepEqual(
      priced.map((line) => line.price.discount),
      [33_300, 3],
    );
    const fixed = [rule({ scope: 'line', unit: 'amount', value: 20_000 })];
    assert.equal(totals(exempt(600_000, 400_000, 30_000), fixed).discount, 60_000);
  });

  it('discounts by order are split over the lines, the remainder to the dearest', () => {
    const rules = [rule({ unit: 'amount', value: 100 })];
    assert.deepEqual(
      priceLines(exempt(1_000, 1_000, 1_000), rules).map((line) => line.price.discount),
      [34, 33, 33],
    );
    assert.deepEqual(
      priceLines(exempt(10, 2_000), rules).map((line) => line.price.discount),
      [0, 100],
    );
  });

  it('the remainder of a split goes to the dearest line, of equal ones to that with most VAT', () => {
    const parts = (lines: ListPrice[], value: number) =>
      priceLines(lines, [rule({ unit: 'amount', value })]).map((line) => line.price.discount);
    // 2 over 10 and 30 is 0.5 and 1.5.
    const [cheap, dear]: ListPrice[] = [
      { list: 10, vatRate: '10%' },
      { list: 30, vatRate: 'KCT' },
    ];
    assert.ok(cheap && dear);
    assert.deepEqual(parts([cheap, dear], 2), [0, 2]);
    assert.deepEqual(parts([dear, cheap], 2), [2, 0]);
    const [exempt, taxed]: ListPrice[] = [
      { list: 100, vatRate: 'KCT' },
      { list: 100, vatRate: '8%' },
    ];
    assert.ok(exempt && taxed);
    assert.deepEqual(parts([exempt, taxed], 1), [0, 1]);
    assert.deepEqual(parts([taxed, exempt], 1), [1, 0]);
  });

  it('discounts leave 1 dong of every line, because an order of nothing can’t be paid', () => {
    for (const scope of ['line', 'order'] as const) {
      const rules = [rule({ unit: 'amount', value: 5_000_000, scope })];
      const priced = priceLines(exempt(2_950_000, 1), rules);
      assert.deepEqual(
        priced.map((line) => line.price.total),
        [1, 1],
      );
      assert.equal(discountsOf(priced, rules)[0]?.amount, 2_949_999);
    }
    assert.equal(totals(exempt(2_950_000), volumeRules(10_000)).total, 1);
  });

  it('discounts that take nothing off are left out', () => {
    const rules = [rule({ value: 1 }), rule({ unit: 'amount', value: 7 })];
    const priced = priceLines(exempt(100), rules);
    assert.deepEqual(
      discountsOf(priced, rules).map(({ amount }) => amount),
      [7],
    );
  });

  it('discounts come before VAT, which is reckoned by line', () => {
    const rules = [rule({ value: 5_000 })];
    const [price] = priceLines([{ list: 1_000, vatRate: '8%' }], rules);
    assert.deepEqual(price?.price, { list: 1_000, discount: 500, net: 500, vat: 40, total: 540 });
  });
});

const vatRates: readonly VatRate[] = ['KCT', 'KKKNT', '0%', '5%', '8%', '10%'];
const anyLine = fc.record({
  // Small and equal prices as well, where rounding and ties show.
  list: fc.oneof(
    fc.integer({ min: 1, max: 30 }),
    fc.constantFrom(499_999, 2_950_000),
    fc.integer({ min: 1, max: 9_999_999_999 }),
  ),
  vatRate: fc.constantFrom(...vatRates),
});
const anyRule = fc.oneof(
  fc.record({ unit: fc.constant('percent' as const), value: fc.integer({ min: 1, max: 10_000 }) }),
  fc.record({
    unit: fc.constant('amount' as const),
    value: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 9_999_999_999 })),
  }),
);
const anyRules = fc.array(fc.tuple(anyRule, fc.constantFrom('line' as const, 'order' as const)), {
  maxLength: 3,
});
const rulesOf = (made: [{ unit: 'percent' | 'amount'; value: number }, 'line' | 'order'][]) =>
  made.map(([change, scope]) => rule({ ...change, scope }));

describe('lines that are priced again', () => {
  const again = (takens: (number[] | undefined)[]) =>
    takens.map((taken) => ({ list: 100_000, vatRate: 'KCT' as const, ...(taken && { taken }) }));
  const discounts = (lines: ReturnType<typeof again>, rules: Parameters<typeof priceLines>[1]) =>
    priceLines(lines, rules).map((line) => line.taken);

  it('lines priced again keep an older version’s discount of which only the name is known', () => {
    const old = { kind: 'code', code: 'TET', codeId: 'id' } as const;
    assert.deepEqual(discounts(again([[3_000], [7_000], undefined]), [old]), [
      ...[[3_000], [7_000], [0]],
    ]);
  });

  it('lines priced again keep their part of an amount off the order, and are reckoned anew otherwise', () => {
    const off = (change: Partial<DiscountRule>) =>
      discounts(again([[3_000], [7_000]]), [rule(change)]);
    assert.deepEqual(off({ unit: 'amount', scope: 'order', value: 50_000 }), [[3_000], [7_000]]);
    assert.deepEqual(off({ unit: 'amount', scope: 'line', value: 9_000 }), [[9_000], [9_000]]);
    assert.deepEqual(off({ unit: 'percent', scope: 'order', value: 500 }), [[5_000], [5_000]]);
    const off50 = rule({ unit: 'amount', scope: 'order', value: 50_000 });
    assert.deepEqual(discounts(again([[3_000], undefined]), [off50]), [[3_000], [0]]);
    const first = discounts(again([undefined, undefined]), [
      rule({ unit: 'amount', scope: 'order', value: 50_000 }),
    ]);
    assert.deepEqual(first, [[25_000], [25_000]]);
  });

  it('lines priced again have a discount only where they had it before', () => {
    const rules = [rule({}), rule({ code: 'SECOND' })];
    assert.deepEqual(
      discountsOf([{ taken: [5] }, { taken: [] }, { taken: [1, 2] }], rules).map((d) => d.amount),
      [6, 2],
    );
  });
});

describe('a volume discount', () => {
  it('a volume discount is less by an earlier excess, and never less than nothing', () => {
    const off = (less: number) => totals(exempt(600_000, 400_000), volumeRules(500, less)).discount;
    assert.deepEqual([off(0), off(20_000), off(50_000), off(60_000)], [50_000, 30_000, 0, 0]);
    assert.deepEqual(volumeRules(0, 20_000), []);
    assert.equal('less' in (volumeRules(500)[0] ?? {}), false);
  });

  it('a volume discount of no lines is nothing', () => {
    assert.deepEqual(priceLines([], volumeRules(500)), []);
  });
});

describe('whatever the lines and discounts', () => {
  it('sums match, nothing is negative, and every line costs something, for any discounts', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 40 }), anyRules, (lines, made) => {
        const rules = rulesOf(made);
        const priced = priceLines(lines, rules);
        for (const [index, { price, taken }] of priced.entries()) {
          assert.equal(price.list, lines[index]?.list);
          assert.equal(taken.length, rules.length);
          assert.equal(sumDong(taken), price.discount);
          assert.ok(taken.every((part) => Number.isSafeInteger(part) && part >= 0));
          assert.equal(price.net, price.list - price.discount);
          assert.ok(price.net >= 1);
          assert.equal(price.total, price.net + price.vat);
          assert.ok(price.vat >= 0);
        }
        const all = totalsOf(priced.map((line) => line.price));
        assert.equal(all.net, all.list - all.discount);
        assert.equal(all.total, all.net + all.vat);
        const told = discountsOf(priced, rules);
        assert.equal(sumDong(told.map((discount) => discount.amount)), all.discount);
        assert.ok(told.every((discount) => discount.amount > 0));
      }),
      { numRuns: 500 },
    );
  });

  it('the sequence of the lines changes no total, and no discount', () => {
    const shuffled = fc
      .array(anyLine, { minLength: 1, maxLength: 20 })
      .chain((lines) =>
        fc.tuple(
          fc.constant(lines),
          fc.shuffledSubarray(lines, { minLength: lines.length, maxLength: lines.length }),
        ),
      );
    fc.assert(
      fc.property(shuffled, anyRules, ([lines, others], made) => {
        const rules = rulesOf(made);
        assert.deepEqual(totals(lines, rules), totals(others, rules));
        assert.deepEqual(
          discountsOf(priceLines(lines, rules), rules),
          discountsOf(priceLines(others, rules), rules),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('a discount of the order takes off exactly its amount while that leaves enough', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1_000, max: 5_000_000 }), { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 1, max: 9_000 }),
        (lists, rate) => {
          const { list, discount } = totals(exempt(...lists), [rule({ value: rate })]);
          assert.equal(discount, Math.floor((list * rate + 5_000) / 10_000));
        },
      ),
    );
  });
});
