import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { CallController } from '../../api/call-controller.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { copyText } from '../../ui/copy-text.ts';
import { icon } from '../../ui/icons.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { type PaymentInfo, paymentInfoText } from './payment-info.ts';

/** Time for which "copied" is shown, in milliseconds. */
const SAID_FOR = 3_000;

/** The sign of a link alone; defined here, as nothing else uses it. */
const CHAIN = html`<svg class="i" viewBox="0 0 24 24" aria-hidden="true">
  <path d="M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1" />
</svg>`;

type Copied = 'info' | 'link';

/**
 * Sao chép thông tin thanh toán: copies a description of an order or one line, fit for a chat, with the link by which
 * anybody can pay it; a second button copies the link alone.
 */
export class CopyLinkButton extends StyledElement {
  static readonly tag = 'renewal-copy-link-button';
  static override styles = [
    tokens,
    allControls,
    css`
      :host {
        display: inline-block;
      }
      .row {
        gap: 4px 8px;
      }
      button {
        display: inline-flex;
        gap: 6px;
        align-items: center;
        min-height: 26px;
        padding: 1px 6px;
        font-size: 13px;
      }
      svg.i {
        width: 15px;
        height: 15px;
      }
      .said {
        font-size: 13px;
        font-weight: 600;
      }
      .said.good {
        color: var(--good);
      }
      :host([compact]) .name {
        display: none;
      }
      :host([compact]:not([active])) .row {
        flex-wrap: nowrap;
        gap: 0;
      }
      .byHand {
        flex: 1 0 100%;
      }
      textarea {
        min-height: 120px;
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) orderId = '';
  /** One line; by default the whole order. */
  @property({ attribute: false }) lineId: string | undefined;
  /** The customer's name, to distinguish the rows' buttons. */
  @property({ attribute: false }) name = '';
  /** The order or line that the link pays. */
  @property({ attribute: false }) info!: PaymentInfo;
  @property({ attribute: false }) onCopied: () => void = () => {};
  /** Only icons, where a row has no room for words. */
  @property({ type: Boolean, reflect: true }) compact = false;
  /** While it shows a message, it stays visible. */
  @property({ type: Boolean, reflect: true }) active = false;

  @state() private copied = false;
  /** The text itself, selected, where the clipboard is unavailable. */
  @state() private byHand = '';
  @query('textarea') private field!: HTMLTextAreaElement | null;

  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #link = new CallController(this, {
    kind: 'deed',
    run: (_signal: AbortSignal, _what: Copied) =>
      this.signIn.api.paymentLinks.create.mutate({
        orderId: this.orderId,
        ...(this.lineId ? { lineId: this.lineId } : {}),
      }),
    done: ({ url }, what) =>
      this.#copy(what === 'link' ? url : paymentInfoText(this.signIn, this.info, url)),
  });

  override disconnectedCallback(): void {
    clearTimeout(this.#timer);
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('orderId') || changed.has('lineId')) {
      this.#link.drop();
      this.copied = false;
      this.byHand = '';
    }
    this.active = this.copied || this.#link.fault !== null || this.byHand !== '';
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    return html`<div class="row">
      <span id="name" hidden aria-label=${this.name}></span>
      <button
        type="button"
        class="quiet"
        id="copy"
        aria-label=${t('copyPaymentInfo')}
        aria-labelledby="copy name"
        title=${this.compact ? t('copyPaymentInfo') : nothing}
        @click=${() => this.#link.start('info')}
      >
        ${icon(this.copied ? 'check' : 'copy')}<span class="name">${t('copyPaymentInfo')}</span>
      </button>
      <button
        type="button"
        class="quiet"
        id="link"
        aria-label=${t('paymentInfo.linkOnly')}
        aria-labelledby="link name"
        title=${t('paymentInfo.linkOnly')}
        @click=${() => this.#link.start('link')}
      >
        ${CHAIN}
      </button>
      <span role="status" class="said ${this.#link.fault ? 'error' : 'good'}">${this.copied ? t('copied') : this.#link.text}</span>
      ${this.byHand ? this.#renderByHand() : nothing}
    </div>`;
  }

  #renderByHand(): TemplateResult {
    const { t } = this.signIn;
    return html`<label class="field byHand">
      <span>${t('copyByHand')}</span>
      <textarea
        readonly
        aria-label=${t('copyPaymentInfo')}
        .value=${this.byHand}
        @focus=${() => this.field?.select()}
        @blur=${() => {
          this.byHand = '';
        }}
      ></textarea>
    </label>`;
  }

  async #copy(text: string): Promise<void> {
    this.onCopied();
    if (await copyText(text)) return this.#sayCopied();
    this.byHand = text;
    await this.updateComplete;
    this.field?.focus();
  }

  #sayCopied(): void {
    this.copied = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.copied = false;
    }, SAID_FOR);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-copy-link-button': CopyLinkButton;
  }
}
