import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sayIn } from './mail-texts.ts';

/** Length of a subject in a phone's list of mails. */
const SEEN = 35;

const DATE = '30/12/2026';
const SUM = '236.295.000\u00a0₫';
const VALUES = {
  ...{ number: 'DH000001', total: SUM, amount: SUM, missing: SUM, unapplied: SUM, count: 534 },
  ...{ product: 'ASP Kế toán – DN', dueDate: DATE, until: DATE, payBy: DATE, date: DATE },
  ...{ firm: 'Công ty TNHH Dịch vụ Kế toán Minh Phát', placedBy: 'Nguyễn Thị Lan' },
  ...{ name: 'Công ty Cổ phần Thực phẩm sạch', names: 'Công ty Cổ phần Thực phẩm sạch' },
};

/** The subjects, with the facts that must be visible in each. */
const SUBJECTS = {
  'orderPlaced.subject': [SUM],
  'paymentReceived.subject': [SUM],
  'paymentUnapplied.subject': [SUM],
  'paymentReview.subject': [SUM],
  'refundDue.subject': [SUM],
  'refundMade.subject': [SUM],
  'paymentLink.subject': ['ASP Kế toán – DN'],
  'lineDueSoon.subject': [DATE],
  'linesDueSoon.subject': [DATE],
  'firmDueSoon.subject': [DATE],
  'orderDueSoon.subject': [DATE],
  'orderCancelled.subject': ['DH000001'],
  'orderLinesCancelled.subject': ['DH000001'],
  'lineCancelled.subject': ['Công ty'],
  'commitmentMade.subject': [SUM],
  'commitmentDueSoon.subject': [DATE],
  'commitmentLapsed.subject': [],
  'orderExpired.subject': ['DH000001'],
  'lineExpired.subject': ['Công ty'],
  'expiring.subject': ['534'],
  'expiring.subjectOne': [DATE],
} as const;

describe('subjects of mails', () => {
  for (const locale of ['vi', 'en'] as const) {
    it(`each subject has its facts in its first ${SEEN} characters, in ${locale}`, () => {
      const say = sayIn(locale);
      for (const [key, wanted] of Object.entries(SUBJECTS)) {
        const seen = say(key as keyof typeof SUBJECTS, VALUES).slice(0, SEEN);
        for (const text of wanted) assert.ok(seen.includes(text), `${key}: ${seen}`);
        assert.ok(!seen.includes(VALUES.firm.slice(0, 12)), `${key}: the sender has the firm`);
      }
    });
  }
});
