import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';

/** A tax code that a customer no longer has. */
export interface FormerTaxCode {
  taxCode: string;
  /** First and last date, `yyyy-MM-dd`. */
  from: string;
  until: string;
}

/** The former tax codes of these customers, the latest first, by customer; those without any are left out. */
export async function readFormerTaxCodes(
  reader: Reader,
  customerIds: readonly string[],
): Promise<Map<string, FormerTaxCode[]>> {
  const rows = await reader
    .selectFrom('customer_tax_codes')
    .innerJoin('customers', 'customers.id', 'customer_id')
    .select(['customer_id', 'customer_tax_codes.tax_code', 'from_date', 'until_date'])
    .where(inList('customer_id', customerIds))
    // A code that has come back is not a former one.
    .whereRef('customer_tax_codes.tax_code', '<>', 'customers.tax_code')
    .orderBy('until_date', 'desc')
    .orderBy('from_date', 'desc')
    .execute();
  const codes = new Map<string, FormerTaxCode[]>();
  for (const { customer_id, tax_code, from_date, until_date } of rows) {
    const own = codes.get(customer_id) ?? [];
    if (until_date === null || own.some(({ taxCode }) => taxCode === tax_code)) continue;
    codes.set(customer_id, [...own, { taxCode: tax_code, from: from_date, until: until_date }]);
  }
  return codes;
}
