import { expect } from '@open-wc/testing';
import { lineOf, NOW } from '../testing/orders.ts';
import { countOf, filterLines, LINE_FILTERS } from './line-filter.ts';

describe('the lines of a long order', () => {
  const sent = { sentAt: NOW, sentTo: 'chu@daiphat.example', openedAt: null };
  const lines = [
    lineOf(1),
    lineOf(2, { payer: 'owner' }),
    lineOf(3, {
      payer: 'owner',
      link: sent,
      customer: { ...lineOf(3).customer, name: 'Hộ kinh doanh Ánh Dương' },
    }),
    lineOf(4, { payer: 'owner', link: { ...sent, openedAt: NOW } }),
    lineOf(5, { state: 'paid', payer: 'owner', link: { ...sent, openedAt: NOW } }),
    lineOf(6, { state: 'cancelled', payer: 'owner' }),
    // Copied by hand and opened, never mailed.
    lineOf(7, { payer: 'owner', link: { sentAt: null, sentTo: null, openedAt: NOW } }),
  ];
  const found = (filter: Parameters<typeof filterLines>[1], search = '') =>
    filterLines(lines, filter, search).map((line) => lines.indexOf(line) + 1);

  it('the lines of a long order are filtered by what has still to happen', () => {
    expect(found('')).to.deep.equal([1, 2, 3, 4, 5, 6, 7]);
    expect(found('unpaid')).to.deep.equal([1, 2, 3, 4, 7]);
    expect(found('linkNotSent')).to.deep.equal([2]);
    expect(found('linkSent')).to.deep.equal([3]);
    expect(found('linkOpened')).to.deep.equal([4, 7]);
    expect(found('paid')).to.deep.equal([5]);
    expect(found('cancelled')).to.deep.equal([6]);
  });

  it('the lines of a long order are counted for each filter', () => {
    for (const filter of LINE_FILTERS) {
      expect(countOf(lines, filter), filter).to.equal(found(filter).length);
    }
  });

  it('the lines of a long order are searched by code and by name without diacritics, within the filter', () => {
    expect(found('', 'anh duong HO')).to.deep.equal([3]);
    expect(found('', lines[3]?.customer.taxCode)).to.deep.equal([4]);
    expect(found('paid', 'ánh dương')).to.deep.equal([]);
  });
});
