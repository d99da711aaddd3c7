import { calendarDateAt } from '../../shared/calendar-date.ts';
import type { LicensesRead } from '../../shared/schemas/license-list.ts';
import type { Context } from '../context/context.ts';
import { alsoHas } from '../database/also-has.ts';
import { inList } from '../database/in-list.ts';
import { readCustomers } from '../directory/customers/customer-rows.ts';
import type { Firm } from '../foundation/firm.ts';
import { inSlices } from '../limits/fair-turns.ts';

/** The chosen licences, each with its customer, in the order sent; another firm's are left out. */
export async function readLicenses(
  context: Context,
  firm: Firm,
  { ids }: { ids: readonly string[] },
): Promise<LicensesRead> {
  const today = calendarDateAt(context.now());
  const licenses = await inSlices([...new Set(ids)], async (slice) => {
    const owners = await context.db
      .selectFrom('licenses')
      .select(['id', 'customer_id'])
      .where(inList('id', slice))
      .where(alsoHas('portal_id', firm.portalId))
      .where(alsoHas('firm_id', firm.firmId))
      .execute();
    const ownerOf = new Map(owners.map(({ id, customer_id }) => [id, customer_id]));
    const read = await readCustomers(context.db, firm, [...new Set(ownerOf.values())], today);
    const customers = new Map(read.map((customer) => [customer.id, customer]));
    return slice.flatMap((licenseId) => {
      const customer = customers.get(ownerOf.get(licenseId) ?? '');
      return customer ? [{ licenseId, customer }] : [];
    });
  });
  return { licenses };
}
