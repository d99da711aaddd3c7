import { css, html, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { CallController } from '../../api/call-controller.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { allControls } from '../../ui/all-controls.styles.ts';
import { faultNotice } from '../../ui/fault-notice.ts';
import { csvOf, saveFile } from '../../ui/spreadsheet/cells.ts';
import type { Cell } from '../../ui/spreadsheet/xlsx-file.ts';
import { StyledElement } from '../../ui/styled-element.ts';
import { tokens } from '../../ui/theme/tokens.styles.ts';

/** A list for a file. */
export interface Exported {
  /** The file's name, before its day. */
  name: string;
  /** The name of the workbook's sheet. */
  sheet: string;
  rows: Cell[][];
  /** The columns of days. */
  dates: number[];
  /** Text once it is saved. */
  said: string;
}

const FORMATS = ['xlsx', 'csv'] as const;

/** Saves a list as a workbook or as CSV. */
export class ExportButtons extends StyledElement {
  static readonly tag = 'renewal-export-buttons';
  static override styles = [
    tokens,
    allControls,
    css`
      :host {
        display: contents;
      }
      .deeds {
        margin-inline-start: auto;
        gap: 6px;
      }
      .live {
        flex: 1 0 100%;
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) signIn!: SignIn;
  /** Reads the list as it is shown now; `say` shows its progress. */
  @property({ attribute: false }) read!: (say: (text: string) => void) => Promise<Exported>;
  @state() private said = '';

  readonly #saving = new CallController(this, {
    kind: 'deed',
    run: async (_signal: AbortSignal, format: (typeof FORMATS)[number]) => {
      const list = await this.read((text) => {
        this.said = text;
      });
      if (format === 'csv') return { list, file: csvOf(list.rows) };
      const { xlsxFile } = await import('../../ui/spreadsheet/xlsx-file.ts');
      return { list, file: await xlsxFile(list.rows, list.sheet, list.dates) };
    },
    done: ({ list, file }, format) => {
      saveFile(`${list.name}-${this.signIn.whoAmI.today}.${format}`, file);
      this.said = list.said;
    },
  });

  protected override render(): TemplateResult {
    const { t } = this.signIn;
    return html`<div class="row deeds">
        ${FORMATS.map(
          (format) => html`<button
            type="button"
            aria-disabled=${this.#saving.isBusy}
            @click=${() => {
              this.said = '';
              void this.#saving.start(format);
            }}
          >
            ${t(format === 'csv' ? 'unpaid.export' : 'unpaid.exportXlsx')}
          </button>`,
        )}
      </div>
      <div class="live" role="status">${this.said}</div>
      <div class="live" role="alert">${faultNotice(this.#saving)}</div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'renewal-export-buttons': ExportButtons;
  }
}
