import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { statementsOf } from '../../testing/database/statements.ts';
import { makeTestDatabase, SQLITE_ALONE, type TestDatabase } from '../../testing/test-database.ts';
import { openDatabase, openReadOnly } from '../connect/open.ts';
import type { Db, Tx } from '../db.ts';
import { runInGroup } from './run-in-group.ts';

describe('transactions at once', SQLITE_ALONE, () => {
  let database: TestDatabase;
  let db: Db;
  /** A connection like another process's. */
  let other: Db;

  before(async () => {
    database = await makeTestDatabase();
    db = await openDatabase(database.address);
    other = openReadOnly(database.address);
    await sql`create table parents (id text primary key) strict`.execute(db);
    await sql`create table notes (
      id text primary key, parent text references parents (id) deferrable initially deferred
    ) strict`.execute(db);
  });
  afterEach(async () => {
    await sql`delete from notes`.execute(db);
  });
  after(async () => {
    await other.destroy();
    await db.destroy();
    await database.remove();
  });

  /** As in production, except that a slow machine ends no group. */
  const inGroup = <Result>(work: (tx: Tx) => Promise<Result>) => runInGroup(db, work, 60_000);
  const write = (tx: Tx, id: string, parent: string | null = null) =>
    sql`insert into notes (id, parent) values (${id}, ${parent})`.execute(tx);
  const notesOf = async (reader: Db | Tx) => {
    const { rows } = await sql<{ id: string }>`select id from notes order by id`.execute(reader);
    return rows.map(({ id }) => id);
  };
  const commitsOf = async (deed: () => Promise<unknown>) =>
    (await statementsOf(deed)).filter(({ text }) => text === 'commit').length;

  it('transactions at once share one commit, each seeing what those before it wrote', async () => {
    const seen: string[][] = [];
    const commits = await commitsOf(() =>
      Promise.all(
        ['a', 'b', 'c'].map((id) =>
          inGroup(async (tx) => {
            seen.push(await notesOf(tx));
            // One savepoint at a time, not one inside the other.
            await nextTurn();
            await write(tx, id);
          }),
        ),
      ),
    );
    assert.equal(commits, 1);
    assert.deepEqual(seen, [[], ['a'], ['a', 'b']]);
    assert.deepEqual(await notesOf(other), ['a', 'b', 'c']);
  });

  it('a transaction that comes while another is under way shares its commit', async () => {
    const commits = await commitsOf(async () => {
      const late = Promise.withResolvers<void>();
      const early = inGroup(async (tx) => {
        await write(tx, 'a');
        setImmediate(() => void inGroup((tx) => write(tx, 'b')).then(() => late.resolve()));
      });
      await Promise.all([early, late.promise]);
    });
    assert.equal(commits, 1);
  });

  it('a transaction alone has its own commit, and no savepoint', async () => {
    const statements = await statementsOf(() => inGroup((tx) => write(tx, 'a')));
    assert.deepEqual(
      statements.map(({ text }) => text.split(' ', 1)[0]),
      ['begin', 'insert', 'commit'],
    );
  });

  for (const failing of [0, 1, 2]) {
    it(`of three at once, number ${failing + 1} is taken back alone`, async () => {
      const outcomes = await Promise.allSettled(
        ['a', 'b', 'c'].map((id, index) =>
          inGroup(async (tx) => {
            await write(tx, id);
            if (index === failing) throw new Error(`no ${id}`);
            return id;
          }),
        ),
      );
      const kept = ['a', 'b', 'c'].filter((_, index) => index !== failing);
      assert.deepEqual(
        outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : null)),
        ['a', 'b', 'c'].map((id) => (kept.includes(id) ? id : null)),
      );
      assert.deepEqual(await notesOf(other), kept);
    });
  }

  it('nobody is answered before the commit, neither a success nor a refusal', async () => {
    const seen: string[][] = [];
    const look = async () => void seen.push(await notesOf(other));
    await Promise.all([
      inGroup((tx) => write(tx, 'a')).then(look),
      inGroup(() => Promise.reject(new Error('refused'))).catch(look),
      inGroup((tx) => write(tx, 'c')).then(look),
    ]);
    assert.deepEqual(seen, [
      ['a', 'c'],
      ['a', 'c'],
      ['a', 'c'],
    ]);
  });

  it('where the commit fails, nothing is kept and every caller gets the error', async () => {
    const outcomes = await Promise.allSettled([
      inGroup((tx) => write(tx, 'a')),
      inGroup((tx) => write(tx, 'b', 'nobody')),
      inGroup(() => Promise.reject(new Error('refused'))),
    ]);
    for (const outcome of outcomes) {
      assert.equal(outcome.status, 'rejected');
      assert.match(String(outcome.reason), /FOREIGN KEY/);
    }
    assert.deepEqual(await notesOf(other), []);
    await inGroup((tx) => write(tx, 'd'));
    assert.deepEqual(await notesOf(db), ['d']);
  });

  it('where SQLite rolls back, all works so far fail, and the next one is kept', async () => {
    const outcomes = await Promise.allSettled([
      inGroup((tx) => write(tx, 'a')),
      inGroup(async (tx) => {
        await sql`insert or rollback into notes (id) values ('a')`.execute(tx).catch(() => {});
        await write(tx, 'b');
      }),
      inGroup((tx) => write(tx, 'c')),
    ]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(await notesOf(other), ['c']);
  });

  it('a reader waits for no transaction, and sees only what is committed', async () => {
    const rest = Promise.withResolvers<void>();
    const writing = inGroup(async (tx) => {
      await write(tx, 'a');
      await rest.promise;
    });
    assert.deepEqual(await notesOf(db), []);
    rest.resolve();
    await writing;
    assert.deepEqual(await notesOf(db), ['a']);
  });

  it('a statement outside waits for the transaction under way, and is kept by itself', async () => {
    const rest = Promise.withResolvers<void>();
    const taken = inGroup(async (tx) => {
      await write(tx, 'a');
      await rest.promise;
      throw new Error('taken back');
    });
    const outside = sql<{ id: string }>`
      with given as (select 'b' as id) insert into notes (id) select id from given returning id`.execute(
      db,
    );
    rest.resolve();
    await assert.rejects(taken, /taken back/);
    assert.deepEqual((await outside).rows, [{ id: 'b' }]);
    assert.deepEqual(await notesOf(other), ['b']);
  });
});
