import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { formatDong, sumDong } from '../../shared/money.ts';
import type { PaymentMethod } from '../../shared/schemas/common.ts';
import type { Order, OrderLine } from '../../shared/schemas/order.ts';
import type { PaymentMethods } from '../../shared/schemas/payment.ts';
import { CallController } from '../api/call-controller.ts';
import type { SignIn } from '../api/sign-in.ts';
import { allControls } from '../ui/all-controls.styles.ts';
import { faultNotice, retryNotice } from '../ui/fault-notice.ts';
import { listStyles } from '../ui/list.styles.ts';
import { StyledElement } from '../ui/styled-element.ts';
import { skeleton } from '../ui/theme/skeleton.styles.ts';
import { tokens } from '../ui/theme/tokens.styles.ts';
import { LineChoice } from './line-choice.ts';
import { linesLeft } from './lines-left.ts';
import { methodChoice, otherAttempts } from './method-choice.ts';
import { moneyNotices } from './money-notices.ts';
import { paidActions, paidLines, paidNotices } from './paid-lines.ts';
import { payStyles } from './pay-view.styles.ts';
import {
  type Attempt,
  isAwaiting,
  isPaid,
  linesOf,
  type PaymentPhase,
  paymentPhase,
} from './payment-phase.ts';
import { PaymentStart, type Started } from './payment-start.ts';
import { PaymentWaiting } from './payment-waiting.ts';

/** Pause between two looks at an open payment with a redirecting method, in milliseconds. */
const ASK_PAUSE_MS = 5_000;

/** Ticking several lines reads the methods once. */
const DELAY_MS = 200;

