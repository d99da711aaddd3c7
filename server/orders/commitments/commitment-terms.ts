import { addDays, type CalendarDate } from '../../../shared/calendar-date.ts';

/** An unpaid line, as far as a commitment to pay it depends on it. */
export interface CommittableLine {
  /** Of its plan; 0: payment cannot be committed to. */
  commitmentDays: number;
  /** The licence has had a commitment since something was last paid for it, or one for this fiscal year. */
  committedBefore: boolean;
}

/**
 * The last day by which payment of an order can be promised: so many days after ordering as each of its
 * unpaid lines' plans allows. A licence has one commitment until something is paid for it, or a firm could go
 * on for ever by ordering, committing and letting it lapse.
 *
 * @returns null when it cannot be promised, or not any more
 */
export function lastPayBy(
  orderedOn: CalendarDate,
  today: CalendarDate,
  lines: readonly CommittableLine[],
): CalendarDate | null {
  if (lines.length === 0 || lines.some((line) => line.committedBefore)) return null;
  const days = Math.min(...lines.map((line) => line.commitmentDays));
  const last = addDays(orderedOn, days);
  return last > today ? last : null;
}
