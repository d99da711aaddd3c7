import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { formatDong } from '../../shared/money.ts';
import type { Transfer } from '../../shared/schemas/payment.ts';
import type { Session } from '../api/session.ts';
import { register } from '../register.ts';
import { controls } from '../ui/controls.styles.ts';
import { copyText } from '../ui/copy-text.ts';
import { tokens } from '../ui/tokens.styles.ts';

/** ISO/IEC 18004 asks for four modules of white around a code. */
const QUIET_ZONE = 4;

/** A bank transfer: the VietQR code, and every detail to copy. */
export class TransferDetails extends LitElement {
  static override styles = [
    tokens,
    controls,
    css`
      :host {
        container-type: inline-size;
      }
      .transfer {
        display: grid;
        grid-template-columns: 240px 1fr;
        gap: 20px;
        align-items: start;
      }
      .qr {
        width: 100%;
        border: 1px solid var(--line);
        border-radius: 8px;
        background: #fff;
      }
      dl > div {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0 12px;
        align-items: center;
        padding: 7px 0;
        border-block-end: 1px solid var(--line);
      }
      dt {
        grid-column: 1;
        color: var(--muted);
        font-size: 13px;
      }
      dd {
        grid-column: 1;
        font-weight: 600;
      }
      dl button {
        grid-area: 1 / 2 / span 2;
      }
      .advice {
        margin-block-start: 10px;
      }
      @container (max-width: 520px) {
        .transfer {
          grid-template-columns: 1fr;
        }
        .qr {
          max-width: 260px;
          justify-self: center;
        }
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) transfer!: Transfer;

  /** The detail that was just copied, or that has to be copied by hand. */
  @state() private copied = '';

  protected override render(): TemplateResult {
    const { t } = this.session;
    const { transfer } = this;
    return html`<div class="card">
      ${transfer.qr ? nothing : html`<p class="notice">${t('transfer.napasLimit')}</p>`}
      <div class=${transfer.qr ? 'transfer' : ''}>
        ${transfer.qr ? this.#renderQr(transfer.qr) : nothing}
        <div>
          <dl>
            ${this.#renderFact('bank', transfer.bankName)}
            ${this.#renderFact('accountNumber', transfer.accountNumber, transfer.accountNumber)}
            ${this.#renderFact('accountHolder', transfer.accountHolder)}
            ${this.#renderFact('amount', formatDong(transfer.amount), String(transfer.amount))}
            ${this.#renderFact('memo', transfer.memo, transfer.memo)}
          </dl>
          <p class="muted advice">${t('transfer.memoAdvice')}</p>
          <span class="visually-hidden" role="status">${this.copied ? t('copied') : ''}</span>
        </div>
      </div>
    </div>`;
  }

  #renderQr({ size, path }: { size: number; path: string }): TemplateResult {
    const { t } = this.session;
    const { amount, memo } = this.transfer;
    const side = size + 2 * QUIET_ZONE;
    return html`<svg
      class="qr"
      role="img"
      aria-label=${t('qr', { amount: formatDong(amount), memo })}
      viewBox="${-QUIET_ZONE} ${-QUIET_ZONE} ${side} ${side}"
      shape-rendering="crispEdges"
    >
      ${svg`<path d=${path} fill="#000" />`}
    </svg>`;
  }

  #renderFact(
    name: 'bank' | 'accountNumber' | 'accountHolder' | 'amount' | 'memo',
    value: string,
    copy?: string,
  ): TemplateResult {
    const { t } = this.session;
    const label = t(`transfer.${name}`);
    return html`<div>
      <dt>${label}</dt>
      <dd id=${name}>${value}</dd>
      ${
        copy
          ? html`<button type="button" aria-label="${t('copy')}: ${label}" @click=${() => this.#copy(name, copy)}>
            ${t(this.copied === name ? 'copied' : 'copy')}
          </button>`
          : nothing
      }
    </div>`;
  }

  async #copy(name: string, text: string): Promise<void> {
    const done = await copyText(text);
    if (!done) {
      const value = this.shadowRoot?.getElementById(name);
      if (value) getSelection()?.selectAllChildren(value);
      return;
    }
    this.copied = name;
    setTimeout(() => {
      if (this.copied === name) this.copied = '';
    }, 3_000);
  }
}

register('renewal-transfer-details', TransferDetails);

declare global {
  interface HTMLElementTagNameMap {
    'renewal-transfer-details': TransferDetails;
  }
}