/** Paying an order: its lines, the method, and waiting until it is done. */
export class PayView extends StyledElement {
  static readonly tag = 'renewal-pay-view';
  static readonly uses = [LineChoice, PaymentWaiting];
  static override styles = [tokens, allControls, listStyles, skeleton, payStyles];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) order!: Order;
  /** The lines to begin with; null: all except the owners' lines. */
  @property({ attribute: false }) ticked: readonly string[] | null = null;
  @property({ attribute: false }) onBack!: () => void;

  /** The lines that the person does not want to pay now. */
  @state() private left: ReadonlySet<string> = new Set();
  /** Null until they are known. */
  @state() private offer: PaymentMethods | null = null;
  @state() private method: PaymentMethod | '' = '';
  @state() private attempt: Attempt | null = null;
  @state() private blocked = false;
  @state() private page = 0;
  @query('h2') private heading!: HTMLElement;

  readonly #offering = new CallController(this, {
    kind: 'question',
    run: (signal: AbortSignal) => this.#readOffer(signal),
    done: (offer) => this.#takeOffer(offer),
  });
  readonly #starting = new PaymentStart(this, (started) => this.#began(started));
  /**
   * Makes the server ask the gateway, in case its message was lost. The order's live updates have the result as well.
   */
  readonly #asking = new CallController(this, {
    kind: 'question',
    isExtra: true,
    run: (signal: AbortSignal, attemptId: string) =>
      this.signIn.api.payments.attempt.query({ attemptId }, { signal }),
    done: (payment) => {
      if (this.attempt?.payment.id === payment.id) this.attempt = { ...this.attempt, payment };
    },
  });
  #askAgain: ReturnType<typeof setInterval> | undefined;
  #phase: PaymentPhase = 'choosing';
  #hadFocus = false;

  override connectedCallback(): void {
    super.connectedCallback();
    // On returning from the gateway's tab, the result is read at once.
    addEventListener('focus', this.#ask);
    this.#askAgainAndAgain();
  }

  override disconnectedCallback(): void {
    removeEventListener('focus', this.#ask);
    clearInterval(this.#askAgain);
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.#hadFocus = this.matches(':focus-within');
    if (changed.has('order') && changed.get('order') === undefined) {
      this.left = linesLeft(this.#awaiting, this.ticked);
      this.#loadMethods();
    } else if (changed.has('left') || changed.has('order')) this.#loadMethods(DELAY_MS);
    // After a short transfer or a failed payment, the order's update shows that something has changed.
    if (changed.has('order')) this.#ask();
  }

  protected override updated(): void {
    const phase = this.#currentPhase;
    const hasMoved = phase !== this.#phase;
    this.#phase = phase;
    if (!hasMoved) return;
    if (phase === 'paid') clearInterval(this.#askAgain);
    // The focused element may be gone; the heading precedes the new contents.
    if (this.#hadFocus) this.heading.focus();
  }

  get #currentPhase(): PaymentPhase {
    return paymentPhase(this.order, this.attempt);
  }

  get #awaiting(): OrderLine[] {
    return this.order.lines.filter(isAwaiting);
  }

  /** The ticked lines that await payment. */
  get #chosen(): OrderLine[] {
    return this.#awaiting.filter((line) => !this.left.has(line.id));
  }

  /** The methods that accept the ticked lines' total. */
  #loadMethods(delay?: number): void {
    if (this.#chosen.length === 0 || this.attempt) this.#offering.drop();
    else if (delay) this.#offering.startIn(delay);
    else void this.#offering.start();
  }

  #readOffer(signal: AbortSignal): Promise<PaymentMethods> {
    const lineIds = this.#chosen.map((line) => line.id);
    const isAll = lineIds.length === this.#awaiting.length;
    return this.signIn.api.payments.methods.query(
      { orderId: this.order.id, ...(isAll ? {} : { lineIds }) },
      { signal },
    );
  }

  #takeOffer(offer: PaymentMethods): void {
    this.offer = offer;
    this.#starting.clear();
    const usable = offer.methods.filter((method) => method.unavailable === null);
    if (!usable.some(({ method }) => method === this.method)) this.method = usable[0]?.method ?? '';
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    return html`<div class="stack">
      <div class="row">
        <h2 tabindex="-1">${t('pay.title', { number: this.order.number })}</h2>
        <button type="button" class="end" @click=${this.onBack}>${t('back')}</button>
      </div>
      ${this.#renderPhase()}
    </div>`;
  }

  #renderPhase(): TemplateResult {
    const phase = this.#currentPhase;
    if (phase === 'settled') return this.#renderSettled();
    if (!this.attempt) return this.#renderChoice();
    if (phase === 'paid') return this.#renderPaid(this.attempt);
    return html`<renewal-payment-waiting
      .signIn=${this.signIn}
      .order=${this.order}
      .attempt=${this.attempt}
      .phase=${phase}
      .blocked=${this.blocked}
      .onChooseAgain=${() => this.#chooseAgain()}
    ></renewal-payment-waiting>`;
  }

  /** Nothing to pay, and nothing was begun here. */
  #renderSettled(): TemplateResult {
    const { t } = this.signIn;
    const lines = this.order.lines.filter(isPaid);
    const isPaidUp = lines.length > 0;
    return html`<p class="notice ${isPaidUp ? 'good' : ''}" role="status">${t(isPaidUp ? 'paidInFull' : 'error.NOTHING_TO_PAY')}</p>
      ${moneyNotices(this.signIn, this.order)} ${isPaidUp ? this.#renderPaidLines(lines) : nothing}`;
  }

  #renderChoice(): TemplateResult {
    const { t } = this.signIn;
    return html`${moneyNotices(this.signIn, this.order)}
    ${otherAttempts(t, this.offer?.openAttempts ?? [])}
    <div class="choice-parts">
      <renewal-line-choice
        .signIn=${this.signIn}
        .lines=${this.#awaiting}
        .left=${this.left}
        .onLeft=${(left: ReadonlySet<string>) => {
          this.left = left;
        }}
      ></renewal-line-choice>
      <div class="card stack aside">
        ${methodChoice(
          t,
          this.offer?.methods,
          this.method,
          (method) => {
            this.method = method;
          },
          this.#starting.refused,
        )}
        ${this.#renderSum()}
      </div>
    </div>`;
  }

  #renderSum(): TemplateResult {
    const { t } = this.signIn;
    const chosen = this.#chosen;
    const isReady =
      chosen.length > 0 && this.method !== '' && !this.#starting.isStarting(this.method);
    return html`<div class="sum">
        <span class="muted" role="status">
          ${chosen.length > 0 ? t('pay.chosen', { count: chosen.length, of: this.#awaiting.length }) : t('pay.none')}
        </span>
        <strong translate="no">${formatDong(sumDong(chosen.map((line) => line.total)))}</strong>
      </div>
      <div class="live" role="alert">${this.#renderFault()}</div>
      <button type="button" class="primary" aria-disabled=${!isReady} @click=${this.#pay}>
        ${t(this.#starting.isStarting(this.method) ? 'pay.starting' : 'payNow')}
      </button>`;
  }

  /** Nothing can be started before there is an offer. */
  #renderFault(): TemplateResult | typeof nothing {
    return this.offer
      ? faultNotice(this.#starting, this.#offering)
      : retryNotice(this.signIn.t, this.#offering);
  }

  #renderPaid(attempt: Attempt): TemplateResult {
    const lines = linesOf(this.order, attempt).filter(isPaid);
    return html`${paidNotices(this.signIn, this.order, lines.length)}
      ${this.#renderPaidLines(lines)}
      ${paidActions(this.signIn.t, this.order, () => this.#chooseAgain(), this.onBack)}`;
  }

  #renderPaidLines(lines: readonly OrderLine[]): TemplateResult {
    return paidLines(this.signIn.t, lines, this.page, (page) => {
      this.page = page;
    });
  }

  readonly #pay = (): void => {
    const { method } = this;
    const lineIds = this.#chosen.map((line) => line.id);
    if (method === '' || lineIds.length === 0) return;
    this.#starting.start({ orderId: this.order.id, lineIds, method });
  };

  #began({ payment, lineIds, isBlocked }: Started): void {
    this.attempt = { payment, lineIds: new Set(lineIds) };
    this.page = 0;
    this.blocked = isBlocked;
    this.#askAgainAndAgain();
  }

  #askAgainAndAgain(): void {
    clearInterval(this.#askAgain);
    if (this.attempt?.payment.redirectUrl)
      this.#askAgain = setInterval(this.#askUnlessBusy, ASK_PAUSE_MS);
  }

  readonly #ask = (): void => {
    const { attempt } = this;
    if (attempt && this.#currentPhase !== 'paid') void this.#asking.start(attempt.payment.id);
  };

  /** A gateway may take longer to answer than the time between two polls. */
  readonly #askUnlessBusy = (): void => {
    if (!this.#asking.isBusy) this.#ask();
  };

  #chooseAgain(): void {
    clearInterval(this.#askAgain);
    this.#asking.drop();
    this.attempt = null;
    this.page = 0;
    if (this.#chosen.length === 0) this.left = new Set();
    this.#loadMethods();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-pay-view': PayView;
  }
}
