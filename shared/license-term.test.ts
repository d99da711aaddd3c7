import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  addDays,
  addYears,
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
import {
  daysGained,
  daysGainedBy,
  defaultFiscalYear,
  fiscalYearChoices,
  gapDays,
  MAX_MINIMUM_GAIN_DAYS,
  nextFiscalYear,
  type RenewalSituation,
  renewedExpiry,
} from './license-term.ts';

const date = fc
  .integer({ min: 0, max: 60_000 })
  .map((days) => addDays('2000-01-01', days))
  .filter((text) => text < '2150-01-01');
const start = fc.constantFrom(...FISCAL_YEAR_STARTS);
const years = fc.integer({ min: 1, max: 5 });
const anySituation = fc.record<RenewalSituation>({
  presentExpiry: date,
  today: date,
  fiscalYearStart: start,
  minimumGain: fc.integer({ min: 0, max: MAX_MINIMUM_GAIN_DAYS }),
});

/** On 23/11/2026, with a fiscal year from January and the default minimum gain. */
function situationOf(presentExpiry: string, change: Partial<RenewalSituation> = {}) {
  const usual = { today: '2026-11-23', fiscalYearStart: 1, minimumGain: 31 } as const;
  return { presentExpiry, ...usual, ...change };
}

describe('calendar dates', () => {
  it('calendar dates add days and count the days between', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: -1000, max: 1000 }), (from, days) =>
        assert.equal(daysBetween(from, addDays(from, days)), days),
      ),
    );
  });

  it('calendar dates move 29 February to 28 February in a common year', () => {
    assert.equal(addYears('2028-02-29', 1), '2029-02-28');
    assert.equal(addYears('2028-02-29', 4), '2032-02-29');
    assert.equal(addYears('2026-11-23', 1), '2027-11-23');
  });

  it('calendar dates change at midnight in Vietnam', () => {
    assert.equal(calendarDateAt(Date.parse('2026-12-31T16:59:59Z')), '2026-12-31');
    assert.equal(calendarDateAt(Date.parse('2026-12-31T17:00:00Z')), '2027-01-01');
    assert.equal(formatInstant(Date.parse('2026-11-23T03:05:00Z')), '23/11/2026 10:05');
    assert.equal(compactInstant(Date.parse('2026-12-31T17:00:05Z')), '20270101000005');
  });

  it('calendar dates that do not exist are refused', () => {
    assert.ok(isCalendarDate('2028-02-29'));
    for (const wrong of ['2027-02-29', '2026-13-01', '2026-1-1', '', '2026-11-23T00:00']) {
      assert.ok(!isCalendarDate(wrong), wrong);
    }
    assert.equal(formatDate('2026-11-04'), '04/11/2026');
  });
});

