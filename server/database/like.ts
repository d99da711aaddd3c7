import { type RawBuilder, sql } from 'kysely';

/** `column like` a text that occurs anywhere in it; wildcards in the text are plain characters. */
export function contains(column: string, text: string): RawBuilder<boolean> {
  return sql`${sql.ref(column)} like ${`%${escapeLike(text)}%`} escape '\\'`;
}

export function beginsWith(column: string, text: string): RawBuilder<boolean> {
  return sql`${sql.ref(column)} like ${`${escapeLike(text)}%`} escape '\\'`;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
