import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isShortGain } from './license-term.ts';
import { gainToday, type LineEffect, lineRemarks } from './line-remarks.ts';
import { en } from './messages/en.ts';
import { fillMessage } from './messages/index.ts';
import { vi } from './messages/vi.ts';

const COMPANY = { code: 'DN', name: { vi: 'Gói doanh nghiệp', en: 'Company plan' } };
const HOUSEHOLD = { code: 'HKD', name: { vi: 'Gói hộ kinh doanh', en: 'Household plan' } };

const same: LineEffect = {
  plan: COMPANY,
  presentPlan: COMPANY,
  changesPlan: false,
  daysGained: 365,
};

function textsOf(effect: Partial<LineEffect>, locale: 'vi' | 'en' = 'vi'): string[] {
  const texts = { vi, en }[locale];
  const remarks = lineRemarks((key, values) => fillMessage(texts[key], values), locale, {
    ...same,
    ...effect,
  });
  return remarks.map(({ text }) => text);
}

describe('remarks on a renewal', () => {
  it('a renewal of one year under the same plan has no remarks', () => {
    assert.deepEqual(textsOf({}), []);
  });

  it('a change of plan names the present and the new plan in either language', () => {
    const change = { presentPlan: HOUSEHOLD, changesPlan: true };
    assert.deepEqual(textsOf(change), ['Đổi gói: Gói hộ kinh doanh → Gói doanh nghiệp']);
    assert.deepEqual(textsOf(change, 'en'), ['Plan change: Household plan → Company plan']);
  });

  it('two plans of one name are told apart by their codes', () => {
    const presentPlan = { ...COMPANY, code: 'DN-2020' };
    assert.deepEqual(textsOf({ presentPlan, changesPlan: true }), ['Đổi gói: DN-2020 → DN']);
  });

  it('a gain of less than six months gets a remark, and six months get none', () => {
    assert.deepEqual(textsOf({ daysGained: 1 }), ['Chỉ thêm 1 ngày']);
    assert.deepEqual(textsOf({ daysGained: 1 }, 'en'), ['Only 1 more day']);
    assert.deepEqual(textsOf({ daysGained: 180 }, 'en'), ['Only 180 more days']);
    assert.deepEqual(textsOf({ daysGained: 181 }), []);
  });

  it('days before the term on which the licence is not in force get a remark', () => {
    const gap = { from: '2027-01-01', until: '2027-12-31' };
    assert.deepEqual(textsOf({ gap }), ['Không có hiệu lực từ 01/01/2027 đến 31/12/2027']);
    assert.deepEqual(textsOf({ gap }, 'en'), ['Not in force from 01/01/2027 to 31/12/2027']);
    assert.deepEqual(textsOf({ gap: null }), []);
  });

  it('a fiscal year charged in part tells months or days, and one charged in full has no remark', () => {
    const part = (unit: 'month' | 'day', count: number, of: number) => ({
      chargedParts: [
        { fiscalYear: 2026, from: '2026-04-01', until: '2026-12-31', charged: { unit, count, of } },
        { fiscalYear: 2027, from: '2027-01-01', until: '2027-12-31', charged: null },
      ],
    });
    assert.deepEqual(textsOf(part('month', 9, 12)), ['Tính 9/12 tháng năm 2026']);
    assert.deepEqual(textsOf(part('month', 9, 12), 'en'), ['9 of 12 months of 2026 charged']);
    assert.deepEqual(textsOf(part('day', 275, 365)), ['Tính 275/365 ngày năm 2026']);
    assert.deepEqual(textsOf(part('day', 275, 365), 'en'), ['275 of 365 days of 2026 charged']);
  });

  it('a new expiry in the past gets the remark that nothing is gained', () => {
    assert.deepEqual(textsOf({ daysGained: 0 }), ['Ngày hết hạn mới đã qua']);
    assert.equal(isShortGain(0), true);
  });

  it('facts that were not kept get no remark', () => {
    assert.deepEqual(textsOf({ presentPlan: null, daysGained: null }), []);
    assert.equal(isShortGain(null), false);
  });

  it('a change of plan and a short gain give both remarks', () => {
    const both = { presentPlan: HOUSEHOLD, changesPlan: true, daysGained: 92 };
    assert.deepEqual(textsOf(both), [
      'Đổi gói: Gói hộ kinh doanh → Gói doanh nghiệp',
      'Chỉ thêm 92 ngày',
    ]);
  });

  it('an unpaid line whose term has run out gets a remark, and a paid one never', () => {
    const line = { newExpiry: '2026-12-31', daysGained: 92 };
    const gain = (state: 'awaiting_payment' | 'paid', today: string) =>
      gainToday({ ...line, state }, today);
    assert.equal(gain('awaiting_payment', '2026-12-31'), 92);
    assert.equal(gain('awaiting_payment', '2027-01-01'), 0);
    assert.equal(gain('paid', '2027-01-01'), 92);
  });
});
