import { html, nothing, type TemplateResult } from 'lit';
import type { SignIn } from '../../api/sign-in.ts';
import { remarkBadge } from '../../ui/remarks.ts';
import { type Draft, filledRows } from '../draft/draft.ts';
import type { QuoteController } from '../quote/quote-controller.ts';
import { isShort, rowEffect } from '../rows/row-term.ts';

/** How many lines of an order change the plan, and how many add less than six months. */
export type RemarkCounts = Record<'planChange' | 'shortGain', number>;

export function countRemarks(
  signIn: SignIn,
  draft: Draft,
  quotes: Pick<QuoteController, 'rowOf'>,
): RemarkCounts {
  const effects = filledRows(draft).map((row) => rowEffect(signIn, row, quotes.rowOf(row)));
  return {
    planChange: effects.filter((effect) => effect?.changesPlan).length,
    shortGain: effects.filter(isShort).length,
  };
}

/** A badge for each kind that there is; null: there is none. */
export function remarkCounts(
  t: SignIn['t'],
  { planChange, shortGain }: RemarkCounts,
): TemplateResult | null {
  if (planChange + shortGain === 0) return null;
  const badge = (kind: keyof RemarkCounts, count: number) =>
    count > 0 ? remarkBadge({ kind, text: t(`remarks.${kind}`, { count }) }) : nothing;
  return html`<div class="remarks">
    ${badge('planChange', planChange)} ${badge('shortGain', shortGain)}
  </div>`;
}
