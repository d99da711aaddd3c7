import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

const SERVER = join(dirname(fileURLToPath(import.meta.url)), '..');

/** SQL that only SQLite understands, or that PostgreSQL understands differently. */
const OF_ONE_ENGINE =
  /json_each|json_extract|json_group|->>|\biif\(|\bifnull\(|group_concat|\browid\b|\bpragma |insert or |\bglob '|strftime|julianday|unixepoch|\binstr\(/;

it('SQL that differs from database to database stands in server/database/ alone', () => {
  const files = globSync('**/*.ts', { cwd: SERVER }).filter(
    (path) => !/^(database|testing)\/|\.test\.ts$/.test(path),
  );
  assert.ok(files.length > 200);
  const found = files.flatMap((path) =>
    readFileSync(join(SERVER, path), 'utf8')
      .split('\n')
      .flatMap((line, index) => (OF_ONE_ENGINE.test(line) ? `${path}:${index + 1}: ${line}` : [])),
  );
  assert.deepEqual(found, []);
});
