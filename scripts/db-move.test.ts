import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { Kysely, sql } from 'kysely';
import { openDatabase } from '../server/database/connect/open.ts';
import { PostgresqlDialect } from '../server/database/postgresql/dialect.ts';
import { addPortal } from '../server/directory/portals/add-portal.ts';
import { checkMoney } from '../server/payments/settlement/check-money.ts';
import type { PlayedFileWanted } from '../server/testing/histories/played-file.ts';
import {
  serverEnvironment,
  startServerProcess,
} from '../server/testing/processes/server-process.ts';
import { makeEmptyPostgresql, type TestDatabase } from '../server/testing/test-database.ts';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  orderOf,
  startTransfer,
  taxCodes,
} from '../server/testing/test-directory.ts';
import { clientOf, SEPAY_API_KEY, signToken } from '../server/testing/test-server.ts';

const SEED = Number(process.env.MOVE_SEED ?? 20_261_129);
const KILLS = Number(process.env.MOVE_KILLS ?? 4);
const HISTORIES = 30;

/** Number of tables that have rows after random histories. */
const FILLED_TABLES = 28;

const PLAYER = new URL('../server/testing/histories/played-file.ts', import.meta.url);

describe('moving an SQLite file to PostgreSQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'renewal-move-'));
  const file = join(folder, 'renewal.sqlite');
  const targets: TestDatabase[] = [];
  /** Duration of a whole move, in milliseconds. */
  let moveMs = 0;

  before(async () => {
    const wanted: PlayedFileWanted = { path: file, histories: HISTORIES, seed: SEED };
    const worker = new Worker(PLAYER, { workerData: wanted });
    await once(worker, 'message');
    const db = await openDatabase(file);
    // Values that the engines could store differently.
    await db
      .updateTable('portals')
      .set({ name: `Cổng “kế toán”\n\\ 𝄞 ${'x'.repeat(70_000)}` })
      .execute();
    // Of the row before it in its own table, and of one after it.
    const customers = await db.selectFrom('customers').selectAll().limit(3).execute();
    const [first, , third] = customers;
    assert.ok(first && third);
    assert.equal(first.firm_id === third.firm_id, false);
    await db
      .insertInto('customers')
      .values([
        { ...third, id: '0-merged', external_id: 'm', tax_code: 'm', merged_into: third.id },
      ])
      .execute();
    await db.destroy();
  });
  afterEach(async () => {
    for (const target of targets.splice(0)) await target.remove();
  });
  after(() => rmSync(folder, { recursive: true }));

  async function newTarget(): Promise<string> {
    const target = await makeEmptyPostgresql();
    targets.push(target);
    return target.address;
  }

  function start(from: string, to: string) {
    const child = spawn(process.execPath, ['scripts/db-move.ts', '--from', from, '--to', to]);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, said }));
    return { child, ended };
  }

  const move = (from: string, to: string) => start(from, to).ended;

  async function inTarget<T>(address: string, work: (db: Kysely<unknown>) => Promise<T>) {
    const db = new Kysely<unknown>({ dialect: new PostgresqlDialect(address, { connections: 1 }) });
    return await work(db).finally(() => db.destroy());
  }

  it('db:move moves all rows, after which a server takes money on PostgreSQL', async () => {
    const to = await newTarget();
    const before = contentOf(file);
    const begun = performance.now();
    const { code, said } = await move(file, to);
    moveMs = performance.now() - begun;
    assert.equal(code, 0, said);
    assert.match(said, /rows of \d+ tables are moved: counts and digests agree/);
    assert.deepEqual(contentOf(file), before, 'the file is as it was');
    const filled = [...before].filter(([, rows]) => rows.length > 0);
    assert.ok(filled.length >= FILLED_TABLES, `only ${filled.map(([name]) => name)}`);
    await inTarget(to, async (db) => {
      for (const [table, rows] of before) {
        const found = await sql<object>`select * from ${sql.table(table)}`.execute(db);
        assert.deepEqual(found.rows.map(canonical).sort(), rows, table);
      }
    });
    await takeMoney(to);
  });

  it('db:move leaves the schema with all its rules', async () => {
    const [to, fresh] = [await newTarget(), await newTarget()];
    assert.equal((await move(file, to)).code, 0);
    await (await openDatabase(fresh)).destroy();
    assert.deepEqual(await inTarget(to, rulesOf), await inTarget(fresh, rulesOf));
  });

  it('db:move leaves nothing when it is killed at any moment, and begins anew', async () => {
    const random = randomFrom(SEED);
    const to = await newTarget();
    let killed = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const { child, ended } = start(file, to);
      await sleep(moveMs * (0.2 + 0.8 * random()));
      child.kill('SIGKILL');
      const { code } = await ended;
      if (code === null) killed++;
      const tables = await inTarget(to, tablesOf);
      // Killed after its commit, or not killed at all.
      if (tables.length > 0) {
        assert.match((await move(file, to)).said, /had been moved before/);
        await inTarget(to, (db) =>
          sql`drop schema public cascade; create schema public`.execute(db),
        );
      }
    }
    assert.ok(killed > 0, 'none was killed');
    const { code, said } = await move(file, to);
    assert.equal(code, 0, said);
    assert.match((await move(file, to)).said, /had been moved before/);
  });

  it('db:move finds the tables by the schema, so that a new one is not forgotten', async () => {
    const to = await newTarget();
    const other = join(folder, 'other.sqlite');
    copyFileSync(file, other);
    const source = new Database(other);
    source.exec(`create table gifts (id text primary key, dong integer not null) strict`);
    source.exec(`insert into gifts values ('a', 1), ('b', 2)`);
    source.close();
    const missing = await move(other, to);
    assert.equal(missing.code, 2);
    assert.match(missing.said, /has no table gifts/);
    await (await openDatabase(to)).destroy();
    await inTarget(to, (db) =>
      sql`create table gifts (id text primary key, dong bigint not null)`.execute(db),
    );
    assert.equal((await move(other, to)).code, 0);
    const { rows } = await inTarget(to, (db) => sql`select * from gifts order by id`.execute(db));
    assert.deepEqual(rows, [
      { id: 'a', dong: 1 },
      { id: 'b', dong: 2 },
    ]);
  });

  it('db:move refuses a file that a server has open', async () => {
    const other = join(folder, 'served.sqlite');
    copyFileSync(file, other);
    const server = await startServerProcess(serverEnvironment(other));
    const refused = await move(other, await newTarget());
    await server.end('SIGTERM');
    assert.equal(refused.code, 2);
    assert.match(
      refused.said,
      /^A server, or another program, has [^\n]+ open: stop it first\.\n$/,
    );
  });

  it('db:move refuses a target that is in use, or holds anything else', async () => {
    const [used, strange, full] = [await newTarget(), await newTarget(), await newTarget()];
    const server = await startServerProcess(onPostgresql(used));
    const inUse = await move(file, used);
    await server.end('SIGTERM');
    await inTarget(strange, (db) => sql`create table blog (id text)`.execute(db));
    const db = await openDatabase(full);
    const portal = { id: 'other', name: 'Cổng', origins: [], secret: 's'.repeat(32) };
    await addPortal(db, { ...portal, apiKey: 'k'.repeat(32) });
    await db.destroy();
    const cases: [{ code: number | null; said: string }, RegExp][] = [
      [inUse, /^A server is connected to the target [^\n]+: stop it first\.\n$/],
      [await move(file, strange), /^The target [^\n]+ holds tables of something else \(blog\)/],
      [await move(file, full), /^The target [^\n]+ holds other data already \([a-z_]+\)/],
    ];
    for (const [{ code, said }, expected] of cases) {
      assert.equal(code, 2, said);
      assert.match(said, expected);
      assert.match(said, /^[^\n]+\n$/);
    }
    assert.deepEqual(await inTarget(strange, tablesOf), ['blog']);
  });

  it('db:move refuses money that does not add up, and moves nothing', async () => {
    const to = await newTarget();
    const odd = join(folder, 'odd.sqlite');
    copyFileSync(file, odd);
    const source = new Database(odd);
    source.exec('update payments set amount = amount + 1 where set_aside = 0');
    source.close();
    const { code, said } = await move(odd, to);
    assert.equal(code, 2);
    assert.match(said, /The money does not add up: \d+ faults/);
    assert.deepEqual(await inTarget(to, tablesOf), []);
  });

  it('db:move refuses in one line what it can’t do', async () => {
    const to = await newTarget();
    const old = join(folder, 'old.sqlite');
    new Database(old).exec('create table a (b text)').close();
    const nowhere = new URL(to);
    nowhere.port = '1';
    const cases: [from: string, to: string, said: RegExp][] = [
      [join(folder, 'none'), to, /There is no database at/],
      [old, to, /is of an earlier version/],
      [file, nowhere.href, /can’t be used: no server listens there/],
      [file, 'renewal.sqlite', /--to is a postgres:\/\/ URL/],
      [to, to, /--from is the path of an SQLite file/],
      [process.execPath, to, /is not an SQLite database/],
    ];
    for (const [from, target, expected] of cases) {
      const { code, said } = await move(from, target);
      assert.equal(code, 2, said);
      assert.match(said, expected);
      assert.match(said, /^[^\n]+\n$/);
    }
  });
});

