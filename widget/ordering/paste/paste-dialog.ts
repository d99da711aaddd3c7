import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { CallController } from '../../api/call-controller.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { registerInner } from '../../register.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { faultNotice } from '../../ui/fault-notice.ts';
import { showModal } from '../../ui/show-modal.ts';
import { saveFile } from '../../ui/spreadsheet/cells.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import type { ChangeDraft, Draft } from '../draft/draft.ts';
import { delimiterOf } from './delimited-lines.ts';
import type { ListSource, Pasted } from './pasted.ts';
import { isListOfCodes } from './pasted-table.ts';

/** The parts of the dialog for files that are used here; it is loaded when a file is opened. */
interface ImportDialogPart extends HTMLElement {
  show(...source: ListSource): Promise<void>;
}

/** The template's columns. */
const COLUMNS = ['code', 'name', 'plan', 'year', 'years', 'payer', 'email'] as const;

/** A place to paste a column of tax codes or a table into, and to choose or drop a file. */
export class PasteDialog extends StyledElement {
  static readonly tag = 'renewal-paste-dialog';
  static override styles = [
    tokens,
    allControls,
    css`
      textarea {
        resize: vertical;
      }
      dialog + .live .notice {
        margin-block-start: 8px;
      }
      dialog.over textarea {
        outline: 2px dashed var(--accent);
        outline-offset: 2px;
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  /** Adds the codes to the order. @returns why it can't; null: it is a table, to be shown first */
  @property({ attribute: false }) onCodes: (...pasted: Pasted) => Promise<string | null> =
    async () => '';
  @property({ attribute: false }) draft!: Draft;
  @property({ attribute: false }) onDraft: ChangeDraft = async () => {};
  /** Called once rows were added and the dialog is closed. */
  @property({ attribute: false }) onAdded: () => void = () => {};
  /** Takes a file or a table, to be shown by `import`. */
  @property({ attribute: false }) onList: (...source: ListSource) => unknown = () => {};
  /** Called once a file or a table that could not be shown is left out. */
  @property({ attribute: false }) onLeftOut: () => unknown = () => {};
  /** Announces the result of an import. */
  @property({ attribute: false }) onSay: (text: string) => void = () => {};

  @state() private error = '';
  @state() private isOver = false;
  @query('renewal-import-dialog') private importDialog!: ImportDialogPart;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('textarea') private textarea!: HTMLTextAreaElement;
  @query('input[type=file]') private chooser!: HTMLInputElement;

  #pasted: Pasted = [''];

  readonly #adding = new CallController(this, {
    kind: 'deed',
    run: (_signal: AbortSignal, ...pasted: Pasted) => this.onCodes(...pasted),
    done: (refusal, ...pasted) => this.#take(refusal, ...pasted),
  });
  /** Of files handed over while the dialog for them is loading, the latest is shown. */
  readonly #opening = new CallController(this, {
    kind: 'question',
    run: async (_signal: AbortSignal, ..._source: ListSource) => {
      registerInner((await import('../import/import-dialog.ts')).ImportDialog);
    },
    done: (_result, ...source) => this.importDialog.show(...source),
  });
  readonly #saving = new CallController(this, {
    kind: 'deed',
    run: async () =>
      (await import('../../ui/spreadsheet/xlsx-file.ts')).xlsxFile(this.#template(), '1'),
    done: (file) => saveFile('mau-gia-han.xlsx', file),
  });

  /** Shows the contents of a file or a table. */
  async import(...source: ListSource): Promise<void> {
    await this.updateComplete;
    await this.#opening.start(...source);
  }

  async show(): Promise<void> {
    // An earlier form may have loaded the dialog, so that this one has been drawn before its texts came.
    this.requestUpdate();
    await this.updateComplete;
    this.error = '';
    showModal(this.dialog);
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    return html`<dialog
      aria-labelledby="title"
      class=${this.isOver ? 'over' : ''}
      @dragover=${this.#handleDragover}
      @dragleave=${() => {
        this.isOver = false;
      }}
      @drop=${this.#handleDrop}
    >
      <form method="dialog" class="stack" @submit=${this.#handleSubmit}>
        <h2 id="title">${t('pasteCodes')}</h2>
        <p class="muted" id="hint">${t('pasteCodes.hint')}</p>
        <textarea
          rows="10"
          aria-label=${t('pasteCodes.label')}
          aria-describedby="hint error"
          aria-invalid=${this.error ? 'true' : 'false'}
          spellcheck="false"
          autofocus
          @paste=${this.#handlePaste}
        ></textarea>
        <p class="error" id="error" role="alert">${this.error || nothing}</p>
        <div class="row">
          <button type="button" @click=${() => this.chooser.click()}>${t('pasteCodes.file')}</button>
          <span class="muted">${t('pasteCodes.drop')}</span>
          <button type="button" class="quiet end" @click=${() => this.#saving.start()}>
            ${t('pasteCodes.template')}
          </button>
          <input
            type="file"
            hidden
            accept=".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt,text/csv"
            @change=${() => this.#choose(this.chooser.files)}
          />
        </div>
        <div class="live" role="alert">${faultNotice(this.#saving)}</div>
        <div class="row">
          <button type="button" class="end" @click=${() => this.dialog.close()}>${t('close')}</button>
          <button class="primary" ?disabled=${this.#adding.isBusy}>${t('pasteCodes.add')}</button>
        </div>
      </form>
    </dialog>
    <div class="live" role="alert">${this.#opening.text ? this.#renderLeftOut() : nothing}</div>
    <renewal-import-dialog
      .signIn=${this.signIn}
      .draft=${this.draft}
      .onDraft=${this.onDraft}
      .onAdded=${this.onAdded}
      .onSay=${this.onSay}
    ></renewal-import-dialog>`;
  }

  /** Says why a file or a table could not be shown: it is kept, to be tried again. */
  #renderLeftOut(): TemplateResult {
    const { t } = this.signIn;
    return html`<div class="notice bad row">
      <span>${this.#opening.text}</span>
      <button type="button" class="left-out end" @click=${this.#retry}>${t('retry')}</button>
      <button type="button" class="quiet" @click=${this.#leaveOut}>${t('pasteCodes.leaveOut')}</button>
    </div>`;
  }

  /** The pressed button disappears meanwhile, and has the focus again if it could not be shown this time either. */
  readonly #retry = async (): Promise<void> => {
    await this.#opening.retry();
    await this.updateComplete;
    if (document.activeElement === document.body) this.focusLeftOut();
  };

  readonly #leaveOut = (): void => {
    this.#opening.clear();
    this.onLeftOut();
  };

  /**
   * Leads to a file or a table that could not be shown.
   *
   * @returns false: there is none
   */
  focusLeftOut(): boolean {
    this.renderRoot.querySelector<HTMLElement>('.left-out')?.focus();
    return this.#opening.fault !== null;
  }

  /** A list of codes is added at once; a table is first shown with the roles of its columns. */
  #handleSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const text = this.textarea.value;
    const isList = delimiterOf(text) === null || isListOfCodes(text);
    const [pasted, asHtml] = this.#pasted;
    // The field has other line ends.
    const asCopied = text === pasted.replaceAll('\r', '') ? asHtml : '';
    if (isList) void this.#adding.start(text, asCopied);
    else this.#import(text, asCopied);
  }

  #import(source: File | string, asHtml?: string): void {
    if (source instanceof File || source === this.textarea.value) this.textarea.value = '';
    this.dialog.close();
    this.onList(source, asHtml);
  }

  refuseSeveral(): void {
    this.error = this.signIn.t('pasteCodes.several');
  }

  #choose(files: FileList | null | undefined): void {
    const [file, ...others] = files ?? [];
    if (!file) return;
    if (others.length > 0) this.refuseSeveral();
    else this.#import(file);
    // The same file may be chosen again, changed meanwhile.
    this.chooser.value = '';
  }

  /** A file may be copied, too. */
  #handlePaste(event: ClipboardEvent): void {
    const { clipboardData: copied } = event;
    this.#pasted = [copied?.getData('text/plain') ?? '', copied?.getData('text/html')];
    if (!copied?.files.length || this.#pasted[0]) return;
    event.preventDefault();
    this.#choose(copied.files);
  }

  #handleDragover(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.stopPropagation();
    this.isOver = true;
  }

  #handleDrop(event: DragEvent): void {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    event.stopPropagation();
    this.isOver = false;
    this.#choose(event.dataTransfer.files);
  }

  #template(): string[][] {
    return [COLUMNS.map((column) => this.signIn.t(`import.role.${column}`))];
  }

  #take(refusal: string | null, ...pasted: Pasted): void {
    this.error = refusal ?? '';
    if (refusal === null) {
      this.#import(...pasted);
    } else if (refusal) {
      this.textarea.focus();
    } else if (this.textarea.value === pasted[0]) {
      // More may have been typed while the codes were looked up.
      this.textarea.value = '';
      this.dialog.close();
      this.onAdded();
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-paste-dialog': PasteDialog;
  }
}
