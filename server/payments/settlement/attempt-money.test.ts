import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sumDong } from '../../../shared/money.ts';
import { type AttemptLine, decideAttemptMoney } from './attempt-money.ts';

const standing = fc.constantFrom<AttemptLine['standing']>(
  'payable',
  'revivable',
  'closed_paid',
  'closed_cancelled',
);
const lines = fc
  .array(fc.record({ total: fc.integer({ min: 1, max: 50 }), standing }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((list) => list.map((line, index): AttemptLine => ({ ...line, id: `line-${index}` })));
const payments = fc
  .array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 5 })
  .map((list) => list.map((unapplied, index) => ({ id: `payment-${index}`, unapplied })));

describe('money of an attempt', () => {
  it('an attempt’s money adds up for every payment and every line, in every case', () => {
    fc.assert(
      fc.property(lines, payments, (all, unapplied) => {
        const decision = decideAttemptMoney(all, unapplied);
        const pool = sumDong(unapplied.map((payment) => payment.unapplied));
        const awaiting = all.filter((line) => line.standing === 'payable');
        const due = sumDong(awaiting.map((line) => line.total));
        if (decision === null) {
          assert.ok(awaiting.length > 0 && pool < due, 'only an underpayment stays unapplied');
          return;
        }
        for (const payment of unapplied) {
          const parts: { paymentId: string; amount: number }[] = [
            ...decision.allocations,
            ...decision.refunds,
          ];
          const own = parts.filter(({ paymentId }) => paymentId === payment.id);
          assert.equal(sumDong(own.map(({ amount }) => amount)), payment.unapplied);
        }
        for (const line of all) {
          const paid = sumDong(
            decision.allocations
              .filter((part) => part.lineId === line.id)
              .map((part) => part.amount),
          );
          const isPaid = decision.paidLineIds.includes(line.id);
          assert.equal(paid, isPaid ? line.total : 0);
          if (isPaid) assert.ok(line.standing === 'payable' || line.standing === 'revivable');
          if (line.standing === 'payable')
            assert.ok(isPaid, 'nothing that could be paid is left out');
        }
        for (const part of [...decision.allocations, ...decision.refunds])
          assert.ok(part.amount > 0);
      }),
      { numRuns: 3_000 },
    );
  });

  it('money left over has a reason', () => {
    const line = (id: string, total: number, of: AttemptLine['standing']): AttemptLine => ({
      id,
      total,
      standing: of,
    });
    const decision = decideAttemptMoney(
      [line('a', 10, 'payable'), line('b', 20, 'closed_paid'), line('c', 5, 'closed_cancelled')],
      [{ id: 'p', unapplied: 40 }],
    );
    assert.deepEqual(decision?.refunds, [
      { paymentId: 'p', amount: 20, reason: 'line_already_paid' },
      { paymentId: 'p', amount: 5, reason: 'order_cancelled' },
      { paymentId: 'p', amount: 5, reason: 'overpaid' },
    ]);
  });

  it('an attempt’s money revives cancelled lines only when it suffices for all of them', () => {
    const all: AttemptLine[] = [
      { id: 'a', total: 10, standing: 'payable' },
      { id: 'b', total: 20, standing: 'revivable' },
    ];
    assert.deepEqual(decideAttemptMoney(all, [{ id: 'p', unapplied: 30 }])?.paidLineIds, [
      'a',
      'b',
    ]);
    assert.deepEqual(decideAttemptMoney(all, [{ id: 'p', unapplied: 29 }])?.paidLineIds, ['a']);
  });
});
