import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RefundReason } from '../../../shared/refund-reasons.ts';
import { takenColumn } from '../../database/json-column.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import type { OrderedPrice } from '../../quoting/pricing/order-terms.ts';
import { type KeptRule, volumeRules } from '../../quoting/pricing/pricing.ts';
import { arrivalOf, barRevivals, type ClosedLine, type ClosedOrder } from './late-money.ts';

const CLOSED = Date.parse('2026-11-23T10:00:00+07:00');
const LIST = 1_000_000;

const price = (id: string, off = 0, list = LIST): OrderedPrice => {
  const net = list - off;
  return {
    ...{ id, state: 'cancelled', list, discount: off, net, vat: 0, total: net, vat_rate: 'KCT' },
    taken: takenColumn.encode(off === 0 ? [] : [off]),
  };
};

const line = (id: string, change: Partial<ClosedLine> = {}): ClosedLine => ({
  ...{ price: price(id), closedAt: CLOSED, today: { list: LIST, vatRate: 'KCT' } },
  ...change,
});

const order = (change: Partial<ClosedOrder> = {}): ClosedOrder => ({
  ...{ live: [], isQuoted: false },
  ...{ terms: { rules: [], tiers: [] }, today: { rules: [], tiers: [] } },
  codes: { isUsableToday: true, wasUsableThen: true, hasUse: true },
  ...change,
});

/** The reasons why money can't pay these lines so long after the closing, by line. */
const barred = (
  lines: readonly ClosedLine[],
  of: ClosedOrder = order(),
  after = DAY_MS,
): [string, RefundReason][] => [...barRevivals(lines, of, CLOSED + after)];

const sold = (list: number) => ({ today: { list, vatRate: 'KCT' as const } });

describe('the moment that counts for late money', () => {
  it('the moment of late money is the bank’s, not after now, and at most seven days before it', () => {
    assert.equal(arrivalOf(CLOSED, CLOSED + DAY_MS), CLOSED);
    assert.equal(arrivalOf(CLOSED + DAY_MS, CLOSED), CLOSED);
    assert.equal(arrivalOf(CLOSED - 100 * DAY_MS, CLOSED), CLOSED - 7 * DAY_MS);
  });
});

describe('money for a closed line', () => {
  it('late money pays a closed line for seven days after its closing', () => {
    assert.deepEqual(barred([line('a')], order(), 7 * DAY_MS), []);
    assert.deepEqual(barred([line('a')], order(), 7 * DAY_MS + 1), [['a', 'closed_too_long']]);
  });

  it('late money pays a line that is no longer sold only where its price is guaranteed', () => {
    const withdrawn = [line('a', { today: null })];
    assert.deepEqual(barred(withdrawn), [['a', 'plan_withdrawn']]);
    assert.deepEqual(barred(withdrawn, order(), -1), []);
    assert.deepEqual(barred(withdrawn, order({ isQuoted: true })), []);
  });

  it('late money pays a line whose code can be used today, or could when the money came, and has a use left', () => {
    const usable = { isUsableToday: true, wasUsableThen: true, hasUse: true };
    const bar = (change: Partial<typeof usable>, after: number, isQuoted = false) =>
      barred([line('a')], order({ codes: { ...usable, ...change }, isQuoted }), after).length;
    assert.deepEqual([bar({ isUsableToday: false }, 1), bar({ isUsableToday: false }, -1)], [1, 0]);
    assert.deepEqual([bar({ wasUsableThen: false }, 1), bar({ wasUsableThen: false }, -1)], [0, 1]);
    const neither = { isUsableToday: false, wasUsableThen: false };
    assert.deepEqual([bar(neither, 1, true), bar(neither, -1, true)], [0, 0]);
    assert.deepEqual([bar({ hasUse: false }, 1, true), bar({ hasUse: false }, -1)], [1, 1]);
  });

  it('late money pays a line that costs no more today, but for a dong of VAT and of each rule', () => {
    const costs = (list: number, rules: KeptRule[] = []) =>
      barred([line('a', sold(list))], order({ today: { rules, tiers: [] } }));
    assert.deepEqual(costs(LIST - 1), []);
    assert.deepEqual(costs(LIST + 1), []);
    assert.deepEqual(costs(LIST + 2), [['a', 'price_risen']]);
    const code = { kind: 'code', code: 'TET', codeId: null } as const;
    const rule = { ...code, value: 0, unit: 'amount', scope: 'line' } as const;
    assert.deepEqual(costs(LIST + 2, [rule]), []);
    assert.deepEqual(costs(LIST + 3, [rule]), [['a', 'price_risen']]);
  });

  it('late money pays the former price where it is guaranteed, and today’s otherwise', () => {
    const dearer = [line('a', sold(2 * LIST))];
    assert.deepEqual(barred(dearer, order(), 0), [['a', 'price_risen']]);
    assert.deepEqual(barred(dearer, order(), -1), []);
    assert.deepEqual(barred(dearer, order({ isQuoted: true })), []);
  });

  it('only the lines that late money can’t pay stay closed', () => {
    const lines = [line('a'), line('b', { today: null }), line('c', sold(2 * LIST))];
    assert.deepEqual(barred(lines), [
      ['b', 'plan_withdrawn'],
      ['c', 'price_risen'],
    ]);
  });
});

describe('money for closed lines of a volume order', () => {
  const tiers = [{ minLines: 3, rate: 1_000 }];
  const terms = { rules: volumeRules(1_000), tiers };
  const [at10, off] = [LIST / 10, (id: string) => ({ price: price(id, LIST / 10) })];
  const volume = (live: readonly OrderedPrice[]) => order({ terms, today: terms, live });

  it('late money pays closed lines with which the order reaches its volume tier, and the lines that are left', () => {
    const lines = ['a', 'b', 'c'].map((id) => line(id, off(id)));
    assert.deepEqual(barred(lines, volume([])), []);
    assert.deepEqual(
      barred(lines.slice(1), volume([])).map(([id]) => id),
      ['b', 'c'],
    );
    assert.deepEqual(barred(lines.slice(1), volume([price('d', at10)])), []);
    assert.deepEqual(barred(lines.slice(1), volume([price('d', at10)]), -1), []);
    assert.equal(barred(lines.slice(1), volume([]), -1).length, 2, 'nor does money in time');
  });

  it('late money pays no closed line of a volume order where one that stays closed leaves too few', () => {
    const lines = ['a', 'b'].map((id) => line(id, off(id)));
    const risen = line('c', { ...off('c'), ...sold(2 * LIST) });
    assert.deepEqual(
      barred([...lines, risen], volume([])).map(([id]) => id),
      ['c', 'a', 'b'],
    );
  });

  it('late money for a volume order is not barred by an excess that the next discount has to make good', () => {
    const less = { rules: volumeRules(1_000, 150_000), tiers };
    const lines = ['a', 'b', 'c'].map((id) => line(id, off(id)));
    assert.deepEqual(barred(lines, order({ terms: less, today: less })), []);
  });
});
