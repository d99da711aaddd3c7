import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs, { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, it } from 'node:test';
import { programEnvironment } from '../../testing/processes/program-environment.ts';
import { openDatabase } from './open.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'renewal-unusable-'));
  writeFileSync(join(folder, 'file'), 'This is no database, only a text of some length.'.repeat(9));
  mkdirSync(join(folder, 'folder'));
});
after(() => rmSync(folder, { recursive: true }));

for (const [title, path, problem] of [
  ['whose folder is a file', 'file/renewal.sqlite', /a part of its path is a file \(E\w+\)/],
  // /proc exists only on Linux; elsewhere nobody may make a folder at the root.
  ['whose folder can’t be made', '/proc/none/renewal.sqlite', /\(E\w+\)/],
  ['that is a folder', 'folder', /it is a folder \(EISDIR\)/],
  ['that is another kind of file', 'file', /it is not an SQLite database \(SQLITE_NOTADB\)/],
] as const) {
  it(`a database ${title} is refused in one line`, () => {
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      ['scripts/add-portal.ts', '--id', 'p', '--name', 'P', '--origin', 'https://p.example'],
      {
        encoding: 'utf8',
        env: {
          ...programEnvironment(),
          DATABASE_PATH: resolve(folder, path),
          PORTAL_SECRET: 'a-secret-of-more-than-32-characters-here',
          PORTAL_API_KEY: 'a-secret-of-more-than-32-characters-here',
        },
      },
    );
    assert.match(stderr, /^The database [^\n]+ can’t be used: [^\n]+\n$/);
    assert.match(stderr, problem);
    assert.equal(stdout, '');
    assert.equal(status, 2);
  });
}

it('an SQLite file whose second connection can’t be opened is closed again', async (t) => {
  const path = join(folder, 'second', 'renewal.sqlite');
  const { existsSync } = fs;
  let openings = 0;
  // The driver asks for the folder before it opens a file in it.
  t.mock.method(fs, 'existsSync', (asked: string) =>
    asked === dirname(path) ? ++openings !== 2 : existsSync(asked),
  );
  await assert.rejects(openDatabase(path), /the directory does not exist/);
  assert.equal(openings, 2);
  // The last connection takes the write-ahead log with it.
  assert.deepEqual(readdirSync(dirname(path)), ['renewal.sqlite']);
});
