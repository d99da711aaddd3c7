import { html, nothing, type TemplateResult } from 'lit';
import { formatDong } from '../../shared/money.ts';
import type { Discount, Totals } from '../../shared/schemas/quote.ts';
import type { CommonKey, Translate } from '../messages/index.ts';
import { discountName } from './discount-name.ts';

/**
 * List price, each discount, VAT and total; zeros are left out.
 *
 * @param counted the number of customers or licences, in words
 */
export function orderTotals(
  t: Translate<CommonKey>,
  totals: Totals,
  counted: string,
  discounts: readonly Discount[],
  discountRate?: number,
): TemplateResult {
  return html`<dl class="totals">
    <dt class="muted">${counted}</dt>
    <dd></dd>
    ${
      totals.discount > 0 || totals.vat > 0
        ? html`<dt>${t('term.list')}</dt><dd translate="no">${formatDong(totals.list)}</dd>`
        : nothing
    }
    ${discounts.map(
      (discount) =>
        html`<dt>${discountName(t, discount, discountRate)}</dt><dd translate="no">−${formatDong(discount.amount)}</dd>`,
    )}
    ${totals.vat > 0 ? html`<dt>${t('term.vat')}</dt><dd translate="no">${formatDong(totals.vat)}</dd>` : nothing}
    <dt class="grand">${t('term.total')}</dt>
    <dd class="grand" translate="no">${formatDong(totals.total)}</dd>
  </dl>`;
}
