import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { browserOptions } from '../scripts/browser.ts';
import {
  declaration,
  declareCustomers,
  openFirm,
  orderOf,
  planDeclaration,
  putPlans,
  reportTransfer,
  taxCodes,
  yearly,
} from '../server/testing/test-directory.ts';
import type { Client, TestServer } from '../server/testing/test-server.ts';
import { PATIENCE_MS } from './support/stage.ts';

/** Stands for a bank app that was opened filled in: one tap pays, and leads back. */
const BANK_APP = `<!doctype html><meta charset="utf-8"><title>Ngân hàng</title>
<button>Xác nhận</button><script>
const asked = Object.fromEntries(new URL(location).searchParams);
document.querySelector('button').onclick = async () => {
  await window.transferred({ amount: Number(asked.am), memo: asked.tn, account: asked.ba });
  location.href = asked.url;
};</script>`;

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('an owner who pays by phone', () => {
  let server: TestServer;
  let client: Client;
  let browser: Browser;
  const codes = taxCodes(4);
  let next = 0;

  before(async () => {
    ({ server, client } = await openFirm(codes, { BANK_APP_LINKS: 'vietqr.io' }));
    browser = await chromium.launch(await browserOptions());
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function phone(javaScriptEnabled = true): Promise<BrowserContext> {
    const context = await browser.newContext({
      viewport: { width: 360, height: 740 },
      isMobile: true,
      hasTouch: true,
      locale: 'vi-VN',
      javaScriptEnabled,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.exposeFunction(
      'transferred',
      async (transfer: { amount: number; memo: string; account: string }) => {
        assert.equal(transfer.account, '0123456789@vcb');
        await reportTransfer(server, transfer);
      },
    );
    await context.route('https://dl.vietqr.io/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: BANK_APP }),
    );
    return context;
  }

  async function bubble(context: BrowserContext): Promise<Page> {
    const { id: orderId } = await client.orders.place.mutate(
      await orderOf(client, codes.slice(next++, next)),
    );
    const { lines } = await client.orders.get.query({ orderId });
    const lineId = lines[0]?.id ?? '';
    const { url } = await client.paymentLinks.create.mutate({ orderId, lineId });
    const page = await context.newPage();
    await page.setContent(`<a href="${url}">Gia hạn giấy phép</a>`);
    return page;
  }

  it('from the chat’s bubble to paid an owner taps four times and types nothing', async () => {
    const context = await phone();
    const page = await bubble(context);
    let taps = 0;
    const tap = async (role: 'link' | 'button', name: string) => {
      taps++;
      await page.getByRole(role, { name, exact: true }).tap();
    };
    await tap('link', 'Gia hạn giấy phép');
    await tap('button', 'Thanh toán ngay');
    // The next button is in sight without scrolling.
    const app = page.getByRole('link', { name: 'MB Bank', exact: true });
    const box = await app.boundingBox();
    assert.ok(box && box.y + box.height <= 740, JSON.stringify(box));
    const token = new URL(page.url()).pathname.split('/')[2] ?? '';
    assert.ok(!(await app.getAttribute('href'))?.includes(token), 'no key to paying goes along');
    await tap('link', 'MB Bank');
    await tap('button', 'Xác nhận');
    // The page of the return says it too, before this browser goes on to the link's own.
    await page.waitForURL(/\/pay\/\w+\?lang=vi$/);
    await page.getByText('Thanh toán thành công').waitFor();
    assert.equal(taps, 4);
    // Next time, the bank comes first.
    const again = await bubble(context);
    await again.getByRole('link', { name: 'Gia hạn giấy phép' }).tap();
    await again.getByRole('button', { name: 'Thanh toán ngay' }).tap();
    // The page's script moves it, once it has come.
    await again.locator('[data-app]:first-of-type', { hasText: /^MB Bank$/ }).waitFor();
    await context.close();
  });

  it('a payer who returns from a bank app to another browser sees the payment’s state, and no link', async () => {
    const context = await phone();
    const page = await bubble(context);
    await page.getByRole('link', { name: 'Gia hạn giấy phép' }).tap();
    await page.getByRole('button', { name: 'Thanh toán ngay' }).tap();
    const href = await page.locator('[data-app]').first().getAttribute('href');
    await context.close();
    const back = /&url=(.*)$/.exec(href ?? '')?.[1] ?? '';
    const other = await (await phone(false)).newPage();
    await other.goto(back);
    assert.equal(other.url(), back);
    await other.getByText('Đang chờ xác nhận').waitFor();
    const asked = new URL(href ?? '').searchParams;
    await reportTransfer(server, { amount: Number(asked.get('am')), memo: asked.get('tn') ?? '' });
    await other.reload();
    await other.getByText('Thanh toán thành công').waitFor();
    assert.equal(await other.locator('a[href*="/pay/"]').count(), 0);
    await other.context().close();
  });

  it('axe finds no fault on a large transfer’s page, light or dark, before or after a part has come', async () => {
    await putPlans(server, planDeclaration('LON', { prices: yearly(600_000_000) }));
    const license = { planCode: 'LON', expiry: '2026-12-31' };
    await declareCustomers(server, [declaration(codes[next] ?? '', { license })]);
    const context = await phone();
    const page = await bubble(context);
    await page.getByRole('link', { name: 'Gia hạn giấy phép' }).tap();
    await page.getByRole('button', { name: 'Thanh toán ngay' }).tap();
    await page.getByRole('heading', { name: 'Lần 2 / 2' }).waitFor();
    const look = async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.evaluate(AXE);
        const { violations } = await page.evaluate<AxeResults>('axe.run()');
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
        assert.deepEqual(found, [], colorScheme);
      }
      const { width, inside } = await page.evaluate(() => ({
        width: document.documentElement.scrollWidth,
        inside: innerWidth,
      }));
      assert.ok(width <= inside, 'nothing to scroll sideways for');
    };
    const bottomOfCode = async () =>
      await page.evaluate(() => {
        const code = document.querySelector('.qr')?.getBoundingClientRect();
        return code ? code.bottom + scrollY : Number.NaN;
      });
    const { height } = page.viewportSize() ?? { height: 0 };
    assert.ok((await bottomOfCode()) <= height, 'the first code is on the first screen');
    await look();
    const memo = (await page.locator('[data-copy^="GH"]').first().getAttribute('data-copy')) ?? '';
    await reportTransfer(server, { amount: 300_000_000, memo });
    await page.getByRole('heading', { name: 'Lần 1 / 2: đã nhận' }).waitFor();
    assert.ok((await bottomOfCode()) <= height, 'the next code is on the first screen');
    await look();
    await context.close();
  });
});
