import { foldText } from '../../../shared/search-text.ts';
import type { SignIn } from '../../api/sign-in.ts';
import type { MenuGroup } from '../../ui/menu.ts';
import { type Draft, type DraftChange, type DraftRow, isBlank } from '../draft/draft.ts';
import { licenseOf } from '../draft/row-license.ts';
import { choicesOf, presentOf } from './bulk-choices.ts';
import { type CellColumn, cellText, fieldOf, type RowFacts } from './cells.ts';
import { valueGroup } from './selection-bar.ts';

export type SortDirection = 'ascending' | 'descending';

/** Sorts the rows once, by a column; blank rows stay last. It is a change of the order, which can be undone. */
export function sorted(
  signIn: SignIn,
  column: CellColumn,
  direction: SortDirection,
  facts: RowFacts,
): DraftChange {
  // The names are Vietnamese in both languages: Đ is a letter after D, and tones come last.
  const collator = new Intl.Collator('vi', { numeric: true });
  const sign = direction === 'ascending' ? 1 : -1;
  return (draft) => {
    const values = new Map(
      draft.rows.map((row) => [row.key, sortText(signIn, draft, row, column, facts)]),
    );
    const rows = draft.rows.toSorted((one, other) => {
      const last = Number(isBlank(one)) - Number(isBlank(other));
      const [first = '', second = ''] = [values.get(one.key), values.get(other.key)];
      return last || sign * collator.compare(first, second);
    });
    return rows.every((row, index) => row === draft.rows[index]) ? {} : { rows };
  };
}

/** Dates sort by their ISO form, other cells by their shown text. */
function sortText(
  signIn: SignIn,
  draft: Draft,
  row: DraftRow,
  column: CellColumn,
  facts: RowFacts,
): string {
  if (column === 'expiry') return licenseOf(row)?.expiry ?? '';
  if (column === 'newExpiry') return facts.effectOf(row)?.newExpiry ?? '';
  return cellText(signIn, draft, row, column, facts);
}

/**
 * The menu of a column: a value for all shown rows, sorting, and the rows of one value alone.
 *
 * @param found the rows that the column's own filter can show
 */
export function columnMenu(
  signIn: SignIn,
  draft: Draft,
  shown: readonly DraftRow[],
  found: readonly DraftRow[],
  column: CellColumn,
): MenuGroup[] {
  const { t } = signIn;
  const field = fieldOf(column);
  const filled = shown.filter((row) => !isBlank(row));
  const sorting: MenuGroup = {
    heading: t('column.sort'),
    items: [
      { id: 'sort:ascending', text: t('column.sort.ascending') },
      { id: 'sort:descending', text: t('column.sort.descending') },
    ],
  };
  if (!field) {
    return column === 'expiry' ? [sorting, expiredGroup(signIn, found)] : [sorting];
  }
  const values = valueGroup(signIn, draft, filled, field);
  const heading = t('column.all', { count: filled.length });
  const present = choicesOf(signIn, draft, found, field).filter(({ has }) => has > 0);
  const only = present.map(({ value, text, has }) => ({
    id: `only:${value}`,
    text,
    note: t('bulk.fits', { count: has }),
  }));
  return [
    { heading, items: values.items.map((item) => ({ ...item, id: `set:${item.id}` })) },
    sorting,
    { heading: t('column.only'), items: only.length > 1 ? only : [] },
  ];
}

function expiredGroup({ t, whoAmI }: SignIn, rows: readonly DraftRow[]): MenuGroup {
  const count = rows.filter((row) => isExpired(row, whoAmI.today)).length;
  const note = t('bulk.fits', { count });
  const items = count > 0 ? [{ id: 'only:expired', text: t('expired'), note }] : [];
  return { heading: t('column.only'), items };
}

/** Keys of the rows that have a value in a column. */
export function rowsWith(
  { whoAmI }: SignIn,
  draft: Draft,
  column: CellColumn,
  value: string,
): ReadonlySet<number> {
  const field = fieldOf(column);
  const has = (row: DraftRow) =>
    field
      ? row.customer !== null && presentOf(draft, row, field) === value
      : isExpired(row, whoAmI.today);
  return new Set(draft.rows.filter(has).map(({ key }) => key));
}

/** Keys of the rows whose cell contains a text, in either letter case and without diacritics. */
export function rowsContaining(
  signIn: SignIn,
  draft: Draft,
  rows: readonly DraftRow[],
  column: CellColumn,
  text: string,
  facts: RowFacts,
): ReadonlySet<number> {
  // An amount matches in its shown form, with separators, or without.
  const fold = (each: string) => (column === 'number' ? each.replace(/\D/g, '') : foldText(each));
  const sought = fold(text);
  const has = (row: DraftRow) =>
    sought !== '' && fold(cellText(signIn, draft, row, column, facts)).includes(sought);
  return new Set(rows.filter(has).map(({ key }) => key));
}

function isExpired(row: DraftRow, today: string): boolean {
  const expiry = licenseOf(row)?.expiry;
  return expiry !== undefined && expiry < today;
}
