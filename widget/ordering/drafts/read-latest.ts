import type { DraftDetails } from '../../../shared/schemas/draft.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import type { Draft } from '../draft/draft.ts';
import { toDraft } from './saved-draft.ts';

/** The draft that was saved last, in any browser; null: there is none, or it can't be read now. */
export async function readLatest({
  api,
}: FormSignIn): Promise<{ details: DraftDetails; draft: Draft } | null> {
  try {
    const [latest] = (await api.drafts.list.query()).drafts;
    if (latest === undefined) return null;
    const details = await api.drafts.get.query({ draftId: latest.id });
    return { details, draft: toDraft(details) };
  } catch {
    return null;
  }
}
