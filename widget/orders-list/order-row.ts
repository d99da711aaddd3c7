import { html, nothing, type TemplateResult } from 'lit';
import { calendarDateAt, formatDate } from '../../shared/calendar-date.ts';
import { formatDong } from '../../shared/money.ts';
import type { OrderSummary } from '../../shared/schemas/order.ts';
import type { SignIn } from '../api/sign-in.ts';
import type { Translate } from '../messages/index.ts';
import { orderBadge } from './order/order-badge.ts';
import { infoOfOrder } from './order/payment-info.ts';

/** One order of the list. */
export function orderRow(signIn: SignIn, order: OrderSummary, open: () => void): TemplateResult {
  const { t } = signIn;
  return html`<tr class="opens" @click=${unlessSelecting(open)}>
      <td class="main" role="rowheader"><strong id="order-${order.id}" translate="no">${order.number}</strong></td>
      <td class="customers">
        <span translate="no">${order.firstCustomerName}</span>
        <div class="row second">
          <span class="muted">${t('licenses', { count: order.lineCount })}</span>
          ${
            order.due > 0
              ? html`<renewal-copy-link-button
                class="on-row"
                @click=${stop}
                .signIn=${signIn}
                .orderId=${order.id}
                .name=${order.number}
                .info=${infoOfOrder(order)}
              ></renewal-copy-link-button>`
              : nothing
          }
        </div>
      </td>
      <td class="placed">
        <span translate="no">${formatDate(calendarDateAt(order.createdAt))}</span>
        <div class="muted" translate="no">${order.placedBy}</div>
      </td>
      <td class="state">${orderBadge(t, order)} ${waitingMoney(t, order)}</td>
      <td class="number" data-label=${t('term.total')} translate="no">${formatDong(order.total)}</td>
      <td class="number" data-label=${t('due')}>
        <span>
          <span translate="no">${order.due > 0 ? formatDong(order.due) : '–'}</span>
          ${order.due > 0 ? html`<div class="muted">${t('orders.dueBy', { date: formatDate(order.dueDate) })}</div>` : nothing}
        </span>
      </td>
      <td class="actions" @click=${stop}>
        <button
          type="button"
          class="quiet"
          id="open-${order.id}"
          aria-labelledby="open-${order.id} order-${order.id}"
          data-order=${order.id}
          @click=${open}
        >
          ${t('viewDetails')}
        </button>
      </td>
    </tr>`;
}

/** Money that was received and is not applied yet. */
function waitingMoney(
  t: Translate,
  { unappliedAmount, refundDue }: OrderSummary,
): readonly TemplateResult[] {
  return [
    ...(unappliedAmount > 0 ? [t('unapplied', { amount: formatDong(unappliedAmount) })] : []),
    ...(refundDue > 0 ? [t('refund.due', { amount: formatDong(refundDue) })] : []),
  ].map((text) => html`<div class="waits">${text}</div>`);
}

function stop(event: Event): void {
  event.stopPropagation();
}

/** Selecting an order's number with the mouse, to copy it, does not open the order. */
function unlessSelecting(open: () => void): () => void {
  return () => {
    if (getSelection()?.isCollapsed !== false) open();
  };
}
