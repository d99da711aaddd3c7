import { expect } from '@open-wc/testing';
import { delimitedLines, delimiterOf } from './delimited-lines.ts';

const cellsOf = (text: string, delimiter: string) =>
  [...delimitedLines(text, delimiter)].map(({ cells }) => cells);

describe('delimited lines', () => {
  const guessed: [text: string, delimiter: string | null][] = [
    ['MST,Tên\n0100109106,"A, B"\n0101243150,C', ','],
    ['MST;Tên;Tiền\n0100109106;A, B, C;1.000,50\n0101243150;D;2.000,50', ';'],
    ['MST\tTên\n0100109106\tA, B', '\t'],
    ['a|b\nc|d', '|'],
    ['sep=^\na^b\nc^d', '^'],
    ['0100109106\n0101243150', null],
    ['Cty A 0101243150, Cty B 0100112437\nCty C 0100109106, Cty D 0101248141', null],
    ['0101243150; 0100112437 2 năm\n0100109106; 0101248141 3 năm', null],
    ['0101243150,A,Lan 001085012345\n0100112437,B,lh 0912345675', ','],
    ['0101243150\tA, từ 0100112437\n0100109106\tB, từ 0101248141', '\t'],
    ['MST cũ;MST mới\n0101243150;0100112437\n0100109106;0101248141', ';'],
    ['Công ty A, Hà Nội\n0100109106\n0101243150', null],
  ];
  for (const [text, delimiter] of guessed) {
    it(`the delimiter of ${JSON.stringify(text)} is ${JSON.stringify(delimiter)}`, () =>
      expect(delimiterOf(text)).to.equal(delimiter));
  }

  it('cells in quotes keep delimiters, quotes and line breaks, and lines their numbers', () => {
    const text = 'a;"b;""c""\r\nd";e\r\n"f"\n;g;';
    expect([...delimitedLines(text, ';')]).to.deep.equal([
      { number: 1, cells: ['a', 'b;"c"\r\nd', 'e'] },
      { number: 3, cells: ['f'] },
      { number: 4, cells: ['', 'g', ''] },
    ]);
  });

  it('a quote that begins no quoted cell is a character, however often it comes', () => {
    expect(cellsOf('"a" b,c\n"d,e', ',')).to.deep.equal([
      ['"a" b', 'c'],
      ['"d', 'e'],
    ]);
    const stray = Array.from({ length: 50_000 }, (_, index) => `"x${index},y`).join('\n');
    expect(cellsOf(stray, ',')).to.have.length(50_000);
  });
});
