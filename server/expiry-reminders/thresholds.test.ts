import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addDays } from '../../shared/calendar-date.ts';
import { lastExpiryToRemind, thresholdFor } from './thresholds.ts';

const TODAY = '2026-11-23';

describe('the threshold of an expiry', () => {
  it('each day counts for the nearest threshold that it has reached', () => {
    const at = (days: number) => thresholdFor(addDays(TODAY, days), TODAY);
    const days = [-1, 0, 1, 2, 7, 8, 15, 16, 30, 31, 60, 61];
    assert.deepEqual(days.map(at), [null, 1, 1, 7, 7, 15, 15, 30, 30, 60, 60, null]);
  });

  it('the last expiry to remind of is the last that has a threshold', () => {
    assert.equal(lastExpiryToRemind(TODAY), '2027-01-22');
    assert.equal(thresholdFor(lastExpiryToRemind(TODAY), TODAY), 60);
  });
});
