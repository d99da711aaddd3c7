import { LIMITS } from '../../shared/limits.ts';
import type { DraftSummary } from '../../shared/schemas/draft.ts';
import type { Actor, Context } from '../context/context.ts';
import { selectDrafts, toSummary } from './draft-state.ts';

/** The person's drafts, the latest saved first. */
export async function listDrafts(
  { db }: Context,
  actor: Actor,
): Promise<{ drafts: DraftSummary[] }> {
  const rows = await selectDrafts(db, actor)
    .orderBy('saved_at', 'desc')
    .orderBy('order_drafts.id')
    // A colleague's hand-over may add to a full list.
    .limit(2 * LIMITS.drafts)
    .execute();
  return { drafts: rows.map(toSummary) };
}
