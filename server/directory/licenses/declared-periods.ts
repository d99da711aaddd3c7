import { addDays, type CalendarDate, laterOf } from '../../../shared/calendar-date.ts';
import {
  type FiscalYearStart,
  fiscalYearOf,
  fiscalYearPeriod,
} from '../../../shared/fiscal-year.ts';
import type { Tables } from '../../database/tables.ts';
import type { LicenseRow } from './license-standing.ts';
import { freeDays } from './period-chains.ts';
import type { EndedPeriod, NewPeriod } from './write-periods.ts';

/** A portal's declaration of a licence: its end, with today's plan and users, or all its periods. */
export type PortalsWord = DeclaredExpiry | { periods: readonly SoldDays[] };

export interface DeclaredExpiry {
  planId: string;
  quantity: number;
  expiry: CalendarDate;
  firstDay?: CalendarDate | undefined;
}

/** Days with the plan and users that they were sold with. */
export type SoldDays = Pick<NewPeriod, 'first_day' | 'last_day' | 'plan_id' | 'quantity'>;

/** A period that has not ended, and is not a commitment's. */
export type LastingPeriod = Tables['license_periods'];

/** The changes of a licence by a declaration. */
export interface Correction {
  end: EndedPeriod[];
  add: SoldDays[];
}

const NOTHING: Correction = { end: [], add: [] };

/**
 * The periods of a new licence. One with only an end is in force from the first day of its last fiscal year, or from
 * today, whichever is earlier.
 */
export function firstPeriods(
  word: PortalsWord,
  fiscalYearStart: FiscalYearStart,
  today: CalendarDate,
): SoldDays[] {
  if ('periods' in word) return [...word.periods];
  const { expiry, planId: plan_id, quantity } = word;
  const { first } = fiscalYearPeriod(fiscalYearOf(expiry, fiscalYearStart), fiscalYearStart);
  const first_day = word.firstDay ?? (first < today ? first : today);
  return [{ first_day, last_day: expiry, plan_id, quantity }];
}

/**
 * The changes of an existing licence by a portal's declaration. A later expiry here stays: a list read before a payment
 * can't undo it.
 */
export function correctionBy(
  word: PortalsWord,
  row: LicenseRow,
  lasting: readonly LastingPeriod[],
  today: CalendarDate,
): Correction {
  return 'periods' in word
    ? correctionByPeriods(word.periods, lasting)
    : correctionByExpiry(word, row, lasting, today);
}

/**
 * Plan and users go with the expiry. They may be today's or, after a renewal, those of the end: both are known here.
 * Others replace the present period's, unless that is over and the declaration adds days.
 */
function correctionByExpiry(
  word: DeclaredExpiry,
  row: LicenseRow,
  lasting: readonly LastingPeriod[],
  today: CalendarDate,
): Correction {
  if (word.expiry < row.expiry) return NOTHING;
  const sold = { plan_id: word.planId, quantity: word.quantity };
  const from = laterOf(word.firstDay ?? '', addDays(row.expiry, 1));
  const added = freeDays(from, word.expiry, lasting).map((days) => ({ ...days, ...sold }));
  const isOver = row.last_day < today && added.length > 0;
  const isKnown =
    isSoldAs(sold, row) ||
    isSoldAs(sold, { plan_id: row.last_plan_id, quantity: row.last_quantity });
  if (isKnown || isOver) return { end: [], add: added };
  return {
    end: [{ id: row.period_id, license_id: row.id, reason: 'corrected' }],
    add: [{ first_day: row.first_day, last_day: row.last_day, ...sold }, ...added],
  };
}

/** The portal's periods replace its earlier ones; days that were paid for here stay. */
function correctionByPeriods(
  declared: readonly SoldDays[],
  lasting: readonly LastingPeriod[],
): Correction {
  const lastDay = (periods: readonly SoldDays[]) =>
    periods.reduce((last, period) => laterOf(last, period.last_day), '');
  if (lastDay(declared) < lastDay(lasting)) return NOTHING;
  const stays = (period: LastingPeriod) =>
    period.source === 'order_line' || declared.some((other) => isSame(period, other));
  const kept = lasting.filter(stays);
  return {
    end: lasting
      .filter((period) => !stays(period))
      .map(({ id, license_id }) => ({ id, license_id, reason: 'corrected' as const })),
    add: declared
      .filter((period) => !kept.some((other) => isSame(period, other)))
      .flatMap((period) =>
        freeDays(period.first_day, period.last_day, kept).map((days) => ({ ...period, ...days })),
      ),
  };
}

type Sold = Pick<SoldDays, 'plan_id' | 'quantity'>;

function isSoldAs(a: Sold, b: Sold): boolean {
  return a.plan_id === b.plan_id && a.quantity === b.quantity;
}

function isSame(a: SoldDays, b: SoldDays): boolean {
  return a.first_day === b.first_day && a.last_day === b.last_day && isSoldAs(a, b);
}
