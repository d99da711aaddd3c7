import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chainsOf, type Days, freeDays } from './period-chains.ts';

const days = (first_day: string, last_day: string): Days => ({ first_day, last_day });
const pairs = (found: readonly Days[]) => found.map((each) => [each.first_day, each.last_day]);

describe('an unbroken chain of periods', () => {
  const chain = (...periods: Days[]) => {
    const chains = chainsOf(periods);
    return periods.map((period) => chains.get(period));
  };

  it('a chain goes on where the next period begins on the day after, over months, years and 29 February', () => {
    assert.deepEqual(
      chain(
        days('2027-01-01', '2028-02-28'),
        days('2028-02-29', '2028-12-31'),
        days('2029-01-01', '2029-12-31'),
      ),
      ['2029-12-31', '2029-12-31', '2029-12-31'],
    );
  });

  it('a chain ends before a day without a period, in any sequence of periods', () => {
    const [third, first, second] = [
      days('2028-01-02', '2028-12-31'),
      days('2026-01-01', '2026-12-31'),
      days('2027-01-01', '2027-12-31'),
    ];
    assert.deepEqual(chain(third, first, second), ['2028-12-31', '2027-12-31', '2027-12-31']);
  });

  it('a chain can be a single period, and there is none without periods', () => {
    assert.deepEqual(chain(days('2026-01-01', '9999-12-31')), ['9999-12-31']);
    assert.deepEqual(chain(), []);
  });
});

describe('days that no period has', () => {
  it('uncovered days are all between two dates without periods, and none after the last', () => {
    assert.deepEqual(pairs(freeDays('2027-01-01', '2027-12-31', [])), [
      ['2027-01-01', '2027-12-31'],
    ]);
    assert.deepEqual(freeDays('2028-01-01', '2027-12-31', []), []);
  });

  it('uncovered days lie before, between and after periods, which may begin earlier or end later', () => {
    const periods = [
      days('2029-06-01', '2031-12-31'),
      days('2026-01-01', '2027-01-31'),
      days('2028-01-01', '2028-12-31'),
    ];
    assert.deepEqual(pairs(freeDays('2027-01-01', '2030-12-31', periods)), [
      ['2027-02-01', '2027-12-31'],
      ['2029-01-01', '2029-05-31'],
    ]);
    assert.deepEqual(freeDays('2028-03-01', '2028-04-30', periods), []);
  });
});
