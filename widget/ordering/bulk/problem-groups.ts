import { defaultFiscalYear } from '../../../shared/license-term.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import { type Draft, type DraftChange, type DraftRow, emptyRow, payerOf } from '../draft/draft.ts';
import { withExpiry } from '../rows/moved-license.ts';
import { situationOf, type Terms } from '../rows/row-term.ts';
import type { LineProblem, ProblemCode } from '../table/row-problems.ts';

/** Rows with the same problem, which are mended together. */
export interface ProblemGroup {
  code: GroupCode;
  /** The rows, in their order. */
  keys: readonly number[];
  /** ALREADY_ORDERED: the order that has these rows; null where there are many. */
  order: { id: string; number: string } | null;
  /** ALREADY_ORDERED: the number of other orders that have these rows. */
  orders: number;
}

/** Both kinds of unreadable codes are one group. */
export type GroupCode = Exclude<ProblemCode, 'TAX_CODE_CHECK_DIGIT'>;

/** Most orders that have a group each. */
const MOST_ORDERS = 3;

/** Groups problems, the largest group first. */
export function problemGroups(problems: ReadonlyMap<number, LineProblem>): readonly ProblemGroup[] {
  const byCode = Map.groupBy(problems, ([, { code }]) =>
    code === 'TAX_CODE_CHECK_DIGIT' ? 'TAX_CODE_INVALID' : code,
  );
  const groups = [...byCode].flatMap(([code, entries]) => {
    const byOrder = Map.groupBy(entries, ([, { orderId }]) => orderId ?? '');
    const parts = byOrder.size > MOST_ORDERS ? [entries] : [...byOrder.values()];
    return parts.map((part): ProblemGroup => {
      const { orderId, orderNumber } = part[0]?.[1] ?? {};
      const isOne = part === entries ? byOrder.size === 1 : true;
      const order = isOne && orderId && orderNumber ? { id: orderId, number: orderNumber } : null;
      return { code, keys: part.map(([key]) => key), order, orders: isOne ? 1 : byOrder.size };
    });
  });
  return groups.sort((one, other) => other.keys.length - one.keys.length);
}

/** A mend for a whole group without a question: its rows are removed, or changed. */
export type Remedy = 'remove' | 'year' | 'expiry' | 'until' | 'quantity';

const REMEDIES: Partial<Record<GroupCode, Exclude<Remedy, 'remove'>>> = {
  FISCAL_YEAR_OUT_OF_RANGE: 'year',
  TERM_LEAVES_GAP: 'year',
  LAPSED_YEAR_FIRST: 'year',
  ALREADY_COVERED: 'year',
  LICENSE_MOVED: 'expiry',
  UNTIL_NOT_SOLD: 'until',
  UNTIL_OUT_OF_RANGE: 'until',
  QUANTITY_NOT_SOLD: 'quantity',
  QUANTITY_INVALID: 'quantity',
};

/** Problems of typed texts: they are corrected, not thrown away by one press. */
const TYPED: readonly GroupCode[] = ['OVERRIDE', 'QUANTITY_INVALID', 'CUSTOMER_REQUIRED'];

export function remediesOf({ code }: ProblemGroup): readonly Remedy[] {
  const remedy = REMEDIES[code];
  return [...(remedy ? [remedy] : []), ...(TYPED.includes(code) ? [] : (['remove'] as const))];
}

/** The change that mends the rows of a group. */
export function mended(
  signIn: FormSignIn,
  { keys }: Pick<ProblemGroup, 'keys'>,
  problems: ReadonlyMap<number, LineProblem>,
  remedy: Remedy,
): DraftChange {
  const chosen = new Set(keys);
  if (remedy === 'remove') return withoutRows(chosen);
  return ({ rows }) => ({
    rows: rows.map((row) => {
      const problem = problems.get(row.key);
      if (!chosen.has(row.key) || !problem) return row;
      return { ...row, ...CHANGES[remedy](signIn, row, problem) };
    }),
  });
}

type Change = (signIn: FormSignIn, row: DraftRow, problem: LineProblem) => Partial<DraftRow>;

const CHANGES: Record<Exclude<Remedy, 'remove'>, Change> = {
  year: (terms, row, { latest }) => ({ firstFiscalYear: latest ?? proposedYear(terms, row) }),
  expiry: (signIn, row, { expiry }) => (expiry ? withExpiry(signIn, row, expiry) : {}),
  until: () => ({ until: null }),
  quantity: () => ({ quantity: null }),
};

function proposedYear(terms: Terms, row: DraftRow): number {
  const situation = situationOf(terms, row);
  return situation ? defaultFiscalYear(situation).fiscalYear : row.firstFiscalYear;
}

/** Takes rows out of the order; an order without rows has a blank one. */
export function withoutRows(keys: ReadonlySet<number>): DraftChange {
  return ({ rows }) => {
    const left = rows.filter(({ key }) => !keys.has(key));
    return { rows: left.length > 0 ? left : [emptyRow([])] };
  };
}

/**
 * Rows that need an e-mail address which nobody has given: the owner is to get the link to pay, or the customer its
 * invoice.
 */
export function rowsWithoutEmail(draft: Draft): DraftRow[] {
  return draft.rows.filter(
    (row) =>
      row.customer?.email === '' &&
      row.recipientEmail === '' &&
      (payerOf(draft, row) === 'owner' ||
        (draft.invoiceTo === 'customer' && row.invoiceParty === null)),
  );
}
