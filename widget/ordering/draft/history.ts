import type { Draft, DraftRow } from './draft.ts';

/** The most changes that can be undone. */
const MOST_STEPS = 100;

/** Former states of a draft. They share all parts that no change has touched. */
export interface History {
  /** The draft before each change, the latest last. */
  past: readonly Draft[];
  /** The drafts that were undone, the next to redo last. */
  future: readonly Draft[];
  /** The field typed in by the last change; typing on belongs to the same change. */
  typing: string | undefined;
}

export type Direction = 'undo' | 'redo';

export const NO_HISTORY: History = { past: [], future: [], typing: undefined };

/** Records a change of the draft; consecutive changes of the same typing are one. */
export function recorded(
  history: History,
  before: Draft,
  after: Draft,
  typing?: string | undefined,
): History {
  const isSame = Object.entries(before).every(([name, value]) => {
    const now = after[name as keyof Draft];
    // A quotation is saved, or refused: no change that could be undone.
    if (value === now || name === 'quotation') return true;
    // Pasted values may equal the present ones.
    const { rows } = after;
    return name === 'rows' && rows.length === before.rows.length && rows.every(isAt(before));
  });
  if (isSame || (typing && typing === history.typing)) return history;
  return { past: [...history.past, before].slice(-MOST_STEPS), future: [], typing };
}

/** The draft and its history after one step back or forth; null if there is none. */
export function stepped(
  { past, future }: History,
  present: Draft,
  direction: Direction,
): { draft: Draft; history: History } | null {
  const isUndo = direction === 'undo';
  const found = (isUndo ? past : future).at(-1);
  if (!found) return null;
  // The order's identity, and a quotation saved or refused meanwhile, stay.
  const { requestId, quotation } = present;
  return {
    draft: { ...found, requestId, quotation },
    history: {
      past: isUndo ? past.slice(0, -1) : [...past, present],
      future: isUndo ? [...future, present] : future.slice(0, -1),
      typing: undefined,
    },
  };
}

const isAt =
  ({ rows }: Draft) =>
  (row: DraftRow, index: number): boolean =>
    row === rows[index];
