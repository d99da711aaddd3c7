import { html, nothing, type TemplateResult } from 'lit';
import { formatDong } from '../../shared/money.ts';
import type { Totals } from '../../shared/schemas/order.ts';
import type { Translate } from '../messages/index.ts';

/** List price, discount, VAT and total; what is zero is left out. */
export function orderTotals(t: Translate, totals: Totals, lineCount: number): TemplateResult {
  return html`<dl class="totals">
    <dt class="muted">${t('lineCount', { count: lineCount })}</dt>
    <dd></dd>
    ${
      totals.discount > 0 || totals.vat > 0
        ? html`<dt>${t('term.list')}</dt><dd>${formatDong(totals.list)}</dd>`
        : nothing
    }
    ${
      totals.discount > 0
        ? html`<dt>${t('term.discount')}</dt><dd>−${formatDong(totals.discount)}</dd>`
        : nothing
    }
    ${totals.vat > 0 ? html`<dt>${t('term.vat')}</dt><dd>${formatDong(totals.vat)}</dd>` : nothing}
    <dt class="grand">${t('term.total')}</dt>
    <dd class="grand">${formatDong(totals.total)}</dd>
  </dl>`;
}
