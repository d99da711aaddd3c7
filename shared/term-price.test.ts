import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addDays } from './calendar-date.ts';
import { FISCAL_YEAR_STARTS } from './fiscal-year.ts';
import {
  DEFAULT_MINIMUM_GAIN_DAYS,
  defaultFiscalYear,
  type FirstSituation,
  fiscalYearChoices,
} from './license-term.ts';
import { renewedTerm, untilRange } from './renewed-term.ts';
import { priceTerm } from './term-price.ts';
import {
  TERM_PRICE_ROWS,
  TERM_PRICE_TODAY,
  TERM_PRICES,
  type TermPriceRow,
} from './vectors/term-prices.ts';

function situationOf({ today, expiry, start = 1, plan }: TermPriceRow): FirstSituation {
  return {
    today: today ?? TERM_PRICE_TODAY,
    presentExpiry: expiry,
    fiscalYearStart: start,
    minimumGain: DEFAULT_MINIMUM_GAIN_DAYS,
    ...plan,
  };
}

describe('terms and prices reckoned by hand', () => {
  for (const row of TERM_PRICE_ROWS) {
    it(`term and price agree with those reckoned by hand for ${row.name}: ${row.reckoned}`, () => {
      const situation = situationOf(row);
      const term = renewedTerm(situation, {
        termRule: row.plan?.termRule ?? 'fiscal_year',
        firstFiscalYear: row.year ?? defaultFiscalYear(situation).fiscalYear,
        years: row.years ?? 1,
        until: row.until,
      });
      const { pricePerYear } = row;
      const prices = pricePerYear ? [{ fromFiscalYear: 2020, pricePerYear }] : TERM_PRICES;
      assert.deepEqual(
        [term.firstDay, term.lastDay, priceTerm(term.parts, prices, row.quantity)?.list],
        [row.firstDay, row.lastDay, row.list],
      );
      if (row.gained !== undefined) assert.equal(term.daysGained, row.gained);
      if (row.choices) assert.deepEqual(fiscalYearChoices(situation), row.choices);
      const gap = row.gap ? { from: row.gap[0], until: row.gap[1] } : null;
      assert.deepEqual(term.gap, gap);
    });
  }

  it('a term with a year that has no price has no price', () => {
    const part = { fiscalYear: 2019, from: '2019-01-01', until: '2019-12-31', charged: null };
    assert.equal(priceTerm([part], TERM_PRICES), null);
  });
});

describe('a prorated term', () => {
  const date = fc.integer({ min: 0, max: 3_000 }).map((days) => addDays('2024-01-01', days));
  const anySituation = fc.record({
    presentExpiry: date,
    today: date,
    fiscalYearStart: fc.constantFrom(...FISCAL_YEAR_STARTS),
    minimumGain: fc.constant(DEFAULT_MINIMUM_GAIN_DAYS),
    proration: fc.constantFrom('month' as const, 'day' as const),
    lapsed: fc.constantFrom('required' as const, 'optional' as const, 'skipped' as const),
  });

  it('a prorated term never costs more than in full, nor less for a later end date', () => {
    fc.assert(
      fc.property(anySituation, fc.nat(1_000), fc.nat(400), (situation, days, more) => {
        const { fiscalYear: firstFiscalYear } = defaultFiscalYear(situation);
        const { from } = untilRange(situation, firstFiscalYear, 5);
        const priceOf = (until: string) => {
          const choice = { termRule: 'fiscal_year', firstFiscalYear, years: 1, until } as const;
          const term = renewedTerm(situation, choice);
          assert.equal(term.lastDay, until);
          const full = term.parts.map((part) => ({ ...part, charged: null }));
          const price = priceTerm(term.parts, TERM_PRICES)?.list ?? 0;
          assert.ok(price <= (priceTerm(full, TERM_PRICES)?.list ?? 0));
          return price;
        };
        const until = addDays(from, days);
        assert.ok(priceOf(until) >= 1 && priceOf(addDays(until, more)) >= priceOf(until));
      }),
    );
  });

  it('a prorated term contains every day from its first to its last once', () => {
    fc.assert(
      fc.property(anySituation, fc.integer({ min: 1, max: 5 }), (situation, years) => {
        for (const firstFiscalYear of fiscalYearChoices(situation)) {
          const choice = { termRule: 'fiscal_year', firstFiscalYear, years } as const;
          const { parts, firstDay, lastDay } = renewedTerm(situation, choice);
          assert.equal(parts.at(0)?.from, firstDay);
          assert.equal(parts.at(-1)?.until, lastDay);
          for (const [i, part] of parts.entries()) {
            assert.ok(part.from <= part.until);
            if (i > 0) assert.equal(part.from, addDays(parts[i - 1]?.until ?? '', 1));
          }
        }
      }),
    );
  });
});
