import type { Customer } from '../../shared/schemas/customer.ts';
import type { Reader } from '../database/open.ts';

/** The firm's customers, each with the licence that an order would renew. */
export function selectCustomers(reader: Reader, firm: { portalId: string; firmId: string }) {
  return reader
    .selectFrom('customers')
    .leftJoin('licenses', 'licenses.customer_id', 'customers.id')
    .select((select) => [
      'customers.id',
      'tax_code',
      'name',
      'address',
      'email',
      'contact_name',
      'phone',
      'fiscal_year_start',
      'external_id',
      'licenses.id as license_id',
      'licenses.plan_id',
      'licenses.expiry',
      select
        .selectFrom('payment_commitments')
        .select((commitment) => commitment.fn.max('temporary_expiry').as('temporary_expiry'))
        .whereRef('payment_commitments.license_id', '=', 'licenses.id')
        .where('payment_commitments.state', '=', 'active')
        .whereRef('temporary_expiry', '>', 'licenses.expiry')
        .as('temporary_expiry'),
    ])
    .where('customers.portal_id', '=', firm.portalId)
    .where('customers.firm_id', '=', firm.firmId);
}

export type CustomerRow = Awaited<
  ReturnType<ReturnType<typeof selectCustomers>['execute']>
>[number];

export function toCustomer(row: CustomerRow): Customer {
  const { license_id: licenseId, plan_id: planId, expiry } = row;
  return {
    id: row.id,
    taxCode: row.tax_code,
    name: row.name,
    address: row.address,
    email: row.email,
    contactName: row.contact_name,
    phone: row.phone,
    fiscalYearStart: row.fiscal_year_start,
    license:
      licenseId === null || planId === null || expiry === null
        ? null
        : { id: licenseId, planId, expiry, temporaryExpiry: row.temporary_expiry },
  };
}
