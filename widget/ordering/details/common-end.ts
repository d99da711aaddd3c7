import type { CalendarDate } from '../../../shared/calendar-date.ts';
import { fiscalYearPeriod } from '../../../shared/fiscal-year.ts';
import { isProrated } from '../../../shared/license-term.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { untilRange } from '../../../shared/renewed-term.ts';
import type { FormSignIn } from '../../api/sign-in.ts';
import type { DraftRow } from '../draft/draft.ts';
import { planOf, situationOf } from '../rows/row-term.ts';

/** A row whose plan takes a chosen end date, with the bounds of that date. */
export interface EndableRow {
  row: DraftRow;
  from: CalendarDate;
  until: CalendarDate;
  /** The row's end without a chosen date: the last day of its last fiscal year. */
  end: CalendarDate;
}

export interface Endable {
  rows: readonly EndableRow[];
  /** Rows whose plan is charged by whole years only. */
  others: readonly DraftRow[];
}

/** Splits off the rows that can share an end date: those whose plan prorates a fiscal year. */
export function endableRows(
  terms: Pick<FormSignIn, 'plans' | 'whoAmI'>,
  draftRows: readonly DraftRow[],
): Endable {
  const rows: EndableRow[] = [];
  const others: DraftRow[] = [];
  for (const row of draftRows) {
    const plan = planOf(terms, row);
    const situation = situationOf(terms, row);
    if (!plan || !situation) continue;
    if (plan.termRule !== 'fiscal_year' || !isProrated(plan)) {
      others.push(row);
      continue;
    }
    const { firstFiscalYear, years } = row;
    const { last } = fiscalYearPeriod(firstFiscalYear + years - 1, situation.fiscalYearStart);
    const range = untilRange(situation, firstFiscalYear, LIMITS.years);
    rows.push({ row, ...range, end: last });
  }
  return { rows, others };
}

/** Whether a row may end on a date. */
export function fits({ from, until }: EndableRow, date: CalendarDate): boolean {
  return from <= date && date <= until;
}

/** The bounds of a date that fits at least one row, and the proposed date: the latest present end. */
export function commonRange(
  rows: readonly EndableRow[],
): { from: CalendarDate; until: CalendarDate; proposed: CalendarDate } | null {
  const from = rows.map((each) => each.from).sort()[0];
  const until = rows
    .map((each) => each.until)
    .sort()
    .at(-1);
  const proposed = rows
    .map(({ row, end }) => row.until ?? end)
    .sort()
    .at(-1);
  return from && until && proposed ? { from, until, proposed } : null;
}
