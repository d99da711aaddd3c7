import { type RawBuilder, sql } from 'kysely';

/** A named text in a JSON column. */
export function jsonText(column: string, name: string): RawBuilder<string> {
  return sql`json_extract(${sql.ref(column)}, ${`$.${name}`})`;
}
