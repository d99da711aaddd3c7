import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { daysBetween, formatDate } from '../../../shared/calendar-date.ts';
import type { ListedLicense } from '../../../shared/schemas/license-list.ts';
import { soldText } from '../../../shared/sold-text.ts';
import type { SignIn } from '../../api/sign-in.ts';

export interface LicenseRow {
  license: ListedLicense;
  /** Index in the list. */
  index: number;
  isTicked: boolean;
  /** Whether the licence has a row in the present order. */
  isInDraft: boolean;
  /** Whether Tab leads to this row. */
  isActive: boolean;
  /** Shift: the licences from the last one on. */
  onTick: (withShift: boolean) => void;
  onOpenOrder: (orderId: string) => void;
}

/** Whether it can be chosen: it is in no unpaid order, and not in this one yet. */
export function isFree({ order }: ListedLicense, isInDraft: boolean): boolean {
  return order === null && !isInDraft;
}

/** Index of a row in the whole table, for assistive technology: the head is the first. */
const ROWS_BEFORE = 2;

/** One licence of the list. */
export function licenseRow(signIn: SignIn, row: LicenseRow): TemplateResult {
  const { t, locale } = signIn;
  const { license, index, isTicked, isInDraft, isActive } = row;
  const { id, customer, expiry } = license;
  const free = isFree(license, isInDraft);
  const sold = soldText(t, locale, { ...license, licenseExternalId: license.externalId });
  const tabindex = isActive ? '0' : '-1';
  return html`<tr
    class="line ${isTicked ? 'ticked' : ''} ${free ? '' : 'taken'}"
    role="row"
    aria-rowindex=${index + ROWS_BEFORE}
    aria-selected=${isTicked}
    data-key=${index}
    @click=${(event: MouseEvent) => {
      if (free && !(event.target as Element).closest('button, input')) row.onTick(event.shiftKey);
    }}
  >
    <td class="tick" role="gridcell">
      <input
        type="checkbox"
        tabindex=${tabindex}
        aria-labelledby="name-${id} code-${id} sold-${id} expiry-${id} state-${id}"
        aria-disabled=${!free}
        .checked=${live(isTicked)}
        @click=${(event: MouseEvent) => {
          if (free) row.onTick(event.shiftKey);
          else event.preventDefault();
        }}
      />
    </td>
    <td class="name" role="rowheader">
      <span class="text" id="name-${id}" title=${customer.name} translate="no">${customer.name}</span>
    </td>
    <td class="code" role="gridcell" id="code-${id}" translate="no">${customer.taxCode}</td>
    <td class="sold" role="gridcell">
      <span class="text" id="sold-${id}" title=${sold} translate="no">${sold}</span>
    </td>
    <td class="expiry" role="gridcell" id="expiry-${id}">
      <span translate="no">${formatDate(expiry)}</span> ${daysText(signIn, expiry)}
    </td>
    <td class="payer muted" role="gridcell" data-label=${t('choose.lastPayer')}>
      ${license.lastPayer ? t(`payer.${license.lastPayer}`) : '–'}
    </td>
    <td class="state" role="gridcell" id="state-${id}">${stateOf(signIn, row, tabindex)}</td>
  </tr>`;
}

/** Distance of the expiry from today. */
function daysText({ t, whoAmI }: SignIn, expiry: string): TemplateResult {
  const days = daysBetween(whoAmI.today, expiry);
  const key = days < 0 ? 'choose.days.past' : days > 0 ? 'choose.days.left' : 'choose.days.none';
  const text = t(key, { count: Math.abs(days) });
  return html`<span class="days ${days < 0 ? 'past' : days <= 30 ? 'soon' : ''}">${text}</span>`;
}

function stateOf(
  { t }: SignIn,
  { license: { order }, isInDraft, onOpenOrder }: LicenseRow,
  tabindex: string,
): TemplateResult | typeof nothing {
  if (order) {
    const { id, number } = order;
    return html`<button
      type="button"
      class="link"
      tabindex=${tabindex}
      title=${t('choose.ordered.due', { date: formatDate(order.dueDate) })}
      @click=${() => onOpenOrder(id)}
    >
      ${t('choose.ordered', { number })}
    </button>`;
  }
  return isInDraft ? html`<span class="badge expired">${t('choose.inDraft')}</span>` : nothing;
}
