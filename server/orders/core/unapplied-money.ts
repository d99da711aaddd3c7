import { type ExpressionBuilder, type RawBuilder, sql } from 'kysely';
import { type Dong, sumDong } from '../../../shared/money.ts';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { prepared } from '../../database/prepared.ts';
import type { Tables } from '../../database/tables.ts';
import { readOpenLines } from './open-lines.ts';

type Attempt = Tables['payment_attempts'];

/** The short payments of these attempts, the earliest first: too little for their lines, they wait for the rest. */
export async function readUnderpayments(
  reader: Reader,
  attempts: readonly Pick<Attempt, 'id'>[],
): Promise<Tables['payments'][]> {
  return await readShort(reader, { ids: attempts.map(({ id }) => id) });
}

const readShort = prepared((reader, { ids }: { ids: readonly string[] }) =>
  reader
    .selectFrom('payments')
    .selectAll()
    .where(inList('payment_attempt_id', ids))
    .where('unapplied_reason', '=', 'underpaid')
    .orderBy('received_at')
    .orderBy('id'),
);

/** Money that waits for an attempt's lines: its own short payments, and those of others for the very same lines. */
export async function sumOfUnderpayments(reader: Reader, attempt: Attempt): Promise<Dong> {
  const others = attempt.state === 'open' ? await otherUnderpaidAttempts(reader, attempt) : [];
  const same = await forTheSameLines(reader, attempt, others);
  const payments = await readUnderpayments(reader, [attempt, ...same]);
  return sumDong(payments.map(({ unapplied }) => unapplied));
}

/** The order's other attempts with underpayments. */
export const otherUnderpaidAttempts = prepared(
  (reader, attempt: Pick<Attempt, 'id' | 'order_id'>) =>
    reader
      .selectFrom('payment_attempts')
      .selectAll()
      .where('order_id', '=', attempt.order_id)
      .where('id', '<>', attempt.id)
      .where(isUnderpaid),
);

/** Whether an attempt is underpaid, for a query of attempts. */
export function isUnderpaid(where: ExpressionBuilder<Tables, 'payment_attempts'>) {
  return where.exists(
    where
      .selectFrom('payments')
      .select('payments.id')
      .whereRef('payments.payment_attempt_id', '=', 'payment_attempts.id')
      .where('unapplied_reason', '=', 'underpaid'),
  );
}

/**
 * Those of an order's other attempts that are for the very lines that await payment in this one: the rest of a
 * transfer may come by another reference, or be given to the order by operations.
 */
export async function forTheSameLines(
  reader: Reader,
  attempt: Attempt,
  others: readonly Attempt[],
): Promise<Attempt[]> {
  if (others.length === 0) return [];
  const lines = await readOpenLines(reader, [attempt, ...others]);
  const byAttempt = Map.groupBy(lines, ({ attemptId }) => attemptId);
  const openOf = (of: Attempt) => (byAttempt.get(of.id) ?? []).map(({ id }) => id).join(' ');
  return others.filter((other) => openOf(other) === openOf(attempt));
}

/**
 * Money that waits for the rest of one line: short payments of attempts whose only line to await payment it is, as
 * {@link forTheSameLines} has it. For a query of lines.
 */
export function receivedFor(lineId: RawBuilder<string>): RawBuilder<number> {
  return sql<number>`(
    select coalesce(sum(payments.unapplied), 0) from payment_attempt_lines as own
    join payments on payments.payment_attempt_id = own.payment_attempt_id
    where own.order_line_id = ${lineId} and payments.unapplied_reason = 'underpaid' and not exists (
      select 1 from payment_attempt_lines as further
      join order_lines as other on other.id = further.order_line_id
      where further.payment_attempt_id = own.payment_attempt_id
        and further.order_line_id <> own.order_line_id and other.state = 'awaiting_payment'))`;
}

/** The same, of each of these lines for which some has come. */
export async function readReceived(
  reader: Reader,
  lineIds: readonly string[],
): Promise<ReadonlyMap<string, Dong>> {
  const lines = await reader
    .selectFrom('order_lines as line')
    .select(['line.id', receivedFor(sql.ref('line.id')).as('received')])
    .where(inList('line.id', lineIds))
    .execute();
  // PostgreSQL sums up to a text.
  const amounts = lines.map(({ id, received }): [string, Dong] => [id, Number(received)]);
  return new Map(amounts.filter(([, received]) => received > 0));
}

/**
 * Money that waits for the rest of all lines of an order that await payment, as {@link forTheSameLines} has it.
 *
 * @param lineCount the number of these lines
 */
export async function readReceivedForOrder(
  reader: Reader,
  orderId: string,
  lineCount: number,
): Promise<Dong> {
  const attempts = await reader
    .selectFrom('payment_attempts')
    .selectAll()
    .where('order_id', '=', orderId)
    .where(isUnderpaid)
    .execute();
  if (attempts.length === 0) return 0;
  const lines = Map.groupBy(await readOpenLines(reader, attempts), (line) => line.attemptId);
  const ofAll = attempts.filter(({ id }) => lines.get(id)?.length === lineCount);
  const payments = await readUnderpayments(reader, ofAll);
  return sumDong(payments.map(({ unapplied }) => unapplied));
}
