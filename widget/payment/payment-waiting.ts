import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { formatInstant } from '../../shared/calendar-date.ts';
import { formatDong, sumDong } from '../../shared/money.ts';
import { shortfallText } from '../../shared/parts-text.ts';
import type { Order, OrderLine } from '../../shared/schemas/order.ts';
import type { SignIn } from '../api/sign-in.ts';
import { allControls } from '../ui/all-controls.styles.ts';
import { StyledElement } from '../ui/styled-element.ts';
import { tokens } from '../ui/theme/tokens.styles.ts';
import { moneyNotices } from './money-notices.ts';
import {
  type Attempt,
  linesOf,
  type PaymentPhase,
  shortfallOf,
  suspectedOf,
} from './payment-phase.ts';
import { TransferDetails } from './transfer-details.ts';

/** The most customers named; the rest are counted. */
const MOST_NAMED = 5;

/** An open or ended attempt: how to pay, or the reason why it can't go on; and a button to choose again. */
export class PaymentWaiting extends StyledElement {
  static readonly tag = 'renewal-payment-waiting';
  static readonly uses = [TransferDetails];
  static override styles = [
    tokens,
    allControls,
    css`
      :host {
        container-type: inline-size;
      }
      .parts {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(240px, 320px);
        gap: 12px;
        align-items: start;
      }
      .parts:has(> :only-child) {
        grid-template-columns: minmax(0, 1fr);
      }
      .line {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 2px 16px;
      }
      .total {
        padding-block-start: 10px;
        border-block-start: 1px solid var(--line);
      }
      .total strong {
        font-size: 17px;
      }
      .waiting {
        display: flex;
        gap: 12px;
        align-items: center;
        background: var(--accent-soft);
        color: var(--text);
      }
      .spinner {
        flex: none;
        width: 18px;
        height: 18px;
        border: 2px solid var(--line);
        border-block-start-color: var(--accent);
        border-radius: 50%;
        animation: turn 1s linear infinite;
      }
      @keyframes turn {
        to {
          rotate: 1turn;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .spinner {
          animation: none;
        }
      }
      @container (max-width: 820px) {
        .parts {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) order!: Order;
  @property({ attribute: false }) attempt!: Attempt;
  @property({ attribute: false }) phase: PaymentPhase = 'waiting';
  /** The browser opened no window: the person has to. */
  @property({ type: Boolean }) blocked = false;
  @property({ attribute: false }) onChooseAgain!: () => void;

  protected override render(): TemplateResult {
    const canGoOn = this.phase === 'waiting' && suspectedOf(this.order, this.attempt) === 0;
    return html`<div class="stack">
      ${this.#renderState()}
      <div class="parts">
        ${canGoOn ? this.#renderWay() : nothing}
        ${this.#renderSummary()}
      </div>
    </div>`;
  }

  #renderState(): TemplateResult {
    const { t } = this.signIn;
    const { phase } = this;
    // The attempt's money has come, whatever else its state is.
    const suspected = suspectedOf(this.order, this.attempt);
    if (suspected > 0) {
      return html`<p class="notice" role="status">${t('order.review', { amount: formatDong(suspected) })}</p>`;
    }
    if (phase === 'failed' || phase === 'expired' || phase === 'cancelled') {
      return html`<p class="notice bad" role="alert">${t(`attempt.${phase}`)}</p>
        ${moneyNotices(this.signIn, this.order)}`;
    }
    if (phase === 'changed') {
      return html`<p class="notice" role="alert">${t('attempt.changed')}</p>
        ${moneyNotices(this.signIn, this.order)}`;
    }
    const short = shortfallOf(this.order, this.attempt);
    const { transfer, method } = this.attempt.payment;
    return html`${
      short
        ? html`<p class="notice" role="status">${shortfallText(t, { unapplied: formatDong(short.unapplied), missing: formatDong(short.missing) }, transfer?.partsUntil ?? null)}</p>`
        : nothing
    }
    <p class="notice waiting" role="status">
      <span class="spinner"></span>${transfer ? t('waiting.transfer') : t('waiting.redirect', { method: t(`method.${method}`) })}
    </p>`;
  }

  #renderWay(): TemplateResult {
    const { t } = this.signIn;
    const { transfer, redirectUrl, method } = this.attempt.payment;
    if (transfer) {
      const due = shortfallOf(this.order, this.attempt)?.missing ?? transfer.amount;
      return html`<renewal-transfer-details
        .signIn=${this.signIn}
        .transfer=${transfer}
        .due=${due}
      ></renewal-transfer-details>`;
    }
    return html`<div class="card stack">
      <p>${t(this.blocked ? 'gateway.blocked' : 'gateway.opened')}</p>
      <div class="row">
        <a
          class="button ${this.blocked ? 'primary' : ''}"
          href=${redirectUrl ?? ''}
          target="_blank"
          rel="noopener"
          >${t('openGateway', { method: t(`method.${method}`) })}</a
        >
        ${this.blocked ? html`<a class="button" href=${redirectUrl ?? ''} target="_self">${t('openGateway.here')}</a>` : nothing}
      </div>
    </div>`;
  }

  #renderSummary(): TemplateResult {
    const { t } = this.signIn;
    const { payment } = this.attempt;
    const lines = linesOf(this.order, this.attempt);
    const more = lines.length - MOST_NAMED;
    const isOver = this.phase !== 'waiting';
    const isChecked = suspectedOf(this.order, this.attempt) > 0;
    return html`<section class="card stack" aria-label=${t('pay.lines')}>
      <h3>${t('pay.lines')}</h3>
      ${lines.slice(0, MOST_NAMED).map((line) => this.#renderLine(line))}
      ${more > 0 ? html`<p class="muted">${t('andMore', { count: more })}</p>` : nothing}
      <div class="line total">
        <span>${t('term.total')}</span>
        <strong translate="no">${formatDong(sumDong(lines.map((line) => line.total)))}</strong>
      </div>
      ${isOver || isChecked ? nothing : html`<p class="muted">${t('pay.until', { at: formatInstant(payment.expiresAt) })}</p>`}
      ${
        isChecked
          ? nothing
          : html`<div class="row">
            <button type="button" class=${isOver ? 'primary' : ''} @click=${this.onChooseAgain}>
              ${t('chooseAgain')}
            </button>
          </div>`
      }
    </section>`;
  }

  #renderLine(line: OrderLine): TemplateResult {
    const { t } = this.signIn;
    return html`<div class="line">
      <span>${line.customer.name} <span class="muted">${line.customer.taxCode}</span></span>
      <span class="number" translate="no">${formatDong(line.total)}</span>
      ${line.state === 'awaiting_payment' ? nothing : html`<span class="badge ${line.state}">${t(`lineState.${line.state}`)}</span>`}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-payment-waiting': PaymentWaiting;
  }
}
