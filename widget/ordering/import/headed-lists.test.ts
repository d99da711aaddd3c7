import { expect } from '@open-wc/testing';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { customers, rowsOf } from './testing/rows-of.ts';

const [first, second, third] = customers as [Customer, Customer, Customer];
const [a, b, c] = [first.taxCode, second.taxCode, third.taxCode];

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

  it('a period of whole fiscal years is a first year and a number of years', async () => {
    const list = listOf(
      'Thời gian sử dụng',
      `${a};A;01/01/2027 - 31/12/2028`,
      `${b};B;từ ngày 1/4/2026 đến hết ngày 31/3/2029`,
    );
    expect(await rowsOf(list)).to.deep.equal({ rows: [`${a} 2 -`, `${b} 3 -`], left: [] });
    const years = listOf('Năm sử dụng', `${a};A;2027-2028`);
    expect(await rowsOf(years)).to.deep.equal({ rows: [`${a} 2 -`], left: [] });
  });

  it('a period that is over, of other days, with a gap, or of a firm whose year is another is shown', async () => {
    const cases: [heading: string, code: string, text: string][] = [
      ['Thời gian sử dụng', a, '01/01/2025 - 31/12/2026'],
      ['Gia hạn từ năm', a, '2025-2026'],
      ['Thời hạn', a, '15/03/2027 - 14/03/2029'],
      ['Năm tài chính', a, '2027, 2029'],
      ['Năm tài chính', b, '2026-2027'],
    ];
    for (const [heading, code, text] of cases) {
      const { rows, left } = await rowsOf(listOf(heading, `${code};A;${text}`));
      expect(rows, text).to.deep.equal([`${code} 1 -`]);
      const texts = left.map((each) => each.replace(/^2 years? /, ''));
      expect(texts, text).to.deep.equal([text]);
    }
    const short = listOf('Năm tài chính', `${a};A;27`);
    expect((await rowsOf(short)).left).to.deep.equal([]);
    const men = listOf('Lao động nam', `${a};A;28`, `${b};B;29`);
    expect((await rowsOf(men)).left).to.deep.equal([]);
  });

  it('the column of codes is named by other words for a tax code', async () => {
    for (const heading of ['MS thuế', 'Mã ST', 'Số MST', 'Mã thuế', 'M.S.T', 'TIN', 'Taxcode']) {
      const list = `${heading};Hạn cũ;Ghi chú\n${a};31/12/2027;\n${b};31/12/2027;x`;
      expect(await rowsOf(list), heading).to.deep.equal({
        rows: [`${a} 1 -`, `${b} 1 -`],
        left: [],
      });
    }
  });

  it('a column of new ends gives as many years, and an end that no whole years reach is shown', async () => {
    for (const heading of ['Ngày hết hạn mới', 'Hạn mới', 'Gia hạn đến ngày', 'New expiry date']) {
      const list = listOf(heading, `${a};A;31/12/2028`, `${b};B;15/12/2028`);
      expect(await rowsOf(list), heading).to.deep.equal({
        rows: [`${a} 2 -`, `${b} 1 -`],
        left: ['3 years 15/12/2028'],
      });
    }
    const former = listOf('Ngày hết hạn', `${a};A;31/12/2028`, `${b};B;31/12/2028`);
    expect(await rowsOf(former)).to.deep.equal({ rows: [`${a} 1 -`, `${b} 1 -`], left: [] });
  });

  it('a dash in a column of terms is shown, and does not hide what the column holds', async () => {
    const list = listOf('Gia hạn', `${a};A;2 năm`, `${b};B;-`, `${c};C;3 năm`);
    expect(await rowsOf(list)).to.deep.equal({
      rows: [`${a} 2 -`, `${b} 1 -`, `${c} 3 -`],
      left: ['3 years -'],
    });
  });

  it('a column “Thanh toán” is one of payers where some of its lines name them', async () => {
    const payers = listOf('Thanh toán', `${a};A;Khách hàng`, `${b};B;CK`);
    expect(await rowsOf(payers)).to.deep.equal({
      rows: [`${a} 1 owner`, `${b} 1 -`],
      left: ['3 payer CK'],
    });
    const ways = listOf('Thanh toán', `${a};A;CK`, `${b};B;TM`);
    expect(await rowsOf(ways)).to.deep.equal({ rows: [`${a} 1 -`, `${b} 1 -`], left: [] });
  });
});
