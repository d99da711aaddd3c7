import { type RawBuilder, sql } from 'kysely';

/** A text in a column of JSON, by its name. */
export function jsonText(column: string, name: string): RawBuilder<string> {
  return sql`json_extract(${sql.ref(column)}, ${`$.${name}`})`;
}
