import { expect } from '@open-wc/testing';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { customers, rowsOf } from './testing/rows-of.ts';

const [first, second, third] = customers as [Customer, Customer, Customer];
const [a, b, c] = [first.taxCode, second.taxCode, third.taxCode];

const listOf = (heading: string, ...lines: string[]) =>
  [`STT;MST;Tên;${heading}`, ...lines.map((line, at) => `${at + 1};${line}`)].join('\n');

describe('lists whose columns are ticked or answered', () => {
  it('a ticked column is its heading’s term, payer or plan', async () => {
    const terms = listOf('1 năm;2 năm;3 năm', `${a};A;;x;`, `${b};B;;;X`, `${c};C;✓;;`);
    expect(await rowsOf(terms)).to.deep.equal({
      rows: [`${a} 2 -`, `${b} 3 -`, `${c} 1 -`],
      left: [],
    });
    const payers = listOf('Số năm;KTDV trả;KH trả', `${a};A;2;x;`, `${b};B;1;;x`);
    expect(await rowsOf(payers)).to.deep.equal({ rows: [`${a} 2 -`, `${b} 1 owner`], left: [] });
    const below = `STT;MST;Tên;Thời gian gia hạn;;Người trả;\n;;;1 năm;2 năm;KTDV;KH\n1;${a};A;;x;x;\n2;${b};B;x;;;x`;
    expect(await rowsOf(below)).to.deep.equal({ rows: [`${a} 2 -`, `${b} 1 owner`], left: [] });
  });

  it('several ticks of one kind are shown, and none is taken; those of years are a period', async () => {
    const terms = listOf('1 năm;2 năm', `${a};A;x;x`, `${b};B;;x`);
    expect(await rowsOf(terms)).to.deep.equal({
      rows: [`${a} 1 -`, `${b} 2 -`],
      left: ['2 years 1 năm, 2 năm'],
    });
    const history = listOf('2025;2026;2027', `${a};A;x;x;x`);
    expect(await rowsOf(history)).to.deep.equal({ rows: [`${a} 1 -`], left: [] });
    const years = listOf('Năm 2027;Năm 2028', `${a};A;x;x`);
    expect(await rowsOf(years)).to.deep.equal({ rows: [`${a} 2 -`], left: [] });
  });

  it('a customer is left out whose answer is no, or who is not ticked where others are', async () => {
    const left: string[] = [];
    for (const heading of ['Gia hạn 2027?', 'KH đồng ý gia hạn', 'Gia hạn năm 2027']) {
      const list = listOf(`${heading};Số năm`, `${a};A;Có;2`, `${b};B;Không;`, `${c};C;Có;3`);
      expect(await rowsOf(list), heading).to.deep.equal({ rows: [`${a} 2 -`, `${c} 3 -`], left });
    }
    const ticked = `${listOf('Gia hạn', `${a};A;x`, `${b};B;`, `${c};C;x`)}\n;;Cộng;2`;
    expect(await rowsOf(ticked)).to.deep.equal({ rows: [`${a} 1 -`, `${c} 1 -`], left });
    const two = listOf('Gia hạn;Không gia hạn', `${a};A;x;`, `${b};B;;x`, `${c};C;x;`);
    expect(await rowsOf(two)).to.deep.equal({ rows: [`${a} 1 -`, `${c} 1 -`], left });
    const terms = listOf('Gia hạn', `${a};A;2`, `${b};B;`, `${c};C;3`);
    const all = [`${a} 2 -`, `${b} 1 -`, `${c} 3 -`];
    expect(await rowsOf(terms)).to.deep.equal({ rows: all, left });
    const empty = listOf('Gia hạn', `${a};A;`, `${b};B;`);
    expect((await rowsOf(empty)).rows).to.deep.equal([`${a} 1 -`, `${b} 1 -`]);
  });

  it('a company that is closed is left out; one that pauses is not', async () => {
    const list = listOf(
      'Trạng thái MST',
      `${a};A;NNT ngừng hoạt động và đã đóng MST`,
      `${b};B;NNT tạm ngừng hoạt động`,
      `${c};C;Đã giải thể`,
    );
    expect(await rowsOf(list)).to.deep.equal({ rows: [`${b} 1 -`], left: [] });
  });

  it('partial sums, contacts and senders around customers make no rows', async () => {
    const list = `STT;MST;Tên;Số năm\n1;${a};A;2\n;;Cộng quận 1;2\n2;${b};B;3\nTổng: 11.800.000đ;;;`;
    expect(await rowsOf(list)).to.deep.equal({ rows: [`${a} 2 -`, `${b} 3 -`], left: [] });
    const message = `Lan, [30/11/2026 09:12]\n${a} 2 năm\nLan, [30/11/2026 09:13]\n${b} 3 năm\nLiên hệ em: 0912345678 📞\nMobile: 0912 345 678\nTổng: 11.800.000đ`;
    expect(await rowsOf(message)).to.deep.equal({ rows: [`${a} 2 -`, `${b} 3 -`], left: [] });
  });
});
