import { html, nothing, type TemplateResult } from 'lit';
import { isProrated } from '../../../shared/license-term.ts';
import { CallController, type CallHost } from '../../api/call-controller.ts';
import { withTexts } from '../../api/sign-in.ts';
import { emit } from '../../events.ts';
import { registerInner } from '../../register.ts';
import { retryNotice } from '../../ui/fault-notice.ts';
import type { StyledElement } from '../../ui/styled-element.ts';
import type { Draft } from '../draft/draft.ts';
import type { Pasted } from '../paste/pasted.ts';
import type { RowSources, SourcesHost } from './row-sources.ts';

export interface ToolbarHost extends CallHost, SourcesHost, Pick<StyledElement, 'renderRoot'> {
  readonly draft: Draft;
  addRow(): unknown;
}

/**
 * Actions on the whole list: add a row, choose customers, paste a column of codes, take a saved quotation, set a common end date.
 */
export class LineToolbar {
  readonly #host: ToolbarHost;
  /** A pasted text that waits for the dialogs: they may not load. */
  readonly #pasted: Pasted[] = [];
  /** Loads the dialogs with their texts, then uses them. */
  readonly #opening: CallController<[use: (sources: RowSources) => unknown], void>;

  constructor(host: ToolbarHost) {
    this.#host = host;
    this.#opening = new CallController(host, {
      kind: 'deed',
      run: async (_signal: AbortSignal, _use: (sources: RowSources) => unknown) => {
        registerInner((await withTexts(host.signIn, import('./row-sources.ts'))).RowSources);
      },
      // Removed meanwhile, it has no dialogs.
      done: (_result, use) => host.isConnected && use(this.#sources),
    });
  }

  /** @param more further actions */
  render(more: unknown): TemplateResult {
    const { signIn, draft } = this.#host;
    const { t, plans } = signIn;
    const opener = (text: string, open: (sources: RowSources) => unknown) =>
      html`<button type="button" class="quiet" @click=${() => this.#use((sources) => void open(sources))}>${text}</button>`;
    return html`<div class="toolbar">
      <div class="row">
        <button type="button" @click=${() => this.#host.addRow()}>${t('addRow')}</button>
        <button type="button" @click=${this.#handleChoose}>${t('choose')}</button>
        ${opener(t('pasteCodes'), (sources) => sources.open('renewal-paste-dialog'))}
        ${opener(t('quotation.saved'), (sources) => sources.open('renewal-quotation-dialog'))}
        ${plans.some(isProrated) ? opener(t('commonEnd'), (sources) => sources.open('renewal-common-end-dialog')) : nothing}
        ${more}
      </div>
      <div class="live" role="alert">${retryNotice(t, this.#failed)}</div>
      <renewal-row-sources .signIn=${signIn} .draft=${draft} .host=${this.#host}></renewal-row-sources>
    </div>`;
  }

  get #sources(): RowSources {
    return this.#host.renderRoot.querySelector('renewal-row-sources') as RowSources;
  }

  /** The reason why the dialogs were not loaded; the texts pasted for them are tried again. */
  get #failed() {
    const { text } = this.#opening;
    return this.#pasted.length > 0 ? { text, retry: () => this.#pass() } : { text };
  }

  /** Adds a column that was pasted into a field of the table. */
  paste(...pasted: Pasted): Promise<void> {
    this.#pasted.push(pasted);
    return this.#pass();
  }

  #pass(): Promise<void> {
    return this.#use((sources) => {
      for (const pasted of this.#pasted.splice(0)) void sources.paste(...pasted);
    });
  }

  /** Shows the contents of a file, to be taken into the order. */
  importFiles(files: readonly File[]): Promise<void> {
    return this.#use((sources) => void sources.importFiles(files));
  }

  /**
   * Opens the list of all licences.
   *
   * @param given what the host wants to be shown
   */
  async choose(given: unknown): Promise<void> {
    await this.#host.updateComplete;
    await this.#use((sources) => void sources.open('renewal-choose-dialog', given));
  }

  /**
   * Waits until all pasted codes have been looked up, failed ones once more.
   *
   * @returns whether none were refused meanwhile, or are shown to be checked
   */
  async settled(): Promise<boolean> {
    while (this.#opening.isBusy) await this.#opening.settled();
    if (this.#pasted.length > 0) await this.#pass();
    // It is only a tag before the dialogs are loaded.
    return (await this.#sources.settled?.()) ?? true;
  }

  /**
   * Leads to pasted codes that could not be looked up.
   *
   * @returns false: there are none
   */
  focusLeftOut(): boolean {
    if (this.#pasted.length === 0) return this.#sources.focusLeftOut?.() ?? false;
    this.#host.renderRoot.querySelector<HTMLElement>('.toolbar .notice button')?.focus();
    return true;
  }

  readonly #handleChoose = (): void => {
    if (emit(this.#host, 'renewal-choose', {})) void this.choose('');
  };

  /** Uses the dialogs, one after the other for requests that come while they are loading. */
  async #use(use: (sources: RowSources) => unknown): Promise<void> {
    while (this.#opening.isBusy) await this.#opening.settled();
    await this.#opening.start(use);
  }
}
