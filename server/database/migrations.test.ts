import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { checkMoney } from '../payments/settlement/check-money.ts';
import { fillFirstVersion, makeOldDatabase, VERSIONS } from '../testing/database/old-database.ts';
import { openDatabase } from './connect/open.ts';
import { HalfMigratedDatabase } from './database-errors.ts';
import { migrate } from './sqlite/migrate-sqlite.ts';

/** From each version; `MIGRATION_KILLS=100` for a long run. */
const KILLS = Number(process.env.MIGRATION_KILLS ?? 1);
const CUSTOMERS = 200;

let folder: string;
let files = 0;
/** Every table, index and trigger after a first start. */
let newest: unknown[];

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'renewal-migrations-'));
  const path = newPath();
  await (await openDatabase(path)).destroy();
  newest = schemaOf(path);
});
after(() => rmSync(folder, { recursive: true }));

function newPath(): string {
  return join(folder, `${++files}.sqlite`);
}

function schemaOf(path: string): unknown[] {
  const sqlite = new Database(path);
  const rows = sqlite
    .prepare(`select type, name, sql from sqlite_master where name not like 'kysely%'
      and name not like 'sqlite%' order by type, name`)
    .all() as { type: string; name: string; sql: string }[];
  sqlite.close();
  return rows;
}

/** A process that is fully loaded and opens the file on a signal. */
async function opener(path: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['server/testing/open-when-told.ts', path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin?.on('error', () => {});
  if (child.stdout) await once(child.stdout, 'data');
  return child;
}

const tell = (child: ChildProcess) => void child.stdin?.write('go\n');

async function ended(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'exit');
  return code;
}

/** Milliseconds until the file is open, in this process: about as long as in another, from the signal on. */
async function timeToOpen(path: string): Promise<number> {
  const start = performance.now();
  const db = await openDatabase(path);
  const time = performance.now() - start;
  await db.destroy();
  return time;
}

describe('a start that is killed', () => {
  /** A file of each version, full except for the first, which does not exist yet. */
  const old: string[] = [];
  before(async () => {
    for (const [version] of VERSIONS.entries()) {
      const path = newPath();
      old.push(path);
      if (version === 0) continue;
      if (version > 1) copyFileSync(old[version - 1] ?? '', path);
      await makeOldDatabase(path, version);
      if (version === 1) fillFirstVersion(path, CUSTOMERS);
    }
  });

  for (const [version, name] of VERSIONS.entries()) {
    const from = version === 0 ? 'nothing' : `a full file of ${VERSIONS[version - 1]}`;
    it(`a start killed before ${name} is done, from ${from}, is followed by one that starts`, async () => {
      const copy = () => {
        const path = newPath();
        if (version > 0) copyFileSync(old[version] ?? '', path);
        return path;
      };
      const time = await timeToOpen(copy());
      for (let kill = 0; kill < KILLS; kill++) {
        const path = copy();
        const child = await opener(path);
        const gone = ended(child);
        tell(child);
        // Spread over the migration's duration, at another point for each version.
        await sleep((time * (kill + ((version * 0.37 + 0.5) % 1))) / KILLS);
        child.kill('SIGKILL');
        await gone;
        const db = await openDatabase(path);
        const { rows } = await sql`pragma integrity_check`.execute(db);
        assert.deepEqual(rows, [{ integrity_check: 'ok' }]);
        assert.deepEqual(await checkMoney(db), []);
        const customers = await db.selectFrom('customers').select('id').execute();
        assert.equal(customers.length, version === 0 ? 0 : CUSTOMERS);
        await db.destroy();
        assert.deepEqual(schemaOf(path), newest);
      }
    });
  }
});

for (const [start, version] of [
  ['first starts', 0],
  ['starts of a new version', 1],
] as const) {
  it(`${start} at the same time all succeed`, async () => {
    const path = newPath();
    if (version > 0) {
      await makeOldDatabase(path, version);
      fillFirstVersion(path, CUSTOMERS);
    }
    const children = await Promise.all(Array.from({ length: 4 }, () => opener(path)));
    const codes = Promise.all(children.map(ended));
    children.forEach(tell);
    assert.deepEqual(await codes, [0, 0, 0, 0]);
  });
}

