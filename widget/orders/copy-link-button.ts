import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { faultOf, type Session } from '../api/session.ts';
import { register } from '../register.ts';
import { controls } from '../ui/controls.styles.ts';
import { copyText } from '../ui/copy-text.ts';
import { icon } from '../ui/icons.ts';
import { tokens } from '../ui/tokens.styles.ts';

/** Sao chép thông tin thanh toán: copies the link by which anybody can pay an order, or one line. */
export class CopyLinkButton extends LitElement {
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    tokens,
    controls,
    css`
      :host {
        display: inline-block;
      }
      button {
        display: inline-flex;
        gap: 6px;
        align-items: center;
        min-height: 30px;
        padding: 3px 8px;
        font-size: 13px;
      }
      svg.i {
        width: 15px;
        height: 15px;
      }
      input {
        width: min(340px, 70vw);
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) orderId = '';
  /** One line; without it, the whole order. */
  @property({ attribute: false }) lineId: string | undefined;
  @property({ attribute: false }) onCopied: () => void = () => {};

  @state() private copied = false;
  @state() private fault = '';
  /** Shown, selected, where the page may not use the clipboard. */
  @state() private url = '';
  @query('input') private field!: HTMLInputElement | null;

  protected override render(): TemplateResult {
    const { t } = this.session;
    return html`<button type="button" class="quiet" @click=${this.#copy}>
        ${icon(this.copied ? 'check' : 'copy')}<span>${t('copyPaymentInfo')}</span>
      </button>
      <span role="status" class=${this.fault ? 'error' : 'muted'}>${this.copied ? t('copied') : this.fault}</span>
      ${
        this.url
          ? html`<input type="text" readonly aria-label=${t('paymentLink')} .value=${this.url} @blur=${() => {
              this.url = '';
            }} />`
          : nothing
      }`;
  }

  async #copy(event: Event): Promise<void> {
    event.stopPropagation();
    this.fault = '';
    try {
      const { url } = await this.session.api.paymentLinks.create.mutate({
        orderId: this.orderId,
        ...(this.lineId ? { lineId: this.lineId } : {}),
      });
      this.copied = await copyText(url);
      if (this.copied) {
        setTimeout(() => {
          this.copied = false;
        }, 3_000);
      } else {
        this.url = url;
        await this.updateComplete;
        this.field?.select();
      }
      this.onCopied();
    } catch (error) {
      const { code } = faultOf(error);
      this.fault = code === 'OFFLINE' ? this.session.t('offline') : this.session.t(`error.${code}`);
    }
  }
}

register('renewal-copy-link-button', CopyLinkButton);

declare global {
  interface HTMLElementTagNameMap {
    'renewal-copy-link-button': CopyLinkButton;
  }
}
