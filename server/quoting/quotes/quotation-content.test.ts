import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { effectOfQuotationLine, isSameRenewal, type QuotationLine } from './quotation-content.ts';

describe('what a quoted line does to its licence', () => {
  const plan = { code: 'PRO', name_vi: 'Gói Pro', name_en: 'Pro plan' };
  const year = { fiscalYear: 2028, first: '2028-01-01', until: '2028-12-31', months: 12 };
  /** As read from an old quotation, which lacks later fields. */
  const line = (kept: Record<string, unknown>) =>
    effectOfQuotationLine({ plan, ...kept } as unknown as QuotationLine, '2026-11-23');

  it('a quoted line changes the plan where the licence had another', () => {
    const present = (code: string) => line({ presentPlan: { code, name: { vi: '', en: '' } } });
    assert.equal(present('BASIC').changesPlan, true);
    assert.equal(present('PRO').changesPlan, false);
    assert.equal(line({}).changesPlan, false);
    assert.equal(line({}).presentPlan, null);
  });

  it('a quoted line is for one user, and nothing else, where an older version kept no more', () => {
    assert.deepEqual(line({}), {
      plan: { code: 'PRO', name: { vi: 'Gói Pro', en: 'Pro plan' } },
      presentPlan: null,
      changesPlan: false,
      quantity: 1,
      presentQuantity: null,
      daysGained: null,
      chargedParts: [],
      gap: null,
    });
    const { quantity, presentQuantity, daysGained } = line({
      ...{ quantity: 5, presentQuantity: 3, daysGained: 365 },
    });
    assert.deepEqual([quantity, presentQuantity, daysGained], [5, 3, 365]);
  });

  it('a quoted line names the days out of force before a later start, as seen on the day of the quotation', () => {
    assert.deepEqual(line({ presentExpiry: '2026-12-31', firstDay: '2028-01-01' }).gap, {
      from: '2027-01-01',
      until: '2027-12-31',
    });
    assert.equal(line({ presentExpiry: '2026-12-31', firstDay: '2027-01-01' }).gap, null);
    assert.equal(line({ firstDay: '2028-01-01' }).gap, null);
    assert.equal(line({ presentExpiry: '2026-12-31' }).gap, null);
  });

  it('a quoted line names only its partly charged years as such', () => {
    const parts = [
      { ...year, charged: null },
      { ...year, charged: { months: 9, of: 12 } },
    ];
    assert.deepEqual(line({ parts }).chargedParts, [parts[1]]);
    assert.deepEqual(line({}).chargedParts, []);
  });
});

describe('a line of an order is the line that was quoted', () => {
  const asked = { customerId: 'c', firstFiscalYear: 2027, years: 1 };
  const known = { licenseId: 'l', plan: { id: 'p', term_rule: 'fiscal_year' }, quantity: 2 };
  /** As read from a quotation. */
  const isSame = (request: object, quoted: object = {}) =>
    isSameRenewal({ ...asked, ...known, ...quoted } as unknown as QuotationLine, {
      ...asked,
      ...request,
    });

  it('an ordered line is the quoted one where it names nothing that differs', () => {
    for (const request of [
      {},
      { licenseId: 'l', planId: 'p', quantity: 2 },
      { licenseId: 'l' },
      { planId: 'p' },
      { quantity: 2 },
    ]) {
      assert.equal(isSame(request), true, JSON.stringify(request));
    }
    for (const request of [
      { licenseId: 'other' },
      { planId: 'other' },
      { quantity: 3 },
      { years: 2 },
      { firstFiscalYear: 2028 },
      { until: '2027-06-30' },
    ]) {
      assert.equal(isSame(request), false, JSON.stringify(request));
    }
  });

  it('an ordered line is the quoted one where an older version kept neither licence nor users', () => {
    const old = { licenseId: undefined, quantity: undefined };
    assert.equal(isSame({ licenseId: 'other', quantity: 3 }, old), true);
  });

  it('an ordered line of an anniversary term is the quoted one whatever year it names', () => {
    const anniversary = { plan: { id: 'p', term_rule: 'anniversary' } };
    assert.equal(isSame({ firstFiscalYear: 2030 }, anniversary), true);
    assert.equal(isSame({ years: 2 }, anniversary), false);
  });

  it('an ordered line to a chosen end date is the quoted one whatever number of years it names, and to no other date', () => {
    const until = '2027-06-30';
    assert.equal(isSame({ until, years: 3 }, { until }), true);
    assert.equal(isSame({ until: '2027-07-31' }, { until }), false);
    assert.equal(isSame({}, { until }), false);
    assert.equal(isSame({}, { until: null }), true);
  });
});
