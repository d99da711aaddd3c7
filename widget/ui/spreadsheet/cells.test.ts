import { expect } from '@open-wc/testing';
import { quotedCells } from '../../ordering/paste/pasted-table.ts';
import { csvOf, pastedRows, pastedTable } from './cells.ts';

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

  it('a table has the codes as texts, and no cell that is a formula or a tag', () => {
    const table = document.createElement('template');
    table.innerHTML = pastedTable([['Á & <b>', '0101243150', '=1+1', '1200000']], 1);
    const cells = [...table.content.querySelectorAll('td')];
    expect(cells.map(({ textContent }) => textContent)).to.deep.equal([
      'Á & <b>',
      '0101243150',
      "'=1+1",
      '1200000',
    ]);
    const isText = (cell: Element) => cell.getAttribute('style') === 'mso-number-format:"\\@"';
    expect(cells.map(isText)).to.deep.equal([false, true, false, false]);
  });

  it('a file quotes every cell', () => {
    expect(csvOf([['@x', 'a "b"']])).to.equal('\uFEFF"\'@x","a ""b"""\r\n');
  });
});
