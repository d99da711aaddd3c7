import type { Customer } from '../../shared/schemas/customer.ts';
import type { QuotationDetails } from '../../shared/schemas/quotation.ts';
import { type Draft, type DraftRow, emptyRow, withCustomer, withQuotation } from './draft.ts';

/** The draft with a quotation's rows and code in place of its own; whom to invoice and to tell stays. */
export function withQuotationLines(
  draft: Draft,
  quotation: QuotationDetails,
  customers: ReadonlyMap<string, Customer>,
  today: string,
): Draft {
  const rows = quotation.lines.map((line, index): DraftRow => {
    const row = { ...emptyRow([]), key: index + 1 };
    const customer = customers.get(line.customerId);
    // A customer that has left the firm stays in sight, by its code.
    if (!customer) return { ...row, text: line.taxCode };
    const { planId, firstFiscalYear, years } = line;
    return { ...withCustomer(row, customer, today), planId, firstFiscalYear, years };
  });
  const discountCode = quotation.discounts.find(({ kind }) => kind === 'code')?.code ?? '';
  const changed = { ...draft, rows, discountCode };
  return { ...changed, ...withQuotation(changed, quotation) };
}
