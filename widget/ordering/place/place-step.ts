import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { type CalendarDate, formatDate } from '../../../shared/calendar-date.ts';
import { formatDong } from '../../../shared/money.ts';
import { isUnpaid } from '../../../shared/order-state.ts';
import type { Order } from '../../../shared/schemas/order.ts';
import { CallController } from '../../api/call-controller.ts';
import { type Fault, isPassing } from '../../api/fault.ts';
import { Following } from '../../api/live/following.ts';
import { paidReporter } from '../../api/paid-once.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { emit } from '../../events.ts';
import { orderBadge } from '../../orders-list/order/order-badge.ts';
import type { OrderStage } from '../../orders-list/order/order-stage.ts';
import { SendLinks } from '../../orders-list/order/send-links.ts';
import { registerInner } from '../../register.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { fact } from '../../ui/facts.ts';
import { retryNotice } from '../../ui/fault-notice.ts';
import { icon } from '../../ui/icons.ts';
import { KeepFocus } from '../../ui/keep-focus.ts';
import { remarkStyles } from '../../ui/remarks.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import type { Draft } from '../draft/draft.ts';
import { dueDateOf } from '../quote/due-date.ts';
import { payersText } from '../quote/payers-text.ts';
import { ownerRows, toPlaceInput } from '../quote/place-input.ts';
import type { QuoteController } from '../quote/quote-controller.ts';
import { mailsSummary, orderSummary } from './order-summary.ts';
import { countRemarks, type RemarkCounts, remarkCounts } from './remark-counts.ts';

/** Summary of an order just placed. */
export interface PlacedOrder {
  id: string;
  number: string;
  /** In dong, as confirmed. */
  total: number;
  dueDate: CalendarDate;
  /** The payers, in words. */
  payers: string;
  lines: number;
  /** Number of lines that the business owners pay. */
  ownerLines: number;
  /** Whether every plan ordered allows a commitment to pay. */
  isCommittable: boolean;
  remarks: RemarkCounts;
}

