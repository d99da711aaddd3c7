import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type RunningDemo, startDemo } from './demo-process.ts';

describe('the demo', () => {
  let demo: RunningDemo;
  before(async () => {
    demo = await startDemo();
  });
  after(() => demo?.stop());

  it('the demo answers at all three addresses', async () => {
    for (const url of [demo.serverUrl, demo.portalUrl, demo.outsideUrl]) {
      assert.equal((await fetch(`${url}/health`)).status, 200, url);
    }
    assert.notEqual(new URL(demo.serverUrl).origin, new URL(demo.portalUrl).origin);
  });

  it('the demo prints where to click, and everything there opens', async () => {
    const printed = [...demo.output().matchAll(/^ {2}\w.* (http:\S+)/gm)].map(([, url]) => url);
    assert.equal(printed.length, 11);
    const front = await (await fetch(demo.outsideUrl)).text();
    const { operationsPassword } = demo.settings.secrets;
    assert.ok(front.includes(operationsPassword), 'it is a demo');
    const authorization = `Basic ${btoa(`anybody:${operationsPassword}`)}`;
    for (const url of printed) {
      const { status } = await fetch(url ?? '', { headers: { authorization } });
      assert.equal(status, 200, url);
    }
  });

  it('the demo has customers in the portal', async () => {
    const response = await fetch(`${demo.portalUrl}/api/customers`);
    const { customers } = (await response.json()) as { customers: unknown[] };
    assert.ok(customers.length > 0);
  });

  it('the demo serves the built widget to pages of other origins, compressed', async () => {
    for (const file of ['renewal-wizard.js', 'renewal-wizard.classic.js']) {
      const response = await fetch(`${demo.serverUrl}/widget/${file}`, {
        headers: { origin: demo.portalUrl, 'accept-encoding': 'br' },
      });
      assert.equal(response.status, 200, file);
      assert.equal(response.headers.get('access-control-allow-origin'), '*');
      assert.equal(response.headers.get('content-encoding'), 'br');
      assert.match(response.headers.get('content-type') ?? '', /javascript/);
    }
  });
});

describe('starting and stopping the demo', () => {
  it('starting the demo names the setting of a port that is taken, and starts nothing', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    for (const name of ['server', 'portal', 'outside', 'smtp'] as const) {
      await assert.rejects(startDemo({ ports: { [name]: port } }), ({ message }: Error) => {
        const expected = `Port ${port} is taken. Stop what listens there, or set ${name.toUpperCase()}_PORT.`;
        assert.equal(message.trim(), `The demo did not start:\n${expected}`);
        return true;
      });
    }
    holder.close();
  });

  it('starting the demo names the process that cannot start, stops the others and fails', async () => {
    const failure = startDemo({ env: { LINK_SECRET: 'short' } });
    await assert.rejects(failure, /The server ended \(exit code \d+\); stopping the rest\./);
  });

  it('starting the demo shows the server’s answer when it refuses the demo’s data', async () => {
    const running = await startDemo();
    const { serverUrl, settings } = running;
    const stranger = await mkdtemp(join(tmpdir(), 'renewal-stranger-'));
    const env = { ...process.env, SERVER_URL: serverUrl, DATA_DIR: stranger };
    const { status, stderr } = spawnSync(process.execPath, ['demo/seed.ts'], { env });
    await running.stop();
    await rm(stranger, { recursive: true });
    assert.notEqual(status, 0);
    assert.match(String(stderr), /GET \S+\/customers\?limit=1: 401 .*"code"/);
    assert.doesNotMatch(String(stderr), new RegExp(settings.secrets.apiKey));
  });

  it('stopping the demo leaves no process behind', async () => {
    const demo = await startDemo();
    await demo.stop();
    assert.equal(await demo.ended, 0);
    for (const url of [demo.serverUrl, demo.portalUrl, demo.outsideUrl]) {
      await assert.rejects(fetch(`${url}/health`), url);
    }
  });
});
