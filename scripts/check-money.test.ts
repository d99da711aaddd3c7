import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';

it('check:money reports a missing database, and creates none', () => {
  const path = join(tmpdir(), `no-such-folder-${process.pid}`, 'renewal.sqlite');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/check-money.ts'], {
    env: { ...process.env, DATABASE_PATH: path },
    encoding: 'utf8',
  });
  assert.equal(status, 2);
  assert.doesNotMatch(stdout, /adds up/);
  assert.match(stderr, /no database/);
  assert.ok(!existsSync(path));
});
