import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { calendarDateAt, formatDate } from '../../shared/calendar-date.ts';
import type { Order } from '../../shared/schemas/order.ts';
import type { PaymentLink } from '../../shared/schemas/payment.ts';
import { faultOf, type Session } from '../api/session.ts';
import { register } from '../register.ts';
import { controls } from '../ui/controls.styles.ts';
import { tokens } from '../ui/tokens.styles.ts';

/** The payment links of an order: for whom, until when; and taking one back. */
export class PaymentLinkList extends LitElement {
  static override styles = [tokens, controls];

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) order!: Order;
  /** Goes up when a link may have been made. */
  @property({ type: Number }) version = 0;

  @state() private links: readonly PaymentLink[] = [];
  @state() private fault = '';
  /** The link that the person is asked about. */
  @state() private asking = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isOther = changed.get('order')?.id !== this.order.id;
    if (changed.has('version') || (changed.has('order') && isOther)) void this.#load();
  }

  async #load(): Promise<void> {
    try {
      this.links = await this.session.api.paymentLinks.list.query({ orderId: this.order.id });
    } catch {
      // The list is an extra; the order is there without it.
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { t } = this.session;
    const live = this.links.filter(
      (link) => link.revokedAt === null && link.expiresAt > Date.now(),
    );
    if (live.length === 0 || this.order.due === 0) return nothing;
    return html`<section class="card stack" aria-labelledby="links">
      <h3 id="links">${t('links')}</h3>
      ${live.map((link) => this.#renderLink(link))}
      ${this.fault ? html`<p class="error" role="alert">${this.fault}</p>` : nothing}
    </section>`;
  }

  #renderLink(link: PaymentLink): TemplateResult {
    const { t } = this.session;
    const line = this.order.lines.find((other) => other.id === link.lineId);
    const name = line?.customer.name ?? t('links.wholeOrder');
    const isAsking = this.asking === link.id;
    return html`<div class="row">
      <span>${name}</span>
      <span class="muted">${t('links.until', { date: formatDate(calendarDateAt(link.expiresAt)) })}</span>
      <span class="row end">
        ${
          isAsking
            ? html`<span>${t('links.ask')}</span>
              <button type="button" class="danger" @click=${() => this.#revoke(link)}>${t('links.revoke')}</button>
              <button type="button" @click=${() => this.#ask('')}>${t('cancel.keep')}</button>`
            : html`<button
              type="button"
              class="quiet danger"
              aria-label="${t('links.revoke')}: ${name}"
              @click=${() => this.#ask(link.id)}
            >
              ${t('links.revoke')}
            </button>`
        }
      </span>
    </div>`;
  }

  #ask(linkId: string): void {
    this.asking = linkId;
  }

  async #revoke(link: PaymentLink): Promise<void> {
    const { t, api } = this.session;
    this.asking = '';
    this.fault = '';
    try {
      await api.paymentLinks.revoke.mutate({ linkId: link.id });
      await this.#load();
    } catch (error) {
      const { code } = faultOf(error);
      this.fault = code === 'OFFLINE' ? t('offline') : t(`error.${code}`);
    }
  }
}

register('renewal-payment-link-list', PaymentLinkList);

declare global {
  interface HTMLElementTagNameMap {
    'renewal-payment-link-list': PaymentLinkList;
  }
}
