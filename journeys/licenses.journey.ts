import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { makeCustomers } from '../demo/seed/companies.ts';
import { confirmAndPlace, openWizard, payNow } from './support/accountant.ts';
import { mailsTo, moneyAddsUp, transfer } from './support/outside-world.ts';
import { openStage, type Stage } from './support/stage.ts';

const ACCOUNTANT = 'lan.nguyen@minhphat.example';
/** The place in the demo's data of a customer with a licence of each product. */
const WITH_THREE = 38;
const PRODUCTS = ['ASP Kế toán', 'Chữ ký số', 'meInvoice'];

describe('a customer with three licences', () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage();
  });
  after(async () => {
    await moneyAddsUp(stage).finally(() => stage?.stop());
  });

  it('three licences of a customer are renewed in one order, one of them for more users', async () => {
    const page = await stage.desktop();
    await pickOnly(page, stage);
    await openWizard(page, 1);
    await addOthers(page);
    const users = page.getByRole('spinbutton', { name: 'Số người dùng' });
    await users.fill(String(Number(await users.inputValue()) + 2));
    await users.blur();
    await page.getByText('+2 người dùng').waitFor();
    await page.getByText('1 khách hàng, 3 giấy phép').waitFor();
    await page.locator('.totals[aria-busy=false]').waitFor();
    const total = Number((await page.locator('.totals strong').innerText()).replace(/\D/g, ''));

    const number = await confirmAndPlace(page);
    const [ordered] = await mailsTo(stage, ACCOUNTANT, `Đơn hàng ${number}`);
    assert.ok(ordered?.text.includes('+2 người dùng'));
    for (const product of PRODUCTS) assert.ok(ordered?.text.includes(product), product);

    await payNow(page, /Chuyển khoản/);
    const memo = await page.getByText(/^GH[0-9A-Z]{7}$/).innerText();
    await transfer(stage, total, memo);
    await page.getByText('Thanh toán thành công').waitFor();
  });
});

/** Ticks the customer's first licence, and presses nothing yet. */
async function pickOnly(page: Page, stage: Stage): Promise<void> {
  // The codes are the same each day.
  const taxCode = makeCustomers(1, '2026-01-01')[WITH_THREE]?.taxCode ?? '';
  await page.goto(stage.demo.portalUrl);
  const row = page.locator('#rows tr').filter({ hasText: taxCode }).first();
  await row.getByRole('checkbox').check();
}

/** Adds the customer's licences that were not ticked in the portal. */
async function addOthers(page: Page): Promise<void> {
  const rows = page.locator('tr.line');
  for (const count of [2, 3]) {
    await page.getByRole('button', { name: /giấy phép khác/ }).click();
    await page
      .getByRole('button', { name: /^Thêm .+ của / })
      .first()
      .click();
    await rows.nth(count - 1).waitFor();
  }
}
