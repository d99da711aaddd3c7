import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { CallController } from '../../api/call-controller.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { afterDialog } from '../../ui/after-dialog.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { ChooseDialog } from '../choose/choose-dialog.ts';
import { type ChangeDraft, type Draft, filledRows } from '../draft/draft.ts';
import { type FoundCodes, findCodes } from '../paste/add-codes.ts';
import { PasteDialog } from '../paste/paste-dialog.ts';
import type { ListSource, Pasted } from '../paste/pasted.ts';
import { pastedLines } from '../paste/pasted-table.ts';
import { QuotationDialog } from '../quotation/quotation-dialog.ts';
import { CommonEndDialog } from './common-end-dialog.ts';

/** The form whose rows come from here. */
export interface SourcesHost {
  onDraft: ChangeDraft;
  onOpenOrder(orderId: string): void;
  /** Announces a message about the whole list; an empty text removes it. */
  say(text: string, isWarning?: boolean): void;
  /** Leads to a row, by its key. */
  focusRow(key: number, selector: string): unknown;
}

/** The dialogs that a button opens, or the host. */
type Opened =
  | 'renewal-choose-dialog'
  | 'renewal-paste-dialog'
  | 'renewal-quotation-dialog'
  | 'renewal-common-end-dialog';

/**
 * Sources of rows: the list of all licences, pasted codes, files, saved quotations; and the dialog that gives rows a
 * common end date. Loaded with the first of them that is opened.
 */
