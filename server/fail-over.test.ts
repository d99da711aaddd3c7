import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { inTransaction } from './context/in-transaction.ts';
import { openDatabase } from './database/connect/open.ts';
import type { Db } from './database/db.ts';
import { NotifyPeers } from './database/postgresql/notify-peers.ts';
import { TcpProxy } from './testing/processes/tcp-proxy.ts';
import { ENGINE } from './testing/test-database.ts';
import { openFirm, orderOf, taxCodes } from './testing/test-directory.ts';
import {
  type Client,
  hostApi,
  PORTAL_ID,
  refusal,
  SEPAY_API_KEY,
  type TestServer,
} from './testing/test-server.ts';
import { until } from './testing/until.ts';

/** A proxy stands in for the one that leads to the present primary. */
describe('a database that fails over', { skip: ENGINE !== 'postgresql' }, () => {
  const codes = taxCodes(2);
  let server: TestServer;
  let client: Client;
  let direct: Db;
  let proxy: TcpProxy;

  before(async () => {
    ({ server, client } = await openFirm(codes));
    direct = server.context.db;
    proxy = await TcpProxy.before(server.context.config.database);
    server.context.db = await openDatabase(proxy.urlOf(server.context.config.database));
  });
  beforeEach(() => {
    proxy.isClosed = false;
    proxy.onSent = () => 'pass';
  });
  afterEach(() => direct.deleteFrom('firms').where('name', '=', 'new').execute());
  after(async () => {
    proxy.isClosed = false;
    await server.context.db.destroy();
    await proxy.stop();
    server.context.db = direct;
    await server.stop();
  });

  const addFirm = (id: string) =>
    inTransaction(server.context, ({ tx }) =>
      tx.insertInto('firms').values({ portal_id: PORTAL_ID, id, name: 'new' }).execute(),
    );
  const firms = () => direct.selectFrom('firms').select('id').where('name', '=', 'new').execute();

  /** Closes the proxy until a connection was tried so many times. */
  async function closeFor(tries: number): Promise<void> {
    const before = proxy.accepted;
    proxy.isClosed = true;
    proxy.cut();
    await until(() => proxy.accepted >= before + tries);
    proxy.isClosed = false;
  }

  /** The end of the server's patience, without waiting for it. */
  function passTime(test: TestContext): void {
    let time = performance.now();
    test.mock.method(performance, 'now', () => {
      time += 4_000;
      return time;
    });
  }

  it('reads that begin while no server answers wait until one does', async () => {
    await client.orders.list.query({ query: '' });
    const closed = closeFor(4);
    const answers = await Promise.all([
      client.orders.list.query({ query: '' }),
      client.customers.search.query({ query: codes[0] as string }),
    ]);
    await closed;
    assert.equal(answers[1].customers.length, 1);
  });

  it('a read whose answer is lost is sent again', async () => {
    let isLost = false;
    proxy.onSent = (text) => {
      if (isLost || !text.includes('order_lines')) return 'pass';
      isLost = true;
      return 'cut';
    };
    await client.orders.list.query({ query: '' });
    assert.ok(isLost);
  });

  it('a transaction that is cut before its commit begins anew, once a server answers', async () => {
    let closed: Promise<void> | undefined;
    proxy.onSent = (text) => {
      if (closed !== undefined || !text.includes('insert into "firms"')) return 'pass';
      closed = closeFor(4);
      return 'cut';
    };
    await addFirm('waits');
    await closed;
    assert.deepEqual(await firms(), [{ id: 'waits' }]);
  });

  it('an order whose number is counted by a connection that is lost is placed all the same', async () => {
    const input = await orderOf(client, codes);
    let isLost = false;
    proxy.onSent = (text) => {
      if (isLost || !text.includes('update portals')) return 'pass';
      isLost = true;
      return 'cut';
    };
    const { id } = await client.orders.place.mutate(input);
    assert.ok(isLost);
    await client.orders.cancel.mutate({ orderId: id, reason: 'test' });
  });

  it('a commit whose answer is lost is a 503, and the same call again finds what it did', async () => {
    const input = await orderOf(client, codes);
    let isLost = false;
    proxy.onSent = (text) => {
      if (isLost || !text.includes('; commit\0')) return 'pass';
      isLost = true;
      return 'cut';
    };
    const refused = await refusal(client.orders.place.mutate(input));
    assert.deepEqual(refused, { code: 'UNAVAILABLE', retryAfter: 2 });
    const { id } = await client.orders.place.mutate(input);
    const orders = await direct
      .selectFrom('orders')
      .select('id')
      .where('request_id', '=', input.requestId)
      .execute();
    assert.deepEqual(orders, [{ id }]);
  });

  it('calls that find no server for longer are a 503 that says when to come again', async (test) => {
    const logged: string[] = [];
    const [order] = (await client.orders.list.query({ query: '' })).orders;
    const { url: link } = await client.paymentLinks.create.mutate({ orderId: order?.id ?? '' });
    server.context.log = (event) => logged.push(event);
    proxy.isClosed = true;
    proxy.cut();
    passTime(test);
    assert.equal((await refusal(client.orders.list.query({ query: '' }))).code, 'UNAVAILABLE');
    const answers = {
      host: await hostApi(server, 'GET', '/discount-codes'),
      gateway: await fetch(`${server.url}/gateways/sepay`, {
        method: 'POST',
        headers: { authorization: `Apikey ${SEPAY_API_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          id: 1,
          content: 'x',
          referenceCode: 'FT1',
          transferType: 'in',
          transferAmount: 1_000,
        }),
      }),
      page: await fetch(link),
    };
    for (const [name, answer] of Object.entries(answers)) {
      assert.deepEqual([name, answer.status, answer.headers.get('retry-after')], [name, 503, '2']);
    }
    assert.match(await answers.page.text(), /tạm gián đoạn/);
    assert.ok(logged.includes('database.unavailable'));
    assert.ok(!logged.some((event) => /^(request|trpc|pay_page)\.failed/.test(event)), `${logged}`);
  });

  it('of several hosts in DATABASE_URL, the one that answers is used, and then another', async () => {
    const url = new URL(server.context.config.database);
    const other = await TcpProxy.before(url.href);
    other.isClosed = true;
    const hosts = `127.0.0.1:1,127.0.0.1:${proxy.port},127.0.0.1:${other.port}`;
    const db = await openDatabase(url.href.replace(url.host, hosts));
    const read = () => sql`select 1 as one`.execute(db).then(({ rows }) => rows);
    assert.deepEqual(await read(), [{ one: 1 }]);
    proxy.isClosed = true;
    proxy.cut();
    other.isClosed = false;
    assert.deepEqual(await read(), [{ one: 1 }]);
    assert.ok(other.accepted > 0);
    await db.destroy();
    await other.stop();
  });

  it('notifications arrive again once the listening connection leads to a server', async () => {
    const log: string[] = [];
    const url = new URL(server.context.config.database);
    const hosts = `127.0.0.1:1,127.0.0.1:${proxy.port}`;
    const peers = new NotifyPeers(server.context.db, {
      url: url.href.replace(url.host, hosts),
      log: (event) => void log.push(event),
      beatMs: 100,
      echoMs: 2_000,
    });
    try {
      await until(() => peers.isWell);
      log.length = 0;
      const closed = closeFor(2);
      await until(() => !peers.isWell);
      await closed;
      await until(() => peers.isWell);
      assert.deepEqual([log.at(0), log.at(-1)], ['peers.lost', 'peers.heard']);
    } finally {
      await peers.stop();
    }
  });
});
