import type { Page } from 'playwright-core';
import type { Stage } from './stage.ts';

/** Opens a payment link on a phone, which runs no JavaScript, and goes on to pay by a method. */
export async function openGateway(
  stage: Stage,
  link: string,
  method: RegExp,
  javaScriptEnabled = false,
): Promise<Page> {
  const phone = await stage.phone({ javaScriptEnabled });
  await phone.goto(link);
  await phone.getByRole('radio', { name: method }).check();
  await phone.getByRole('button', { name: 'Thanh toán ngay' }).click();
  return phone;
}

/** Presses one of the choices on a simulated gateway's page. */
export async function choose(page: Page, choice: string): Promise<void> {
  await page.getByRole('button', { name: choice, exact: true }).click();
}

/** Transfers at the simulated bank's page; `way` is how it is reported to the seller. */
export async function transferByHand(
  stage: Stage,
  page: Page,
  transfer: { amount: number; memo: string; way?: string },
): Promise<void> {
  await page.goto(`${stage.demo.outsideUrl}/bank`);
  await page.getByLabel('Số tiền').fill(String(transfer.amount));
  await page.getByLabel('Nội dung chuyển khoản').fill(transfer.memo);
  if (transfer.way) {
    await page.getByText('Chuyện khác có thể xảy ra').click();
    await page.getByLabel('Báo cho người bán').selectOption(transfer.way);
  }
  await page.getByRole('button', { name: 'Chuyển khoản' }).click();
  await page.getByText(transfer.memo).first().waitFor();
}
