import { html, nothing, type TemplateResult } from 'lit';
import { formatDong, sumDong } from '../../shared/money.ts';
import { shortfallText } from '../../shared/parts-text.ts';
import type { Order } from '../../shared/schemas/order.ts';
import type { SignIn } from '../api/sign-in.ts';
import { nameList } from '../ui/name-list.ts';
import { meantFor } from './line-name.ts';

/** Money that was received and has paid no line: missing, being checked, or to be paid back, and why. */
export function moneyNotices(signIn: SignIn, order: Order): TemplateResult | typeof nothing {
  const { t } = signIn;
  const { unapplied, payments } = order;
  const suspected = payments.filter((payment) => payment.unappliedReason === 'suspected_fraud');
  const checked = sumDong(suspected.map((payment) => payment.unapplied));
  const texts = [
    ...unapplied.map((short) => {
      const amounts = {
        unapplied: formatDong(short.unapplied),
        missing: formatDong(short.missing),
      };
      const names = meantFor(signIn, order, short);
      return short.partsUntil
        ? shortfallText(t, amounts, short.partsUntil)
        : t('order.unapplied', { ...amounts, names });
    }),
    ...(checked > 0 ? [t('order.review', { amount: formatDong(checked) })] : []),
    ...refundTexts(signIn, order),
  ];
  if (texts.length === 0) return nothing;
  return html`<div class="notice stack" role="status">${texts.map((text) => html`<p>${text}</p>`)}</div>`;
}

/** Refunds due, added up by reason: an order of a thousand lines may have many. */
function refundTexts(signIn: SignIn, order: Order): string[] {
  const { t } = signIn;
  const waiting = order.payments.flatMap((payment) =>
    payment.refunds
      .filter((refund) => refund.state !== 'refunded')
      .map(({ reason, amount }) => ({ reason, amount, name: meantFor(signIn, order, payment) })),
  );
  return [...Map.groupBy(waiting, ({ reason }) => reason)].map(([reason, refunds]) =>
    t('refundDue', {
      amount: formatDong(sumDong(refunds.map(({ amount }) => amount))),
      names: nameList(t, [...new Set(refunds.map(({ name }) => name))]),
      reason: t(`refundReason.${reason}`),
    }),
  );
}
