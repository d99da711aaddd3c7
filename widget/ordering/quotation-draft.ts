import type { Customer } from '../../shared/schemas/customer.ts';
import type { QuotationDetails } from '../../shared/schemas/quotation.ts';
import { type Draft, type DraftRow, emptyRow, withCustomer, withQuotation } from './draft.ts';

/**
 * The draft with a quotation's rows and code in place of its own. Whom to invoice and to tell, and who pays,
 * stays, also where a customer that is in both has its own.
 */
export function withQuotationLines(
  draft: Draft,
  quotation: QuotationDetails,
  customers: ReadonlyMap<string, Customer>,
): Draft {
  const rows = quotation.lines.map((line, index): DraftRow => {
    const row = { ...emptyRow([]), key: index + 1 };
    const customer = customers.get(line.customerId);
    // A customer that has left the firm stays in sight, by its code.
    if (!customer) return { ...row, text: line.taxCode };
    const { planId, firstFiscalYear, years } = line;
    const { payer, invoiceParty, recipientEmail } =
      draft.rows.find((entered) => entered.customer?.id === line.customerId) ?? row;
    const own = { payer, invoiceParty, recipientEmail };
    return { ...withCustomer(row, customer), ...own, planId, firstFiscalYear, years };
  });
  const discountCode = quotation.discounts.find(({ kind }) => kind === 'code')?.code ?? '';
  const changed = { ...draft, rows, discountCode };
  return { ...changed, ...withQuotation(changed, quotation) };
}
