import { html, nothing, type TemplateResult } from 'lit';
import { formatDate } from '../../../shared/calendar-date.ts';
import type { FormKey, Translate } from '../../messages/index.ts';
import { type Draft, priceGuarantee } from '../draft/draft.ts';

/** Says that a quotation guarantees the prices, or why the saved one no longer does. */
export function quotationNote(
  t: Translate<FormKey>,
  draft: Draft,
): TemplateResult | typeof nothing {
  const saved = draft.quotation?.quotation;
  if (!saved) return nothing;
  const { number, validUntil } = saved;
  return priceGuarantee(draft)
    ? html`<span class="guaranteed">${t('quotation.guaranteed', { number, date: formatDate(validUntil) })}</span>`
    : html`<span class="waits">${t('quotation.changed', { number })}</span>`;
}
