import { html, type TemplateResult } from 'lit';
import type { OrderSummary } from '../../shared/schemas/order.ts';
import type { Translate } from '../messages/index.ts';

/** An order's state in a word. An expired order says so, and not that it was cancelled. */
export function orderBadge(t: Translate, order: OrderSummary): TemplateResult {
  const state = isExpired(order) ? 'expired' : order.state;
  return html`<span class="badge ${state}">${t(`orderState.${state}`)}</span>`;
}

export function isExpired({ state, expiredAt }: OrderSummary): boolean {
  return state === 'cancelled' && expiredAt !== null;
}
