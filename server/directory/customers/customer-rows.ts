import type { CalendarDate } from '../../../shared/calendar-date.ts';
import { customerKindOf } from '../../../shared/customer-kind.ts';
import type { FiscalYearStart } from '../../../shared/fiscal-year.ts';
import { defaultFiscalYear } from '../../../shared/license-term.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { Reader } from '../../database/open.ts';
import { termsOfPlan } from '../catalog/plans.ts';
import { type LicenseRow, lastPlanOf, readLicenses } from '../licenses/license-standing.ts';
import { type FormerTaxCode, readFormerTaxCodes } from './former-tax-codes.ts';

/** The firm's customers. */
export function selectCustomers(reader: Reader, firm: { portalId: string; firmId: string }) {
  return reader
    .selectFrom('customers')
    .select([
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

/** What goes with the customers of a list. */
export interface CustomerFacts {
  licenses: ReadonlyMap<string, readonly LicenseRow[]>;
  formerTaxCodes: ReadonlyMap<string, readonly FormerTaxCode[]>;
}

/** Reads what goes with these customers, as of a day, in as many queries for any number of them. */
export async function readCustomerFacts(
  reader: Reader,
  rows: readonly CustomerRow[],
  today: CalendarDate,
): Promise<CustomerFacts> {
  const ids = rows.map(({ id }) => id);
  return {
    licenses: await readLicenses(reader, ids, today),
    formerTaxCodes: await readFormerTaxCodes(reader, ids),
  };
}

export function toCustomer(row: CustomerRow, today: CalendarDate, facts: CustomerFacts): Customer {
  const [license] = facts.licenses.get(row.id) ?? [];
  const former = facts.formerTaxCodes.get(row.id) ?? [];
  return {
    id: row.id,
    taxCode: row.tax_code,
    formerTaxCodes: former.map(({ taxCode }) => taxCode),
    name: row.name,
    address: row.address,
    email: row.email,
    contactName: row.contact_name,
    phone: row.phone,
    kind: row.kind ?? customerKindOf(row.tax_code),
    fiscalYearStart: row.fiscal_year_start,
    license: license ? toLicense(license, row.fiscal_year_start, today) : null,
  };
}

function toLicense(
  row: LicenseRow,
  fiscalYearStart: FiscalYearStart,
  today: CalendarDate,
): NonNullable<Customer['license']> {
  return {
    id: row.id,
    planId: row.last_plan_id,
    plan: lastPlanOf(row),
    expiry: row.expiry,
    temporaryExpiry: row.temporary_expiry,
    defaultYear: defaultFiscalYear({
      presentExpiry: row.expiry,
      today,
      fiscalYearStart,
      ...termsOfPlan(row),
    }),
  };
}
