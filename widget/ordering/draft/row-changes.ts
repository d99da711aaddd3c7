import type { Draft } from './draft.ts';

/** Number of rows that differ between two states of a draft. */
export interface RowChanges {
  added: number;
  removed: number;
  changed: number;
}

/** Compares rows by key; an unchanged row is the same object in both. */
export function rowChanges(before: Draft, after: Draft): RowChanges {
  const former = new Map(before.rows.map((row) => [row.key, row]));
  const kept = after.rows.filter((row) => former.has(row.key));
  return {
    added: after.rows.length - kept.length,
    removed: before.rows.length - kept.length,
    changed: kept.filter((row) => former.get(row.key) !== row).length,
  };
}
