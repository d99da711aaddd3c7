import { calendarDateAt } from '../../../shared/calendar-date.ts';
import { foldText } from '../../../shared/search-text.ts';
import type { Tx } from '../../database/db.ts';
import { inList } from '../../database/in-list.ts';
import { upsertRows } from '../../database/insert-rows.ts';
import { updateRows } from '../../database/update-rows.ts';

/** Records that each customer has its code from today on; the one before becomes a former code. */
export async function noteTaxCodes(
  tx: Tx,
  codes: ReadonlyMap<string, string>,
  now: number,
): Promise<void> {
  if (codes.size === 0) return;
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
    .where(inList('customer_id', [...codes.keys()]))
    .where('until_date', 'is', null)
    .execute();
  const rows = [...codes].map(([customerId, taxCode]) => ({
    customer_id: customerId,
    tax_code: taxCode,
    from_date: today,
    until_date: null,
  }));
  await upsertRows(tx, 'customer_tax_codes', rows, ['customer_id', 'tax_code', 'from_date']);
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
  const named = [...Map.groupBy(rows, (row) => row.customer_id)].flatMap(([id, own]) => {
    const [first] = own;
    const codes = new Set([first?.present ?? '', ...own.map(({ tax_code }) => tax_code)]);
    if (codes.size === 1 || first === undefined) return [];
    return [{ id, search_text: foldText(`${first.name} ${[...codes].join(' ')}`) }];
  });
  await updateRows(tx, 'customers', named);
}
