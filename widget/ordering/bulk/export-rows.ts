import { html, nothing } from 'lit';
import { CallController, type CallHost } from '../../api/call-controller.ts';
import { type FormSignIn, type SignIn, saysAll } from '../../api/sign-in.ts';
import { csvOf, saveFile } from '../../ui/spreadsheet/cells.ts';
import type { Cell } from '../../ui/spreadsheet/xlsx-file.ts';
import { type Draft, type DraftRow, isBlank } from '../draft/draft.ts';
import { CELL_COLUMNS, type CellColumn, cellText, type RowFacts } from './cells.ts';

export interface ExportRowsHost extends CallHost {
  readonly signIn: FormSignIn;
  readonly draft: Draft;
  readonly facts: RowFacts;
  shownRows(): readonly DraftRow[];
  say(text: string): void;
}

const HEADINGS = {
  code: 'import.role.code',
  name: 'import.role.name',
  plan: 'import.role.plan',
  year: 'import.role.year',
  years: 'import.role.years',
  payer: 'import.role.payer',
  expiry: 'term.presentExpiry',
  newExpiry: 'term.newExpiry',
  number: 'term.amount',
} as const satisfies Record<CellColumn, string>;

type Format = 'xlsx' | 'csv';

interface Saved {
  file: string | Blob;
  /** Number of rows in it. */
  count: number;
}

/** Saves the rows that the table shows, without blank ones; changed in a spreadsheet, the file can be read again. */
export class ExportRows {
  readonly #host: ExportRowsHost;
  readonly #saving: CallController<[Format], Saved>;

  constructor(host: ExportRowsHost) {
    this.#host = host;
    this.#saving = new CallController(host, {
      kind: 'deed',
      run: async (_signal: AbortSignal, format: Format): Promise<Saved> => {
        const signIn = host.signIn as SignIn;
        const shown = host.shownRows().filter((row) => !isBlank(row));
        const rows = exportedRows(signIn, host.draft, shown, host.facts);
        const count = shown.length;
        if (format === 'csv') return { file: csvOf(rows), count };
        const { xlsxFile } = await import('../../ui/spreadsheet/xlsx-file.ts');
        return { file: await xlsxFile(rows, signIn.t('lines')), count };
      },
      done: ({ file, count }, format) => {
        const signIn = host.signIn as SignIn;
        saveFile(`gia-han-${signIn.whoAmI.today}.${format}`, file);
        host.say(signIn.t('rows.exported', { count }));
      },
    });
  }

  /** The reason why nothing was saved; empty without a fault. */
  get text(): string {
    return this.#saving.text;
  }

  retry(): void {
    void this.#saving.retry();
  }

  renderButton(): unknown {
    const { signIn } = this.#host;
    if (!saysAll(signIn)) return nothing;
    const { t } = signIn;
    const groups = [
      {
        heading: t('rows.exportAs'),
        items: [
          { id: 'xlsx', text: t('rows.exportXlsx') },
          { id: 'csv', text: t('rows.exportCsv') },
        ],
      },
    ];
    return html`<renewal-menu
      label=${t('rows.export')}
      .groupsOf=${() => groups}
      .onChoose=${(id: string) => this.#saving.start(id as Format)}
    ></renewal-menu>`;
  }
}

/** The rows under headings by which they are recognised when they come back. */
export function exportedRows(
  signIn: SignIn,
  draft: Draft,
  rows: readonly DraftRow[],
  facts: RowFacts,
): Cell[][] {
  const cellOf = (row: DraftRow, column: CellColumn): Cell => {
    const text = cellText(signIn, draft, row, column, facts);
    return column === 'number' && text !== '' ? Number(text) : text;
  };
  return [
    [...CELL_COLUMNS.map((column) => signIn.t(HEADINGS[column])), signIn.t('import.role.email')],
    ...rows.map((row) => [
      ...CELL_COLUMNS.map((column) => cellOf(row, column)),
      row.recipientEmail,
    ]),
  ];
}
