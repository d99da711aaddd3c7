import { html, nothing, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { isProrated } from '../../../shared/license-term.ts';
import { CallController } from '../../api/call-controller.ts';
import type { FormSignIn, SignIn } from '../../api/sign-in.ts';
import { emit } from '../../events.ts';
import { registerInner } from '../../register.ts';
import { controls } from '../../ui/controls.styles.ts';
import { retryNotice } from '../../ui/fault-notice.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import type { ChangeDraft, Draft } from '../draft/draft.ts';
import type { Pasted } from '../paste/pasted.ts';
import type { RowSources } from './row-sources.ts';

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
  @property({ attribute: false }) onSay: (text: string, isWarning?: boolean) => void = () => {};
  @property({ attribute: false }) onOpenOrder: (orderId: string) => void = () => {};
  @query('renewal-row-sources') private sources!: RowSources;

  /** A pasted text that waits for the dialogs: they may not load. */
  readonly #pasted: Pasted[] = [];

  /** Loads the dialogs with their texts, then uses them. */
  readonly #opening = new CallController(this, {
    kind: 'deed',
    run: async (_signal: AbortSignal, _use: (sources: RowSources) => unknown) => {
      const loading = [import('./row-sources.ts'), this.signIn.loadAllTexts()] as const;
      const [{ RowSources }] = await Promise.all(loading);
      registerInner(RowSources);
    },
    // Removed meanwhile, it has no dialogs.
    done: (_result, use) => this.isConnected && use(this.sources),
  });

  protected override render(): TemplateResult {
    const { signIn, draft } = this;
    const { t } = signIn;
    const opener = (text: string, use: (sources: RowSources) => unknown) =>
      html`<button type="button" class="quiet" @click=${() => this.#use((sources) => void use(sources))}>${text}</button>`;
    return html`<div class="row">
        <button type="button" @click=${this.onAddRow}>${t('addRow')}</button>
        <button type="button" @click=${this.#handleChoose}>${t('choose')}</button>
        ${opener(t('pasteCodes'), (sources) => sources.openPaste())}
        ${opener(t('quotation.saved'), (sources) => sources.openQuotations())}
        ${signIn.plans.some(isProrated) ? opener(t('commonEnd'), (sources) => sources.openCommonEnd()) : nothing}
        <slot></slot>
      </div>
      <div class="live" role="alert">${retryNotice(t, this.#failed)}</div>
      <renewal-row-sources
        .signIn=${
          // The toolbar's texts are loaded before it is used.
          signIn as SignIn
        }
        .draft=${draft}
        .onDraft=${this.onDraft}
        .onRow=${this.onRow}
        .onSay=${this.onSay}
        .onOpenOrder=${this.onOpenOrder}
      ></renewal-row-sources>`;
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
  choose(given: unknown): Promise<void> {
    return this.#use((sources) => void sources.choose(given));
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
    return (await this.sources.settled?.()) ?? true;
  }

  /**
   * Leads to pasted codes that could not be looked up.
   *
   * @returns false: there are none
   */
  focusLeftOut(): boolean {
    if (this.#pasted.length === 0) return this.sources.focusLeftOut?.() ?? false;
    this.renderRoot.querySelector<HTMLElement>('.notice button')?.focus();
    return true;
  }

  readonly #handleChoose = (): void => {
    if (emit(this, 'renewal-choose', {})) void this.choose('');
  };

  /** Uses the dialogs, one after the other for requests that come while they are loading. */
  async #use(use: (sources: RowSources) => unknown): Promise<void> {
    while (this.#opening.isBusy) await this.#opening.settled();
    await this.#opening.start(use);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-line-toolbar': LineToolbar;
  }
}
