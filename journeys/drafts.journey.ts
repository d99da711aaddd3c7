import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { browserOptions } from '../scripts/browser.ts';
import { taxCodes } from '../server/testing/test-directory.ts';
import { waitFor } from './support/outside-world.ts';
import { type PortalPage, servePortalPage } from './support/portal-page.ts';
import { PATIENCE_MS } from './support/stage.ts';

/** A portal and the renewal server behind one proxy; each browser context is a machine of its own. */
describe('a draft in two tabs, on two machines and of two people', () => {
  let portal: PortalPage;
  let browser: Browser;
  const codes = taxCodes(12);
  const machines: BrowserContext[] = [];

  before(async () => {
    portal = await servePortalPage(codes);
    browser = await chromium.launch(await browserOptions());
  });
  after(async () => {
    await browser?.close();
    await portal?.stop();
  });

  const machine = async () => {
    const context = await browser.newContext({ locale: 'vi-VN' });
    context.setDefaultTimeout(PATIENCE_MS);
    machines.push(context);
    return context;
  };
  const open = async (context: BrowserContext, who: string, customers: readonly string[] = []) => {
    const page = await context.newPage();
    await page.goto(`${portal.url}/?who=${who}&customers=${customers.join()}`);
    return page;
  };
  const draftsOf = async (who: string) => {
    const client = await portal.clientOf(who);
    return (await client.drafts.list.query()).drafts;
  };
  const rowsIn = async (page: Page, count: number) => {
    const fields = page.getByRole('combobox', { name: 'MST/Mã số kinh doanh' });
    await waitFor(async () => (await fields.count()) === count, `${count} rows`);
  };
  const isSaved = async (who: string, version: number) =>
    await waitFor(
      async () => ((await draftsOf(who))[0]?.version ?? 0) >= version,
      `version ${version}`,
    );
  const ownersPay = (page: Page) => page.locator('input[name=payer][value=owner]').check();

  it('a draft follows from tab to tab without a question, and goes on on another machine', async () => {
    const office = await machine();
    const first = await open(office, 'an', codes.slice(0, 3));
    await rowsIn(first, 3);
    await isSaved('an', 1);
    await first.getByText(/Đã lưu/).waitFor();
    const second = await open(office, 'an');
    await rowsIn(second, 3);
    await ownersPay(second);
    await isSaved('an', 2);
    await first.locator('input[name=payer][value=owner]:checked').waitFor();
    await first.getByRole('button', { name: 'Xóa dòng' }).first().click();
    await rowsIn(second, 2);
    await isSaved('an', 3);
    for (const page of [first, second]) {
      assert.equal(await page.getByText('vừa được lưu ở nơi khác').count(), 0);
    }
    const home = await open(await machine(), 'an');
    await rowsIn(home, 2);
    assert.ok(await home.locator('input[name=payer][value=owner]').isChecked());
    assert.equal((await draftsOf('an')).length, 1);
  });

  it('of two machines the later one is told what changed, and both are merged', async () => {
    const office = await open(await machine(), 'binh', codes.slice(3, 6));
    await rowsIn(office, 3);
    await isSaved('binh', 1);
    const home = await open(await machine(), 'binh');
    await rowsIn(home, 3);
    await home.getByText(/Đã lưu/).waitFor();
    await home.getByRole('button', { name: 'Xóa dòng' }).first().click();
    await isSaved('binh', 2);
    await ownersPay(office);
    await office.getByText('Đơn nháp này vừa được lưu ở nơi khác').waitFor();
    await office.getByText(/Bạn đã lưu ở nơi khác lúc .*: thêm 0 dòng, bỏ 1, sửa 0\./).waitFor();
    await office.getByRole('button', { name: 'Gộp từng dòng' }).click();
    await rowsIn(office, 2);
    await isSaved('binh', 3);
    const [draft] = await draftsOf('binh');
    assert.equal(draft?.rowCount, 2);
  });

  it('a draft is handed over to a colleague, who goes on with it', async () => {
    const colleague = await open(await machine(), 'dung', codes.slice(9, 10));
    await rowsIn(colleague, 1);
    const page = await open(await machine(), 'chi', codes.slice(6, 9));
    await rowsIn(page, 3);
    await isSaved('chi', 1);
    await page.getByRole('button', { name: /^Đơn nháp/ }).click();
    await page.getByRole('button', { name: /^Giao Tháng/ }).click();
    await page.getByLabel('Giao cho đồng nghiệp').selectOption('dung');
    await page.getByRole('button', { name: 'Giao đơn nháp', exact: true }).click();
    await page.getByText('Chưa có đơn nháp nào.').waitFor();
    assert.deepEqual(await draftsOf('chi'), []);
    await colleague.getByRole('button', { name: /^Đơn nháp/ }).click();
    await colleague.getByText(/Nguyễn Thị Kế Toán giao/).waitFor();
    await colleague.getByRole('button', { name: 'Mở Tháng 11 · 3 khách hàng' }).click();
    await rowsIn(colleague, 3);
  });
});
