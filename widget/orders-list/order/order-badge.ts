import { html, type TemplateResult } from 'lit';
import type { OrderSummary } from '../../../shared/schemas/order.ts';
import type { Translate } from '../../messages/index.ts';

/** An order's state in a word. */
export function orderBadge(t: Translate, order: OrderSummary): TemplateResult {
  const { shownState } = order;
  return html`<span class="badge ${shownState}">${t(`orderState.${shownState}`)}</span>`;
}
