import { expect } from '@open-wc/testing';
import type { ChooseRequest } from '../../choose-request.ts';
import { readChooseRequest } from './read-choose-request.ts';
import { filterOf, periodsWith, wantedBy } from './wanted.ts';

const TODAY = '2026-11-23';
const DEFAULT = { expired: true, expiresWithin: 90 };

describe('what the host wants to be chosen from', () => {
  const read: [given: unknown, request: ChooseRequest][] = [
    ['', DEFAULT],
    [' ', DEFAULT],
    [true, DEFAULT],
    [{}, DEFAULT],
    ['60', { expiresWithin: 60 }],
    [60, { expiresWithin: 60 }],
    ['expired', { expired: true }],
    ['expired, 30', { expired: true, expiresWithin: 30 }],
    [
      { expiresWithin: '45', all: true },
      { expiresWithin: 45, all: true },
    ],
    [{ licenses: ['L-1'], query: undefined }, { licenses: ['L-1'] }],
    [
      { from: '2026-12-01', until: '2026-12-31', product: 'ASP', lastPayer: 'owner' },
      { from: '2026-12-01', until: '2026-12-31', product: 'ASP', lastPayer: 'owner' },
    ],
  ];
  for (const [given, request] of read) {
    it(`${JSON.stringify(given)} is read`, () => {
      expect(readChooseRequest(given)).to.deep.equal({ request, problem: '' });
    });
  }

  for (const given of [
    ['L-1'],
    7.5,
    'soon',
    { expiresWithin: 'soon' },
    { from: '1/12/2026' },
    { licenses: 'L-1' },
    { lastPayer: 'bank' },
    { expires: 60 },
    { constructor: 60 },
    { all: 'yes' },
  ]) {
    it(`${JSON.stringify(given)} is reported, and the usual licences are shown`, () => {
      const { request, problem } = readChooseRequest(given);
      expect(request).to.deep.equal(DEFAULT);
      expect(problem).not.to.equal('');
    });
  }
});

describe('the filter of licences', () => {
  const cases: [request: ChooseRequest, filter: object][] = [
    [{ expired: true, expiresWithin: 90 }, { expiresUntil: '2027-02-21' }],
    [{ expiresWithin: 60 }, { expiresFrom: TODAY, expiresUntil: '2027-01-22' }],
    [{ expired: true }, { expiresUntil: '2026-11-22' }],
    [{ from: '2026-12-01' }, { expiresFrom: '2026-12-01' }],
    [
      { from: '2026-12-01', until: '2026-12-31', expired: true },
      { expiresFrom: '2026-12-01', expiresUntil: '2026-12-31' },
    ],
    [{ query: 'an binh' }, { query: 'an binh' }],
    [{ query: '  ' }, {}],
    [{ product: 'ASP' }, { product: 'ASP' }],
    [{ product: 'ASP', plan: 'A:B' }, { plan: 'A:B' }],
    [{ lastPayer: 'nobody' }, { lastPayer: 'nobody' }],
    [{ licenses: ['L-1', 'L-2'], all: true }, { licenses: ['L-1', 'L-2'] }],
    [{ licenses: [] }, {}],
  ];
  for (const [request, filter] of cases) {
    it(`the filter of ${JSON.stringify(request)} is as the host asks`, () => {
      expect(filterOf(wantedBy(request), TODAY)).to.deep.equal(filter);
    });
  }

  it('the filter leaves out ordered licences, where that is asked for', () => {
    const wanted = { ...wantedBy({}), isFree: true };
    expect(filterOf(wanted, TODAY)).to.deep.equal({ isOrdered: false });
  });

  it('the host’s number of days is among those offered', () => {
    expect(periodsWith(wantedBy({ expiresWithin: 45 }))).to.deep.equal(['30', '45', '60', '90']);
    expect(periodsWith(wantedBy({ expiresWithin: 60 }))).to.deep.equal(['30', '60', '90']);
    expect(periodsWith(wantedBy({ expired: true }))).to.deep.equal(['30', '60', '90']);
  });
});
