import { type RawBuilder, sql } from 'kysely';

/** The day after the date in a column. */
export function dayAfter(column: string): RawBuilder<string> {
  return sql`date(${sql.ref(column)}, '+1 day')`;
}
