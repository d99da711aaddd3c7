import { type CalendarDate, calendarDateAt, formatDate } from '../../../../shared/calendar-date.ts';
import { type LineRemark, lineRemarks } from '../../../../shared/line-remarks.ts';
import { formatDong } from '../../../../shared/money.ts';
import { productAndPlan, soldText } from '../../../../shared/sold-text.ts';
import { termText } from '../../../../shared/term-text.ts';
import type { MailAddress } from '../../../announce/outbox/job.ts';
import { isSameAddress } from '../../../announce/outbox/mailbox.ts';
import type { Context } from '../../../context/context.ts';
import type { Reader } from '../../../database/db.ts';
import { inList } from '../../../database/in-list.ts';
import type { Tables } from '../../../database/tables.ts';
import { selectStandings } from '../../../directory/licenses/license-standing.ts';
import { countCustomers } from '../../../orders/core/count-customers.ts';
import { effectOfOrderLine, soldByLine } from '../../../orders/core/order-line-remarks.ts';
import { termOfLine } from '../../../orders/core/term-of-line.ts';
import type { Block, Table } from '../document/mail-document.ts';
import type { Say } from '../texts/mail-texts.ts';

/** The most lines listed; the page behind the link has all. */
export const MOST_LINES = 50;

type Line = Tables['order_lines'];

export interface MailOrder {
  order: Tables['orders'];
  firmName: string;
  lines: Line[];
}

/** An order with its lines, or with the named ones. */
export async function readMailOrder(
  reader: Reader,
  orderId: string,
  lineIds: readonly string[] | null,
): Promise<MailOrder> {
  const order = await reader
    .selectFrom('orders')
    .selectAll()
    .where('id', '=', orderId)
    .executeTakeFirstOrThrow();
  const firm = await reader
    .selectFrom('firms')
    .select('name')
    .where('portal_id', '=', order.portal_id)
    .where('id', '=', order.firm_id)
    .executeTakeFirstOrThrow();
  let lines = reader.selectFrom('order_lines').selectAll().where('order_id', '=', orderId);
  if (lineIds !== null) lines = lines.where(inList('id', lineIds));
  return { order, firmName: firm.name, lines: await lines.orderBy('line_number').execute() };
}

export function greeting(say: Say, to: MailAddress): Block {
  const text = to.name === '' ? say('greetingNoName') : say('greeting', { name: to.name });
  return { kind: 'text', text };
}

/** Whether a mail goes to the order's recipient, who knows the order; other addressees know only their lines. */
export function isRecipient(order: Tables['orders'], to: MailAddress): boolean {
  return isSameAddress(to.email, order.recipient_email);
}

/** Names lines: one by its customer and product, several by the first customer and their number. */
export function namesOf(say: Say, lines: readonly Line[]): string {
  const [line, ...more] = lines;
  if (line === undefined) return '';
  const { customer_name: name } = line;
  const others = countCustomers(lines) - 1;
  if (others > 0) return say('andOthers', { name, count: others });
  if (more.length > 0) return say('severalLicenses', { name, count: lines.length });
  return `${name}, ${productAndPlan(say.locale, soldByLine(line))}`;
}

/** Heading and content of a table's expiry column. */
export interface ShownExpiry {
  head: 'term.newExpiry' | 'term.presentExpiry';
  of(line: Line): string;
}

/** The expiry that a line gives. */
export const NEW_EXPIRY: ShownExpiry = {
  head: 'term.newExpiry',
  of: (line) => line.new_expiry,
};

/** The expiry that each line's licence has now. */
async function presentExpiry(
  reader: Reader,
  lines: readonly Line[],
  today: CalendarDate,
): Promise<ShownExpiry> {
  const ids = lines.map((line) => line.license_id);
  const licenses = await selectStandings(reader, today).where(inList('licenses.id', ids)).execute();
  const expiries = new Map(licenses.map((license) => [license.id, license.expiry]));
  const of = (line: Line) => expiries.get(line.license_id) ?? line.present_expiry;
  return { head: 'term.presentExpiry', of };
}

/**
 * A row for each line: customer, product, expiry and amount.
 *
 * @param today day of the remarks, where lines are or will be renewed; null elsewhere
 */
export function lineTable(
  say: Say,
  lines: readonly Line[],
  expiry: ShownExpiry,
  today: CalendarDate | null,
): Table {
  const shown = lines.slice(0, MOST_LINES);
  const left = lines.length - shown.length;
  return {
    kind: 'table',
    head: [say('term.customer'), say(expiry.head), say('amountWithVat')],
    rows: shown.map((line) => ({
      name: line.customer_name,
      details: [
        say('taxCodeOf', { taxCode: line.tax_code }),
        planOf(say, line),
        termText(say, termOfLine(line)),
      ],
      remarks: today === null ? [] : remarksOf(say, line, today),
      cells: [formatDate(expiry.of(line)), formatDong(line.total)],
    })),
    ...(left > 0 ? { more: say('more', { count: left }) } : {}),
  };
}

/** A row for each line that is not renewed, with the expiry that its licence has now. */
export async function unrenewedTable(
  context: Context,
  say: Say,
  lines: readonly Line[],
): Promise<Block> {
  const expiry = await presentExpiry(context.db, lines, calendarDateAt(context.now()));
  return lineTable(say, lines, expiry, null);
}

/** Product, plan and users of a line, with the list price of one. */
export function planOf(say: Say, line: Line): string {
  return soldText(say, say.locale, soldByLine(line), line.list);
}

/** The name of a line on a button: its customer and, where the customer has several of these lines, the product. */
export function lineName(say: Say, line: Line, lines: readonly Line[]): string {
  const { customer_name: name } = line;
  const isOnly = lines.every(
    ({ id, customer_id: customerId }) => id === line.id || customerId !== line.customer_id,
  );
  return isOnly ? name : `${name}, ${productAndPlan(say.locale, soldByLine(line))}`;
}

/** The remarks on a line, on a given day. */
export function remarksOf(say: Say, line: Line, today: CalendarDate): LineRemark[] {
  return lineRemarks(say, say.locale, effectOfOrderLine(line, today));
}
