import { expect } from '@open-wc/testing';
import { isColumn } from './is-column.ts';
import { candidatesOf, isHeading, isListOfCodes, isTotal, pastedLines } from './pasted-table.ts';

describe('isListOfCodes', () => {
  it('codes side by side are a list, whatever is between them, and a line with a name or years is none', () => {
    expect(isListOfCodes('0101243150, 0100112437\n0101248141, 0100109106')).to.equal(true);
    expect(isListOfCodes('0101243150;0100112437')).to.equal(true);
    expect(isListOfCodes('0101243150 – 0100112437')).to.equal(true);
    expect(isListOfCodes('MST: 0101243150, MST 0100112437')).to.equal(true);
    expect(isListOfCodes('0101243150, 0100112437 2 năm')).to.equal(false);
    expect(isListOfCodes('0101243150, Công ty A\n0100112437, Công ty B')).to.equal(false);
    expect(isListOfCodes('MST;Số năm\n0101243150;2')).to.equal(false);
    expect(isListOfCodes('Chị gia hạn: 0101243150, 0100112437\nvà 0101248141')).to.equal(true);
    expect(isListOfCodes('Công ty A, Hà Nội\nCông ty B, Huế')).to.equal(false);
  });
});

describe('pastedLines', () => {
  const cellsOf = (text: string) => pastedLines(text).map(({ cells }) => cells);
  const cases: [what: string, text: string, cells: string[][]][] = [
    ['a column', '0100109106\r\n0101243150\r\n', [['0100109106'], ['0101243150']]],
    ['old line ends', '0100109106\r0101243150', [['0100109106'], ['0101243150']]],
    ['columns', '1\tCty A\t0100109106', [['1', 'Cty A', '0100109106']]],
    [
      'cells with line breaks, tabs and quotes in them',
      '1\t"Công ty A\nchi nhánh ""Miền\tNam"""\t0100109106\n2\tB\t0101243150',
      [
        ['1', 'Công ty A chi nhánh "Miền Nam"', '0100109106'],
        ['2', 'B', '0101243150'],
      ],
    ],
    ['a quote that never ends', '"Công ty A\t1\nB', [['"Công ty A', '1'], ['B']]],
    ['a column with quoted cells', '"Công ty A\nHà Nội"\nB', [['Công ty A Hà Nội'], ['B']]],
    [
      'several codes on one line',
      '0100109106, 0101243150; 100109106',
      [['0100109106'], ['0101243150'], ['100109106']],
    ],
    ['several with blanks between', '0100109106 0101243150', [['0100109106'], ['0101243150']]],
    [
      'all codes of a sentence',
      'Gia hạn giúp em: 0100109106, 0101243150 và 0314409058-002 nhé',
      [['0100109106'], ['0101243150'], ['0314409058-002']],
    ],
    [
      'a person’s number beside a company’s code as cells of one line',
      'Cty A, 0100109106, 001099000001',
      [['Cty A', ' 0100109106', ' 001099000001'].map((cell) => cell.trim())],
    ],
    [
      'a telephone number that reads as a code as a part of its line',
      'Cty A - MST 0101243150 - ĐT 0912345675',
      [['Cty A - MST 0101243150 - ĐT 0912345675']],
    ],
    [
      'directors’ numbers as parts of their line',
      '0101243150 – CCCD 001085012345; 0100112437 – CCCD 001090054321',
      [['0101243150 – CCCD 001085012345; 0100112437 – CCCD 001090054321']],
    ],
    ['a code written with blanks', '0100 109 106', [['0100 109 106']]],
    ['columns by semicolons', '1;Cty A;0100109106', [['1', 'Cty A', '0100109106']]],
    ['a name with a comma', 'Công ty A, Hà Nội', [['Công ty A, Hà Nội']]],
    ['empty lines as none', ' \n\t\n\r\n0100109106\n\n', [['0100109106']]],
    ['a no-break blank as a blank', '\u00a00100109106\u00a0', [['0100109106']]],
    ['nothing', ' \n\t\n', []],
  ];
  for (const [what, text, cells] of cases) {
    it(`pastedLines reads ${what}`, () => expect(cellsOf(text)).to.deep.equal(cells));
  }

  it('pastedLines counts lines as a person does, with empty lines and cells of several lines', () => {
    const numbers = pastedLines('MST\n\n"0100109106\n(cũ)"\r\n0101243150').map(
      ({ number }) => number,
    );
    expect(numbers).to.deep.equal([1, 3, 5]);
  });
});

