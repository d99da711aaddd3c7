import { type RawBuilder, sql } from 'kysely';
import { byEngine } from './by-engine.ts';

/** `column like` a text that occurs anywhere in it; wildcards in the text are plain characters. */
export function contains(column: string, text: string): RawBuilder<boolean> {
  return like(column, `%${escapeLike(text)}%`);
}

export function beginsWith(column: string, text: string): RawBuilder<boolean> {
  return like(column, `${escapeLike(text)}%`);
}

/** Both ignore the case of ASCII letters, and of no others: so does SQLite's `like`, and `ilike` by the collation "C". */
function like(column: string, pattern: string): RawBuilder<boolean> {
  return byEngine({
    sqlite: sql<boolean>`${sql.ref(column)} like ${pattern} escape '\\'`,
    postgresql: sql<boolean>`${sql.ref(column)} collate "C" ilike ${pattern} escape '\\'`,
  });
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
