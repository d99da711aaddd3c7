import type { CalendarDate } from '../../../shared/calendar-date.ts';
import { customerKindOf } from '../../../shared/customer-kind.ts';
import { defaultFiscalYear } from '../../../shared/license-term.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { Reader } from '../../database/open.ts';

/** The firm's customers, each with the licence that an order would renew. */
export function selectCustomers(reader: Reader, firm: { portalId: string; firmId: string }) {
  return reader
    .selectFrom('customers')
    .leftJoin('licenses', 'licenses.customer_id', 'customers.id')
    .leftJoin('plans', 'plans.id', 'licenses.plan_id')
    .select((select) => [
      'customers.id',
      'tax_code',
      'name',
      'kind',
      'address',
      'email',
      'contact_name',
      'phone',
      'fiscal_year_start',
      'external_id',
      'licenses.id as license_id',
      'licenses.plan_id',
      'licenses.expiry',
      'plans.code as plan_code',
      'plans.name_vi as plan_name_vi',
      'plans.name_en as plan_name_en',
      'plans.minimum_gain',
      'plans.proration',
      'plans.lapsed',
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

/** The firm's present customers: without those merged into another. */
export function selectPresentCustomers(reader: Reader, firm: { portalId: string; firmId: string }) {
  return selectCustomers(reader, firm).where('merged_into', 'is', null);
}

export type CustomerRow = Awaited<
  ReturnType<ReturnType<typeof selectCustomers>['execute']>
>[number];

export function toCustomer(
  row: CustomerRow,
  today: CalendarDate,
  formerTaxCodes: readonly string[] = [],
): Customer {
  return {
    id: row.id,
    taxCode: row.tax_code,
    formerTaxCodes: [...formerTaxCodes],
    name: row.name,
    address: row.address,
    email: row.email,
    contactName: row.contact_name,
    phone: row.phone,
    kind: row.kind ?? customerKindOf(row.tax_code),
    fiscalYearStart: row.fiscal_year_start,
    license: toLicense(row, today),
  };
}

function toLicense(row: CustomerRow, today: CalendarDate): Customer['license'] {
  const { license_id: id, plan_id: planId, plan_code: code, expiry } = row;
  if (id === null || planId === null || code === null || expiry === null) return null;
  return {
    id,
    planId,
    plan: { code, name: { vi: row.plan_name_vi ?? '', en: row.plan_name_en ?? '' } },
    expiry,
    temporaryExpiry: row.temporary_expiry,
    defaultYear: defaultFiscalYear({
      presentExpiry: expiry,
      today,
      fiscalYearStart: row.fiscal_year_start,
      minimumGain: row.minimum_gain ?? 0,
      proration: row.proration ?? 'none',
      lapsed: row.lapsed ?? 'optional',
    }),
  };
}
