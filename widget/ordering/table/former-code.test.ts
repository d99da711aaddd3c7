import { expect } from '@open-wc/testing';
import { formerCodeFound } from './former-code.ts';

const customer = {
  taxCode: '0312345673',
  name: 'Công ty TNHH Đại Phát 0109',
  formerTaxCodes: ['0100109106', '0101243150-001'],
};

describe('the former tax code that a search found', () => {
  it('the former tax code that a search found is recognised in any notation, and by a part of it', () => {
    for (const typed of ['0100109106', '0100 109 106', '0100.109.106', ' 0100 1091', '00109106']) {
      expect(formerCodeFound(customer, typed), typed).to.equal('0100109106');
    }
    for (const typed of ['0101243150-001', '0101243150 001', '0101243150001']) {
      expect(formerCodeFound(customer, typed), typed).to.equal('0101243150-001');
    }
    expect(formerCodeFound(customer, 'dai phat 0100109106')).to.equal('0100109106');
  });

  it('a search that found the present code or the name, or is empty, has no former code', () => {
    for (const typed of ['0312 345 673', '0312', '0109', 'Đại Phát', '', '  ', '9']) {
      expect(formerCodeFound(customer, typed), typed).to.equal(null);
    }
    expect(formerCodeFound({ ...customer, formerTaxCodes: [] }, '0100109106')).to.equal(null);
  });
});
