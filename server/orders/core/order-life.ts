import { addDays, type CalendarDate } from '../../../shared/calendar-date.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { isUnpaid, type OrderState } from '../../../shared/order-state.ts';

/** Days before its due date on which a reminder of an unpaid order is sent. */
const REMINDER_DAYS = 3;

/** Orders due by this day get a reminder. */
export function lastDueDateToRemind(today: CalendarDate): CalendarDate {
  return addDays(today, REMINDER_DAYS);
}

/** Whether an order can no longer be paid: the due date itself is still in time. */
function isOverdue(dueDate: CalendarDate, today: CalendarDate): boolean {
  return dueDate < today;
}

/** The facts of an order that decide whether its due date can be postponed. */
export interface PostponableOrder {
  orderedOn: CalendarDate;
  dueDate: CalendarDate;
  state: OrderState;
  /** Whether its payment is committed to by a date: that one is not postponed. */
  isCommitted: boolean;
}

/**
 * The last day to which an order's due date can be postponed: some days after ordering, while a line is unpaid.
 *
 * @returns null when it can't be postponed, or not any more
 */
export function postponableUntil(
  order: PostponableOrder,
  today: CalendarDate,
): CalendarDate | null {
  if (!isUnpaid(order.state) || order.isCommitted || isOverdue(order.dueDate, today)) return null;
  const last = addDays(order.orderedOn, LIMITS.dueDays);
  return last > order.dueDate ? last : null;
}
