import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { browserOptions } from '../scripts/browser.ts';
import { createApp } from '../server/app.ts';
import { addPortal } from '../server/directory/portals/add-portal.ts';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  taxCodes,
} from '../server/testing/test-directory.ts';
import {
  API_KEY,
  PORTAL_ID,
  PORTAL_SECRET,
  signToken,
  startTestServer,
  type TestServer,
} from '../server/testing/test-server.ts';
import { PATIENCE_MS } from './support/stage.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

describe('a new release while pages are open', () => {
  let folder: string;
  let server: TestServer;
  let host: Server;
  let browser: Browser;
  let context: BrowserContext;
  let url: string;
  const [code = ''] = taxCodes(1);

  /** A real build; each release differs in every module. */
  async function release(name: string, keepDays: number): Promise<void> {
    process.env.KEEP_CHUNKS_DAYS = String(keepDays);
    await build({
      root: ROOT,
      configFile: join(ROOT, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: folder },
      plugins: [
        {
          name: 'another-release',
          enforce: 'post',
          transform: (text, id) =>
            /\/widget\/.*\.ts$/.test(id)
              ? { code: `${text}\n;performance.mark(${JSON.stringify(name)});`, map: null }
              : undefined,
        },
      ],
    });
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'releases-'));
    await release('one', 30);
    server = await startTestServer({ WIDGET_DIR: folder });
    const app = createApp(server.context);
    const page = (entry: string) =>
      `<!doctype html><meta charset="utf-8"><title>Portal</title><renewal-wizard server="/" customers="${code}"></renewal-wizard>
      <script type="module">
        import '/widget/${entry}';
        document.querySelector('renewal-wizard').fetchToken = async () => (await fetch('/token')).text();
      </script>`;
    host = serve({
      fetch: async (request, env) => {
        const { pathname, searchParams } = new URL(request.url);
        if (pathname === '/token') return new Response(await signToken());
        if (pathname !== '/') return await app.fetch(request, env);
        const body = page(searchParams.get('entry') ?? 'renewal-wizard.js');
        return new Response(body, { headers: { 'content-type': 'text/html' } });
      },
      hostname: '127.0.0.1',
      port: 0,
    }) as Server;
    await new Promise((resolve) => host.once('listening', resolve));
    url = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
    const portal = { id: PORTAL_ID, name: 'Cổng kế toán', secret: PORTAL_SECRET, apiKey: API_KEY };
    await addPortal(server.context.db, { ...portal, origins: [url] });
    await declarePlans(server);
    await declareCustomers(server, declarationsFor([code]));
    browser = await chromium.launch(await browserOptions());
  });
  after(async () => {
    await browser?.close();
    host?.closeAllConnections();
    host?.close();
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  async function opened(entry = 'renewal-wizard.js'): Promise<Page> {
    context = await browser.newContext({ locale: 'vi-VN' });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    // A page that is never idle loads each part only when it is needed.
    await page.addInitScript(() => {
      globalThis.requestIdleCallback = () => 0;
    });
    await page.goto(`${url}/?entry=${entry}`);
    await page.getByText(code).first().waitFor();
    await page.getByText('2.950.000').first().waitFor();
    return page;
  }
  const next = (page: Page) => page.getByRole('button', { name: 'Tiếp tục' }).click();
  const confirm = (page: Page) => page.getByRole('checkbox', { name: 'Tôi đã kiểm tra' });
  const reload = (page: Page) => page.getByRole('button', { name: 'Tải lại trang' });

  it('an open page distinguishes a lost connection from a missing part, and recovers', async () => {
    const page = await opened();
    await context.setOffline(true);
    await next(page);
    await page.getByText('Không kết nối được máy chủ').waitFor();
    assert.equal(await reload(page).count(), 0);
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Thử lại' }).click();
    await confirm(page).waitFor();
    await context.close();
  });

  /** Takes the chunks of a name away. @returns puts them back */
  function hide(chunk: string): () => void {
    const chunks = join(folder, 'chunks');
    const missing = readdirSync(chunks).filter((name) => name.startsWith(`${chunk}-`));
    assert.ok(missing.length > 0, chunk);
    for (const name of missing) renameSync(join(chunks, name), join(folder, name));
    return () => {
      for (const name of missing) renameSync(join(folder, name), join(chunks, name));
    };
  }

  it('a kept entry offers to reload where its elements are gone', async () => {
    const putBack = hide('base');
    context = await browser.newContext({ locale: 'vi-VN' });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    await page.addInitScript(() =>
      addEventListener('renewal-error', (event) =>
        performance.mark(`error ${(event as CustomEvent).detail.code}`),
      ),
    );
    await page.goto(url);
    await page.getByText('Chưa tải được dịch vụ gia hạn.').waitFor();
    const told = await page.evaluate(() => performance.getEntriesByName('error RELEASE_REPLACED'));
    assert.equal(told.length, 1, 'the host is told');
    putBack();
    await reload(page).click();
    await page.getByText(code).first().waitFor();
    await context.close();
  });

  it('the entry defines the elements before the module that imports it goes on', async () => {
    context = await browser.newContext();
    const page = await context.newPage();
    // Any answer of the origin's, without the widget.
    await page.goto(`${url}/token`);
    const isDefined = await page.evaluate(async () => {
      const entry = `${location.origin}/widget/renewal-wizard.js`;
      await import(entry);
      return customElements.get('renewal-wizard') !== undefined;
    });
    assert.ok(isDefined);
    await context.close();
  });

  it('an open page loads a part later that was missing once', async () => {
    const page = await opened();
    const putBack = hide('form-later');
    await next(page);
    await reload(page).waitFor();
    putBack();
    await next(page);
    await confirm(page).waitFor();
    await context.close();
  });

  it('an open page goes on with the parts of its own release', async () => {
    const page = await opened();
    const { entry } = JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8'));
    await release('two', 30);
    await next(page);
    await confirm(page).check();
    await next(page);
    await page.getByRole('button', { name: 'Đặt hàng', exact: true }).waitFor();
    const marks = await page.evaluate(() => performance.getEntriesByName('two').length);
    assert.equal(marks, 0, 'nothing of the new release');
    await context.close();
    const pinned = await opened(entry);
    assert.ok(await pinned.evaluate(() => performance.getEntriesByName('one').length > 0));
    await context.close();
    const fresh = await opened();
    assert.ok(await fresh.evaluate(() => performance.getEntriesByName('two').length > 0));
    await context.close();
  });

  it('an open page whose release is gone offers to reload, and keeps typed input', async () => {
    const page = await opened();
    await page.evaluate(() =>
      addEventListener('renewal-error', (event) =>
        performance.mark(`error ${(event as CustomEvent).detail.code}`),
      ),
    );
    const years = page.getByRole('combobox', { name: 'Số năm gia hạn' });
    // Before the change: it loads what undoes it.
    await release('three', 0);
    await years.selectOption('3');
    await page.getByRole('button', { name: 'Dán danh sách' }).click();
    await reload(page).waitFor();
    const told = await page.evaluate(() => performance.getEntriesByName('error RELEASE_REPLACED'));
    assert.ok(told.length > 0, 'the host is told');
    assert.equal(await page.getByText('Không kết nối được').count(), 0);
    assert.equal(await years.inputValue(), '3');
    await reload(page).click();
    await page.waitForFunction(() => performance.getEntriesByName('three').length > 0);
    await page.getByText(code).first().waitFor();
    assert.equal(await years.inputValue(), '3');
    await context.close();
  });
});
