import { type RawBuilder, sql } from 'kysely';
import { byEngine } from './by-engine.ts';

/** The day after the date in a column. */
export function dayAfter(column: string): RawBuilder<string> {
  return byEngine({
    sqlite: sql<string>`date(${sql.ref(column)}, '+1 day')`,
    postgresql: sql<string>`to_char(${sql.ref(column)}::date + 1, 'YYYY-MM-DD')`,
  });
}
