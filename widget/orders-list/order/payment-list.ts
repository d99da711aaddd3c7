import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { calendarDateAt, formatDate, formatInstant } from '../../../shared/calendar-date.ts';
import { type Dong, formatDong, sumDong } from '../../../shared/money.ts';
import type { Order } from '../../../shared/schemas/order.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { lineName, meantFor } from '../../payment/line-name.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { nameList } from '../../ui/name-list.ts';
import { pageOf, pager } from '../../ui/pager.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';

type Payment = Order['payments'][number];
type Refund = Payment['refunds'][number];

/** The payments of an order: their sum, and for each its customers and its receipt. */
export class PaymentList extends StyledElement {
  static readonly tag = 'renewal-payment-list';
  static override styles = [
    tokens,
    allControls,
    css`
      h3 {
        margin-block-end: 8px;
      }
      .facts {
        padding-block-end: 10px;
      }
      .payment {
        padding-block: 6px;
        border-block-start: 1px solid var(--line);
      }
      .fate {
        margin-block-start: 4px;
      }
      :host {
        container-type: inline-size;
      }
      /* The amount stays beside the time, however long the method's name is. */
      @container (max-width: 560px) {
        .payment > .row {
          display: grid;
          grid-template-columns: 1fr auto;
          gap: 2px 12px;
        }
        .payment > .row > :nth-child(n + 2):not(strong) {
          order: 1;
          grid-column: 1 / -1;
          justify-self: start;
        }
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) order!: Order;

  @state() private page = 0;

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const { payments } = this.order;
    return html`<section class="card" aria-labelledby="payments">
      <h3 id="payments">${t('payments')}</h3>
      ${payments.length > 1 ? this.#renderSums(payments) : nothing}
      ${pageOf(payments, this.page).map((payment) => this.#renderPayment(payment))}
      ${pager(t, payments.length, this.page, (page) => {
        this.page = page;
      })}
    </section>`;
  }

  /** received = allocated + to be refunded + refunded + unapplied */
  #renderSums(payments: readonly Payment[]): TemplateResult {
    const { t } = this.signIn;
    const sum = (part: (payment: Payment) => Dong) => sumDong(payments.map(part));
    const row = (name: string, amount: Dong) =>
      amount > 0 ? html`<dt>${name}</dt><dd translate="no">${formatDong(amount)}</dd>` : nothing;
    return html`<dl class="facts">
      ${row(
        t('sum.received', { count: payments.length }),
        sum(({ received }) => received),
      )}
      ${row(
        t('sum.allocated'),
        sum(({ allocated }) => allocated),
      )}
      ${row(
        t('sum.unapplied'),
        sum(({ unapplied }) => unapplied),
      )}
      ${row(
        t('sum.refundDue'),
        sum(({ refundDue }) => refundDue),
      )}
      ${row(
        t('sum.refunded'),
        sum(({ refunded }) => refunded),
      )}
    </dl>`;
  }

  #renderPayment(payment: Payment): TemplateResult {
    const { t } = this.signIn;
    const {
      receivedAt,
      method,
      reference,
      received,
      unapplied,
      unappliedReason,
      refunds,
      receiptUrl,
    } = payment;
    const at = formatInstant(receivedAt);
    const names = this.#namesOf(payment);
    return html`<div class="payment">
      <div class="row">
        <span>${at}</span>
        <span class="muted">${t(`method.${method}`)}</span>
        ${receiptUrl ? html`<a href=${receiptUrl} target="_blank" rel="noopener" aria-label="${t('receipt')} ${at}">${t('receipt')}</a>` : nothing}
        <strong class="end" translate="no">${formatDong(received)}</strong>
      </div>
      <p class="muted">
        ${t('payment.reference', { reference })}${names ? html` · ${t('payment.for', { names })}` : nothing}
      </p>
      ${
        unapplied > 0 && unappliedReason
          ? html`<p class="fate"><span class="badge">${t('unapplied', { amount: formatDong(unapplied) })}</span> ${t(`unapplied.${unappliedReason}`)}</p>`
          : nothing
      }
      ${refunds.map((refund) => this.#renderRefund(refund))}
    </div>`;
  }

  /** The lines that it has paid, or else those that it was meant for. */
  #namesOf(payment: Payment): string {
    const { allocations } = payment;
    const { t, locale } = this.signIn;
    if (allocations.length === 0) return meantFor(this.signIn, this.order, payment);
    const ids = new Set(allocations.map(({ lineId }) => lineId));
    const { lines } = this.order;
    const paid = lines.filter(({ id }) => ids.has(id));
    return nameList(
      t,
      paid.map((line) => lineName(line, lines, locale)),
    );
  }

  #renderRefund({ state, amount, reason, refundedAt, reference }: Refund): TemplateResult {
    const { t } = this.signIn;
    const isDone = state === 'refunded';
    return html`<p class="fate">
      <span class="badge ${isDone ? 'paid' : ''}">${t(`refund.${state}`, { amount: formatDong(amount) })}</span>
      ${t(`refundReason.${reason}`)}
      ${isDone && refundedAt !== null ? html`<span class="muted">· ${formatDate(calendarDateAt(refundedAt))}</span>` : nothing}
      ${isDone && reference ? html`<span class="muted">· ${t('refund.reference', { reference })}</span>` : nothing}
    </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-payment-list': PaymentList;
  }
}
