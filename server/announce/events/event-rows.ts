import type { Tx } from '../../database/db.ts';
import { prepared } from '../../database/prepared.ts';
import { shared } from '../../database/shared-reads.ts';
import type { Tables } from '../../database/tables.ts';
import { outboxRows } from '../outbox/enqueue.ts';
import type { EventOrder, OrderEvent } from '../outbox/host-event.ts';

/** The most licences or invoices in one event: portals' frameworks often accept 100 kB. */
const BATCH = 50;

const readHook = shared(
  prepared((tx, { portalId }: { portalId: string }) =>
    tx
      .selectFrom('portals')
      .select('id')
      .where('id', '=', portalId)
      .where('webhook_url', 'is not', null),
  ),
);

const readOrder = prepared((tx, { orderId }: { orderId: string }) =>
  tx
    .selectFrom('orders')
    .select(['portal_id', 'id', 'number', 'firm_id', 'accountant_id', 'state', 'total', 'due_date'])
    .where('id', '=', orderId),
);

/**
 * Outbox rows of an order's events, for a portal with a webhook; `makeEvents` is not called for another. To be inserted
 * in the transaction of the change, after it.
 */
export async function eventRows(
  tx: Tx,
  now: number,
  { id: orderId, portal_id: portalId }: Pick<Tables['orders'], 'id' | 'portal_id'>,
  makeEvents: () => readonly OrderEvent[] | Promise<readonly OrderEvent[]>,
): Promise<Tables['outbox'][]> {
  const [hook] = await readHook(tx, { portalId });
  if (hook === undefined) return [];
  const [row] = await readOrder(tx, { orderId });
  if (row === undefined) throw new Error(`There is no order ${orderId}`);
  const order: EventOrder = {
    id: row.id,
    number: row.number,
    firmId: row.firm_id,
    accountantId: row.accountant_id,
    state: row.state,
    total: row.total,
    dueDate: row.due_date,
  };
  const timestamp = new Date(now).toISOString();
  const events = await makeEvents();
  const jobs = events.map(({ type, data }) => ({
    kind: 'host_event' as const,
    portalId: row.portal_id,
    event: { type, timestamp, data: { order, ...data } },
  }));
  return await outboxRows(tx, now, jobs);
}

/** One event for several items, rather than one for each or one that is too large. */
export function inBatches<Thing>(
  things: readonly Thing[],
  makeEvent: (batch: Thing[]) => OrderEvent,
): OrderEvent[] {
  const events: OrderEvent[] = [];
  for (let start = 0; start < things.length; start += BATCH) {
    events.push(makeEvent(things.slice(start, start + BATCH)));
  }
  return events;
}
