import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mutantsOf } from './mutants.ts';

/** The source with each of its mutants in it. */
const mutated = (source: string) =>
  mutantsOf(source).map(
    ({ start, end, text }) => source.slice(0, start) + text + source.slice(end),
  );

describe('the mutants of a source', () => {
  it('take a check out, or let it hold always', () => {
    assert.deepEqual(mutated('if (a) throw b;'), ['if (true) throw b;', 'if (false) throw b;']);
    assert.deepEqual(mutated('x = a && b;'), ['x = true && b;', 'x = a && true;']);
    assert.deepEqual(mutated('x = a || b;'), ['x = false || b;', 'x = a || false;']);
    assert.deepEqual(mutated('x = !a;'), ['x = a;']);
    assert.deepEqual(mutated('x = a ?? b;'), ['x = a;']);
  });

  it('move a boundary, and turn a comparison and a sum round', () => {
    assert.deepEqual(mutated('x = (a) < b;'), ['x = (a) <= b;', 'x = (a) >= b;']);
    assert.deepEqual(mutated('x = a === b;'), ['x = a !== b;']);
    assert.deepEqual(mutated('x = a - b;'), ['x = a + b;']);
    assert.deepEqual(mutated('x -= a;'), ['x += a;']);
    assert.deepEqual(mutated("x = a + 'b';"), []);
  });

  it('leave out what is done, and a step of a chain', () => {
    assert.deepEqual(mutated('await tell(a);'), [';']);
    assert.deepEqual(mutated("x = q.where('id', '=', id).execute();"), ['x = q.execute();']);
    assert.deepEqual(mutated('x = list.some(f);'), ['x = list.every(f);']);
    assert.deepEqual(mutated("context.log('a');"), []);
  });

  it('are none of types and imports', () => {
    assert.deepEqual(mutated("import type { A } from './a.ts'; type B = { c: true };"), []);
    assert.deepEqual(mutated('interface A { b: false }'), []);
  });
});
