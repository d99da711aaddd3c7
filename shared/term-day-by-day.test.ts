import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addDays, type CalendarDate, laterOf } from './calendar-date.ts';
import type { FiscalYearStart } from './fiscal-year.ts';
import { defaultFiscalYear, fiscalYearChoices, type RenewalSituation } from './license-term.ts';
import { renewedTerm } from './renewed-term.ts';
import { priceTerm } from './term-price.ts';

/** The same rules once more, by walking over days one at a time, without any of the tested code. */

const CASES = 1_000;
const PRICES = [
  { fromFiscalYear: 2015, pricePerYear: 2_950_003 },
  { fromFiscalYear: 2027, pricePerYear: 3_150_007 },
];

/** A pseudo-random sequence of numbers, the same in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

function fiscalYear(day: CalendarDate, start: number): number {
  const [year = 0, month = 0] = day.split('-').map(Number);
  return month >= start ? year : year - 1;
}

const known = new Map<string, readonly CalendarDate[]>();

/** All days of a fiscal year, one after the other. */
function daysOfYear(year: number, start: number): readonly CalendarDate[] {
  const first = `${year}-${String(start).padStart(2, '0')}-01`;
  const days = known.get(first) ?? [...daysFrom(first, year, start)];
  known.set(first, days);
  return days;
}

function* daysFrom(first: CalendarDate, year: number, start: number) {
  for (let day = first; fiscalYear(day, start) === year; day = addDays(day, 1)) yield day;
}

function situationFrom(next: (below: number) => number): RenewalSituation {
  const today = addDays('2024-01-01', next(2_000));
  const one = <Value>(...values: Value[]): Value => values[next(values.length)] as Value;
  return {
    today,
    presentExpiry: addDays(today, next(1_700) - 900),
    fiscalYearStart: one<FiscalYearStart>(1, 4, 7, 10),
    proration: one('none', 'month', 'day'),
    lapsed: one('required', 'optional', 'skipped'),
    allowsGap: one(true, false, false),
    minimumGain: one(0, 31, 92),
  };
}

/** The default first year, and those on offer. */
function yearsOnOffer(situation: RenewalSituation) {
  const { today, presentExpiry, fiscalYearStart: start, lapsed } = situation;
  const uncovered = addDays(presentExpiry, 1);
  const open = laterOf(uncovered, today);
  const present = fiscalYear(open, start);
  const earliest = Math.max(fiscalYear(uncovered, start), present - 2);
  if (lapsed === 'required' && earliest < present) {
    return { open, present, isSkipped: false, byDefault: earliest, choices: [earliest] };
  }
  const left = daysOfYear(present, start).filter((day) => day >= open).length;
  const isSkipped = situation.proration === 'none' && left <= situation.minimumGain;
  const byDefault = isSkipped ? present + 1 : present;
  const choices: number[] = [];
  const last = situation.allowsGap ? byDefault + 2 : byDefault;
  for (let year = lapsed === 'skipped' ? present : earliest; year <= last; year++) {
    choices.push(year);
  }
  return { open, present, isSkipped, byDefault, choices };
}

/** The days of the first fiscal year that a renewal covers. */
function firstYearDays(situation: RenewalSituation, year: number): CalendarDate[] {
  const { presentExpiry, today, fiscalYearStart, proration, lapsed } = situation;
  const { open, present, isSkipped, byDefault } = yearsOnOffer(situation);
  const own = daysOfYear(year, fiscalYearStart).filter((day) => day > presentExpiry);
  if (isSkipped && year === byDefault) {
    return [...daysOfYear(present, fiscalYearStart).filter((day) => day >= open), ...own];
  }
  const isFromToday = year === present && proration !== 'none' && lapsed !== 'required';
  return isFromToday ? own.filter((day) => day >= today) : own;
}

/** The price of a fiscal year of which these days are covered. */
function costOf(
  days: readonly CalendarDate[],
  year: number,
  { fiscalYearStart, proration }: RenewalSituation,
  quantity: number,
): number {
  const full = quantity * (PRICES[year < 2027 ? 0 : 1]?.pricePerYear ?? 0);
  const whole = daysOfYear(year, fiscalYearStart);
  const months = (some: readonly string[]) => new Set(some.map((day) => day.slice(0, 7))).size;
  const [count, of] =
    proration === 'month' ? [months(days), months(whole)] : [days.length, whole.length];
  if (proration === 'none' || count >= of) return full;
  return Math.max(1, Math.round((full * count) / of));
}

describe('terms and prices counted day by day', () => {
  it('the default year, the choices, the days and the price are those of a count day by day', () => {
    const next = numbers(20_261_123);
    for (let nth = 0; nth < CASES; nth++) {
      const situation = situationFrom(next);
      const { open, byDefault, choices } = yearsOnOffer(situation);
      const where = JSON.stringify(situation);
      assert.equal(defaultFiscalYear(situation).fiscalYear, byDefault, where);
      assert.deepEqual(fiscalYearChoices(situation), choices, where);
      const firstFiscalYear = choices[next(choices.length)] ?? byDefault;
      const [years, quantity] = [1 + next(3), 1 + next(9)];
      const byYear = Array.from({ length: years }, (_, index) => firstFiscalYear + index).map(
        (year, index) => ({
          year,
          days:
            index === 0
              ? firstYearDays(situation, year)
              : daysOfYear(year, situation.fiscalYearStart),
        }),
      );
      const days = byYear.flatMap((each) => each.days);
      const choice = { termRule: 'fiscal_year', firstFiscalYear, years } as const;
      const term = renewedTerm(situation, choice);
      const expected = {
        firstDay: days[0],
        lastDay: days.at(-1),
        daysGained: days.filter((day) => day >= situation.today).length,
        list: byYear.reduce(
          (sum, { year, days }) => sum + costOf(days, year, situation, quantity),
          0,
        ),
        gap: (days[0] ?? '') > open ? { from: open, until: addDays(days[0] ?? '', -1) } : null,
      };
      const { firstDay, lastDay, daysGained, gap } = term;
      const list = priceTerm(term.parts, PRICES, quantity)?.list;
      const told = `${where} ${JSON.stringify({ ...choice, quantity })}`;
      assert.deepEqual({ firstDay, lastDay, daysGained, list, gap }, expected, told);
    }
  });
});
