import { expect } from '@open-wc/testing';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { customersOf, quoteOf, WHO_AM_I, YEARLY } from '../../testing/firm.ts';
import { emptyRow } from '../draft/draft.ts';
import type { QuotedRow } from '../quote/quoting.ts';
import { rowEffect } from './row-term.ts';

const MONTHLY = { ...YEARLY, proration: 'month' as const };
const terms = { plans: [MONTHLY], whoAmI: WHO_AM_I };
const [customer] = customersOf(1) as [Customer];
const [license] = customer.licenses;
if (!license) throw new Error('a customer with a licence');
const row = {
  ...emptyRow([]),
  customer,
  licenseId: license.id,
  planId: MONTHLY.id,
  firstFiscalYear: 2027,
};
const input = { customerId: customer.id, planId: MONTHLY.id, firstFiscalYear: 2027, years: 1 };
const [plain] = quoteOf([customer], { lines: [input] }).lines;
if (!plain) throw new Error('a quoted line');
const charged = { unit: 'month', count: 9, of: 12 } as const;
const quoted: QuotedRow = {
  ...plain,
  licenseId: license.id,
  planId: MONTHLY.id,
  presentExpiry: '2026-12-31',
  gap: { from: '2027-01-01', until: '2027-03-31' },
  firstDay: '2027-04-01',
  newExpiry: '2027-12-31',
  parts: [{ fiscalYear: 2027, from: '2027-04-01', until: '2027-12-31', charged, list: 900_000 }],
};

describe('the effect of a row', () => {
  it('a row keeps its partly charged years and its gap while another quote is fetched', () => {
    const before = rowEffect(terms, row, quoted);
    expect(before?.chargedParts).to.deep.equal(quoted.parts);
    expect(before?.gap).to.deep.equal({ from: '2027-01-01', until: '2027-03-31' });
    const meanwhile = rowEffect(terms, { ...row, years: 2 }, undefined, quoted);
    expect(meanwhile?.newExpiry).to.equal('2028-12-31');
    expect(meanwhile?.chargedParts).to.deep.equal(before?.chargedParts);
    expect(meanwhile?.gap).to.deep.equal(before?.gap);
  });

  it('a row takes nothing over from a quote of another plan, licence or first year', () => {
    const later = rowEffect(terms, { ...row, firstFiscalYear: 2028 }, undefined, quoted);
    expect(later).to.include({ newExpiry: '2028-12-31', gap: null });
    expect(later?.chargedParts).to.equal(undefined);
    const other = { ...quoted, licenseId: 'another' };
    expect(rowEffect(terms, row, undefined, other)?.chargedParts).to.equal(undefined);
    const plans = [MONTHLY, { ...YEARLY, id: 'yearly' }];
    const effect = rowEffect({ ...terms, plans }, { ...row, planId: 'yearly' }, undefined, quoted);
    expect(effect?.plan.code).to.equal(YEARLY.code);
    expect(effect?.chargedParts).to.equal(undefined);
  });
});
