import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql, type Updateable } from 'kysely';
import { repeat } from '../context/repeat.ts';
import type { Tables } from '../database/tables.ts';
import { DAY_MS, MINUTE_MS } from '../foundation/durations.ts';
import { SQLITE_ALONE } from '../testing/test-database.ts';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  orderOf,
  taxCodes,
} from '../testing/test-directory.ts';
import {
  clientOf,
  NOW,
  signToken,
  startTestServer,
  type TestServer,
} from '../testing/test-server.ts';
import { until } from '../testing/until.ts';
import { checkClock } from './check-clock.ts';
import type { Health } from './health.ts';

const codes = taxCodes(2);

/** Size limit of this process's files; 0: it could be set. */
const limitFiles = (bytes: string) =>
  spawnSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`]).status;

describe('the health check', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startTestServer();
  });
  afterEach(() => server.stop());

  /** The disk is checked at most once a second. */
  async function nextHealth(): Promise<Health> {
    await sleep(1_001);
    return await health();
  }

  async function health(): Promise<Health> {
    const answer = await fetch(`${server.url}/health`);
    const report = (await answer.json()) as Health;
    assert.equal(answer.status, report.status === 'ok' ? 200 : 503);
    return report;
  }

  async function placeOrder(): Promise<void> {
    await declarePlans(server);
    await declareCustomers(server, declarationsFor(codes));
    const client = clientOf(server, await signToken());
    await client.orders.place.mutate(await orderOf(client, codes));
  }

  const pragma = (text: string) => sql.raw(`pragma ${text}`).execute(server.context.db);

  it('the health check reports every part of a healthy server as well', async () => {
    const { status, failing, database, clock, mail, rounds, peers, money } = await health();
    assert.deepEqual(
      { status, failing, database, clock, mail, rounds, peers, money },
      {
        status: 'ok',
        failing: [],
        database: 'ok',
        clock: 'ok',
        mail: 'ok',
        rounds: 'ok',
        peers: 'ok',
        money: 'ok',
      },
    );
  });

  it(
    'the health check reports an unwritable database, and its recovery',
    SQLITE_ALONE,
    async () => {
      await pragma('query_only = on');
      const { failing, database } = await nextHealth();
      assert.deepEqual({ failing, database }, { failing: ['database'], database: 'read_only' });
      await pragma('query_only = off');
      assert.equal((await nextHealth()).status, 'ok');
    },
  );

  it('the health check really writes to the database’s file', SQLITE_ALONE, async () => {
    const changes = async () => {
      const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(
        server.context.db,
      );
      return rows[0]?.user_version;
    };
    await health();
    const before = await changes();
    await nextHealth();
    assert.notEqual(await changes(), before);
  });

  it('the health check reports a full disk', {
    skip: SQLITE_ALONE.skip || !existsSync('/dev/full'),
  }, async () => {
    symlinkSync('/dev/full', `${server.context.config.database}-health`);
    assert.equal((await nextHealth()).database, 'disk_full');
    assert.equal((await nextHealth()).database, 'ok');
  });

  it('the health check names a disk that takes no more, where SQLite speaks of an I/O error', {
    skip: SQLITE_ALONE.skip || limitFiles('unlimited') !== 0,
  }, async () => {
    await placeOrder();
    assert.equal((await health()).database, 'ok');
    limitFiles('4096');
    const { database } = await nextHealth();
    limitFiles('unlimited');
    assert.equal(database, 'disk_full');
    assert.equal((await nextHealth()).database, 'ok');
  });

  it('the health check reports a folder that takes no new file', SQLITE_ALONE, async () => {
    const { database: databasePath } = server.context.config;
    server.context.config.database = `${dirname(databasePath)}/missing/test.sqlite`;
    assert.equal((await nextHealth()).database, 'failing');
    server.context.config.database = databasePath;
  });

  it('the health check reports a clock set back, before and after another start', async () => {
    server.setNow(NOW + MINUTE_MS);
    await placeOrder();
    assert.equal((await health()).clock, 'ok');
    server.setNow(NOW - DAY_MS);
    assert.deepEqual((await health()).failing, ['clock']);
    // Another process sees it from earlier entries.
    const started = { ...server.context };
    assert.equal(await checkClock(started), 'behind');
    server.setNow(NOW + MINUTE_MS);
    assert.equal(await checkClock(started), 'ok');
  });

  it('the health check sees a clock set back an hour by the monotonic clock alone', async () => {
    await sql`delete from audit_log`.execute(server.context.db);
    server.setNow(NOW + 2 * DAY_MS);
    assert.equal((await health()).clock, 'ok');
    server.setNow(NOW + 2 * DAY_MS - 60 * MINUTE_MS);
    assert.equal((await health()).clock, 'behind');
  });

  it('the health check looks at money again within a minute, even after the clock was set back', async () => {
    server.setNow(NOW + 2 * DAY_MS);
    assert.equal((await health()).money, 'ok');
    server.setNow(NOW);
    await sql`insert into payments (id, gateway, gateway_transaction_id, amount, unapplied, memo, raw, received_at)
      values ('lost', 'sepay', 'lost', 5, 0, '', '', 0)`.execute(server.context.db);
    server.setNow(NOW + MINUTE_MS);
    // A slow check is not waited for: the last result answers.
    let report = await health();
    while (report.moneyCheckedAt !== new Date(NOW + MINUTE_MS).toISOString())
      report = await health();
    assert.equal(report.money, 'does_not_add_up');
  });

  it('the health check reports due mails when none leaves, but not a queue that gets shorter', async () => {
    await placeOrder();
    assert.equal((await health()).mail, 'ok');
    server.setNow(NOW + 4 * MINUTE_MS);
    assert.equal((await health()).mail, 'ok');
    await sql`insert into outbox (id, kind, payload, state, tries, run_at, locked_until, last_error, created_at, done_at, lane, tenant)
      select 'left', kind, payload, 'done', 1, run_at, 0, null, created_at, ${NOW}, lane, tenant
      from outbox where kind <> 'host_event' limit 1`.execute(server.context.db);
    server.setNow(NOW + 8 * MINUTE_MS);
    assert.equal((await health()).mail, 'ok', 'one has left since');
    server.setNow(NOW + 14 * MINUTE_MS);
    assert.deepEqual((await health()).failing, ['mail']);
  });

  it('the health check counts jobs that are due or were tried, and none that is to leave later', async () => {
    await placeOrder();
    const change = async (values: Updateable<Tables['outbox']>) => {
      await server.context.db.updateTable('outbox').set(values).execute();
      return (await health()).outbox?.pending;
    };
    assert.equal(await change({ run_at: NOW }), 1, 'the order’s mail');
    assert.equal(await change({ run_at: NOW + MINUTE_MS }), 0);
    assert.equal(await change({ tries: 1 }), 1);
    // A held mail's try does not count.
    assert.equal(await change({ tries: 0, last_error: 'Connection closed' }), 1);
  });

  it('the health check names a round that hangs, and one that fails for a quarter of an hour', async () => {
    const { context } = server;
    const hang = Promise.withResolvers<void>();
    let [hanged, failed] = [0, 0];
    const hanging = repeat(context, 'hanging', 1, () => {
      hanged++;
      return hang.promise;
    });
    const failing = repeat(context, 'failing', 1, () => {
      failed++;
      return Promise.reject(new Error('again'));
    });
    const healthy = repeat(context, 'healthy', 1, async () => {});
    // Another lane of the same kind hides none.
    const lane = repeat(context, 'hanging', 1, async () => {});
    await until(() => hanged === 1 && failed > 1);
    assert.equal((await health()).rounds, 'ok');
    server.setNow(NOW + 16 * MINUTE_MS);
    const report = await health();
    assert.deepEqual(report.failing, ['rounds']);
    assert.deepEqual(report.roundsNotWell, ['hanging', 'failing']);
    hang.resolve();
    await Promise.all([hanging, failing, healthy, lane].map((each) => each.stop()));
  });

  it('the health check reports that no message of other processes has arrived for two minutes', async () => {
    const { context } = server;
    context.peers = { ...context.peers, unheardSince: context.monotonic() };
    server.setNow(NOW + 2 * MINUTE_MS);
    assert.equal((await health()).peers, 'ok');
    server.setNow(NOW + 2 * MINUTE_MS + 1);
    const { failing, peers } = await health();
    assert.deepEqual([failing, peers], [['peers'], 'unheard']);
  });

  it(
    'the health check reports every other part where the database’s file is gone',
    SQLITE_ALONE,
    async () => {
      const { database: databasePath } = server.context.config;
      server.context.config.database = `${databasePath}-gone`;
      rmSync(`${databasePath}-gone`, { force: true });
      const { failing, money, clock } = await health();
      assert.deepEqual({ money, clock }, { money: 'unchecked', clock: 'ok' });
      assert.ok(failing.includes('money'));
      server.context.config.database = databasePath;
    },
  );
});
