import { calendarDateAt } from '../../../shared/calendar-date.ts';
import type { LookUpResult } from '../../../shared/schemas/customer.ts';
import { taxCodeCandidates } from '../../../shared/tax-code.ts';
import type { Actor, Context } from '../../context/context.ts';
import { inList } from '../../database/in-list.ts';
import { inSlices } from '../../limits/fair-turns.ts';
import { selectCustomers, toCustomer } from './customer-rows.ts';

/**
 * The customers with these tax codes, one result for each text in the order sent. A text that lost its
 * leading zeros is read as the customer's code that it can stand for.
 */
export async function lookUpCustomers(
  context: Context,
  actor: Actor,
  input: { taxCodes: readonly string[] },
): Promise<LookUpResult> {
  const candidates = await inSlices(input.taxCodes, (slice) =>
    slice.map((text) => taxCodeCandidates(text)),
  );
  const codes = [...new Set(candidates.flat())];
  const rows = await inSlices(codes, (slice) =>
    selectCustomers(context.db, actor).where(inList('tax_code', slice)).execute(),
  );
  const today = calendarDateAt(context.now());
  const byCode = new Map(rows.map((row) => [row.tax_code, toCustomer(row, today)]));
  return {
    results: input.taxCodes.map((taxCode, index) => {
      const read = candidates[index] ?? [];
      const customer = read.map((code) => byCode.get(code)).find((found) => found !== undefined);
      if (customer !== undefined) return { outcome: 'found', taxCode, customer };
      return { outcome: read.length > 0 ? 'unknown' : 'invalid', taxCode };
    }),
  };
}
