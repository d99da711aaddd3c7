import { sql } from 'kysely';
import type { CalendarDate } from '../../shared/calendar-date.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { LicenseFilter, LicenseSort } from '../../shared/schemas/license-list.ts';
import { searchWords } from '../../shared/search-text.ts';
import { alsoHas } from '../database/also-has.ts';
import type { Reader } from '../database/db.ts';
import { inList } from '../database/in-list.ts';
import { contains } from '../database/like.ts';
import { selectStandings } from '../directory/licenses/license-standing.ts';
import type { Firm } from '../foundation/firm.ts';

/** Licences on a day, each with its customer, product and plan, and the line that awaits payment for it. */
function selectAll(reader: Reader, today: CalendarDate) {
  return (
    selectStandings(reader, today)
      .innerJoin('customers', 'customers.id', 'licenses.customer_id')
      .innerJoin('products', 'products.id', 'licenses.product_id')
      .innerJoin('plans', 'plans.id', 'last.plan_id')
      // Worded exactly as the partial index.
      .leftJoin('order_lines as unpaid', (join) =>
        join
          .onRef('unpaid.license_id', '=', 'licenses.id')
          .on(sql<boolean>`unpaid.state = 'awaiting_payment'`),
      )
  );
}

export type Licenses = ReturnType<typeof selectAll>;

interface Wanted {
  today: CalendarDate;
  filter: LicenseFilter;
  /** The sorting order of the pages. */
  sort: LicenseSort;
}

/**
 * The firm's licences that fulfil each condition of the filter. However large the firm is, the database reads only
 * those named, those of the customers whom the text finds, those that end within the time asked for, or all in the
 * order of the page, as far as the page goes.
 */
export async function selectLicenses(
  reader: Reader,
  firm: Firm,
  { today, filter, sort }: Wanted,
): Promise<Licenses> {
  const all = selectAll(reader, today);
  const words = searchWords(filter.query ?? '');
  if (filter.licenses) {
    const ids = await idsOf(reader, firm, filter.licenses);
    return narrowed(
      withWords(amongFirm(all, firm).where(inList('licenses.id', ids)), words),
      filter,
    );
  }
  const customers = words.length > 0 ? await findCustomers(reader, firm, words) : null;
  if (customers) {
    return narrowed(amongFirm(all, firm).where(inList('licenses.customer_id', customers)), filter);
  }
  const hasEnds = filter.expiresFrom !== undefined || filter.expiresUntil !== undefined;
  const walk = sort === 'customer' && !hasEnds ? byName : byEnd;
  return narrowed(withWords(walk(all, firm), words), filter);
}

function byName(select: Licenses, { portalId, firmId }: Firm): Licenses {
  return select
    .where('customers.portal_id', '=', portalId)
    .where('customers.firm_id', '=', firmId)
    .where(sql<boolean>`customers.merged_into is null`);
}

/**
 * Worded exactly as the partial index. The others don't say it, though it is as true there: PostgreSQL takes the equality
 * for one that nearly no period has, and would begin with the periods of all firms.
 */
function byEnd(select: Licenses, { portalId, firmId }: Firm): Licenses {
  return select
    .where(sql<boolean>`last.ended_at is null`)
    .where(sql<boolean>`last.source <> 'commitment'`)
    .where(sql<boolean>`last.last_day = last.chain_last_day`)
    .where('last.portal_id', '=', portalId)
    .where('last.firm_id', '=', firmId);
}

/** For licences that are found by their ids or their customers'. */
function amongFirm(select: Licenses, { portalId, firmId }: Firm): Licenses {
  return select
    .where(alsoHas('licenses.portal_id', portalId))
    .where(alsoHas('licenses.firm_id', firmId));
}

function withWords(select: Licenses, words: readonly string[]): Licenses {
  if (words.length === 0) return select;
  return select.where((where) =>
    where.and(words.map((word) => contains('customers.search_text', word))),
  );
}

function narrowed(select: Licenses, filter: LicenseFilter): Licenses {
  let narrow = select;
  if (filter.expiresFrom) narrow = narrow.where('last.last_day', '>=', filter.expiresFrom);
  if (filter.expiresUntil) narrow = narrow.where('last.last_day', '<=', filter.expiresUntil);
  if (filter.product) narrow = narrow.where('products.code', '=', filter.product);
  if (filter.plan) narrow = narrow.where('plans.code', '=', filter.plan);
  if (filter.isOrdered === true) narrow = narrow.where('unpaid.id', 'is not', null);
  if (filter.isOrdered === false) narrow = narrow.where('unpaid.id', 'is', null);
  if (filter.lastPayer) {
    narrow = narrow.where(sql<boolean>`coalesce(${LAST_PAYER}, 'nobody') = ${filter.lastPayer}`);
  }
  return narrow;
}

/** The last payer of the licence; null where nobody has paid for it. */
export const LAST_PAYER = sql<'firm' | 'owner' | null>`(select paid.payer from order_lines as paid
  where paid.license_id = licenses.id and paid.state = 'paid' order by paid.id desc limit 1)`;

/** The firm's customers by a search, if they are few enough to look at each one's licences. */
async function findCustomers(
  reader: Reader,
  { portalId, firmId }: Firm,
  words: readonly string[],
): Promise<string[] | null> {
  const most = LIMITS.licensesChosen;
  const found = await reader
    .selectFrom('customers')
    .select('id')
    .where('portal_id', '=', portalId)
    .where('firm_id', '=', firmId)
    .where('merged_into', 'is', null)
    .where((where) => where.and(words.map((word) => contains('search_text', word))))
    .limit(most + 1)
    .execute();
  return found.length > most ? null : found.map(({ id }) => id);
}

/** Our ids of licences that are named by the portal's own ids or by ours. */
async function idsOf(
  reader: Reader,
  { portalId, firmId }: Firm,
  named: readonly string[],
): Promise<string[]> {
  const found = await reader
    .selectFrom('licenses')
    .select('id')
    .where('portal_id', '=', portalId)
    .where('firm_id', '=', firmId)
    .where('external_id', 'is not', null)
    .where(inList('external_id', named))
    .execute();
  return [...new Set([...named, ...found.map(({ id }) => id)])];
}
