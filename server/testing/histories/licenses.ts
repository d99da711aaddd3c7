import { calendarDateAt } from '../../../shared/calendar-date.ts';
import { selectCustomers, toCustomers } from '../../directory/customers/customer-rows.ts';
import { OWNERS } from './market.ts';
import type { PlayedFirm } from './played-firm.ts';

/** The licences as the portal sees them. */
export async function readLicenses(firm: PlayedFirm) {
  const { db } = firm.context;
  const today = calendarDateAt(firm.now);
  const rows = await selectCustomers(db, firm.actor).orderBy('tax_code').execute();
  const customers = await toCustomers(db, rows, today);
  const licenses = customers.flatMap((customer) =>
    customer.licenses.map((license) => ({ ...license, customerId: customer.id })),
  );
  return OWNERS.map((_, at) => licenses.find(({ externalId }) => externalId === `L-${at}`));
}

/** For each licence, the days that were paid for, and for how many users. */
export async function readPaidPeriods(firm: PlayedFirm): Promise<string[][]> {
  const rows = await firm.context.db
    .selectFrom('license_periods')
    .select(['license_id', 'first_day', 'last_day', 'quantity'])
    .where('source', '=', 'order_line')
    .where('ended_at', 'is', null)
    .where(
      'license_id',
      'in',
      firm.licenses.map(({ id }) => id),
    )
    .execute();
  return firm.licenses.map(({ id }) =>
    rows
      .filter((row) => row.license_id === id)
      .map((row) => `${row.first_day} ${row.last_day} x${row.quantity}`)
      .toSorted(),
  );
}
