import { html, nothing, type TemplateResult } from 'lit';
import type { SignIn } from '../../api/sign-in.ts';
import type { Outcome } from './import-list.ts';

/** Lines that are named; an ellipsis stands for the others. */
const MOST_NAMED = 10;

/** What was decided for the person, and can be decided otherwise. */
export function importNotes(
  { t }: SignIn,
  { imported: { shared } }: Outcome,
): TemplateResult | typeof nothing {
  if (shared.length === 0) return nothing;
  const named = shared.slice(0, MOST_NAMED).join(', ');
  const lines = shared.length > MOST_NAMED ? `${named}, …` : named;
  return html`<p class="muted">${t('import.shared', { count: shared.length, lines })}</p>`;
}
