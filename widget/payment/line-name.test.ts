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

  it('lineName tells lines of one customer apart by what they sell', () => {
    const plan = { code: 'INV-1', name: { vi: 'Cơ bản', en: 'Basic' } };
    const product = { code: 'INVOICE', name: { vi: 'meInvoice', en: 'meInvoice' } };
    const own = { ...second, customer: first.customer, plan, product };
    expect(lineName(own, [first, own], 'en')).to.equal(`${first.customer.name}, meInvoice – Basic`);
  });
});
