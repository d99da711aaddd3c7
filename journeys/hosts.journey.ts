import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import writeXlsxFile, { type SheetData } from 'write-excel-file/universal';
import { browserOptions } from '../scripts/browser.ts';
import { addPortal } from '../server/directory/portals/add-portal.ts';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  handOut,
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
import { dropFile, placedNumber } from './support/accountant.ts';
import { type HostPage, type HostPages, serveHostPages } from './support/host-pages.ts';
import { PATIENCE_MS } from './support/stage.ts';

const WIDGET = fileURLToPath(new URL('../dist/widget', import.meta.url));

const HOSTS: readonly HostPage[] = [
  'plain',
  'react',
  'react-tag',
  'react-hydrated',
  'vue',
  'svelte',
  'angular',
  'server-rendered',
];

describe('pages built with other frameworks', () => {
  let server: TestServer;
  let hosts: HostPages;
  let browser: Browser;
  let context: BrowserContext;
  const codes = taxCodes(HOSTS.length * 2 + 6);
  const next = handOut(codes);

  before(async () => {
    assert.ok(existsSync(join(WIDGET, 'renewal-wizard.classic.js')), 'built: npm run build');
    server = await startTestServer({ WIDGET_DIR: WIDGET });
    hosts = await serveHostPages(server.url, (query) =>
      signToken({ accountantId: query.get('accountant') ?? '' }),
    );
    const portal = { id: PORTAL_ID, name: 'Cổng kế toán', secret: PORTAL_SECRET, apiKey: API_KEY };
    await addPortal(server.context.db, { ...portal, origins: [hosts.url] });
    await declarePlans(server);
    await declareCustomers(server, declarationsFor(codes));
    browser = await chromium.launch(await browserOptions());
  });
  after(async () => {
    await browser?.close();
    hosts?.stop();
    await server?.stop();
  });

  async function opened(
    host: HostPage,
    customers: string,
    more: string,
    whenLoading: (page: Page) => Promise<void> = async () => {},
  ): Promise<Page> {
    context = await browser.newContext({ locale: 'vi-VN', viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    await page.addInitScript(() => {
      const note = (text: string) => performance.mark(`fault: ${text}`);
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
        note(`${violatedDirective} ${blockedURI} ${sample}`),
      );
      addEventListener('error', ({ message }) => note(message));
      addEventListener('unhandledrejection', ({ reason }) => note(String(reason)));
      addEventListener('renewal-error', (event) => {
        const { code } = (event as CustomEvent<{ code: string }>).detail;
        // Slowness of a busy machine is no fault.
        if (!/SLOW|TIMEOUT/.test(code)) note(code);
      });
    });
    await whenLoading(page);
    const query = new URLSearchParams({ server: server.url, customers, more, accountant: host });
    await page.goto(`${hosts.url}/${host}?${query}`);
    await page.getByText(customers).first().waitFor();
    await page.getByText('2.950.000').first().waitFor();
    return page;
  }

  const faults = (page: Page) =>
    page.evaluate(() =>
      performance
        .getEntriesByType('mark')
        .map(({ name }) => name)
        .filter((name) => name.startsWith('fault: ')),
    );
  const heard = (page: Page) => page.evaluate(() => document.documentElement.dataset.heard ?? '');
  const forward = (page: Page) =>
    page.getByRole('button', { name: 'Tiếp tục', exact: true }).click();
  const confirm = (page: Page) => page.getByRole('checkbox', { name: 'Tôi đã kiểm tra' });

  for (const host of HOSTS) {
    it(`an order is placed in a page of ${host}, which may choose other customers meanwhile`, async () => {
      const [first = '', second = ''] = next(2);
      const page = await opened(host, first, second);
      await forward(page);
      await confirm(page).waitFor();
      await page.getByRole('button', { name: 'Add customers' }).click();
      // The screen in use stays.
      await confirm(page).check();
      assert.equal(await page.getByText(second).count(), 0);
      await forward(page);
      await page.getByRole('button', { name: 'Đặt hàng', exact: true }).click();
      const number = await placedNumber(page);
      assert.equal(await heard(page), number);
      await page.getByRole('button', { name: 'Hoàn tất' }).click();
      await page.locator('renewal-wizard').waitFor({ state: 'detached' });
      assert.deepEqual(await faults(page), []);
      await context.close();
    });
  }

  it('the order form’s part that was lost once is loaded by “Thử lại”', async () => {
    const [first = '', second = ''] = next(2);
    let lost = 0;
    const page = await opened('plain', first, second, async (loading) => {
      await loading.route(/\/order-form-/, (route) => (lost++ ? route.continue() : route.abort()));
      void loading.getByRole('button', { name: 'Thử lại' }).click();
    });
    assert.ok(lost > 1);
    assert.deepEqual(await faults(page), ['fault: OFFLINE']);
    await context.close();
  });

  it('an order form is drawn in a sandbox with a document of its own, as in a micro front-end', async () => {
    const [first = '', second = ''] = next(2);
    // As qiankun runs the scripts of an app.
    const standIn = `new Proxy(document, {
      get(own, name) {
        const value = Reflect.get(own, name);
        return typeof value === 'function' ? value.bind(own) : value;
      },
    })`;
    const page = await opened('server-rendered', first, second, async (loading) => {
      await loading.route(/classic\.js$/, async (route) => {
        const answer = await route.fetch();
        const body = `(function (document) {${await answer.text()}\n})(${standIn})`;
        await route.fulfill({ response: answer, body });
      });
    });
    await forward(page);
    await confirm(page).waitFor();
    assert.deepEqual(await faults(page), []);
    await context.close();
  });

  it('a workbook is imported by the page itself where its policy allows no worker', async () => {
    const [first = '', second = ''] = next(2);
    const page = await opened('plain', first, second);
    // The form takes files once its later parts are there.
    await page.getByRole('button', { name: 'Hoàn tác' }).waitFor();
    const data: SheetData = [
      ['MST', 'Số năm'],
      [second, 2],
    ];
    const file = await writeXlsxFile(data, { sheet: 'Gia hạn' }).toBlob();
    await dropFile(page, 'gia-han.xlsx', new Uint8Array(await file.arrayBuffer()));
    await page.getByRole('button', { name: 'Đưa 1 dòng vào đơn' }).click();
    await page.getByText('Đã đưa danh sách vào đơn: 1 dòng mới').waitFor();
    assert.equal(page.workers().length, 0);
    const found = await faults(page);
    assert.match(found.join(), /worker/i);
    assert.equal(found.length, 1, found.join());
    await context.close();
  });
});
