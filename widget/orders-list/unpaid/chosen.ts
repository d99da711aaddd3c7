import { LIMITS } from '../../../shared/limits.ts';
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
 * Excepted lines that have left the list: they were paid or cancelled. One that is not shown may only have moved on,
 * postponed by another's hand, so the server is asked.
 *
 * @param list lists those among these lines
 */
export async function goneExceptions(
  chosen: Chosen,
  { lines: shown, nextCursor }: Pick<UnpaidPage, 'lines' | 'nextCursor'>,
  list: (lineIds: string[]) => Promise<Pick<UnpaidPage, 'lines'>>,
): Promise<readonly UnpaidLine[]> {
  if (chosen.kind === 'some') return [];
  const hidden = notAmong([...chosen.except.values()], shown);
  if (hidden.length === 0 || nextCursor === null) return hidden;
  const asked = hidden.slice(0, LIMITS.unpaidPage);
  return notAmong(asked, (await list(asked.map(({ lineId }) => lineId))).lines);
}

function notAmong(lines: readonly UnpaidLine[], others: readonly UnpaidLine[]): UnpaidLine[] {
  const ids = new Set(others.map(({ lineId }) => lineId));
  return lines.filter(({ lineId }) => !ids.has(lineId));
}

/**
 * Without chosen lines that have left the list since it was last read: they were paid or cancelled. One beyond the last
 * remaining line may only have moved on.
 */
export function withoutGone(
  chosen: Extract<Chosen, { kind: 'some' }>,
  before: readonly UnpaidLine[],
  now: readonly UnpaidLine[],
): Chosen {
  const present = new Set(now.map(({ lineId }) => lineId));
  const isThere = ({ lineId }: UnpaidLine) => present.has(lineId);
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

/** What is left to pay of these lines. */
export function dueOf(lines: readonly UnpaidLine[]): number {
  return lines.reduce((sum, line) => sum + line.amount - line.received, 0);
}

/** Number of the chosen lines, and what is left to pay of them. */
function sumOf(
  chosen: Chosen,
  totals: { lines: number; due: number },
): { lines: number; due: number } {
  const listed = [...(chosen.kind === 'all' ? chosen.except : chosen.lines).values()];
  const due = dueOf(listed);
  if (chosen.kind === 'some') return { lines: listed.length, due };
  return {
    lines: Math.max(0, totals.lines - listed.length),
    due: Math.max(0, totals.due - due),
  };
}

/** The chosen lines, as they stand to the list. */
export interface ChosenSum {
  lines: number;
  /** What is left to pay. */
  due: number;
  /** Number of those that are not shown. */
  hidden: number;
  /** Whether they are all of the list. */
  isAll: boolean;
}

export function summed(
  chosen: Chosen,
  { totals, lines: shown }: Pick<UnpaidPage, 'totals' | 'lines'>,
): ChosenSum {
  const sum = sumOf(chosen, totals ?? { lines: 0, due: 0 });
  const hidden = hiddenOf(chosen, shown);
  const isAll = sum.lines > 0 && sum.lines === totals?.lines && hidden === 0;
  return { ...sum, hidden, isAll };
}
