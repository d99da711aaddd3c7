import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  orderOf,
  taxCodes,
} from '../server/testing/test-directory.ts';
import {
  clientOf,
  ORIGIN,
  signToken,
  startTestServer,
  type TestServer,
} from '../server/testing/test-server.ts';
import { until } from '../server/testing/until.ts';
import type { LiveEvent } from '../shared/schemas/live.ts';
import { createApi } from '../widget/api/client.ts';
import { faultOf } from '../widget/api/fault.ts';
import { LiveStream } from '../widget/api/live-stream.ts';
import type { Session } from '../widget/api/session.ts';

/** The widget writes tRPC's requests and reads its answers by itself: here the real server is at the other end. */
describe('the widget’s calls and the server', () => {
  let server: TestServer;
  let token: string;
  let requests: string[];
  const codes = taxCodes(2);

  before(async () => {
    server = await startTestServer();
    token = await signToken();
    await declarePlans(server);
    await declareCustomers(server, declarationsFor(codes));
  });
  after(() => server.stop());

  const fetchWithToken: typeof fetch = (address, init = {}) => {
    requests.push(new URL(String(address)).pathname);
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    headers.set('origin', ORIGIN);
    return fetch(address, { ...init, headers });
  };
  const api = () => {
    requests = [];
    return createApi(server.url, fetchWithToken);
  };

  it('queries of one moment are answered by one request, each with its own answer or fault', async () => {
    const { signIn, catalog, orders } = api();
    const [whoAmI, plans, missing] = await Promise.all([
      signIn.whoAmI.query(),
      catalog.plans.query(),
      orders.get.query({ orderId: crypto.randomUUID() }).catch(faultOf),
    ]);
    assert.deepEqual(requests, ['/trpc/signIn.whoAmI,catalog.plans,orders.get']);
    assert.equal(whoAmI.portal.id, 'test-portal');
    assert.ok(plans.length > 0);
    assert.equal('code' in missing && missing.code, 'NOT_FOUND');
    assert.ok('details' in missing && missing.details?.requestId);
  });

  it('an input that the server refuses is a fault with its fields', async () => {
    const fault = await api().orders.list.query({ query: '', limit: -1 }).catch(faultOf);
    assert.equal('code' in fault && fault.code, 'INVALID_INPUT');
  });

  it('a live stream has the state of its topics, and then what mutations change', async (t) => {
    requests = [];
    const events: LiveEvent[] = [];
    let failures = 0;
    const stream = new LiveStream({
      signIn: () => ({ server: server.url, fetchWithToken }) as Session,
      onEvent: (event) => events.push(event),
      onFailure: (count) => {
        failures = count;
      },
    });
    t.after(() => stream.close());
    stream.follow(new Map([['list', null]]));
    await until(() => events.length === 1);
    const order = await orderOf(clientOf(server, token), codes.slice(0, 1));
    await createApi(server.url, fetchWithToken).orders.place.mutate(order);
    await until(() => events.length > 1);
    assert.deepEqual(new Set(events.map(({ topic }) => topic)), new Set(['list']));
    assert.ok(Number(events[1]?.position) > Number(events[0]?.position));
    assert.equal(failures, 0);
    stream.close();
    await until(() => server.context.live.followers === 0);
  });
});
