import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { enqueue } from '../../announce/outbox/enqueue.ts';
import type { HostEvent } from '../../announce/outbox/host-event.ts';
import { addPortal } from '../../directory/portals/add-portal.ts';
import { type FakePortal, startFakePortal } from '../../testing/fake-portal.ts';
import {
  API_KEY,
  PORTAL_SECRET,
  startTestServer,
  type TestServer,
} from '../../testing/test-server.ts';
import { until } from '../../testing/until.ts';
import { type OutboxRunner, startOutbox } from './run-outbox.ts';

let server: TestServer;
let quick: FakePortal;
let outbox: OutboxRunner;
/** Requests that the hanging portal has received and not answered. */
const unanswered: ServerResponse[] = [];
const slow = createServer((_request, response) => void unanswered.push(response));

before(async () => {
  server = await startTestServer();
  quick = await startFakePortal();
  slow.listen(0, '127.0.0.1');
  await once(slow, 'listening');
  const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/`;
  const portal = { name: 'Cổng', origins: [], secret: PORTAL_SECRET };
  for (const [id, webhook] of [
    ['slow', { url, secret: quick.secret }],
    ['quick', { url: quick.url, secret: quick.secret }],
  ] as const) {
    await addPortal(server.context.db, { ...portal, id, apiKey: `${API_KEY}-${id}`, webhook });
  }
});
after(async () => {
  for (const response of unanswered.splice(0)) response.writeHead(204).end();
  await outbox.stop();
  slow.close();
  slow.closeAllConnections();
  quick.stop();
  await server.stop();
});

const addEvents = (portalId: string, count: number) =>
  server.context.db.transaction().execute((tx) =>
    enqueue(
      tx,
      server.context.now(),
      Array.from({ length: count }, () => ({
        kind: 'host_event' as const,
        portalId,
        event: { type: 'order.placed', data: { order: { number: 'DH1' } } } as HostEvent,
      })),
    ),
  );

it('a portal that does not answer delays no event of another', async () => {
  await addEvents('slow', 30);
  await addEvents('quick', 5);
  outbox = startOutbox(server.context, { send: async () => {}, close() {} });
  while (quick.received.length < 5) await sleep(20);
  // Also events queued while it still hangs.
  await addEvents('quick', 5);
  while (quick.received.length < 10) await sleep(20);
  assert.equal(unanswered.length, 2);
  const left = await server.context.db
    .selectFrom('outbox')
    .select('tries')
    .where('state', '=', 'pending')
    .execute();
  assert.equal(left.filter(({ tries }) => tries === 0).length, 28);
  // Its own events go on as soon as it answers.
  slow.removeAllListeners('request');
  slow.on('request', (_request, response) => void response.writeHead(204).end());
  for (const response of unanswered.splice(0)) response.writeHead(204).end();
  const isLeft = () =>
    server.context.db
      .selectFrom('outbox')
      .select('id')
      .where('state', '=', 'pending')
      .executeTakeFirst();
  await until(async () => !(await isLeft()));
});
