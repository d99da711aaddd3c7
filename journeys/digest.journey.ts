import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { type Browser, chromium, type Page } from 'playwright-core';
import { MINH_PHAT } from '../demo/accountants.ts';
import { createPortal } from '../demo/portal/app.ts';
import { makePlans, PRODUCTS } from '../demo/seed/plans.ts';
import { type DemoSettings, readSettings } from '../demo/settings.ts';
import { browserOptions } from '../scripts/browser.ts';
import { addPortal } from '../server/directory/portals/add-portal.ts';
import { sendDigests } from '../server/testing/digest-mails.ts';
import { declaration, taxCodes } from '../server/testing/test-directory.ts';
import { startTestServer, type TestServer } from '../server/testing/test-server.ts';
import { addDays, calendarDateAt, startOfDay } from '../shared/calendar-date.ts';
import { confirmAndPlace, openWizard } from './support/accountant.ts';
import { PATIENCE_MS } from './support/stage.ts';

const WIDGET = fileURLToPath(new URL('../dist/widget', import.meta.url));
const DAY_MS = 86_400_000;
const EIGHT_MS = 8 * 3_600_000;

let folder: string;
let server: TestServer;
let portal: { settings: DemoSettings; url: string; http: Server };
let browser: Browser;

before(async () => {
  assert.ok(existsSync(join(WIDGET, 'renewal-wizard.js')), 'built: npm run build');
  folder = await mkdtemp(join(tmpdir(), 'digest-'));
  server = await startTestServer({ WIDGET_DIR: WIDGET });
  server.setNow(Date.now());
  portal = await servePortal(server.url);
  browser = await chromium.launch(await browserOptions());
});
after(async () => {
  await browser?.close();
  portal?.http.close();
  await server?.stop();
  await rm(folder, { recursive: true });
});

/** The demo's portal in front of this server, whose clock the test sets. */
async function servePortal(serverUrl: string): Promise<typeof portal> {
  const settings = { ...readSettings({ DATA_DIR: folder }), serverUrl };
  const { fetch } = createPortal(settings);
  const http = serve({ fetch, hostname: '127.0.0.1', port: 0 }) as Server;
  await new Promise((resolve) => http.once('listening', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const { portalSecret: secret, apiKey } = settings.secrets;
  const { db } = server.context;
  await addPortal(db, { id: settings.portalId, name: 'Sổ Vàng', origins: [url], secret, apiKey });
  return { settings, url, http };
}

/** By the host API, as a portal's backend does. */
async function put(path: string, body: unknown): Promise<void> {
  const { apiKey } = portal.settings.secrets;
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 204, await answer.text());
}

it('a digest’s mail leads through the portal to its licences, all ticked, and to an order of them', async () => {
  const today = calendarDateAt(Date.now());
  const [soon = '', later = '', ordered = '', far = ''] = taxCodes(4);
  const ending = (code: string, days: number) =>
    declaration(code, { license: { planCode: 'ASP-DN', expiry: addDays(today, days) } });
  await put('/products', { products: PRODUCTS });
  await put('/plans', { plans: makePlans(today) });
  await put(`/firms/${MINH_PHAT.id}/customers`, {
    firmName: MINH_PHAT.name,
    customers: [ending(soon, 10), ending(later, 25), ending(ordered, 20), ending(far, 200)],
  });
  await put('/expiry-reminders', { enabled: true, renewUrl: `${portal.url}/` });

  const context = await browser.newContext({
    locale: 'vi-VN',
    viewport: { width: 1280, height: 900 },
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  // The accountant signs in, and so receives digests.
  await page.goto(portal.url);
  await page.getByRole('button', { name: /^Thông báo/ }).waitFor();
  const [mail = '', ...others] = await sendDigests(
    server,
    startOfDay(Date.now() + DAY_MS) + EIGHT_MS,
  );
  assert.deepEqual(others, []);
  assert.match(mail, /^Gia hạn 3 giấy phép: /m);
  assert.ok(!mail.includes(far));

  // One is ordered meanwhile, which the digest then leaves out.
  await order(page, ordered);
  const link = /https?:\S+renewal-digest=\S+/.exec(mail)?.[0] ?? '';
  await page.goto(link);
  const list = page.getByRole('dialog', { name: 'Chọn khách hàng cần gia hạn' });
  await list.getByRole('button', { name: 'Thêm 2 vào đơn' }).click();
  await page.getByText(soon).first().waitFor();
  await page.getByText(later).first().waitFor();
  await confirmAndPlace(page);
  const { db } = server.context;
  const lines = await db.selectFrom('order_lines').select('tax_code').execute();
  const codes = lines.map(({ tax_code: code }) => code);
  assert.deepEqual(codes.toSorted(), [soon, later, ordered].toSorted());

  // The mail is opened again: there is nothing left to order.
  await page.goto(link);
  await page.getByText('Các giấy phép này đều đã được đặt gia hạn.').waitFor();

  // A mail about payments leads through the same page to its order.
  const { id, number } = await db
    .selectFrom('orders')
    .select(['id', 'number'])
    .executeTakeFirstOrThrow();
  await page.goto(`${portal.url}/?renewal-order=${id}`);
  await page.getByRole('heading', { name: `Đơn hàng ${number}` }).waitFor();
  await context.close();
});

async function order(page: Page, code: string): Promise<void> {
  await page.locator('#rows tr').filter({ hasText: code }).getByRole('checkbox').check();
  await openWizard(page, 1);
  await confirmAndPlace(page);
}