describe('fiscal years', () => {
  it('fiscal years contain the dates that fall in them, and follow each other without a gap', () => {
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

  it('fiscal years are named by the year they start in', () => {
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

  it('a renewal by fiscal year ends on the last day of its last year', () => {
    assert.equal(renewedExpiry(term, '2026-12-31', '2026-11-23'), '2027-12-31');
    assert.equal(renewedExpiry({ ...term, years: 3 }, '2026-12-31', '2026-11-23'), '2029-12-31');
    assert.equal(
      renewedExpiry({ ...term, fiscalYearStart: 4 }, '2026-12-31', '2026-11-23'),
      '2028-03-31',
    );
  });

  it('a renewal by fiscal year never ends before the present expiry', () => {
    assert.equal(renewedExpiry(term, '2030-06-30', '2026-11-23'), '2030-06-30');
  });

  it('a renewal by anniversary counts from the later of today and the present expiry', () => {
    const anniversary = { ...term, termRule: 'anniversary' } as const;
    assert.equal(renewedExpiry(anniversary, '2026-12-05', '2026-11-23'), '2027-12-05');
    assert.equal(renewedExpiry(anniversary, '2026-01-05', '2026-11-23'), '2027-11-23');
    assert.equal(renewedExpiry(anniversary, '2028-02-29', '2026-11-23'), '2029-02-28');
  });

  it('a renewal never shortens a licence, and every choice offered adds days', () => {
    fc.assert(
      fc.property(anySituation, years, (situation, count) => {
        const { presentExpiry, today, fiscalYearStart } = situation;
        for (const termRule of ['fiscal_year', 'anniversary'] as const) {
          for (const firstFiscalYear of fiscalYearChoices(situation)) {
            const given = { termRule, firstFiscalYear, years: count, fiscalYearStart };
            assert.ok(renewedExpiry(given, presentExpiry, today) > presentExpiry);
          }
        }
      }),
    );
  });

  it('years bought one by one end on the same day as years bought together', () => {
    fc.assert(
      fc.property(date, date, start, years, (expiry, today, fiscalYearStart, count) => {
        const first = nextFiscalYear({ presentExpiry: expiry, today, fiscalYearStart });
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
  it('the next fiscal year is that of the first uncovered day, or of today', () => {
    const yearAfter = (expiry: string, fiscalYearStart: 1 | 4 = 1) =>
      nextFiscalYear(situationOf(expiry, { fiscalYearStart }));
    assert.equal(yearAfter('2026-12-31'), 2027);
    assert.equal(yearAfter('2026-06-15'), 2026);
    assert.equal(yearAfter('2024-12-31'), 2026);
    assert.equal(yearAfter('2027-03-31', 4), 2027);
  });
});

describe('the default fiscal year', () => {
  it('the default fiscal year skips a year that adds no more than the minimum gain, and returns its days', () => {
    assert.deepEqual(defaultFiscalYear(situationOf('2026-12-29')), {
      fiscalYear: 2027,
      skipped: { fiscalYear: 2026, daysGained: 2 },
    });
    assert.deepEqual(defaultFiscalYear(situationOf('2026-11-30')).skipped, {
      fiscalYear: 2026,
      daysGained: 31,
    });
    assert.deepEqual(defaultFiscalYear(situationOf('2026-11-29')), {
      fiscalYear: 2026,
      skipped: null,
    });
    assert.equal(defaultFiscalYear(situationOf('2026-12-29', { minimumGain: 0 })).fiscalYear, 2026);
    assert.equal(defaultFiscalYear(situationOf('2026-12-29', { minimumGain: 1 })).fiscalYear, 2026);
    assert.equal(defaultFiscalYear(situationOf('2026-12-29', { minimumGain: 2 })).fiscalYear, 2027);
  });

  it('the default fiscal year of a lapsed licence counts days from today', () => {
    const lapsed = (today: string) => defaultFiscalYear(situationOf('2026-02-28', { today }));
    assert.equal(lapsed('2026-11-30').fiscalYear, 2026);
    assert.deepEqual(lapsed('2026-12-01').skipped, { fiscalYear: 2026, daysGained: 31 });
    assert.deepEqual(lapsed('2026-12-31').skipped, { fiscalYear: 2026, daysGained: 1 });
  });

  it('the default fiscal year adds more than the minimum gain, and leaves no more than that uncovered', () => {
    fc.assert(
      fc.property(anySituation, (situation) => {
        const { fiscalYear } = defaultFiscalYear(situation);
        assert.ok(daysGainedBy(fiscalYear, situation) > situation.minimumGain);
        assert.ok(gapDays(fiscalYear, situation) <= situation.minimumGain);
      }),
    );
  });
});

describe('the fiscal years to choose from', () => {
  it('the fiscal years on offer are up to two lapsed ones, the present and the default', () => {
    assert.deepEqual(fiscalYearChoices(situationOf('2023-12-31')), [2024, 2025, 2026]);
    assert.deepEqual(fiscalYearChoices(situationOf('2019-12-31')), [2024, 2025, 2026]);
    assert.deepEqual(fiscalYearChoices(situationOf('2026-12-31')), [2027]);
    assert.deepEqual(fiscalYearChoices(situationOf('2026-12-29')), [2026, 2027]);
    assert.deepEqual(
      fiscalYearChoices(situationOf('2025-12-31', { today: '2026-12-20' })),
      [2026, 2027],
    );
  });

  it('the default is the last fiscal year on offer, and none leaves more than the minimum gain uncovered', () => {
    fc.assert(
      fc.property(anySituation, (situation) => {
        const choices = fiscalYearChoices(situation);
        assert.equal(choices.at(-1), defaultFiscalYear(situation).fiscalYear);
        assert.ok(choices.every((year) => gapDays(year, situation) <= situation.minimumGain));
        assert.ok(gapDays((choices.at(-1) ?? 0) + 1, situation) > situation.minimumGain);
        assert.ok(choices.length <= 4);
      }),
    );
  });
});

describe('the days that a renewal adds', () => {
  it('the days a renewal adds count from today or the present expiry, never before today', () => {
    assert.equal(daysGained('2026-12-29', '2026-12-31', '2026-11-23'), 2);
    assert.equal(daysGained('2026-12-31', '2027-12-31', '2026-11-23'), 365);
    assert.equal(daysGained('2025-12-31', '2026-11-23', '2026-11-23'), 1);
    assert.equal(daysGained('2024-12-31', '2025-12-31', '2026-11-23'), 0);
  });
});
