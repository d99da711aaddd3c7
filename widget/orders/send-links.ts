import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { OrderLine } from '../../shared/schemas/order.ts';
import type { SentPaymentLinks } from '../../shared/schemas/payment.ts';
import { errorDetail, faultOf, faultText, type Session } from '../api/session.ts';
import { emit } from '../events.ts';
import { register } from '../register.ts';
import { StyledElement } from '../styled-element.ts';
import { controls } from '../ui/controls.styles.ts';
import { nameList } from '../ui/name-list.ts';
import { tokens } from '../ui/tokens.styles.ts';

const REASONS = ['no_email', 'sent_recently', 'not_payable'] as const;

/** Gửi liên kết thanh toán: mails owners the link to their line, and says who got none, and why. */
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
        @click=${this.#send}
      >
        ${this.sending ? t('sendLinks.busy') : this.label}
      </button>
      <div class="live" role="alert">${this.fault ? html`<p class="notice bad">${this.fault}</p>` : nothing}</div>
      <div class="live" role="status">${this.sent ? this.#renderResult(this.sent) : nothing}</div>`;
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

  async #send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    this.fault = '';
    this.sent = null;
    const { orderId, lineIds } = this;
    const { api, t } = this.session;
    try {
      const input = { orderId, ...(lineIds ? { lineIds: [...lineIds] } : {}) };
      const sent = await api.paymentLinks.send.mutate(input);
      if (sent.skipped.length > 0) await this.#learnNames();
      this.sent = sent;
      this.onSent();
    } catch (error) {
      const fault = faultOf(error);
      emit(this, 'renewal-error', errorDetail(fault));
      this.fault = faultText(t, fault);
    }
    this.sending = false;
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
