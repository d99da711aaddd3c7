import { html, nothing, type TemplateResult } from 'lit';
import { formatDong } from '../../../shared/money.ts';
import type { Cancellation, Order } from '../../../shared/schemas/order.ts';
import type { Translate } from '../../messages/index.ts';

/** The most lines named; the others are counted. */
const MOST_LINES = 5;

/** Other effects of cancelling: new prices of the remaining lines, whose volume discount is smaller. */
export function cancellationChanges(
  t: Translate,
  order: Order,
  cancellation: Cancellation,
): TemplateResult | typeof nothing {
  const { lines, volumeOwed } = cancellation;
  const owed =
    volumeOwed > 0
      ? html`<p>${t('cancel.volumeOwed', { amount: formatDong(volumeOwed) })}</p>`
      : nothing;
  if (lines.length === 0) {
    return volumeOwed > 0 ? html`<div class="notice">${owed}</div>` : nothing;
  }
  const before = cancellation.dueBefore - cancellation.amount;
  const values = {
    count: lines.length,
    before: percent(cancellation.discountRateBefore),
    after: percent(cancellation.discountRate),
  };
  const names = new Map(order.lines.map((line) => [line.id, line.customer.name]));
  const more = lines.length - MOST_LINES;
  return html`<div class="notice">
    <p>${t('cancel.repriced', values)}</p>
    <ul>
      ${lines.slice(0, MOST_LINES).map(
        (line) => html`<li>
          ${names.get(line.lineId)}: ${formatDong(line.total)} → ${formatDong(line.newTotal)}
        </li>`,
      )}
      ${more > 0 ? html`<li>${t('cancel.more', { count: more })}</li>` : nothing}
    </ul>
    <p>
      <strong>
        ${t('cancel.due', {
          before: formatDong(before),
          due: formatDong(cancellation.due),
          more: formatDong(cancellation.due - before),
        })}
      </strong>
    </p>
    ${owed}
  </div>`;
}

/** Basis points as a percentage. */
function percent(rate: number): string {
  return `${String(rate / 100).replace('.', ',')}%`;
}
