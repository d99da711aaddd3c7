import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

const HEALTH_TOKEN = 'a-health-token-of-more-than-32-characters';

describe('what outsiders see', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ HEALTH_TOKEN });
  });
  after(() => server.stop());

  const healthWith = async (headers: Record<string, string>) =>
    Object.keys(await (await fetch(`${server.url}/health`, { headers })).json());

  it('outsiders see only whether the server is well', async () => {
    assert.ok((await healthWith({})).includes('unmatchedPayments'), 'this machine sees all');
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']) {
      assert.deepEqual(await healthWith({ [name]: '203.0.113.7' }), ['status'], name);
    }
    const passed = { 'x-forwarded-for': '203.0.113.7' };
    const authorization = `Bearer ${HEALTH_TOKEN}`;
    assert.ok((await healthWith({ ...passed, authorization })).includes('unmatchedPayments'));
    assert.deepEqual(await healthWith({ authorization: `Bearer ${HEALTH_TOKEN}x` }), ['status']);
  });

  it('behind https without a trusted proxy, all callers are outsiders, and browsers keep to https', async () => {
    const { config } = server.context;
    const plain = await fetch(`${server.url}/health`);
    assert.equal(plain.headers.get('strict-transport-security'), null);
    config.publicUrl = 'https://renewal.example';
    assert.deepEqual(await healthWith({}), ['status']);
    for (const path of ['/health', '/pay/nothing', '/api/v1/plans', '/trpc/signIn.whoAmI', '/']) {
      const { headers } = await fetch(`${server.url}${path}`);
      assert.equal(headers.get('strict-transport-security'), 'max-age=31536000', path);
    }
    config.publicUrl = server.url;
  });
});
