import { html, nothing, type TemplateResult } from 'lit';
import { formatDong } from '../../../shared/money.ts';
import { sayFault } from '../../api/fault-words.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import type { CommonKey, Translate } from '../../messages/index.ts';
import { countedText } from '../../ui/counted-text.ts';
import { discountName } from '../../ui/discount-name.ts';
import { type Draft, quotableRows } from '../draft/draft.ts';
import { quotationNote } from './quotation-note.ts';
import type { QuoteController } from './quote-controller.ts';

/** The rows' total, in one line below them, or a message that it could not be calculated. */
export function draftTotals(
  signIn: FormSignIn,
  quotes: QuoteController,
  draft: Draft,
): TemplateResult {
  const { t } = signIn;
  const { quote, busy, fault } = quotes;
  if (fault) {
    return html`<div class="totals">
      <span class="error" role="alert">${t('quoteFailed')} ${sayFault(signIn, fault)}</span>
      <button type="button" class="retry" @click=${() => quotes.refresh()}>${t('retry')}</button>
    </div>`;
  }
  const counts = html`<span class="muted">${countsOf(t, draft, quotes)}</span>`;
  // Former amounts are not shown then; they keep their room, so that the foot does not jump with each change.
  const isBusy = busy || (!quote && quotableRows(draft).length > 0);
  const totals = quote?.totals;
  return html`<div class="totals ${isBusy ? 'busy' : ''}" aria-live="polite" aria-busy=${isBusy}>
    ${counts} ${quotationNote(t, draft)}
    ${totals ? html`<span>${t('term.list')} <span translate="no">${formatDong(totals.list)}</span></span>` : nothing}
    ${quote?.discounts.map(
      (discount) =>
        html`<span>${discountName(t, discount, quote.discountRate)} <span translate="no">−${formatDong(discount.amount)}</span></span>`,
    )}
    ${totals && totals.vat > 0 ? html`<span>${t('term.vat')} <span translate="no">${formatDong(totals.vat)}</span></span>` : nothing}
    <span>${t('term.total')} <strong translate=${isBusy ? nothing : 'no'}>${isBusy ? t('quoting') : formatDong(totals?.total ?? 0)}</strong></span>
  </div>`;
}

/** The number of customers whose rows are priced without a problem, and of licences if a customer has several. */
export function countsOf(
  t: Translate<CommonKey>,
  draft: Draft,
  quotes: Pick<QuoteController, 'problemOf'>,
): string {
  const rows = quotableRows(draft).filter((row) => !quotes.problemOf(row));
  const customers = new Set(rows.map(({ customer }) => customer?.id)).size;
  return countedText(t, customers, rows.length);
}
