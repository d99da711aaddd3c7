import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it, mock } from 'node:test';
import { CompiledQuery, Kysely, sql } from 'kysely';
import pg from 'pg';
import { inTransaction } from '../../context/in-transaction.ts';
import { TcpProxy } from '../../testing/processes/tcp-proxy.ts';
import { ENGINE } from '../../testing/test-database.ts';
import { PORTAL_ID, startTestServer, type TestServer } from '../../testing/test-server.ts';
import { runTransaction } from '../connect/run-transaction.ts';
import type { Reader, Tx } from '../db.ts';
import { inList } from '../in-list.ts';
import { insertRows } from '../insert-rows.ts';
import { prepared } from '../prepared.ts';
import type { Tables } from '../tables.ts';
import { together } from '../together.ts';
import { PostgresqlDialect } from './dialect.ts';

const AT_ONCE = 12;

/** Ends the connection that runs it, as a server does that shuts down. */
const endOwnConnection = sql`select pg_terminate_backend(pg_backend_pid())`;

/** A pooler greets with numbers of its own: https://www.postgresql.org/docs/current/protocol-message-formats.html */
function greetAsPooler(data: Buffer): void {
  const keyData = data.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
  if (keyData !== -1) data.writeInt32BE(1, keyData + 5);
}

describe('a database on PostgreSQL', { skip: ENGINE !== 'postgresql' }, () => {
  let server: TestServer;
  const db = () => server.context.db;

  before(async () => {
    server = await startTestServer();
  });
  afterEach(() => db().deleteFrom('firms').execute());
  after(() => server.stop());

  const addFirm = (tx: Tx, id: string, name = id) =>
    tx.insertInto('firms').values({ portal_id: PORTAL_ID, id, name }).execute();
  const firms = () => db().selectFrom('firms').selectAll().orderBy('id').execute();

  it('transactions that decide by each other’s rows each see what the one before has committed', async () => {
    let runs = 0;
    const committed: string[] = [];
    await Promise.all(
      Array.from({ length: AT_ONCE }, () =>
        inTransaction(server.context, async ({ tx, afterCommit }) => {
          runs++;
          const id = `firm-${String((await tx.selectFrom('firms').select('id').execute()).length).padStart(2, '0')}`;
          // The names are no key: nothing but the isolation keeps them apart.
          await addFirm(tx, `${id}-${runs}`, id);
          afterCommit(() => committed.push(id));
        }),
      ),
    );
    const wanted = Array.from({ length: AT_ONCE }, (_, n) => `firm-${String(n).padStart(2, '0')}`);
    assert.deepEqual((await firms()).map(({ name }) => name).sort(), wanted);
    assert.deepEqual(committed.sort(), wanted, 'once each, of the run that was kept');
    assert.ok(runs > AT_ONCE, 'they were in each other’s way');
  });

  it('a unique value that another has just taken is seen by the next try', async () => {
    const find = (tx: Tx) =>
      tx.selectFrom('firms').select('name').where('id', '=', 'one').executeTakeFirst();
    const results = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, n) =>
        inTransaction(server.context, async ({ tx }) => {
          const known = await find(tx);
          if (known === undefined) await addFirm(tx, 'one', `by ${n}`);
          return known?.name ?? `by ${n}`;
        }),
      ),
    );
    assert.equal(new Set(results).size, 1);
  });

  it('a unique value that work takes twice itself is an error, and not tried for ever', async () => {
    let runs = 0;
    const twice = inTransaction(server.context, async ({ tx }) => {
      runs++;
      await addFirm(tx, 'two');
      await addFirm(tx, 'two');
    });
    await assert.rejects(twice, { code: '23505' });
    assert.equal(runs, 4, 'the last time alone');
    assert.deepEqual(await firms(), []);
  });

  it('a unique value that another has just taken is seen by the next try after conflicts, too', async () => {
    let runs = 0;
    await inTransaction(server.context, async ({ tx }) => {
      runs++;
      if (runs <= 2) await sql`do $$ begin raise sqlstate '40001'; end $$`.execute(tx);
      if (runs > 3) return;
      const taken = { portal_id: PORTAL_ID, id: 'taken', name: 'taken' };
      await db().insertInto('firms').values(taken).execute();
      await addFirm(tx, 'taken');
    });
    assert.deepEqual([runs, (await firms()).length], [4, 1]);
  });

  it('work whose connection is lost begins anew, and what was put off until the commit happens once', async () => {
    let runs = 0;
    let commits = 0;
    await inTransaction(server.context, async ({ tx, afterCommit }) => {
      afterCommit(() => commits++);
      await addFirm(tx, 'kept');
      if (++runs === 1) await endOwnConnection.execute(tx);
    });
    assert.deepEqual([runs, commits, (await firms()).length], [2, 1, 1]);
  });

  it('work that loses its connection each time ends with that error', async (test) => {
    // The end of its patience, without waiting for it.
    let time = performance.now();
    test.mock.method(performance, 'now', () => {
      time += 6_000;
      return time;
    });
    const lost = inTransaction(server.context, async ({ tx }) => {
      await endOwnConnection.execute(tx);
    });
    await assert.rejects(lost, { code: '57P01' });
  });

  it('a server that ends all connections, idle ones too, is reconnected to by the next query', async () => {
    await Promise.all(Array.from({ length: 5 }, () => firms()));
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(db());
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (let query = 0; query < 10; query++) assert.deepEqual(await firms(), []);
  });

  it('a statement that takes too long is ended, and its connection goes on to be used', async () => {
    const short = new Kysely<Tables>({
      dialect: new PostgresqlDialect(server.context.config.database, {
        connections: 1,
        statementTimeoutMs: 50,
      }),
    });
    const slow = short.transaction().execute((tx) => sql`select pg_sleep(10)`.execute(tx));
    await assert.rejects(slow, { code: '57014' });
    assert.deepEqual(await short.selectFrom('firms').selectAll().execute(), []);
    await short.destroy();
  });

  it('a connection keeps no setting and no lock from one transaction to the next', async () => {
    const state = async () => {
      const { rows } = await sql`select current_setting('statement_timeout') as timeout,
        current_setting('transaction_isolation') as isolation,
        (select count(*) from pg_locks join pg_database on pg_database.oid = database
          where locktype = 'advisory' and datname = current_database()) as locks`.execute(db());
      return rows[0];
    };
    const before = await state();
    await inTransaction(server.context, ({ tx }) => addFirm(tx, 'one'));
    assert.deepEqual(await state(), before);
    assert.deepEqual(before, { timeout: '0', isolation: 'read committed', locks: 0 });
  });

  it('a transaction reads by index even in a table of no rows, and locks no table as a whole', async () => {
    const plan = async (reader: Reader) => {
      const { rows } = await sql<{
        'QUERY PLAN': string;
      }>`explain select name from firms where portal_id = 'none' and id = 'none'`.execute(reader);
      return rows.map((row) => row['QUERY PLAN']).join();
    };
    await sql`vacuum analyze firms`.execute(db());
    assert.match(await plan(db()), /^Seq Scan/);
    assert.match(await inTransaction(server.context, ({ tx }) => plan(tx)), /^Index Scan/);
    assert.match(await plan(db()), /^Seq Scan/);
  });

  it('a transaction joins row by row, and locks no table as a whole for a hash or a sort', async () => {
    const plan = async (reader: Reader) => {
      const { rows } = await sql<{
        'QUERY PLAN': string;
      }>`explain select firms.name from firms join firms as same on same.id = firms.name`.execute(
        reader,
      );
      return rows.map((row) => row['QUERY PLAN']).join();
    };
    await inTransaction(server.context, async ({ tx }) => {
      const names = Array.from({ length: 300 }, (_, n) => `firm-${n}`);
      const rows = names.map((name) => ({ portal_id: PORTAL_ID, id: name, name }));
      await insertRows(
        tx,
        'firms',
        rows.map((row) => ({ ...row, expiry_reminders: null })),
      );
    });
    await sql`vacuum analyze firms`.execute(db());
    assert.match(await plan(db()), /^(Hash|Merge) Join/);
    assert.match(await inTransaction(server.context, ({ tx }) => plan(tx)), /^Nested Loop/);
  });

  it('a transaction plans a kept statement once, whatever its values', async () => {
    const readNames = prepared((reader, { ids }: { ids: readonly string[] }) =>
      reader
        .selectFrom('firms')
        .innerJoin('portals', 'portals.id', 'portal_id')
        .select(['firms.name', 'portals.name as portal'])
        .where(inList('firms.id', ids)),
    );
    const plans = await inTransaction(server.context, async ({ tx }) => {
      for (let time = 1; time <= 7; time++) await readNames(tx, { ids: [`${time}`] });
      const { rows } = await sql<{
        generic: number;
        custom: number;
      }>`select generic_plans as generic, custom_plans as custom from pg_prepared_statements
        where statement like '%portals"."name" as "portal"%'`.execute(tx);
      return rows;
    });
    assert.deepEqual(plans, [{ generic: 7, custom: 0 }]);
  });

  it('a transaction sends its statements without waiting for answers, and after a failure none is kept', async () => {
    const log: string[] = [];
    const query = pg.Client.prototype.query as (...values: unknown[]) => Promise<unknown>;
    const watch = mock.method(
      pg.Client.prototype,
      'query',
      async function (this: pg.Client, ...values: unknown[]) {
        const answer = query.apply(this, values);
        const { text } = values[0] as { text?: string };
        if (!text?.startsWith('insert into firms')) return await answer;
        log.push('sent');
        await answer.catch(() => {});
        log.push('answered');
        return await answer;
      },
    );
    const row = (id: string) => ({ portal_id: PORTAL_ID, id, name: id, expiry_reminders: null });
    const write = (...ids: string[]) =>
      inTransaction(server.context, async ({ tx }) => {
        await together(
          ...ids.map((id) =>
            id === 'fault'
              ? tx.executeQuery(CompiledQuery.raw('select 1 / 0'))
              : insertRows(tx, 'firms', [row(id)]),
          ),
        );
      });
    await write('one', 'two');
    await assert.rejects(write('three', 'fault', 'four'), { code: '22012' });
    watch.mock.restore();
    assert.deepEqual(log.slice(0, 4), ['sent', 'sent', 'answered', 'answered']);
    assert.deepEqual(
      (await firms()).map(({ id }) => id),
      ['one', 'two'],
    );
  });

  describe('a statement that is built once', () => {
    const readFirm = prepared((reader, { id }: { id: string }) =>
      reader.selectFrom('firms').selectAll().where('id', '=', id),
    );
    const single = (url: string) =>
      new Kysely<Tables>({ dialect: new PostgresqlDialect(url, { connections: 1 }) });
    const keptBy = async (url: string) => {
      const own = single(url);
      for (let time = 1; time <= 3; time++) await readFirm(own, { id: 'one' });
      const { rows } = await sql<{
        statement: string;
      }>`select statement from pg_prepared_statements`.execute(own);
      await own.destroy();
      return rows.map(({ statement }) => statement);
    };

    it('a statement that is built once is kept by a connection to PostgreSQL itself, and by none that a pooler lends', async () => {
      const url = server.context.config.database;
      assert.deepEqual(await keptBy(url), [`select * from "firms" where "id" = $1`]);
      const proxy = await TcpProxy.before(url);
      assert.equal((await keptBy(proxy.urlOf(url))).length, 1, 'a proxy is no pooler');
      proxy.onAnswered = greetAsPooler;
      assert.deepEqual(await keptBy(proxy.urlOf(url)), []);
      await proxy.stop();
    });

    it('a kept statement is planned anew once another process has changed the schema, within transactions and outside', async (test) => {
      const own = single(server.context.config.database);
      test.after(() => own.destroy());
      await addFirm(db() as unknown as Tx, 'one');
      const columns = async (reader: Reader) =>
        Object.keys((await readFirm(reader, { id: 'one' }))[0] ?? {});
      const known = await columns(own);
      await sql`alter table firms add column motto text`.execute(db());
      assert.deepEqual(await columns(own), [...known, 'motto']);
      await sql`alter table firms drop column motto`.execute(db());
      assert.deepEqual(await runTransaction(own, columns), known);
    });
  });

  it('counts, sums and 64-bit integers are numbers, and an inexact one is an error', async () => {
    const { rows } = await sql`select count(*) as count, sum(n) as sum, max(n) as max,
      sum(null::bigint) as none from (values (9007199254740990::bigint), (1)) as numbers (n)`.execute(
      db(),
    );
    assert.deepEqual(rows, [
      { count: 2, sum: 9_007_199_254_740_991, max: 9_007_199_254_740_990, none: null },
    ]);
    const tooLarge = sql`select 9007199254740993::bigint as n`.execute(db());
    await assert.rejects(tooLarge, /9007199254740993 is beyond/);
    assert.deepEqual(await firms(), [], 'its connection is still of use');
  });

  it('texts that PostgreSQL refuses are stored with a mark in the place of what it can’t hold', async () => {
    const texts = ['a\0b', 'half \ud83d', 'whole 😀', 'back\\u0000slash', `'; drop table firms`];
    const wanted = [
      'a\ufffdb',
      'half \ufffd',
      'whole 😀',
      'back\\u0000slash',
      `'; drop table firms`,
    ];
    await db()
      .transaction()
      .execute(async (tx) => {
        const rows = texts.map((name, n) => {
          return { portal_id: PORTAL_ID, id: `rows-${n}`, name, expiry_reminders: null };
        });
        await insertRows(tx, 'firms', rows);
        for (const [n, name] of texts.entries()) await addFirm(tx, `values-${n}`, name);
      });
    const names = (await firms()).map(({ name }) => name);
    assert.deepEqual(names, [...wanted, ...wanted]);
  });

  it('texts are ordered and compared by their bytes, whatever the database’s language', async () => {
    const ids = ['B', 'a', 'Z', 'ă', 'b', 'á', '10', '9'];
    for (const id of ids) await addFirm(db() as unknown as Tx, id);
    const byBytes = ids.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    assert.deepEqual(
      (await firms()).map(({ id }) => id),
      byBytes,
    );
    const above = await db().selectFrom('firms').select('id').where('id', '>', 'Z').execute();
    assert.equal(above.length, byBytes.length - byBytes.indexOf('Z') - 1);
  });

  it('an empty list matches nothing, and excludes nothing', async () => {
    await addFirm(db() as unknown as Tx, 'one');
    const count = async (is: 'in' | 'not in') =>
      (await db().selectFrom('firms').select('id').where('id', is, []).execute()).length;
    assert.deepEqual([await count('in'), await count('not in')], [0, 1]);
  });

  it('a failed statement fails its transaction, even where the failure is caught', async () => {
    const swallowing = inTransaction(server.context, async ({ tx }) => {
      await addFirm(tx, 'lost');
      await tx.executeQuery(CompiledQuery.raw('select 1 / 0')).catch(() => {});
    });
    await assert.rejects(swallowing, { code: '22012' }, 'the failure itself, not what followed');
    assert.deepEqual(await firms(), []);
  });

  it('statements sent behind one that fails, also several of the same, fail with its error', async () => {
    const readBehind = prepared((reader, { id }: { id: string }) =>
      reader.selectFrom('firms').select(['id', 'name']).where('id', '=', id),
    );
    const codes: string[][] = [];
    const codesOf = async (...statements: Promise<unknown>[]) => {
      const results = await Promise.allSettled(statements);
      codes.push(results.map((each) => (each.status === 'rejected' ? each.reason.code : 'none')));
    };
    const run = inTransaction(server.context, async ({ tx }) => {
      const send = (text: string) => tx.executeQuery(CompiledQuery.raw(text));
      const read = () => readBehind(tx, { id: 'one' });
      await send('savepoint one');
      await codesOf(send('select 1 / 0'), read(), read());
      await send('rollback to one');
      await codesOf(read(), send(`select 'one'::int`), read());
    });
    await assert.rejects(run, { code: '22P02' });
    assert.deepEqual(codes, [
      ['22012', '22012', '22012'],
      ['none', '22P02', '22P02'],
    ]);
  });

  it('a conflict that work has caught still makes it begin anew', async () => {
    let runs = 0;
    await inTransaction(server.context, async ({ tx }) => {
      const conflict = `do $$ begin raise exception 'conflict' using errcode = '40001'; end $$`;
      if (++runs === 1) await tx.executeQuery(CompiledQuery.raw(conflict)).catch(() => {});
      else await addFirm(tx, 'kept');
    });
    assert.deepEqual([runs, (await firms()).length], [2, 1]);
  });
});
