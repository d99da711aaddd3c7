import { html, nothing, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { isProrated } from '../../../shared/license-term.ts';
import { CallController } from '../../api/call-controller.ts';
import type { FormSignIn, SignIn } from '../../api/sign-in.ts';
import { emit } from '../../events.ts';
import { type InnerElement, registerInner } from '../../register.ts';
import { controls } from '../../ui/controls.styles.ts';
import { faultNotice } from '../../ui/fault-notice.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import type { ChooseDialog } from '../choose/choose-dialog.ts';
import { type ChangeDraft, type Draft, filledRows } from '../draft/draft.ts';
import type { AddedCodes } from '../paste/add-codes.ts';
import type { PasteDialog } from '../paste/paste-dialog.ts';
import type { QuotationDialog } from '../quotation/quotation-dialog.ts';
import type { CommonEndDialog } from './common-end-dialog.ts';

/**
 * Actions on the whole list: add a row, choose customers, paste a column of codes, take a saved quotation, set a common end date.
 *
 * @slot More actions, at the end.
 */
export class LineToolbar extends StyledElement {
  static readonly tag = 'renewal-line-toolbar';
  static override styles = [tokens, controls];

  @property({ attribute: false }) signIn!: FormSignIn;
  @property({ attribute: false }) draft!: Draft;
  @property({ attribute: false }) onAddRow: () => unknown = () => {};
  @property({ attribute: false }) onDraft: ChangeDraft = async () => {};
  /** Leads to a row, by its key. */
  @property({ attribute: false }) onRow: (key: number) => unknown = () => {};
  /** Announces a message about the whole list; an empty text removes it. */
  @property({ attribute: false }) onSay: (text: string) => void = () => {};
  @property({ attribute: false }) onOpenOrder: (orderId: string) => void = () => {};
  @query('renewal-choose-dialog') private chooseDialog!: ChooseDialog;
  @query('renewal-paste-dialog') private pasteDialog!: PasteDialog;
  @query('renewal-quotation-dialog') private quotationDialog!: QuotationDialog;
  @query('renewal-common-end-dialog') private commonEndDialog!: CommonEndDialog;

  /** Loads a dialog with its texts, then shows it. */
  readonly #opening = new CallController(this, {
    kind: 'deed',
    run: async (_signal: AbortSignal, load: () => Promise<InnerElement>, _show: () => unknown) => {
      const [element] = await Promise.all([load(), this.signIn.loadAllTexts()]);
      registerInner(element);
    },
    done: (_result, _load, show) => show(),
  });
  readonly #adding = new CallController(this, {
    kind: 'deed',
    run: async (_signal: AbortSignal, text: string): Promise<AddedCodes> => {
      const loading = [import('../paste/add-codes.ts'), this.signIn.loadAllTexts()] as const;
      const [{ addCodes }] = await Promise.all(loading);
      // All texts were loaded above.
      return await addCodes(this.signIn as SignIn, this.draft, text);
    },
    done: (added, text) => this.#take(added, text),
  });
  /** The first row that the open dialog has added. */
  #added: number | undefined;
  /** Why the last pasted text added nothing. */
  #refusal = '';

  protected override render(): TemplateResult {
    const { signIn, draft } = this;
    const { t } = signIn;
    return html`<div class="row">
        <button type="button" @click=${this.onAddRow}>${t('addRow')}</button>
        <button type="button" @click=${this.#handleChoose}>${t('choose')}</button>
        <button type="button" class="quiet" @click=${() => this.#openPasteDialog((dialog) => dialog.show())}>${t('pasteCodes')}</button>
        <button type="button" class="quiet" @click=${this.#openQuotations}>${t('quotation.saved')}</button>
        ${
          signIn.plans.some(isProrated)
            ? html`<button type="button" class="quiet" @click=${this.#openCommonEnd}>${t('commonEnd')}</button>`
            : nothing
        }
        <slot></slot>
      </div>
      <div class="live" role="alert">${faultNotice(this.#opening)}</div>
      <renewal-choose-dialog
        .signIn=${signIn}
        .draft=${draft}
        .onDraft=${this.#addRows}
        .onAdded=${this.#goToAdded}
        .onSay=${this.onSay}
        .onOpenOrder=${this.onOpenOrder}
      ></renewal-choose-dialog>
      <renewal-paste-dialog
        .signIn=${signIn}
        .draft=${draft}
        .onDraft=${this.#addRows}
        .onAdded=${this.#goToAdded}
        .onSay=${this.onSay}
        .onCodes=${this.#addCodes}
      ></renewal-paste-dialog>
      <renewal-quotation-dialog
        .signIn=${signIn}
        .draft=${draft}
        .onDraft=${this.#takeQuotation}
      ></renewal-quotation-dialog>
      <renewal-common-end-dialog
        .signIn=${signIn}
        .draft=${draft}
        .onDraft=${this.onDraft}
        .onSay=${this.onSay}
      ></renewal-common-end-dialog>`;
  }

  /** Adds a column that was pasted into a field of the table; a table with plans, years or payers is shown first. */
  async paste(text: string): Promise<void> {
    const refusal = await this.#addCodes(text);
    if (refusal) this.onSay(refusal);
  }

  /** Shows what is understood of a file or a table, to be taken into the order. */
  import(source: File | string): Promise<void> {
    this.onSay('');
    return this.#openPasteDialog((dialog) => dialog.import(source));
  }

  /** @returns why nothing was added; empty when something was */
  readonly #addCodes = async (text: string): Promise<string> => {
    this.#refusal = '';
    await this.#adding.start(text);
    return this.#adding.text || this.#refusal;
  };

  async #take(added: AddedCodes, text: string): Promise<void> {
    if ('isTable' in added) return this.import(text);
    if ('refusal' in added) {
      this.#refusal = added.refusal;
      return;
    }
    await this.#addRows(() => ({ rows: added.draft.rows }));
    this.onSay(added.said);
  }

  readonly #addRows: ChangeDraft = (change) =>
    this.onDraft((draft) => {
      const changed = change(draft);
      const keys = new Set(filledRows(draft).map(({ key }) => key));
      this.#added = changed.rows?.find(({ key }) => !keys.has(key))?.key;
      return changed;
    });

  /** Where a person goes on, once the dialog is closed: its button may be out of sight below the new rows. */
  readonly #goToAdded = (): void => {
    if (this.#added !== undefined) this.onRow(this.#added);
  };

  /**
   * Opens the list of all licences.
   *
   * @param given what the host wants to be shown
   */
  choose(given: unknown): Promise<void> {
    const load = async () => (await import('../choose/choose-dialog.ts')).ChooseDialog;
    return this.#opening.start(load, () => void this.chooseDialog.show(given));
  }

  readonly #handleChoose = (): void => {
    if (emit(this, 'renewal-choose', {})) void this.choose('');
  };

  #openPasteDialog(open: (dialog: PasteDialog) => unknown): Promise<void> {
    const load = async () => (await import('../paste/paste-dialog.ts')).PasteDialog;
    return this.#opening.start(load, () => open(this.pasteDialog));
  }

  #openQuotations(): Promise<void> {
    const load = async () => (await import('../quotation/quotation-dialog.ts')).QuotationDialog;
    return this.#opening.start(load, () => void this.quotationDialog.show());
  }

  #openCommonEnd(): Promise<void> {
    const load = async () => (await import('./common-end-dialog.ts')).CommonEndDialog;
    return this.#opening.start(load, () => void this.commonEndDialog.show());
  }

  readonly #takeQuotation = (draft: Draft): void => {
    this.onSay('');
    void this.onDraft(() => draft);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-line-toolbar': LineToolbar;
  }
}
