import { foldText, searchWords } from '../../../shared/search-text.ts';
import type { DraftRow } from '../draft/draft.ts';

/** The rows whose customer has every word of the search, by code or name; without a customer, whose text has them. */
export function searchRows(rows: readonly DraftRow[], search: string): readonly DraftRow[] {
  const words = searchWords(search);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = foldText(row.customer ? `${row.customer.taxCode} ${row.customer.name}` : row.text);
    return words.every((word) => text.includes(word));
  });
}

/** The rows sorted by a value; those with equal ones stay in their order. */
export function sortRows(
  rows: readonly DraftRow[],
  by: (row: DraftRow) => string | number,
  descending: boolean,
): readonly DraftRow[] {
  const values = new Map(rows.map((row) => [row, by(row)]));
  const direction = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [one = '', other = ''] = [values.get(a), values.get(b)];
    return one === other ? 0 : direction * (one < other ? -1 : 1);
  });
}
