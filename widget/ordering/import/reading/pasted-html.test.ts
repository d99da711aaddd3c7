import { expect } from '@open-wc/testing';
import type { SignIn } from '../../../api/sign-in.ts';
import { ANNIVERSARY, WHO_AM_I, YEARLY } from '../../../testing/firm.ts';
import { tableIn } from './pasted-html.ts';
import { bringsValues } from './recognised-for.ts';

const cell = (text: string, attributes = '') => `<td${attributes}>${text}</td>`;
const row = (...cells: string[]) => `<tr>${cells.join('')}</tr>`;

describe('a table that was copied', () => {
  it('the table itself is read where its text parts rows, or has lost which cells are merged', () => {
    const parted = `<table>${row(cell('0101243150'), cell('<p>A<p>B'))}${row(cell('1'), cell('2'))}</table>`;
    expect(tableIn('0101243150\tA\nB\n1\t2', parted)).to.equal(parted);
    const merged = `<table>${row(cell('1'), cell('KH', ' rowspan="2"'))}${row(cell('2'))}</table>`;
    expect(tableIn('1\tKH\r\n2\t\r\n', merged)).to.equal(merged);
    const rounded = `<table>${row(cell('1,01E+08', ' x:num="101243150"'))}${row(cell('2'))}</table>`;
    expect(tableIn('1,01E+08\r\n2\r\n', rounded)).to.equal(rounded);
    const many = merged.replace('"2"', '12');
    expect(tableIn('1\tKH\r\n2\t\r\n', many)).to.equal(many);
  });

  it('the text is read where it says all, and where the table only lays out a page', () => {
    const plain = `<table>${row(cell('1'), cell('A'))}${row(cell('2'), cell('B'))}</table>`;
    for (const [text, html] of [
      ['1\tA\r\n2\tB\r\n', plain],
      ['1\t"A\nC"\n2\tB', plain],
      [Array(20).fill('0101243150').join('\n'), plain],
      ['0101243150\n0100112437', '<p>0101243150</p><p>0100112437</p>'],
      ['1\tA', ''],
    ] as const) {
      expect(tableIn(text, html), text).to.equal(text);
    }
  });
});

describe('bringsValues', () => {
  const signIn = {
    t: (key: string) => key,
    plans: [YEARLY, ANNIVERSARY],
    whoAmI: WHO_AM_I,
  } as unknown as SignIn;
  const brings = (text: string) => bringsValues(signIn, text, '');

  it('a text is shown first that names years, in whatever way, or numbers that may be years', () => {
    for (const text of [
      '0101243150\t2 năm\n0100112437\t1 năm',
      '0101243150, 2 năm\n0100112437, 1 năm',
      '0101243150 - A - gia hạn 2 năm',
      '0101243150 → 2027\n0100112437 → 2028',
      '0101243150\t2\n0100112437\t3',
      '0101243150 2 năm; 0100112437 3 năm',
      'Cty A 0101243150 2 năm, Cty B 0100112437 3 năm\nCty C 0100109106 2 năm, Cty D 0101248141 3 năm',
      '0101243150, 0100112437 2 năm\n0100109106, 0101248141 3 năm',
      'Cty A 2 năm\n0101243150',
      '0101243150 hai năm',
      '0101243150 2n',
      'Cty A\n0101243150\nCty B\n0100112437',
      '0101243150\n0100112437 ko gia hạn nữa',
      'MST\tGia hạn\n0101243150\tCó\n0100112437\tKhông',
      'MST\tTên\t\tMST\tTên\n0101243150\tA\t\t0100112437\tB',
      '2\t0101243150\n3\t0100112437',
      '3\t0101243150',
    ])
      expect(brings(text), text).to.equal(true);
  });

  it('numbers of lines, dates and names are no values', () => {
    for (const text of [
      '1\t0101243150\tA\n2\t0100112437\tB',
      '11\t0101243150\tA\n12\t0100112437\tB',
      '<Lan> 0101243150 nhé\n<Lan> 0100112437 nhé',
      '0101243150\t1\n0100112437\t1',
      '0101243150 hạn 31/12/2026\n0100112437 hạn 31/12/2027',
      '0101243150 - Công ty A\n0100112437 - Công ty B',
      'Cty XD số 2 Nam Từ Liêm 0101243150',
    ])
      expect(brings(text), text).to.equal(false);
  });
});
