import { html, type TemplateResult } from 'lit';
import { changesUsers } from '../../../shared/line-remarks.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { remarkBadge } from '../../ui/remarks.ts';
import { type Draft, filledRows } from '../draft/draft.ts';
import type { QuoteController } from '../quote/quote-controller.ts';
import { isShort, rowEffect } from '../rows/row-term.ts';

/** Numbers of lines that change the plan, change the users, leave days uncovered, or add less than six months. */
export type RemarkCounts = Record<'planChange' | 'userChange' | 'gap' | 'shortGain', number>;

const KINDS = ['planChange', 'userChange', 'gap', 'shortGain'] as const;

export function countRemarks(
  signIn: SignIn,
  draft: Draft,
  quotes: Pick<QuoteController, 'rowOf'>,
): RemarkCounts {
  const effects = filledRows(draft).map((row) => rowEffect(signIn, row, quotes.rowOf(row)));
  return {
    planChange: effects.filter((effect) => effect?.changesPlan).length,
    userChange: effects.filter((effect) => effect !== null && changesUsers(effect)).length,
    gap: effects.filter((effect) => effect?.gap).length,
    shortGain: effects.filter(isShort).length,
  };
}

/** A badge for each kind with lines; null if there is none. */
export function remarkCounts(t: SignIn['t'], counts: RemarkCounts): TemplateResult | null {
  const kinds = KINDS.filter((kind) => counts[kind] > 0);
  if (kinds.length === 0) return null;
  return html`<div class="remarks">
    ${kinds.map((kind) => remarkBadge({ kind, text: t(`remarks.${kind}`, { count: counts[kind] }) }))}
  </div>`;
}
