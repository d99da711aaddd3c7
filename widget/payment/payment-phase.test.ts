import { expect } from '@open-wc/testing';
import type { AttemptState, LineState } from '../../shared/order-state.ts';
import type { Order } from '../../shared/schemas/order.ts';
import { lineOf, orderOf, transferOf } from '../testing/orders.ts';
import { linesOf, paymentPhase, shortfallOf } from './payment-phase.ts';

const [first, second, third] = [1, 2, 3].map((n) => lineOf(n).id) as [string, string, string];

/** Paying the first two of three lines. */
function phaseOf(lines: LineState[], state: AttemptState = 'open') {
  const payment = transferOf(2_400_000, { state });
  return paymentPhase(orderOf(lines), { payment, lineIds: new Set([first, second]) });
}

describe('paymentPhase', () => {
  it('paying begins with choosing, unless there is nothing to pay', () => {
    const before = (...lines: LineState[]) => paymentPhase(orderOf(lines), null);
    expect(before('awaiting_payment', 'paid')).to.equal('choosing');
    expect(before('paid', 'cancelled')).to.equal('settled');
    expect(before('cancelled')).to.equal('settled');
  });

  it('paying is done when the lines are paid, whatever the attempt says', () => {
    for (const state of ['open', 'paid', 'failed', 'expired', 'cancelled'] as const) {
      expect(phaseOf(['paid', 'paid', 'awaiting_payment'], state), state).to.equal('paid');
    }
    expect(phaseOf(['paid', 'cancelled', 'cancelled'], 'cancelled')).to.equal('paid');
  });

  it('paying waits for the lines of an attempt that is paid', () => {
    expect(phaseOf(['awaiting_payment', 'awaiting_payment', 'paid'], 'paid')).to.equal('waiting');
  });

  it('paying ends with the attempt', () => {
    const open: LineState[] = ['awaiting_payment', 'awaiting_payment', 'awaiting_payment'];
    expect(phaseOf(open)).to.equal('waiting');
    expect(phaseOf(open, 'failed')).to.equal('failed');
    expect(phaseOf(open, 'expired')).to.equal('expired');
    expect(phaseOf(['cancelled', 'cancelled', 'cancelled'], 'cancelled')).to.equal('cancelled');
    expect(phaseOf(['cancelled', 'cancelled', 'cancelled'])).to.equal('cancelled');
  });

  it('a clock that is ahead ends no attempt', () => {
    const payment = transferOf(2_400_000, { state: 'open', expiresAt: Date.now() - 86_400_000 });
    const order = orderOf(['awaiting_payment']);
    expect(paymentPhase(order, { payment, lineIds: new Set([first]) })).to.equal('waiting');
  });

  it('paying has changed only when somebody else has paid one of its lines', () => {
    expect(phaseOf(['paid', 'awaiting_payment', 'awaiting_payment'])).to.equal('changed');
    expect(phaseOf(['awaiting_payment', 'awaiting_payment', 'paid'])).to.equal('waiting');
  });
});

describe('an attempt', () => {
  const attempt = { payment: transferOf(2_400_000), lineIds: new Set([first, third]) };

  it('an attempt counts only its own lines', () => {
    const order = orderOf(['paid', 'paid', 'awaiting_payment']);
    expect(linesOf(order, attempt).map(({ id }) => id)).to.deep.equal([first, third]);
  });

  it('an attempt is short by what it lacks itself', () => {
    const unapplied: Order['unapplied'] = [
      {
        attemptId: 'another',
        unapplied: 1,
        missing: 2,
        partsUntil: null,
        firstLineId: first,
        firstCustomerName: 'Công ty Cổ phần Số 1',
        lineCount: 1,
      },
      {
        attemptId: attempt.payment.id,
        unapplied: 1_000_000,
        missing: 1_400_000,
        partsUntil: null,
        firstLineId: first,
        firstCustomerName: 'Công ty Cổ phần Số 1',
        lineCount: 1,
      },
    ];
    expect(shortfallOf(orderOf([]), attempt)).to.equal(undefined);
    expect(shortfallOf(orderOf([], { unapplied }), attempt)).to.include({
      missing: 1_400_000,
      partsUntil: null,
      firstLineId: first,
      firstCustomerName: 'Công ty Cổ phần Số 1',
      lineCount: 1,
    });
  });
});
