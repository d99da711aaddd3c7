import { html, nothing, type TemplateResult } from 'lit';
import type { SignIn } from '../../api/sign-in.ts';

/** Number of lines that are named; an ellipsis stands for the others. */
const MOST_NAMED = 10;

interface Notes {
  /** Numbers of the lines whose values several licences get. */
  shared: readonly number[];
  /** Numbers of the lines whose customers were found by their names. */
  byName: readonly number[];
  /** Numbers of the lines whose customers are not to be renewed, and whether they are taken all the same. */
  notRenewed: readonly number[];
  takesNotRenewed: boolean;
  /** Rows that the sheet hides, and whether they are taken. */
  hidden: number;
  withHidden: boolean;
  /** The sheet has no other rows. */
  isAll: boolean;
  /** Takes the hidden rows, or leaves them. */
  onHidden(): void;
  /** Takes the lines whose customers are not to be renewed, or leaves them. */
  onNotRenewed(): void;
}

/** Decisions made for the person, who can change them. */
export function importNotes({ t }: SignIn, notes: Notes): TemplateResult {
  const { shared, byName, notRenewed, takesNotRenewed, hidden, withHidden, isAll } = notes;
  const note = (key: 'import.shared' | 'import.byNameNote', numbers: readonly number[]) =>
    numbers.length > 0 ? html`<p class="muted">${t(key, valuesOf(numbers))}</p>` : nothing;
  const ofHidden = withHidden ? 'taken' : 'left';
  const ofNotRenewed = takesNotRenewed ? 'taken' : 'left';
  return html`${
    hidden > 0
      ? decision(
          t(`import.hidden.${ofHidden}`, { count: hidden }),
          isAll ? '' : t(withHidden ? 'import.hidden.leave' : 'import.hidden.take'),
          notes.onHidden,
        )
      : nothing
  }
  ${
    notRenewed.length > 0
      ? decision(
          t(`import.notRenewed.${ofNotRenewed}`, valuesOf(notRenewed)),
          t(takesNotRenewed ? 'import.notRenewed.leave' : 'import.notRenewed.take'),
          notes.onNotRenewed,
        )
      : nothing
  }
  ${note('import.byNameNote', byName)} ${note('import.shared', shared)}`;
}

/** What was decided, and the button that decides otherwise; without its text, there is none. */
function decision(text: string, other: string, onOther: () => void): TemplateResult {
  return html`<div class="row">
    <span>${text}</span>
    ${other === '' ? nothing : html`<button type="button" class="quiet" @click=${onOther}>${other}</button>`}
  </div>`;
}

function valuesOf(numbers: readonly number[]) {
  return { count: numbers.length, lines: someOf(numbers) };
}

function someOf(numbers: readonly number[]): string {
  const named = numbers.slice(0, MOST_NAMED).join(', ');
  return numbers.length > MOST_NAMED ? `${named}, …` : named;
}
