import { expect } from '@open-wc/testing';
import { readSheet } from 'read-excel-file/universal';
import { xlsxFile } from './xlsx-file.ts';

describe('a workbook to save', () => {
  it('a workbook has its texts as texts, its numbers as numbers, and no formula', async () => {
    const rows = [
      ['MST', 'Tên', 'Thành tiền'],
      ['0101243150', '=HYPERLINK("http://x")', 1_200_000],
      ['+84 912', 'A & B <"C"> \u0007\ud83d', 0],
      ['@x', '-1', 5],
    ];
    const read = await readSheet(await xlsxFile(rows, "Đơn hàng: [a]'s"));
    expect(read).to.deep.equal([rows[0], rows[1], ['+84 912', 'A & B <"C"> \ufffd', 0], rows[3]]);
  });

  it('a workbook has days and instants of its date columns as dates, and other texts as texts', async () => {
    const rows = [
      ['Hạn', 'Lúc', 'Tên'],
      ['28/02/2027', '30/11/2026 16:30', '01/02/2027'],
      ['', '–', ''],
    ];
    const read = await readSheet(await xlsxFile(rows, '', [0, 1]));
    expect(read[1]).to.deep.equal([
      new Date(Date.UTC(2027, 1, 28)),
      new Date(Date.UTC(2026, 10, 30, 16, 30)),
      '01/02/2027',
    ]);
    expect(read[2]?.slice(0, 2)).to.deep.equal([null, '–']);
  });

  it('a workbook has columns beyond the twenty-sixth and empty cells', async () => {
    const wide = Array.from({ length: 30 }, (_, index) => `c${index}`);
    const read = await readSheet(await xlsxFile([wide, ['', 'x']], ''));
    expect(read[0]).to.deep.equal(wide);
    expect(read[1]?.slice(0, 3)).to.deep.equal([null, 'x', null]);
  });
});
