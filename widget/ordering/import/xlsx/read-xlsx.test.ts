import { expect } from '@open-wc/testing';
import writeXlsxFile, { type SheetData } from 'write-excel-file/universal';
import { xlsxFile } from '../../../ui/spreadsheet/xlsx-file.ts';
import { type PlainFile, zipFile } from '../../../ui/spreadsheet/zip-file.ts';
import type { SheetLine } from './collected-lines.ts';
import { type ReadOptions, readXlsx } from './read-xlsx.ts';
import { problemOf } from './unreadable-file.ts';
import { XmlReader } from './xml-reader.ts';
import { unpacked, type ZipEntry, zipEntries } from './zip-entries.ts';

async function read(file: Blob, options: Partial<ReadOptions> = {}) {
  const lines: SheetLine[] = [];
  const workbook = await readXlsx(new Uint8Array(await file.arrayBuffer()), {
    sheet: null,
    mostLines: 1_000,
    withHidden: false,
    onLines: (some) => lines.push(...some),
    pause: () => undefined,
    ...options,
  });
  return { workbook, lines, cells: lines.map(({ cells }) => cells) };
}

async function problem(file: Blob): Promise<string> {
  return await read(file).then(
    () => 'read',
    (error) => problemOf(error),
  );
}

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook of a program that is not Excel: names with prefixes, parts in other places. */
function workbook(
  sheet: string,
  others: readonly PlainFile[] = [],
  sheets?: string,
): Promise<Blob> {
  return zipFile([
    {
      name: '_rels/.rels',
      text: `<Relationships><Relationship Id='a' Type='${RELATIONS}/officeDocument' Target='/book/main.xml'/></Relationships>`,
    },
    {
      name: 'book/main.xml',
      text: `<x:workbook><x:sheets>${sheets ?? '<x:sheet name="Trang &amp; 1" sheetId="7" r:id="s1"/>'}</x:sheets></x:workbook>`,
    },
    {
      name: 'book/_rels/main.xml.rels',
      text: `<Relationships><Relationship Id="s1" Type="${RELATIONS}/worksheet" Target="one.xml"/><Relationship Id="s2" Type="${RELATIONS}/worksheet" Target="/book/two.xml"/></Relationships>`,
    },
    {
      name: 'book/one.xml',
      text: `<x:worksheet><x:sheetData>${sheet}</x:sheetData></x:worksheet>`,
    },
    ...others,
  ]);
}

