import { html, type TemplateResult } from 'lit';
import type { OrderSummary } from '../../shared/schemas/order.ts';
import type { Translate } from '../messages/index.ts';

/** An order's state in a word. */
export function orderBadge(t: Translate, order: OrderSummary): TemplateResult {
  return html`<span class="badge ${stateOf(order)}">${t(`orderState.${stateOf(order)}`)}</span>`;
}

/**
 * An expired order says so, and neither that it was cancelled nor, where only some of it was paid, that it was paid.
 */
export function stateOf({ state, expiredAt, paid, total }: OrderSummary) {
  if (expiredAt === null) return state;
  if (state === 'cancelled') return 'expired';
  return state === 'paid' && paid < total ? 'partlyExpired' : state;
}
