import { type CalendarDate, parseDate } from '../../../../shared/calendar-date.ts';
import { cleanCode } from '../../../../shared/clean-text.ts';
import {
  type FiscalYearStart,
  fiscalYearOf,
  fiscalYearPeriod,
} from '../../../../shared/fiscal-year.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import { emailProblem } from '../../../../shared/party.ts';
import { foldText } from '../../../../shared/search-text.ts';
import type { SignIn } from '../../../api/sign-in.ts';
import { type ChoiceField, presentOf, rowValue } from '../../bulk/bulk-choices.ts';
import type { Draft, DraftRow } from '../../draft/draft.ts';
import { licenseOf } from '../../draft/row-license.ts';
import { plansFor, rowEffect, situationOf } from '../../rows/row-term.ts';
import type { Role } from './headings.ts';
import {
  DOUBT,
  isProduct,
  namesProduct,
  type Period,
  readEnd,
  readPayer,
  readPeriod,
  readPlans,
  readShortYear,
  readYear,
  readYears,
} from './read-values.ts';

/** The values of a line besides its customer. */
export const VALUES = [
  'plan',
  'year',
  'years',
  'payer',
  'email',
] as const satisfies readonly Role[];
export type ValueRole = (typeof VALUES)[number];

type Order = Pick<Draft, 'payer'>;

/** The texts of a line's columns. */
export type LineValues = Readonly<Partial<Record<ValueRole, string>>>;

/** A row with a line's values, and the columns whose texts have no meaning for it: it keeps its own values there. */
export function withValues(
  signIn: SignIn,
  order: Order,
  row: DraftRow,
  values: LineValues,
): { row: DraftRow; unread: ValueRole[] } {
  const unread: ValueRole[] = [];
  let now = row;
  for (const role of VALUES) {
    const text = values[role]?.trim() ?? '';
    if (text === '') continue;
    const change = changeOf(signIn, order, now, { role, text });
    if (change === null) unread.push(role);
    else if (Object.keys(change).length > 0) now = { ...now, ...change };
  }
  return { row: now, unread };
}

/** The change that gives a row a text's value; empty: it has the value; null: the text is no value for the row. */
function changeOf(
  signIn: SignIn,
  order: Order,
  row: DraftRow,
  { role, text }: { role: ValueRole; text: string },
): Partial<DraftRow> | null {
  if (role === 'email') {
    const email = cleanCode(text);
    if (emailProblem(email)) return null;
    return email === row.recipientEmail ? {} : { recipientEmail: email };
  }
  if (text.endsWith(DOUBT)) {
    const doubted = text.slice(0, -DOUBT.length);
    return isOfName(row, doubted) || hasYears(order, row, doubted) ? {} : null;
  }
  const end = role === 'years' ? readEnd(text) : null;
  if (end !== null) return changeByEnd(signIn, order, row, end);
  const period = /^years?$/.test(role) ? readPeriod(text) : null;
  if (period) return changeByPeriod(signIn, order, row, period);
  const value = readValueOf(signIn, row, role, text);
  if (value === null) {
    const product = licenseOf(row)?.product;
    return role === 'plan' && product && isProduct(text, product) ? {} : null;
  }
  const field = FIELDS[role];
  // This includes a row with a chosen end date, which its years would end.
  if (presentOf(order, row, field) === value) return {};
  return rowValue(signIn, order, row, field, value);
}

/** The change to as many years as end on a day; null: none do. */
function changeByEnd(
  signIn: SignIn,
  order: Order,
  row: DraftRow,
  end: CalendarDate,
): Partial<DraftRow> | null {
  for (let years = 1; years <= LIMITS.years; years++) {
    const change = { years, until: null };
    if (rowEffect(signIn, { ...row, ...change }, undefined)?.newExpiry !== end) continue;
    const isSame = presentOf(order, row, 'years') === String(years) && row.until === null;
    return isSame ? {} : change;
  }
  return null;
}

/** The change by a period; null, if it is not of whole fiscal years of the row's, or not ahead. */
function changeByPeriod(
  signIn: SignIn,
  order: Order,
  row: DraftRow,
  { from, to }: Period,
): Partial<DraftRow> | null {
  const situation = situationOf(signIn, row);
  if (!situation) return null;
  const { fiscalYearStart } = situation;
  const first = fiscalYearAt(from, 'first', fiscalYearStart);
  const last = fiscalYearAt(to, 'last', fiscalYearStart);
  if (first === null || last === null || last < first) return null;
  const change: Partial<DraftRow> = {};
  for (const [field, value] of [
    ['firstFiscalYear', String(first)],
    ['years', String(last - first + 1)],
  ] as const) {
    if (presentOf(order, row, field) === value) continue;
    const changed = rowValue(signIn, order, row, field, value);
    if (changed === null) return null;
    Object.assign(change, changed);
  }
  return change;
}

/** The fiscal year that is named, or of which a day is the first or the last; null: none. */
function fiscalYearAt(text: string, end: 'first' | 'last', start: FiscalYearStart): number | null {
  // "2026-2027" may be one fiscal year that begins in April.
  if (/^\d{4}$/.test(text)) return start === 1 ? Number(text) : null;
  const day = parseDate(text);
  if (day === null) return null;
  const year = fiscalYearOf(day, start);
  return fiscalYearPeriod(year, start)[end] === day ? year : null;
}

/** Whether a text is a part of the customer's name. */
const isOfName = ({ customer }: DraftRow, text: string): boolean =>
  foldText(customer?.name ?? '')
    .split(/[^a-z0-9]+/)
    .includes(foldText(text).replace(' ', ''));

const hasYears = (order: Order, row: DraftRow, text: string): boolean =>
  presentOf(order, row, 'years') === String(readYears(text));

function readValueOf(
  { t, plans }: SignIn,
  row: DraftRow,
  role: Exclude<ValueRole, 'email'>,
  text: string,
): string | null {
  const textOrNull = (value: number | null) => (value === null ? null : String(value));
  switch (role) {
    case 'plan': {
      const [plan, ...others] = readPlans(text, plansFor(plans, row));
      if (plan === undefined || others.length > 0) return null;
      const product = licenseOf(row)?.product;
      return product === undefined || namesProduct(text, plan, product) ? plan.id : null;
    }
    case 'year':
      return textOrNull(readYear(text) ?? readShortYear(text));
    case 'years':
      return textOrNull(readYears(text));
    case 'payer':
      return readPayer(text, { firm: t('payer.firm'), owner: t('payer.owner') });
  }
}

const FIELDS: Record<Exclude<ValueRole, 'email'>, ChoiceField> = {
  plan: 'planId',
  year: 'firstFiscalYear',
  years: 'years',
  payer: 'payer',
};
