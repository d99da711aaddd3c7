import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import type { PeerMessage } from '../../foundation/peers.ts';
import {
  ENGINE,
  makeEmptyPostgresql,
  makeTestDatabase,
  type TestDatabase,
} from '../../testing/test-database.ts';
import { until } from '../../testing/until.ts';
import { openDatabase } from '../connect/open.ts';
import type { Db } from '../db.ts';
import { NotifyPeers } from './notify-peers.ts';

describe('processes over one PostgreSQL', { skip: ENGINE !== 'postgresql' }, () => {
  let database: TestDatabase;
  let dbs: Db[];
  let logged: string[];
  const processes: NotifyPeers[] = [];

  before(async () => {
    database = await makeTestDatabase();
    dbs = await Promise.all([1, 2].map(() => openDatabase(database.address)));
  });
  beforeEach(() => {
    logged = [];
  });
  afterEach(() => Promise.all(processes.splice(0).map((one) => one.stop())));
  after(async () => {
    for (const db of dbs) await db.destroy();
    await database.remove();
  });

  const KINDS = ['hello', 'changed', 'lost', 'spent'] as const;

  /** A process that listens, with everything that it has received from others. */
  async function begin(index: number, url = database.address) {
    const db = dbs[index] as Db;
    const log = (event: string, details: object = {}) =>
      void logged.push(`${event} ${JSON.stringify(details)}`);
    const peers = new NotifyPeers(db, { url, log, beatMs: 100, echoMs: 300 });
    processes.push(peers);
    const heard: PeerMessage[] = [];
    for (const kind of KINDS) peers.hear(kind, (message) => heard.push(message));
    return { peers, heard };
  }

  async function beginTwo() {
    const one = await begin(0);
    const other = await begin(1);
    await until(() => one.peers.isWell && other.peers.isWell);
    assert.equal(one.peers.unheardSince, null);
    // Messages of one process keep their order: its first message has arrived by then, too.
    for (const { peers } of [one, other]) peers.tell(['changed', 'order:begun']);
    await until(() =>
      [one, other].every(({ heard }) => heard.some(([kind]) => kind === 'changed')),
    );
    one.heard.length = 0;
    other.heard.length = 0;
    return { one, other };
  }

  it('a process receives each message of the others once, and none of its own', async () => {
    const { one, other } = await beginTwo();
    one.peers.tell(['changed', 'order:ư\u0000"']);
    one.peers.tell(['changed', 'order:ư\u0000"']);
    one.peers.tell(['spent', 'a', 60, 5]);
    one.peers.tell(['spent', 'a', 60, 5]);
    await until(() => other.heard.length >= 3);
    assert.deepEqual(other.heard, [
      ['changed', 'order:ư\u0000"'],
      ['spent', 'a', 60, 5],
      ['spent', 'a', 60, 5],
    ]);
    assert.deepEqual(one.heard, []);
  });

  it('thousands of messages are sent as a few, each small enough for PostgreSQL', async () => {
    const { one, other } = await beginTwo();
    const topics = Array.from({ length: 4_000 }, () => `order:${crypto.randomUUID()}`);
    for (const topic of topics) one.peers.tell(['changed', topic]);
    await until(() => other.heard.length >= topics.length);
    assert.deepEqual(
      other.heard.map(([, topic]) => topic),
      topics,
    );
  });

  it('messages beyond the longest queue are replaced by one that says that some were lost', async () => {
    const { one, other } = await beginTwo();
    for (let i = 0; i < 10_500; i++) one.peers.tell(['changed', `order:${i}`]);
    await until(() => other.heard.length >= 10_001);
    assert.equal(other.heard.filter(([kind]) => kind === 'lost').length, 1);
    other.heard.length = 0;
    one.peers.tell(['changed', 'order:10499']);
    await until(() => other.heard.length > 0);
    assert.deepEqual(other.heard, [['changed', 'order:10499']]);
  });

  it('a process whose connection is lost connects anew, and looks for what it has missed', async () => {
    const { one, other } = await beginTwo();
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like '%listening'`.execute(
      dbs[0] as Db,
    );
    await until(() => logged.filter((line) => line.startsWith('peers.lost')).length === 2);
    await until(() => one.peers.isWell && other.peers.isWell);
    await until(() => other.heard.some(([kind]) => kind === 'lost'));
    one.peers.tell(['changed', 'order:1']);
    await until(() => other.heard.some(([kind]) => kind === 'changed'));
  });

  it('a process that stops sends its last messages first', async () => {
    const { other } = await beginTwo();
    const db = await openDatabase(database.address);
    const log = () => {};
    const ending = new NotifyPeers(db, { url: database.address, log });
    await until(() => ending.isWell);
    const topics = Array.from({ length: 500 }, () => `order:${crypto.randomUUID()}`);
    for (const topic of topics) ending.tell(['changed', topic]);
    await ending.stop();
    await db.destroy();
    await until(() => other.heard.filter(([kind]) => kind === 'changed').length >= topics.length);
  });

  it('a process that receives no messages detects that, and says why', async () => {
    const elsewhere = await makeEmptyPostgresql();
    const { peers } = await begin(0, elsewhere.address);
    await until(() => logged.some((line) => /No notification.*DATABASE_LISTEN_URL/.test(line)));
    assert.equal(peers.isWell, false);
    assert.ok(peers.unheardSince !== null && peers.unheardSince <= performance.now());
    await peers.stop();
    await elsewhere.remove();
  });

  it('messages that no process of this version sends are ignored', async () => {
    const { one, other } = await beginTwo();
    const payloads = [
      'no JSON',
      'null',
      '{"from":"x","messages":[["newer",1],null,["changed","error"],["spent","a",0,1]]}',
      '{"from":"x","messages":[["changed","order:2"]]}',
    ];
    for (const payload of payloads) {
      await sql`select pg_notify('renewal_wizard', ${payload})`.execute(dbs[0] as Db);
    }
    await until(() => one.heard.length > 0 && other.heard.length > 0);
    assert.deepEqual(
      [one.heard, other.heard],
      [[['changed', 'order:2']], [['changed', 'order:2']]],
    );
  });
});
