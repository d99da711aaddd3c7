import { html, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { faultOf, faultText } from '../api/fault.ts';
import { type FormSession, saysAll } from '../api/session.ts';
import { registerInner } from '../register.ts';
import { controls } from '../ui/controls.styles.ts';
import { StyledElement } from '../ui/styled-element.ts';
import { tokens } from '../ui/tokens.styles.ts';
import type { Draft, DraftChange } from './draft.ts';
import type { PasteDialog } from './paste-dialog.ts';
import type { QuotationDialog } from './quotation-dialog.ts';

/** The ways to get rows into the order: one more, a pasted column of codes, a saved quotation. */
export class LineToolbar extends StyledElement {
  static readonly tag = 'renewal-line-toolbar';
  static override styles = [tokens, controls];

  @property({ attribute: false }) session!: FormSession;
  @property({ attribute: false }) draft!: Draft;
  @property({ attribute: false }) onAddRow: () => unknown = () => {};
  @property({ attribute: false }) onDraft: (change: DraftChange) => unknown = () => {};
  /** Says something that is no fault of a row; empty to fall silent. */
  @property({ attribute: false }) onSay: (text: string) => void = () => {};
  @query('renewal-paste-dialog') private pasteDialog!: PasteDialog;
  @query('renewal-quotation-dialog') private quotationDialog!: QuotationDialog;

  protected override render(): TemplateResult {
    const { session, draft } = this;
    const { t } = session;
    return html`<div class="row">
        <button type="button" @click=${this.onAddRow}>${t('addRow')}</button>
        <button type="button" class="quiet" @click=${this.#openPasteDialog}>${t('pasteCodes')}</button>
        <button type="button" class="quiet" @click=${this.#openQuotations}>${t('quotation.saved')}</button>
      </div>
      <renewal-paste-dialog .session=${session} .onCodes=${this.#addCodes}></renewal-paste-dialog>
      <renewal-quotation-dialog
        .session=${session}
        .draft=${draft}
        .onDraft=${this.#takeQuotation}
      ></renewal-quotation-dialog>`;
  }

  /** Adds a column that was pasted somewhere else. */
  async paste(text: string): Promise<void> {
    const refusal = await this.#addCodes(text);
    if (refusal) this.onSay(refusal);
  }

  /** @returns why nothing was added; empty when something was */
  readonly #addCodes = async (text: string): Promise<string> => {
    const module = await this.#load(() => import('./add-codes.ts'));
    const { session } = this;
    if (!module || !saysAll(session)) return session.t('offline');
    const { draft, said, refusal } = await module.addCodes(session, this.draft, text);
    if (draft) await this.onDraft(() => ({ rows: draft.rows }));
    if (said) this.onSay(said);
    return refusal ?? '';
  };

  async #openPasteDialog(): Promise<void> {
    const module = await this.#load(() => import('./paste-dialog.ts'));
    if (!module) return;
    registerInner(module.PasteDialog);
    await this.pasteDialog.show();
  }

  async #openQuotations(): Promise<void> {
    const module = await this.#load(() => import('./quotation-dialog.ts'));
    if (!module) return;
    registerInner(module.QuotationDialog);
    await this.quotationDialog.show();
  }

  readonly #takeQuotation = (draft: Draft): void => {
    this.onSay('');
    void this.onDraft(() => draft);
  };

  /** Loads what few need, with its texts; says so when it does not come. */
  async #load<Module>(load: () => Promise<Module>): Promise<Module | null> {
    try {
      const [module] = await Promise.all([load(), this.session.loadAllTexts()]);
      return module;
    } catch (error) {
      this.onSay(faultText(this.session.t, faultOf(error)));
      return null;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-line-toolbar': LineToolbar;
  }
}
