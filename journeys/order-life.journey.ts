import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { confirmAndPlace, openWizard, pickCustomers } from './support/accountant.ts';
import { openStage, type Stage } from './support/stage.ts';

const CONFIRM = 'Tôi đã kiểm tra và xác nhận thông tin trên là đúng';

describe('an order between placing and paying', () => {
  let stage: Stage;
  let page: Page;

  before(async () => {
    stage = await openStage();
    page = await stage.desktop();
  });
  after(() => stage?.stop());
  afterEach(() => page.goto('about:blank'));

  const press = (name: string | RegExp) =>
    page
      .getByRole('button', { name, exact: typeof name === 'string' })
      .first()
      .click();
  const shows = (text: string | RegExp) => page.getByText(text).first().waitFor();

  it('an order is quoted with a code, ordered at that price, and its owners get their links', async () => {
    await pickCustomers(page, stage, 3);
    await openWizard(page, 3);
    await page.getByRole('radio', { name: 'Chủ doanh nghiệp' }).check();
    await press('Tiếp tục');
    await page.getByRole('textbox', { name: 'Mã giảm giá' }).fill('HETHAN');
    await press('Áp dụng');
    await shows('Mã giảm giá đã hết hạn.');
    await page.getByRole('textbox', { name: 'Mã giảm giá' }).fill('giahan10');
    await press('Áp dụng');
    await shows('Mã giảm giá GIAHAN10');
    await press('Lưu báo giá');
    const [quotation] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: /Mở báo giá/ }).click(),
    ]);
    await quotation.getByText('GIAHAN10').first().waitFor();
    await quotation.close();
    await page.getByRole('checkbox', { name: CONFIRM }).check();
    await press('Tiếp tục');
    await press('Đặt hàng');
    await shows('3 giấy phép do chủ doanh nghiệp thanh toán.');
    await press('Gửi liên kết thanh toán cho chủ doanh nghiệp');
    await press('Gửi 3 email');
    await shows('Đã gửi email cho 3 dòng.');
    await page.getByRole('dialog').getByRole('button', { name: 'Đóng' }).click();
    await press('Xem chi tiết');
    await shows('Đã gửi liên kết');
    assert.equal(await page.getByText('Đã gửi liên kết').count(), 3);
  });

  it('an order is postponed, committed to, cancelled by the line, and ordered again', async () => {
    await pickCustomers(page, stage, 2, 10);
    await openWizard(page, 2);
    await confirmAndPlace(page);
    await press('Xem chi tiết');
    await press('Lùi hạn thanh toán');
    await press(/^Lùi hạn đến/);
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await press('Cam kết thanh toán');
    await page.getByRole('checkbox', { name: /^Tôi cam kết thanh toán đủ/ }).check();
    await press(/^Cam kết đến/);
    await shows(/Cam kết trả đến/);
    await page
      .getByRole('checkbox', { name: /^Chọn / })
      .nth(1)
      .check();
    await press('Hủy 1 dòng');
    await page.getByRole('textbox', { name: 'Lý do hủy' }).fill('Khách hàng đổi ý');
    await page.getByRole('dialog').getByRole('button', { name: 'Hủy 1 dòng' }).click();
    await press('Đặt lại 1 dòng đã hủy');
    await page.getByRole('combobox', { name: 'MST/Mã số kinh doanh' }).first().waitFor();
    assert.equal(await page.getByRole('combobox', { name: 'MST/Mã số kinh doanh' }).count(), 1);
    await confirmAndPlace(page);
  });
});
