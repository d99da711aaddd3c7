import type { Draft, DraftRow } from './draft.ts';

/** Changes chosen rows; if none changes, the draft keeps its rows. */
export function withRows(
  { rows }: Pick<Draft, 'rows'>,
  keys: ReadonlySet<number>,
  change: (row: DraftRow) => Partial<DraftRow> | null,
): Partial<Draft> {
  let isChanged = false;
  const changed = rows.map((row) => {
    const own = keys.has(row.key) ? change(row) : null;
    if (own === null) return row;
    isChanged = true;
    return { ...row, ...own };
  });
  return isChanged ? { rows: changed } : {};
}
