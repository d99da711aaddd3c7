import { html, nothing, type TemplateResult } from 'lit';
import type { InvoiceParty } from '../../shared/party.ts';
import type { Translate } from '../messages/index.ts';

/** One fact of a `dl.facts`: a name, a code, a date, an amount. Unknown facts are left out. */
export function fact(
  name: string,
  value: string | null | undefined,
): TemplateResult | typeof nothing {
  return value ? html`<dt>${name}</dt><dd translate="no">${value}</dd>` : nothing;
}

/** The party that an invoice is made out to. */
export function partyFacts(t: Translate, party: InvoiceParty): TemplateResult {
  return html`<h3>${t('invoiceTo')}</h3>
    <dl class="facts">
      ${fact(t('party.legalName'), party.legalName)} ${fact(t('party.taxCode'), party.taxCode)}
      ${fact(t('party.budgetUnitCode'), party.budgetUnitCode)}
      ${fact(t('party.address'), party.address)} ${fact(t('party.email'), party.email)}
      ${fact(t('party.contactName'), party.contactName)}
    </dl>`;
}
