import type { CalendarDate } from '../../../shared/calendar-date.ts';
import { sumDong } from '../../../shared/money.ts';
import { inBatches } from '../../announce/events/enqueue-events.ts';
import type { OrderEvent, RenewedLicense } from '../../announce/outbox/host-event.ts';
import { inList } from '../../database/in-list.ts';
import type { Tx } from '../../database/open.ts';
import { selectStandings } from '../../directory/licenses/license-standing.ts';
import { selectInvoiceRequests, toListed } from '../../orders/invoices/list-invoice-requests.ts';
import type { PaymentNews } from './payment-news.ts';

/** What a payment gives rise to: lines paid, licences renewed, invoices to make, money to give back. */
export async function paymentEvents(
  tx: Tx,
  news: PaymentNews,
  today: CalendarDate,
): Promise<OrderEvent[]> {
  const { payment, session, paidLines, refunds } = news;
  const lineIds = paidLines.map((line) => line.id);
  const events: OrderEvent[] = [];
  if (lineIds.length > 0) {
    const data = {
      paymentId: payment.id,
      method: session.method,
      amount: sumDong(paidLines.map((line) => line.total)),
      taxCodes: paidLines.map((line) => line.tax_code),
    };
    events.push({ type: 'payment.received', data });
    events.push(
      ...inBatches(await readRenewals(tx, lineIds, today), (licenses) => ({
        type: 'license.renewed',
        data: { licenses },
      })),
      ...inBatches(await readInvoiceRequests(tx, lineIds), (invoiceRequests) => ({
        type: 'invoice.requested',
        data: { invoiceRequests },
      })),
    );
  }
  for (const { id, payment_id: paymentId, amount, reason } of refunds) {
    events.push({ type: 'refund.due', data: { refundId: id, paymentId, amount, reason } });
  }
  return events;
}

/** What the licences of paid lines have become. */
export async function readRenewals(
  tx: Tx,
  lineIds: readonly string[],
  today: CalendarDate,
): Promise<RenewedLicense[]> {
  return await tx
    .selectFrom('license_renewals')
    .innerJoin('order_lines', 'order_lines.id', 'license_renewals.order_line_id')
    .innerJoin('customers', 'customers.id', 'order_lines.customer_id')
    .innerJoin(selectStandings(tx, today).as('standing'), (join) =>
      join.onRef('standing.id', '=', 'license_renewals.license_id'),
    )
    .innerJoin('plans', 'plans.id', 'standing.last_plan_id')
    .select([
      'order_lines.id as orderLineId',
      'customers.external_id as externalId',
      'order_lines.tax_code as taxCode',
      // That of the new expiry: a line for a lapsed year may leave it as it was.
      'plans.code as planCode',
      'license_renewals.old_expiry as oldExpiry',
      'license_renewals.new_expiry as newExpiry',
    ])
    .where(inList('order_line_id', lineIds))
    .orderBy('line_number')
    .execute();
}

async function readInvoiceRequests(tx: Tx, lineIds: readonly string[]) {
  const rows = await selectInvoiceRequests(tx)
    .where(inList('order_line_id', lineIds))
    .orderBy('id')
    .execute();
  return rows.map(toListed);
}
