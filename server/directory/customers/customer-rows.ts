import type { CalendarDate } from '../../../shared/calendar-date.ts';
import { customerKindOf } from '../../../shared/customer-kind.ts';
import type { Customer, License } from '../../../shared/schemas/customer.ts';
import { alsoHas } from '../../database/also-has.ts';
import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { prepared } from '../../database/prepared.ts';
import type { Firm } from '../../foundation/firm.ts';
import { toLicense } from '../catalog/to-license.ts';
import { type LicenseRow, readLicenses } from '../licenses/license-standing.ts';
import { type FormerTaxCode, readFormerTaxCodes } from './former-tax-codes.ts';

/** The firm's customers. */
export function selectCustomers(reader: Reader, firm: Firm) {
  return selectRows(reader)
    .where('customers.portal_id', '=', firm.portalId)
    .where('customers.firm_id', '=', firm.firmId);
}

/** The firm's present customers: without those merged into another. */
export function selectPresentCustomers(reader: Reader, firm: Firm) {
  return selectCustomers(reader, firm).where('merged_into', 'is', null);
}

/** The firm's present customers among these, at a cost that does not depend on the firm's size. */
export async function readPresentCustomers(reader: Reader, firm: Firm, ids: readonly string[]) {
  return await readPresent(reader, { ...firm, ids });
}

const readPresent = prepared((reader, values: Firm & { ids: readonly string[] }) =>
  selectPresentAmong(reader, values, values.ids),
);

export function selectPresentAmong(reader: Reader, firm: Firm, ids: readonly string[]) {
  return selectRows(reader)
    .where(inList('customers.id', ids))
    .where(alsoHas('customers.portal_id', firm.portalId))
    .where(alsoHas('customers.firm_id', firm.firmId))
    .where('merged_into', 'is', null);
}

function selectRows(reader: Reader) {
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
      'customers.external_id',
    ]);
}

export type CustomerRow = Awaited<
  ReturnType<ReturnType<typeof selectCustomers>['execute']>
>[number];

/** Facts read for the customers of a list. */
interface CustomerFacts {
  licenses: ReadonlyMap<string, readonly LicenseRow[]>;
  formerTaxCodes: ReadonlyMap<string, readonly FormerTaxCode[]>;
}

/** Reads the facts about these customers, on a day, by as many queries for any number of them. */
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

/** Rows as customers, in their order, with the facts about them on a day. */
export async function toCustomers(
  reader: Reader,
  rows: readonly CustomerRow[],
  today: CalendarDate,
): Promise<Customer[]> {
  const facts = await readCustomerFacts(reader, rows, today);
  return rows.map((row) => toCustomer(row, today, facts));
}

/** The firm's present customers among these, with the facts about them on a day. */
export async function readCustomers(
  reader: Reader,
  firm: Firm,
  ids: readonly string[],
  today: CalendarDate,
): Promise<Customer[]> {
  return await toCustomers(reader, await readPresentCustomers(reader, firm, ids), today);
}

function toCustomer(row: CustomerRow, today: CalendarDate, facts: CustomerFacts): Customer {
  const licenses = (facts.licenses.get(row.id) ?? []).map((license) =>
    toLicense(license, row.fiscal_year_start, today),
  );
  const former = facts.formerTaxCodes.get(row.id) ?? [];
  return {
    ...toDetails(row),
    formerTaxCodes: former.map(({ taxCode }) => taxCode),
    licenses: licenses.toSorted(byUrgency),
  };
}

/** A customer without those facts. */
export type CustomerDetails = Omit<Customer, 'formerTaxCodes' | 'licenses'>;

export function toDetails(row: CustomerRow): CustomerDetails {
  return {
    id: row.id,
    externalId: row.external_id,
    taxCode: row.tax_code,
    name: row.name,
    address: row.address,
    email: row.email,
    contactName: row.contact_name,
    phone: row.phone,
    kind: row.kind ?? customerKindOf(row.tax_code),
    fiscalYearStart: row.fiscal_year_start,
  };
}

function byUrgency(a: License, b: License): number {
  if (a.isDue !== b.isDue) return a.isDue ? -1 : 1;
  return a.expiry === b.expiry ? 0 : a.expiry < b.expiry ? -1 : 1;
}
