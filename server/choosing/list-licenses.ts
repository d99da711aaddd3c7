import { type RawBuilder, sql } from 'kysely';
import { calendarDateAt } from '../../shared/calendar-date.ts';
import { LIMITS } from '../../shared/limits.ts';
import type {
  LicensePage,
  LicenseSort,
  ListedLicense,
  ListLicensesInput,
} from '../../shared/schemas/license-list.ts';
import type { Context } from '../context/context.ts';
import type { Reader } from '../database/db.ts';
import { pageOf } from '../database/page-of.ts';
import { DomainError } from '../foundation/domain-error.ts';
import type { Firm } from '../foundation/firm.ts';
import { LAST_PAYER, type Licenses, selectLicenses } from './select-licenses.ts';

/** The columns of each sorting order: those of an index. */
export const SORTED_BY: Record<LicenseSort, readonly RawBuilder<string>[]> = {
  expiry: [sql`last.last_day`, sql`last.license_id`],
  customer: [sql`customers.search_text`, sql`customers.id`, sql`licenses.id`],
};

/**
 * The firm's licences that can be renewed, a page at a time, those that expire first before the others unless sorted in
 * another way.
 *
 * @throws DomainError NOT_FOUND when the cursor is no licence of the firm
 */
export async function listLicenses(
  context: Context,
  firm: Firm,
  input: ListLicensesInput,
): Promise<LicensePage> {
  const { db } = context;
  const today = calendarDateAt(context.now());
  const { filter, cursor, sort = 'expiry', limit = LIMITS.pageSize } = input;
  const all = await selectLicenses(db, firm, { today, filter, sort });
  let page = withColumns(all);
  if (cursor !== undefined) {
    const last = sql.join(await placeOf(db, firm, cursor, sort));
    const beyond = sql.raw(input.descending ? '<' : '>');
    page = page.where(sql<boolean>`(${sql.join(SORTED_BY[sort])}) ${beyond} (${last})`);
  }
  for (const column of SORTED_BY[sort]) {
    page = page.orderBy(column, input.descending ? 'desc' : 'asc');
  }
  const rows = await page.limit(limit + 1).execute();
  const { shown, nextCursor } = pageOf(rows, limit, ({ expiry, id }) => `${expiry}_${id}`);
  return {
    licenses: shown.map(toListed),
    nextCursor,
    totals: cursor === undefined ? await count(db, all) : null,
  };
}

/**
 * The place where the page before ended. Its last licence may have been renewed since, and stand elsewhere in the list
 * now: the cursor has the expiry with which it was listed.
 */
async function placeOf(
  reader: Reader,
  { portalId, firmId }: Firm,
  cursor: string,
  sort: LicenseSort,
): Promise<string[]> {
  const [expiry = '', id = ''] = cursor.split('_');
  if (sort === 'expiry') return [expiry, id];
  const license = await reader
    .selectFrom('licenses')
    .innerJoin('customers', 'customers.id', 'licenses.customer_id')
    .select(['customers.search_text', 'customers.id'])
    .where('licenses.id', '=', id)
    .where('licenses.portal_id', '=', portalId)
    .where('licenses.firm_id', '=', firmId)
    .executeTakeFirst();
  if (license === undefined) throw new DomainError('NOT_FOUND');
  return [license.search_text, license.id, id];
}

/** Counts no further than can be chosen. */
async function count(reader: Reader, all: Licenses): Promise<LicensePage['totals']> {
  const most = LIMITS.licensesChosen;
  const counted = all
    .clearSelect()
    .select('unpaid.id as line_id')
    .limit(most + 1);
  const sums = await reader
    .selectFrom(counted.as('counted'))
    .select((sum) => [
      sum.fn.countAll<number>().as('licenses'),
      sum.fn.count<number>('line_id').as('ordered'),
    ])
    .executeTakeFirstOrThrow();
  const licenses = Number(sums.licenses);
  return {
    licenses: Math.min(licenses, most),
    ordered: Number(sums.ordered),
    isMore: licenses > most,
  };
}

function withColumns(select: Licenses) {
  return select
    .leftJoin('orders', 'orders.id', 'unpaid.order_id')
    .select((value) => [
      'customers.id as customer_id',
      'customers.external_id as customer_external_id',
      'customers.tax_code',
      'customers.name',
      'products.code as product_code',
      'products.name_vi as product_name_vi',
      'products.name_en as product_name_en',
      'plans.code as plan_code',
      'plans.name_vi as plan_name_vi',
      'plans.name_en as plan_name_en',
      'plans.per_user',
      'orders.id as order_id',
      'orders.number as order_number',
      'orders.due_date',
      LAST_PAYER.as('last_payer'),
      value
        .exists(
          value
            .selectFrom('licenses as other')
            .select('other.id')
            .whereRef('other.customer_id', '=', 'licenses.customer_id')
            .whereRef('other.product_id', '=', 'licenses.product_id')
            .whereRef('other.id', '<>', 'licenses.id'),
        )
        .as('is_one_of_several'),
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof withColumns>['executeTakeFirstOrThrow']>>;

function toListed(row: Row): ListedLicense {
  const { order_id: orderId, order_number: number, due_date: dueDate } = row;
  return {
    id: row.id,
    externalId: row.external_id,
    customer: {
      id: row.customer_id,
      externalId: row.customer_external_id,
      taxCode: row.tax_code,
      name: row.name,
    },
    product: {
      code: row.product_code,
      name: { vi: row.product_name_vi, en: row.product_name_en },
    },
    plan: { code: row.plan_code, name: { vi: row.plan_name_vi, en: row.plan_name_en } },
    quantity: row.per_user ? row.last_quantity : 1,
    isOneOfSeveral: Boolean(row.is_one_of_several),
    expiry: row.expiry,
    lastPayer: row.last_payer,
    order:
      orderId === null || number === null || dueDate === null
        ? null
        : { id: orderId, number, dueDate },
  };
}
