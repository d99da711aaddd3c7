import { calendarDateAt } from '../../shared/calendar-date.ts';
import type { DigestLicenses } from '../../shared/schemas/reminder.ts';
import type { Actor, Context } from '../context/context.ts';
import type { Reader } from '../database/db.ts';
import type { Tables } from '../database/tables.ts';
import { DomainError } from '../foundation/domain-error.ts';
import type { Firm } from '../foundation/firm.ts';
import { selectExpiring } from './due-licenses.ts';

/**
 * The licences of a digest that still end on the stated day, and whose renewal nobody has ordered since, first to end
 * first.
 */
export async function readDigestLicenses(reader: Reader, digestId: string, now: number) {
  const told = await reader
    .selectFrom('expiry_reminders')
    .select(['license_id', 'expiry'])
    .where('digest_id', '=', digestId)
    .execute();
  const expiries = new Map(told.map(({ license_id, expiry }) => [license_id, expiry]));
  const rows = await selectExpiring(reader, calendarDateAt(now), [...expiries.keys()])
    .innerJoin('customers', 'customers.id', 'licenses.customer_id')
    .innerJoin('plans', 'plans.id', 'last.plan_id')
    .innerJoin('products', 'products.id', 'licenses.product_id')
    .select([
      'licenses.id',
      'licenses.external_id as license_external_id',
      'customers.external_id as customer_external_id',
      'customers.name as customer_name',
      'customers.tax_code',
      'products.code as product_code',
      'products.name_vi as product_name_vi',
      'products.name_en as product_name_en',
      'plans.code as plan_code',
      'plans.name_vi as plan_name_vi',
      'plans.name_en as plan_name_en',
      'last.quantity',
      'last.last_day as expiry',
    ])
    .orderBy('last.last_day')
    .orderBy('customers.search_text')
    .orderBy('licenses.id')
    .execute();
  return rows.filter(({ id, expiry }) => expiries.get(id) === expiry);
}

export type DigestLicense = Awaited<ReturnType<typeof readDigestLicenses>>[number];

/**
 * The licences of a digest that are still to be renewed: by our ids, and by the portal's own, which are those of
 * customers where the licence has none.
 *
 * @throws DomainError NOT_FOUND when the firm has no such digest
 */
export async function listDigestLicenses(
  context: Context,
  actor: Actor,
  { digestId }: { digestId: string },
): Promise<DigestLicenses> {
  await findDigest(context, actor, digestId);
  const licenses = await readDigestLicenses(context.db, digestId, context.now());
  const unnamed = licenses.filter((license) => license.license_external_id === null);
  return {
    ids: licenses.map(({ id }) => id),
    customers: [...new Set(unnamed.map((license) => license.customer_external_id))],
    licenses: licenses.flatMap((license) => license.license_external_id ?? []),
  };
}

async function findDigest(
  { db }: Context,
  { portalId, firmId }: Firm,
  id: string,
): Promise<Tables['expiry_digests']> {
  const digest = await db
    .selectFrom('expiry_digests')
    .selectAll()
    .where('id', '=', id)
    .where('portal_id', '=', portalId)
    .where('firm_id', '=', firmId)
    .executeTakeFirst();
  if (digest === undefined) throw new DomainError('NOT_FOUND');
  return digest;
}
