import { formatInteger } from '../../../shared/money.ts';
import type { FormKey } from '../../messages/index.ts';
import { licenseOf } from '../draft/row-license.ts';
import type { LineRow } from './drawn-line.ts';
import {
  codeCell,
  expandCell,
  fiscalYearCell,
  nameCell,
  newExpiryCell,
  payerCell,
  planCell,
  presentExpiryCell,
  removeCell,
  textCell,
  yearsCell,
} from './line-cells.ts';
import { tickCell } from './tick-cells.ts';

/** A column of the order form's table. */
export interface Column {
  /** Class of its cells, and name of its place in a row. */
  readonly id: string;
  readonly heading: FormKey;
  /** Whether the heading is for screen readers alone. */
  readonly isBare?: true;
  /** Width in px; of columns that grow, the least. */
  readonly width: number;
  /** The column's share of the width that is left; without it, the column does not grow. */
  readonly grows?: number;
  /** In less width than all columns need, the column's cells stand below the others; in still less, others are left out. */
  readonly inLess?: 'below' | 'nowhere';
  /** Whether its cells name their row. */
  readonly isHead?: true;
  cell(line: LineRow): unknown;
}

/** The table's columns, in their order. */
export const COLUMNS: readonly Column[] = [
  { id: 'tick', heading: 'tick', isBare: true, width: 34, cell: tickCell },
  {
    id: 'index',
    heading: 'column.number',
    width: 52,
    cell: ({ row, index }) => textCell(formatInteger(index + 1), { id: `number-${row.key}` }),
  },
  { id: 'code', heading: 'column.taxCode', width: 150, cell: codeCell },
  { id: 'name', heading: 'term.customer', width: 164, grows: 3, isHead: true, cell: nameCell },
  { id: 'plan', heading: 'term.plan', width: 240, cell: planCell },
  { id: 'year', heading: 'term.fiscalYear', width: 102, cell: fiscalYearCell },
  { id: 'years', heading: 'column.years', width: 92, cell: yearsCell },
  { id: 'payer', heading: 'payer', width: 172, inLess: 'nowhere', cell: payerCell },
  { id: 'expiry', heading: 'term.presentExpiry', width: 94, cell: presentExpiryCell },
  { id: 'newExpiry', heading: 'term.newExpiry', width: 102, cell: newExpiryCell },
  {
    id: 'number',
    heading: 'term.amount',
    width: 128,
    cell: ({ row, amount, busy }) => textCell((licenseOf(row) && amount) || '–', { isBusy: busy }),
  },
  {
    id: 'notes',
    heading: 'column.notes',
    width: 166,
    grows: 3,
    inLess: 'below',
    cell: ({ said }) => said,
  },
  { id: 'remove', heading: 'removeRow', isBare: true, width: 34, cell: removeCell },
  { id: 'more', heading: 'rowDetails', isBare: true, width: 36, cell: expandCell },
];
