import { expect } from '@open-wc/testing';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { QuotationDetails } from '../../../shared/schemas/quotation.ts';
import {
  BY_USER,
  customersOf,
  licenseOf,
  userLicenseOf,
  uuid,
  YEARLY,
} from '../../testing/firm.ts';
import { emptyDraft, toQuoteInput } from '../draft/draft.ts';
import { withQuotationLines } from './quotation-draft.ts';

const [first] = customersOf(1) as [Customer];
const [PLAIN, SIGNATURE] = [uuid(1), uuid(2)];
const customer: Customer = {
  ...first,
  licenses: [licenseOf('2026-12-31', { id: PLAIN }), userLicenseOf('2027-01-31', SIGNATURE, 3)],
};

type Line = QuotationDetails['lines'][number];

function lineOf(licenseId: string, planId: string, changes: Partial<Line> = {}): Line {
  const { id: customerId, taxCode, name: customerName } = customer;
  const quoted = { presentPlan: null, changesPlan: false, daysGained: 365, total: 1 };
  const term = { quantity: 1, firstFiscalYear: 2027, years: 1, until: null };
  return { customerId, taxCode, customerName, licenseId, planId, ...term, ...quoted, ...changes };
}

describe('a draft of a quotation', () => {
  it('each row has the quoted licence, users and shared end date, so that the price is guaranteed', () => {
    const quotation = {
      id: uuid(5),
      lines: [
        lineOf(SIGNATURE, BY_USER.id, { quantity: 5, until: '2027-06-30' }),
        lineOf(PLAIN, YEARLY.id),
      ],
      discounts: [],
    } as unknown as QuotationDetails;
    const signIn = { plans: [YEARLY, BY_USER] };
    const customers = new Map([[customer.id, customer]]);
    const draft = withQuotationLines(emptyDraft('id'), quotation, customers, signIn);
    const { lines, quotationId } = toQuoteInput(draft);
    expect(quotationId).to.equal(uuid(5));
    expect(lines[0]).to.include({ licenseId: SIGNATURE, quantity: 5, until: '2027-06-30' });
    expect(lines[1]?.licenseId).to.equal(PLAIN);
    // A plan that is not sold by user takes no number of users.
    expect(lines[1]).not.to.have.any.keys('quantity', 'until');
  });
});
