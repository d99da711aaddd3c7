import { html, nothing, type TemplateResult } from 'lit';
import type { SignIn } from '../../api/sign-in.ts';

/** Number of lines that are named; an ellipsis stands for the others. */
const MOST_NAMED = 10;

interface Notes {
  /** Numbers of the lines whose values several licences get. */
  shared: readonly number[];
  /** Numbers of the lines whose customers were found by their names. */
  byName: readonly number[];
  /** Numbers of the lines that say that their customers are not to be renewed. */
  notRenewed: readonly number[];
  /** Rows that the sheet hides, and whether they are taken. */
  hidden: number;
  withHidden: boolean;
  /** The sheet has no other rows. */
  isAll: boolean;
  /** Takes the hidden rows, or leaves them. */
  onHidden(): void;
}

/** Decisions made for the person, who can change them. */
export function importNotes(
  { t }: SignIn,
  { shared, byName, notRenewed, hidden, withHidden, isAll, onHidden }: Notes,
): TemplateResult {
  const note = (
    key: 'import.shared' | 'import.byNameNote' | 'import.notRenewedNote',
    numbers: readonly number[],
  ) =>
    numbers.length > 0
      ? html`<p class="muted">${t(key, { count: numbers.length, lines: someOf(numbers) })}</p>`
      : nothing;
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
  ${note('import.notRenewedNote', notRenewed)} ${note('import.byNameNote', byName)} ${note('import.shared', shared)}`;
}

function someOf(numbers: readonly number[]): string {
  const named = numbers.slice(0, MOST_NAMED).join(', ');
  return numbers.length > MOST_NAMED ? `${named}, …` : named;
}
