import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { OrderLine } from '../../shared/schemas/order.ts';
import type { SentPaymentLinks } from '../../shared/schemas/payment.ts';
import { errorDetail, faultOf, faultText } from '../api/fault.ts';
import type { Session } from '../api/session.ts';
import { emit } from '../events.ts';
import { register } from '../register.ts';
import { controls } from '../ui/controls.styles.ts';
import { nameList } from '../ui/name-list.ts';
import { StyledElement } from '../ui/styled-element.ts';
import { tokens } from '../ui/tokens.styles.ts';

const REASONS = ['no_email', 'sent_recently', 'limit_reached', 'not_payable'] as const;

/**
 * Gửi liên kết thanh toán: mails owners the link to their line, and says who got none, and why. Several mails
 * leave only after the person has seen how many.
 */
export class SendLinks extends StyledElement {
  static override styles = [
    tokens,
    controls,
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

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) orderId = '';
  /** The lines whose owners are meant; without it, all unpaid ones that the owner pays. */
  @property({ attribute: false }) lineIds: readonly string[] | undefined;
  /** What the button says. */
  @property() label = '';
  /** Whether it is the main thing to do here. */
  @property({ type: Boolean }) primary = false;
  /** Something was sent: what is shown of links is out of date. */
  @property({ attribute: false }) onSent: () => void = () => {};

  @state() private sending = false;
  /** How many mails the person is asked about. */
  @state() private asking = 0;
  @query('dialog') private dialog!: HTMLDialogElement;
  @state() private sent: SentPaymentLinks | null = null;
  @state() private fault = '';
  /** To name those that got none. */
  @state() private lines: readonly OrderLine[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('orderId')) return;
    this.sent = null;
    this.fault = '';
  }

  protected override render(): TemplateResult {
    const { t } = this.session;
    return html`<button
        type="button"
        class=${this.primary && !this.sent ? 'primary' : ''}
        aria-disabled=${this.sending}
        @click=${this.#press}
      >
        ${this.sending ? t('sendLinks.busy') : this.label}
      </button>
      <div class="live" role="alert">${this.fault ? html`<p class="notice bad">${this.fault}</p>` : nothing}</div>
      <div class="live" role="status">${this.sent ? this.#renderResult(this.sent) : nothing}</div>
      ${this.#renderDialog()}`;
  }

  #renderDialog(): TemplateResult {
    const { t } = this.session;
    const count = this.asking;
    return html`<dialog aria-labelledby="ask">
      <div class="stack">
        <h2 id="ask">${t('sendLinks.ask', { count })}</h2>
        <p>${t('sendLinks.askText')}</p>
        <div class="row">
          <button type="button" class="end" @click=${() => this.dialog.close()}>
            ${t('sendLinks.keep')}
          </button>
          <button type="button" class="primary" @click=${this.#confirm}>
            ${t('sendLinks.confirm', { count })}
          </button>
        </div>
      </div>
    </dialog>`;
  }

  #renderResult({ sent, skipped }: SentPaymentLinks): TemplateResult {
    const { t } = this.session;
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
    const { t } = this.session;
    const ids = new Set(lineIds);
    const names = this.lines.filter((line) => ids.has(line.id)).map((line) => line.customer.name);
    return names.length > 0 ? nameList(t, names) : t('lineCount', { count: lineIds.length });
  }

  /** One mail leaves at once; before several, the person sees how many. */
  async #press(): Promise<void> {
    if (this.sending) return;
    await this.#whileSending(async () => {
      const { mails } = await this.session.api.paymentLinks.countMails.query(this.#input());
      if (mails <= 1) return await this.#send();
      this.asking = mails;
      await this.updateComplete;
      this.dialog.showModal();
    });
  }

  async #confirm(): Promise<void> {
    if (this.sending) return;
    this.dialog.close();
    await this.#whileSending(() => this.#send());
  }

  async #whileSending(work: () => Promise<void>): Promise<void> {
    this.sending = true;
    this.fault = '';
    this.sent = null;
    try {
      await work();
    } catch (error) {
      const fault = faultOf(error);
      emit(this, 'renewal-error', errorDetail(fault));
      this.fault = faultText(this.session.t, fault);
    }
    this.sending = false;
  }

  #input(): { orderId: string; lineIds?: string[] } {
    const { orderId, lineIds } = this;
    return { orderId, ...(lineIds ? { lineIds: [...lineIds] } : {}) };
  }

  async #send(): Promise<void> {
    const sent = await this.session.api.paymentLinks.send.mutate(this.#input());
    if (sent.skipped.length > 0) await this.#learnNames();
    this.sent = sent;
    this.onSent();
  }

  async #learnNames(): Promise<void> {
    try {
      const { lines } = await this.session.api.orders.get.query({ orderId: this.orderId });
      this.lines = lines;
    } catch {
      // They are counted instead.
    }
  }
}

register('renewal-send-links', SendLinks);

declare global {
  interface HTMLElementTagNameMap {
    'renewal-send-links': SendLinks;
  }
}
