import {
  type InvoicePayment,
  invoiceRequestColumn,
} from '../../announce/outbox/invoice-request-content.ts';
import type { Tx } from '../../database/db.ts';
import { newId } from '../../database/id.ts';
import { inList } from '../../database/in-list.ts';
import { insertRows } from '../../database/insert-rows.ts';
import { invoicePartyColumn } from '../../database/json-column.ts';
import { prepared } from '../../database/prepared.ts';
import type { Tables } from '../../database/tables.ts';
import { invoiceRequestOf } from './invoice-request.ts';

const readOrder = prepared((tx, { orderId }: { orderId: string }) =>
  tx
    .selectFrom('orders')
    .select(['id', 'number', 'portal_id', 'firm_id'])
    .where('id', '=', orderId),
);

const readAllocations = prepared((tx, { lineIds }: { lineIds: readonly string[] }) =>
  tx
    .selectFrom('allocations')
    .innerJoin('payments', 'payments.id', 'allocations.payment_id')
    .select([
      'order_line_id',
      'payments.id',
      'gateway',
      'gateway_transaction_id as transactionId',
      'allocations.amount',
      'received_at as receivedAt',
    ])
    .where(inList('order_line_id', lineIds))
    .orderBy('received_at')
    .orderBy('payments.id'),
);

/**
 * Stores the contents of paid lines' invoices, in the transaction that pays and renews them; few statements for any
 * number of lines. A line is invoiced once: it is the primary key.
 *
 * @param renewals of these lines
 */
export async function requestInvoices(
  tx: Tx,
  now: number,
  orderId: string,
  lines: readonly Tables['order_lines'][],
  renewals: readonly Tables['license_renewals'][],
): Promise<void> {
  if (lines.length === 0) return;
  const [order] = await readOrder(tx, { orderId });
  if (order === undefined) throw new Error(`There is no order ${orderId}`);
  const payments = await readPayments(
    tx,
    lines.map(({ id }) => id),
  );
  const renewedTo = new Map(renewals.map((row) => [row.order_line_id, row.new_expiry]));
  const rows = lines.map((line): Tables['invoice_requests'] => {
    const party = invoicePartyColumn.decode(line.invoice_party);
    const renewed = { ...line, renewedTo: renewedTo.get(line.id) ?? line.new_expiry };
    const content = invoiceRequestOf(order, renewed, party, payments.get(line.id) ?? []);
    return {
      order_line_id: line.id,
      id: newId(),
      portal_id: order.portal_id,
      firm_id: order.firm_id,
      order_id: order.id,
      content: invoiceRequestColumn.encode(content),
      collected_on: content.collectedOn,
      created_at: now,
    };
  });
  await insertRows(tx, 'invoice_requests', rows);
}

/** The allocations to each line, the earliest first. */
async function readPayments(
  tx: Tx,
  lineIds: readonly string[],
): Promise<Map<string, InvoicePayment[]>> {
  const rows = await readAllocations(tx, { lineIds });
  const byLine = Map.groupBy(rows, (row) => row.order_line_id);
  return new Map(
    [...byLine].map(([lineId, own]) => [
      lineId,
      own.map(({ order_line_id: _, ...payment }) => payment),
    ]),
  );
}
