import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

const LIGHT = fileURLToPath(new URL('light-tests.ts', import.meta.url));

it('an error that nobody awaits fails the file of a light test, with its words', () => {
  const folder = mkdtempSync(join(tmpdir(), 'light-'));
  const test = (body: string) =>
    `it(${JSON.stringify(body)}, async () => { ${body}; await soon; });`;
  const run = (body: string) => {
    const path = join(folder, 'some.test.mjs');
    const head = `import { it } from 'node:test';
      const soon = new Promise((resolve) => setTimeout(resolve, 20));`;
    writeFileSync(path, `${head}\n${test(body)}\n`);
    const args = ['--import', LIGHT, '--test', '--test-reporter=spec', path];
    // A test within a test would speak to its parent, not by its exit code.
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
    return { status, stdout };
  };
  const rejected = run("Promise.reject(new Error('nobody awaits it'))");
  const thrown = run("setTimeout(() => { throw new Error('nobody catches it'); }, 1)");
  const fine = run('1 + 1');
  rmSync(folder, { recursive: true });
  assert.deepEqual([rejected.status, thrown.status, fine.status], [1, 1, 0]);
  assert.match(rejected.stdout, /nobody awaits it/);
  assert.match(thrown.stdout, /nobody catches it/);
});
