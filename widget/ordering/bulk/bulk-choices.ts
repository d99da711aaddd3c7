import { fiscalYearChoices } from '../../../shared/license-term.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { saysProduct } from '../../../shared/plan-text.ts';
import type { PayerKind } from '../../../shared/schemas/common.ts';
import { foldText } from '../../../shared/search-text.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { type Draft, type DraftChange, type DraftRow, payerOf } from '../draft/draft.ts';
import { licenseOf } from '../draft/row-license.ts';
import { withRows } from '../draft/with-rows.ts';
import { planOf, plansFor, situationOf, withPlan } from '../rows/row-term.ts';

/** Fields of a row whose value is one of a list. */
export type ChoiceField = 'planId' | 'firstFiscalYear' | 'years' | 'payer';

/** A value for many rows at once. */
export interface Choice {
  value: string;
  text: string;
  /** Number of rows that can have it. */
  fits: number;
  /** Number of rows that have it. */
  has: number;
}

type Order = Pick<Draft, 'payer'>;

interface Field {
  /** Values that a row can have. */
  valuesOf(signIn: SignIn, row: DraftRow): readonly string[];
  presentOf(order: Order, row: DraftRow): string;
  textOf(signIn: SignIn, value: string, rows: readonly DraftRow[]): string;
  change(signIn: SignIn, order: Order, row: DraftRow, value: string): Partial<DraftRow>;
}

const YEARS = Array.from({ length: LIMITS.years }, (_, index) => String(index + 1));

const FIELDS: Record<ChoiceField, Field> = {
  planId: {
    // The chosen plan is among them even if it is not sold to the customer, so it is left out here.
    valuesOf: (signIn, row) =>
      licenseOf(row) ? plansFor(signIn.plans, { ...row, planId: '' }).map(({ id }) => id) : [],
    presentOf: (_order, row) => row.planId,
    textOf: planName,
    change: (signIn, _order, row, value) => withPlan(signIn, row, value),
  },
  firstFiscalYear: {
    valuesOf: (signIn, row) => {
      const situation = situationOf(signIn, row);
      const hasYears = planOf(signIn, row)?.termRule === 'fiscal_year';
      return situation && hasYears ? fiscalYearChoices(situation).map(String) : [];
    },
    presentOf: (_order, row) => String(row.firstFiscalYear),
    textOf: (_signIn, value) => value,
    change: (_signIn, _order, _row, value) => ({ firstFiscalYear: Number(value) }),
  },
  years: {
    valuesOf: (_signIn, row) => (licenseOf(row) ? YEARS : []),
    presentOf: (_order, row) => String(row.years),
    textOf: ({ t }, years) => t('bulk.years', { count: years }),
    // A number of years takes the place of a chosen end date.
    change: (_signIn, _order, _row, value) => ({ years: Number(value), until: null }),
  },
  payer: {
    valuesOf: (_signIn, row) => (row.customer ? ['firm', 'owner'] : []),
    presentOf: payerOf,
    textOf: ({ t }, payer) => t(`payer.${payer as PayerKind}`),
    // A row with the order's payer follows the order.
    change: (_signIn, order, _row, payer) => ({
      payer: payer === order.payer ? null : (payer as PayerKind),
    }),
  },
};

/** The values that some of the rows can have, in the order of the list. */
export function choicesOf(
  signIn: SignIn,
  order: Order,
  rows: readonly DraftRow[],
  field: ChoiceField,
): Choice[] {
  const { valuesOf, presentOf, textOf } = FIELDS[field];
  const choices = new Map<string, { fits: number; has: number }>();
  for (const row of rows) {
    const values = valuesOf(signIn, row);
    if (values.length === 0) continue;
    const present = presentOf(order, row);
    for (const value of new Set([...values, present])) {
      const { fits = 0, has = 0 } = choices.get(value) ?? {};
      const isFit = values.includes(value);
      choices.set(value, { fits: fits + (isFit ? 1 : 0), has: has + (value === present ? 1 : 0) });
    }
  }
  const all = [...choices].map(([value, counts]) => ({
    value,
    text: textOf(signIn, value, rows),
    ...counts,
  }));
  // Years in their order; plans and payers in that of the lists.
  return field === 'firstFiscalYear'
    ? all.sort((one, other) => (one.value < other.value ? -1 : 1))
    : all;
}

export function presentOf(order: Order, row: DraftRow, field: ChoiceField): string {
  return FIELDS[field].presentOf(order, row);
}

/** Gives chosen rows a value, as far as it fits them; the others stay as they are. */
export function withValue(
  signIn: SignIn,
  keys: ReadonlySet<number>,
  field: ChoiceField,
  value: string,
): DraftChange {
  return (draft) => withRows(draft, keys, (row) => rowValue(signIn, draft, row, field, value));
}

/** The change that gives a row a value; null if the row has it, or it does not fit. */
export function rowValue(
  signIn: SignIn,
  order: Order,
  row: DraftRow,
  field: ChoiceField,
  value: string,
): Partial<DraftRow> | null {
  const { valuesOf, presentOf: present, change } = FIELDS[field];
  const isSame = present(order, row) === value && (field !== 'years' || row.until === null);
  return isSame || !valuesOf(signIn, row).includes(value)
    ? null
    : change(signIn, order, row, value);
}

/** The value that a text means for a row: as it is shown, in either letter case and without diacritics, or a plan's code. */
export function readValue(
  signIn: SignIn,
  row: DraftRow,
  field: ChoiceField,
  text: string,
): string | null {
  const { valuesOf, textOf } = FIELDS[field];
  const folded = foldText(text);
  const found = valuesOf(signIn, row).find((value) => {
    const code = field === 'planId' ? signIn.plans.find(({ id }) => id === value)?.code : undefined;
    const names = [textOf(signIn, value, []), code ?? value];
    return names.some((name) => foldText(name) === folded);
  });
  return found ?? null;
}

export function textOfValue(
  signIn: SignIn,
  field: ChoiceField,
  value: string,
  rows: readonly DraftRow[],
): string {
  return FIELDS[field].textOf(signIn, value, rows);
}

/** A plan's name; with its product where the rows are of several. */
function planName({ plans, locale }: SignIn, planId: string, rows: readonly DraftRow[]): string {
  const plan = plans.find(({ id }) => id === planId);
  const products = new Map(
    rows.flatMap((row) => {
      const license = licenseOf(row);
      return license ? [[license.product.id, license.product.name[locale]] as const] : [];
    }),
  );
  const name = plan?.name[locale] ?? '–';
  const product = products.size > 1 ? (products.get(plan?.productId ?? '') ?? '') : '';
  return product === '' || saysProduct(name, product) ? name : `${product} – ${name}`;
}
