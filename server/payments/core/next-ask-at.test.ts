import assert from 'node:assert/strict';
import { it } from 'node:test';
import { nextAskAt } from './next-ask-at.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Open for fifteen minutes. */
const attempt = { created_at: 1_000, expires_at: 1_000 + 15 * MINUTE };
const next = (age: number) => {
  const at = nextAskAt(attempt.created_at + age, attempt, 2 * MINUTE);
  return at === null ? null : at - attempt.created_at;
};

it('an open attempt is asked about after doubling pauses, and when it ends', () => {
  const asked = [0, 2 * MINUTE - 1, 2 * MINUTE, 3 * MINUTE, 4 * MINUTE, 8 * MINUTE - 1].map(next);
  assert.deepEqual(
    asked,
    [2, 2, 4, 4, 8, 8].map((minutes) => minutes * MINUTE),
  );
  assert.equal(next(8 * MINUTE), 15 * MINUTE);
  assert.equal(next(15 * MINUTE - 1), 15 * MINUTE);
});

it('an attempt that has ended is asked about a few times in three days, and then daily for thirty', () => {
  const end = 15 * MINUTE;
  const delays = [5 * MINUTE, 30 * MINUTE, 6 * HOUR, 24 * HOUR, 72 * HOUR];
  let age = end;
  for (const delay of delays) {
    assert.equal(next(age), end + delay);
    assert.equal(next(end + delay - 1), end + delay);
    age = end + delay;
  }
  assert.equal(next(end + 72 * HOUR), end + 96 * HOUR);
  assert.equal(next(end + 100 * HOUR), end + 120 * HOUR);
  assert.equal(next(end + 30 * 24 * HOUR - 1), end + 30 * 24 * HOUR);
  assert.equal(next(end + 30 * 24 * HOUR), null);
});
