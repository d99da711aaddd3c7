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
 * Gửi liên kết thanh toán: mails each owner the link to their line, and names the lines without a mail, with the reason.
 * Several mails leave only after the person has confirmed their number.
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
      /* The result stands below the rest of the row. */
      .live {
        order: 1;
        flex: 1 0 100%;
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) orderId = '';
  /** The lines to send links for; by default, all unpaid lines that their owners pay. */
  @property({ attribute: false }) lineIds: readonly string[] | undefined;
  /** The button's text. */
  @property() label = '';
  /** Whether this is the screen's main action. */
  @property({ type: Boolean }) primary = false;
  /** Called after mails were sent: links shown elsewhere are out of date. */
  @property({ attribute: false }) onSent: () => void = () => {};

  /** The number of mails to confirm. */
  @state() private asking = 0;
  @query('dialog') private dialog!: HTMLDialogElement;
  @state() private sent: SentPaymentLinks | null = null;
  /** The order's lines, to name those without a mail. */
  @state() private lines: readonly OrderLine[] = [];

  /** One mail leaves at once; several only from the dialog, which shows their number. */
  readonly #sending = new CallController(this, {
    kind: 'deed',
    run: async (_signal: AbortSignal, from: 'button' | 'dialog') => {
      const { paymentLinks } = this.signIn.api;
      if (from === 'button') {
        const { mails } = await paymentLinks.countMails.query(this.#input());
        if (mails > 1) return mails;
      }
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
        @click=${() => this.#start('button')}
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
          <button type="button" class="primary" @click=${() => this.#start('dialog')}>
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

  #start(from: 'button' | 'dialog'): void {
    if (this.#sending.isBusy) return;
    this.dialog.close();
    this.sent = null;
    void this.#sending.start(from);
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
