import { expect } from '@open-wc/testing';
import { relativeTime } from './relative-time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-23T03:05:00Z');
const ago = (passed: number, locale: 'vi' | 'en' = 'vi') => relativeTime(locale, NOW - passed, NOW);

describe('relativeTime', () => {
  it('relativeTime counts in the largest unit that has passed', () => {
    expect(ago(MINUTE)).to.equal('1 phút trước');
    expect(ago(HOUR - 1)).to.equal('59 phút trước');
    expect(ago(HOUR)).to.equal('1 giờ trước');
    expect(ago(2 * DAY - 1)).to.equal('1 ngày trước');
    expect(ago(3 * HOUR, 'en')).to.equal('3 hours ago');
  });

  it('relativeTime gives no number for the present moment, even with a slow clock', () => {
    expect(ago(0)).to.equal(null);
    expect(ago(MINUTE - 1)).to.equal(null);
    expect(ago(-HOUR)).to.equal(null);
  });

  it('relativeTime leaves a week and more to the date', () => {
    expect(ago(7 * DAY)).to.equal('7 ngày trước');
    expect(ago(7 * DAY + 1)).to.equal('');
  });
});
