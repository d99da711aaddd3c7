import { sql } from 'kysely';
import { addDays, calendarDateAt } from '../../../shared/calendar-date.ts';
import { announce } from '../../announce/facts/announce.ts';
import type { Context } from '../../context/context.ts';
import { inTransaction, type Work } from '../../context/in-transaction.ts';
import type { Tables } from '../../database/tables.ts';
import { lapseCommitments, readToldLines } from '../../orders/commitments/end-commitments.ts';
import { orderById } from '../../orders/core/find-order.ts';
import { updateOrderState } from '../../orders/core/update-order-state.ts';

/** Days before the committed date on which a reminder is sent. */
const REMINDER_DAYS = 3;

/** Commitments of one round, the earliest due first; the rest come in the next. */
const LINES_A_ROUND = 2_000;

/** Reminds of commitments that are due soon, and ends those whose date has passed; each once. */
export async function runCommitments(context: Context): Promise<void> {
  const today = calendarDateAt(context.now());
  const passed = await ordersPromised(context, (query) => query.where('pay_by', '<', today));
  await forEach(context, passed, lapse);
  const soon = await ordersPromised(context, (query) =>
    query.where('pay_by', '<=', addDays(today, REMINDER_DAYS)).where('reminded_at', 'is', null),
  );
  await forEach(context, soon, remind);
}

type Active = ReturnType<typeof activeCommitments>;

function activeCommitments(context: Context) {
  return (
    context.db
      .selectFrom('payment_commitments')
      .select('order_id')
      // A literal: with a parameter, the partial index of active commitments does not apply.
      .where('state', '=', sql.lit('active'))
  );
}

async function ordersPromised(context: Context, narrow: (query: Active) => Active) {
  const rows = await narrow(activeCommitments(context))
    .orderBy('pay_by')
    .limit(LINES_A_ROUND)
    .execute();
  return [...new Set(rows.map((row) => row.order_id))];
}

type UseCase = (work: Work, order: Tables['orders']) => Promise<void>;

/** A failure for one order stops no other, and is tried again in the next round. */
async function forEach(
  context: Context,
  orderIds: readonly string[],
  useCase: UseCase,
): Promise<void> {
  for (const orderId of orderIds) {
    await forOrder(context, orderId, useCase).catch((error: unknown) => {
      context.log('commitments.failed', { orderId, error: String(error) });
    });
  }
}

/** One order's commitments are one transaction. */
async function forOrder(context: Context, orderId: string, useCase: UseCase): Promise<void> {
  await inTransaction(context, async (work) => {
    await useCase(work, await orderById(work.tx, orderId));
  });
}

async function lapse(work: Work, order: Tables['orders']): Promise<void> {
  const { tx } = work;
  const overdue = await tx
    .selectFrom('payment_commitments')
    .select('order_line_id')
    .where('order_id', '=', order.id)
    .where('state', '=', 'active')
    .where('pay_by', '<', calendarDateAt(work.now()))
    .execute();
  if (overdue.length === 0) return;
  const lineIds = overdue.map((commitment) => commitment.order_line_id);
  const lines = await lapseCommitments(work, lineIds);
  await updateOrderState(tx, order.id);
  await announce(work, { kind: 'commitment_lapsed', order, lines });
}

async function remind(work: Work, order: Tables['orders']): Promise<void> {
  const { tx } = work;
  const reminded = await tx
    .updateTable('payment_commitments')
    .set({ reminded_at: work.now() })
    .where('order_id', '=', order.id)
    .where('state', '=', 'active')
    .where('reminded_at', 'is', null)
    .returning('order_line_id')
    .execute();
  if (reminded.length === 0) return;
  const lines = await readToldLines(
    tx,
    reminded.map((commitment) => commitment.order_line_id),
  );
  await announce(work, { kind: 'commitment_due_soon', order, lines });
}
