import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { Stage } from './stage.ts';

export interface PickedCustomer {
  taxCode: string;
  name: string;
  expiry: string;
}

/** Ticks the first `count` customers that match the words, and notes what the portal shows. */
export async function pickCustomers(
  page: Page,
  stage: Stage,
  count: number,
  skip = 0,
): Promise<PickedCustomer[]> {
  await page.goto(stage.demo.portalUrl);
  const rows = page.locator('#rows tr').filter({ has: page.locator('input:enabled') });
  await rows.first().waitFor();
  const picked: PickedCustomer[] = [];
  for (let i = skip; i < skip + count; i++) {
    const row = rows.nth(i);
    await row.getByRole('checkbox').check();
    picked.push(await readRow(row));
  }
  return picked;
}

async function readRow(row: Locator): Promise<PickedCustomer> {
  const cells = await row.locator('td').allInnerTexts();
  return { taxCode: cells[1] ?? '', name: cells[2] ?? '', expiry: cells[5] ?? '' };
}

/** The customers' expiries in the portal's list. */
export async function expiriesInPortal(
  page: Page,
  stage: Stage,
  customers: readonly PickedCustomer[],
): Promise<string[]> {
  await page.goto(stage.demo.portalUrl);
  await page.locator('#rows tr').first().waitFor();
  const expiries: string[] = [];
  for (const { taxCode } of customers) {
    const row = page.locator('#rows tr').filter({ hasText: taxCode }).first();
    expiries.push((await readRow(row)).expiry);
  }
  return expiries;
}

/** Presses Gia hạn and waits until the rows are priced. */
export async function openWizard(page: Page, count: number): Promise<void> {
  await page.getByRole('button', { name: 'Gia hạn', exact: true }).click();
  await page
    .getByRole('combobox', { name: 'MST/Mã số kinh doanh' })
    .nth(count - 1)
    .waitFor();
}

/** From the details to the placed order; returns its number. */
export async function confirmAndPlace(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  await page
    .getByRole('checkbox', { name: 'Tôi đã kiểm tra và xác nhận thông tin trên là đúng' })
    .check();
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  await page.getByRole('button', { name: 'Đặt hàng', exact: true }).click();
  return await placedNumber(page);
}

export async function placedNumber(page: Page): Promise<string> {
  await page.getByRole('heading', { name: 'Đặt hàng thành công', exact: true }).waitFor();
  const text = await page
    .getByText(/Đơn hàng DH\d+/)
    .first()
    .innerText();
  const number = /DH\d+/.exec(text)?.[0];
  assert.ok(number, text);
  return number;
}

/** From the placed order to the payment's instructions by a method. */
export async function payNow(page: Page, method: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Thanh toán ngay' }).click();
  await page.getByRole('radio', { name: method }).check();
  await page.getByRole('button', { name: 'Thanh toán ngay' }).click();
}

/** The bell's present notifications, newest first. */
export async function readBell(page: Page): Promise<string[]> {
  await page.getByRole('button', { name: /^Thông báo/ }).click();
  const items = page.getByRole('dialog', { name: 'Thông báo' }).getByRole('listitem');
  await items.first().waitFor();
  const texts = await items.allInnerTexts();
  await page.keyboard.press('Escape');
  return texts;
}

/** Places an order for customers from a fresh desktop, and returns the page on "Đặt hàng thành công". */
export async function placeOrder(
  stage: Stage,
  count: number,
  skip: number,
): Promise<{ page: Page; customers: PickedCustomer[]; number: string }> {
  const page = await stage.desktop();
  const customers = await pickCustomers(page, stage, count, skip);
  await openWizard(page, count);
  const number = await confirmAndPlace(page);
  return { page, customers, number };
}

/** Copies a line's payment link, as the accountant does, from the order's details. */
export async function copyLineLink(page: Page, customer: PickedCustomer): Promise<string> {
  const row = page.getByRole('row').filter({ hasText: customer.taxCode });
  await row.hover();
  await row.getByRole('button', { name: 'Sao chép thông tin thanh toán' }).click();
  await row.getByText('Đã sao chép').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  return /https?:\/\/\S+/.exec(copied)?.[0] ?? '';
}

/** Drops a file on the order form, as from the desktop. */
export async function dropFile(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(content)], fileName));
      return transfer;
    },
    [name, [...bytes]] as const,
  );
  await page.locator('renewal-details-step').dispatchEvent('drop', { dataTransfer });
}
