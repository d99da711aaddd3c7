import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { groupsOf } from './test-groups.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = mkdtempSync(join(tmpdir(), 'test-groups-'));
const SUITE = 'test-of-groups';

/** Its hooks are of the file, and not in a suite. */
const fileWith = (name: string, failing = '') => `
import { appendFileSync } from 'node:fs';
import { after, before, it } from 'node:test';
const say = (text) => appendFileSync('${FOLDER}/said', '${name} ' + text + ' ' + process.pid + '\\n');
before(() => say('before'));
after(() => say('after'));
it('says ${name}', () => {
  say('test');
  ${failing}
});
`;

describe('test files in groups', () => {
  before(() => {
    for (const folder of ['house/room/corner', 'server', 'shed']) {
      mkdirSync(join(FOLDER, folder), { recursive: true });
    }
  });
  after(() => {
    rmSync(FOLDER, { recursive: true });
    rmSync(join(ROOT, 'node_modules/.cache/test-groups', SUITE), { recursive: true });
  });

  it('files of a folder share a process, each with its own hooks, and one that fails is counted', () => {
    const files = {
      'house/room/one.mjs': '',
      'house/room/corner/two.mjs': 'throw new Error();',
      'server/three.mjs': '',
      'server/four.mjs': '',
      'shed/five.mjs': '',
    };
    for (const [file, failing] of Object.entries(files)) {
      writeFileSync(join(FOLDER, file), fileWith(file, failing));
    }
    const groups = groupsOf(SUITE, Object.keys(files), FOLDER).map((file) =>
      isAbsolute(file) ? file : join(FOLDER, file),
    );
    assert.equal(groups.length, 4);
    // A run within a run would report to the outer one.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const options = { cwd: ROOT, env, encoding: 'utf8' } as const;
    const args = ['--test', '--test-reporter=spec', '--test-concurrency=1', ...groups];
    const { status, stdout } = spawnSync(process.execPath, args, options);
    assert.equal(status, 1);
    assert.match(stdout, /^ℹ pass 4$[\s\S]*^ℹ fail 1$/m);
    const said = readFileSync(join(FOLDER, 'said'), 'utf8').trim().split('\n');
    const words = said.map((line) => line.split(' '));
    const saidBy = Map.groupBy(words, ([name]) => name);
    for (const name of Object.keys(files)) {
      const own = saidBy.get(name)?.map(([, what]) => what);
      assert.deepEqual(own, ['before', 'test', 'after'], name);
    }
    const pidsOf = (name: string) => saidBy.get(name)?.map(([, , pid]) => pid) ?? [];
    const ofRoom = [...pidsOf('house/room/one.mjs'), ...pidsOf('house/room/corner/two.mjs')];
    assert.equal(new Set(ofRoom).size, 1);
    assert.equal(new Set(words.map(([, , pid]) => pid)).size, 4);
  });
});
