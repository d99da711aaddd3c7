import { calendarDateAt } from '../../../shared/calendar-date.ts';
import type { LicenseLookUp } from '../../../shared/schemas/customer.ts';
import type { Actor, Context } from '../../context/context.ts';
import { inList } from '../../database/in-list.ts';
import { inSlices } from '../../limits/fair-turns.ts';
import { selectPresentCustomers, toCustomers } from './customer-rows.ts';

/**
 * The licences with these ids of the portal's, each with its customer, one result for each id in the order sent.
 * Another firm's licence is unknown.
 */
export async function lookUpLicenses(
  context: Context,
  actor: Actor,
  input: { externalIds: readonly string[] },
): Promise<LicenseLookUp> {
  const today = calendarDateAt(context.now());
  const found = await inSlices([...new Set(input.externalIds)], async (slice) => {
    const rows = await selectPresentCustomers(context.db, actor)
      .innerJoin('licenses', 'licenses.customer_id', 'customers.id')
      .select(['licenses.id as license_id', 'licenses.external_id as license_external_id'])
      // Ids in the index's form.
      .where('licenses.portal_id', '=', actor.portalId)
      .where('licenses.firm_id', '=', actor.firmId)
      .where('licenses.external_id', 'is not', null)
      .where(inList('licenses.external_id', slice))
      .execute();
    const owners = [...new Map(rows.map((row) => [row.id, row])).values()];
    const read = await toCustomers(context.db, owners, today);
    const customers = new Map(read.map((customer) => [customer.id, customer]));
    return rows.flatMap(({ id, license_id: licenseId, license_external_id: externalId }) => {
      const customer = customers.get(id);
      return customer && externalId !== null ? [{ externalId, licenseId, customer }] : [];
    });
  });
  const byId = new Map(found.map((license) => [license.externalId, license]));
  return {
    results: input.externalIds.map((externalId) => {
      const license = byId.get(externalId);
      return license ? { outcome: 'found', ...license } : { outcome: 'unknown', externalId };
    }),
  };
}
