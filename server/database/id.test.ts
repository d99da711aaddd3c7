import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newId } from './id.ts';

it('ids are UUIDs of version 7, all different, and sort in the order in which they were made', () => {
  const before = Date.now();
  const ids = Array.from({ length: 20_000 }, newId);
  for (const id of ids) {
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  assert.deepEqual(ids.toSorted(), ids);
  assert.equal(new Set(ids).size, ids.length);
  const [first = ''] = ids;
  const made = Number.parseInt(first.slice(0, 8) + first.slice(9, 13), 16);
  assert.ok(made >= before && made <= Date.now());
});
