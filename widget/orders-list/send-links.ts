import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { OrderLine } from '../../shared/schemas/order.ts';
import type { SentPaymentLinks } from '../../shared/schemas/payment.ts';
import { CallController } from '../api/call-controller.ts';
import type { SignIn } from '../api/sign-in.ts';
import { lineName } from '../payment/line-name.ts';
import { allControls } from '../ui/all-controls.styles.ts';
import { faultNotice } from '../ui/fault-notice.ts';
import { nameList } from '../ui/name-list.ts';
import { StyledElement } from '../ui/styled-element.ts';
import { tokens } from '../ui/tokens.styles.ts';

const REASONS = ['no_email', 'sent_recently', 'limit_reached', 'not_payable'] as const;

/**
 * Gửi liên kết thanh toán: mails owners the link to their line, and says who got none, and why. Several mails
 * leave only after the person has seen how many.
 */
export class SendLinks extends StyledElement {
  static readonly tag = 'renewal-send-links';
  static override styles = [
    tokens,
    allControls,
    css`
      :host {
        display: contents;
      }
      /* What came of it stands below whatever else is in the row. */
      .live {
        order: 1;
        flex: 1 0 100%;
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) orderId = '';
  /** The lines whose owners are meant; without it, all unpaid ones that the owner pays. */
  @property({ attribute: false }) lineIds: readonly string[] | undefined;
  /** What the button says. */
  @property() label = '';
  /** Whether it is the main thing to do here. */
  @property({ type: Boolean }) primary = false;
  /** Something was sent: what is shown of links is out of date. */
  @property({ attribute: false }) onSent: () => void = () => {};

  /** How many mails the person is asked about. */
  @state() private asking = 0;
  @query('dialog') private dialog!: HTMLDialogElement;
  @state() private sent: SentPaymentLinks | null = null;
  /** To name those that got none. */
  @state() private lines: readonly OrderLine[] = [];

  /** One mail leaves at once; before several, the person sees how many. */
  readonly #sending = new CallController(this, {
    kind: 'deed',
    run: async (_signal: AbortSignal, isConfirmed: boolean) => {
      const { paymentLinks } = this.signIn.api;
      const { mails } = isConfirmed
        ? { mails: 1 }
        : await paymentLinks.countMails.query(this.#input());
      if (mails > 1) return mails;
      const sent = await paymentLinks.send.mutate(this.#input());
      if (sent.skipped.length > 0) await this.#learnNames();
      return sent;
    },
    done: async (outcome) => {
      if (typeof outcome !== 'number') {
        this.sent = outcome;
        return this.onSent();
      }
      this.asking = outcome;
      await this.updateComplete;
      this.dialog.showModal();
    },
  });

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('orderId')) return;
    this.sent = null;
    this.#sending.drop();
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const { isBusy } = this.#sending;
    return html`<button
        type="button"
        class=${this.primary && !this.sent ? 'primary' : ''}
        aria-disabled=${isBusy}
        @click=${() => this.#start(false)}
      >
        ${isBusy ? t('sendLinks.busy') : this.label}
      </button>
      <div class="live" role="alert">${faultNotice(this.#sending)}</div>
      <div class="live" role="status">${this.sent ? this.#renderResult(this.sent) : nothing}</div>
      ${this.#renderDialog()}`;
  }

  #renderDialog(): TemplateResult {
    const { t } = this.signIn;
    const count = this.asking;
    return html`<dialog aria-labelledby="ask">
      <div class="stack">
        <h2 id="ask">${t('sendLinks.ask', { count })}</h2>
        <p>${t('sendLinks.askText')}</p>
        <div class="row">
          <button type="button" class="end" @click=${() => this.dialog.close()}>
            ${t('sendLinks.keep')}
          </button>
          <button type="button" class="primary" @click=${() => this.#start(true)}>
            ${t('sendLinks.confirm', { count })}
          </button>
        </div>
      </div>
    </dialog>`;
  }

  #renderResult({ sent, skipped }: SentPaymentLinks): TemplateResult {
    const { t } = this.signIn;
    return html`<div class="notice ${skipped.length === 0 ? 'good' : ''}">
      <p>${sent.length > 0 ? t('sendLinks.sent', { count: sent.length }) : t('sendLinks.none')}</p>
      ${REASONS.map((reason) => {
        const lineIds = skipped.filter((line) => line.reason === reason).map((line) => line.lineId);
        if (lineIds.length === 0) return nothing;
        return html`<p>${t(`sendLinks.${reason}`, { names: this.#namesOf(lineIds) })}</p>`;
      })}
    </div>`;
  }

  #namesOf(lineIds: readonly string[]): string {
    const { t, locale } = this.signIn;
    const ids = new Set(lineIds);
    const named = this.lines.filter((line) => ids.has(line.id));
    const names = named.map((line) => lineName(line, this.lines, locale));
    return names.length > 0 ? nameList(t, names) : t('licenses', { count: lineIds.length });
  }

  #start(isConfirmed: boolean): void {
    if (this.#sending.isBusy) return;
    this.dialog.close();
    this.sent = null;
    void this.#sending.start(isConfirmed);
  }

  #input(): { orderId: string; lineIds?: string[] } {
    const { orderId, lineIds } = this;
    return { orderId, ...(lineIds ? { lineIds: [...lineIds] } : {}) };
  }

  async #learnNames(): Promise<void> {
    try {
      const { lines } = await this.signIn.api.orders.get.query({ orderId: this.orderId });
      this.lines = lines;
    } catch {
      // They are counted instead.
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-send-links': SendLinks;
  }
}