function onPostgresql(address: string): Record<string, string> {
  const { DATABASE_PATH: _, ...env } = serverEnvironment('');
  return { ...env, DATABASE_URL: address };
}

/** A server on the moved database renews a licence, and all money adds up. */
async function takeMoney(address: string): Promise<void> {
  const server = await startServerProcess(onPostgresql(address));
  try {
    const client = clientOf(server, await signToken({ issuedAt: Date.now() }));
    const [code = ''] = taxCodes(1, 10_700_000);
    await declarePlans(server);
    await declareCustomers(server, declarationsFor([code]));
    const { id } = await client.orders.place.mutate(await orderOf(client, [code]));
    const { amount, memo } = await startTransfer(client, id);
    const answer = await fetch(`${server.url}/gateways/sepay`, {
      method: 'POST',
      headers: { authorization: `Apikey ${SEPAY_API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        id: 910_000_001,
        content: memo,
        transferType: 'in',
        transferAmount: amount,
      }),
    });
    assert.ok(answer.ok, await answer.text());
    assert.equal((await client.orders.get.query({ orderId: id })).state, 'paid');
  } finally {
    await server.end('SIGTERM');
  }
  const db = await openDatabase(address);
  assert.deepEqual(await checkMoney(db), []);
  await db.destroy();
}

/** The rows of every table, in an order of their own. */
function contentOf(path: string): Map<string, string[]> {
  const database = new Database(path, { readonly: true });
  const tables = database
    .prepare<[], { name: string }>(
      `select name from sqlite_master where type = 'table' and name not like 'kysely%'`,
    )
    .all();
  const content = tables.map(({ name }): [string, string[]] => {
    const rows = database.prepare<[], object>(`select * from ${name}`).all();
    return [name, rows.map(canonical).sort()];
  });
  database.close();
  return new Map(content);
}

const canonical = (row: object) => JSON.stringify(Object.entries(row).sort());

async function tablesOf(db: Kysely<unknown>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public'`.execute(db);
  return rows.map(({ name }) => name);
}

/** Constraints and triggers, with whether these are enabled. */
async function rulesOf(db: Kysely<unknown>): Promise<string[]> {
  const { rows } = await sql<{ rule: string }>`
    select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || ' ' || convalidated as rule
    from pg_constraint where connamespace = 'public'::regnamespace
    union all
    select tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text from pg_trigger where not tgisinternal
    order by rule`.execute(db);
  assert.ok(rows.length > 150);
  return rows.map(({ rule }) => rule);
}

/** Numbers from 0 to 1 that are the same for a seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
