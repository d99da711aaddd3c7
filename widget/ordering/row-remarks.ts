import { css, html, nothing, type TemplateResult } from 'lit';
import type { FormSession } from '../api/session.ts';
import { remarkBadge, remarkStyles, remarksOf } from '../ui/remarks.ts';
import type { DraftRow } from './draft.ts';
import { isShort, type RowEffect } from './row-term.ts';

export const rowRemarkStyles = [
  remarkStyles,
  css`
    .remarked td {
      padding-block: 0 8px;
      border: 0;
    }
    .remarked .muted {
      font-size: 12.5px;
    }
  `,
];

/** The id of what describes a row's choices; empty: there is nothing to remark on them. */
export function remarksId({ key }: DraftRow, effect: RowEffect | null): string {
  const isRemarked = effect !== null && (effect.changesPlan || effect.skipped || isShort(effect));
  return isRemarked ? `remarks-${key}` : '';
}

/** Below its row: what a person would not expect of it, and why its year is not the first. */
export function rowRemarks(
  session: FormSession,
  row: DraftRow,
  effect: RowEffect | null,
  isBad: boolean,
): TemplateResult | typeof nothing {
  const id = remarksId(row, effect);
  if (!effect || !id) return nothing;
  return html`<tr class="remarked ${isBad ? 'bad' : ''}">
    <td class="index"></td>
    <td colspan="9">
      <div class="remarks" id=${id}>
        ${remarksOf(session, effect).map(remarkBadge)} ${skippedYear(session, row, effect)}
      </div>
    </td>
  </tr>`;
}

function skippedYear(
  { t }: FormSession,
  { firstFiscalYear }: DraftRow,
  { skipped }: RowEffect,
): TemplateResult | typeof nothing {
  if (!skipped) return nothing;
  const { fiscalYear: skippedYear, daysGained: days } = skipped;
  return html`<span class="muted">${t('skippedYear', { year: firstFiscalYear, skippedYear, days })}</span>`;
}
