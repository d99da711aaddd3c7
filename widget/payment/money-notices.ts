import { html, nothing, type TemplateResult } from 'lit';
import { formatDong, sumDong } from '../../shared/money.ts';
import { shortfallText } from '../../shared/parts-text.ts';
import type { Order } from '../../shared/schemas/order.ts';
import type { Translate } from '../messages/index.ts';
import { firstAndMore } from '../ui/name-list.ts';

/** Money that was received and has paid no line: missing, being checked, or to be paid back, and why. */
export function moneyNotices(
  t: Translate,
  { unapplied, payments }: Order,
): TemplateResult | typeof nothing {
  const suspected = payments.filter((payment) => payment.unappliedReason === 'suspected_fraud');
  const checked = sumDong(suspected.map((payment) => payment.unapplied));
  const texts = [
    ...unapplied.map((short) => {
      const amounts = {
        unapplied: formatDong(short.unapplied),
        missing: formatDong(short.missing),
      };
      const names = firstAndMore(t, short.firstCustomerName, short.lineCount);
      return short.partsUntil
        ? shortfallText(t, amounts, short.partsUntil)
        : t('order.unapplied', { ...amounts, names });
    }),
    ...(checked > 0 ? [t('order.review', { amount: formatDong(checked) })] : []),
    ...refundTexts(t, payments),
  ];
  if (texts.length === 0) return nothing;
  return html`<div class="notice stack" role="status">${texts.map((text) => html`<p>${text}</p>`)}</div>`;
}

/** Refunds due, added up by reason: an order of a thousand lines may have many. */
function refundTexts(t: Translate, payments: Order['payments']): string[] {
  const waiting = payments
    .flatMap((payment) => payment.refunds)
    .filter((refund) => refund.state !== 'refunded');
  return [...Map.groupBy(waiting, (refund) => refund.reason)].map(([reason, refunds]) =>
    t('refundDue', {
      amount: formatDong(sumDong(refunds.map((refund) => refund.amount))),
      reason: t(`refundReason.${reason}`),
    }),
  );
}
