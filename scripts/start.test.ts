import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type RunningDemo, startDemo } from './demo-process.ts';

describe('the demo', () => {
  let demo: RunningDemo;
  before(async () => {
    demo = await startDemo();
  });
  after(() => demo.stop());

  it('answers at all three addresses', async () => {
    for (const url of [demo.serverUrl, demo.portalUrl, demo.outsideUrl]) {
      assert.equal((await fetch(`${url}/health`)).status, 200, url);
    }
    assert.notEqual(new URL(demo.serverUrl).origin, new URL(demo.portalUrl).origin);
  });

  it('prints where to click, and everything there opens', async () => {
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

  it('has customers in the portal', async () => {
    const response = await fetch(`${demo.portalUrl}/api/customers`);
    const { customers } = (await response.json()) as { customers: unknown[] };
    assert.ok(customers.length > 0);
  });

  it('serves the built widget to pages of other origins, compressed', async () => {
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
  it('says which process cannot start, stops the others and fails', async () => {
    const running = await startDemo();
    const taken = { portal: Number(new URL(running.portalUrl).port) };
    // The taken address answers for the portal that can't start; what counts is how it ends.
    const outcome = await startDemo({ ports: taken }).then(
      async (second) => ({ code: await second.ended, text: second.output() }),
      (error: Error) => ({ code: 1, text: error.message }),
    );
    await running.stop();
    assert.equal(outcome.code, 1);
    assert.match(outcome.text, /The portal ended \(exit code 1\); stopping the rest\./);
  });

  it('leaves no process behind when it is stopped', async () => {
    const demo = await startDemo();
    await demo.stop();
    assert.equal(await demo.ended, 0);
    for (const url of [demo.serverUrl, demo.portalUrl, demo.outsideUrl]) {
      await assert.rejects(fetch(`${url}/health`), url);
    }
  });
});