/** Đặt hàng: the order's summary, the button that places it, and the next actions once it is placed. */
export class PlaceStep extends StyledElement {
  static readonly tag = 'renewal-place-step';
  static readonly uses = [SendLinks];
  static override styles = [
    tokens,
    allControls,
    remarkStyles,
    css`
      :host {
        container-type: inline-size;
      }
      .grand {
        white-space: nowrap;
        font-size: 18px;
      }
      .parts {
        display: grid;
        grid-template-columns: 3fr 2fr;
        gap: 12px;
      }
      @container (max-width: 820px) {
        .parts {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      .mails {
        display: grid;
        gap: 10px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .mails li {
        padding-inline-start: 12px;
        border-inline-start: 3px solid var(--good);
      }
      .mails .later {
        border-color: var(--wait);
      }
      .placed {
        justify-items: start;
        padding: 28px;
      }
      .owners {
        display: grid;
        gap: 8px;
        justify-items: start;
      }
      .mark {
        display: inline-grid;
        place-items: center;
        width: 44px;
        height: 44px;
        border-radius: 50%;
        background: var(--good-soft);
        color: var(--good);
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) draft!: Draft;
  @property({ attribute: false }) quotes!: QuoteController;
  /** The total that the person confirmed, in dong. */
  @property({ type: Number }) total = 0;
  /** The placed order; null before. */
  @property({ attribute: false }) order: PlacedOrder | null = null;
  @property({ attribute: false }) onBack!: () => void;
  @property({ attribute: false }) onPlaced!: (order: PlacedOrder) => unknown;
  /** Called when the server has refused the order. */
  @property({ attribute: false }) onRefused!: (fault: Fault) => unknown;
  @property({ attribute: false }) onOpenOrder!: (orderId: string, stage: OrderStage) => void;

  /** The placed order's present state: an owner or a colleague may have paid it. */
  @state() private now: Order | null = null;

  /** Safe to press twice and to try again: the request id stays until the order is stored. */
  readonly #placing = new CallController(this, {
    kind: 'deed',
    run: () => this.#place(),
    done: (order) => this.onPlaced(order),
    failed: async (fault) => {
      if (isPassing(fault)) return false;
      await this.onRefused(fault);
      return true;
    },
  });
  readonly #following = new Following(this, () => this.#follow());

  constructor() {
    super();
    // The pressed button disappears when the order is paid.
    new KeepFocus(this, '.details');
  }

  async #loadCommitOffer(): Promise<void> {
    const module = await import('./commit-offer.ts').catch(() => null);
    if (module) registerInner(module.CommitOffer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // If this fails to load, the order's details still have the offer.
    if (this.order?.isCommittable) void this.#loadCommitOffer();
    if (!changed.has('order') || changed.get('order')?.id === this.order?.id) return;
    this.now = null;
    this.#follow();
  }

  #follow(): void {
    this.#following.leave();
    if (!this.order) return;
    const { id } = this.order;
    const reportPaid = paidReporter(this);
    this.#following.start(`order:${id}`, (order) => {
      const more = order.paid - (this.now?.paid ?? 0);
      this.now = order;
      if (more > 0) reportPaid(id, more);
    });
  }

  protected override render(): TemplateResult {
    return this.order ? this.#renderPlaced(this.order) : this.#renderSummary();
  }

  #renderSummary(): TemplateResult {
    const { signIn, draft } = this;
    const { t } = signIn;
    return html`<div class="stack">
      <div class="parts">
        <div class="card stack">${orderSummary(signIn, draft, this.quotes, this.total)}</div>
        <div class="card stack">${mailsSummary(signIn, draft)}</div>
      </div>
      <div class="live" role="alert">${retryNotice(t, this.#placing)}</div>
      <div class="row">
        <button type="button" ?disabled=${this.#placing.isBusy} @click=${this.onBack}>${t('back')}</button>
        <button
          type="button"
          class="primary end"
          aria-disabled=${this.#placing.isBusy}
          @click=${() => this.#placing.start()}
        >
          ${t(this.#placing.isBusy ? 'place.busy' : 'place')}
        </button>
      </div>
    </div>`;
  }

  #renderPlaced(order: PlacedOrder): TemplateResult {
    const { t } = this.signIn;
    const paysItself = order.ownerLines < order.lines;
    const state = this.now?.state ?? 'awaiting_payment';
    const isOpen = isUnpaid(state);
    const open = (stage: OrderStage) => () => this.onOpenOrder(order.id, stage);
    return html`<div class="card stack placed">
      ${state === 'cancelled' ? nothing : html`<span class="mark">${icon('check')}</span>`}
      <div role="status">
        <h3>${t(state === 'paid' ? 'orderState.paid' : 'placed.title')}</h3>
        <p>${t(state === 'paid' ? 'placed.paid' : 'placed.text', { number: order.number })}</p>
      </div>
      ${this.#renderFacts(order)}
      ${isOpen && order.ownerLines > 0 ? this.#renderOwnerLines(order) : nothing}
      <div class="row">
        ${isOpen ? html`<button type="button" class=${paysItself ? 'primary' : ''} @click=${open('method')}>${t('payNow')}</button>` : nothing}
        ${isOpen && order.isCommittable ? html`<renewal-commit-offer .signIn=${this.signIn} .orderId=${order.id}></renewal-commit-offer>` : nothing}
        <button type="button" class="details" @click=${open('details')}>${t('viewDetails')}</button>
        <button type="button" class="quiet" @click=${() => emit(this, 'renewal-close', {})}>${t('done')}</button>
      </div>
    </div>`;
  }

  /** The placed order in its present state. */
  #renderFacts({ number, total, dueDate, payers, remarks: counts }: PlacedOrder): TemplateResult {
    const { t } = this.signIn;
    const { now } = this;
    const remarks = remarkCounts(t, counts);
    const awaiting = html`<span class="badge awaiting_payment">${t('orderState.awaiting_payment')}</span>`;
    return html`<dl class="facts">
      ${fact(t('term.orderNumber'), number)}
      ${fact(t('term.total'), formatDong(now?.total ?? total))}
      ${fact(t('term.dueDate'), formatDate(now?.dueDate ?? dueDate))}
      <dt>${t('payer')}</dt>
      <dd>${payers}</dd>
      <dt>${t('placed.state')}</dt>
      <dd>
        <span role="status">${now ? orderBadge(t, now) : awaiting}</span>
      </dd>
      ${remarks ? html`<dt>${t('remarks')}</dt><dd>${remarks}</dd>` : nothing}
    </dl>`;
  }

  #renderOwnerLines({ id, lines, ownerLines }: PlacedOrder): TemplateResult {
    const { t } = this.signIn;
    return html`<div class="owners">
      <p>${t('placed.byOwners', { count: ownerLines })}</p>
      <renewal-send-links
        .signIn=${this.signIn}
        .orderId=${id}
        .primary=${ownerLines === lines}
        .label=${t('sendLinks.toOwners')}
      ></renewal-send-links>
    </div>`;
  }

  async #place(): Promise<PlacedOrder> {
    const { draft, signIn } = this;
    const input = toPlaceInput(draft, signIn.locale, this.total, this.quotes);
    const remarks = countRemarks(signIn, draft, this.quotes);
    const placed = await signIn.api.orders.place.mutate(input);
    const isCommittable = input.lines.every(({ planId }) =>
      signIn.plans.some(({ id, commitmentDays }) => id === planId && commitmentDays > 0),
    );
    return {
      ...placed,
      total: input.confirmedTotal,
      dueDate: dueDateOf(signIn, this.quotes),
      payers: payersText(signIn.t, draft, this.quotes),
      lines: input.lines.length,
      ownerLines: ownerRows(draft).length,
      isCommittable,
      remarks,
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-place-step': PlaceStep;
  }
}
