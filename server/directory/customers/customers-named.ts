import type { Reader } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';

/** A customer that a tax code names, perhaps by a former code. */
export interface NamedCustomer {
  id: string;
  /** The code in the form in which it was named. */
  taxCode: string;
  presentTaxCode: string;
}

/**
 * All customers, of any firm, that have or had one of these tax codes; and those merged into one of them, since their
 * orders belong to it.
 */
export async function customersNamed(
  reader: Reader,
  taxCodes: readonly string[],
): Promise<NamedCustomer[]> {
  if (taxCodes.length === 0) return [];
  const named = await reader
    .selectFrom('customer_tax_codes')
    .innerJoin('customers', 'customers.id', 'customer_id')
    .select(['customers.id', 'customer_tax_codes.tax_code', 'customers.tax_code as present'])
    .where(inList('customer_tax_codes.tax_code', taxCodes))
    // A former code that another customer of the firm has now means only that customer.
    .where((where) =>
      where.or([
        where('until_date', 'is', null),
        where.not(
          where.exists(
            where
              .selectFrom('customers as other')
              .select('other.id')
              .whereRef('other.portal_id', '=', 'customers.portal_id')
              .whereRef('other.firm_id', '=', 'customers.firm_id')
              .whereRef('other.tax_code', '=', 'customer_tax_codes.tax_code')
              .whereRef('other.id', '<>', 'customers.id')
              .where('other.merged_into', 'is', null),
          ),
        ),
      ]),
    )
    .execute();
  const parts = await reader
    .selectFrom('customers')
    .select(['id', 'merged_into'])
    .where('merged_into', 'is not', null)
    .where(
      inList(
        'merged_into',
        named.map(({ id }) => id),
      ),
    )
    .execute();
  return named.flatMap(({ id, tax_code: taxCode, present: presentTaxCode }) =>
    [id, ...parts.filter(({ merged_into }) => merged_into === id).map((part) => part.id)].map(
      (each) => ({ id: each, taxCode, presentTaxCode }),
    ),
  );
}
