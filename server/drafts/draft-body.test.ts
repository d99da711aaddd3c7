import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DomainError } from '../foundation/domain-error.ts';
import { EMPTY_HEAD } from '../testing/drafts.ts';
import { changedBody, type DraftBody } from './draft-body.ts';

const row = (key: number, text = `${key}`) => ({ key, text });
const body = (...keys: number[]): DraftBody => ({
  head: EMPTY_HEAD,
  rows: keys.map((key) => row(key)),
});
const changes = (change: Partial<Parameters<typeof changedBody>[1]>) => ({
  head: EMPTY_HEAD,
  rows: [],
  removed: [],
  ...change,
});
const keysOf = ({ rows }: DraftBody) => rows.map(({ key }) => key);
const invalid = new DomainError('INVALID_INPUT');

describe('changedBody', () => {
  it('a changed row keeps its place, and new rows come last', () => {
    const after = changedBody(body(3, 1, 2), changes({ rows: [row(1, 'new'), row(9), row(4)] }));
    assert.deepEqual(keysOf(after), [3, 1, 2, 9, 4]);
    assert.equal(after.rows[1]?.text, 'new');
  });

  it('removed rows go, and one that was gone already is no error', () => {
    assert.deepEqual(keysOf(changedBody(body(1, 2, 3), changes({ removed: [2, 7] }))), [1, 3]);
  });

  it('rows are put in a given order, which has to name each of them once', () => {
    const { order } = { order: [2, 3, 1] };
    assert.deepEqual(keysOf(changedBody(body(1, 2, 3), changes({ order }))), order);
    for (const wrong of [[2, 3], [1, 2, 2], []]) {
      assert.throws(() => changedBody(body(1, 2, 3), changes({ order: wrong })), invalid);
    }
    // A key named twice, or of no row, changes nothing.
    assert.deepEqual(keysOf(changedBody(body(1, 2), changes({ order: [2, 2, 8, 1] }))), [2, 1]);
  });

  it('the head is always the new one', () => {
    const head = { ...EMPTY_HEAD, payer: 'owner' as const };
    assert.equal(changedBody(body(1), changes({ head })).head.payer, 'owner');
  });

  it('a draft has at most as many rows as an order', () => {
    const many = Array.from({ length: 2_000 }, (_, index) => row(index + 1));
    const full = changedBody(null, changes({ rows: many }));
    assert.equal(full.rows.length, 2_000);
    assert.throws(() => changedBody(full, changes({ rows: [row(2_001)] })), invalid);
    assert.equal(
      changedBody(full, changes({ rows: [row(2_001)], removed: [1] })).rows.length,
      2_000,
    );
  });
});
