import { html, nothing, type TemplateResult } from 'lit';
import { formatDong } from '../../../shared/money.ts';
import type { Quote } from '../../../shared/schemas/quote.ts';
import type { Translate } from '../../messages/index.ts';

/** The reason why the volume discount is less than its rate. */
export function keptBackNote(t: Translate, quote: Quote): TemplateResult | typeof nothing {
  if (quote.volumeKeptBack === 0) return nothing;
  const amount = formatDong(quote.volumeKeptBack);
  return html`<p class="muted">${t('discount.keptBack', { amount })}</p>`;
}
