import assert from 'node:assert/strict';
import { it } from 'node:test';
import { together } from './together.ts';

it('steps end together, with their results in their order', async () => {
  const slow = Promise.withResolvers<string>();
  const both = together(slow.promise, Promise.resolve(2));
  slow.resolve('one');
  assert.deepEqual(await both, ['one', 2]);
});

it('a step that fails lets the others end first, and of several failures the first step’s is thrown', async () => {
  const slow = Promise.withResolvers<void>();
  let isOver = false;
  const all = together(
    slow.promise.then(() => Promise.reject(new Error('first'))),
    Promise.reject(new Error('second')),
  ).finally(() => {
    isOver = true;
  });
  all.catch(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isOver, false);
  slow.resolve();
  await assert.rejects(all, /first/);
});
