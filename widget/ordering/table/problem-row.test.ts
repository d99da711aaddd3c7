import { expect } from '@open-wc/testing';
import { ROW_PROBLEM_CODES } from '../../../shared/error-codes.ts';
import { loadEveryText } from '../../messages/index.ts';
import { problemText } from './problem-row.ts';
import type { LineProblem } from './row-problems.ts';

const row = { text: '0100109106' } as Parameters<typeof problemText>[2];
const details: Omit<LineProblem, 'code'> = {
  field: 'planId',
  orderNumber: 'DH000001',
  expiry: '2026-12-31',
  newExpiry: '2027-12-31',
  fiscalYear: 2027,
  latest: 2028,
  from: '2027-01-01',
  until: '2027-06-30',
  plans: [
    { code: 'HOUSEHOLD', name: { vi: 'Hộ kinh doanh', en: 'Household' } },
    { code: 'ANYBODY', name: { vi: 'Cơ bản', en: 'Basic' } },
  ],
};

for (const locale of ['vi', 'en'] as const) {
  describe(`the problem of a row, in ${locale}`, () => {
    let signIn: Parameters<typeof problemText>[0];
    before(async () => {
      signIn = { ...(await loadEveryText(locale)), locale };
    });

    it('a row’s problem is worded with every value that its text has a place for', () => {
      for (const code of ROW_PROBLEM_CODES) {
        expect(problemText(signIn, { ...details, code }, row), code).not.to.match(/[{}]/);
      }
    });

    it('a row’s problem names the plans that the customer can have, or says that there is none', () => {
      const code = 'PLAN_NOT_FOR_CUSTOMER';
      const named = { vi: 'Gói có thể chọn: Hộ kinh doanh, Cơ bản.', en: 'Household, Basic.' };
      expect(problemText(signIn, { ...details, code }, row)).to.contain(named[locale]);
      const none = { vi: 'Chưa có gói nào bán', en: 'No package is sold' };
      const text = problemText(signIn, { ...details, plans: [], code }, row);
      expect(text).to.contain(none[locale]);
    });
  });
}
