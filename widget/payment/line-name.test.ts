import { expect } from '@open-wc/testing';
import { orderOf } from '../testing/orders.ts';
import { lineName } from './line-name.ts';

describe('lineName', () => {
  const { lines } = orderOf(['awaiting_payment', 'awaiting_payment']);
  const [first, second] = lines;
  if (!first || !second) throw new Error('an order of two lines');

  it('lineName is the customer’s name where it has one line', () => {
    expect(lineName(first, lines, 'vi')).to.equal(first.customer.name);
  });

  it('lineName tells customers of one name apart by their tax codes', () => {
    const { customer } = first;
    const namesake = { ...second, customer: { ...second.customer, name: customer.name } };
    const names = [first, namesake].map((line) => lineName(line, [first, namesake], 'vi'));
    expect(names).to.deep.equal([
      `${customer.name}, ${customer.taxCode}`,
      `${customer.name}, ${namesake.customer.taxCode}`,
    ]);
  });

  it('lineName tells lines of one customer apart by what they sell', () => {
    const plan = { code: 'INV-1', name: { vi: 'Cơ bản', en: 'Basic' } };
    const product = { code: 'INVOICE', name: { vi: 'meInvoice', en: 'meInvoice' } };
    const own = { ...second, customer: first.customer, plan, product };
    expect(lineName(own, [first, own], 'en')).to.equal(`${first.customer.name}, meInvoice – Basic`);
  });

  it('lineName tells two licences of one product apart by the portal’s ids', () => {
    const [one, other] = ['L-1', 'L-2'].map((licenseExternalId, index) => ({
      ...(index === 0 ? first : second),
      customer: first.customer,
      ...{ licenseExternalId, isOneOfSeveral: true },
    }));
    if (!one || !other) throw new Error('two lines');
    const names = [one, other].map((line) => lineName(line, [one, other], 'vi'));
    expect(names[0]).to.match(/ \(L-1\)$/);
    expect(names[1]).to.match(/ \(L-2\)$/);
  });
});
