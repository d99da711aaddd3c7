import { type RawBuilder, sql } from 'kysely';

/**
 * `column in (values)` for long lists: one parameter whatever their number, so that the statement stays the same and
 * prepared, and no builder makes a node of every value.
 */
export function inList(column: string, values: readonly string[]): RawBuilder<boolean> {
  return sql`${sql.ref(column)} in (select value from ${listed(values)})`;
}

/** Values as rows to select from, in a column named `value`. */
export function listed(values: readonly string[]): RawBuilder<{ value: string }> {
  return sql`json_each(${JSON.stringify(values)})`;
}
