import { LIMITS } from '../../shared/limits.ts';
import type { DraftHead, SaveDraftInput, SavedRow } from '../../shared/schemas/draft.ts';
import { jsonColumn } from '../database/json-column.ts';
import { DomainError } from '../foundation/domain-error.ts';

/** The stored part of a draft: everything typed, and customers by their ids alone. */
export interface DraftBody {
  head: DraftHead;
  rows: SavedRow[];
}

/** `order_drafts.body` */
export const draftBodyColumn = jsonColumn<DraftBody>();

type Changes = Pick<SaveDraftInput, 'head' | 'rows' | 'removed' | 'order'>;

/**
 * A draft's body after changes of it.
 *
 * @param before null: the draft is new
 * @throws DomainError INVALID_INPUT where the rows don't fit together, or are too many
 */
export function changedBody(before: DraftBody | null, changes: Changes): DraftBody {
  const rows = new Map(before?.rows.map((row) => [row.key, row]));
  for (const key of changes.removed) rows.delete(key);
  // A changed row keeps its place; new ones come last.
  for (const row of changes.rows) rows.set(row.key, row);
  if (rows.size > LIMITS.orderLines) throw new DomainError('INVALID_INPUT');
  return { head: changes.head, rows: inOrder(rows, changes.order) };
}

function inOrder(rows: Map<number, SavedRow>, order: readonly number[] | undefined): SavedRow[] {
  if (order === undefined) return [...rows.values()];
  const ordered = [...new Set(order)].flatMap((key) => rows.get(key) ?? []);
  if (ordered.length !== rows.size) throw new DomainError('INVALID_INPUT');
  return ordered;
}
