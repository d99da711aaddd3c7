import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  addDays,
  addYears,
  calendarDate,
  calendarDateAt,
  compactInstant,
  daysBetween,
  formatDate,
  formatInstant,
  isCalendarDate,
} from './calendar-date.ts';
import {
  FISCAL_YEAR_STARTS,
  fiscalYearOf,
  fiscalYearPeriod,
  formatFiscalYears,
} from './fiscal-year.ts';
import { fiscalYearChoices, nextFiscalYear, renewedExpiry } from './license-term.ts';

const date = fc
  .integer({ min: 0, max: 60_000 })
  .map((days) => addDays('2000-01-01', days))
  .filter((text) => text < '2150-01-01');
const start = fc.constantFrom(...FISCAL_YEAR_STARTS);
const years = fc.integer({ min: 1, max: 5 });

describe('calendar dates', () => {
  it('add days and count them alike', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: -1000, max: 1000 }), (from, days) =>
        assert.equal(daysBetween(from, addDays(from, days)), days),
      ),
    );
  });

  it('move 29 February to 28 February in a common year', () => {
    assert.equal(addYears('2028-02-29', 1), '2029-02-28');
    assert.equal(addYears('2028-02-29', 4), '2032-02-29');
    assert.equal(addYears('2026-11-23', 1), '2027-11-23');
  });

  it('turn over at midnight in Vietnam', () => {
    assert.equal(calendarDateAt(Date.parse('2026-12-31T16:59:59Z')), '2026-12-31');
    assert.equal(calendarDateAt(Date.parse('2026-12-31T17:00:00Z')), '2027-01-01');
    assert.equal(formatInstant(Date.parse('2026-11-23T03:05:00Z')), '23/11/2026 10:05');
    assert.equal(compactInstant(Date.parse('2026-12-31T17:00:05Z')), '20270101000005');
  });

  it('are told from what is none', () => {
    assert.ok(isCalendarDate('2028-02-29'));
    for (const wrong of ['2027-02-29', '2026-13-01', '2026-1-1', '', '2026-11-23T00:00']) {
      assert.ok(!isCalendarDate(wrong), wrong);
    }
    assert.equal(formatDate('2026-11-04'), '04/11/2026');
  });
});

describe('fiscal years', () => {
  it('contain the dates that fall in them, and follow on each other without a gap', () => {
    fc.assert(
      fc.property(date, start, (day, month) => {
        const year = fiscalYearOf(day, month);
        const period = fiscalYearPeriod(year, month);
        assert.ok(period.first <= day && day <= period.last);
        assert.equal(addDays(period.last, 1), fiscalYearPeriod(year + 1, month).first);
        assert.equal(daysBetween(period.first, period.last) + 1 - 365, leapDaysIn(period));
      }),
    );
  });

  it('are named by the year they start in', () => {
    assert.equal(fiscalYearOf('2027-03-31', 4), 2026);
    assert.deepEqual(fiscalYearPeriod(2027, 4), { first: '2027-04-01', last: '2028-03-31' });
    assert.equal(formatFiscalYears(2027, 1), '2027');
    assert.equal(formatFiscalYears(2027, 3), '2027–2029');
  });

  function leapDaysIn({ first, last }: { first: string; last: string }): number {
    const leapDays = [first, last].map((day) => `${day.slice(0, 4)}-02-29`);
    return new Set(leapDays.filter((day) => isCalendarDate(day) && first <= day && day <= last))
      .size;
  }
});

describe('renewedExpiry', () => {
  const term = {
    termRule: 'fiscal_year',
    firstFiscalYear: 2027,
    years: 1,
    fiscalYearStart: 1,
  } as const;

  it('by fiscal year is the last day of the last year', () => {
    assert.equal(renewedExpiry(term, '2026-12-31', '2026-11-23'), '2027-12-31');
    assert.equal(renewedExpiry({ ...term, years: 3 }, '2026-12-31', '2026-11-23'), '2029-12-31');
    assert.equal(
      renewedExpiry({ ...term, fiscalYearStart: 4 }, '2026-12-31', '2026-11-23'),
      '2028-03-31',
    );
  });

  it('by fiscal year is never earlier than the present expiry', () => {
    assert.equal(renewedExpiry(term, '2030-06-30', '2026-11-23'), '2030-06-30');
  });

  it('by anniversary counts from the later of today and the present expiry', () => {
    const anniversary = { ...term, termRule: 'anniversary' } as const;
    assert.equal(renewedExpiry(anniversary, '2026-12-05', '2026-11-23'), '2027-12-05');
    assert.equal(renewedExpiry(anniversary, '2026-01-05', '2026-11-23'), '2027-11-23');
    assert.equal(renewedExpiry(anniversary, '2028-02-29', '2026-11-23'), '2029-02-28');
  });

  it('never takes away, and a choice that is offered always adds', () => {
    fc.assert(
      fc.property(date, date, start, years, (expiry, today, fiscalYearStart, count) => {
        for (const termRule of ['fiscal_year', 'anniversary'] as const) {
          for (const firstFiscalYear of fiscalYearChoices(expiry, today, fiscalYearStart)) {
            const given = { termRule, firstFiscalYear, years: count, fiscalYearStart };
            assert.ok(renewedExpiry(given, expiry, today) > expiry);
          }
        }
      }),
    );
  });

  it('gives the same when the years are bought one by one as when they are bought together', () => {
    fc.assert(
      fc.property(date, date, start, years, (expiry, today, fiscalYearStart, count) => {
        const first = nextFiscalYear(expiry, today, fiscalYearStart);
        const rule = { termRule: 'fiscal_year', fiscalYearStart } as const;
        let oneByOne = expiry;
        for (let i = 0; i < count; i++) {
          const next = { ...rule, firstFiscalYear: first + i, years: 1 };
          oneByOne = renewedExpiry(next, oneByOne, today);
        }
        const together = renewedExpiry(
          { ...rule, firstFiscalYear: first, years: count },
          expiry,
          today,
        );
        assert.equal(oneByOne, together);
      }),
    );
  });
});

describe('nextFiscalYear', () => {
  it('is that of the first day not covered, or of today', () => {
    assert.equal(nextFiscalYear('2026-12-31', '2026-11-23', 1), 2027);
    assert.equal(nextFiscalYear('2026-06-15', '2026-11-23', 1), 2026);
    assert.equal(nextFiscalYear('2024-12-31', '2026-11-23', 1), 2026);
    assert.equal(nextFiscalYear('2027-03-31', '2026-11-23', 4), 2027);
  });

  it('is among the choices', () => {
    fc.assert(
      fc.property(date, date, start, (expiry, today, month) => {
        const choices = fiscalYearChoices(expiry, today, month);
        assert.ok(choices.includes(nextFiscalYear(expiry, today, month)));
        assert.ok(choices.length <= 5);
      }),
    );
  });

  it('offers up to two lapsed years', () => {
    assert.deepEqual(
      fiscalYearChoices('2023-12-31', '2026-11-23', 1),
      [2024, 2025, 2026, 2027, 2028],
    );
    assert.deepEqual(
      fiscalYearChoices(calendarDate(2026, 12, 31), '2026-11-23', 1),
      [2027, 2028, 2029],
    );
  });
});
