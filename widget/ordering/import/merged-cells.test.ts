import { expect } from '@open-wc/testing';
import { fillMerged } from './merged-cells.ts';
import type { SheetLine } from './xlsx/collected-lines.ts';

const linesOf = (...texts: readonly string[][]) =>
  texts.map((cells, index) => ({ number: (index + 1) * 2, cells }));

describe('merged cells', () => {
  it('all lines below have the first one’s text, those alone that are there, and in its column', () => {
    const lines = linesOf(['a', 'b', 'c'], [], ['x', '', 'z'], ['y']);
    fillMerged(lines, [
      { column: 1, from: 2, to: 7 },
      { column: 2, from: 6, to: 20 },
      { column: 0, from: 3, to: 9 },
    ]);
    expect(lines.map(({ cells }) => cells)).to.deep.equal([
      ['a', 'b', 'c'],
      ['', 'b'],
      ['x', 'b', 'z'],
      ['y', '', 'z'],
    ]);
  });

  it('the text of a hidden line goes to the visible ones', () => {
    const lines = linesOf(['a'], ['b']);
    fillMerged(lines, [{ column: 1, from: 1, to: 2, hidden: 'firm' }]);
    expect(lines.map(({ cells }) => cells)).to.deep.equal([['a', 'firm'], ['b']]);
  });

  it('cells that a broken file merges over each other are filled once', () => {
    const [first, second] = linesOf(['a'], ['']);
    let steps = 0;
    const cells = new Proxy(second?.cells ?? [], {
      set: (target, at, text) => {
        steps += 1;
        return Reflect.set(target, at, text);
      },
    });
    const merged = Array.from({ length: 1_000 }, () => ({ column: 0, from: 2, to: 1_048_576 }));
    fillMerged([first as SheetLine, { number: 4, cells }], merged);
    expect([...cells]).to.deep.equal(['a']);
    expect(steps).to.equal(1);
  });
});
