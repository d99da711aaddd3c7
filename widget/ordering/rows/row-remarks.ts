import { html, nothing, type TemplateResult } from 'lit';
import type { SignIn } from '../../api/sign-in.ts';
import { remarkBadge, remarksOf } from '../../ui/remarks.ts';
import type { DraftRow } from '../draft/draft.ts';
import type { RowEffect } from './row-term.ts';

/** Remarks on a row: unexpected effects, and the reason why an earlier year was skipped; null if there are none. */
export function rowRemarks(
  signIn: SignIn,
  row: DraftRow,
  effect: RowEffect,
): TemplateResult | null {
  const remarks = remarksOf(signIn, effect);
  if (remarks.length === 0 && !effect.skipped) return null;
  return html`<span class="remarks" id="remarks-${row.key}">
    ${remarks.map(remarkBadge)} ${skippedYear(signIn, row, effect)}
  </span>`;
}

function skippedYear(
  { t }: SignIn,
  { firstFiscalYear }: DraftRow,
  { skipped }: RowEffect,
): TemplateResult | typeof nothing {
  if (!skipped) return nothing;
  const { fiscalYear: skippedYear, daysGained: days } = skipped;
  return html`<span class="muted">${t('skippedYear', { year: firstFiscalYear, skippedYear, days })}</span>`;
}
