import { html, nothing, type TemplateResult } from 'lit';
import { formatDate } from '../../../shared/calendar-date.ts';
import { fiscalYearOf } from '../../../shared/fiscal-year.ts';
import { formatDong } from '../../../shared/money.ts';
import type { InvoiceParty } from '../../../shared/party.ts';
import { type Term, termFact } from '../../../shared/term-text.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { fact, partyFacts } from '../../ui/facts.ts';
import { remarkBadges } from '../../ui/remarks.ts';
import { type Draft, type DraftRow, payerOf } from '../draft/draft.ts';
import { licenseOf } from '../draft/row-license.ts';
import type { QuotedRow } from '../quote/quoting.ts';
import { planOfRow } from '../rows/plan-of-row.ts';
import { planOf, rowEffect } from '../rows/row-term.ts';

/** All details of one row: licence, invoice party, payer, recipients. */
export function rowFacts(
  signIn: SignIn,
  draft: Draft,
  row: DraftRow,
  quoted: QuotedRow | undefined,
): TemplateResult {
  const { t, whoAmI } = signIn;
  const { customer } = row;
  const party = partyOf(draft, row);
  const effect = rowEffect(signIn, row, quoted);
  const { name, email } = draft.notify === 'other' ? draft.recipient : whoAmI.accountant;
  return html`<h2 id="customer-name" tabindex="-1" autofocus translate="no">${customer?.name}</h2>
    ${effect ? remarkBadges(signIn, effect) : nothing}
    <h3>${t('details.license')}</h3>
    <dl class="facts">
      ${fact(t('term.taxCode'), customer?.taxCode)} ${fact(t('term.plan'), planOfRow(signIn, row, effect))}
      ${fact(...termFact(t, termOfRow(signIn, row)))}
      ${fact(t('term.presentExpiry'), formatDate(licenseOf(row)?.expiry ?? ''))}
      ${fact(t('term.newExpiry'), quoted && formatDate(quoted.newExpiry))}
      ${fact(t('term.amount'), quoted && formatDong(quoted.total))}
    </dl>
    ${partyFacts(t, party)}
    <h3>${t('payer')}</h3>
    <p>${t(`payer.${payerOf(draft, row)}`)}</p>
    <h3>${t('notify')}</h3>
    <dl class="facts">
      ${fact(t('recipient.name'), name)} ${fact(t('recipient.email'), email)}
      ${fact(t('override.recipientEmail'), row.recipientEmail)}
    </dl>`;
}

/** The row's term; a row without a plan is shown by fiscal year. */
export function termOfRow(signIn: Pick<SignIn, 'plans'>, row: DraftRow): Term {
  const { firstFiscalYear, until, customer } = row;
  const termRule = planOf(signIn, row)?.termRule ?? 'fiscal_year';
  const years =
    until && customer
      ? fiscalYearOf(until, customer.fiscalYearStart) - firstFiscalYear + 1
      : row.years;
  return { termRule, firstFiscalYear, years };
}

function partyOf(draft: Draft, { invoiceParty, customer }: DraftRow): InvoiceParty {
  if (invoiceParty) return invoiceParty;
  if (draft.invoiceTo === 'other') return draft.party;
  return {
    legalName: customer?.name ?? '',
    taxCode: customer?.taxCode ?? '',
    address: customer?.address ?? '',
    email: customer?.email ?? '',
    contactName: customer?.contactName ?? '',
  };
}
