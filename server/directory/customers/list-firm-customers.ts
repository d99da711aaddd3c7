import { type CalendarDate, calendarDateAt } from '../../../shared/calendar-date.ts';
import { customerKindOf } from '../../../shared/customer-kind.ts';
import type { Context } from '../../context/context.ts';
import { pageOf } from '../../database/page-of.ts';
import type { Firm } from '../../foundation/firm.ts';
import { isInForce, type LicenseRow, toldNext } from '../licenses/license-standing.ts';
import { readCustomerFacts, selectPresentCustomers } from './customer-rows.ts';

/** A firm's customers with their licences, by tax code, a page at a time. */
export async function listFirmCustomers(
  context: Context,
  firm: Firm,
  page: { cursor?: string | undefined; limit: number },
) {
  const rows = await selectPresentCustomers(context.db, firm)
    .where('tax_code', '>', page.cursor ?? '')
    .orderBy('tax_code')
    .limit(page.limit + 1)
    .execute();
  const { shown, nextCursor } = pageOf(rows, page.limit, (row) => row.tax_code);
  const today = calendarDateAt(context.now());
  const { licenses, formerTaxCodes } = await readCustomerFacts(context.db, shown, today);
  const customers = shown.map((row) => ({
    externalId: row.external_id,
    taxCode: row.tax_code,
    formerTaxCodes: formerTaxCodes.get(row.id) ?? [],
    name: row.name,
    address: row.address,
    email: row.email,
    contactName: row.contact_name,
    phone: row.phone,
    kind: row.kind ?? customerKindOf(row.tax_code),
    fiscalYearStart: row.fiscal_year_start,
    licenses: (licenses.get(row.id) ?? []).map((license) => toListed(license, today)),
  }));
  return { customers, nextCursor };
}

/** A licence as the host API shows it to the portal. */
function toListed(row: LicenseRow, today: CalendarDate) {
  const { plan_name_vi, plan_name_en, product_name_vi, product_name_en } = row;
  return {
    externalId: row.external_id,
    productCode: row.product_code,
    productName: { vi: product_name_vi, en: product_name_en },
    planCode: row.plan_code,
    planName: { vi: plan_name_vi, en: plan_name_en },
    quantity: row.quantity,
    isInForce: isInForce(row, today),
    // The expiry in force; unpaid extensions are separate, so that none passes for a renewal.
    expiry: row.temporary_expiry ?? row.expiry,
    temporary: row.temporary_expiry !== null,
    next: toldNext(row),
  };
}
