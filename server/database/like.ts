import { type RawBuilder, sql } from 'kysely';
import { byEngine } from './by-engine.ts';

/** Whether a text occurs anywhere in a column; wildcards in the text are plain characters. */
export function contains(column: string, text: string): RawBuilder<boolean> {
  return like(column, `%${escapeLike(text)}%`);
}

/** Matches by an index of the column, unlike a pattern; case counts. */
export function beginsWith(column: string, text: string): RawBuilder<boolean> {
  const name = sql.ref(column);
  return sql<boolean>`(${name} >= ${text} and ${name} < ${text + LAST_CHARACTER})`;
}

/** No text continues with a higher character. */
const LAST_CHARACTER = '\u{10ffff}';

/** Ignores the case of ASCII letters only: like SQLite's `like`, and like `ilike` with the collation "C". */
function like(column: string, pattern: string): RawBuilder<boolean> {
  return byEngine({
    sqlite: sql<boolean>`${sql.ref(column)} like ${pattern} escape '\\'`,
    postgresql: sql<boolean>`${sql.ref(column)} collate "C" ilike ${pattern} escape '\\'`,
  });
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