describe('a file that a version without transactions left half-way', () => {
  /** Higher than the count of any of the first three migrations. */
  const STATEMENTS = [1, 12, 44, 47, 60, 90, 100];

  it('a half-migrated file is begun anew where it holds nothing', async () => {
    for (const statements of STATEMENTS) {
      const path = newPath();
      await makeOldDatabase(path, 3, statements);
      await (await openDatabase(path)).destroy();
      assert.deepEqual(schemaOf(path), newest, `${statements} statements`);
    }
  });

  it('a half-migrated file with contents is left alone, and the error says so', async () => {
    const path = newPath();
    await makeOldDatabase(path, 1);
    fillFirstVersion(path, 2);
    await makeOldDatabase(path, 2, 5);
    const left = schemaOf(path);
    await assert.rejects(openDatabase(path), HalfMigratedDatabase);
    assert.deepEqual(schemaOf(path), left);
    const sqlite = new Database(path);
    assert.deepEqual(sqlite.prepare('select count(*) as count from customers').get(), { count: 2 });
    sqlite.close();
  });
});

describe('a migration', () => {
  const migrations: Record<string, Migration> = {
    '1': {
      async up(db) {
        await sql`create table parents (id integer primary key) strict`.execute(db);
        await sql`create table children (parent integer references parents (id)) strict`.execute(
          db,
        );
        await sql`insert into parents values (1)`.execute(db);
        await sql`insert into children values (1)`.execute(db);
      },
    },
  };

  it('a migration can rebuild a table that others refer to', async () => {
    const sqlite = new Database(newPath());
    const rebuild: Migration = {
      async up(db) {
        await sql`create table next (id integer primary key, name text) strict`.execute(db);
        await sql`insert into next select id, 'x' from parents`.execute(db);
        await sql`drop table parents`.execute(db);
        await sql`alter table next rename to parents`.execute(db);
      },
    };
    await migrate(sqlite, 'x', { ...migrations, '2': rebuild });
    assert.deepEqual(sqlite.prepare('select * from parents').all(), [{ id: 1, name: 'x' }]);
    sqlite.pragma('foreign_keys = ON');
    assert.throws(() => sqlite.exec('insert into children values (2)'), /FOREIGN KEY/);
    sqlite.close();
  });

  it('a migration that fails, or breaks a reference, leaves the file as it was', async () => {
    const sqlite = new Database(newPath());
    await migrate(sqlite, 'x', migrations);
    const tables = () => sqlite.prepare('select name from sqlite_master order by name').all();
    const before = tables();
    for (const [statement, message] of [
      ['delete from parents', /breaks references/],
      ['select no_such_function()', /no such function/],
    ] as const) {
      const broken: Migration = {
        async up(db) {
          await sql`create table more (id integer) strict`.execute(db);
          await sql.raw(statement).execute(db);
        },
      };
      await assert.rejects(migrate(sqlite, 'x', { ...migrations, '2': broken }), message);
      assert.deepEqual(tables(), before);
      assert.equal(sqlite.prepare('select count(*) as n from parents').pluck().get(), 1);
    }
    sqlite.close();
  });
});

it('every connection waits for the disk, keeps references and is in WAL mode, also on reopening', async () => {
  const path = newPath();
  for (let times = 0; times < 2; times++) {
    const db = await openDatabase(path);
    const pragma = async (name: string) => {
      const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db);
      return Object.values(rows[0] ?? {})[0];
    };
    // 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
    assert.equal(await pragma('synchronous'), 2);
    assert.equal(await pragma('foreign_keys'), 1);
    assert.equal(await pragma('journal_mode'), 'wal');
    assert.equal(await pragma('busy_timeout'), 5_000);
    await db.destroy();
  }
});

it('a file can be opened while another process reads it before WAL mode', async () => {
  const path = newPath();
  const other = new Database(path);
  other.exec('create table t (a); begin');
  other.prepare('select * from t').all();
  const opening = openDatabase(path);
  // The first try has failed by then, and is put off.
  await Promise.race([opening, sleep(20)]);
  other.exec('commit');
  await (await opening).destroy();
  other.close();
});
