import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, it } from 'node:test';
import { staleEquivalents, whyEquivalent } from './equivalents.ts';
import { EQUIVALENTS } from './known-equivalents.ts';
import { mutantsOf } from './mutants.ts';

/** The source with each of its mutants in it. */
const mutated = (source: string) =>
  mutantsOf(source).map(
    ({ start, end, text }) => source.slice(0, start) + text + source.slice(end),
  );

describe('the mutants of a source', () => {
  it('mutants remove a check, or make it always hold', () => {
    assert.deepEqual(mutated('if (a) throw b;'), ['if (true) throw b;', 'if (false) throw b;']);
    assert.deepEqual(mutated('x = a && b;'), ['x = true && b;', 'x = a && true;']);
    assert.deepEqual(mutated('x = a || b;'), ['x = false || b;', 'x = a || false;']);
    assert.deepEqual(mutated('x = !a;'), ['x = a;']);
    assert.deepEqual(mutated('x = a ?? b;'), ['x = a;']);
  });

  it('mutants move a boundary, and invert a comparison and a sum', () => {
    assert.deepEqual(mutated('x = (a) < b;'), ['x = (a) <= b;', 'x = (a) >= b;']);
    assert.deepEqual(mutated('x = a === b;'), ['x = a !== b;']);
    assert.deepEqual(mutated('x = a - b;'), ['x = a + b;']);
    assert.deepEqual(mutated('x -= a;'), ['x += a;']);
    assert.deepEqual(mutated("x = a + 'b';"), []);
  });

  it('mutants leave out an effect, and a step of a chain', () => {
    assert.deepEqual(mutated('await tell(a);'), [';']);
    assert.deepEqual(mutated("x = q.where('id', '=', id).execute();"), ['x = q.execute();']);
    assert.deepEqual(mutated('x = list.some(f);'), ['x = list.every(f);']);
    assert.deepEqual(mutated("context.log('a');"), []);
  });

  it('mutants change no types and imports', () => {
    assert.deepEqual(mutated("import type { A } from './a.ts'; type B = { c: true };"), []);
    assert.deepEqual(mutated('interface A { b: false }'), []);
  });

  it('equivalent mutants are recognised by file, line and change, and by nothing less', () => {
    const source = 'const rows = query\n    .limit(LINES_A_ROUND)\n    .execute();';
    const [mutant] = mutantsOf(source);
    assert.ok(mutant);
    const placed = { ...mutant, source, file: '/anywhere/run-commitments.ts' };
    assert.match(whyEquivalent(placed) ?? '', /the rest comes in the next/);
    for (const other of [
      { file: '/anywhere/run-outbox.ts' },
      { text: '.limit(1)' },
      { end: mutant.end - 1 },
      { source: source.replace('A_ROUND)', 'A_ROUND) // first') },
    ]) {
      assert.equal(whyEquivalent({ ...placed, ...other }), null, JSON.stringify(other));
    }
  });

  it('an equivalent mutant whose line has changed is named as stale', () => {
    const source = 'const rows = query\n    .limit(LINES_A_ROUND)\n    .execute();';
    const placed = (text: string) =>
      mutantsOf(text).map((mutant) => ({ ...mutant, source: text, file: '/run-commitments.ts' }));
    const staleOf = (text: string) =>
      staleEquivalents(placed(text)).filter((each) => each.includes('LINES_A_ROUND'));
    assert.deepEqual(staleOf(source), []);
    assert.deepEqual(staleOf(source.replace('A_ROUND)', 'A_ROUND + 1)')), [
      'run-commitments.ts: .limit(LINES_A_ROUND) → (left out), in .limit(LINES_A_ROUND)',
    ]);
  });
});

it('every known equivalent mutant names a line that exists', () => {
  const byName = Map.groupBy(globSync('{server,shared}/**/*.ts'), (path) => basename(path));
  const linesOf = (file: string) =>
    (byName.get(file) ?? []).flatMap((path) => readFileSync(path, 'utf8').split('\n'));
  const gone = EQUIVALENTS.filter(
    ({ file, line }) => !linesOf(file).some((each) => each.trim() === line),
  );
  assert.deepEqual(
    gone.map(({ file, line }) => `${file}: ${line}`),
    [],
  );
});
