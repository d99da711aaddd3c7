import { type RawBuilder, sql } from 'kysely';
import { LIMITS } from '../../shared/limits.ts';
import type { ListUnpaidInput, UnpaidPage, UnpaidSort } from '../../shared/schemas/unpaid.ts';
import type { Context } from '../context/context.ts';
import { pageOf } from '../database/page-of.ts';
import { DomainError } from '../foundation/domain-error.ts';
import type { Firm } from '../foundation/firm.ts';
import { receivedFor } from '../orders/core/unapplied-money.ts';
import { narrowed, selectUnpaid, toUnpaidLine, withColumns } from './select-unpaid.ts';

/** The sorting columns; text columns sort by their bytes, on either engine. */
const SORTED_BY: Record<UnpaidSort, RawBuilder<string | number>> = {
  dueDate: sql`orders.due_date`,
  customer: sql`customers.search_text`,
  amount: sql`line.total`,
  order: sql`orders.id`,
  reminder: sql`coalesce(reminder.reminded_at, 0)`,
};

/**
 * The firm's unpaid lines across its orders, a page at a time, those due first before the others unless sorted in
 * another way.
 *
 * @throws DomainError NOT_FOUND when the cursor is no line of the firm
 */
export async function listUnpaid(
  context: Context,
  firm: Firm,
  input: ListUnpaidInput,
): Promise<UnpaidPage> {
  const { db } = context;
  const now = context.now();
  const { filter, cursor, limit = LIMITS.pageSize } = input;
  const sortedBy = SORTED_BY[input.sort ?? 'dueDate'];
  const direction = input.descending ? 'desc' : 'asc';
  const all = narrowed(selectUnpaid(db, firm), filter, now);
  let page = withColumns(all, now);
  if (cursor !== undefined) {
    const last = await readCursor(context, firm, cursor, sortedBy);
    const beyond = sql.raw(input.descending ? '<' : '>');
    page = page.where(
      sql<boolean>`(${sortedBy}, orders.id, line.line_number) ${beyond} (${last.value}, ${last.order_id}, ${last.line_number})`,
    );
  }
  const rows = await page
    .orderBy(sortedBy, direction)
    .orderBy('orders.id', direction)
    .orderBy('line.line_number', direction)
    .limit(limit + 1)
    .execute();
  const { shown, nextCursor } = pageOf(rows, limit, (row) => row.line_id);
  return {
    lines: shown.map((row) => toUnpaidLine(row, now)),
    nextCursor,
    totals: cursor === undefined ? await readTotals(all) : null,
  };
}

async function readTotals(all: ReturnType<typeof selectUnpaid>) {
  const sums = await all
    .select((sum) => [
      sum.fn.countAll<number>().as('lines'),
      sum.fn.count<number>('orders.id').distinct().as('orders'),
      sum.fn.sum<number>('line.total').as('amount'),
    ])
    .executeTakeFirstOrThrow();
  return {
    lines: Number(sums.lines),
    orders: Number(sums.orders),
    due: Number(sums.amount ?? 0) - (await sumOfReceived(all)),
  };
}

/** Of lines with short payments alone, which are few: a sum over every line would look each up. */
async function sumOfReceived(all: ReturnType<typeof selectUnpaid>): Promise<number> {
  const short = sql<boolean>`line.id in (
    select order_line_id from payments
    join payment_attempt_lines on payment_attempt_lines.payment_attempt_id = payments.payment_attempt_id
    where payments.unapplied > 0 and payments.unapplied_reason = 'underpaid')`;
  const lines = await all
    .where(short)
    .select(receivedFor(sql.ref('line.id')).as('received'))
    .execute();
  return lines.reduce((sum, { received }) => sum + Number(received), 0);
}

/** The position of a line in the list, even if it was paid since. */
async function readCursor(
  { db }: Context,
  { portalId, firmId }: Firm,
  lineId: string,
  sortedBy: RawBuilder<string | number>,
) {
  const line = await db
    .selectFrom('order_lines as line')
    .innerJoin('orders', 'orders.id', 'line.order_id')
    .innerJoin('customers', 'customers.id', 'line.customer_id')
    .leftJoin('line_reminders as reminder', 'reminder.order_line_id', 'line.id')
    .select(['line.order_id', 'line.line_number', sortedBy.as('value')])
    .where('line.id', '=', lineId)
    .where('orders.portal_id', '=', portalId)
    .where('orders.firm_id', '=', firmId)
    .executeTakeFirst();
  if (line === undefined) throw new DomainError('NOT_FOUND');
  return line;
}
