import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { after, afterEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { programEnvironment } from '../../testing/processes/program-environment.ts';
import { ENGINE, makeEmptyPostgresql, type TestDatabase } from '../../testing/test-database.ts';
import { checkWritable, writeFaultOf } from '../connect/check-writable.ts';
import { openDatabase } from '../connect/open.ts';
import { POSTGRESQL_MIGRATIONS } from '../migrations/index.ts';

/** Sorted by name, which is the order in which they run. */
const ALL = Object.keys(POSTGRESQL_MIGRATIONS).sort();

/** `MIGRATION_KILLS=100` for a long run. */
const KILLS = Number(process.env.MIGRATION_KILLS ?? 4);

describe('opening PostgreSQL', { skip: ENGINE !== 'postgresql' }, () => {
  const databases: TestDatabase[] = [];
  const roles: string[] = [];

  async function empty(): Promise<string> {
    const database = await makeEmptyPostgresql();
    databases.push(database);
    return database.address;
  }

  afterEach(async () => {
    for (const database of databases.splice(0)) await database.remove();
  });
  after(async () => {
    const database = await makeEmptyPostgresql();
    const db = await openDatabase(database.address);
    for (const role of roles) await sql.raw(`drop role ${role}`).execute(db);
    await db.destroy();
    await database.remove();
  });

  /** A program of ours, and its output. */
  function addPortal(url: string) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['scripts/add-portal.ts', '--id', 'p', '--name', 'P', '--origin', 'https://p.example'],
      {
        encoding: 'utf8',
        env: {
          ...programEnvironment(),
          DATABASE_URL: url,
          PORTAL_SECRET: 'a-secret-of-more-than-32-characters-here',
          PORTAL_API_KEY: 'a-secret-of-more-than-32-characters-here',
        },
      },
    );
    return { status, stdout, stderr };
  }

  function changed(url: string, change: (url: URL) => void): string {
    const parsed = new URL(url);
    change(parsed);
    return parsed.href;
  }

  /** A user who may open the database and nothing else; null where the tests' own user may make no users. */
  async function guest(address: string): Promise<string | null> {
    const name = `renewal_guest_${process.pid}_${roles.length}`;
    const db = await openDatabase(await empty());
    const { rows } = await sql<{ mayMake: boolean }>`
      select rolsuper or rolcreaterole as "mayMake" from pg_roles where rolname = current_user`.execute(
      db,
    );
    const mayMake = rows[0]?.mayMake ?? false;
    if (mayMake) await sql.raw(`create role ${name} login password 'guest'`).execute(db);
    await db.destroy();
    if (!mayMake) return null;
    roles.push(name);
    return changed(address, (url) => {
      url.username = name;
      url.password = 'guest';
    });
  }

  it('a PostgreSQL that can’t be used is refused in one line, without its password', async () => {
    const address = await empty();
    const wrong = [
      [
        changed(address, (url) => {
          url.port = '1';
        }),
        /no server listens there \(ECONNREFUSED\)/,
      ],
      [
        changed(address, (url) => {
          url.pathname = '/none';
        }),
        /no such database \(3D000\)/,
      ],
      [
        changed(address, (url) => {
          url.username = 'nobody_at_all';
          url.password = 'secret';
        }),
        /does not let this user in \(28000\)|password is not right \(28P01\)/,
      ],
      [
        changed(address, (url) => {
          url.hostname = 'no-such-host.invalid';
        }),
        /host/,
      ],
      [`${address}?sslmode=verify-full`, /TLS|certificate/],
    ] as const;
    for (const [url, problem] of wrong) assertRefused(url, problem);
  });

  it('a user who may not make tables is refused in one line', async (t) => {
    const url = await guest(await empty());
    if (url === null) return t.skip('the user of TEST_DATABASE_URL may make no other');
    assertRefused(url, /may not make tables/);
  });

  function assertRefused(url: string, problem: RegExp): void {
    const { status, stdout, stderr } = addPortal(url);
    assert.match(stderr, /^The database postgres:[^\n]+ can’t be used: [^\n]+\n$/);
    assert.match(stderr, problem);
    assert.doesNotMatch(stderr, /secret|guest/);
    assert.deepEqual([status, stdout], [2, '']);
  }

  it('a database in another encoding than UTF8 is refused in one line', async () => {
    const db = await openDatabase(await empty());
    const name = `renewal_latin_${process.pid}`;
    const create = `create database ${name} template template0 encoding 'LATIN1' locale_provider libc locale 'C'`;
    await sql.raw(create).execute(db);
    const { status, stderr } = addPortal(
      changed(databases.at(-1)?.address ?? '', (url) => {
        url.pathname = `/${name}`;
      }),
    );
    await sql.raw(`drop database ${name} with (force)`).execute(db);
    await db.destroy();
    assert.equal(status, 2);
    assert.match(stderr, /^The database \S+ has the encoding LATIN1: [^\n]+\n$/);
  });

  it('a database of a newer version is refused in one line', async () => {
    const address = await empty();
    const db = await openDatabase(address);
    await sql`insert into kysely_migration values ('0099-from-the-future', '2030-01-01')`.execute(
      db,
    );
    await db.destroy();
    const { status, stderr } = addPortal(address);
    assert.equal(status, 2);
    assert.match(
      stderr,
      /^The database \S+ belongs to a newer version \(0099-from-the-future\)[^\n]*\n$/,
    );
  });

  it('a database that may only be read is known to be so', async () => {
    const address = await empty();
    await (await openDatabase(address)).destroy();
    const db = await openDatabase(`${address}?options=-c%20default_transaction_read_only%3Don`);
    const fault = await checkWritable(db, address).then(() => 'none', writeFaultOf);
    await db.destroy();
    assert.equal(fault, 'read_only');
  });

  /** A process that loads everything, and opens the database on a signal. */
  async function opener(url: string): Promise<ChildProcess> {
    const child = spawn(process.execPath, ['server/testing/open-when-told.ts', url], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin?.on('error', () => {});
    if (child.stdout) await once(child.stdout, 'data');
    return child;
  }

  async function migrated(address: string): Promise<string[]> {
    const db = await openDatabase(address);
    const { rows } = await sql<{
      name: string;
    }>`select name from kysely_migration order by name`.execute(db);
    await db.destroy();
    return rows.map(({ name }) => name);
  }

  it('searches have trigrams where the extension can be had, and a first start goes without where not', async () => {
    const hasTrigrams = async (address: string) => {
      const db = await openDatabase(address);
      const { rows } = await sql`
        select 1 from pg_indexes where indexname = 'customers_trigrams'`.execute(db);
      await db.destroy();
      return rows.length === 1;
    };
    assert.equal(await hasTrigrams(await empty()), true);
    const address = await empty();
    // An address of somebody else's, out of reach.
    const client = new pg.Client({ connectionString: address });
    await client.connect();
    await client.query('create schema elsewhere; create extension pg_trgm schema elsewhere');
    await client.end();
    assert.equal(await hasTrigrams(address), false);
    assert.deepEqual(await migrated(address), ALL);
  });

  it('first starts at the same time all succeed', async () => {
    const address = await empty();
    const children = await Promise.all(Array.from({ length: 4 }, () => opener(address)));
    const codes = Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
    for (const child of children) child.stdin?.write('go\n');
    assert.deepEqual(await codes, [0, 0, 0, 0]);
    assert.deepEqual(await migrated(address), ALL);
  });

  it('a first start that is killed at any moment is followed by one that starts', async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      const address = await empty();
      const child = await opener(address);
      const gone = once(child, 'exit');
      child.stdin?.write('go\n');
      // A migration takes some hundred milliseconds.
      await sleep((400 * kill) / KILLS);
      child.kill('SIGKILL');
      await gone;
      assert.deepEqual(await migrated(address), ALL);
    }
  });
});
