import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type LicenseEnd, type RenewedLine, renewalBy } from './renewed-period.ts';

const TODAY = '2026-11-23';
const END: LicenseEnd = { expiry: '2026-12-31', later_first_day: null };

function renewal(change: Partial<RenewedLine> = {}, today = TODAY) {
  const line: RenewedLine = {
    ...{ id: 'line', license_id: 'licence', plan_id: 'ordered', quantity: 1 },
    ...{ term_rule: 'fiscal_year', first_fiscal_year: 2027, years: 1, fiscal_year_start: 1 },
    ...{ minimum_gain: 31, first_day: '2027-01-01', proration: 'none', until: null, allows_gap: 0 },
    ...END,
    ...change,
  };
  const { expiry, later_first_day } = line;
  return renewalBy(line, { expiry, later_first_day }, today);
}

const days = (firstDay: string, lastDay: string) => ({ firstDay, lastDay });

describe('the days that a paid line adds', () => {
  it('the days of a paid line begin on the day after the expiry, or on its first day', () => {
    assert.deepEqual(renewal().days, days('2027-01-01', '2027-12-31'));
    // Paid for longer since it was ordered.
    assert.deepEqual(renewal({ expiry: '2027-03-31' }).days, days('2027-04-01', '2027-12-31'));
    // A year that lapsed before today.
    const lapsed = { expiry: '2024-06-30', first_fiscal_year: 2025, first_day: '2025-01-01' };
    assert.deepEqual(renewal(lapsed).days, days('2025-01-01', '2025-12-31'));
    const kept = { expiry: '2026-12-31', first_fiscal_year: 2027 };
    assert.deepEqual(renewal(kept, '2027-02-01').days, days('2027-01-01', '2027-12-31'));
  });

  it('the days of a paid line take in the few unpaid days before it, unless it was ordered with a gap', () => {
    const set = { expiry: '2026-12-15' };
    assert.deepEqual(renewal(set).days, days('2026-12-16', '2027-12-31'));
    assert.deepEqual(renewal(set, '2026-12-20').days, days('2026-12-20', '2027-12-31'));
    assert.deepEqual(renewal({ ...set, allows_gap: 1 }).days, days('2027-01-01', '2027-12-31'));
    // A line from before its first day was kept.
    assert.deepEqual(renewal({ ...set, first_day: null }).days, days('2026-12-16', '2027-12-31'));
  });

  it('the days of a paid line by anniversary are years from the expiry, or from today', () => {
    const yearly = { term_rule: 'anniversary' as const, years: 2 };
    assert.deepEqual(renewal(yearly).days, days('2027-01-01', '2028-12-31'));
    const lapsed = { ...yearly, expiry: '2026-06-30' };
    assert.deepEqual(renewal(lapsed).days, days('2026-11-23', '2028-11-23'));
  });

  it('a paid line adds no days where the licence has them all', () => {
    const { days, newExpiry, after } = renewal({ expiry: '2028-12-31' });
    assert.deepEqual([days, newExpiry, after.expiry], [null, '2028-12-31', '2028-12-31']);
  });

  it('other lines paid with a line go on from its days, but not over a gap', () => {
    assert.deepEqual(renewal().after, { ...END, expiry: '2027-12-31' });
    const later = { first_fiscal_year: 2028, first_day: '2028-01-01', allows_gap: 1 as const };
    assert.deepEqual(renewal(later).after, { ...END, later_first_day: '2028-01-01' });
    const before = { ...later, later_first_day: '2027-06-01' };
    assert.equal(renewal(before).after.later_first_day, '2027-06-01');
  });
});
