import type { FakeServer } from './fake-server.ts';
import { button, connected, deepQuery, deepQueryAll, eventually, visibleText } from './page.ts';

/** The wizard with the customers of these tax codes in its rows. */
export async function wizardFor(server: FakeServer, ...codes: string[]): Promise<HTMLElement> {
  const wizard = connected('renewal-wizard', server, { customers: codes });
  const count = Math.max(codes.length, 1);
  await eventually(() => deepQueryAll(wizard, 'tr.line').length >= count, 'the rows');
  return wizard;
}

export function shows(element: Element, text: string): Promise<boolean> {
  return eventually(
    () => visibleText(element).includes(text),
    `"${text}" in: ${visibleText(element)}`,
  );
}

/** From Khai báo to Xác nhận. */
export async function toConfirm(wizard: Element): Promise<HTMLInputElement> {
  button(wizard, 'Tiếp tục').click();
  return await eventually(() => deepQuery<HTMLInputElement>(wizard, '#confirmed'), 'the tick');
}

/** From Khai báo to Đặt hàng. */
export async function toPlace(wizard: Element): Promise<void> {
  const tick = await toConfirm(wizard);
  tick.click();
  button(wizard, 'Tiếp tục').click();
  await shows(wizard, 'Tóm tắt đơn hàng');
}
