import { calendarDateAt } from '../../../shared/calendar-date.ts';
import { foldText } from '../../../shared/search-text.ts';
import type { Tx } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';

/** Records that a customer has this code from today on; the one before becomes a former code. */
export async function noteTaxCode(
  tx: Tx,
  customerId: string,
  taxCode: string,
  now: number,
): Promise<void> {
  const today = calendarDateAt(now);
  await tx
    .updateTable('customer_tax_codes')
    // Never before its first day, even after the clock was set back.
    .set((set) => ({
      until_date: set
        .case()
        .when('from_date', '>', today)
        .then(set.ref('from_date'))
        .else(today)
        .end(),
    }))
    .where('customer_id', '=', customerId)
    .where('until_date', 'is', null)
    .execute();
  await tx
    .insertInto('customer_tax_codes')
    .values({ customer_id: customerId, tax_code: taxCode, from_date: today, until_date: null })
    .onConflict((conflict) =>
      conflict.columns(['customer_id', 'tax_code', 'from_date']).doUpdateSet({ until_date: null }),
    )
    .execute();
}

/** Gives the survivor of a merger all codes of the other, present and former, as former ones. */
export async function takeOverTaxCodes(
  tx: Tx,
  fromId: string,
  toId: string,
  now: number,
): Promise<void> {
  const today = calendarDateAt(now);
  const codes = await tx
    .deleteFrom('customer_tax_codes')
    .where('customer_id', '=', fromId)
    .returning(['tax_code', 'from_date', 'until_date'])
    .execute();
  for (const code of codes) {
    const lastDate = code.from_date > today ? code.from_date : today;
    await tx
      .insertInto('customer_tax_codes')
      .values({ ...code, customer_id: toId, until_date: code.until_date ?? lastDate })
      .onConflict((conflict) =>
        conflict.columns(['customer_id', 'tax_code', 'from_date']).doNothing(),
      )
      .execute();
  }
}

/** Makes customers with former codes searchable by them, too. */
export async function refreshSearchText(tx: Tx, customerIds: readonly string[]): Promise<void> {
  const rows = await tx
    .selectFrom('customer_tax_codes')
    .innerJoin('customers', 'customers.id', 'customer_id')
    .select(['customer_id', 'name', 'customers.tax_code as present', 'customer_tax_codes.tax_code'])
    .where(inList('customer_id', customerIds))
    .execute();
  const byCustomer = Map.groupBy(rows, (row) => row.customer_id);
  for (const [id, own] of byCustomer) {
    const [first] = own;
    const codes = new Set([first?.present ?? '', ...own.map(({ tax_code }) => tax_code)]);
    if (codes.size === 1 || first === undefined) continue;
    await tx
      .updateTable('customers')
      .set({ search_text: foldText(`${first.name} ${[...codes].join(' ')}`) })
      .where('id', '=', id)
      .execute();
  }
}
