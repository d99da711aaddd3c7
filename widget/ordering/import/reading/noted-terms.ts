import { foldText } from '../../../../shared/search-text.ts';
import { termIn } from './plain-lines.ts';
import { DOUBT } from './read-values.ts';
import type { Roles } from './recognise-columns.ts';

/** Headings of columns in which people write anything. */
const NOTES = /^(ghi chu|dien giai|noi dung|luu y|yeu cau|notes?|remarks?|description|comments?)/;

/** Words before a term of something else, and those behind one that is over. */
const OTHER = /(dung|con|bao hanh|trong|sau|qua|kinh nghiem|hoat dong|chu ky so)[^a-z\d]*(duoc )?$/;
const OVER = /^ ?(truoc|roi|qua|nay)(?![a-z])/;

/** The columns of notes. */
export function noteColumns(headings: readonly string[]): number[] {
  return [...headings.keys()].filter((column) => NOTES.test(foldText(headings[column] ?? '')));
}

/**
 * The term that a line has among other words, in a note or beside its code, in doubt: it is shown and not taken; empty:
 * none.
 */
export function notedTerm(
  cells: readonly string[],
  { code }: Roles,
  notes: readonly number[],
): string {
  for (const column of code === undefined ? notes : [code, ...notes]) {
    const text = cells[column] ?? '';
    const term = termIn(text);
    if (term === '') continue;
    const [before = '', after = ''] = text.split(term, 2).map((part) => foldText(part));
    if (!OTHER.test(before) && !OVER.test(after)) return `${term}${DOUBT}`;
  }
  return '';
}
