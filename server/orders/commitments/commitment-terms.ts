import { addDays, type CalendarDate } from '../../../shared/calendar-date.ts';

/** The facts of an unpaid line that decide about a commitment. */
export interface CommittableLine {
  /** The days that its plan allows; 0: no commitments. */
  commitmentDays: number;
  /** The licence has had a commitment since it was last paid for, or one for this fiscal year. */
  committedBefore: boolean;
}

/**
 * The last day for which payment of an order can be committed to: as many days after ordering as the strictest plan of
 * its unpaid lines allows. A licence has one commitment until it is paid for; otherwise a firm could order, commit and
 * lapse for ever. An overdue order that waits for the rest of a transfer can't be stretched by one.
 *
 * @returns null when no commitment is possible, or not any more
 */
export function lastPayBy(
  order: { orderedOn: CalendarDate; dueDate: CalendarDate },
  today: CalendarDate,
  lines: readonly CommittableLine[],
): CalendarDate | null {
  if (order.dueDate < today) return null;
  if (lines.length === 0 || lines.some((line) => line.committedBefore)) return null;
  const days = Math.min(...lines.map((line) => line.commitmentDays));
  const last = addDays(order.orderedOn, days);
  return last > today ? last : null;
}
