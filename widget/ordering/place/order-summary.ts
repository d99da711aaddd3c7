import { html, nothing, type TemplateResult } from 'lit';
import { formatDate } from '../../../shared/calendar-date.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { formatDong } from '../../../shared/money.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { type Draft, filledRows, priceGuarantee } from '../draft/draft.ts';
import { countsOf } from '../quote/draft-totals.ts';
import { dueDateOf } from '../quote/due-date.ts';
import { payersText } from '../quote/payers-text.ts';
import type { QuoteController } from '../quote/quote-controller.ts';
import { mailsOfOrder } from './mails-of-order.ts';
import { countRemarks, remarkCounts } from './remark-counts.ts';

/** The order as it will be stored: its parties, payers, due date and amount. */
export function orderSummary(
  signIn: SignIn,
  draft: Draft,
  quotes: QuoteController,
  total: number,
): TemplateResult {
  const { t } = signIn;
  const quotation = priceGuarantee(draft);
  const parties = filledRows(draft).filter((row) => row.invoiceParty).length;
  const remarks = remarkCounts(t, countRemarks(signIn, draft, quotes));
  return html`<h3>${t('place.summary')}</h3>
    <dl class="facts">
      <dt>${t('place.count')}</dt>
      <dd>${countsOf(t, draft, quotes)}</dd>
      <dt>${t('term.total')}</dt>
      <dd><strong class="grand" translate="no">${formatDong(total)}</strong></dd>
      <dt>${t('payer')}</dt>
      <dd>${payersText(t, draft, quotes)}</dd>
      <dt>${t('term.dueDate')}</dt>
      <dd>
        <span translate="no">${formatDate(dueDateOf(signIn, quotes))}</span>
        <span class="muted">${t('place.due', { count: LIMITS.paymentDays })}</span>
      </dd>
      <dt>${t('invoiceTo')}</dt>
      <dd>
        ${draft.invoiceTo === 'other' ? draft.party.legalName : t('invoiceTo.customer')}
        ${parties > 0 ? html`<div class="muted">${t('place.ownParties', { count: parties })}</div>` : nothing}
      </dd>
      ${quotation ? html`<dt>${t('quotation')}</dt><dd>${quotation.number}</dd>` : nothing}
      ${remarks ? html`<dt>${t('remarks')}</dt><dd>${remarks}</dd>` : nothing}
    </dl>`;
}

/** Mails that leave with the order, their addressees, and mails that wait for the accountant. */
export function mailsSummary({ t, whoAmI }: SignIn, draft: Draft): TemplateResult {
  const { recipient, own, owners } = mailsOfOrder(draft, whoAmI);
  return html`<h3>${t('place.mails')}</h3>
    <ul class="mails">
      <li>
        ${t('place.mails.recipient')}
        <div class="muted" translate="no">${recipient.name} · ${recipient.email}</div>
      </li>
      ${
        own.mails > 0
          ? html`<li>
              ${t('place.mails.own', { count: own.mails })}
              <div class="muted">${t('place.mails.own.text', { count: own.rows })}</div>
            </li>`
          : nothing
      }
      <li>${t('place.mails.bell')}</li>
      ${
        owners.rows > 0
          ? html`<li class="later">
              ${t('place.mails.owners', { count: owners.rows })}
              <div class="muted">
                ${t('place.mails.owners.text')}
                ${owners.withoutEmail > 0 ? t('place.mails.owners.none', { count: owners.withoutEmail }) : nothing}
              </div>
            </li>`
          : nothing
      }
    </ul>`;
}
