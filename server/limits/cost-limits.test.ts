import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR_MS } from '../foundation/durations.ts';
import { account, CostLimitsInMemory, rowsIn } from './cost-limits.ts';

describe('cost limits', () => {
  const setUp = () => {
    let now = 1_000;
    const limits = new CostLimitsInMemory(() => now);
    const pass = (ms: number) => {
      now += ms;
    };
    return { limits, pass };
  };
  const an = account('person', ['an'], 60);
  const firm = account('firm', ['f'], 100);

  it('a minute’s budget may be spent at once, and comes back evenly', () => {
    const { limits, pass } = setUp();
    for (let i = 0; i < 60; i++) assert.equal(limits.take([an], 1), null);
    assert.deepEqual(limits.take([an], 1), { retryAfter: 1, inARow: 1 });
    assert.deepEqual(limits.take([an], 30), { retryAfter: 30, inARow: 2 });
    pass(30_000);
    assert.equal(limits.take([an], 30), null);
    assert.equal(limits.take([an], 1)?.inARow, 1, 'a call that went through ends the row');
    pass(HOUR_MS);
    assert.equal(limits.take([an], 60), null);
    assert.equal(limits.take([an], 1)?.retryAfter, 1, 'no more than a minute’s comes back');
  });

  it('a cost is charged to all the accounts, or to none', () => {
    const { limits } = setUp();
    assert.equal(limits.take([account('person', ['binh'], 60), firm], 60), null);
    assert.equal(limits.take([an, firm], 50)?.retryAfter, 6);
    assert.equal(limits.take([an], 60), null, 'the person was charged for nothing');
  });

  it('a call dearer than a minute’s budget passes where nothing else was asked for', () => {
    const { limits, pass } = setUp();
    assert.equal(limits.take([an], 150), null);
    assert.equal(limits.take([an], 1)?.retryAfter, 91);
    pass(91_000);
    assert.equal(limits.take([an], 1), null);
  });

  it('a cost found out afterwards is charged, at most two minutes’ worth', () => {
    const { limits, pass } = setUp();
    limits.charge([an], 1_000_000);
    assert.equal(limits.take([an], 1)?.retryAfter, 121);
    pass(121_000);
    assert.equal(limits.take([an], 1), null);
  });

  it('accounts of one name are kept apart by kind, and ids by any characters in them', () => {
    const { limits } = setUp();
    assert.equal(limits.take([account('person', ['a', 'b'], 1)], 1), null);
    assert.equal(limits.take([account('firm', ['a', 'b'], 1)], 1), null);
    assert.equal(limits.take([account('person', ['a","b'], 1)], 1), null);
    assert.notEqual(limits.take([account('person', ['a', 'b'], 1)], 1), null);
  });

  it('the account longest unused is forgotten first, and never one in use', () => {
    const { limits } = setUp();
    limits.charge([an], 100);
    for (let i = 0; i < 150_000; i++) {
      limits.take([account('network', [String(i)], 1)], 1);
      if (i % 50_000 === 0) assert.notEqual(limits.take([an], 1), null);
    }
    assert.notEqual(limits.take([an], 1), null);
    assert.equal(limits.take([account('network', ['0'], 1)], 1), null, 'forgotten');
  });

  it('the cost counts the rows of the top-level lists of what is sent', () => {
    assert.equal(rowsIn({ lines: [1, 2], lineIds: [3], reason: 'x', party: { lines: [4] } }), 3);
    assert.equal(rowsIn([1, 2, 3]), 3);
    for (const none of [undefined, null, 'lines', 5, {}]) assert.equal(rowsIn(none), 0);
  });
});
