import { expect } from '@open-wc/testing';
import { isOld, untilNextDay } from './next-day.ts';

const MINUTE = 60_000;

describe('a form that is left open', () => {
  // 31/12/2027, 23:50 in Vietnam.
  const late = Date.parse('2027-12-31T16:50:00Z');

  it('an open form quotes again at midnight in Vietnam', () => {
    expect(untilNextDay('2027-12-31', late)).to.equal(10 * MINUTE);
    expect(untilNextDay('2027-12-31', late - 23 * 60 * MINUTE)).to.equal((23 * 60 + 10) * MINUTE);
    expect(untilNextDay('2028-01-01', late + 10 * MINUTE)).to.equal(24 * 60 * MINUTE);
  });

  it('an open form quotes again every few minutes while its clock is ahead of the server’s', () => {
    expect(untilNextDay('2027-12-31', late + 10 * MINUTE)).to.equal(5 * MINUTE);
  });

  it('an open form waits for its own midnight while its clock is behind', () => {
    expect(untilNextDay('2028-01-01', late)).to.equal(10 * MINUTE);
  });

  it('prices of ten minutes ago, or from before a clock set back, are old', () => {
    expect(isOld(late, late + 9 * MINUTE)).to.equal(false);
    expect(isOld(late, late + 11 * MINUTE)).to.equal(true);
    expect(isOld(late, late - MINUTE)).to.equal(true);
  });
});
