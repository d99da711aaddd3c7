import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../foundation/domain-error.ts';
import { FairTurns, inSlices } from './fair-turns.ts';

describe('turns', () => {
  it('turns go round the firms, and within a firm round its people', async () => {
    const turns = new FairTurns();
    const order: string[] = [];
    const run = (firm: string, person: string) =>
      turns.run({ firm, person }, async () => {
        order.push(`${firm}/${person}`);
      });
    // Two are under way until all the others wait.
    const gate = Promise.withResolvers<void>();
    const first = ['x', 'y'].map((firm) => turns.run({ firm, person: 'p' }, () => gate.promise));
    const others = [
      ...Array.from({ length: 4 }, () => run('a', 'an')),
      run('a', 'binh'),
      run('b', 'chi'),
      run('c', 'dung'),
    ];
    gate.resolve();
    await Promise.all([...first, ...others]);
    assert.deepEqual(order.slice(0, 3), ['a/an', 'b/chi', 'c/dung']);
    assert.equal(order[3], 'a/binh', 'before the three others of An');
  });

  it('turns are one at a time in a firm, with a rest of three times the work', async () => {
    const turns = new FairTurns();
    const spans: [number, number][] = [];
    const work = async () => {
      const start = performance.now();
      await sleep(40);
      spans.push([start, performance.now()]);
    };
    await Promise.all([1, 2, 3].map(() => turns.run({ firm: 'a', person: 'an' }, work)));
    for (const [index, [start, end]] of spans.entries()) {
      const next = spans[index + 1];
      if (next) assert.ok(next[0] - end >= 2.5 * (end - start), String(spans));
    }
  });

  it('turns of one firm never wait for another’s hanging work', async () => {
    const turns = new FairTurns();
    const hung = Promise.withResolvers<void>();
    const hanging = turns.run({ firm: 'a', person: 'an' }, () => hung.promise);
    assert.equal(await turns.run({ firm: 'b', person: 'binh' }, async () => 'done'), 'done');
    hung.resolve();
    await hanging;
  });

  it('turns are refused where a person or a firm has too many waiting, and not to others', async () => {
    const turns = new FairTurns();
    const gate = Promise.withResolvers<void>();
    const all = Array.from({ length: 16 }, () =>
      turns.run({ firm: 'a', person: 'an' }, () => gate.promise),
    );
    const isRefusal = (error: unknown) =>
      error instanceof DomainError && error.code === 'TOO_MANY_REQUESTS';
    await assert.rejects(
      turns.run({ firm: 'a', person: 'an' }, async () => {}),
      isRefusal,
    );
    await assert.rejects(turns.checkFree({ firm: 'a', person: 'an' }), isRefusal);
    for (let person = 0; person < 3; person++) {
      for (let i = 0; i < 15; i++) {
        all.push(turns.run({ firm: 'a', person: String(person) }, () => gate.promise));
      }
    }
    await assert.rejects(turns.checkFree({ firm: 'a', person: 'another' }), isRefusal);
    assert.equal(await turns.run({ firm: 'b', person: 'an' }, async () => 1), 1);
    gate.resolve();
    await Promise.all(all);
  });

  it('turns end when the work throws', async () => {
    const turns = new FairTurns();
    for (let i = 0; i < 5; i++) {
      const failing = turns.run({ firm: 'a', person: 'an' }, async () => {
        throw new Error('x');
      });
      await assert.rejects(failing, /^Error: x$/);
    }
  });
});

it('work in slices returns all results in order, and lets others run between', async () => {
  let others = 0;
  const stop = setInterval(() => {}, 1_000);
  const beat = () => {
    others++;
    if (others < 100) setImmediate(beat);
  };
  setImmediate(beat);
  const items = Array.from({ length: 1_001 }, (_, i) => i);
  const sizes: number[] = [];
  const results = await inSlices(items, (slice) => {
    sizes.push(slice.length);
    return slice.map((each) => each * 2);
  });
  clearInterval(stop);
  assert.deepEqual(
    results,
    items.map((each) => each * 2),
  );
  assert.deepEqual(sizes, [250, 250, 250, 250, 1]);
  assert.ok(others >= 4, `${others}`);
});
