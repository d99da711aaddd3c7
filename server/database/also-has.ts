import { type RawBuilder, sql } from 'kysely';
import { byEngine } from './by-engine.ts';

/**
 * `column in (values)` for rows that another condition finds by a key of its own. SQLite keeps no statistics here, and
 * takes two columns of an index to be better than one: without the plus (https://www.sqlite.org/optoverview.html#uplus)
 * it reads all customers of a firm to find one by its id.
 */
export function alsoHas(column: string, ...values: readonly string[]): RawBuilder<boolean> {
  const isOne = sql<boolean>`in (${sql.join(values)})`;
  return byEngine({
    sqlite: sql<boolean>`+${sql.ref(column)} ${isOne}`,
    postgresql: sql<boolean>`${sql.ref(column)} ${isOne}`,
  });
}
