import { type RawBuilder, sql } from 'kysely';
import type { CalendarDate } from '../../../shared/calendar-date.ts';
import type { PlanName } from '../../../shared/schemas/catalog.ts';
import type { License } from '../../../shared/schemas/customer.ts';
import type { ToldPeriod } from '../../announce/outbox/host-event.ts';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { prepared } from '../../database/prepared.ts';

/**
 * The period that decides a licence's standing on a day: the one that began last; for a licence that has not begun, its
 * first. A commitment's period never does.
 */
function presentPeriod(today: CalendarDate): RawBuilder<string> {
  return sql`coalesce(
    (select begun.id from license_periods as begun
     where begun.license_id = licenses.id and begun.ended_at is null and begun.source <> 'commitment'
       and begun.first_day <= ${today} order by begun.first_day desc limit 1),
    (select first.id from license_periods as first
     where first.license_id = licenses.id and first.ended_at is null and first.source <> 'commitment'
     order by first.first_day limit 1))`;
}

/** The next period after a day, which is a column of the query. */
function periodAfter(day: string): RawBuilder<string> {
  return sql`(select later.id from license_periods as later
    where later.license_id = licenses.id and later.ended_at is null and later.source <> 'commitment'
      and later.first_day > ${sql.ref(day)} order by later.first_day limit 1)`;
}

/**
 * The standing of licences on a day. The expiry is the last day of the unbroken chain of periods; `last` is the chain's
 * last period, on which a renewal builds. `later_first_day` is when periods go on after a gap; null: they don't.
 */
export function selectStandings(reader: Reader, today: CalendarDate) {
  return reader
    .selectFrom('licenses')
    .innerJoin('license_periods as present', (join) =>
      join.on('present.id', '=', presentPeriod(today)),
    )
    .innerJoin('license_periods as last', (join) =>
      join
        .onRef('last.license_id', '=', 'licenses.id')
        .onRef('last.last_day', '=', 'present.chain_last_day')
        .on('last.ended_at', 'is', null)
        .on('last.source', '<>', 'commitment'),
    )
    .leftJoin('license_periods as after_gap', (join) =>
      join.on('after_gap.id', '=', periodAfter('present.chain_last_day')),
    )
    .select([
      'licenses.id',
      'licenses.external_id',
      'present.chain_last_day as expiry',
      'last.plan_id as last_plan_id',
      'last.quantity as last_quantity',
      'after_gap.first_day as later_first_day',
    ]);
}

/** Like {@link selectStandings}, with the facts of a renewal: the product, and the plan of the days before it. */
function selectToRenew(reader: Reader, today: CalendarDate) {
  return selectStandings(reader, today)
    .innerJoin('products', 'products.id', 'licenses.product_id')
    .innerJoin('plans as last_plan', 'last_plan.id', 'last.plan_id')
    .select([
      'licenses.customer_id',
      'licenses.product_id',
      'products.code as product_code',
      'products.name_vi as product_name_vi',
      'products.name_en as product_name_en',
      'last_plan.code as last_plan_code',
      'last_plan.name_vi as last_plan_name_vi',
      'last_plan.name_en as last_plan_name_en',
    ]);
}

export type LicenseToRenew = Awaited<
  ReturnType<ReturnType<typeof selectToRenew>['execute']>
>[number];

/** Like {@link selectToRenew}, with everything about a licence that people and portals see. */
function selectLicenses(reader: Reader, today: CalendarDate) {
  return selectToRenew(reader, today)
    .innerJoin('plans', 'plans.id', 'present.plan_id')
    .leftJoin('license_periods as next', (join) =>
      join.on('next.id', '=', periodAfter('present.first_day')),
    )
    .leftJoin('plans as next_plan', 'next_plan.id', 'next.plan_id')
    .select((select) => [
      'present.id as period_id',
      'present.first_day',
      'present.last_day',
      'present.plan_id',
      'present.quantity',
      'plans.code as plan_code',
      'plans.name_vi as plan_name_vi',
      'plans.name_en as plan_name_en',
      'last_plan.minimum_gain',
      'last_plan.proration',
      'last_plan.lapsed',
      'last_plan.allows_gap',
      'last_plan.per_user as last_per_user',
      'next.first_day as next_first_day',
      'next.last_day as next_last_day',
      'next.quantity as next_quantity',
      'next_plan.code as next_plan_code',
      'next_plan.name_vi as next_plan_name_vi',
      'next_plan.name_en as next_plan_name_en',
      select
        .selectFrom('license_periods as temporary')
        .select((period) => period.fn.max('temporary.last_day').as('temporary_expiry'))
        .whereRef('temporary.license_id', '=', 'licenses.id')
        .where('temporary.ended_at', 'is', null)
        .where('temporary.source', '=', 'commitment')
        .as('temporary_expiry'),
    ]);
}

