import { html, nothing, type TemplateResult } from 'lit';
import type { SignIn } from '../../api/sign-in.ts';

/** Lines that are named; an ellipsis stands for the others. */
const MOST_NAMED = 10;

interface Notes {
  /** Numbers of the lines whose values several licences get. */
  shared: readonly number[];
  /** Rows that the sheet hides, and whether they are taken. */
  hidden: number;
  withHidden: boolean;
  /** The sheet has no other rows. */
  isAll: boolean;
  /** Takes the hidden rows, or leaves them. */
  onHidden(): void;
}

/** What was decided for the person, and can be decided otherwise. */
export function importNotes(
  { t }: SignIn,
  { shared, hidden, withHidden, isAll, onHidden }: Notes,
): TemplateResult {
  const named = shared.slice(0, MOST_NAMED).join(', ');
  const lines = shared.length > MOST_NAMED ? `${named}, …` : named;
  const ofHidden = withHidden ? 'taken' : 'left';
  return html`${
    hidden > 0
      ? html`<div class="row">
          <span>${t(`import.hidden.${ofHidden}`, { count: hidden })}</span>
          ${
            isAll
              ? nothing
              : html`<button type="button" class="quiet" @click=${onHidden}>
                  ${t(withHidden ? 'import.hidden.leave' : 'import.hidden.take')}
                </button>`
          }
        </div>`
      : nothing
  }
  ${
    shared.length > 0
      ? html`<p class="muted">${t('import.shared', { count: shared.length, lines })}</p>`
      : nothing
  }`;
}
