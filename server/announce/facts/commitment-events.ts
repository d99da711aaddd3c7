import { calendarDateAt } from '../../../shared/calendar-date.ts';
import type { Tx } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { selectStandings } from '../../directory/licenses/license-standing.ts';
import { inBatches } from '../events/event-rows.ts';
import type { OrderEvent } from '../outbox/host-event.ts';

/** The licences that commitments of these lines temporarily extend, or no longer extend. */
export async function commitmentEvents(
  tx: Tx,
  now: number,
  type: 'license.extended' | 'license.extension_ended',
  lineIds: readonly string[],
): Promise<OrderEvent[]> {
  const licenses = await tx
    .selectFrom('payment_commitments')
    .innerJoin('order_lines', 'order_lines.id', 'payment_commitments.order_line_id')
    .innerJoin('customers', 'customers.id', 'order_lines.customer_id')
    .innerJoin(selectStandings(tx, calendarDateAt(now)).as('standing'), (join) =>
      join.onRef('standing.id', '=', 'order_lines.license_id'),
    )
    .select([
      'order_lines.id as orderLineId',
      'customers.external_id as externalId',
      'order_lines.tax_code as taxCode',
      'standing.external_id as licenseExternalId',
      'product_code as productCode',
      'order_lines.plan_code as planCode',
      'order_lines.quantity',
      'standing.expiry',
      'temporary_expiry as temporaryExpiry',
    ])
    .where(inList('order_line_id', lineIds))
    // A licence that was paid for longer than that was not extended.
    .whereRef('temporary_expiry', '>', 'old_expiry')
    .orderBy('line_number')
    .execute();
  return inBatches(licenses, (batch) => ({ type, data: { licenses: batch } }));
}
