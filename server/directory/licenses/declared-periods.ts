import { addDays, type CalendarDate } from '../../../shared/calendar-date.ts';
import {
  type FiscalYearStart,
  fiscalYearOf,
  fiscalYearPeriod,
} from '../../../shared/fiscal-year.ts';
import type { LicenseRow } from './license-standing.ts';
import { freeDays } from './period-chains.ts';
import type { EndedPeriod, NewPeriod } from './write-periods.ts';

/** What a portal says of a licence. */
export interface DeclaredLicense {
  planId: string;
  quantity: number;
  expiry: CalendarDate;
}

type Days = Pick<NewPeriod, 'first_day' | 'last_day'>;

/** The first period of a licence that nothing is known of but its expiry: in force from its year on, or from today. */
export function firstDays(
  expiry: CalendarDate,
  fiscalYearStart: FiscalYearStart,
  today: CalendarDate,
): Days {
  const year = fiscalYearOf(expiry, fiscalYearStart);
  const { first } = fiscalYearPeriod(year, fiscalYearStart);
  return { first_day: first < today ? first : today, last_day: expiry };
}

/**
 * What a portal's word changes of a licence that is here. One that is later here stays: a list that was read before a
 * payment can't take it back. What the portal knows of plan and users goes with its expiry; it may be those of today
 * or, after a renewal, those of the end.
 *
 * @param living the licence's periods, without those of commitments
 */
export function declaredChange(
  declared: DeclaredLicense,
  row: LicenseRow,
  living: readonly Days[],
  today: CalendarDate,
): { end: EndedPeriod[]; add: Pick<NewPeriod, 'first_day' | 'last_day'>[] } {
  if (declared.expiry < row.expiry) return { end: [], add: [] };
  const added = freeDays(addDays(row.expiry, 1), declared.expiry, living);
  const isOver = row.last_day < today && added.length > 0;
  const isSame =
    isAs(declared, row.plan_id, row.quantity) ||
    isAs(declared, row.last_plan_id, row.last_quantity);
  if (isSame || isOver) return { end: [], add: added };
  return {
    end: [{ id: row.period_id, license_id: row.id, reason: 'corrected' }],
    add: [{ first_day: row.first_day, last_day: row.last_day }, ...added],
  };
}

function isAs(declared: DeclaredLicense, planId: string, quantity: number): boolean {
  return declared.planId === planId && declared.quantity === quantity;
}
