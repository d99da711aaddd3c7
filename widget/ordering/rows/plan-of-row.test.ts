import { expect } from '@open-wc/testing';
import type { Plan } from '../../../shared/schemas/catalog.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { BY_USER, customersOf, licenseOf, PRODUCT, uuid, YEARLY } from '../../testing/firm.ts';
import { emptyRow } from '../draft/draft.ts';
import { shownProduct } from './plan-of-row.ts';

const [first] = customersOf(1) as [Customer];
const one = licenseOf('2026-12-31', { id: uuid(1) });
const row = { ...emptyRow([]), customer: { ...first, licenses: [one] }, licenseId: one.id };
const named = (vi: string): Plan => ({ ...YEARLY, name: { vi, en: vi } });
const shown = (plans: Plan[], shownRow = row) => shownProduct({ locale: 'vi', plans }, shownRow);

describe('the product at a row', () => {
  it('a row shows no product if the portal sells only one', () => {
    expect(shown([YEARLY])).to.equal('');
  });

  it('a row shows the product if one of its plans is not named after it', () => {
    const says = named(`${PRODUCT.name.vi} – DN`);
    expect(shown([YEARLY, BY_USER])).to.equal('ASP Kế toán');
    expect(shown([says, YEARLY, BY_USER])).to.equal('ASP Kế toán');
    expect(shown([says, BY_USER])).to.equal('');
  });

  it('a row shows the product of a licence whose plans are no longer sold', () => {
    expect(shown([BY_USER])).to.equal('ASP Kế toán');
  });

  it('a row shows the licence’s id if the customer has two of one product', () => {
    const licenses = [{ ...one, externalId: 'L-7' }, licenseOf('2027-12-31', { id: uuid(2) })];
    const plans = [named('ASP Kế toán – DN'), BY_USER];
    expect(shown(plans, { ...row, customer: { ...first, licenses } })).to.equal(
      'ASP Kế toán (L-7)',
    );
  });
});
