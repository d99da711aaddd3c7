import { type RawBuilder, sql } from 'kysely';
import { byEngine } from './by-engine.ts';

/** A text inside a JSON column, by its names from the outside in. */
export function jsonText(column: string, ...names: readonly string[]): RawBuilder<string> {
  return byEngine({
    sqlite: sql<string>`json_extract(${sql.ref(column)}, ${`$.${names.join('.')}`})`,
    postgresql: sql<string>`(${sql.ref(column)}::json #>> ${names}::text[])`,
  });
}