describe('candidatesOf', () => {
  const textsOf = (line: string) =>
    pastedLines(line).flatMap((each) =>
      candidatesOf(each).map(({ column, text }) => [column, text]),
    );

  it('candidatesOf finds every cell that may be a code, and codes among words', () => {
    expect(textsOf('1\tCty A\t100109106,00\t0912345678')).to.deep.equal([
      [2, '100109106,00'],
      [3, '0912345678'],
    ]);
    expect(textsOf('Cty A (MST: 0100109106-001)\tB')).to.deep.equal([[0, '0100109106-001']]);
    expect(textsOf('０１００１０９１０６')).to.deep.equal([[0, '０１００１０９１０６']]);
  });

  it('the numbers of a list are no digits of the codes behind them', () => {
    for (const [line, code] of [
      ['1. 0101243150', '0101243150'],
      ['12.0101243150', '0101243150'],
      ['(3) 0101 243 150', '0101 243 150'],
      ['4) 101243150', '101243150'],
      ['5. 001099000001', '001099000001'],
      ['6. 0314409058002', '0314409058002'],
      // Parts of one number.
      ['101.243.150', '101.243.150'],
      ['0101. 243. 150', '0101. 243. 150'],
    ] as const)
      expect(textsOf(line), line).to.deep.equal([[0, code]]);
  });

  it('candidatesOf finds every code of a cell, however many it names', () => {
    const codes = Array.from({ length: 12 }, () => '0101243150');
    expect(textsOf(`${codes.join(' và ')} nhé\tx`)).to.have.length(12);
  });

  it('candidatesOf finds none in names, dates, amounts and international numbers', () => {
    for (const line of [
      'Công ty A',
      '31/12/2026',
      '+84 912 345 678',
      '(028) 38223344',
      '2.950.000 ₫',
      '1,01243E+11',
    ])
      expect(textsOf(`${line}\tx`), line).to.deep.equal([]);
  });
});

describe('headings and totals', () => {
  const lineOf = (text: string) => pastedLines(text)[0] ?? { number: 0, cells: [] };

  it('headings and totals are recognised by their words', () => {
    for (const heading of ['MST', 'Mã số thuế:', 'STT\tTên khách hàng\tĐịa chỉ', 'Tax code\tName'])
      expect(isHeading(lineOf(heading)), heading).to.equal(true);
    for (const total of [
      'Tổng cộng\t\t12',
      'Cộng:',
      'TỔNG SỐ: 214',
      '\tTotal\t5',
      'Tổng cộng 3 dòng',
      'Grand total',
    ])
      expect(isTotal(lineOf(total)), total).to.equal(true);
  });

  it('texts that only sound like headings and totals are neither', () => {
    for (const name of [
      'Công ty A',
      'Tên Lửa',
      'Hộ kinh doanh Mã Số',
      'MST\t0100109106',
      'MST: 0100 109 106',
    ])
      expect(isHeading(lineOf(name)), name).to.equal(false);
    for (const name of [
      'Tổng công ty Điện lực',
      'Tổng công ty',
      'Cộng Cà Phê',
      '0100109106\tTổng cộng',
    ])
      expect(isTotal(lineOf(name)), name).to.equal(false);
  });
});

describe('isColumn', () => {
  it('isColumn distinguishes a table of codes from a search text', () => {
    for (const text of [
      '0100109106\n0101243150',
      '０１００１０９１０６\n101243150',
      '1\tCty A\t0100109106',
      '0100109106 0101243150',
      'Công ty A\n0100109106',
      'MST 0100109106 - A\nMST: 0101 243 150 - B',
      'Công ty A\r\nCông ty B\r\n',
    ])
      expect(isColumn(text), text).to.equal(true);
    for (const text of ['0100109106\n', 'Công ty A, chi nhánh 12', '"Công ty A\nHà Nội"'])
      expect(isColumn(text), text).to.equal(false);
  });
});
