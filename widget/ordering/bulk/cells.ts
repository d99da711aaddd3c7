import { formatDate } from '../../../shared/calendar-date.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { type Draft, type DraftChange, type DraftRow, payerOf } from '../draft/draft.ts';
import { licenseOf } from '../draft/row-license.ts';
import { withRows } from '../draft/with-rows.ts';
import type { QuotedRow } from '../quote/quoting.ts';
import type { RowEffect } from '../rows/row-term.ts';
import { type ChoiceField, readValue, rowValue, textOfValue } from './bulk-choices.ts';

/** Columns whose cells can be copied, in their order. */
export const CELL_COLUMNS = [
  'code',
  'name',
  'plan',
  'year',
  'years',
  'payer',
  'expiry',
  'newExpiry',
  'number',
] as const;

export type CellColumn = (typeof CELL_COLUMNS)[number];

/** Columns whose cells can be pasted into and filled. */
const FIELDS: Partial<Record<CellColumn, ChoiceField>> = {
  plan: 'planId',
  year: 'firstFiscalYear',
  years: 'years',
  payer: 'payer',
};

export function fieldOf(column: string): ChoiceField | undefined {
  return FIELDS[column as CellColumn];
}

/** Known facts about rows besides the draft. */
export interface RowFacts {
  effectOf(row: DraftRow): RowEffect | null;
  quotedOf(row: DraftRow): QuotedRow | undefined;
}

/** A cell in a spreadsheet's notation: codes as texts, amounts as plain numbers. */
export function cellText(
  signIn: SignIn,
  draft: Draft,
  row: DraftRow,
  column: CellColumn,
  facts: RowFacts,
): string {
  const field = FIELDS[column];
  if (column === 'year' || column === 'years' || column === 'payer') {
    if (!row.customer || !field) return '';
    if (column === 'payer') return signIn.t(`payer.${payerOf(draft, row)}`);
    return String(column === 'year' ? row.firstFiscalYear : row.years);
  }
  switch (column) {
    case 'code':
      return row.customer?.taxCode ?? row.text;
    case 'name':
      return row.customer?.name ?? '';
    case 'plan':
      return row.planId === '' ? '' : textOfValue(signIn, 'planId', row.planId, [row]);
    case 'expiry':
      return dateText(licenseOf(row)?.expiry);
    case 'newExpiry':
      return dateText(facts.effectOf(row)?.newExpiry);
    case 'number':
      return String(facts.quotedOf(row)?.total ?? '');
  }
}

function dateText(date: string | undefined): string {
  return date ? formatDate(date) : '';
}

/**
 * Reads texts that say their columns' values in other words than those shown, as an import does: the row with these
 * values, and the columns whose texts mean nothing for it.
 */
export type ReadWords = (
  signIn: SignIn,
  order: Pick<Draft, 'payer'>,
  row: DraftRow,
  texts: Readonly<Partial<Record<CellColumn, string>>>,
) => { row: DraftRow; unread: readonly string[] };

/** Lines of cells, and the rows and columns into which they are pasted. */
export interface Pasting {
  rows: readonly DraftRow[];
  columns: readonly CellColumn[];
  cells: readonly (readonly string[])[];
}

export interface PastedCells {
  change: DraftChange;
  /** Cells that can't be read as their column's values, or don't fit their row. */
  unread: number;
  /** Lines beyond the last row. */
  beyond: number;
}

/**
 * Pastes cells into rows. Columns that can't be changed are passed over: a copied range, changed in a spreadsheet,
 * returns to its place.
 *
 * @param readWords for cells that don't have a value as it is shown; without it, they are counted
 */
export function withPasted(
  signIn: SignIn,
  order: Pick<Draft, 'payer'>,
  { rows, columns, cells }: Pasting,
  readWords?: ReadWords,
): PastedCells {
  const changed = new Map<number, Partial<DraftRow>>();
  let unread = 0;
  for (const [index, row] of rows.slice(0, cells.length).entries()) {
    let now = row;
    for (const [at, text] of (cells[index] ?? []).entries()) {
      const column = columns[at] ?? 'code';
      const field = fieldOf(column);
      if (!field || text.trim() === '') continue;
      const value = readValue(signIn, now, field, text);
      const read = value === null && readWords?.(signIn, order, now, { [column]: text });
      if (value !== null) now = { ...now, ...rowValue(signIn, order, now, field, value) };
      else if (read) now = read.row;
      if (value === null && (!read || read.unread.length > 0)) unread += 1;
    }
    if (isChanged(row, now)) changed.set(row.key, now);
  }
  return {
    change: (draft) =>
      withRows(draft, new Set(changed.keys()), ({ key }) => changed.get(key) ?? null),
    unread,
    beyond: Math.max(0, cells.length - rows.length),
  };
}

function isChanged(before: DraftRow, after: DraftRow): boolean {
  return Object.entries(before).some(([name, value]) => value !== after[name as keyof DraftRow]);
}
