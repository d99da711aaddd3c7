import { texts } from '../../widget/messages/form-texts-vi.ts';
import { lateStyles } from '../../widget/ordering/details/late-views.styles.ts';
import type { DraftRow } from '../../widget/ordering/draft/draft.ts';
import { rowEffect } from '../../widget/ordering/rows/row-term.ts';
import type { LineRow } from '../../widget/ordering/table/drawn-line.ts';
import { GridKeys } from '../../widget/ordering/table/grid-keys.ts';
import { LineTable } from '../../widget/ordering/table/line-table.ts';
import { registerInner } from '../../widget/register.ts';
import { ANNIVERSARY, WHO_AM_I, YEARLY } from '../../widget/testing/firm.ts';
import type { BenchTable } from './bench-table.ts';
import { draftRows } from './rows.ts';

registerInner(LineTable);

const signIn = {
  t: (key: keyof typeof texts) => texts[key],
  hasAllTexts: () => true,
  locale: 'vi',
  plans: [YEARLY, ANNIVERSARY],
  whoAmI: WHO_AM_I,
} as unknown as LineRow['signIn'];

/** The order form's table, with every field that it has there. */
export function widgetTable(place: HTMLElement): BenchTable {
  const table = document.createElement('renewal-line-table');
  const nothing = () => {};
  const lineOf = (row: DraftRow): LineRow => ({
    signIn,
    row,
    index: row.key - 1,
    problem: undefined,
    amount: '',
    effect: rowEffect(signIn, row, undefined),
    busy: false,
    isOpen: false,
    isTicked: false,
    marksOf: () => '',
    orderPayer: 'firm',
    onTick: nothing,
    onChange: nothing,
    onChoose: nothing,
    onText: nothing,
    onPasteColumn: nothing,
    onToggle: nothing,
    onRemove: nothing,
  });
  const head = { ticked: 'none', onTickAll: nothing, menuOf: nothing };
  Object.assign(table, { signIn, rows: draftRows, lineOf, head, late: { lateStyles, GridKeys } });
  place.append(table);
  const cells = () => table.shadowRoot?.querySelectorAll<HTMLElement>('td.year') ?? [];
  return {
    isShown: () => cells().length > 0,
    begin: () => cells()[0]?.focus(),
    async change(index) {
      table.rows = table.rows.map((row) =>
        row.key === index + 1 ? { ...row, firstFiscalYear: row.firstFiscalYear + 1 } : row,
      );
      // The whole table is drawn, as in the form, where a change may concern every row.
      table.revision = {};
      await table.updateComplete;
    },
  };
}
