import { addDays, type CalendarDate } from '../../../shared/calendar-date.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { OrderState } from '../../../shared/order-state.ts';

/** Days before its due date on which an unpaid order is brought to mind. */
const REMINDER_DAYS = 3;

/** An order that is due by this day is brought to mind. */
export function lastDueDateToRemind(today: CalendarDate): CalendarDate {
  return addDays(today, REMINDER_DAYS);
}

/** Whether an order can no longer be paid: all of the due date itself is still in time. */
export function isOverdue(dueDate: CalendarDate, today: CalendarDate): boolean {
  return dueDate < today;
}

/** An order, as far as putting off its due date depends on it. */
export interface ExtendableOrder {
  orderedOn: CalendarDate;
  dueDate: CalendarDate;
  state: OrderState;
  /** Somebody has promised to pay it by a date; the promise is not put off. */
  isCommitted: boolean;
}

/**
 * The last day to which an order's due date can be put off: so many days after ordering, while something
 * of it is unpaid.
 *
 * @returns null when it cannot be put off, or not any more
 */
export function extendableUntil(order: ExtendableOrder, today: CalendarDate): CalendarDate | null {
  const isUnpaid = order.state === 'awaiting_payment' || order.state === 'partly_paid';
  if (!isUnpaid || order.isCommitted || isOverdue(order.dueDate, today)) return null;
  const last = addDays(order.orderedOn, LIMITS.dueDays);
  return last > order.dueDate ? last : null;
}
