import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newId } from '../database/id.ts';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  orderOf,
  taxCodes,
} from '../testing/test-directory.ts';
import {
  API_KEY,
  type Client,
  clientOf,
  hostApi,
  NOW,
  ORIGIN,
  refusal,
  signToken,
  startTestServer,
  type TestServer,
} from '../testing/test-server.ts';
import { addPortal } from './add-portal.ts';

const OTHER_FIRM = { id: 'firm-2', name: 'Đại lý thuế An Tâm' };
const OTHER_PORTAL = {
  id: 'other-portal',
  name: 'Cổng khác',
  origins: ['https://other.example'],
  secret: 'another-portal-secret-of-more-than-32-characters',
  apiKey: 'another-api-key-of-more-than-32-characters',
};

describe('who may call', () => {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(6);

  before(async () => {
    server = await startTestServer({ RATE_LIMIT: '60' });
    client = clientOf(server, await signToken());
    await declarePlans(server);
    await declareCustomers(server, declarationsFor(codes.slice(0, 4)));
    await declareCustomers(server, declarationsFor(codes.slice(4)), OTHER_FIRM);
    await addPortal(server.context.db, OTHER_PORTAL);
  });
  after(() => server.stop());

  const codeOf = async (token: string, origin?: string) =>
    (await refusal(clientOf(server, token, origin).session.whoAmI.query())).code;

  it('is told by the token', async () => {
    const who = await client.session.whoAmI.query();
    assert.deepEqual(
      [who.portal.id, who.firm.id, who.accountant.id],
      ['test-portal', 'firm-1', 'accountant-1'],
    );
    assert.equal(who.today, '2026-11-23');
  });

  it('refuses no token, a forged, unsigned, foreign, over-long and long-lived one', async () => {
    assert.equal(await codeOf(''), 'UNAUTHENTICATED');
    assert.equal(await codeOf('a.b.c'), 'UNAUTHENTICATED');
    const wrongKey = await signToken({ secret: 'x'.repeat(40) });
    assert.equal(await codeOf(wrongKey), 'UNAUTHENTICATED');
    const otherPortalsKey = await signToken({ secret: OTHER_PORTAL.secret });
    assert.equal(await codeOf(otherPortalsKey), 'UNAUTHENTICATED');
    assert.equal(await codeOf(await signToken({ portalId: 'nobody' })), 'UNAUTHENTICATED');
    assert.equal(await codeOf(await signToken({ life: 7_200 })), 'UNAUTHENTICATED');
    const [, payload] = (await signToken()).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    assert.equal(await codeOf(`${none}.${payload}.`), 'UNAUTHENTICATED');
    assert.equal(await codeOf(`${await signToken()}${'x'.repeat(5_000)}`), 'UNAUTHENTICATED');
  });

  it('refuses a token that is signed for a time to come, give or take the clocks’ difference', async () => {
    assert.equal(
      await codeOf(await signToken({ issuedAt: NOW + 2 * 3_600_000 })),
      'UNAUTHENTICATED',
    );
    const ahead = clientOf(server, await signToken({ issuedAt: NOW + 20_000 }));
    assert.equal((await ahead.session.whoAmI.query()).accountant.id, 'accountant-1');
  });

  it('takes an issuer that is no text for none', async () => {
    for (const iss of [{ a: 1 }, ['test-portal', 'x'], [], true, 1, null]) {
      const payload = Buffer.from(JSON.stringify({ iss })).toString('base64url');
      const [header, , signature] = (await signToken()).split('.');
      assert.equal(await codeOf(`${header}.${payload}.${signature}`), 'UNAUTHENTICATED');
    }
  });

  it('takes one call at a time, so that the limit on calls is one on work', async () => {
    const response = await fetch(`${server.url}/trpc/session.whoAmI,catalog.plans?batch=1`, {
      headers: { authorization: `Bearer ${await signToken()}` },
    });
    assert.equal(response.status, 400);
  });

  it('says of an old token that it has expired', async () => {
    assert.equal(await codeOf(await signToken({ issuedAt: NOW - 2 * 3_600_000 })), 'TOKEN_EXPIRED');
  });

  it('lets nothing between keep an answer', async () => {
    const headers = { authorization: `Bearer ${await signToken()}` };
    const answer = await fetch(`${server.url}/trpc/session.whoAmI`, { headers });
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const listed = await hostApi(server, 'GET', '/firms/firm-1/customers');
    assert.equal(listed.headers.get('cache-control'), 'no-store');
  });

  it('refuses a page of another origin, and lets a portal’s preflight through', async () => {
    assert.equal(await codeOf(await signToken(), 'https://evil.example'), 'ORIGIN_NOT_ALLOWED');
    assert.equal(await codeOf(await signToken(), 'https://other.example'), 'ORIGIN_NOT_ALLOWED');
    const preflight = async (origin: string) => {
      const response = await fetch(`${server.url}/trpc/session.whoAmI`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
      return response.headers.get('access-control-allow-origin');
    };
    assert.equal(await preflight(ORIGIN), ORIGIN);
    assert.equal(await preflight('https://evil.example'), null);
  });

  it('shows nothing of one firm to another', async () => {
    const order = await client.orders.place.mutate(await orderOf(client, codes.slice(0, 2)));
    const session = await client.payments.start.mutate({
      orderId: order.id,
      method: 'bank_transfer',
      locale: 'vi',
    });
    const link = await client.paymentLinks.create.mutate({ orderId: order.id });
    const other = clientOf(server, await signToken({ firm: OTHER_FIRM, accountantId: 'spy' }));
    const orderId = order.id;
    const calls = [
      other.orders.get.query({ orderId }),
      other.orders.cancel.mutate({ orderId, reason: 'x' }),
      other.payments.methods.query({ orderId }),
      other.payments.start.mutate({ orderId, method: 'vnpay', locale: 'vi' }),
      other.payments.session.query({ sessionId: session.id }),
      other.paymentLinks.create.mutate({ orderId }),
      other.paymentLinks.list.query({ orderId }),
      other.paymentLinks.revoke.mutate({ linkId: link.id }),
    ];
    for (const fault of await Promise.all(calls.map(refusal)))
      assert.equal(fault.code, 'NOT_FOUND');
    assert.deepEqual((await other.orders.list.query({ query: '' })).orders, []);
    assert.deepEqual((await other.notifications.list.query({})).notifications, []);
    const found = await other.customers.search.query({ query: codes[0] ?? '' });
    assert.deepEqual(found.customers, []);
    const looked = await other.customers.lookUp.query({ taxCodes: codes });
    assert.deepEqual(
      looked.results.map((result) => result.outcome),
      ['unknown', 'unknown', 'unknown', 'unknown', 'found', 'found'],
    );
    const stolen = await orderOf(client, codes.slice(2, 3));
    const fault = await refusal(other.orders.place.mutate({ ...stolen, requestId: newId() }));
    assert.equal(fault.rowProblems?.[0]?.code, 'CUSTOMER_NOT_FOUND');
  });

  it('keeps a firm of the same id at another portal apart', async () => {
    const token = await signToken({ portalId: OTHER_PORTAL.id, secret: OTHER_PORTAL.secret });
    const other = clientOf(server, token, 'https://other.example');
    assert.deepEqual((await other.orders.list.query({ query: '' })).orders, []);
    assert.deepEqual((await other.customers.search.query({ query: '' })).customers, []);
    assert.deepEqual(await other.catalog.plans.query(), []);
  });

  it('opens the host API by the portal’s own key only', async () => {
    assert.equal(
      (await hostApi(server, 'GET', '/firms/firm-1/customers', undefined, '')).status,
      401,
    );
    const wrong = await hostApi(server, 'GET', '/firms/firm-1/customers', undefined, `${API_KEY}x`);
    assert.equal(wrong.status, 401);
    const other = await hostApi(
      server,
      'GET',
      '/firms/firm-1/customers',
      undefined,
      OTHER_PORTAL.apiKey,
    );
    assert.deepEqual(await other.json(), { customers: [], nextCursor: null });
  });

  it('answers nonsense with 4xx and a code, never a stack trace', async () => {
    const headers = {
      authorization: `Bearer ${await signToken()}`,
      'content-type': 'application/json',
    };
    const post = (path: string, body: string) =>
      fetch(`${server.url}${path}`, { method: 'POST', headers, body });
    for (const [path, body] of [
      ['/trpc/orders.place', '{'],
      ['/trpc/orders.place', '[]'],
      ['/trpc/nothing.here', '{}'],
      ['/trpc/orders.get', '{"orderId":"1 or 1=1"}'],
      ['/gateways/sepay', '{'],
    ] as const) {
      const response = await post(path, body);
      const text = await response.text();
      assert.ok(
        response.status >= 400 && response.status < 500,
        `${path} ${response.status} ${text}`,
      );
      assert.doesNotMatch(text, /at .*\.ts|node_modules/);
    }
    const large = await post('/trpc/customers.search', JSON.stringify({ query: 'x'.repeat(7e6) }));
    assert.equal(large.status, 413);
    assert.equal((await fetch(`${server.url}/nothing`)).status, 404);
    const put = await hostApi(server, 'PUT', '/plans', { plans: [{ code: '' }] });
    assert.equal(put.status, 400);
    assert.equal(((await put.json()) as { error: { code: string } }).error.code, 'INVALID_INPUT');
  });

  it('slows down one token that calls too often, and no other', async () => {
    const busy = clientOf(server, await signToken({ accountantId: 'busy' }));
    const results = await Promise.allSettled(
      Array.from({ length: 70 }, () => busy.session.whoAmI.query()),
    );
    assert.equal(results.filter((result) => result.status === 'rejected').length, 10);
    assert.equal((await refusal(busy.session.whoAmI.query())).code, 'TOO_MANY_REQUESTS');
    await clientOf(server, await signToken({ accountantId: 'calm' })).session.whoAmI.query();
  });
});
