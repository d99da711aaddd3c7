import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { browserOptions } from '../scripts/browser.ts';
import { letterHtml } from '../server/testing/letter-html.ts';
import {
  declaration,
  declareCustomers,
  openFirm,
  orderOf,
  taxCodes,
} from '../server/testing/test-directory.ts';
import { clientOf, signToken, type TestServer } from '../server/testing/test-server.ts';
import { LIMITS } from '../shared/limits.ts';
import { PATIENCE_MS } from './support/stage.ts';

const PHONE = { width: 360, height: 740 };

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Axe {
  run(root: Document, options: object): Promise<{ violations: { nodes: { html: string }[] }[] }>;
}

/** Upper case is the widest, and how names are registered. */
function longest(start: string): string {
  return `${start} ${'MỘT THÀNH VIÊN THƯƠNG MẠI DỊCH VỤ XUẤT NHẬP KHẨU '.repeat(9)}`
    .slice(0, LIMITS.name)
    .trim();
}

describe('the first screen of the owner’s page', () => {
  let server: TestServer;
  let browser: Browser;
  const codes = taxCodes(4);
  const firm = { id: 'firm-1', name: longest('ĐẠI LÝ THUẾ') };

  before(async () => {
    ({ server } = await openFirm([], {
      SELLER_NAME: longest('CÔNG TY CỔ PHẦN PHẦN MỀM'),
      SELLER_TAX_CODE: '0312345673',
      SELLER_PHONE: '1900 1234',
    }));
    browser = await chromium.launch(await browserOptions());
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function makeLink(name: string, index: number) {
    const code = codes[index] ?? '';
    await declareCustomers(server, [declaration(code, { name })], firm);
    const client = clientOf(server, await signToken({ firm }));
    const { id: orderId } = await client.orders.place.mutate(await orderOf(client, [code]));
    const { lines } = await client.orders.get.query({ orderId });
    const lineId = lines[0]?.id ?? '';
    const { url } = await client.paymentLinks.create.mutate({ orderId, lineId });
    return { orderId, lineId, url };
  }

  async function openLink(name: string, index: number): Promise<Page> {
    const { url } = await makeLink(name, index);
    const page = await (await browser.newContext({ viewport: PHONE })).newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(url);
    return page;
  }

  /** Wholly visible in the window, and covered by nothing. */
  async function assertInSight(page: Page, selectors: readonly string[]): Promise<void> {
    const hidden = await page.evaluate((wanted) => {
      return wanted.filter((selector) => {
        const element = document.querySelector(selector);
        if (element === null) return true;
        const { left, right, top, bottom } = element.getBoundingClientRect();
        if (top < 0 || left < 0 || right > innerWidth || bottom > innerHeight) return true;
        const at = document.elementFromPoint((left + right) / 2, bottom - 2);
        return at === null || !(element.contains(at) || at.contains(element));
      });
    }, selectors);
    assert.deepEqual(hidden, []);
  }

  for (const [kind, name, index] of [
    ['a usual', 'CÔNG TY TNHH THƯƠNG MẠI ĐẠI PHÁT', 0],
    ['the longest', longest('CÔNG TY TNHH'), 1],
  ] as const) {
    it(`the seller, the subject, the amount and the button are on one phone screen with ${kind} name`, async () => {
      const page = await openLink(name, index);
      await assertInSight(page, [
        '.seller',
        '.seller a[href="tel:19001234"]',
        'h1',
        '.facts div:nth-of-type(1)',
        '.facts div:nth-of-type(2)',
        '.facts div:nth-of-type(3)',
        '.facts a[href="tel:0901234567"]',
        '.pay .due',
        '.pay button',
      ]);
      const facts = await page.locator('.facts').innerText();
      assert.match(facts, /ASP Kế toán – Doanh nghiệp/);
      assert.match(facts, /31\/12\/2026 → 31\/12\/2027/);
      assert.match(facts, /Hạn thanh toán\s+\d\d\/\d\d\/\d{4}/);
      assert.match(await page.locator('.pay').innerText(), /2\.950\.000/);
      // With a usual name the method that is chosen beforehand is in sight too, above the button.
      if (index === 0) await assertInSight(page, ['.method:has(:checked) span']);
      await page.context().close();
    });
  }

  it('each fact is legible on a phone that enlarges pages to twice their size', async () => {
    const page = await openLink('CÔNG TY TNHH THƯƠNG MẠI ĐẠI PHÁT', 3);
    await page.setViewportSize({ width: 195, height: 420 });
    const days = page.locator('.facts dd', { hasText: '31/12/2026' });
    const { width } = (await days.boundingBox()) ?? { width: 0 };
    assert.ok(width > 120, `${width} px for a date`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.equal(overflow, 0);
    await page.context().close();
  });

  it('the letter’s facts and its button are on one phone screen, in a dark mail program too', async () => {
    firm.name = 'Công ty TNHH Dịch vụ Kế toán Minh Phát';
    server.context.config.seller = {
      name: 'Công ty Cổ phần Phần mềm Sổ Vàng',
      taxCode: '0312345673',
      address: '',
    };
    const link = await makeLink('Công ty Cổ phần Thực phẩm sạch Thiên Ân', 2);
    const letter = await letterHtml(server, link);
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ viewport: PHONE, colorScheme });
      const page = await context.newPage();
      await page.setContent(letter);
      await assertInSight(page, ['tr:last-child > td + td', `a[href="${link.url}"]`]);
      await page.addScriptTag({ content: AXE });
      const faults = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: Axe };
        const { violations } = await axe.run(document, { runOnly: ['color-contrast'] });
        return violations.flatMap(({ nodes }) => nodes.map(({ html }) => html));
      });
      assert.deepEqual(faults, []);
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(background, colorScheme === 'dark' ? 'rgb(17, 22, 28)' : 'rgb(243, 245, 247)');
      await context.close();
    }
  });
});
