import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { openDatabase } from '../connect/open.ts';

const rightsIn = (folder: string) =>
  readdirSync(folder).map((name) => [
    name,
    (statSync(join(folder, name)).mode & 0o777).toString(8),
  ]);

it('the database and its side files are readable by their owner alone, new and old', async () => {
  const mask = process.umask(0);
  const base = mkdtempSync(join(tmpdir(), 'renewal-private-'));
  const folder = join(base, 'made');
  const path = join(folder, 'renewal.sqlite');
  try {
    const db = await openDatabase(path);
    const files = rightsIn(folder);
    assert.deepEqual(
      files.map(([name]) => name),
      ['renewal.sqlite', 'renewal.sqlite-shm', 'renewal.sqlite-wal'],
    );
    assert.deepEqual(new Set(files.map(([, rights]) => rights)), new Set(['600']));
    assert.equal((statSync(folder).mode & 0o777).toString(8), '700');
    await db.destroy();
    chmodSync(path, 0o644);
    const again = await openDatabase(path);
    assert.deepEqual(new Set(rightsIn(folder).map(([, rights]) => rights)), new Set(['600']));
    await again.destroy();
  } finally {
    process.umask(mask);
    rmSync(base, { recursive: true });
  }
});
