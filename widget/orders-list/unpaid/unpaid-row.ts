import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { formatDate, formatInstant } from '../../../shared/calendar-date.ts';
import { formatDong } from '../../../shared/money.ts';
import type { UnpaidLine } from '../../../shared/schemas/unpaid.ts';
import { soldText } from '../../../shared/sold-text.ts';
import type { SignIn } from '../../api/sign-in.ts';
import type { PaymentInfo } from '../order/payment-info.ts';

interface Row {
  /** The line's name for its controls: its customer, and where that has several lines, what the line sells. */
  name: string;
  isTicked: boolean;
  /** Shift: the lines from the last one on. */
  onTick: (isTicked: boolean, withShift: boolean) => void;
  onOpen: () => void;
}

/** One unpaid line of the list. */
export function unpaidRow(signIn: SignIn, line: UnpaidLine, row: Row): TemplateResult {
  const { t, locale } = signIn;
  const { lineId, customer, link } = line;
  return html`<tr class=${row.isTicked ? 'ticked' : ''}>
    <td class="tick">
      <input
        type="checkbox"
        aria-label="${t('unpaid.tick')} ${row.name}, ${line.orderNumber}"
        .checked=${live(row.isTicked)}
        @click=${(event: MouseEvent) =>
          row.onTick((event.target as HTMLInputElement).checked, event.shiftKey)}
      />
    </td>
    <td class="main" role="rowheader">
      <span translate="no">${customer.name}</span>
      <div class="sold muted" translate="no">${customer.taxCode} · ${soldText(t, locale, line)}</div>
    </td>
    <td class="nowrap" data-label=${t('unpaid.order')}>
      <button
        type="button"
        class="link"
        aria-label="${line.orderNumber} ${row.name}"
        data-line=${lineId}
        @click=${row.onOpen}
      >
        <span translate="no">${line.orderNumber}</span>
      </button>
    </td>
    <td class="nowrap" data-label=${t('payer')}>
      ${t(`payer.${line.payer}`)}
      ${line.payer === 'owner' && (line.email === '' || line.isEmailRefused) ? html`<div class="note waits">${t(line.email === '' ? 'unpaid.noEmail' : 'unpaid.emailRefused')}</div>` : nothing}
    </td>
    <td class="number" data-label=${t('term.amount')}>
      <span translate="no">${formatDong(line.amount)}</span>
      ${line.received > 0 ? html`<div class="note waits">${t('unpaid.short', { missing: formatDong(line.amount - line.received) })}</div>` : nothing}
    </td>
    <td class="nowrap" data-label=${t('unpaid.due')}>
      <span translate="no">${formatDate(line.dueDate)}</span>
      ${line.payBy ? html`<div class="note muted">${t('commitment.active', { date: formatDate(line.payBy) })}</div>` : nothing}
    </td>
    <td data-label=${t('unpaid.link')}>${linkText(signIn, link)}</td>
    <td data-label=${t('unpaid.reminder')}>${reminderText(signIn, line)}</td>
    <td class="copy">
      <renewal-copy-link-button
        compact
        class="on-row"
        .signIn=${signIn}
        .orderId=${line.orderId}
        .lineId=${lineId}
        .name=${row.name}
        .info=${infoOf(line)}
      ></renewal-copy-link-button>
    </td>
  </tr>`;
}

function linkText({ t }: SignIn, link: UnpaidLine['link']): TemplateResult {
  if (link?.openedAt) return dated(t('unpaid.opened'), link.openedAt);
  if (link?.sentAt) return dated(t('unpaid.sent'), link.sentAt);
  return html`<span class="muted nowrap">${t('unpaid.notSent')}</span>`;
}

function reminderText({ t }: SignIn, { reminder }: UnpaidLine): TemplateResult {
  if (reminder === null) return html`<span class="muted">${t('unpaid.never')}</span>`;
  return dated(t('unpaid.times', { count: reminder.times }), reminder.at);
}

function dated(text: string, at: number): TemplateResult {
  return html`${text}
    <div class="note muted nowrap" translate="no">${formatInstant(at)}</div>`;
}

/** The line that the link pays. */
export function infoOf(line: UnpaidLine): PaymentInfo {
  return { ...line, kind: 'line' };
}