export class RowSources extends StyledElement {
  static readonly tag = 'renewal-row-sources';
  static readonly uses = [ChooseDialog, PasteDialog, QuotationDialog, CommonEndDialog];
  static override styles = [
    tokens,
    allControls,
    css`
      .notice {
        margin-block-start: 8px;
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  @property({ attribute: false }) draft!: Draft;
  @property({ attribute: false }) host!: SourcesHost;
  /** Codes that were pasted into the table and could not be looked up. */
  @state() private pasted = '';
  /** The same as it was copied. */
  #html: string | undefined;
  /** The reason; empty while it is tried again. */
  @state() private fault = '';
  @query('renewal-paste-dialog') private pasteDialog!: PasteDialog;

  readonly #adding = new CallController(this, {
    kind: 'deed',
    run: (_signal: AbortSignal, ...pasted: Pasted) => findCodes(this.signIn, ...pasted),
    done: (found) => this.#take(found),
  });
  readonly #say = afterDialog((text, isWarning) => this.host.say(text, isWarning));
  #turn: Promise<unknown> = Promise.resolve();
  /** How many pasted texts and files were refused, or are shown to be checked. */
  #notTaken = 0;
  /** Resolves once the latest list is shown, or could not be. */
  #showing: Promise<void> = Promise.resolve();
  /** The first row that the open dialog has added. */
  #added: number | undefined;
  /** Why the last pasted text added nothing; null: it is a table. */
  #refusal: string | null = '';

  protected override render(): TemplateResult {
    const { signIn, draft, host } = this;
    return html`<div class="live" role="alert">${this.fault ? this.#renderLeftOut() : nothing}</div>
      <renewal-choose-dialog
        .signIn=${signIn}
        .draft=${draft}
        .onDraft=${this.#addRows}
        .onAdded=${this.#goToAdded}
        .onSay=${this.#say}
        .onOpenOrder=${host.onOpenOrder}
      ></renewal-choose-dialog>
      <renewal-paste-dialog
        .signIn=${signIn}
        .draft=${draft}
        .onDraft=${this.#addRows}
        .onAdded=${this.#goToAdded}
        .onSay=${this.#say}
        .onList=${(...list: ListSource) => this.import(...list)}
        .onLeftOut=${this.#focusList}
        .onCodes=${(...pasted: Pasted) => this.#inTurn(() => this.#addCodes(...pasted))}
      ></renewal-paste-dialog>
      <renewal-quotation-dialog
        .signIn=${signIn}
        .draft=${draft}
        .onDraft=${this.#takeQuotation}
      ></renewal-quotation-dialog>
      <renewal-common-end-dialog
        .signIn=${signIn}
        .draft=${draft}
        .onDraft=${host.onDraft}
        .onSay=${this.#say}
      ></renewal-common-end-dialog>`;
  }

  /** Announces the number of pasted lines that are not in the order, with the reason. */
  #renderLeftOut(): TemplateResult {
    const { t } = this.signIn;
    const count = pastedLines(this.pasted).length;
    return html`<div class="notice bad row">
      <span>${t('pasteCodes.leftOut', { count, why: this.fault })}</span>
      <button type="button" class="retry end" aria-disabled=${this.#adding.isBusy} @click=${() => this.#settle(() => this.paste(''))}>${t('retry')}</button>
      <button type="button" class="quiet" aria-disabled=${this.#adding.isBusy} @click=${() => this.#settle(() => this.#leaveOut())}>${t('pasteCodes.leaveOut')}</button>
    </div>`;
  }

  #leaveOut(): void {
    this.pasted = '';
    this.fault = '';
  }

  async #settle(answer: () => unknown): Promise<void> {
    if (this.#adding.isBusy) return;
    await answer();
    await this.updateComplete;
    if (!this.pasted) await this.#focusList();
  }

  /** A pressed button disappears with its notice: a focus that is lost by that stays among the buttons of the list. */
  readonly #focusList = async (): Promise<void> => {
    await this.pasteDialog.updateComplete;
    if (document.activeElement !== document.body) return;
    this.closest('.toolbar')?.querySelector('button')?.focus({ preventScroll: true });
  };

  /** @param given what the host wants to be shown in the list of all licences */
  async open(dialog: Opened, given?: unknown): Promise<void> {
    await this.updateComplete;
    await this.renderRoot.querySelector(dialog)?.show(given);
  }

  /**
   * Adds a column that was pasted into a field of the table, with those that could not be looked up before; a table with
   * plans, years or payers is shown first.
   */
  paste(text: string, asHtml?: string): Promise<void> {
    return this.#inTurn(async () => {
      const all = [this.pasted, text].filter(Boolean).join('\n');
      // Of several, only the texts can be put together.
      const added = this.pasted ? '' : asHtml;
      const copied = text ? added : this.#html;
      const refusal = await this.#addCodes(all, copied);
      this.pasted = this.#adding.fault ? all : '';
      this.#html = copied;
      this.fault = this.#adding.text;
      if (refusal === '' || this.pasted) return;
      if (refusal === null) return await this.import(all, copied);
      this.#notTaken++;
      this.#say(refusal, true);
    });
  }

  /** Shows the contents of a file; of several, the person has to choose one. */
  async importFiles([file, ...others]: readonly File[]): Promise<void> {
    if (file && others.length === 0) return await this.import(file);
    await this.open('renewal-paste-dialog');
    this.pasteDialog.refuseSeveral();
  }

  /** Shows the contents of a file or a table, to be taken into the order. */
  import(...list: ListSource): Promise<void> {
    this.#showing = this.#show(...list);
    return this.#showing;
  }

  async #show(...list: ListSource): Promise<void> {
    this.#say('');
    await this.updateComplete;
    await this.pasteDialog.import(...list);
    this.#notTaken++;
  }

  /**
   * Waits until all pasted codes have been looked up, failed ones once more, and the latest list is shown.
   *
   * @returns whether none were refused meanwhile, or are shown to be checked
   */
  async settled(): Promise<boolean> {
    const before = this.#notTaken;
    await this.#turn;
    if (this.pasted) await this.paste('');
    await this.#showing.catch(() => {});
    return this.#notTaken === before;
  }

  /**
   * Leads to pasted lines that could not be looked up, or a list that could not be shown.
   *
   * @returns false: there are none
   */
  focusLeftOut(): boolean {
    this.renderRoot.querySelector<HTMLElement>('.retry')?.focus();
    return this.pasted !== '' || this.pasteDialog.focusLeftOut();
  }

  /** Texts that come while another one is looked up wait for it. */
  #inTurn<Result>(add: () => Promise<Result>): Promise<Result> {
    const adding = this.#turn.then(add);
    this.#turn = adding.catch(() => {});
    return adding;
  }

  /** @returns the reason why nothing was added; empty when something was; null for a table, to be shown first */
  async #addCodes(...pasted: Pasted): Promise<string | null> {
    this.#refusal = '';
    await this.#adding.start(...pasted);
    return this.#adding.text || this.#refusal;
  }

  async #take(found: FoundCodes): Promise<void> {
    if (!('addTo' in found)) {
      this.#refusal = 'refusal' in found ? found.refusal : null;
      return;
    }
    let said = '';
    // Added to the order in its present state: `draft` is an older one where the form has been left meanwhile.
    await this.#addRows((draft) => {
      const added = found.addTo(draft);
      if ('refusal' in added) {
        this.#refusal = added.refusal;
        return {};
      }
      said = added.said;
      return { rows: added.rows };
    });
    if (said) this.#say(said);
  }

  readonly #addRows: ChangeDraft = (change) =>
    this.host.onDraft((draft) => {
      const changed = change(draft);
      const keys = new Set(filledRows(draft).map(({ key }) => key));
      this.#added = changed.rows?.find(({ key }) => !keys.has(key))?.key;
      return changed;
    });

  /** The place where a person goes on after closing the dialog: its button may be out of sight below the new rows. */
  readonly #goToAdded = (): void => {
    if (this.#added !== undefined) this.host.focusRow(this.#added, '.code');
    this.#added = undefined;
  };

  readonly #takeQuotation = (draft: Draft): void => {
    this.#say('');
    void this.host.onDraft(() => draft);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-row-sources': RowSources;
  }
}
