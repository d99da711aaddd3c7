import { expect } from '@open-wc/testing';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { xlsxFile } from '../../ui/spreadsheet/xlsx-file.ts';
import { customers, rowsOf } from './testing/rows-of.ts';

const [first, second, third, fourth] = customers as [Customer, Customer, Customer, Customer];
const [a, b, c, d] = [first.taxCode, second.taxCode, third.taxCode, fourth.taxCode];

/** A text, its rows as "code years", and what is left of it. */
type Case = [text: string, rows: string[], left?: string[]];

async function expectRows([text, rows, left = []]: Case): Promise<void> {
  const read = await rowsOf(text);
  const inShort = read.rows.map((row) => row.replace(/ \S+$/, ''));
  expect({ rows: inShort, left: read.left }, text).to.deep.equal({ rows, left });
}

describe('terms beside the customers of a list', () => {
  it('parts of a line that each say their own term give it to all of their customers', async () => {
    const cases: Case[] = [
      [
        `${a}, ${b} và ${c} gia hạn 2 năm; ${d} 1 năm thôi`,
        [`${a} 2`, `${b} 2`, `${c} 2`, `${d} 1`],
      ],
      [`${a}, ${b} 3 năm; ${c}, ${d} 2 năm`, [`${a} 3`, `${b} 3`, `${c} 2`, `${d} 2`]],
      [`2 năm: ${a}; ${b}; ${c}`, [`${a} 2`, `${b} 2`, `${c} 2`]],
      [`${a} 2y\n${b} 1y\n${c} 3 Y`, [`${a} 2`, `${b} 1`, `${c} 3`]],
    ];
    for (const each of cases) await expectRows(each);
  });

  it('a number of times, which may count licences, is shown and not taken', async () => {
    const text = `${a} x2\n${b} x 1\n${c} x3`;
    await expectRows([text, [`${a} 1`, `${b} 1`, `${c} 1`], ['1 years x2 ?', '3 years x3 ?']]);
  });

  it('a term said by its end gives as many years, and is shown where no whole years end so', async () => {
    const text = `${a} - gia hạn đến 31/12/2028\n${c} gia hạn đến ngày 15/12/2028`;
    await expectRows([text, [`${a} 2`, `${c} 1`], ['2 years gia hạn đến ngày 15/12/2028']]);
    const past = `${a} - đã gia hạn đến 31/12/2028\n${c} 2 năm`;
    await expectRows([past, [`${a} 1`, `${c} 2`]]);
  });

  it('a term above customers is that of those without one, down to the next', async () => {
    const cases: Case[] = [
      [`Gia hạn 2 năm giúp em:\n${a}\n${b}`, [`${a} 2`, `${b} 2`]],
      [`Nhờ chị gia hạn các MST sau, tất cả 3 năm:\n${a}, ${b}`, [`${a} 3`, `${b} 3`]],
      [`2 năm\n${a}\n${b}`, [`${a} 2`, `${b} 2`]],
      [`2 năm:\n${a}\n${b}\n1 năm:\n${c}`, [`${a} 2`, `${b} 2`, `${c} 1`]],
      [`Gia hạn 2 năm:\n${a} A\n${b} B - 3 năm\n${c} C`, [`${a} 2`, `${b} 3`, `${c} 2`]],
      [`${a} 3 năm\ncác cty còn lại 2 năm:\n${b}\n${c}`, [`${a} 3`, `${b} 2`, `${c} 2`]],
      [
        `STT;MST;Tên\nI;Gia hạn 2 năm;\n1;${a};A\nII. Gia hạn 3 năm;;\n2;${b};B\nCộng;;2`,
        [`${a} 2`, `${b} 3`],
      ],
    ];
    for (const each of cases) await expectRows(each);
  });

  it('a term below customers is that of those above it', async () => {
    const cases: Case[] = [
      [`${a}\n${b}\nmỗi cty 2 năm nhé chị`, [`${a} 2`, `${b} 2`]],
      [`${a}\n${b}\n=> 2 năm\n${c}\n=> 3 năm`, [`${a} 2`, `${b} 2`, `${c} 3`]],
      [`STT;MST;Tên\n1;${a};A\n2;${b};B\nGhi chú: tất cả gia hạn 2 năm;;`, [`${a} 2`, `${b} 2`]],
      [`${a}\n${b}\n2 năm nhé\nSĐT em 0912345678`, [`${a} 2`, `${b} 2`]],
    ];
    for (const each of cases) await expectRows(each);
  });

  it('a line with a term that may be a single customer’s, or of the past, stays to be mended', async () => {
    const ones = [`${a} 1`, `${b} 1`];
    for (const line of ['Cty Sao Mai 2 năm', 'Cty A 2 năm', 'Mấy cty này dùng 2 năm rồi']) {
      await expectRows([`${line}\n${a}\n${b}`, ones, [`1 ${line}`]]);
    }
    const thanks = 'Cảm ơn chị, An Phú 2 năm nhé';
    await expectRows([`${a}\n${b}\n${thanks}`, ones, [`3 ${thanks}`]]);
    const note = 'Ghi chú: An Phú gia hạn 2 năm';
    await expectRows([`STT;MST;Tên\n1;${a};A\n2;${b};B\n${note};;`, ones, [`4 ${note}`]]);
  });

  it('a term stays to be mended where another title follows, or that reaches nobody', async () => {
    const { rows, left } = await rowsOf(`Gia hạn 2 năm:\n${a}\n${b}\nChưa chốt:\n${c}`);
    expect(rows).to.deep.equal([`${a} 1 -`, `${b} 1 -`, `${c} 1 -`]);
    expect(left).to.include('1 Gia hạn 2 năm:');
    const twice = ['1 Gia hạn giúp em 2 năm', '4 3 năm ạ'];
    await expectRows([`Gia hạn giúp em 2 năm\n${a}\n${b}\n3 năm ạ`, [`${a} 1`, `${b} 1`], twice]);
  });

  it('a title of customers who are not to be renewed ends the term of the one above it', async () => {
    await expectRows([`Gia hạn 2 năm:\n${a}\n${b}\nKhông gia hạn:\n${c}`, [`${a} 2`, `${b} 2`]]);
    const list = `STT;MST;Tên\nI;Gia hạn 2 năm;\n1;${a};A\nII;Không gia hạn;\n2;${b};B`;
    await expectRows([list, [`${a} 2`]]);
    const amounts = await rowsOf(`MST;2 năm\n${a};1.200.000\n${b};`);
    expect(amounts.rows).to.deep.equal([`${a} 1 -`, `${b} 1 -`]);
  });

  it('a line of a table with a term, and without its code, gives it to nobody', async () => {
    for (const line of [';;;3 năm', '3;;;2 năm', '3;;Cty Nhà Mới;2 năm', '3;;KH Nhà Mới;2 năm']) {
      const list = `STT;MST;Tên;Số năm\n1;${a};A;\n2;${b};B;1 năm\n${line}`;
      expect((await rowsOf(list)).rows, line).to.deep.equal([`${a} 1 -`, `${b} 1 -`]);
    }
  });

  it('a term between customers that does not say whose it is stays to be mended', async () => {
    const all = [a, b, c, d].map((code) => `${code} 1`);
    await expectRows([`${a}\n${b}\n2 năm\n${c}\n${d}`, all, ['3 2 năm']]);
  });

  it('a number at the end of a name, which may be a term, is shown and not taken', async () => {
    const cases: Case[] = [
      [`${a} Thương mại 2N\n${b} B`, [`${a} 1`, `${b} 1`], ['1 years 2N ?']],
      [`${a} Vận tải 24T\n${b} B`, [`${a} 1`, `${b} 1`], ['1 years 24T ?']],
      [`${a} Thương mại 1N\n${b} B`, [`${a} 1`, `${b} 1`]],
      [`${a} ${first.name} 2n\n${b} B`, [`${a} 2`, `${b} 1`]],
      [`${a} Công ty TNHH 2N - 3 năm\n${b} TNHH 5N`, [`${a} 3`, `${b} 1`]],
      // Most lines end so, or begin: these are terms.
      [`${a} A 2N\n${b} B 1N\n${c} C 3N`, [`${a} 2`, `${b} 1`, `${c} 3`]],
      [`${a} A 24T\n${b} B 12T`, [`${a} 2`, `${b} 1`]],
      [`24T ${a} A\n12T ${b} B`, [`${a} 2`, `${b} 1`]],
    ];
    for (const each of cases) await expectRows(each);
  });

  it('a term in a note, or beside the code in a sheet’s cell, is shown and not taken', async () => {
    const ones = [`${a} 1`, `${b} 1`, `${c} 1`];
    const list = (heading: string, ...notes: string[]) =>
      [`MST;Tên;${heading}`, ...notes.map((note, at) => `${[a, b, c][at]};A;${note}`)].join('\n');
    const cases: Case[] = [
      [list('Ghi chú', 'Gia hạn 2 năm', 'gấp', 'Gia hạn 1 năm'), ones, ['2 years 2 năm ?']],
      [list('Ghi chú', 'KH cũ, đã dùng 3 năm', 'bảo hành 2 năm', 'HĐ 2 năm trước'), ones],
      [list('Địa chỉ', 'Số 2 Năm Châu', 'Huế', 'Huế'), ones],
      [list('Số năm;Ghi chú', '1;gia hạn 2 năm', '1;', '1;'), ones],
    ];
    for (const each of cases) await expectRows(each);
    const sheet = await xlsxFile([[`${a} - A - 2 năm`], [`${b} - B - 1 năm`]], '1');
    expect((await rowsOf(sheet)).left).to.deep.equal(['1 years 2 năm ?']);
  });

  it('a code in groups of digits among words is one behind its name alone', async () => {
    const grouped = (code: string, by: string) =>
      code.replace(/^(....)(...)(...)$/, `$1${by}$2${by}$3`);
    await expectRows([
      `A mst ${grouped(a, '.')} 2 năm\nMST: ${grouped(b, ' ')} 3 năm`,
      [`${a} 2`, `${b} 3`],
    ]);
    const other = `${a} 2 năm\nB ${grouped(b, ' ')} 3 năm`;
    await expectRows([other, [`${a} 2`], [`2 B ${grouped(b, ' ')} 3 năm`]]);
  });

  it('the column with most different customers has them, whatever column is first', async () => {
    const sold = `STT;MST người bán;Tên người bán;MST người mua;Tên\n1;${d};D;${a};A\n2;${d};D;${b};B\n3;${d};D;${c};C`;
    await expectRows([sold, [`${a} 1`, `${b} 1`, `${c} 1`]]);
  });
});
