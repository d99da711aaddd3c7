import assert from 'node:assert/strict';
import { it } from 'node:test';
import { HOUR_MS, MINUTE_MS } from '../../foundation/durations.ts';
import { nextAskAt } from './next-ask-at.ts';

/** Open for fifteen minutes. */
const attempt = { created_at: 1_000, expires_at: 1_000 + 15 * MINUTE_MS };
const next = (age: number) => {
  const at = nextAskAt(attempt.created_at + age, attempt, 2 * MINUTE_MS);
  return at === null ? null : at - attempt.created_at;
};

it('an open attempt is asked about after doubling pauses, and when it ends', () => {
  const asked = [
    0,
    2 * MINUTE_MS - 1,
    2 * MINUTE_MS,
    3 * MINUTE_MS,
    4 * MINUTE_MS,
    8 * MINUTE_MS - 1,
  ].map(next);
  assert.deepEqual(
    asked,
    [2, 2, 4, 4, 8, 8].map((minutes) => minutes * MINUTE_MS),
  );
  assert.equal(next(8 * MINUTE_MS), 15 * MINUTE_MS);
  assert.equal(next(15 * MINUTE_MS - 1), 15 * MINUTE_MS);
});

it('an attempt that has ended is asked about a few times in three days, and then daily for thirty', () => {
  const end = 15 * MINUTE_MS;
  const delays = [5 * MINUTE_MS, 30 * MINUTE_MS, 6 * HOUR_MS, 24 * HOUR_MS, 72 * HOUR_MS];
  let age = end;
  for (const delay of delays) {
    assert.equal(next(age), end + delay);
    assert.equal(next(end + delay - 1), end + delay);
    age = end + delay;
  }
  assert.equal(next(end + 72 * HOUR_MS), end + 96 * HOUR_MS);
  assert.equal(next(end + 100 * HOUR_MS), end + 120 * HOUR_MS);
  assert.equal(next(end + 30 * 24 * HOUR_MS - 1), end + 30 * 24 * HOUR_MS);
  assert.equal(next(end + 30 * 24 * HOUR_MS), null);
});
