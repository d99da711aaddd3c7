import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { errorDetail, faultOf, faultText } from '../api/fault.ts';
import type { Session } from '../api/session.ts';
import { emit } from '../events.ts';
import { controls } from '../ui/controls.styles.ts';
import { StyledElement } from '../ui/styled-element.ts';
import { tokens } from '../ui/tokens.styles.ts';
import { type Draft, type DraftChange, heldQuotation, withQuotation } from './draft.ts';
import { toQuotationInput } from './place-input.ts';
import { quotationNote } from './quotation-note.ts';

/** Lưu báo giá: writes down what the draft costs today, to be shown to others and ordered at that price. */
export class QuotationPanel extends StyledElement {
  static readonly tag = 'renewal-quotation-panel';
  static override styles = [
    tokens,
    controls,
    css`
      .panel {
        display: grid;
        gap: 6px;
      }
      .held {
        color: var(--good);
      }
      .waits {
        color: var(--wait);
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) draft!: Draft;
  /** Whether the draft can be saved as it is; resolves when its price is known. */
  @property({ attribute: false }) onPrepare: () => Promise<boolean> = async () => true;
  @property({ attribute: false }) onDraft: (change: DraftChange) => Promise<unknown> =
    async () => {};

  @state() private saving = false;
  @state() private fault = '';
  @query('a.button') private link!: HTMLElement | null;

  protected override render(): TemplateResult {
    const { t } = this.session;
    const held = heldQuotation(this.draft);
    return html`<div class="panel">
      <h3>${t('quotation')}</h3>
      <p role="status">
        ${this.draft.quotation ? quotationNote(t, this.draft) : html`<span class="muted">${t('quotation.hint')}</span>`}
      </p>
      <div class="row">
        ${
          held
            ? html`<a class="button" href=${held.url} target="_blank" rel="noopener">${t('quotation.open', { number: held.number })}</a>`
            : html`<button type="button" aria-disabled=${this.saving} @click=${this.#save}>
              ${t(this.saving ? 'quotation.saving' : 'quotation.save')}
            </button>`
        }
      </div>
      <div class="live" role="alert">${this.fault ? html`<p class="notice bad">${this.fault}</p>` : nothing}</div>
    </div>`;
  }

  async #save(): Promise<void> {
    if (this.saving) return;
    this.saving = true;
    this.fault = '';
    const { api, t } = this.session;
    try {
      if (await this.onPrepare()) {
        const { draft } = this;
        const quotation = await api.quotations.save.mutate(toQuotationInput(draft));
        const isHere = this.shadowRoot?.activeElement != null;
        await this.onDraft(() => withQuotation(draft, quotation));
        await this.updateComplete;
        // The button is gone; what it made takes its focus.
        if (isHere) this.link?.focus();
      }
    } catch (error) {
      const fault = faultOf(error);
      emit(this, 'renewal-error', errorDetail(fault));
      this.fault = faultText(t, fault);
    }
    this.saving = false;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-quotation-panel': QuotationPanel;
  }
}
