import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTRPCClient, httpSubscriptionLink, TRPCClientError } from '@trpc/client';
import { EventSource } from 'eventsource';
import type { BellEvent } from '../../shared/schemas/live.ts';
import type { Order } from '../../shared/schemas/order.ts';
import type { AppRouter } from '../api/router.ts';
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
  type Client,
  clientOf,
  NOW,
  ORIGIN,
  signToken,
  startTestServer,
  type TestServer,
} from '../testing/test-server.ts';
import { until } from '../testing/until.ts';

describe('live updates', () => {
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

  function live(withToken = token) {
    return createTRPCClient<AppRouter>({
      links: [
        httpSubscriptionLink({
          url: `${server.url}/trpc`,
          EventSource,
          eventSourceOptions: {
            fetch: (url, init) =>
              fetch(url, {
                ...init,
                headers: { ...init.headers, authorization: `Bearer ${withToken}`, origin: ORIGIN },
              }),
          },
        }),
      ],
    });
  }

  it('a live stream sends an order at once, then whenever it changes', async () => {
    const { id: orderId } = await client.orders.place.mutate(
      await orderOf(client, codes.slice(0, 2)),
    );
    const seen: Order[] = [];
    const stream = live().orders.onUpdate.subscribe(
      { orderId },
      { onData: ({ data }) => seen.push(data) },
    );
    await until(() => seen.length === 1);
    const transfer = await startTransfer(client, orderId);
    await reportTransfer(server, transfer);
    await until(() => seen.at(-1)?.state === 'paid');
    stream.unsubscribe();
    await until(() => server.context.live.followers === 0);
  });

  it('a live stream misses nothing after a break', async () => {
    const { id: orderId } = await client.orders.place.mutate(
      await orderOf(client, codes.slice(2, 4)),
    );
    const first: string[] = [];
    const stream = live().orders.onUpdate.subscribe(
      { orderId },
      { onData: ({ id }) => first.push(id) },
    );
    await until(() => first.length === 1);
    stream.unsubscribe();
    await client.orders.cancel.mutate({ orderId, reason: 'trong lúc mất kết nối' });
    const later: Order[] = [];
    const again = live().orders.onUpdate.subscribe(
      { orderId, lastEventId: first[0] ?? '' },
      { onData: ({ data }) => later.push(data) },
    );
    await until(() => later[0]?.state === 'cancelled');
    again.unsubscribe();
  });

  it('a live stream rings the bell of the person who ordered, counts, and catches up', async () => {
    const events: { id: string; data: BellEvent }[] = [];
    const colleague: BellEvent[] = [];
    const stream = live().notifications.onNew.subscribe(
      {},
      { onData: (event) => events.push(event) },
    );
    const other = live(
      await signToken({ accountantId: 'accountant-2' }),
    ).notifications.onNew.subscribe({}, { onData: ({ data }) => colleague.push(data) });
    await until(() => events.length === 1 && colleague.length === 1);
    const before = events[0]?.data.unread ?? 0;
    const order = await client.orders.place.mutate(await orderOf(client, codes.slice(4, 6)));
    await until(() => events.at(-1)?.data.notification?.kind === 'order_placed');
    assert.equal(events.at(-1)?.data.unread, before + 1);
    assert.equal(events.at(-1)?.data.notification?.orderNumber, order.number);
    const transfer = await startTransfer(client, order.id);
    await reportTransfer(server, transfer);
    await until(() => events.at(-1)?.data.notification?.kind === 'payment_received');
    const kinds = events.flatMap((event) => event.data.notification?.kind ?? []);
    assert.deepEqual(kinds.slice(-2), ['order_placed', 'payment_received'], 'one of a payment');
    stream.unsubscribe();
    const placedAt =
      events.find((event) => event.data.notification?.kind === 'order_placed')?.id ?? '';
    const missed: BellEvent[] = [];
    const again = live().notifications.onNew.subscribe(
      { lastEventId: placedAt },
      { onData: ({ data }) => missed.push(data) },
    );
    await until(() => missed.length >= 1);
    assert.equal(missed[0]?.notification?.kind, 'payment_received');
    assert.equal(colleague.length, 1);
    const newest = await client.notifications.list.query({});
    const sequence = newest.notifications[0]?.sequence ?? 0;
    assert.deepEqual(await client.notifications.markRead.mutate({ sequence, only: false }), {
      unread: 0,
    });
    await until(() => missed.at(-1)?.unread === 0);
    again.unsubscribe();
    other.unsubscribe();
  });

  it('a live stream ends with its token', async () => {
    // An hour and 29 of the 30 seconds' clock difference ago: it is valid for one second more.
    const ending = await signToken({ issuedAt: NOW - 3_629_000 });
    for (const path of ['notifications.onNew', 'orders.onUpdate']) {
      const orderId = (await client.orders.list.query({ query: '' })).orders[0]?.id;
      const input = encodeURIComponent(JSON.stringify({ orderId }));
      const response = await fetch(`${server.url}/trpc/${path}?input=${input}`, {
        headers: { accept: 'text/event-stream', authorization: `Bearer ${ending}`, origin: ORIGIN },
      });
      assert.equal(response.status, 200);
      assert.match(await response.text(), /event: return/);
    }
    await until(() => server.context.live.followers === 0);
  });

  it('one accountant can open thirty live streams, and no more until one is closed', async () => {
    const busy = await signToken({ accountantId: 'accountant-3' });
    const openings: AbortController[] = [];
    // Referenced: an unreferenced response is garbage-collected, and its connection with it.
    const streams: Response[] = [];
    const open = async (withToken = busy) => {
      const opening = new AbortController();
      const response = await fetch(`${server.url}/trpc/notifications.onNew?input=%7B%7D`, {
        headers: {
          accept: 'text/event-stream',
          authorization: `Bearer ${withToken}`,
          origin: ORIGIN,
        },
        signal: opening.signal,
      });
      if (response.status === 200) {
        openings.push(opening);
        streams.push(response);
      }
      return response;
    };
    for (let i = 1; i <= 30; i++) {
      assert.equal((await open()).status, 200);
      await until(() => server.context.live.followers === i);
    }
    const refused = await open();
    assert.equal(refused.status, 429);
    assert.equal((await refused.json()).error.data.domain.code, 'TOO_MANY_REQUESTS');
    assert.equal(refused.headers.get('retry-after'), '60');
    assert.equal((await open(await signToken())).status, 200, 'another accountant');
    openings[0]?.abort();
    await until(() => server.context.live.followers === 30);
    assert.equal((await open()).status, 200);
    assert.equal(streams.length, 32);
    for (const opening of openings) opening.abort();
    await until(() => server.context.live.followers === 0);
  });

  it('a live stream without a token, or of another firm’s order, is refused', async () => {
    const { id: orderId } = await client.orders.place.mutate(
      await orderOf(client, codes.slice(6, 7)),
    );
    const spy = await signToken({ firm: { id: 'firm-9', name: 'Khác' } });
    const input = encodeURIComponent(JSON.stringify({ orderId }));
    const response = await fetch(`${server.url}/trpc/orders.onUpdate?input=${input}`, {
      headers: { accept: 'text/event-stream', authorization: 'Bearer x', origin: ORIGIN },
    });
    assert.equal(response.status, 401);
    assert.equal(response.headers.get('access-control-allow-origin'), ORIGIN);
    const refused = Promise.withResolvers<unknown>();
    const stream = live(spy).orders.onUpdate.subscribe(
      { orderId },
      { onData: () => refused.reject(new Error('It told')), onError: refused.resolve },
    );
    const fault = await refused.promise;
    assert.equal(fault instanceof TRPCClientError && fault.data?.domain.code, 'NOT_FOUND');
    stream.unsubscribe();
  });
});
