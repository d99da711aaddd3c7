import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { Webhook } from 'standardwebhooks';
import { type DemoSettings, readSettings, webhookSecret } from '../settings.ts';
import { createPortal } from './app.ts';

const DEMO = join(import.meta.dirname, '..');

let folder: string;
let settings: DemoSettings;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-'));
  settings = readSettings({ DATA_DIR: folder });
});
after(() => rm(folder, { recursive: true }));

it('the portal signs a token of the signed-in person, for half an hour', async () => {
  const portal = createPortal(settings);
  const signIn = await portal.request('/api/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'le-hoang-yen' }),
  });
  const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const response = await portal.request('/api/token', { headers: { cookie } });
  const { token } = (await response.json()) as { token: string };
  assert.equal(decodeProtectedHeader(token).alg, 'HS256');
  const { payload } = await jwtVerify(
    token,
    new TextEncoder().encode(settings.secrets.portalSecret),
  );
  assert.equal(payload.iss, settings.portalId);
  assert.equal(payload.sub, 'le-hoang-yen');
  assert.deepEqual(payload.firm, { id: 'an-tam', name: 'Đại lý thuế An Tâm' });
  assert.equal((payload.exp ?? 0) - (payload.iat ?? 0), 1_800);
});

it('the portal serves its pages from a folder named in Vietnamese', async () => {
  const place = join(folder, 'Gia hạn');
  for (const part of ['accountants.ts', 'settings.ts', 'portal']) {
    await cp(join(DEMO, part), join(place, 'demo', part), { recursive: true });
  }
  await symlink(join(DEMO, '../node_modules'), join(place, 'node_modules'));
  const { href } = pathToFileURL(join(place, 'demo/portal/app.ts'));
  const moved: { createPortal: typeof createPortal } = await import(href);
  const page = await moved.createPortal(settings).request('/');
  assert.equal(page.status, 200);
});

it('the portal keeps its secrets on this machine, and the same at the next start', () => {
  assert.deepEqual(readSettings({ DATA_DIR: folder }).secrets, settings.secrets);
});

it('the portal accepts a signed event, once, and no other', async () => {
  const portal = createPortal(settings);
  const sign = new Webhook(webhookSecret(settings));
  const body = JSON.stringify({
    type: 'license.renewed',
    timestamp: '2026-11-24T03:00:00.000Z',
    data: { order: { number: 'DH000042<b>' } },
  });
  const post = (signature: string) =>
    portal.request('/hooks/renewal', {
      method: 'POST',
      headers: {
        'webhook-id': 'event-1',
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': signature,
      },
      body,
    });
  const now = new Date();
  assert.equal((await post(`v1,${btoa('forged')}`)).status, 401);
  assert.equal((await post(sign.sign('event-1', now, body))).status, 204);
  assert.equal((await post(sign.sign('event-1', now, body))).status, 204);
  const page = await (await portal.request('/events')).text();
  assert.equal(page.match(/<details>/g)?.length, 1);
  assert.match(page, /DH000042&lt;b&gt;/);
});

it('the portal has a strict Content-Security-Policy', async () => {
  const response = await createPortal(settings).request('/');
  const policy = response.headers.get('content-security-policy') ?? '';
  assert.match(policy, /script-src 'self' http:\/\/127\.0\.0\.1:4100;/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.match(await response.text(), /Danh sách khách hàng/);
});
