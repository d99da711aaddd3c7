import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addDays, calendarDateAt, daysGained } from './frozen-dates.ts';
import { failureReason } from './frozen-failure-reason.ts';
import { payerKey } from './frozen-payer-key.ts';

/** Values that released migrations have written into databases: these functions never change. */
describe('frozen functions of released migrations', () => {
  it('reckon dates in Vietnam, and days that a renewal adds', () => {
    assert.equal(calendarDateAt(Date.parse('2026-12-31T16:59:59Z')), '2026-12-31');
    assert.equal(calendarDateAt(Date.parse('2026-12-31T17:00:00Z')), '2027-01-01');
    assert.equal(addDays('2028-02-28', 2), '2028-03-01');
    assert.equal(daysGained('2026-12-31', '2027-12-31', '2026-11-23'), 365);
    assert.equal(daysGained('2026-10-31', '2026-12-31', '2026-11-23'), 39);
    assert.equal(daysGained('2024-12-31', '2025-12-31', '2026-11-23'), 0);
  });

  it('group failures by what is not each job’s own', () => {
    const refusal = '550 5.1.1 <an@example.vn>: user unknown (id 4f2a9)';
    assert.equal(failureReason(refusal), '550 5.1.1 … : user unknown (id … )');
    assert.equal(failureReason('connect ECONNREFUSED 10.0.0.7:25'), 'connect ECONNREFUSED … : …');
    assert.equal(failureReason('x'.repeat(500)).length, 160);
  });

  it('group money by the payer’s account, else by the memo’s letters', () => {
    const raw = JSON.stringify({ data: { counterAccountNumber: ' 0011001234567 ' } });
    assert.equal(payerKey({ memo: 'gia han', raw }), 'account 0011001234567');
    assert.equal(
      payerKey({ memo: 'Công ty Đại Phát 0109', raw: 'not JSON' }),
      'memo congtyđaiphat',
    );
    assert.equal(payerKey({ memo: 'ck 123', raw: '{}' }), null);
  });
});
