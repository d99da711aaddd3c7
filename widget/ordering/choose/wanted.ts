import { addDays, type CalendarDate } from '../../../shared/calendar-date.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { LicenseFilter } from '../../../shared/schemas/license-list.ts';
import type { ChooseRequest } from '../../choose-request.ts';

/** Days from today within which licences expire. */
const PERIODS = ['30', '60', '90'];

/** The values of the fields above the list. */
export interface Wanted {
  query: string;
  /** A number of days from today, or `expired`, `range`; empty: any expiry. */
  expiry: string;
  /** Beside a number of days: also those that have expired. */
  expired: boolean;
  /** First day of a range; empty: open. */
  from: CalendarDate | '';
  until: CalendarDate | '';
  /** `product:` or `plan:` with its code; empty: any. */
  sold: string;
  lastPayer: LicenseFilter['lastPayer'] | '';
  /** Without those in an unpaid order. */
  isFree: boolean;
  /** Only these licences; null: all. */
  licenses: readonly string[] | null;
}

/** Options of the expiry: those offered, and the one that the host has asked for. */
export function periodsWith({ expiry }: Wanted): string[] {
  const periods = Number(expiry) > 0 ? [...PERIODS, expiry] : PERIODS;
  return [...new Set(periods)].sort((a, b) => Number(a) - Number(b));
}

export function wantedBy(request: ChooseRequest): Wanted {
  const { expired = false, expiresWithin, from = '', until = '', product, plan } = request;
  const days = expiresWithin === undefined ? '' : String(expiresWithin);
  const isRange = from !== '' || until !== '';
  return {
    query: request.query ?? '',
    expiry: isRange ? 'range' : days || (expired ? 'expired' : ''),
    expired,
    from,
    until,
    sold: plan ? `plan:${plan}` : product ? `product:${product}` : '',
    lastPayer: request.lastPayer ?? '',
    isFree: false,
    licenses: request.licenses?.slice(0, LIMITS.licensesChosen) ?? null,
  };
}

/** The same rule as the server's filter. */
export function filterOf(wanted: Wanted, today: CalendarDate): LicenseFilter {
  const { query, lastPayer, isFree, licenses } = wanted;
  const [kind, ...code] = wanted.sold.split(':');
  const filter: LicenseFilter = { ...expiryOf(wanted, today) };
  if (query.trim()) filter.query = query.slice(0, LIMITS.searchText);
  if (kind === 'product' || kind === 'plan') filter[kind] = code.join(':');
  if (lastPayer) filter.lastPayer = lastPayer;
  if (isFree) filter.isOrdered = false;
  if (licenses && licenses.length > 0) filter.licenses = [...licenses];
  return filter;
}

function expiryOf(
  { expiry, expired, from, until }: Wanted,
  today: CalendarDate,
): Pick<LicenseFilter, 'expiresFrom' | 'expiresUntil'> {
  if (expiry === 'expired') return { expiresUntil: addDays(today, -1) };
  if (expiry === 'range') {
    return { ...(from ? { expiresFrom: from } : {}), ...(until ? { expiresUntil: until } : {}) };
  }
  const days = Number(expiry);
  if (!(days > 0)) return {};
  return { ...(expired ? {} : { expiresFrom: today }), expiresUntil: addDays(today, days) };
}
