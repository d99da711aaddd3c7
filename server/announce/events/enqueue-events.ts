import type { Tx } from '../../database/db.ts';
import { prepared } from '../../database/prepared.ts';
import { enqueue } from '../outbox/enqueue.ts';
import type { EventOrder, OrderEvent } from '../outbox/host-event.ts';

/** The most licences or invoices in one event: portals' frameworks often accept 100 kB. */
const BATCH = 50;

const readOrderOfHook = prepared((tx, { orderId }: { orderId: string }) =>
  tx
    .selectFrom('orders')
    .innerJoin('portals', 'portals.id', 'orders.portal_id')
    .select([
      'portal_id',
      'orders.id',
      'number',
      'firm_id',
      'accountant_id',
      'state',
      'total',
      'due_date',
    ])
    .where('orders.id', '=', orderId)
    .where('webhook_url', 'is not', null),
);

/**
 * Puts events of an order into the outbox, for a portal with a webhook; `makeEvents` is not called for another. In the
 * transaction of the change, once the order has it.
 */
export async function enqueueOrderEvents(
  tx: Tx,
  now: number,
  orderId: string,
  makeEvents: () => readonly OrderEvent[] | Promise<readonly OrderEvent[]>,
): Promise<void> {
  const [row] = await readOrderOfHook(tx, { orderId });
  if (row === undefined) return;
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
  await enqueue(tx, now, jobs);
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
