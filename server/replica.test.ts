import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Kysely, sql } from 'kysely';
import { reading } from './context/reading.ts';
import type { Db } from './database/db.ts';
import { isConnectionLost } from './database/postgresql/connection-errors.ts';
import { PostgresqlDialect } from './database/postgresql/dialect.ts';
import { Replica } from './database/postgresql/replica.ts';
import { positionOf } from './database/postgresql/run-read-only.ts';
import type { Tables } from './database/tables.ts';
import { DomainError } from './foundation/domain-error.ts';
import {
  type PostgresqlServer,
  REPLICATED,
  startPostgresql,
  startReplica,
} from './testing/database/postgresql-server.ts';
import { ENGINE } from './testing/test-database.ts';
import { openFirm, orderOf, taxCodes } from './testing/test-directory.ts';
import { type Client, PORTAL_ID, type TestServer } from './testing/test-server.ts';
import { until } from './testing/until.ts';

/** Real servers: of one primary, streaming replicas. */
describe('a database with a replica', { skip: ENGINE !== 'postgresql' }, () => {
  const codes = taxCodes(1);
  let primary: PostgresqlServer;
  let standby: PostgresqlServer;
  let server: TestServer;
  let client: Client;
  let logged: string[] = [];
  const open: { destroy(): Promise<void> }[] = [];

  before(async () => {
    primary = await startPostgresql(REPLICATED);
    // The code that makes the test's database looks there, for the first time now.
    process.env.TEST_DATABASE_URL = primary.url;
    delete process.env.TEST_DATABASE_TEMPLATE;
    ({ server, client } = await openFirm(codes));
    standby = await startReplica(primary);
  });
  afterEach(async () => {
    delete server.context.replica;
    logged = [];
    for (const each of open.splice(0)) await each.destroy();
  });
  after(async () => {
    await server.stop();
    await standby.stop();
    await primary.stop();
  });

  /** The test's database on another server. */
  function urlAt(at: PostgresqlServer): string {
    const url = new URL(at.url);
    url.pathname = new URL(server.context.config.database).pathname;
    return url.href;
  }

  function connect(at: PostgresqlServer, statementTimeoutMs = 30_000): Db {
    const options = { isForReading: true, connections: 1, statementTimeoutMs };
    const db = new Kysely<Tables>({ dialect: new PostgresqlDialect(urlAt(at), options) });
    open.push(db);
    return db;
  }

  function useReplica(at: PostgresqlServer, db = server.context.db): void {
    const log = (event: string) => void logged.push(event);
    const replica = new Replica(urlAt(at), db, { log });
    open.push(replica);
    server.context.replica = replica;
  }

  const whereReadsGo = () =>
    reading(server.context, async ({ db }) => {
      const { rows } = await sql<{ isReplica: boolean }>`
        select pg_is_in_recovery() as "isReplica"`.execute(db);
      return rows[0]?.isReplica ? 'replica' : 'primary';
    });
  const firms = () =>
    reading(server.context, async ({ db }) => {
      const rows = await db.selectFrom('firms').select('name').where('id', '=', 'new').execute();
      return rows.map(({ name }) => name);
    });
  const nameFirm = (name: string, id = 'new') =>
    server.context.db
      .insertInto('firms')
      .values({ portal_id: PORTAL_ID, id, name })
      .onConflict((conflict) => conflict.columns(['portal_id', 'id']).doUpdateSet({ name }))
      .execute();

  it('reads come from the replica once it has caught up', async () => {
    useReplica(standby);
    await until(async () => (await whereReadsGo()) === 'replica');
    assert.equal(logged.at(-1), 'replica.used');
  });

  it('lists and search show at once what was just written', async () => {
    useReplica(standby);
    await until(async () => (await whereReadsGo()) === 'replica');
    for (let round = 0; round < 5; round++) {
      const { id } = await client.orders.place.mutate(await orderOf(client, codes));
      const { orders } = await client.orders.list.query({ query: '' });
      assert.deepEqual([orders[0]?.id, orders.length], [id, round + 1]);
      await client.orders.cancel.mutate({ orderId: id, reason: 'Đổi ý' });
      const [first] = (await client.orders.list.query({ query: '' })).orders;
      assert.deepEqual([first?.id, first?.state], [id, 'cancelled']);
    }
    const { customers } = await client.customers.search.query({ query: codes[0] ?? '' });
    assert.equal(customers.length, 1);
  });

  it('many callers that write and read at once each read their own write or a later one', async () => {
    useReplica(standby);
    const version = async (db: Db) =>
      Number(
        (await db.selectFrom('firms').select('name').where('id', '=', 'count').execute())[0]?.name,
      );
    await nameFirm('0', 'count');
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let round = 0; round < 10; round++) {
          const { rows } = await sql<{ own: number }>`update firms set name = (name::int + 1)::text
            where id = 'count' returning name::int as own`.execute(server.context.db);
          const read = await reading(server.context, ({ db }) => version(db));
          assert.ok(read >= (rows[0]?.own ?? Number.NaN), `${read} after ${rows[0]?.own}`);
        }
      }),
    );
  });

  it('a replica that is behind is not read from until it has caught up', async () => {
    useReplica(standby);
    await nameFirm('before');
    await until(async () => (await whereReadsGo()) === 'replica');
    const behind = connect(standby);
    await sql`select pg_wal_replay_pause()`.execute(behind);
    await until(async () => {
      const { rows } = await sql<{ state: string }>`
        select pg_get_wal_replay_pause_state() as state`.execute(behind);
      return rows[0]?.state === 'paused';
    });
    await nameFirm('after');
    assert.deepEqual(await firms(), ['after']);
    assert.equal(logged.at(-1), 'replica.left');
    await sql`select pg_wal_replay_resume()`.execute(behind);
    await until(async () => (await whereReadsGo()) === 'replica');
    assert.deepEqual(await firms(), ['after']);
  });

  it('a read that is refused fails for its caller, and is not repeated on the primary', async () => {
    useReplica(standby);
    await until(async () => (await whereReadsGo()) === 'replica');
    let runs = 0;
    const refused = reading(server.context, async () => {
      runs++;
      throw new DomainError('NOT_FOUND');
    });
    await assert.rejects(refused, { code: 'NOT_FOUND' });
    assert.equal(runs, 1);
  });

  it('reads leave a replica that is gone', async () => {
    const gone = await startReplica(primary);
    useReplica(gone);
    await until(async () => (await whereReadsGo()) === 'replica');
    await gone.stop();
    await nameFirm('alone');
    assert.deepEqual(await firms(), ['alone']);
    assert.equal(logged.at(-1), 'replica.left');
  });

  it('a server that is no replica is never read from as one', async () => {
    useReplica(primary);
    await nameFirm('once');
    assert.deepEqual(await firms(), ['once']);
    assert.deepEqual(logged, ['replica.left']);
  });

  it('a user without privileges may ask where the log is', async () => {
    await sql`create role renewal_plain`.execute(server.context.db);
    const options = '?options=-c%20role%3Drenewal_plain';
    const dialect = new PostgresqlDialect(urlAt(primary) + options, { connections: 1 });
    const plain = new Kysely<Tables>({ dialect });
    open.push(plain);
    assert.equal((await positionOf(plain)).timeline, 1);
    const { rows } = await sql<{ timeline: number }>`
      select timeline_id as timeline from pg_control_checkpoint()`.execute(plain);
    assert.deepEqual(rows, [{ timeline: 1 }]);
  });

  it('a refusal by a server that has become a replica counts as a lost connection', async () => {
    const dialect = new PostgresqlDialect(urlAt(standby), { connections: 1 });
    const db = new Kysely<Tables>({ dialect });
    open.push(db);
    const writing = db
      .transaction()
      .setIsolationLevel('serializable')
      .execute((tx) => sql`select 1`.execute(tx));
    await assert.rejects(writing, isConnectionLost);
    await assert.rejects(sql`select * from leases`.execute(db), isConnectionLost);
  });

  it('a commit that no synchronous replica has taken is not confirmed, however long it waits', async () => {
    const admin = connect(primary);
    const setSynchronous = async (names: string) => {
      await sql.raw(`alter system set synchronous_standby_names = '${names}'`).execute(admin);
      await sql`select pg_reload_conf()`.execute(admin);
      await until(async () => {
        const { rows } = await sql<{ names: string }>`
          select current_setting('synchronous_standby_names') as names`.execute(admin);
        return rows[0]?.names === names;
      });
    };
    await setSynchronous('nobody');
    const impatient = connect(primary, 100);
    const committing = impatient
      .transaction()
      .execute((tx) => sql`create table waiting (id integer)`.execute(tx));
    await assert.rejects(committing, isConnectionLost);
    await setSynchronous('');
  });

  it('a replica of the former primary is not read from after a fail-over, though it is further on', async () => {
    const late = await startReplica(primary);
    await sql`select pg_promote()`.execute(connect(standby));
    const db = connect(standby);
    await until(async () => {
      const { rows } = await sql<{ isReplica: boolean }>`
        select pg_is_in_recovery() as "isReplica"`.execute(db);
      return rows[0]?.isReplica === false;
    });
    // The former primary goes on, as one that is cut off does.
    const former = connect(primary);
    for (let message = 0; message < 4; message++) {
      await sql`select pg_logical_emit_message(true, 'x', repeat('x', 1000000))`.execute(former);
    }
    const { lsn } = await positionOf(db);
    const behind = connect(late);
    await until(async () => {
      const { rows } = await sql<{ isFurther: boolean }>`
        select pg_last_wal_replay_lsn() > ${lsn}::pg_lsn as "isFurther"`.execute(behind);
      return rows[0]?.isFurther;
    });
    useReplica(late, db);
    assert.equal(await whereReadsGo(), 'primary');
    assert.deepEqual(logged, ['replica.left']);
    for (const each of open.splice(0)) await each.destroy();
    await late.stop();
  });
});
