import { html, nothing, type TemplateResult } from 'lit';
import { calendarDateAt, formatDate } from '../../../shared/calendar-date.ts';
import type { Order, OrderLine } from '../../../shared/schemas/order.ts';
import type { Translate } from '../../messages/index.ts';

/** Time and reason of a line's cancellation; where nobody cancelled it, that its due date had passed. */
export function lineCancelled(
  t: Translate,
  { dueDate, expiredAt }: Order,
  { cancelledAt, cancelReason }: OrderLine,
): TemplateResult | typeof nothing {
  if (cancelledAt === null) return nothing;
  const isLate = cancelReason === null && expiredAt !== null;
  const why = isLate ? t('line.expired', { date: formatDate(dueDate) }) : cancelReason;
  return html`<div class="muted note reason">
    ${[formatDate(calendarDateAt(cancelledAt)), why].filter(Boolean).join(' · ')}
  </div>`;
}
