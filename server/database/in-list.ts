import { type RawBuilder, sql } from 'kysely';
import { byEngine } from './by-engine.ts';
import { converted } from './prepared.ts';

/**
 * `column in (values)` for long lists: one parameter whatever their number, so that the statement stays the same and
 * prepared, and no builder makes a node of every value.
 */
export function inList(column: string, values: readonly string[]): RawBuilder<boolean> {
  return byEngine({
    sqlite: sql<boolean>`${sql.ref(column)} in (select value from json_each(${converted(values, JSON.stringify)}))`,
    postgresql: sql<boolean>`${sql.ref(column)} = any(${values}::text[])`,
  });
}

/** Values as rows to select from, as `listed` with a column named `value`. */
export function listed(values: readonly string[]): RawBuilder<{ value: string }> {
  return byEngine({
    sqlite: sql<{ value: string }>`json_each(${converted(values, JSON.stringify)}) as listed`,
    // Compared by bytes, as ids are: the database's own collation would bar the index.
    postgresql: sql<{
      value: string;
    }>`(select unnest(${values}::text[]) collate "C" as value) as listed`,
  });
}
