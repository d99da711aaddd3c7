import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SignJWT } from 'jose';
import { newId } from '../database/id.ts';
import { addPortal } from '../directory/portals/add-portal.ts';
import { HOUR_MS } from '../foundation/durations.ts';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  OTHER_FIRM,
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
  PORTAL_SECRET,
  refusal,
  signToken,
  startTestServer,
  stopLimits,
  type TestServer,
} from '../testing/test-server.ts';

const OTHER_PORTAL = {
  id: 'other-portal',
  name: 'Cổng khác',
  origins: ['https://other.example'],
  secret: 'another-portal-secret-of-more-than-32-characters',
  apiKey: 'another-api-key-of-more-than-32-characters',
};

/** A token with these claims replaced. */
async function signClaims(claims: object, secret = PORTAL_SECRET): Promise<string> {
  const [, payload = ''] = (await signToken()).split('.');
  const good = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return await new SignJWT({ ...good, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secret));
}

async function unsigned(): Promise<string> {
  const [, payload] = (await signToken()).split('.');
  return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
}

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
    (await refusal(clientOf(server, token, origin).signIn.whoAmI.query())).code;

  it('any page can read that the address of the server is wrong', async () => {
    const headers = { origin: 'https://anywhere.example', 'content-type': 'application/json' };
    const asked = { ...headers, 'access-control-request-method': 'POST' };
    const address = `${server.url}/foo/trpc/signIn.whoAmI`;
    const preflight = await fetch(address, { method: 'OPTIONS', headers: asked });
    assert.equal(preflight.status, 204);
    const answer = await fetch(address, { method: 'POST', headers, body: '{}' });
    assert.equal(answer.status, 404);
    assert.equal(answer.headers.get('access-control-allow-origin'), headers.origin);
  });

  it('the token decides who is calling', async () => {
    const who = await client.signIn.whoAmI.query();
    assert.deepEqual(
      [who.portal.id, who.firm.id, who.accountant.id],
      ['test-portal', 'firm-1', 'accountant-1'],
    );
    assert.equal(who.today, '2026-11-23');
  });

  it('an error’s code says which check a token failed', async () => {
    const codes = {
      UNAUTHENTICATED: [''],
      TOKEN_UNREADABLE: ['a.b.c', 'abc', `${await signToken()}${'x'.repeat(5_000)}`],
      TOKEN_ISSUER_UNKNOWN: [await signToken({ portalId: 'nobody' })],
      TOKEN_SIGNATURE_INVALID: [
        await signToken({ secret: 'x'.repeat(40) }),
        await signToken({ secret: OTHER_PORTAL.secret }),
        await unsigned(),
      ],
      TOKEN_EXPIRED: [await signToken({ issuedAt: NOW - 2 * HOUR_MS })],
      TOKEN_NOT_YET_VALID: [
        await signToken({ issuedAt: NOW + 2 * HOUR_MS }),
        await signClaims({ nbf: NOW / 1_000 + 3_000 }),
      ],
      TOKEN_CLAIMS_INVALID: [
        await signToken({ email: 'nobody' }),
        await signClaims({ firm: undefined }),
        await signClaims({ sub: 7 }),
        await signClaims({ exp: 'soon' }),
      ],
      TOKEN_TOO_LONG_LIVED: [await signToken({ life: 7_200 })],
    };
    for (const [code, tokens] of Object.entries(codes)) {
      for (const token of tokens) assert.equal(await codeOf(token), code);
    }
  });

  it('an error names missing or wrong claims, and only once the signature holds', async () => {
    const claimsIn = async (token: string) =>
      (await refusal(clientOf(server, token).signIn.whoAmI.query())).claims;
    const claims = { name: undefined, firm: { id: 'firm-1' } };
    assert.deepEqual(await claimsIn(await signClaims(claims)), ['firm.name', 'name']);
    assert.equal(await claimsIn(await signClaims(claims, 'x'.repeat(40))), undefined);
  });

  it('a difference of clocks is tolerated', async () => {
    const ahead = clientOf(server, await signToken({ issuedAt: NOW + 20_000 }));
    assert.equal((await ahead.signIn.whoAmI.query()).accountant.id, 'accountant-1');
  });

  it('a token whose issuer is no text is refused', async () => {
    for (const iss of [{ a: 1 }, ['test-portal', 'x'], [], true, 1, null, '', 'x'.repeat(101)]) {
      const payload = Buffer.from(JSON.stringify({ iss })).toString('base64url');
      const [header, , signature] = (await signToken()).split('.');
      assert.equal(await codeOf(`${header}.${payload}.${signature}`), 'TOKEN_ISSUER_UNKNOWN');
    }
  });

  it('the log has the exact reason of a refusal under the request id of its answer', async () => {
    const logged: Record<string, unknown>[] = [];
    server.context.log = (event, details) => logged.push({ event, ...details });
    const ask = async (token: string, origin = ORIGIN) => {
      const headers = {
        authorization: `Bearer ${token}`,
        origin,
        'content-type': 'application/json',
      };
      const address = `${server.url}/trpc/signIn.whoAmI`;
      const answer = await fetch(address, { method: 'POST', headers });
      return { requestId: answer.headers.get('x-request-id'), answer };
    };
    const forged = await ask(await signToken({ secret: 'x'.repeat(40) }));
    assert.equal(
      forged.answer.headers.get('access-control-expose-headers'),
      'X-Request-Id,Retry-After',
    );
    const stranger = await ask('', 'https://evil.example');
    assert.ok(forged.requestId && stranger.requestId && forged.requestId !== stranger.requestId);
    assert.deepEqual(logged, [
      {
        event: 'token.refused',
        requestId: forged.requestId,
        code: 'TOKEN_SIGNATURE_INVALID',
        reason: 'signature verification failed',
        origin: ORIGIN,
      },
      { event: 'origin.refused', requestId: stranger.requestId, origin: 'https://evil.example' },
    ]);
    server.setNow(NOW + 60_000);
    logged.length = 0;
    for (let i = 0; i < 150; i++) await ask(`forged-${i}`);
    assert.equal(logged.length, 120, 'lines a minute');
    server.setNow(NOW + 120_000);
    await ask('forged');
    assert.deepEqual(logged[120], { event: 'token.refused.unlogged', count: 30 });
    server.setNow(NOW);
    server.context.log = () => {};
  });

  it('no answer may be cached on the way', async () => {
    const headers = { authorization: `Bearer ${await signToken()}` };
    const answer = await fetch(`${server.url}/trpc/signIn.whoAmI`, { headers });
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const listed = await hostApi(server, 'GET', '/firms/firm-1/customers');
    assert.equal(listed.headers.get('cache-control'), 'no-store');
  });

  it('a page of another portal’s origin is refused', async () => {
    assert.equal(await codeOf(await signToken(), 'https://other.example'), 'ORIGIN_NOT_ALLOWED');
  });

  it('a page’s monitoring may add headers of its own to calls and to what is loaded', async () => {
    const asked = 'authorization,content-type,request-id,traceparent';
    for (const path of ['/trpc/signIn.whoAmI', '/widget/chunks/any.js']) {
      const { headers } = await fetch(`${server.url}${path}`, {
        method: 'OPTIONS',
        headers: {
          origin: ORIGIN,
          'access-control-request-method': 'POST',
          'access-control-request-headers': asked,
        },
      });
      assert.equal(headers.get('access-control-allow-headers'), asked, path);
    }
  });

  it('a page of an unregistered origin can read the refusal, and nothing else', async () => {
    const address = `${server.url}/trpc/signIn.whoAmI`;
    for (const origin of ['https://evil.example', 'null', ORIGIN.replace('https', 'http')]) {
      const preflight = await fetch(address, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      });
      assert.equal(preflight.headers.get('access-control-allow-origin'), origin);
      assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /authorization/);
      const answers = await Promise.all(
        [await signToken(), 'forged', ''].map((token) =>
          fetch(address, { method: 'POST', headers: { origin, authorization: `Bearer ${token}` } }),
        ),
      );
      const texts = await Promise.all(answers.map((answer) => answer.text()));
      assert.equal(new Set(texts).size, 1, 'the same with a good token, a bad one and none');
      assert.equal(JSON.parse(texts[0] ?? '').error.data.domain.code, 'ORIGIN_NOT_ALLOWED');
      for (const { status, headers } of answers) {
        assert.equal(status, 403);
        assert.equal(headers.get('access-control-allow-origin'), origin);
        assert.equal(headers.get('access-control-allow-credentials'), null);
      }
    }
    const own = await fetch(address, { method: 'OPTIONS', headers: { origin: ORIGIN } });
    assert.equal(own.headers.get('access-control-allow-origin'), ORIGIN);
  });

  it('one firm sees nothing of another', async () => {
    const order = await client.orders.place.mutate(await orderOf(client, codes.slice(0, 2)));
    const attempt = await client.payments.start.mutate({
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
      other.payments.attempt.query({ attemptId: attempt.id }),
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

  it('firms with the same id at two portals are kept apart', async () => {
    const token = await signToken({ portalId: OTHER_PORTAL.id, secret: OTHER_PORTAL.secret });
    const other = clientOf(server, token, 'https://other.example');
    assert.deepEqual((await other.orders.list.query({ query: '' })).orders, []);
    assert.deepEqual((await other.customers.search.query({ query: '' })).customers, []);
    assert.deepEqual(await other.catalog.plans.query(), []);
  });

  it('the host API opens only with the portal’s own key', async () => {
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

  it('nonsense is answered with 4xx and a code, never a stack trace', async () => {
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

  it('a token that calls too often is slowed down, and no other', async () => {
    stopLimits(server);
    const busy = clientOf(server, await signToken({ accountantId: 'busy' }));
    const results = await Promise.allSettled(
      Array.from({ length: 70 }, () => busy.signIn.whoAmI.query()),
    );
    assert.equal(results.filter((result) => result.status === 'rejected').length, 10);
    assert.equal((await refusal(busy.signIn.whoAmI.query())).code, 'TOO_MANY_REQUESTS');
    await clientOf(server, await signToken({ accountantId: 'calm' })).signIn.whoAmI.query();
  });
});
