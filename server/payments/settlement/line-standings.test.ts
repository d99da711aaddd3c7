import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Closed, standingsOf } from './line-standings.ts';
import type { LineToPay } from './read-attempt-lines.ts';

const TODAY = '2026-11-23';

/** A line of the fiscal year 2027 for a licence that ends with 2026. */
const line = (change: Partial<LineToPay> = {}) =>
  ({
    ...{ id: 'a', license_id: change.id ?? 'a', total: 2_950_000, state: 'cancelled' },
    ...{ term_rule: 'fiscal_year', first_fiscal_year: 2027, years: 1, fiscal_year_start: 1 },
    ...{ minimum_gain: 31, allows_gap: 0, proration: 'none', until: null },
    ...{ first_day: '2027-01-01', present_expiry: '2026-12-31', expiry: '2026-12-31' },
    ...{ later_first_day: null, claimed_elsewhere: false },
    ...change,
  }) as LineToPay;

const standing = (change: Partial<LineToPay>, closed: Closed = 'may_revive', barred = new Map()) =>
  standingsOf([line(change)], TODAY, closed, barred).map(({ standing, reason }) =>
    reason === undefined ? standing : `${standing}: ${reason}`,
  )[0];

describe('the standing of a line that money has come for', () => {
  it('a line is payable while it awaits payment, and closed once it is paid, whatever the money', () => {
    for (const closed of ['may_revive', 'stay_closed'] as const) {
      assert.equal(standing({ state: 'awaiting_payment' }, closed), 'payable');
      assert.equal(standing({ state: 'paid' }, closed), 'closed_paid');
    }
    const [only] = standingsOf([line({ state: 'awaiting_payment' })], TODAY, 'may_revive');
    assert.deepEqual([only?.id, only?.total], ['a', 2_950_000]);
  });

  it('a cancelled line is revivable where the money may revive it and nothing bars it', () => {
    assert.equal(standing({}), 'revivable');
    assert.equal(standing({}, 'stay_closed'), 'closed_cancelled');
    const barred = new Map([['a', 'price_risen']]);
    assert.equal(standing({}, 'may_revive', barred), 'closed_cancelled: price_risen');
    assert.equal(standing({}, 'may_revive', new Map([['b', 'price_risen']])), 'revivable');
    assert.equal(standing({ claimed_elsewhere: true }), 'closed_cancelled');
  });

  it('a cancelled line stays so where the licence was renewed for its term meanwhile, not for an earlier one', () => {
    const renewed = { present_expiry: '2025-12-31' };
    assert.equal(standing({ ...renewed, expiry: '2027-01-01' }), 'closed_cancelled');
    assert.equal(standing({ ...renewed, expiry: '2026-12-31' }), 'revivable');
    // By anniversary it has no term of its own: any renewal is for it.
    const anniversary = { term_rule: 'anniversary', ...renewed } as const;
    assert.equal(standing({ ...anniversary, expiry: '2026-01-01' }), 'closed_cancelled');
    assert.equal(standing({ ...anniversary, expiry: '2025-12-31' }), 'revivable');
  });

  it('the own first day of a line counts where it is charged by month or day', () => {
    const days = { present_expiry: '2026-12-31', first_day: '2027-04-01', expiry: '2027-03-31' };
    const own = { ...days, allows_gap: 1 } as const;
    assert.equal(standing({ ...own, proration: 'month' }), 'revivable');
    assert.equal(standing({ ...own, proration: 'none' }), 'closed_cancelled');
    const begun = { ...own, proration: 'month', expiry: '2027-04-01' } as const;
    assert.equal(standing(begun), 'closed_cancelled');
    // An older version kept none: the first day of its year.
    assert.equal(standing({ ...own, proration: 'month', first_day: null }), 'closed_cancelled');
  });

  it('a line is not renewable where its licence no longer allows it', () => {
    const gap = { state: 'awaiting_payment', first_fiscal_year: 2029 } as const;
    assert.equal(standing(gap), 'closed_cancelled: not_renewable');
    assert.equal(standing({ ...gap, state: 'cancelled' }), 'closed_cancelled: not_renewable');
    assert.equal(standing({ ...gap, state: 'paid' }), 'closed_paid');
  });
});

describe('several lines of one licence', () => {
  const standings = (...lines: Partial<LineToPay>[]) =>
    standingsOf(
      lines.map((change, at) => line({ ...change, id: String(at), license_id: 'one' })),
      TODAY,
      'may_revive',
    ).map((each) => each.reason ?? each.standing);

  it('lines of one licence build on each other by fiscal year, in whatever sequence they are', () => {
    const [first, second] = [{ first_fiscal_year: 2027 }, { first_fiscal_year: 2028 }];
    assert.deepEqual(standings(first, second), ['revivable', 'revivable']);
    assert.deepEqual(standings(second, first), ['revivable', 'revivable']);
    assert.deepEqual(standings(second), ['not_renewable']);
  });

  it('lines of one licence build on unpaid ones first: a cancelled one never makes room for them', () => {
    const unpaid = { state: 'awaiting_payment', first_fiscal_year: 2028 } as const;
    assert.deepEqual(standings({ first_fiscal_year: 2027 }, unpaid), [
      'revivable',
      'not_renewable',
    ]);
    const paidFirst = { ...unpaid, first_fiscal_year: 2027 };
    assert.deepEqual(standings({ first_fiscal_year: 2028 }, paidFirst), ['revivable', 'payable']);
  });
});
