import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { effectOfQuotationLine, type QuotationLine } from './quotation-content.ts';

describe('what a quoted line does to its licence', () => {
  const plan = { code: 'PRO', name_vi: 'Gói Pro', name_en: 'Pro plan' };
  const year = { fiscalYear: 2028, first: '2028-01-01', until: '2028-12-31', months: 12 };
  /** As read from a quotation, where what was not kept then is missing. */
  const line = (kept: Record<string, unknown>) =>
    effectOfQuotationLine({ plan, ...kept } as unknown as QuotationLine, '2026-11-23');

  it('is a change of plan where the licence had another', () => {
    const present = (code: string) => line({ presentPlan: { code, name: { vi: '', en: '' } } });
    assert.equal(present('BASIC').changesPlan, true);
    assert.equal(present('PRO').changesPlan, false);
    assert.equal(line({}).changesPlan, false);
    assert.equal(line({}).presentPlan, null);
  });

  it('names the days out of force before a later start, as seen on the day of the quotation', () => {
    assert.deepEqual(line({ presentExpiry: '2026-12-31', firstDay: '2028-01-01' }).gap, {
      from: '2027-01-01',
      until: '2027-12-31',
    });
    assert.equal(line({ presentExpiry: '2026-12-31', firstDay: '2027-01-01' }).gap, null);
    assert.equal(line({ firstDay: '2028-01-01' }).gap, null);
    assert.equal(line({ presentExpiry: '2026-12-31' }).gap, null);
  });

  it('charges in part only the years that are', () => {
    const parts = [
      { ...year, charged: null },
      { ...year, charged: { months: 9, of: 12 } },
    ];
    assert.deepEqual(line({ parts }).chargedParts, [parts[1]]);
    assert.deepEqual(line({}).chargedParts, []);
  });
});
