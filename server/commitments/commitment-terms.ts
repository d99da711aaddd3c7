import { addDays, type CalendarDate } from '../../shared/calendar-date.ts';

/** An unpaid line, as far as a commitment to pay it depends on it. */
export interface CommittableLine {
  /** Of its plan; 0: payment cannot be committed to. */
  commitmentDays: number;
  /** Payment of this licence and fiscal year was committed to before, kept or not. */
  committedBefore: boolean;
}

/**
 * The last day by which payment of an order can be promised: so many days after ordering as each of its
 * unpaid lines' plans allows. A fiscal year of a licence is promised once, or a firm could go on for ever.
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
  return days > 0 && last > today ? last : null;
}
