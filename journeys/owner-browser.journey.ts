import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { browserOptions } from '../scripts/browser.ts';
import {
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../server/testing/test-directory.ts';
import type { Client, TestServer } from '../server/testing/test-server.ts';
import { PATIENCE_MS } from './support/stage.ts';

/** A browser without storage and clipboard: naming one of these throws. */
function denyEverything(): void {
  const deny = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  for (const name of ['sessionStorage', 'localStorage', 'BroadcastChannel', 'caches', 'indexedDB'])
    Object.defineProperty(window, name, { get: deny });
  Object.defineProperty(Document.prototype, 'cookie', { get: deny, set: deny });
  Object.defineProperty(Navigator.prototype, 'clipboard', { get: deny });
  Object.defineProperty(Navigator.prototype, 'locks', { get: deny });
}

describe('the owner’s page in other browsers', () => {
  let server: TestServer;
  let client: Client;
  let browser: Browser;
  const codes = taxCodes(10);
  let next = 0;

  before(async () => {
    ({ server, client } = await openFirm(codes));
    browser = await chromium.launch(await browserOptions());
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function open(options: { javaScriptEnabled: boolean }): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 360, height: 740 },
      locale: 'vi-VN',
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    return await context.newPage();
  }

  async function linkOf() {
    const { id: orderId } = await client.orders.place.mutate(
      await orderOf(client, codes.slice(next++, next)),
    );
    const { url } = await client.paymentLinks.create.mutate({ orderId });
    return { orderId, url };
  }

  it('the owner’s page copies, updates itself and prevents a second press without storage', async () => {
    const { orderId, url } = await linkOf();
    const page = await open({ javaScriptEnabled: true });
    const errors: Error[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await page.addInitScript(denyEverything);
    await page.goto(url);
    let starts = 0;
    const pressedTwice = Promise.withResolvers<void>();
    await page.exposeFunction('pressedTwice', () => pressedTwice.resolve());
    await page.route('**/attempts', async (route) => {
      starts++;
      // The answer is held back until the button has been pressed again.
      await pressedTwice.promise;
      await route.continue();
    });
    await page.getByRole('radio', { name: /Chuyển khoản/ }).check();
    await page.getByRole('button', { name: 'Thanh toán ngay' }).evaluate((button: HTMLElement) => {
      setTimeout(() => button.click());
      setTimeout(() => {
        button.click();
        setTimeout(() => Reflect.get(window, 'pressedTwice')(), 50);
      }, 50);
    });
    const copy = page.getByRole('button', { name: /Sao chép: Nội dung/ });
    await copy.click();
    await page
      .getByRole('button', { name: 'Đã sao chép' })
      .or(copy.getByText('Đã sao chép'))
      .waitFor();
    assert.equal(starts, 1);
    await reportTransfer(server, await startTransfer(client, orderId));
    await page
      .getByText('Khoản này đã được thanh toán')
      .or(page.getByText('Thanh toán thành công'))
      .waitFor();
    assert.deepEqual(errors, []);
  });

  it('the owner’s page reloads itself without JavaScript only where there is nothing to choose', async () => {
    const { url } = await linkOf();
    const page = await open({ javaScriptEnabled: false });
    await page.goto(url);
    assert.equal(await page.locator('form').count(), 1);
    assert.equal(await page.locator('meta[http-equiv=refresh]').count(), 0);
    await page.getByRole('radio', { name: /Chuyển khoản/ }).check();
    await page.getByRole('button', { name: 'Thanh toán ngay' }).click();
    await page.getByRole('heading', { name: 'Chuyển khoản ngân hàng' }).waitFor();
    assert.equal(await page.locator('form').count(), 0);
    assert.equal(await page.locator('meta[http-equiv=refresh]').count(), 1);
  });
});
