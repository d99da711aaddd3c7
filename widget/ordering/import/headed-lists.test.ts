import { expect } from '@open-wc/testing';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { customers, rowsOf } from './testing/rows-of.ts';

const [first, second] = customers as [Customer, Customer];
const [a, b] = [first.taxCode, second.taxCode];

const listOf = (heading: string, ...lines: string[]) =>
  [`STT;MST;Tên;${heading}`, ...lines.map((line, at) => `${at + 1};${line}`)].join('\n');

describe('lists by their headings', () => {
  it('an example in a heading is no customer, nor a term', async () => {
    for (const heading of [
      'Mã số thuế (VD: 0101243150);Tên;Số năm (VD: 12 tháng)',
      'Mã số thuế (ví dụ 0101243150 hoặc 0101243150-001);Tên;Số năm gia hạn',
      'MST, vd: 0101243150;Tên;Số năm',
    ]) {
      const list = `${heading}\n${a};A;2\n${b};B;3`;
      expect(await rowsOf(list), heading).to.deep.equal({
        rows: [`${a} 2 -`, `${b} 3 -`],
        left: [],
      });
    }
    const example = await rowsOf(`MST;Tên\nVD: 0101243150;Công ty ABC\n${a};A\n${b};B`);
    expect(example.left).to.deep.equal(['2 VD: 0101243150 · Công ty ABC']);
  });

  it('of two columns of one kind, what is ordered counts, and not what there is', async () => {
    const terms = listOf('Thời gian sử dụng;Số năm gia hạn', `${a};A;5;2`, `${b};B;3;3`);
    expect(await rowsOf(terms)).to.deep.equal({ rows: [`${a} 2 -`, `${b} 3 -`], left: [] });
    const before = listOf(
      'Số năm gia hạn lần trước;Thời hạn còn lại (tháng);Số năm gia hạn lần này',
      `${a};A;3;1;2`,
      `${b};B;1;12;3`,
    );
    expect(await rowsOf(before)).to.deep.equal({ rows: [`${a} 2 -`, `${b} 3 -`], left: [] });
    const alone = listOf('Thời gian sử dụng', `${a};A;2 năm`, `${b};B;36 tháng`);
    expect(await rowsOf(alone)).to.deep.equal({ rows: [`${a} 2 -`, `${b} 3 -`], left: [] });
  });
});
