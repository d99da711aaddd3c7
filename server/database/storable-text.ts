/** Stands for NUL, which SQLite keeps in a text and PostgreSQL refuses. */
const REPLACEMENT = '\uFFFD';

/** A parameter as PostgreSQL can store it: no text that it refuses, not even inside a list. */
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  return Array.isArray(value) ? value.map(storable) : value;
}

/** JSON's notation of NUL and of halves of surrogate pairs. */
const REFUSED = /\\u(?:0000|d[89a-f])/;

/** Rows as JSON that PostgreSQL can read into a table's columns. */
export function storableJson(rows: readonly object[]): string {
  const json = JSON.stringify(rows);
  return REFUSED.test(json) ? JSON.stringify(rows, (_, value) => storable(value)) : json;
}

function storableText(text: string): string {
  return text.isWellFormed() && !text.includes('\0')
    ? text
    : text.toWellFormed().replaceAll('\0', REPLACEMENT);
}
