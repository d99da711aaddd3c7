import { html, type TemplateResult } from 'lit';
import { formatDate } from '../../../shared/calendar-date.ts';
import { planText } from '../../../shared/plan-text.ts';
import type { Customer, License } from '../../../shared/schemas/customer.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { productText } from '../draft/row-license.ts';

/** In a customer's last row: its licences that are not in the order, each one click away. */
export function otherLicensesList(
  signIn: SignIn,
  customer: Customer,
  licenses: readonly License[],
  onAdd: (license: License) => unknown,
): TemplateResult {
  const { t } = signIn;
  return html`<div class="others">
    <p>${t('otherLicenses', { name: customer.name, count: licenses.length })}</p>
    <ul>
      ${licenses.map((license) => otherLicense(signIn, customer, license, onAdd))}
    </ul>
  </div>`;
}

function otherLicense(
  { t, locale }: SignIn,
  customer: Customer,
  license: License,
  onAdd: (license: License) => unknown,
): TemplateResult {
  const { plan, quantity } = license.renewal;
  const product = productText(license, customer, locale);
  return html`<li>
    <button
      type="button"
      aria-label=${t('otherLicenses.add', { product, name: customer.name })}
      @click=${() => onAdd(license)}
    >
      ${t('otherLicenses.do')}
    </button>
    <span>
      <b translate="no">${product}</b> · <span translate="no">${planText(t, plan.name[locale], quantity)}</span>
      <span class="muted">${t('otherLicenses.expiry', { date: formatDate(license.expiry) })}</span>
    </span>
  </li>`;
}
