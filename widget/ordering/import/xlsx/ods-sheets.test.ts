import { expect } from '@open-wc/testing';
import { zipFile } from '../../../ui/spreadsheet/zip-file.ts';
import type { SheetLine } from './collected-lines.ts';
import { type ReadOptions, readXlsx } from './read-xlsx.ts';
import { problemOf } from './unreadable-file.ts';

async function read(content: string, options: Partial<ReadOptions> = {}, manifest = '') {
  const file = await zipFile([
    { name: 'mimetype', text: 'application/vnd.oasis.opendocument.spreadsheet' },
    { name: 'META-INF/manifest.xml', text: `<manifest:manifest>${manifest}</manifest:manifest>` },
    {
      name: 'content.xml',
      text: `<office:document-content><office:automatic-styles><style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>${content}</office:spreadsheet></office:body></office:document-content>`,
    },
  ]);
  const lines: SheetLine[] = [];
  const workbook = await readXlsx(new Uint8Array(await file.arrayBuffer()), {
    sheet: null,
    mostLines: 1_000,
    withHidden: false,
    onLines: (some) => lines.push(...some),
    pause: () => undefined,
    ...options,
  });
  return { workbook, lines };
}

const table = (name: string, rows: string, style = 'ta1') =>
  `<table:table table:name="${name}" table:style-name="${style}"><table:table-column table:number-columns-repeated="3"/>${rows}</table:table>`;
const row = (cells: string, attributes = '') =>
  `<table:table-row table:style-name="ro1"${attributes}>${cells}</table:table-row>`;
const cell = (text: string, attributes = '') =>
  `<table:table-cell office:value-type="string"${attributes}><text:p>${text}</text:p></table:table-cell>`;
const number = (value: string, shown: string) =>
  `<table:table-cell office:value-type="float" office:value="${value}"><text:p>${shown}</text:p></table:table-cell>`;

describe('an OpenDocument file', () => {
  it('texts, numbers, dates, notes and repeated cells and rows are read as in an .xlsx file', async () => {
    const content = table(
      'Gia hạn',
      [
        row(cell('MST') + cell('Tên') + cell('Số năm', ' table:number-columns-repeated="2"')),
        row('<table:table-cell table:number-columns-repeated="16384"/>'),
        row(
          number('101243150', '0101243150') +
            `<table:table-cell><office:annotation><text:p>ghi chú</text:p></office:annotation><text:p>Cty <text:span>A</text:span><text:s text:c="2"/>B</text:p><text:p>Huế</text:p></table:table-cell>` +
            number('2027', '2.027') +
            `<table:table-cell office:value-type="date" office:date-value="2026-12-31T23:59:00"><text:p>31 tháng 12</text:p></table:table-cell>`,
        ),
        row(
          number('101243150001', '0101243150-001') +
            '<table:table-cell/>' +
            number('1.5', '1,5') +
            '<table:table-cell office:value-type="date" office:date-value="2026-12-31"><text:p>2026</text:p></table:table-cell>',
        ),
        row(cell('x'), ' table:number-rows-repeated="2"'),
        row('<table:table-cell/>', ' table:number-rows-repeated="1048570"'),
      ].join(''),
    );
    const { workbook, lines } = await read(content);
    expect(workbook.sheets).to.deep.equal(['Gia hạn']);
    expect(lines).to.deep.equal([
      { number: 1, cells: ['MST', 'Tên', 'Số năm', 'Số năm'] },
      { number: 3, cells: ['0101243150', 'Cty A B\nHuế', '2027', '31/12/2026'] },
      { number: 4, cells: ['0101243150-001', '', '1.5', '2026'] },
      { number: 5, cells: ['x'] },
      { number: 6, cells: ['x'] },
    ]);
  });

  it('hidden sheets are left out, hidden rows counted, and merged cells named', async () => {
    const list =
      row(
        cell('A', ' table:number-rows-spanned="3"') +
          cell('0100109106', ' table:number-columns-spanned="2"') +
          '<table:covered-table-cell/>' +
          cell('c'),
      ) +
      row(`<table:covered-table-cell/>${cell('0101243150')}`, ' table:visibility="filter"') +
      row(`<table:covered-table-cell/>${cell('0101243151')}`);
    const content =
      table('Ẩn', row(cell('0109999999')), 'ta2') +
      table('Bìa', row(cell('BÁO CÁO'))) +
      table('Danh sách', list);
    const { workbook, lines } = await read(content);
    expect(workbook).to.deep.equal({
      sheets: ['Bìa', 'Danh sách'],
      sheet: 1,
      hidden: 1,
      withHidden: false,
      merged: [{ column: 0, from: 1, to: 3 }],
    });
    expect(lines).to.deep.equal([
      { number: 1, cells: ['A', '0100109106', '', 'c'] },
      { number: 3, cells: ['', '0101243151'] },
    ]);
    const cover = await read(content, { sheet: 0 });
    expect(cover.lines).to.deep.equal([{ number: 1, cells: ['BÁO CÁO'] }]);
    const all = await read(content, { withHidden: true });
    expect(all.lines.map(({ number }) => number)).to.deep.equal([1, 2, 3]);
  });

  it('a file with a password, a letter and a sheet with too many lines are refused', async () => {
    const problem = (...args: Parameters<typeof read>) =>
      read(...args).then(
        () => 'read',
        (error) => problemOf(error),
      );
    const one = table('1', row(cell('x')));
    expect(await problem(one, {}, '<manifest:encryption-data/>')).to.equal('oldOrLocked');
    expect(await problem('<text:p>Kính gửi</text:p>')).to.equal('notATable');
    const many = table('1', row(cell('x'), ' table:number-rows-repeated="1001"'));
    expect(await problem(many)).to.equal('tooManyLines');
  });
});
