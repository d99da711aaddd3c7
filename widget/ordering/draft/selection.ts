import type { DraftRow } from './draft.ts';

/** The ticked rows, by key. */
export interface Selection {
  keys: ReadonlySet<number>;
  /** The row ticked or unticked last, from which Shift goes on; null: none. */
  anchor: number | null;
}

export const NO_SELECTION: Selection = { keys: new Set(), anchor: null };

/** Ticks or unticks a row; with `isRange`, also all rows between it and the last one, as they are shown. */
export function ticked(
  { keys, anchor }: Selection,
  key: number,
  shown: readonly DraftRow[],
  isRange: boolean,
): Selection {
  const from = isRange ? shown.findIndex((row) => row.key === anchor) : -1;
  const to = shown.findIndex((row) => row.key === key);
  // A range gets the state of the row where it begins.
  const isOn = from < 0 ? !keys.has(key) : keys.has(anchor ?? key);
  const range =
    from < 0
      ? [key]
      : shown.slice(Math.min(from, to), Math.max(from, to) + 1).map((row) => row.key);
  const changed = new Set(keys);
  for (const each of range) {
    if (isOn) changed.add(each);
    else changed.delete(each);
  }
  return { keys: changed, anchor: key };
}

/** Ticks all shown rows; if all are ticked already, unticks them. */
export function allTicked({ keys }: Selection, shown: readonly DraftRow[]): Selection {
  const isOn = !shown.every(({ key }) => keys.has(key));
  const changed = new Set(keys);
  for (const { key } of shown) {
    if (isOn) changed.add(key);
    else changed.delete(key);
  }
  return { keys: changed, anchor: null };
}

/** Whether all, some or none of the shown rows are ticked. */
export function tickOf({ keys }: Selection, shown: readonly DraftRow[]): 'all' | 'some' | 'none' {
  const count = shown.filter(({ key }) => keys.has(key)).length;
  if (count === 0) return 'none';
  return count === shown.length ? 'all' : 'some';
}

/** The ticked rows, in their order; rows that are gone are forgotten. */
export function tickedRows<Row extends Pick<DraftRow, 'key'>>(
  { keys }: Selection,
  rows: readonly Row[],
): Row[] {
  return keys.size === 0 ? [] : rows.filter(({ key }) => keys.has(key));
}
