import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { openDatabase } from '../database/connect/open.ts';
import type { Db } from '../database/db.ts';
import { LEASE_MS, takeLease } from '../database/lease.ts';
import { HOUR_MS } from '../foundation/durations.ts';
import { ENGINE, makeTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { until } from '../testing/until.ts';
import type { Context } from './context.ts';
import { type Repeated, repeat, roundsNotWell } from './repeat.ts';

describe('rounds of several processes', { skip: ENGINE !== 'postgresql' }, () => {
  let database: TestDatabase;
  let dbs: Db[];
  let logged: string[];
  const running: Repeated[] = [];

  before(async () => {
    database = await makeTestDatabase();
    dbs = await Promise.all([1, 2, 3].map(() => openDatabase(database.address)));
  });
  beforeEach(async () => {
    logged = [];
    await sql`delete from leases`.execute(dbs[0] as Db);
  });
  afterEach(() => Promise.all(running.splice(0).map((one) => one.stop())));
  after(async () => {
    for (const db of dbs) await db.destroy();
    await database.remove();
  });

  let elapsed = 0;
  const log = (event: string) => void logged.push(event);
  const contextOf = (db: Db) =>
    ({ db, monotonic: () => elapsed, log }) as Partial<Context> as Context;
  const start = (db: Db, pause: number, round: () => Promise<unknown>) => {
    const context = contextOf(db);
    running.push(repeat(context, 'tides', pause, round));
    return context;
  };
  const leaseOf = async () => {
    const { rows } = await sql<{ holder: string | null; left: number }>`
      select holder, until - (extract(epoch from clock_timestamp()) * 1000)::bigint as left
      from leases where name = 'tides'`.execute(dbs[0] as Db);
    return rows[0];
  };

  it('a round runs in one process at a time, and as often as in one process', async () => {
    let underWay = 0;
    let rounds = 0;
    const began = performance.now();
    for (const db of dbs) {
      start(db, 400, async () => {
        rounds++;
        assert.equal(++underWay, 1);
        await sleep(50);
        underWay--;
      });
    }
    await until(() => rounds >= 5);
    const took = performance.now() - began;
    assert.ok(took >= 4 * 400 * 0.9, `5 rounds in ${took} ms`);
    assert.deepEqual(logged, []);
  });

  it('another process takes over from one that has died in a round', async () => {
    const [dying, other] = dbs as [Db, Db];
    const lease = await takeLease(dying, 'tides');
    assert.ok(typeof lease === 'object');
    assert.equal(await takeLease(other, 'tides'), 'held');
    const { left = 0 } = (await leaseOf()) ?? {};
    assert.ok(left > LEASE_MS / 2 && left <= LEASE_MS, `${left} ms`);
    // The time after which a dead process's lease ends.
    await sql`update leases set until = until - ${LEASE_MS}`.execute(other);
    let rounds = 0;
    start(other, HOUR_MS, async () => ++rounds);
    await until(() => rounds === 1);
    await lease.end(0);
    assert.equal((await leaseOf())?.holder, null, 'the first one can’t end what is not its own');
    assert.ok(((await leaseOf())?.left ?? 0) > HOUR_MS / 2);
  });

  it('a lease is renewed while its process lives, and no longer than a work may take', async (test) => {
    const [db] = dbs as [Db];
    test.mock.timers.enable({ apis: ['setInterval'] });
    const lease = await takeLease(db, 'tides');
    assert.ok(typeof lease === 'object');
    const isRenewed = async () => {
      await sql`update leases set until = until - ${LEASE_MS}`.execute(db);
      test.mock.timers.tick(10_000);
      // After the renewal, which uses another connection.
      await sleep(50);
      return ((await leaseOf())?.left ?? 0) > LEASE_MS / 2;
    };
    assert.equal(await isRenewed(), true);
    test.mock.timers.tick(88 * 10_000);
    // A starved machine makes them one after the other: one that comes late would be taken for another renewal.
    await sleep(3_000);
    assert.equal(await isRenewed(), true, 'the last time');
    assert.equal(await isRenewed(), false);
    assert.equal(typeof (await takeLease(dbs[1] as Db, 'tides')), 'object');
  });

  it('a round that fails is free for another process, which does it', async () => {
    const [failing, other] = dbs as [Db, Db];
    start(failing, HOUR_MS, () => Promise.reject(new Error('no')));
    await until(() => logged.includes('tides.failed'));
    await until(async () => (await leaseOf())?.holder === null);
    let rounds = 0;
    start(other, HOUR_MS, async () => ++rounds);
    await until(() => rounds === 1);
  });

  it('a process whose rounds failed is well again once another has done one', async () => {
    const [failing, other] = dbs as [Db, Db];
    const context = start(failing, 20, () => Promise.reject(new Error('no')));
    await until(() => logged.includes('tides.failed'));
    elapsed += HOUR_MS;
    await until(() => roundsNotWell(context).length === 1);
    await until(async () => {
      const lease = await takeLease(other, 'tides');
      if (typeof lease === 'string') return false;
      await lease.end(HOUR_MS);
      return true;
    });
    await until(() => roundsNotWell(context).length === 0);
  });
});

it('the one process of an SQLite file has every lease', { skip: ENGINE !== 'sqlite' }, async () => {
  const db = await openDatabase(':memory:');
  const leases = await Promise.all([takeLease(db, 'tides'), takeLease(db, 'tides')]);
  assert.deepEqual(
    leases.map((lease) => typeof lease),
    ['object', 'object'],
  );
  await db.destroy();
});
