import type { Customer } from '../../../shared/schemas/customer.ts';
import type { QuotationDetails } from '../../../shared/schemas/quotation.ts';
import type { SignIn } from '../../api/sign-in.ts';
import { type Draft, type DraftRow, emptyRow, withQuotation } from '../draft/draft.ts';
import { withLicense } from '../draft/row-license.ts';

/**
 * Replaces the draft's rows and discount code by a quotation's. The invoice party, recipient and payer stay, both the
 * order's and those of a row whose licence or customer the quotation has too.
 */
export function withQuotationLines(
  draft: Draft,
  quotation: QuotationDetails,
  customers: ReadonlyMap<string, Customer>,
  { plans }: Pick<SignIn, 'plans'>,
): Draft {
  const perUser = new Set(plans.filter((plan) => plan.perUser).map(({ id }) => id));
  const rows = quotation.lines.map((line, index): DraftRow => {
    const row = { ...emptyRow([]), key: index + 1 };
    const customer = customers.get(line.customerId);
    // A customer that has left the firm stays visible, by its code.
    if (!customer) return { ...row, text: line.taxCode };
    const license =
      customer.licenses.find(({ id }) => id === line.licenseId) ?? customer.licenses[0];
    const { planId, firstFiscalYear, years, until } = line;
    const { payer, invoiceParty, recipientEmail } =
      draft.rows.find(({ licenseId }) => licenseId === license?.id) ??
      draft.rows.find((entered) => entered.customer?.id === line.customerId) ??
      row;
    const own = { payer, invoiceParty, recipientEmail };
    const quantity = perUser.has(planId) ? line.quantity : null;
    const chosen = withLicense(row, customer, license);
    return { ...chosen, ...own, planId, quantity, firstFiscalYear, years, until };
  });
  const discountCode = quotation.discounts.find(({ kind }) => kind === 'code')?.code ?? '';
  const changed = { ...draft, rows, discountCode };
  return { ...changed, ...withQuotation(changed, quotation) };
}
