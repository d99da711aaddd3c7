import { sql } from 'kysely';
import type { Tx } from '../../database/db.ts';
import { listed } from '../../database/in-list.ts';

/** Notes that the payers of these lines are mailed a reminder now. */
export async function noteReminders(
  tx: Tx,
  now: number,
  lineIds: readonly string[],
): Promise<void> {
  if (lineIds.length === 0) return;
  // SQLite would take the conflict clause for one of a join without the condition.
  await sql`insert into line_reminders (order_line_id, reminded_at, times)
    select value, cast(${now} as bigint), 1 from ${listed(lineIds)} where true
    on conflict (order_line_id) do update
    set reminded_at = excluded.reminded_at, times = line_reminders.times + 1`.execute(tx);
}
