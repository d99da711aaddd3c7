import { sql } from 'kysely';
import type { Tx } from '../../database/db.ts';
import { prepared } from '../../database/prepared.ts';
import type { Tables } from '../../database/tables.ts';
import { MINUTE_MS } from '../../foundation/durations.ts';
import { outboxRows } from './enqueue.ts';
import { jobOf, type MailJobOf } from './job.ts';

/** Minimum pause between two mails to an order's recipient about its payments, in milliseconds. */
export const SUM_PAUSE_MS = 30 * MINUTE_MS;

/** A payment's order, as it was before, and the number of lines paid. */
interface Paid {
  order: Tables['orders'];
  lines: readonly unknown[];
  /** Nothing of the order is left to pay since. */
  completes: boolean;
}

/**
 * Outbox rows of the mails about a payment. Hundreds of owners may pay one order: its recipient gets the first payment's
 * mail at once, later ones summed up after a pause, and at once again when nothing is left to pay. Owners get their own
 * mails at once.
 *
 * @param mails the first to the order's recipient
 */
export async function rowsSummedUp(
  tx: Tx,
  now: number,
  { order, lines, completes }: Paid,
  [mail, ...toOwners]: readonly MailJobOf<'payment_received'>[],
): Promise<Tables['outbox'][]> {
  if (mail === undefined) return [];
  // No payment follows.
  if (lines.length === order.line_count) {
    return await outboxRows(tx, now, [mail, ...toOwners], order);
  }
  const waiting = await takeWaiting(tx, { orderId: order.id });
  const runAt = completes ? now : await nextRun(tx, now, order, waiting);
  const rows = await outboxRows(tx, now, [sumUp(mail, waiting), ...toOwners], order, (index) =>
    index === 0 ? runAt : now,
  );
  return rows.map((row, index) => (index === 0 ? { ...row, summed: 1 } : row));
}

type Waiting = Pick<Tables['outbox'], 'kind' | 'payload' | 'run_at'>;

/**
 * Takes the mail that waits out of the outbox, whose place the new one takes. A mail that was tried stays as it is: it
 * may have arrived, and is recognised by its id when it leaves again.
 */
const takeWaiting = prepared((tx, { orderId }: { orderId: string }) =>
  tx
    .deleteFrom('outbox')
    .where('order_id', '=', orderId)
    // Worded exactly as the partial index.
    .where(sql<boolean>`summed = 1`)
    .where('state', '=', 'pending')
    .where('tries', '=', 0)
    .where('last_error', 'is', null)
    .returning(['kind', 'payload', 'run_at']),
);

const readLast = prepared((tx, { orderId }: { orderId: string }) =>
  tx
    .selectFrom('outbox')
    .select(sql<number | null>`max(coalesce(done_at, run_at))`.as('at'))
    .where('order_id', '=', orderId)
    .where(sql<boolean>`summed = 1`),
);

/** No later than a pause from now, also where the clock was set back since. */
async function nextRun(
  tx: Tx,
  now: number,
  order: Tables['orders'],
  waiting: readonly Waiting[],
): Promise<number> {
  const latest = now + SUM_PAUSE_MS;
  if (waiting.length > 0) return Math.min(latest, ...waiting.map((row) => row.run_at));
  const [last] = await readLast(tx, { orderId: order.id });
  if (last?.at == null) return now;
  return Math.min(latest, Math.max(now, Number(last.at) + SUM_PAUSE_MS));
}

function sumUp(
  mail: MailJobOf<'payment_received'>,
  waiting: readonly Waiting[],
): MailJobOf<'payment_received'> {
  if (waiting.length === 0) return mail;
  const earlier = waiting.map((row) => jobOf(row) as MailJobOf<'payment_received'>);
  return {
    ...mail,
    lineIds: [...earlier.flatMap(({ lineIds }) => lineIds), ...mail.lineIds],
    payments: earlier.reduce((sum, { payments = 1 }) => sum + payments, 1),
  };
}
