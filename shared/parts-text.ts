import { type CalendarDate, formatDate } from './calendar-date.ts';
import type { PartsUntil, Transfer } from './schemas/payment.ts';

type Say = (
  key:
    | 'transfer.parts'
    | 'transfer.partsUntil'
    | 'transfer.othersUntil'
    | 'transfer.partsUnapplied'
    | 'transfer.partShort'
    | 'transfer.unapplied',
  values?: Record<string, string | number>,
) => string;

/** The reason why a transfer is in parts, and the last days for them. */
export function partsText(say: Say, transfer: Transfer): string {
  const why = say('transfer.parts', { count: transfer.parts.length });
  return `${why} ${partsDays(say, transfer)}`.trim();
}

/** The last days for the parts; empty where they are unlimited. */
export function partsDays(say: Say, { partsUntil }: Transfer): string {
  if (partsUntil === null) return '';
  const all = formatDate(partsUntil.all);
  if (partsUntil.first === null) return say('transfer.othersUntil', { all });
  return say('transfer.partsUntil', { first: formatDate(partsUntil.first), all });
}

/** The last day for the present rest: less than a part keeps no order open beyond its due date. */
export function lastDayForRest({ first, all }: PartsUntil): CalendarDate {
  return first ?? all;
}

/** The amount still missing of a transfer, and for one in parts, the day until which it may come. */
export function shortfallText(
  say: Say,
  amounts: { unapplied: string; missing: string },
  until: PartsUntil | null,
): string {
  if (until === null) return say('transfer.unapplied', amounts);
  // The other days stand beside the codes.
  const key = until.first === null ? 'transfer.partsUnapplied' : 'transfer.partShort';
  return say(key, { ...amounts, until: formatDate(lastDayForRest(until)) });
}
