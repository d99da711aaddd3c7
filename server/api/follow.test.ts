import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '../../shared/limits.ts';
import type { Follow, LiveEvent } from '../../shared/schemas/live.ts';
import { addPortal } from '../directory/portals/add-portal.ts';
import { LiveUpdates } from '../foundation/live-updates.ts';
import { openStream, requestStream, type Stream } from '../testing/live-stream.ts';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import {
  API_KEY,
  type Client,
  clientOf,
  NOW,
  ORIGIN,
  PORTAL_SECRET,
  signToken,
  startTestServer,
  type TestServer,
} from '../testing/test-server.ts';
import { until } from '../testing/until.ts';

describe('live.follow', () => {
  let server: TestServer;
  let client: Client;
  let token: string;
  const codes = taxCodes(12);

  before(async () => {
    server = await startTestServer();
    token = await signToken();
    client = clientOf(server, token);
    await declarePlans(server);
    await declareCustomers(server, declarationsFor(codes));
  });
  after(() => server.stop());
  afterEach(async () => {
    for (const stream of open.splice(0)) stream.close();
    await until(() => server.context.live.followers === 0);
  });

  const open: Stream[] = [];

  async function follow(what: Follow, withToken = token): Promise<LiveEvent[]> {
    const stream = await openStream(server, withToken, what);
    open.push(stream);
    return stream.events;
  }

  const place = async (from: number, by = client) =>
    await by.orders.place.mutate(await orderOf(by, codes.slice(from, from + 1)));
  const of = (events: LiveEvent[], topic: string) =>
    events.filter((event) => event.topic === topic);

  it('live.follow streams the bell, the list and an order together', async () => {
    const { id } = await place(0);
    const events = await follow({ bell: {}, list: {}, orders: { [id]: 0 } });
    await until(() => events.length === 3);
    assert.deepEqual(
      new Set(events.map(({ topic }) => topic)),
      new Set(['bell', 'list', `order:${id}`]),
    );
    assert.equal(server.context.live.followers, 1);
    await reportTransfer(server, await startTransfer(client, id));
    await until(() => of(events, 'list').length > 1 && of(events, 'bell').length > 1);
    await until(() => {
      const last = of(events, `order:${id}`).at(-1);
      return (
        last?.topic.startsWith('order:') === true &&
        JSON.stringify(last.data).includes('"state":"paid"')
      );
    });
    const positions = of(events, 'list').map(({ position }) => position);
    assert.deepEqual(
      positions,
      positions.toSorted((a, b) => a - b),
    );
  });

  it('live.follow reports orders that colleagues place and cancel, and to no other firm', async () => {
    const theirs = await follow(
      { list: {} },
      await signToken({ firm: { id: 'firm-9', name: 'Khác' } }),
    );
    const events = await follow({ list: {} });
    await until(() => events.length === 1 && theirs.length === 1);
    const colleague = clientOf(server, await signToken({ accountantId: 'accountant-2' }));
    const { id } = await place(1, colleague);
    await until(() => events.length === 2);
    await colleague.orders.cancel.mutate({ orderId: id, reason: 'thôi' });
    await until(() => events.length >= 3);
    assert.equal(theirs.length, 1);
  });

  it('live.follow resumes after the last event, topic by topic', async () => {
    const { id } = await place(2);
    const first = await follow({ bell: {}, list: {}, orders: { [id]: 0 } });
    await until(() => first.length === 3);
    const positions = new Map<string, number>(
      first.map(({ topic, position }) => [topic, position]),
    );
    open[0]?.close();
    const after = (topic: string) => ({ after: positions.get(topic) ?? 0 });
    const orders = { [id]: positions.get(`order:${id}`) ?? 0 };
    const unchanged = await follow({ bell: after('bell'), list: after('list'), orders });
    await until(() => unchanged.length === 1);
    assert.deepEqual(unchanged[0]?.topic, 'bell', 'the count, which may have changed');
    const { id: other } = await place(3);
    await client.orders.cancel.mutate({ orderId: id, reason: 'thôi' });
    const missed = await follow({ bell: after('bell'), list: after('list'), orders });
    await until(() => missed.length >= 4);
    const rung = missed.flatMap((event) =>
      event.topic === 'bell' ? (event.data.notification?.orderId ?? []) : [],
    );
    assert.deepEqual(rung, [other, id]);
    assert.ok(of(missed, 'list').length > 0 && of(missed, `order:${id}`).length > 0);
  });

  it('live.follow sees changes by another process', async () => {
    const { id } = await place(4);
    const events = await follow({ orders: { [id]: 0 } });
    await until(() => events.length === 1);
    await server.context.db
      .updateTable('orders')
      .set((set) => ({ version: set('version', '+', 1) }))
      .where('id', '=', id)
      .execute();
    await until(() => events.length === 2);
  });

  it('live.follow ends once its portal signs with another secret, and begins with a new token', async () => {
    const portal = { id: 'moving', name: 'Cổng', origins: [ORIGIN], apiKey: `moving-${API_KEY}` };
    const [first, second] = ['first', 'second'].map((name) => `${name}-${PORTAL_SECRET}`);
    assert.ok(first && second);
    const { context } = server;
    await addPortal(context.db, { ...portal, secret: first });
    const tokenBy = (secret: string) => signToken({ portalId: portal.id, secret });
    const former = await openStream(server, await tokenBy(first), { bell: {}, list: {} });
    const lasting = await openStream(server, token, { bell: {} });
    open.push(former, lasting);
    await until(() => former.events.length === 2 && lasting.events.length === 1);
    await addPortal(context.db, { ...portal, secret: second });
    server.setNow(NOW + 25_000);
    assert.match(await former.ended, /event: return/);
    assert.equal(context.live.followers, 1, 'no other portal’s stream ends');
    const renewed = await openStream(server, await tokenBy(second), { bell: {} });
    open.push(renewed);
    await until(() => renewed.events.length === 1);
    await context.db.deleteFrom('portals').where('id', '=', portal.id).execute();
    server.setNow(NOW + 60_000);
    assert.match(await renewed.ended, /event: return/);
    server.setNow(NOW);
  });

  it('live.follow sends a heartbeat to every open stream, and none to one that has left', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const [staying, leaving] = [
      await openStream(server, token, { list: {} }),
      await openStream(server, token, { list: {} }),
    ];
    await until(() => staying.events.length === 1 && leaving.events.length === 1);
    leaving.close();
    await until(() => server.context.live.followers === 1);
    t.mock.timers.tick(15_000);
    t.mock.timers.tick(15_000);
    server.context.live.close();
    assert.equal((await staying.ended).match(/event: ping\ndata: \n\n/g)?.length, 2);
    server.context.live = new LiveUpdates();
  });

  it('live.follow ends for a reader that leaves with events unread', async () => {
    const input = encodeURIComponent(JSON.stringify({ list: {}, bell: {} }));
    const incoming = {
      socket: { remoteAddress: '127.0.0.1', remotePort: 1, remoteFamily: 'IPv4' },
    };
    const headers = {
      accept: 'text/event-stream',
      authorization: `Bearer ${token}`,
      origin: ORIGIN,
    };
    const { body } = await server.app.request(
      `/trpc/live.follow?input=${input}`,
      { headers },
      { incoming },
    );
    const reader = body?.getReader();
    await reader?.read();
    await until(() => server.context.live.followers === 1);
    await sleep(50);
    await reader?.cancel();
    await until(() => server.context.live.followers === 0);
  });

  it('live.follow reports an error of the server, which is logged, and ends', async (t) => {
    const { context } = server;
    const log: [event: string, details: unknown][] = [];
    t.mock.method(context, 'log', (...line: (typeof log)[number]) => log.push(line));
    t.mock.method(context.live, 'readOnce', () => Promise.reject(new Error('the disk is gone')));
    const response = await requestStream(server, token, { list: {} }, AbortSignal.timeout(5_000));
    const text = await response.text();
    assert.match(
      text,
      /event: serialized-error\ndata: .*"code":-32603.*"domain":\{"code":"INTERNAL"\}/,
    );
    assert.doesNotMatch(text, /disk/);
    assert.match(JSON.stringify(log), /"trpc\.failed".*"live\.follow".*the disk is gone/);
  });

  it('streams that one change wakes read it once, and a change meanwhile is read anew', async () => {
    const live = new LiveUpdates();
    const gates: PromiseWithResolvers<number>[] = [];
    const read = () => {
      const gate = Promise.withResolvers<number>();
      gates.push(gate);
      return gate.promise;
    };
    const together = [live.readOnce('list:x', read), live.readOnce('list:x', read)];
    assert.equal(gates.length, 1);
    live.publish('list:x');
    const later = live.readOnce('list:x', read);
    assert.equal(gates.length, 2);
    gates[0]?.resolve(1);
    gates[1]?.resolve(2);
    assert.deepEqual(await Promise.all([...together, later]), [1, 1, 2]);
    void live.readOnce('list:x', read);
    assert.equal(gates.length, 3, 'what is read is not kept');
  });

  it('live.follow leaves out unknown orders and those of other firms', async () => {
    const { id } = await place(5);
    const spy = await signToken({ firm: { id: 'firm-9', name: 'Khác' } });
    const events = await follow({ bell: {}, orders: { [id]: 0 } }, spy);
    await until(() => events.length === 1);
    await client.orders.cancel.mutate({ orderId: id, reason: 'thôi' });
    await place(6);
    await sleep(100);
    assert.deepEqual(
      events.map(({ topic }) => topic),
      ['bell'],
    );
  });

  it('an order of another form in one page stops no other topic of the person’s stream', async () => {
    const { id } = await place(7);
    const events = await follow({ bell: {}, orders: { x: 0, '\u0000': 0, [id]: 0 } });
    await until(() => events.length === 2);
    assert.deepEqual(new Set(events.map(({ topic }) => topic)), new Set(['bell', `order:${id}`]));
  });

  it('live.follow refuses a very long id, an invalid position, and more orders than it follows', async () => {
    const uuids = Array.from({ length: LIMITS.followedOrders + 1 }, () => crypto.randomUUID());
    const many = Object.fromEntries(uuids.map((id) => [id, 1]));
    const wrong = [
      { orders: { ['x'.repeat(LIMITS.name + 1)]: 1 } },
      { orders: { x: -1 } },
      { bell: { after: -1 } },
      { list: { after: 'x' } },
      { orders: many },
    ];
    for (const input of wrong) {
      const response = await requestStream(server, token, input, AbortSignal.timeout(5_000));
      const text = await response.text();
      assert.match(text, /INVALID_INPUT/, JSON.stringify(input).slice(0, 80));
    }
  });
});
