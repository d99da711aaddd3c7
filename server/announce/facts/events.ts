import { type CalendarDate, calendarDateAt } from '../../../shared/calendar-date.ts';
import { sumDong } from '../../../shared/money.ts';
import type { Work } from '../../context/in-transaction.ts';
import type { Tx } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { readLicensesById, toldNext } from '../../directory/licenses/license-standing.ts';
import { selectInvoiceRequests, toListed } from '../../orders/core/listed-invoice-requests.ts';
import { inBatches } from '../events/event-rows.ts';
import type { OrderEvent, RenewedLicense } from '../outbox/host-event.ts';
import { commitmentEvents } from './commitment-events.ts';
import type { FactOf, NamedLine, ToldLine } from './facts.ts';

/** The lines' customers and licences, and their total. */
export function namesAndSum(lines: readonly NamedLine[]) {
  return {
    taxCodes: lines.map((line) => line.tax_code),
    licenseExternalIds: lines.map((line) => line.license_external_id),
    amount: sumDong(lines.map((line) => line.total)),
  };
}

export const cancelledEvents = (
  _: Work,
  { lines, reason }: FactOf<'order_cancelled'> | FactOf<'order_lines_cancelled'>,
): OrderEvent[] => [{ type: 'order.cancelled', data: { ...namesAndSum(lines), reason } }];

/** The licences of a commitment that has begun or ended. */
export const extensionEvents =
  (type: 'license.extended' | 'license.extension_ended') =>
  ({ tx, now }: Work, { lines }: { lines: readonly ToldLine[] }): Promise<OrderEvent[]> =>
    commitmentEvents(
      tx,
      now(),
      type,
      lines.map((line) => line.id),
    );

/** For paid lines: the payment, the renewed licences, and the invoices to make. */
export async function paidEvents(
  { tx, now }: Work,
  { payment, attempt, lines }: FactOf<'lines_paid'>,
): Promise<OrderEvent[]> {
  const lineIds = lines.map((line) => line.id);
  const data = { paymentId: payment.id, method: attempt.method, ...namesAndSum(lines) };
  return [
    { type: 'payment.received', data },
    ...inBatches(await readRenewals(tx, lineIds, calendarDateAt(now())), (licenses) => ({
      type: 'license.renewed',
      data: { licenses },
    })),
    ...inBatches(await readInvoiceRequests(tx, lineIds), (invoiceRequests) => ({
      type: 'invoice.requested',
      data: { invoiceRequests },
    })),
  ];
}

export const refundDueEvents = (_: Work, { refunds }: FactOf<'refund_due'>): OrderEvent[] =>
  refunds.map(({ id: refundId, payment_id: paymentId, amount, reason }) => ({
    type: 'refund.due',
    data: { refundId, paymentId, amount, reason },
  }));

export const refundMadeEvents = (
  _: Work,
  { refund: { id: refundId, ...refund } }: FactOf<'refund_made'>,
): OrderEvent[] => [{ type: 'refund.made', data: { refundId, ...refund } }];

/** The renewed licences of paid lines. */
export async function readRenewals(
  tx: Tx,
  lineIds: readonly string[],
  today: CalendarDate,
): Promise<RenewedLicense[]> {
  const renewals = await tx
    .selectFrom('license_renewals')
    .innerJoin('order_lines', 'order_lines.id', 'license_renewals.order_line_id')
    .innerJoin('customers', 'customers.id', 'order_lines.customer_id')
    .select([
      'order_lines.id',
      'license_renewals.license_id',
      'customers.external_id',
      'order_lines.tax_code',
      'old_expiry',
      'license_renewals.new_expiry',
    ])
    .where(inList('order_line_id', lineIds))
    .orderBy('line_number')
    .execute();
  const ids = [...new Set(renewals.map((renewal) => renewal.license_id))];
  const licenses = await readLicensesById(tx, ids, today);
  return renewals.flatMap((renewal): RenewedLicense[] => {
    const license = licenses.get(renewal.license_id);
    if (license === undefined) return [];
    return [
      {
        orderLineId: renewal.id,
        externalId: renewal.external_id,
        taxCode: renewal.tax_code,
        licenseExternalId: license.external_id,
        productCode: license.product_code,
        // The plan as it stands now: a line for a lapsed year may leave it as it was, one for a later year comes next.
        planCode: license.plan_code,
        quantity: license.quantity,
        expiry: license.expiry,
        next: toldNext(license),
        oldExpiry: renewal.old_expiry,
        newExpiry: renewal.new_expiry,
      },
    ];
  });
}

async function readInvoiceRequests(tx: Tx, lineIds: readonly string[]) {
  const rows = await selectInvoiceRequests(tx)
    .where(inList('order_line_id', lineIds))
    .orderBy('id')
    .execute();
  return rows.map(toListed);
}
