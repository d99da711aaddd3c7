import { css, html, nothing, svg, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { formatDong } from '../../shared/money.ts';
import { partsText } from '../../shared/parts-text.ts';
import type { Transfer } from '../../shared/schemas/payment.ts';
import type { SignIn } from '../api/sign-in.ts';
import { allControls } from '../ui/all-controls.styles.ts';
import { copyText } from '../ui/copy-text.ts';
import { icon } from '../ui/icons.ts';
import { StyledElement } from '../ui/styled-element.ts';
import { tokens } from '../ui/theme/tokens.styles.ts';

/** White margin around a code, in modules (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/** Time for which "copied" is shown, in milliseconds. */
const SAID_FOR_MS = 3_000;

type Fact = 'bank' | 'accountNumber' | 'accountHolder' | 'amount' | 'memo';

/** A bank transfer: the VietQR code, and every detail to copy. */
export class TransferDetails extends StyledElement {
  static readonly tag = 'renewal-transfer-details';
  static override styles = [
    tokens,
    allControls,
    css`
      :host {
        container-type: inline-size;
      }
      .transfer {
        display: grid;
        grid-template-columns: 240px minmax(0, 1fr);
        gap: 20px;
        align-items: start;
      }
      .qr {
        width: 100%;
        border: 1px solid var(--line);
        border-radius: var(--radius-card);
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
      dd.copy {
        grid-area: 1 / 2 / span 2;
      }
      dd.copy button {
        display: inline-flex;
        gap: 6px;
        align-items: center;
        min-height: 32px;
        padding: 3px 10px;
        font-size: 13px;
      }
      dd.copy svg.i {
        width: 15px;
        height: 15px;
      }
      .parts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(180px, 220px));
        gap: 16px;
        margin: 0 0 16px;
        padding: 0;
        list-style: none;
      }
      .parts li {
        display: grid;
        gap: 4px;
        align-content: start;
        font-variant-numeric: tabular-nums;
      }
      .limit {
        margin-block-end: 12px;
      }
      .advice {
        margin-block-start: 10px;
      }
      @container (max-width: 520px) {
        .transfer {
          grid-template-columns: minmax(0, 1fr);
        }
        .qr {
          max-width: 260px;
          justify-self: center;
        }
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) transfer!: Transfer;
  /** The amount to transfer, in dong: less than the whole after a short transfer. */
  @property({ attribute: false }) due = 0;

  /** The fact that was just copied, and whether the clipboard took it. */
  @state() private copied: { name: Fact; done: boolean } | null = null;

  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    clearTimeout(this.#timer);
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const { transfer, due } = this;
    // The code is for the former amount until the attempt is read anew.
    const qr = due === transfer.amount ? transfer.qr : null;
    return html`<div class="card">
      ${this.#renderLimit()}
      ${this.#renderParts()}
      <div class=${qr && !this.#isInParts ? 'transfer' : ''}>
        ${qr && !this.#isInParts ? this.#renderQr(qr, transfer) : nothing}
        <div>
          ${this.#renderAtOnce()}
          <dl>
            ${this.#renderFact('bank', transfer.bankName)}
            ${this.#renderFact('accountNumber', transfer.accountNumber)}
            ${this.#renderFact('accountHolder', transfer.accountHolder)}
            ${this.#renderFact('amount', String(due), formatDong(due))}
            ${this.#renderFact('memo', transfer.memo)}
          </dl>
          <p class="muted advice">${t('transfer.memoAdvice')}</p>
          <p>
            <a href=${transfer.paymentOrderUrl} target="_blank" rel="noreferrer">${t('transfer.paymentOrder')}</a>
          </p>
          <p class="muted" role="status">${this.#copiedText}</p>
        </div>
      </div>
    </div>`;
  }

  get #isInParts(): boolean {
    return this.transfer.parts.length > 0;
  }

  #renderLimit(): TemplateResult | typeof nothing {
    const { t } = this.signIn;
    const { parts, qr } = this.transfer;
    if (parts.length > 0) return html`<p class="limit">${partsText(t, this.transfer)}</p>`;
    return qr ? nothing : html`<p class="notice limit">${t('transfer.napasLimit')}</p>`;
  }

  /** The facts below are about the whole amount. */
  #renderAtOnce(): TemplateResult | typeof nothing {
    if (!this.#isInParts) return nothing;
    const values = { amount: formatDong(this.due), memo: this.transfer.memo };
    return html`<p class="limit">${this.signIn.t('transfer.atOnce', values)}</p>`;
  }

  /** A large amount: a code, an amount and a memo for each transfer. */
  #renderParts(): TemplateResult | typeof nothing {
    const { t } = this.signIn;
    const { parts, amount } = this.transfer;
    if (parts.length === 0) return nothing;
    const isCurrent = this.due === amount;
    return html`<ol class="parts">
      ${parts.map(
        (part, index) => html`<li>
          <strong>${t('transfer.part', { number: index + 1, count: parts.length })}</strong>
          ${part.amount > 0 && part.qr && isCurrent ? this.#renderQr(part.qr, part) : nothing}
          <span translate="no">${part.amount > 0 ? formatDong(part.amount) : t('transfer.partReceived')}</span>
          ${part.amount > 0 ? html`<span translate="no">${part.memo}</span>` : nothing}
        </li>`,
      )}
    </ol>`;
  }

  get #copiedText(): string {
    const { t } = this.signIn;
    if (!this.copied) return '';
    const { name, done } = this.copied;
    return done ? `${t('copied')}: ${t(`transfer.${name}`)}` : t('copyByHand');
  }

  #renderQr(
    { size, path }: { size: number; path: string },
    { amount, memo }: { amount: number; memo: string },
  ): TemplateResult {
    const { t } = this.signIn;
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

  #renderFact(name: Fact, value: string, shown = value): TemplateResult {
    const { t } = this.signIn;
    const label = t(`transfer.${name}`);
    const isCopied = this.copied?.name === name && this.copied.done;
    return html`<div>
      <dt>${label}</dt>
      <dd id=${name} translate="no">${shown}</dd>
      <dd class="copy">
        <button type="button" aria-label="${t('copy')}: ${label}" @click=${() => this.#copy(name, value)}>
          ${icon(isCopied ? 'check' : 'copy')}<span>${t(isCopied ? 'copied' : 'copy')}</span>
        </button>
      </dd>
    </div>`;
  }

  async #copy(name: Fact, value: string): Promise<void> {
    const done = await copyText(value);
    const fact = this.renderRoot.querySelector(`#${name}`);
    if (!done && fact) getSelection()?.selectAllChildren(fact);
    this.copied = { name, done };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.copied = null;
    }, SAID_FOR_MS);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-transfer-details': TransferDetails;
  }
}
