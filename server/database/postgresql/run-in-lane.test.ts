import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it, mock } from 'node:test';
import { sql } from 'kysely';
import pg from 'pg';
import { ENGINE, makeTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { openDatabase } from '../connect/open.ts';
import type { Db, Tx } from '../db.ts';
import { forgetShared, shared } from '../shared-reads.ts';
import { runInLane } from './run-in-lane.ts';

describe('works of a lane', { skip: ENGINE !== 'postgresql' }, () => {
  let database: TestDatabase;
  let db: Db;

  before(async () => {
    database = await makeTestDatabase();
    db = await openDatabase(database.address);
    await sql`create table notes (id text primary key)`.execute(db);
  });
  afterEach(async () => {
    await sql`delete from notes`.execute(db);
  });
  after(async () => {
    await db.destroy();
    await database.remove();
  });

  const notesOf = async (reader: Db | Tx) => {
    const { rows } = await sql<{ id: string }>`select id from notes order by id`.execute(reader);
    return rows.map(({ id }) => id);
  };
  const write = async (tx: Tx, id: string) => {
    await sql`insert into notes (id) values (${id})`.execute(tx);
    const { rows } = await sql<{ id: string }>`select pg_current_xact_id()::text as id`.execute(tx);
    return rows[0]?.id;
  };
  /** A time limit that every work meets, however slow the machine is. */
  const inLane = <Result>(work: (tx: Tx) => Promise<Result>) =>
    runInLane(db, 'lane', work, Number.POSITIVE_INFINITY);
  /** Runs all works in the lane at once. */
  const together = <Result>(...works: ((tx: Tx) => Promise<Result>)[]) =>
    Promise.allSettled(works.map((work) => inLane(work)));
  const valuesOf = <Result>(results: PromiseSettledResult<Result>[]) =>
    results.map((result) => (result.status === 'fulfilled' ? result.value : null));

  it('works that come while one is under way join its transaction, each seeing those before it', async () => {
    const seen: string[][] = [];
    const add = (id: string) => async (tx: Tx) => {
      seen.push(await notesOf(tx));
      return await write(tx, id);
    };
    const ids = valuesOf(await together(add('a'), add('b'), add('c'), add('d')));
    assert.deepEqual(seen, [[], ['a'], ['a', 'b'], ['a', 'b', 'c']]);
    assert.equal(new Set(ids).size, 1, `${ids}`);
    assert.deepEqual(await notesOf(db), ['a', 'b', 'c', 'd']);
  });

  it('at most eight works share a transaction, so that the first ones are answered', async () => {
    const works = Array.from({ length: 18 }, (_, n) => (tx: Tx) => write(tx, `${n}`));
    const ids = valuesOf(await together(...works));
    const sizes = [...Map.groupBy(ids, (id) => id).values()].map(({ length }) => length);
    assert.deepEqual(sizes, [8, 8, 2]);
  });

  it('a work that is refused over an outdated snapshot is run again', async () => {
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const first = inLane(async (tx) => {
      await write(tx, 'first');
      begun.resolve();
      await gate.promise;
    });
    await begun.promise;
    await sql`insert into notes (id) values ('before')`.execute(db);
    const runs = { late: 0, refused: 0 };
    const late = inLane(async (tx) => {
      runs.late++;
      if (!(await notesOf(tx)).includes('before')) throw new Error('unknown');
      await write(tx, 'late');
    });
    const refused = inLane(async () => {
      runs.refused++;
      throw new Error('no');
    });
    gate.resolve();
    const results = await Promise.allSettled([first, late, refused]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected'],
    );
    assert.deepEqual(await notesOf(db), ['before', 'first', 'late']);
    assert.deepEqual(runs, { late: 2, refused: 2 });
  });

  it('a transaction that has lasted long takes up no more works', async () => {
    const ids = await Promise.all(
      ['a', 'b'].map((id) => runInLane(db, 'lane', (tx) => write(tx, id), 0)),
    );
    assert.equal(new Set(ids).size, 2);
  });

  it('works of another lane run at the same time', async () => {
    const gate = Promise.withResolvers<void>();
    const one = runInLane(db, 'one', async (tx) => {
      await write(tx, 'one');
      await gate.promise;
    });
    await runInLane(db, 'other', (tx) => write(tx, 'other'));
    assert.deepEqual(await notesOf(db), ['other']);
    gate.resolve();
    await one;
  });

  it('nobody is answered before the commit, and a refusal takes back its own work alone', async () => {
    const refuse = async (tx: Tx): Promise<string> => {
      await write(tx, 'refused');
      throw new Error('no');
    };
    const kept = ['b', 'd'].map((id) => async (tx: Tx) => {
      await write(tx, id);
      return id;
    });
    const [b, d] = kept as [(tx: Tx) => Promise<string>, (tx: Tx) => Promise<string>];
    const answered: string[][] = [];
    const results = await Promise.allSettled(
      [(tx: Tx) => write(tx, 'a'), b, refuse, d, refuse].map(async (work) => {
        const running = inLane<string | undefined>(work);
        await running.catch(() => {});
        answered.push(await notesOf(db));
        return await running;
      }),
    );
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'rejected'],
    );
    assert.deepEqual(answered.at(1), ['a', 'b', 'd'], 'what came after it is committed too');
    assert.deepEqual(await notesOf(db), ['a', 'b', 'd']);
  });

  it('a work that the database fails does not keep the others from being done', async () => {
    const results = await together<unknown>(
      (tx) => write(tx, 'a'),
      (tx) => write(tx, 'b'),
      (tx) => sql`select 1 / 0`.execute(tx),
      (tx) => write(tx, 'd'),
    );
    const failed = results.flatMap((result, at) =>
      result.status === 'rejected' ? [[at, (result.reason as { code: string }).code]] : [],
    );
    assert.deepEqual(failed, [[2, '22012']]);
    assert.deepEqual(await notesOf(db), ['a', 'b', 'd']);
  });

  it('where the answer to a commit is lost by whatever error, none of its works runs again', async () => {
    const query = pg.Client.prototype.query as (...values: unknown[]) => unknown;
    const lose = mock.method(
      pg.Client.prototype,
      'query',
      async function (this: pg.Client, ...values: unknown[]) {
        const answer = await query.apply(this, values);
        if (!/; commit$/.test(String(values[0]))) return answer;
        throw Object.assign(new Error('unknown'), { code: 'OUTSIDE_OF_ALL_LISTS' });
      },
    );
    let runs = 0;
    const add = (id: string) => async (tx: Tx) => {
      runs++;
      await write(tx, id);
    };
    const results = await together(add('a'), add('b'), add('c'));
    lose.mock.restore();
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    );
    assert.equal(runs, 3);
    assert.deepEqual(await notesOf(db), ['a', 'b', 'c']);
  });

  it('a commit that the server refuses is not kept, and its works run one by one', async () => {
    await sql`create table halves (id int, constraint once unique (id) deferrable initially deferred)`.execute(
      db,
    );
    const half = (id: number) => async (tx: Tx) => {
      await sql`insert into halves values (${id})`.execute(tx);
      await write(tx, `${id}`);
    };
    const results = await together(half(1), half(2), half(1), half(3));
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(await notesOf(db), ['1', '2', '3']);
  });

  it('a conflict makes all of a transaction begin anew, also where a refusal was among them', async () => {
    const runs = { b: 0, c: 0, d: 0 };
    const conflict = sql`do $$ begin raise sqlstate '40001'; end $$`;
    const results = await together<unknown>(
      (tx) => write(tx, 'a'),
      (tx) => write(tx, `b${++runs.b}`),
      async () => {
        if (++runs.c > 0) throw new Error('no');
      },
      async (tx) => {
        if (++runs.d === 1) await conflict.execute(tx);
        await write(tx, `d${runs.d}`);
      },
    );
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(runs, { b: 2, c: 2, d: 2 });
    assert.deepEqual(await notesOf(db), ['a', 'b2', 'd2']);
  });

  it('works of a transaction share what they read, until one of them changes it or is taken back', async () => {
    let sent = 0;
    const readNotes = shared(async (reader, _: { of: string }) => {
      sent++;
      return await notesOf(reader);
    });
    const seen: [number, readonly string[]][] = [];
    const look = async (tx: Tx) => {
      const notes = await readNotes(tx, { of: 'all' });
      seen.push([sent, notes]);
    };
    await together<unknown>(
      (tx) => write(tx, 'a'),
      look,
      look,
      async (tx) => {
        await write(tx, 'b');
        forgetShared(tx);
        await look(tx);
      },
      look,
      async (tx) => {
        await write(tx, 'refused');
        forgetShared(tx);
        await look(tx);
        throw new Error('no');
      },
      look,
    );
    const [a, ab] = [['a'], ['a', 'b']];
    assert.deepEqual(seen, [
      [1, a],
      [1, a],
      [2, ab],
      [2, ab],
      [3, ['a', 'b', 'refused']],
      [4, ab],
    ]);
    await look(db as unknown as Tx);
    await look(db as unknown as Tx);
    assert.equal(sent, 6, 'elsewhere each is sent');
  });
});
