import type { UnpaidLine, UnpaidPage } from '../../../shared/schemas/unpaid.ts';

/** The chosen lines: some, by their ids, or all matching ones except some, whether they are shown or not. */
export type Chosen =
  | { readonly kind: 'some'; readonly lines: ReadonlyMap<string, UnpaidLine> }
  | { readonly kind: 'all'; readonly except: ReadonlyMap<string, UnpaidLine> };

export const NONE: Chosen = { kind: 'some', lines: new Map() };
export const ALL: Chosen = { kind: 'all', except: new Map() };

export function isChosen(chosen: Chosen, { lineId }: UnpaidLine): boolean {
  return chosen.kind === 'all' ? !chosen.except.has(lineId) : chosen.lines.has(lineId);
}

/** With these lines chosen, or not chosen any more. */
export function withLines(chosen: Chosen, lines: readonly UnpaidLine[], wanted: boolean): Chosen {
  const isAll = chosen.kind === 'all';
  const listed = new Map(isAll ? chosen.except : chosen.lines);
  for (const line of lines) {
    if (wanted === isAll) listed.delete(line.lineId);
    else listed.set(line.lineId, line);
  }
  return isAll ? { kind: 'all', except: listed } : { kind: 'some', lines: listed };
}

/**
 * Without lines that have left the list since it was last read, chosen or excepted: they were paid or cancelled. One
 * beyond the last remaining line may only have moved on.
 */
export function withoutGone(
  chosen: Chosen,
  before: readonly UnpaidLine[],
  { lines: now, nextCursor }: Pick<UnpaidPage, 'lines' | 'nextCursor'>,
): Chosen {
  const present = new Set(now.map(({ lineId }) => lineId));
  const isThere = ({ lineId }: UnpaidLine) => present.has(lineId);
  if (chosen.kind === 'all') {
    // An exception may have moved to the part that is not shown: postponed, by another's hand.
    if (nextCursor !== null) return chosen;
    return { kind: 'all', except: new Map([...chosen.except].filter(([id]) => present.has(id))) };
  }
  const last = Math.max(0, before.findLastIndex(isThere));
  const gone = before.slice(0, last).filter((line) => !isThere(line));
  return withLines(chosen, gone, false);
}

/** Number of chosen lines that are not shown: ticked before under another filter, or further down. */
export function hiddenOf(chosen: Chosen, shown: readonly UnpaidLine[]): number {
  if (chosen.kind === 'all') return 0;
  const present = new Set(shown.map(({ lineId }) => lineId));
  return [...chosen.lines.keys()].filter((lineId) => !present.has(lineId)).length;
}

/** Number and amount of the chosen lines. */
export function sumOf(
  chosen: Chosen,
  totals: { lines: number; amount: number },
): { lines: number; amount: number } {
  const listed = [...(chosen.kind === 'all' ? chosen.except : chosen.lines).values()];
  const amount = listed.reduce((sum, line) => sum + line.amount, 0);
  if (chosen.kind === 'some') return { lines: listed.length, amount };
  return {
    lines: Math.max(0, totals.lines - listed.length),
    amount: Math.max(0, totals.amount - amount),
  };
}
