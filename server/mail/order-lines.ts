import { formatDate } from '../../shared/calendar-date.ts';
import { formatFiscalYears } from '../../shared/fiscal-year.ts';
import { formatDong } from '../../shared/money.ts';
import type { Reader } from '../database/open.ts';
import type { Tables } from '../database/tables.ts';
import type { MailAddress } from '../outbox/enqueue.ts';
import type { Block } from './mail-document.ts';
import type { Say } from './mail-texts.ts';

/** A mail lists so many lines; the page behind its link has them all. */
const MOST_LINES = 50;

export interface MailOrder {
  order: Tables['orders'];
  firmName: string;
  lines: Tables['order_lines'][];
}

/** An order with its lines, or with those named. */
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
  if (lineIds !== null) lines = lines.where('id', 'in', lineIds);
  return { order, firmName: firm.name, lines: await lines.orderBy('line_number').execute() };
}

export function greeting(say: Say, to: MailAddress): Block {
  const text = to.name === '' ? say('greetingNoName') : say('greeting', { name: to.name });
  return { kind: 'text', text };
}

export function lineTable(
  say: Say,
  lines: readonly Tables['order_lines'][],
  expiryOf: (line: Tables['order_lines']) => string = (line) => line.new_expiry,
  expiryHead: 'term.newExpiry' | 'term.presentExpiry' = 'term.newExpiry',
): Block {
  const shown = lines.slice(0, MOST_LINES);
  const left = lines.length - shown.length;
  return {
    kind: 'table',
    head: [
      say('term.customer'),
      say('term.taxCode'),
      say('term.fiscalYear'),
      say(expiryHead),
      say('term.amount'),
    ],
    rows: shown.map((line) => [
      line.customer_name,
      line.tax_code,
      formatFiscalYears(line.first_fiscal_year, line.years),
      formatDate(expiryOf(line)),
      formatDong(line.total),
    ]),
    ...(left > 0 ? { more: say('more', { count: left }) } : {}),
  };
}
