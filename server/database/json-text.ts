import { type RawBuilder, sql } from 'kysely';

/** A text inside a JSON column, by its names from the outside in. */
export function jsonText(column: string, ...names: readonly string[]): RawBuilder<string> {
  return sql`json_extract(${sql.ref(column)}, ${`$.${names.join('.')}`})`;
}
