import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { formatDate } from '../../../shared/calendar-date.ts';
import type { Order } from '../../../shared/schemas/order.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { CommitDialog } from '../../orders-list/order/commit-dialog.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';

/** Cam kết thanh toán: the offer to commit to payment of the order just placed, if its plans allow it. */
export class CommitOffer extends StyledElement {
  static readonly tag = 'renewal-commit-offer';
  static readonly uses = [CommitDialog];
  static override styles = [
    tokens,
    allControls,
    css`
      :host {
        display: contents;
      }
      /* The result stands below the buttons of the row. */
      .live {
        order: 1;
        flex: 1 0 100%;
      }
      /* A closed dialog takes no gap in the row. */
      renewal-commit-dialog {
        display: contents;
      }
      .live:empty {
        display: none;
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) orderId = '';

  @state() private order: Order | null = null;
  @query('renewal-commit-dialog') private dialog!: CommitDialog | null;
  @query('.live') private said!: HTMLElement;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('orderId')) void this.#read();
  }

  async #read(): Promise<void> {
    const { orderId } = this;
    this.order = null;
    try {
      this.order = await this.signIn.api.orders.get.query({ orderId });
    } catch {
      // The order's details still have the offer.
    }
  }

  protected override render(): TemplateResult {
    const { signIn, order } = this;
    const payBy = order?.lines.find((line) => line.commitment)?.commitment?.payBy;
    return html`${order?.committableUntil ? this.#renderOffer(order, order.committableUntil) : nothing}
      <div class="live" role="status" tabindex="-1">${payBy ? html`<p class="notice good">${signIn.t('placed.committed', { date: formatDate(payBy) })}</p>` : nothing}</div>`;
  }

  #renderOffer(order: Order, until: string): TemplateResult {
    return html`<button type="button" @click=${() => this.dialog?.show(until)}>
        ${this.signIn.t('commit')}
      </button>
      <renewal-commit-dialog
        .signIn=${this.signIn}
        .order=${order}
        .onOrder=${this.#handleCommitted}
      ></renewal-commit-dialog>`;
  }

  /** The pressed button disappears, so the focus moves to the message. */
  readonly #handleCommitted = async (order: Order): Promise<void> => {
    this.order = order;
    await this.updateComplete;
    this.said.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-commit-offer': CommitOffer;
  }
}
