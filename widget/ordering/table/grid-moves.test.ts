import { expect } from '@open-wc/testing';
import { moveOf, moveTo } from './grid-moves.ts';

const size = { rows: 100, cells: 12, page: 15 };

/** The cell to which a key leads from the one in the middle. */
function led(keys: string, from = { row: 50, cell: 4 }) {
  const held = keys.split('+');
  const move = moveOf({
    key: held.at(-1) as string,
    ctrlKey: held.includes('Control'),
    metaKey: held.includes('Meta'),
    shiftKey: held.includes('Shift'),
    altKey: held.includes('Alt'),
  });
  const to = move && moveTo(from, move, size);
  return to && [to.row, to.cell];
}

describe('movements between cells', () => {
  it('each key of a grid leads to its cell', () => {
    expect(led('ArrowDown')).to.deep.equal([51, 4]);
    expect(led('ArrowUp')).to.deep.equal([49, 4]);
    expect(led('ArrowLeft')).to.deep.equal([50, 3]);
    expect(led('ArrowRight')).to.deep.equal([50, 5]);
    expect(led('Home')).to.deep.equal([50, 0]);
    expect(led('End')).to.deep.equal([50, 11]);
    expect(led('PageDown')).to.deep.equal([65, 4]);
    expect(led('PageUp')).to.deep.equal([35, 4]);
    expect(led('Control+Home')).to.deep.equal([0, 0]);
    expect(led('Meta+End')).to.deep.equal([99, 11]);
    expect(led('Control+ArrowDown')).to.deep.equal([99, 4]);
    expect(led('Control+ArrowLeft')).to.deep.equal([50, 0]);
  });

  it('movements end at the edges', () => {
    expect(led('ArrowUp', { row: 0, cell: 0 })).to.deep.equal([0, 0]);
    expect(led('ArrowLeft', { row: 0, cell: 0 })).to.deep.equal([0, 0]);
    expect(led('PageDown', { row: 95, cell: 11 })).to.deep.equal([99, 11]);
    expect(led('ArrowRight', { row: 95, cell: 11 })).to.deep.equal([95, 11]);
  });

  it('other keys, and those with Shift or Alt, move nothing', () => {
    for (const keys of ['a', 'Enter', 'Shift+ArrowDown', 'Alt+ArrowDown', 'Control+a']) {
      expect(led(keys)).to.equal(null);
    }
  });
});
