import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { browserOptions } from '../scripts/browser.ts';
import { taxCodes } from '../server/testing/test-directory.ts';
import { placedNumber } from './support/accountant.ts';
import { KeyboardWalker } from './support/keyboard-walker.ts';
import { type PortalPage, servePortalPage } from './support/portal-page.ts';
import { PATIENCE_MS } from './support/stage.ts';

/** A laptop's window, and the same at 400 %. */
const WINDOWS = [
  { who: 'an', width: 1280, height: 800 },
  { who: 'binh', width: 320, height: 256 },
] as const;

/** Codes of each window's order, with a mistyped one. */
const CODES = 5;

describe('a walk by keyboard', () => {
  let portal: PortalPage;
  let browser: Browser;
  const codes = taxCodes(WINDOWS.length * CODES);

  before(async () => {
    portal = await servePortalPage(codes);
    browser = await chromium.launch(await browserOptions());
  });
  after(async () => {
    await browser?.close();
    await portal?.stop();
  });

  const button = (page: Page, name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' }).first();

  for (const [index, { who, width, height }] of WINDOWS.entries()) {
    it(`every stop is named and seen, and Escape leads back, in ${width} × ${height} px`, async () => {
      const context = await browser.newContext({
        locale: 'vi-VN',
        viewport: { width, height },
        reducedMotion: 'reduce',
      });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      const walker = await KeyboardWalker.of(page);
      const own = codes.slice(index * CODES, (index + 1) * CODES);
      await page.goto(`${portal.url}/?who=${who}&customers=${[...own, '0100000000'].join()}`);
      await page.getByText('1 mã không đúng').waitFor();
      await page.locator('.totals[aria-busy=false]').waitFor();

      assert.ok((await walker.walk('the form')) > 10);
      for (const name of [
        'Dán danh sách, nhập Excel',
        'Chọn khách hàng',
        'Báo giá đã lưu',
        'Xuất',
      ]) {
        await walker.openAndClose(button(page, name));
      }
      await walker.openAndClose(button(page, /^Đơn nháp/));
      if (width > 1000) await walker.openAndClose(button(page, 'Thao tác với cột Gói sản phẩm'));
      await page.getByRole('button', { name: 'Bỏ khỏi đơn: 1 mã không đúng' }).press('Enter');
      await page.getByText('1 mã không đúng').waitFor({ state: 'detached' });

      await page.locator('td.code').first().press('Control+a');
      const bar = page.getByRole('group', { name: 'Các dòng đã chọn' });
      for (const name of ['Năm tài chính', 'Người thanh toán', 'Xuất hóa đơn', 'Nhận thông báo']) {
        await walker.openAndClose(bar.getByRole('button', { name, exact: true }));
      }
      await walker.walk('chosen rows');
      await bar.getByRole('button', { name: 'Bỏ chọn' }).press('Enter');

      await button(page, 'Tiếp tục').press('Enter');
      const confirmed = page.getByRole('checkbox', { name: /^Tôi đã kiểm tra/ });
      await confirmed.waitFor();
      await walker.walk('confirming');
      await walker.openAndClose(page.getByRole('button', { name: new RegExp(`${own[0]}$`) }));
      await confirmed.press('Space');
      await button(page, 'Tiếp tục').press('Enter');
      await page.getByText('Tóm tắt đơn hàng').waitFor();
      await walker.walk('placing');
      await button(page, 'Đặt hàng').press('Enter');
      await placedNumber(page);
      await walker.walk('the placed order');

      await button(page, 'Xem chi tiết').press('Enter');
      await button(page, 'Hủy đơn hàng').waitFor();
      await walker.walk('the order');
      for (const name of ['Lùi hạn thanh toán', 'Hủy đơn hàng']) {
        await walker.openAndClose(button(page, name));
      }
      await walker.openAndClose(
        page.getByRole('button', { name: new RegExp(`^Công ty .*${own[0]}$`) }),
      );
      await button(page, 'Thanh toán ngay').press('Enter');
      await page.getByRole('radio', { name: /Chuyển khoản/ }).waitFor();
      await walker.walk('choosing a method');
      await context.close();
    });
  }
});
