import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findUnrenewable } from './find-unrenewable.ts';
import type { RenewedLine } from './renewed-period.ts';

const TODAY = '2026-11-23';

function line(id: string, change: Partial<RenewedLine> = {}): RenewedLine {
  return {
    id,
    license_id: 'licence',
    plan_id: 'company',
    later_first_day: null,
    quantity: 1,
    allows_gap: 0,
    term_rule: 'fiscal_year',
    first_fiscal_year: 2027,
    years: 1,
    fiscal_year_start: 1,
    minimum_gain: 31,
    first_day: '2027-01-01',
    proration: 'none',
    until: null,
    expiry: '2026-12-31',
    ...change,
  };
}

const unrenewable = (...lines: RenewedLine[]) => [...findUnrenewable(lines, TODAY)];

describe('lines that their licence does not allow any more', () => {
  it('a line that leaves more days uncovered than its plan gives away is unrenewable', () => {
    assert.deepEqual(unrenewable(line('a')), []);
    assert.deepEqual(unrenewable(line('a', { expiry: '2026-11-30' })), []);
    assert.deepEqual(unrenewable(line('a', { expiry: '2026-11-29' })), ['a']);
    assert.deepEqual(unrenewable(line('a', { expiry: '2026-12-30', minimum_gain: 0 })), ['a']);
    assert.deepEqual(unrenewable(line('a', { first_fiscal_year: 2029, years: 5 })), ['a']);
  });

  it('a line builds on the years before it only where those are paid with it', () => {
    const [first, second] = [line('2027'), line('2028', { first_fiscal_year: 2028 })];
    assert.deepEqual(unrenewable(second), ['2028']);
    assert.deepEqual(unrenewable(first, second), []);
    assert.deepEqual(unrenewable(line('2029', { first_fiscal_year: 2029 }), first), ['2029']);
    const other = line('other', { license_id: 'another', first_fiscal_year: 2028 });
    assert.deepEqual(unrenewable(first, other), ['other']);
  });

  it('a line whose days the licence has already is unrenewable, but for a lapsed year', () => {
    assert.deepEqual(unrenewable(line('a', { expiry: '2027-12-30' })), []);
    assert.deepEqual(unrenewable(line('a', { expiry: '2027-12-31' })), ['a']);
    assert.deepEqual(unrenewable(line('a', { expiry: '2027-06-30', until: '2027-06-30' })), ['a']);
    const lapsed = { first_fiscal_year: 2024, first_day: '2024-01-01' };
    assert.deepEqual(unrenewable(line('a', lapsed)), []);
  });

  it('a lapsed year, and years added to an expiry, are renewable', () => {
    const lapsed = { expiry: '2024-06-30' };
    assert.deepEqual(unrenewable(line('a', { ...lapsed, first_fiscal_year: 2024 })), []);
    assert.deepEqual(unrenewable(line('a', { ...lapsed, first_fiscal_year: 2026 })), []);
    const anniversary = line('a', { term_rule: 'anniversary', first_fiscal_year: 2029 });
    assert.deepEqual(unrenewable(anniversary), []);
  });

  it('a line that follows a gap is unrenewable where it reaches days that the licence has already', () => {
    const later = (day: string) => line('a', { later_first_day: day });
    assert.deepEqual(unrenewable(later('2028-01-01')), []);
    assert.deepEqual(unrenewable(later('2027-12-31')), ['a']);
    assert.deepEqual(unrenewable(later('2027-06-01')), ['a']);
  });

  it('lines may leave a gap where they were ordered with a plan that allows one, once', () => {
    const gap = { first_fiscal_year: 2028, first_day: '2028-01-01', allows_gap: 1 as const };
    assert.deepEqual(unrenewable(line('a', gap)), []);
    assert.deepEqual(unrenewable(line('a', { ...gap, allows_gap: 0 })), ['a']);
    // A line that fills the gap ends before it.
    assert.deepEqual(unrenewable(line('gap', gap), line('fills')), []);
    assert.deepEqual(unrenewable(line('gap', gap), line('over', { years: 2 })), ['over']);
  });
});
