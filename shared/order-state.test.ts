import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  ATTEMPT_TRANSITIONS,
  LINE_TRANSITIONS,
  orderStateOf,
  statesBefore,
} from './order-state.ts';

it('an order’s state is derived from its lines’ states', () => {
  const of = (awaiting_payment: number, paid: number, cancelled: number) =>
    orderStateOf({ awaiting_payment, paid, cancelled });
  assert.equal(of(2, 0, 0), 'awaiting_payment');
  assert.equal(of(1, 1, 0), 'partly_paid');
  assert.equal(of(0, 2, 0), 'paid');
  assert.equal(of(0, 1, 1), 'paid');
  assert.equal(of(1, 0, 1), 'awaiting_payment');
  assert.equal(of(0, 0, 2), 'cancelled');
});

it('an attempt becomes paid from every other state, and nothing else from paid', () => {
  assert.deepEqual(statesBefore(LINE_TRANSITIONS, 'paid'), ['awaiting_payment', 'cancelled']);
  assert.deepEqual(statesBefore(ATTEMPT_TRANSITIONS, 'paid'), [
    'open',
    'failed',
    'expired',
    'cancelled',
  ]);
  assert.deepEqual(LINE_TRANSITIONS.paid, []);
  assert.deepEqual(ATTEMPT_TRANSITIONS.paid, []);
});
