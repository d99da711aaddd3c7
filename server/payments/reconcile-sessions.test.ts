import assert from 'node:assert/strict';
import { it } from 'node:test';
import { nextAskAt } from './reconcile-sessions.ts';

const MINUTE = 60_000;

it('asks about a session at doubling pauses until its end, then a few times after', () => {
  const session = { created_at: 0, expires_at: 15 * MINUTE };
  const asked: number[] = [];
  for (let now: number | null = 0; now !== null; ) {
    now = nextAskAt(now, session, 2 * MINUTE);
    if (now !== null) asked.push(now / MINUTE);
  }
  assert.deepEqual(asked, [2, 4, 8, 15, 20, 45, 375, 1_455, 4_335]);
});

it('asks late about a session after a pause, and does not ask for what it has missed', () => {
  const session = { created_at: 0, expires_at: 100 * MINUTE };
  assert.equal(nextAskAt(50 * MINUTE, session, 2 * MINUTE), 64 * MINUTE);
  assert.equal(nextAskAt(101 * MINUTE, session, 2 * MINUTE), 105 * MINUTE);
});