export type LicenseRow = Awaited<ReturnType<ReturnType<typeof selectLicenses>['execute']>>[number];

/** The standing of these licences on a day, by id. */
export async function readLicensesById(
  reader: Reader,
  ids: readonly string[],
  today: CalendarDate,
): Promise<Map<string, LicenseRow>> {
  const rows = await selectLicenses(reader, today).where(inList('licenses.id', ids)).execute();
  return new Map(rows.map((row) => [row.id, row]));
}

const readOfCustomers = prepared(
  (reader, values: { customerIds: readonly string[]; today: CalendarDate }) =>
    selectLicenses(reader, values.today)
      .where(inList('licenses.customer_id', values.customerIds))
      .orderBy('products.code')
      .orderBy('licenses.id'),
);

/** The standing of these customers' licences on a day, by customer; those without any are left out. */
export async function readLicenses(
  reader: Reader,
  customerIds: readonly string[],
  today: CalendarDate,
): Promise<Map<string, LicenseRow[]>> {
  const rows = await readOfCustomers(reader, { customerIds, today });
  return Map.groupBy(rows, (row) => row.customer_id);
}

const readToRenew = prepared(
  (reader, values: { customerIds: readonly string[]; today: CalendarDate }) =>
    selectToRenew(reader, values.today)
      .where(inList('licenses.customer_id', values.customerIds))
      .orderBy('products.code')
      .orderBy('licenses.id'),
);

/** Like {@link readLicenses}, with only the facts of a renewal. */
export async function readLicensesToRenew(
  reader: Reader,
  customerIds: readonly string[],
  today: CalendarDate,
): Promise<Map<string, LicenseToRenew[]>> {
  const rows = await readToRenew(reader, { customerIds, today });
  return Map.groupBy(rows, (row) => row.customer_id);
}

/** Whether a licence may be used on a day: it is paid for or declared, or somebody has committed to pay it. */
export function isInForce(row: LicenseRow, today: CalendarDate): boolean {
  const isPaid = row.first_day <= today && today <= row.last_day;
  return isPaid || (row.temporary_expiry !== null && today <= row.temporary_expiry);
}

/** The next period, as people and portals see it; null: there is none. */
export function nextPeriodOf(row: LicenseRow): License['next'] {
  const { next_first_day: firstDay, next_last_day: lastDay, next_plan_code: code } = row;
  if (firstDay === null || lastDay === null || code === null) return null;
  const name = { vi: row.next_plan_name_vi ?? '', en: row.next_plan_name_en ?? '' };
  return { firstDay, lastDay, plan: { code, name }, quantity: row.next_quantity ?? 1 };
}

/** The next period, as portals see it; null: there is none. */
export function toldNext(row: LicenseRow): ToldPeriod | null {
  const next = nextPeriodOf(row);
  if (next === null) return null;
  const { plan, ...days } = next;
  return { ...days, planCode: plan.code };
}

/** The plan of the days before a renewal. */
export function lastPlanOf(row: LicenseToRenew): PlanName {
  const name = { vi: row.last_plan_name_vi, en: row.last_plan_name_en };
  return { code: row.last_plan_code, name };
}

export function productOf(row: LicenseToRenew): PlanName {
  return { code: row.product_code, name: { vi: row.product_name_vi, en: row.product_name_en } };
}
