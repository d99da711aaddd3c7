import { expect } from '@open-wc/testing';
import { emptyRow } from './draft.ts';
import { allTicked, NO_SELECTION, ticked, tickedRows, tickOf } from './selection.ts';

const rows = [1, 2, 3, 4, 5, 6].map((key) => ({ ...emptyRow([]), key }));
const tick = (...steps: [key: number, isRange?: boolean][]) =>
  steps.reduce(
    (selection, [key, isRange = false]) => ticked(selection, key, rows, isRange),
    NO_SELECTION,
  );
const keysOf = (selection: ReturnType<typeof tick>) => [...selection.keys].sort();

describe('ticked rows', () => {
  it('a row is ticked, and unticked by the next press', () => {
    expect(keysOf(tick([2], [4]))).to.deep.equal([2, 4]);
    expect(keysOf(tick([2], [4], [2]))).to.deep.equal([4]);
  });

  it('Shift ticks the rows up to the last one, in either direction', () => {
    expect(keysOf(tick([2], [5, true]))).to.deep.equal([2, 3, 4, 5]);
    expect(keysOf(tick([5], [2, true]))).to.deep.equal([2, 3, 4, 5]);
    expect(keysOf(tick([1], [2, true], [6, true])), 'on from where it ended').to.have.length(6);
  });

  it('Shift unticks the rows up to one that was unticked last', () => {
    expect(keysOf(tick([1], [6, true], [3], [5, true]))).to.deep.equal([1, 2, 6]);
  });

  it('Shift without a row before it ticks one row', () => {
    expect(keysOf(tick([3, true]))).to.deep.equal([3]);
  });

  it('Shift takes the rows as they are shown, and no hidden one', () => {
    const shown = rows.filter(({ key }) => key !== 3);
    const range = ticked(tick([2]), 5, shown, true);
    expect(keysOf(range)).to.deep.equal([2, 4, 5]);
    const hidden = ticked(tick([3]), 5, shown, true);
    expect(keysOf(hidden), 'where the last one is hidden').to.deep.equal([3, 5]);
  });

  it('all shown rows are ticked, or unticked if all are ticked; hidden ones stay as they are', () => {
    const shown = rows.slice(0, 3);
    const all = allTicked(tick([2], [6]), shown);
    expect(keysOf(all)).to.deep.equal([1, 2, 3, 6]);
    expect(keysOf(allTicked(all, shown))).to.deep.equal([6]);
  });

  it('tickOf tells all, some and none of the shown rows', () => {
    expect(tickOf(tick([6]), rows.slice(0, 3))).to.equal('none');
    expect(tickOf(tick([2]), rows.slice(0, 3))).to.equal('some');
    expect(tickOf(tick([1], [3, true]), rows.slice(0, 3))).to.equal('all');
    expect(tickOf(NO_SELECTION, [])).to.equal('none');
  });

  it('tickedRows leaves out rows that are gone', () => {
    expect(tickedRows(tick([2], [4]), rows.slice(2)).map(({ key }) => key)).to.deep.equal([4]);
  });
});