describe('readXlsx', () => {
  it('readXlsx reads texts, numbers, dates and shared texts of a file that another library wrote', async () => {
    const data = [
      ['MST', 'Khách hàng', 'Ngày', 'Số'],
      ['0101243150', 'A & B <"C">', new Date(Date.UTC(2026, 11, 31)), 2027],
      [null, 'nhiều\ndòng', null, 0.5],
    ];
    const file = await writeXlsxFile(data as SheetData, {
      sheet: 'Khách hàng',
      dateFormat: 'dd/mm/yyyy',
    }).toBlob();
    const { workbook: found, cells } = await read(file);
    expect(found).to.deep.equal({
      sheets: ['Khách hàng'],
      sheet: 0,
      hidden: 0,
      withHidden: false,
      merged: [],
    });
    expect(cells).to.deep.equal([
      ['MST', 'Khách hàng', 'Ngày', 'Số'],
      ['0101243150', 'A & B <"C">', '31/12/2026', '2027'],
      ['', 'nhiều\ndòng', '', '0.5'],
    ]);
  });

  it('readXlsx reads prefixed names, cells without places, rich and phonetic texts, errors and codes with zeros', async () => {
    const file = await workbook(
      `<x:row r="3"><x:c r="B3" t="s"><x:v>0</x:v></x:c><x:c t="e"><x:v>#N/A</x:v></x:c><x:c t="b"><x:v>1</x:v></x:c></x:row>
       <x:row><x:c><x:v>1.0124315E8</x:v></x:c><x:c s="1"><x:v>101243150</x:v></x:c><x:c s="2"><x:v>46387</x:v></x:c><x:c s="3"><x:v>46387</x:v></x:c></x:row>
       <x:row r="9"><x:c s="1"/><x:c t="str"><x:f>A1&amp;"x"</x:f><x:v>a_x000D_b &#272;</x:v></x:c><x:c t="inlineStr"><x:is><x:t>c</x:t></x:is></x:c></x:row>`,
      [
        {
          name: 'book/sharedStrings.xml',
          text: '<sst><si><r><t>Đại </t></r><r><t xml:space="preserve">Phát</t></r><rPh><t>no</t></rPh></si></sst>',
        },
        {
          name: 'book/styles.xml',
          text: `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0000000000"/><numFmt numFmtId="165" formatCode="yyyy"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="165"/></cellXfs></styleSheet>`,
        },
      ],
    );
    const { workbook: found, lines } = await read(file);
    expect(found.sheets).to.deep.equal(['Trang & 1']);
    expect(lines).to.deep.equal([
      { number: 3, cells: ['', 'Đại Phát', '#N/A', 'TRUE'] },
      { number: 4, cells: ['101243150', '0101243150', '31/12/2026', '2026'] },
      { number: 9, cells: ['', 'a\rb Đ', 'c'] },
    ]);
  });

  it('readXlsx reads sheets, shared texts and styles where the workbook says that they are', async () => {
    const target = (id: string, kind: string, path: string) =>
      `<Relationship Id="${id}" Type="${RELATIONS}/${kind}" Target="${path}"/>`;
    const file = await zipFile([
      {
        name: '_rels/.rels',
        text: `<Relationships>${target('a', 'officeDocument', 'data/book.xml')}</Relationships>`,
      },
      { name: 'data/book.xml', text: '<workbook><sheet name="1" r:id="s1"/></workbook>' },
      {
        name: 'data/_rels/book.xml.rels',
        text: `<Relationships>${target('t', 'sharedStrings', '../texts/1.xml')}${target('s', 'styles', './look.xml')}${target('s1', 'worksheet', '../sheets/1.xml')}</Relationships>`,
      },
      { name: 'texts/1.xml', text: '<sst><si><t>Đại Phát</t></si></sst>' },
      {
        name: 'data/look.xml',
        text: `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="_-* #,##0\\ _d_-"/></numFmts><cellXfs><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
      },
      {
        name: 'sheets/1.xml',
        text: '<row r="1"><c t="s"><v>0</v></c><c s="0"><v>46387</v></c><c s="1"><v>2950</v></c></row>',
      },
    ]);
    expect((await read(file)).cells).to.deep.equal([['Đại Phát', '31/12/2026', '2950']]);
  });

  it('readXlsx reads the first visible sheet with something in it, or the one that is asked for', async () => {
    const line = (text: string) => `<row r="1"><c t="str"><v>${text}</v></c></row>`;
    const sheets =
      '<sheet name="Ẩn" state="hidden" r:id="s1"/><sheet name="Trống" r:id="s3"/><sheet name="Hai" r:id="s2"/><sheet name="Một" r:id="s1"/>';
    const two = { name: 'book/two.xml', text: `<sheetData>${line('hai')}</sheetData>` };
    const file = await workbook(line('một'), [two], sheets);
    const first = await read(file);
    expect(first.workbook.sheets).to.deep.equal(['Trống', 'Hai', 'Một']);
    expect(first.workbook.sheet).to.equal(1);
    expect(first.cells).to.deep.equal([['hai']]);
    expect((await read(file, { sheet: 2 })).cells).to.deep.equal([['một']]);
    expect(await problem(await workbook(''))).to.equal('empty');
  });

  it('a cover before the list, or a summary, is not taken for it, but can be asked for', async () => {
    const row = (number: number, ...texts: string[]) =>
      `<row r="${number}">${texts.map((text) => `<c t="str"><v>${text}</v></c>`).join('')}</row>`;
    const cover = row(2, 'BÁO CÁO') + row(3, 'MST: 0101243150') + row(4, '01/01/2026', '2.950.000');
    const list = row(1, 'MST') + row(2, '0100109106') + row(3, '101243150');
    const sheets = '<sheet name="Bìa" r:id="s1"/><sheet name="Danh sách" r:id="s2"/>';
    const two = (rows: string) => [
      { name: 'book/two.xml', text: `<sheetData>${rows}</sheetData>` },
    ];
    const file = await workbook(cover, two(list), sheets);
    const found = await read(file);
    expect(found.workbook.sheet).to.equal(1);
    expect(found.cells.flat()).to.deep.equal(['MST', '0100109106', '101243150']);
    expect((await read(file, { sheet: 0 })).cells[0]).to.deep.equal(['BÁO CÁO']);
    // Of names alone, the first has the lines.
    const names = await read(await workbook(row(1, 'Tên'), two(row(1, 'Ghi chú')), sheets));
    expect(names.workbook.sheet).to.equal(0);
    expect(names.cells.flat()).to.deep.equal(['Tên']);
    const single = await read(await workbook(row(1, 'x'), two(row(1, '0100109106')), sheets));
    expect(single.workbook.sheet).to.equal(1);
    const broken = await read(await workbook(row(1, 'Tên'), two('<row <c>'), sheets));
    expect(broken.workbook.sheet).to.equal(0);
  });

  it('readXlsx says what is wrong with a file, and unpacks no more of a bomb than it has to', async () => {
    expect(await problem(new Blob(['PK\x03\x04 not a zip at all, and no end']))).to.equal(
      'damaged',
    );
    expect(await problem(await zipFile([{ name: 'word/document.xml', text: '<d/>' }]))).to.equal(
      'notATable',
    );
    const blank = await workbook('', [
      { name: 'book/sharedStrings.xml', text: `<sst>${' '.repeat(30_000_000)}</sst>` },
    ]);
    expect(blank.size).to.be.below(100_000);
    expect(await problem(blank)).to.equal('damaged');
    const endless = await workbook(
      `<row r="1"><c t="str"><v>${'x'.repeat(2_000_000)}</v></c></row>`,
    );
    expect(await problem(endless)).to.equal('damaged');
    const far = await workbook(
      '<row r="1048576"><c r="XFD1048576"><v>1</v></c><c r="A9"><v>2</v></c></row>',
    );
    expect((await read(far)).lines).to.deep.equal([{ number: 1_048_576, cells: ['2'] }]);
  });

  it('rows that a filter hides are counted, and read where they are wanted or nothing else is there', async () => {
    const row = (number: number, text: string, attributes = '') =>
      `<x:row r="${number}"${attributes}><x:c t="str"><x:v>${text}</x:v></x:c></x:row>`;
    const rows = [
      row(1, 'MST'),
      row(2, 'a', ' hidden="1"'),
      row(3, 'b', ' hidden="0"'),
      row(4, 'c', ' spans="1:1" hidden="true"'),
      '<x:row r="5" hidden="1"/>',
    ].join('');
    const visible = await read(await workbook(rows));
    expect(visible.cells.flat()).to.deep.equal(['MST', 'b']);
    expect(visible.workbook.hidden).to.equal(2);
    const all = await read(await workbook(rows), { withHidden: true });
    expect(all.cells.flat()).to.deep.equal(['MST', 'a', 'b', 'c']);
    expect(all.workbook.hidden).to.equal(2);
    const none = await read(await workbook(row(1, 'a', ' hidden="1"')));
    expect(none.cells.flat()).to.deep.equal(['a']);
    expect(none.workbook.withHidden).to.equal(true);
  });

  it('cells merged over lines are named with their column and lines, and the text of a hidden one', async () => {
    const row = (number: number, attributes: string, ...texts: string[]) =>
      `<row r="${number}"${attributes}>${texts.map((text) => `<c t="str"><v>${text}</v></c>`).join('')}</row>`;
    const rows = [row(1, '', 'a'), row(2, ' hidden="1"', 'b', 'c'), row(3, '', 'd')].join('');
    const refs = ['A1:C1', 'B2:D3', 'A1:A3', 'B9', 'XFD1:XFD9', 'B3:B2', ''];
    const merged = refs.map((ref) => `<mergeCell ref="${ref}"/>`).join('');
    const file = await workbook(
      `${rows}</x:sheetData><mergeCells>${merged}</mergeCells><x:sheetData>`,
    );
    expect((await read(file)).workbook.merged).to.deep.equal([
      { column: 1, from: 2, to: 3, hidden: 'c' },
      { column: 0, from: 1, to: 3 },
    ]);
    const all = await read(file, { withHidden: true });
    expect(all.workbook.merged[0]).to.deep.equal({ column: 1, from: 2, to: 3 });
  });

  it('tags, quotes and formats that never end are refused after as many steps as they have characters', async () => {
    // By each step for each character, these would take minutes.
    const long = 'a'.repeat(900_000);
    for (const endless of [
      `<${long}`,
      `<${long}:${long}`,
      `<row ${long}`,
      `<row r="${'>'.repeat(900_000)}`,
      `<row ${'"" '.repeat(300_000)}`,
      `<!--${'--'.repeat(450_000)}`,
      `<row <c>`,
    ]) {
      expect(await problem(await workbook(endless)), endless.slice(0, 10)).to.equal('damaged');
    }
    const styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="${'['.repeat(900_000)}"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>`;
    const row = '<row r="1"><c s="0"><v>1</v></c></row>';
    const file = await workbook(row, [{ name: 'book/styles.xml', text: styles }]);
    expect((await read(file)).cells).to.deep.equal([['1']]);
  });

  it('a document is read alike however it is cut into pieces', () => {
    const text = `<?xml version="1.0"?><a:b c="1>2" d='"'><!-- > - -->x &amp; y<![CDATA[<z>]]></a:b><e/>`;
    const partsOf = (size: number) => {
      const parts: string[] = [];
      const reader = new XmlReader({
        open: (name, attributes) => parts.push(`open ${name}${attributes}`),
        text: (piece) => parts.push(piece),
        close: (name) => parts.push(`close ${name}`),
      });
      for (let at = 0; at < text.length; at += size) reader.push(text.slice(at, at + size));
      reader.end();
      return parts;
    };
    const whole = partsOf(text.length);
    expect(whole).to.deep.equal([
      `open b c="1>2" d='"'`,
      'x & y',
      '<z>',
      'close b',
      'open e/',
      'close e',
    ]);
    for (const size of [1, 2, 3, 5, 8]) expect(partsOf(size), `${size}`).to.deep.equal(whole);
  });

  it('a packed file is unpacked as far as the budget lasts, and no further', async () => {
    const zip = await zipFile([{ name: 'a', text: 'x'.repeat(10_000_000) }]);
    const entry = zipEntries(new Uint8Array(await zip.arrayBuffer())).get('a') as ZipEntry;
    const budget = { left: 1_000_000 };
    let got = 0;
    const error = await (async () => {
      for await (const piece of unpacked(entry, budget)) got += piece.length;
    })().catch((reason) => reason);
    expect(problemOf(error)).to.equal('tooLarge');
    expect(got).to.be.at.most(1_000_000);
  });

  it('readXlsx refuses a truncated file, and one with more lines than any list has', async () => {
    const rows = Array.from({ length: 1_001 }, (_, index) => [`${index}`]);
    const file = await xlsxFile(rows, 'x');
    expect(await problem(file)).to.equal('tooManyLines');
    expect(await problem(file.slice(0, file.size / 2))).to.equal('damaged');
  });
});
