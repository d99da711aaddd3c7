import { html, nothing, type TemplateResult } from 'lit';
import { formatDate, formatInstant } from '../../../shared/calendar-date.ts';
import { formatDong } from '../../../shared/money.ts';
import type { Order, OrderLine } from '../../../shared/schemas/order.ts';
import { soldText } from '../../../shared/sold-text.ts';
import { termFact } from '../../../shared/term-text.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { effectOf } from '../../payment/line-effect.ts';
import { fact, partyFacts } from '../../ui/facts.ts';
import { remarkBadges } from '../../ui/remarks.ts';
import { lineCancelled } from './line-cancelled.ts';
import { lineCommitment } from './line-payer.ts';

/** All facts about one line: licence, payer and payments, invoice, messages. */
export function lineDetails(signIn: SignIn, order: Order, line: OrderLine): TemplateResult {
  const { t, locale } = signIn;
  const { customer, invoiceParty: party, link } = line;
  const at = (instant: number | null | undefined) => (instant ? formatInstant(instant) : '');
  return html`<h2 id="customer-name" tabindex="-1" autofocus translate="no">${customer.name}</h2>
    <div class="row">
      <span class="badge ${line.state}">${t(`lineState.${line.state}`)}</span>
      ${lineCancelled(t, order, line)} ${lineCommitment(t, line)}
    </div>
    ${remarkBadges(signIn, effectOf(signIn, line))}
    <h3>${t('details.license')}</h3>
    <dl class="facts">
      ${fact(t('term.taxCode'), customer.taxCode)} ${fact(t('term.plan'), soldText(t, locale, line, line.list))}
      ${fact(...termFact(t, line))}
      ${fact(t('term.presentExpiry'), formatDate(line.presentExpiry))}
      ${fact(t('term.newExpiry'), formatDate(line.newExpiry))}
      ${fact(t('term.amount'), formatDong(line.total))}
    </dl>
    <h3>${t('payer')}</h3>
    <dl class="facts">
      <dt>${t('payer')}</dt><dd>${t(`payer.${line.payer}`)}</dd>
      ${fact(t('link.sent'), [at(link?.sentAt), link?.sentTo].filter(Boolean).join(' · '))}
      ${fact(t('link.opened'), at(link?.openedAt))}
      ${paymentsOf(order, line).map(
        ({ payment, amount }) => html`<dt>${t('lineState.paid')}</dt>
          <dd>
            ${formatInstant(payment.receivedAt)} · ${t(`method.${payment.method}`)} ·
            ${formatDong(amount)}
            ${payment.receiptUrl ? html`· <a href=${payment.receiptUrl} target="_blank" rel="noopener">${t('receipt')}</a>` : nothing}
          </dd>`,
      )}
    </dl>
    ${partyFacts(t, party)}
    <h3>${t('notify')}</h3>
    <dl class="facts">
      ${fact(t('recipient.name'), order.recipient.name)}
      ${fact(t('recipient.email'), order.recipient.email)}
      ${fact(t('override.recipientEmail'), line.recipientEmail)}
    </dl>`;
}

/** The payments of a line, each with its amount. */
function paymentsOf({ payments }: Order, line: OrderLine) {
  return payments.flatMap((payment) =>
    payment.allocations
      .filter(({ lineId }) => lineId === line.id)
      .map(({ amount }) => ({ payment, amount })),
  );
}
