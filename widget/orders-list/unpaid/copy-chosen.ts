import { css, html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { LIMITS } from '../../../shared/limits.ts';
import type { UnpaidLine } from '../../../shared/schemas/unpaid.ts';
import { CallController } from '../../api/call-controller.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { copyText } from '../../ui/copy-text.ts';
import { faultNotice } from '../../ui/fault-notice.ts';
import { showModal } from '../../ui/show-modal.ts';
import { csvOf, pastedRows, saveFile } from '../../ui/spreadsheet/cells.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';
import { paymentInfoText } from '../order/payment-info.ts';
import { exportedRows, linkRows } from './unpaid-cells.ts';
import { infoOf } from './unpaid-row.ts';

/** Exports the chosen lines: their links to the clipboard, or all of them into a file. */
export class CopyChosen extends StyledElement {
  static readonly tag = 'renewal-copy-chosen';
  static override styles = [
    tokens,
    allControls,
    css`
      :host {
        display: contents;
      }
      .live {
        flex: 1 0 100%;
      }
      textarea {
        min-height: 180px;
        white-space: pre;
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;

  @state() private said = '';
  /** The text itself, selected, where the clipboard is unavailable. */
  @state() private byHand = '';
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('textarea') private field!: HTMLTextAreaElement;

  readonly #copying = new CallController(this, {
    kind: 'deed',
    run: async (_signal: AbortSignal, lines: readonly UnpaidLine[]) => await this.#linksOf(lines),
    done: (urls, lines) => this.#copy(lines, urls),
  });

  readonly #saving = new CallController(this, {
    kind: 'deed',
    run: async (_signal: AbortSignal, lines: readonly UnpaidLine[], format: 'csv' | 'xlsx') => {
      const rows = exportedRows(this.signIn, lines);
      if (format === 'csv') return csvOf(rows);
      const { xlsxFile } = await import('../../ui/spreadsheet/xlsx-file.ts');
      return await xlsxFile(rows, this.signIn.t('views.unpaid'), [4, 7, 9, 10, 11]);
    },
    done: (file, lines, format) => {
      const { t, whoAmI } = this.signIn;
      saveFile(`chua-thanh-toan-${whoAmI.today}.${format}`, file);
      this.said = t('unpaid.exported', { count: lines.length });
    },
  });

  copy(lines: readonly UnpaidLine[]): void {
    this.said = '';
    void this.#copying.start(lines);
  }

  save(lines: readonly UnpaidLine[], format: 'csv' | 'xlsx'): void {
    this.said = '';
    void this.#saving.start(lines, format);
  }

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    return html`<div class="live" role="status">${this.said}</div>
      <div class="live" role="alert">${faultNotice(this.#copying, this.#saving)}</div>
      <dialog aria-labelledby="title">
        <form method="dialog" class="stack">
          <h2 id="title">${t('unpaid.copyTitle')}</h2>
          <p>${t('copyByHand')}</p>
          ${this.byHand ? html`<textarea readonly aria-labelledby="title" .value=${this.byHand}></textarea>` : nothing}
          <div class="row"><button class="end">${t('close')}</button></div>
        </form>
      </dialog>`;
  }

  async #linksOf(lines: readonly UnpaidLine[]): Promise<Map<string, string>> {
    const urls = new Map<string, string>();
    for (let start = 0; start < lines.length; start += LIMITS.unpaidPage) {
      const lineIds = lines.slice(start, start + LIMITS.unpaidPage).map(({ lineId }) => lineId);
      const { links } = await this.signIn.api.unpaid.makeLinks.mutate({ lineIds });
      for (const { lineId, url } of links) urls.set(lineId, url);
    }
    return urls;
  }

  /** One line is copied as a message, several as rows. */
  async #copy(lines: readonly UnpaidLine[], urls: ReadonlyMap<string, string>): Promise<void> {
    const { t } = this.signIn;
    const [only, ...others] = lines.filter(({ lineId }) => urls.has(lineId));
    if (!only) return;
    const isOne = others.length === 0;
    const text = isOne
      ? paymentInfoText(this.signIn, infoOf(only), urls.get(only.lineId) ?? '')
      : pastedRows(linkRows(this.signIn, lines, urls));
    if (await copyText(text)) {
      const count = others.length + 1;
      this.said = isOne ? t('unpaid.copiedOne') : t('unpaid.copied', { count });
      return;
    }
    this.byHand = text;
    await this.updateComplete;
    showModal(this.dialog);
    this.field.focus();
    this.field.select();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-copy-chosen': CopyChosen;
  }
}
