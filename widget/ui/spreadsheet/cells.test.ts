import { expect } from '@open-wc/testing';
import { quotedCells } from '../../ordering/paste/pasted-table.ts';
import { csvOf, pastedRows } from './cells.ts';

describe('cells for a spreadsheet', () => {
  it('a cell begins neither a formula nor a quoted cell, and stays in its line', () => {
    const text = pastedRows([
      ['=1+1', '-2', '"Á Châu" JSC', 'Công ty "B"', 'a\tb\nc'],
      ['0101243150'],
    ]);
    expect(quotedCells(text).map(({ cells }) => cells)).to.deep.equal([
      ["'=1+1", "'-2", '"Á Châu" JSC', 'Công ty "B"', 'a b c'],
      ['0101243150'],
    ]);
  });

  it('a file quotes every cell', () => {
    expect(csvOf([['@x', 'a "b"']])).to.equal('\uFEFF"\'@x","a ""b"""\r\n');
  });
});
