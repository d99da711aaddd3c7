import type { CalendarDate } from '../../../shared/calendar-date.ts';
import { fiscalYearPeriod } from '../../../shared/fiscal-year.ts';
import type { RefundReason } from '../../../shared/refund-reasons.ts';
import { findUnrenewable } from '../../directory/licenses/find-unrenewable.ts';
import type { AttemptLine } from './attempt-money.ts';
import type { LineToPay } from './read-attempt-lines.ts';

/** Money that has just come may revive closed lines; for earlier money they stay closed. */
export type Closed = 'may_revive' | 'stay_closed';

/**
 * The standing of each line of an attempt. Lines to be paid build on those before them, unpaid ones first.
 *
 * @param barred closed lines that this money can't pay, and why: see {@link findBarredLines}
 */
export function standingsOf(
  lines: readonly LineToPay[],
  today: CalendarDate,
  closed: Closed,
  barred: ReadonlyMap<string, RefundReason> = new Map(),
): AttemptLine[] {
  const judged = lines.map((line) => ({
    line,
    standing: standingOf(line, closed === 'may_revive' && !barred.has(line.id)),
  }));
  const inOrder = judged.toSorted((a, b) => a.line.first_fiscal_year - b.line.first_fiscal_year);
  const open = (['payable', 'revivable'] as const).flatMap((first) =>
    inOrder.filter(({ standing }) => standing === first).map(({ line }) => line),
  );
  const unrenewable = findUnrenewable(open, today);
  return judged.map(({ line: { id, total }, standing }): AttemptLine => {
    if (unrenewable.has(id)) {
      return { id, total, standing: 'closed_cancelled', reason: 'not_renewable' };
    }
    return { id, total, standing, reason: barred.get(id) };
  });
}

/**
 * Late money pays a cancelled line while no other line has its years and it still adds to the licence; {@link
 * findBarredLines} decides whether it is too late, or the price too low.
 */
function standingOf(line: LineToPay, mayRevive: boolean): AttemptLine['standing'] {
  if (line.state === 'awaiting_payment') return 'payable';
  if (line.state === 'paid') return 'closed_paid';
  const free = mayRevive && !line.claimed_elsewhere && !isCovered(line);
  return free ? 'revivable' : 'closed_cancelled';
}

/** Whether the licence has been renewed meanwhile for the line's term; an earlier year does not count. */
function isCovered(line: LineToPay): boolean {
  if (line.expiry <= line.present_expiry) return false;
  if (line.term_rule === 'anniversary') return true;
  const { first } = fiscalYearPeriod(line.first_fiscal_year, line.fiscal_year_start);
  const firstDay = line.proration === 'none' ? first : (line.first_day ?? first);
  return line.expiry >= firstDay;
}
