import { css, html, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { CallController } from '../../api/call-controller.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { faultNotice } from '../../ui/fault-notice.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { type Draft, type DraftChange, priceGuarantee, withQuotation } from '../draft/draft.ts';
import { toQuotationInput } from '../quote/place-input.ts';
import { quotationNote } from '../quote/quotation-note.ts';

/** Lưu báo giá: saves the draft's present price as a quotation, to be shown to others and ordered at that price. */
export class QuotationPanel extends StyledElement {
  static readonly tag = 'renewal-quotation-panel';
  static override styles = [
    tokens,
    allControls,
    css`
      .panel {
        display: grid;
        gap: 6px;
      }
      .guaranteed {
        color: var(--good);
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) draft!: Draft;
  /** Resolves once the price is known: whether the draft can be saved. */
  @property({ attribute: false }) onPrepare!: () => Promise<boolean>;
  @property({ attribute: false }) onDraft!: (change: DraftChange) => Promise<unknown>;

  @query('a.button') private link!: HTMLElement | null;

  readonly #saving = new CallController(this, {
    kind: 'deed',
    run: async () => {
      if (!(await this.onPrepare())) return null;
      const { draft } = this;
      const quotation = await this.signIn.api.quotations.save.mutate(toQuotationInput(draft));
      return withQuotation(draft, quotation);
    },
    done: async (saved) => {
      if (!saved) return;
      const isHere = this.shadowRoot?.activeElement != null;
      await this.onDraft(() => saved);
      await this.updateComplete;
      // The pressed button disappears, so the focus moves to the new quotation's link.
      if (isHere) this.link?.focus();
    },
  });

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    const guaranteed = priceGuarantee(this.draft);
    return html`<div class="panel">
      <h3>${t('quotation')}</h3>
      <p role="status">
        ${this.draft.quotation ? quotationNote(t, this.draft) : html`<span class="muted">${t('quotation.hint')}</span>`}
      </p>
      <div class="row">
        ${
          guaranteed
            ? html`<a class="button" href=${guaranteed.url} target="_blank" rel="noopener">${t('quotation.open', { number: guaranteed.number })}</a>`
            : html`<button type="button" aria-disabled=${this.#saving.isBusy} @click=${() => this.#saving.start()}>
              ${t(this.#saving.isBusy ? 'quotation.saving' : 'quotation.save')}
            </button>`
        }
      </div>
      <div class="live" role="alert">${faultNotice(this.#saving)}</div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-quotation-panel': QuotationPanel;
  }
}
