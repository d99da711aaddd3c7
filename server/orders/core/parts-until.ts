import { addDays, type CalendarDate } from '../../../shared/calendar-date.ts';

/** Days after the due date within which the other parts of a transfer may come, once one has come. */
export const GRACE_DAYS = 3;

/** The last days for the parts of a transfer: for one of them, and then for all. */
export interface PartsUntil {
  first: CalendarDate;
  all: CalendarDate;
}

export function partsUntil(dueDate: CalendarDate): PartsUntil {
  return { first: dueDate, all: addDays(dueDate, GRACE_DAYS) };
}
