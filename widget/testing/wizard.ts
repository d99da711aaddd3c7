import type { Customer } from '../../shared/schemas/customer.ts';
import type { RenewalWizard } from '../renewal-wizard.ts';
import type { FakeServer } from './fake-server.ts';
import { serverOf, WHO_AM_I } from './firm.ts';
import { button, connected, deepQuery, deepQueryAll, eventually, visibleText } from './page.ts';

/**
 * A server whose accountant has no draft in this browser. Test files run side by side in one browser, and drafts are
 * kept by accountant: each file has its own.
 */
export function serverWithOwnDrafts(customers: Customer[], accountantId: string): FakeServer {
  for (const key of Object.keys(localStorage)) {
    // Every key has the widget's name in it, as one file's accountant may have.
    if (key.endsWith(`:${accountantId}`)) localStorage.removeItem(key);
  }
  const accountant = { ...WHO_AM_I.accountant, id: accountantId };
  return serverOf(customers).on('signIn.whoAmI', () => ({ ...WHO_AM_I, accountant }));
}

/** Rows of the order form's table. */
export const rowsOf = (wizard: Element) => deepQueryAll(wizard, 'tr.line');

/** Fields in which customers are searched for. */
export const comboboxes = (wizard: Element) =>
  deepQueryAll<HTMLInputElement>(wizard, '[role=combobox]');

/** The wizard with the customers of these tax codes in its rows. */
export async function wizardFor(server: FakeServer, ...codes: string[]): Promise<RenewalWizard> {
  const wizard = connected('renewal-wizard', server, { customers: codes });
  const count = Math.max(codes.length, 1);
  await eventually(() => rowsOf(wizard).length >= count, 'the rows');
  return wizard;
}

export function shows(element: Element, text: string): Promise<boolean> {
  return eventually(
    () => visibleText(element).includes(text),
    () => `"${text}" in: ${visibleText(element)}`,
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
