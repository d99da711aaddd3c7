import { html, type TemplateResult } from 'lit';
import type { OrderSummary } from '../../shared/schemas/order.ts';
import type { Translate } from '../messages/index.ts';

/** An order's state in a word. */
export function orderBadge(t: Translate, order: OrderSummary): TemplateResult {
  return html`<span class="badge ${stateOf(order)}">${t(`orderState.${stateOf(order)}`)}</span>`;
}

/** An expired order says so, and not that it was cancelled, or that it was paid where only some of it was. */
export function stateOf({ state, expiredAt, paid, total }: OrderSummary) {
  if (expiredAt === null) return state;
  if (state === 'cancelled') return 'expired';
  return state === 'paid' && paid < total ? 'partlyExpired' : state;
}
