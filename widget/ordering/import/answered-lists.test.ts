import { expect } from '@open-wc/testing';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { customers, rowsOf } from './testing/rows-of.ts';

const [first, second, third] = customers as [Customer, Customer, Customer];
const [a, b, c] = [first.taxCode, second.taxCode, third.taxCode];

const listOf = (heading: string, ...lines: string[]) =>
  [`STT;MST;Tên;${heading}`, ...lines.map((line, at) => `${at + 1};${line}`)].join('\n');

describe('lists whose columns are ticked or answered', () => {
  it('a ticked column is its heading’s term or payer', async () => {
    const terms = listOf('1 năm;2 năm;3 năm', `${a};A;;x;`, `${b};B;;;X`, `${c};C;✓;;`);
    expect(await rowsOf(terms)).to.deep.equal({
      rows: [`${a} 2 -`, `${b} 3 -`, `${c} 1 -`],
      left: [],
    });
    const payers = listOf('Số năm;KTDV trả;KH trả', `${a};A;2;x;`, `${b};B;1;;x`);
    expect(await rowsOf(payers)).to.deep.equal({ rows: [`${a} 2 -`, `${b} 1 owner`], left: [] });
    const below = `STT;MST;Tên;Thời gian gia hạn;;Người trả;\n;;;1 năm;2 năm;KTDV trả;KH trả\n1;${a};A;;x;x;\n2;${b};B;x;;;x`;
    expect(await rowsOf(below)).to.deep.equal({ rows: [`${a} 2 -`, `${b} 1 owner`], left: [] });
  });

  it('a column is ticked although lines around the customers have other texts in it', async () => {
    const around = `STT;MST;Tên;1 năm;2 năm\n(1);(2);(3);(4);(5)\n1;${a};A;-;✔\ufe0f\n2;${b};B;TRUE;FALSE\n;;Cộng;1;1`;
    expect((await rowsOf(around)).rows).to.deep.equal([`${a} 2 -`, `${b} 1 -`]);
    const codes = customers.slice(0, 4).map(({ taxCode }) => taxCode);
    const others = listOf(
      '1 năm;3 năm',
      ...codes.map((code, at) => `${code};A;;${at ? 'x' : '?'}`),
    );
    const { rows, left } = await rowsOf(others);
    expect(rows).to.deep.equal(codes.map((code, at) => `${code} ${at ? 3 : 1} -`));
    expect(left).to.deep.equal(['2 years ?']);
  });

  it('several ticks of one kind are shown, and none is taken', async () => {
    const terms = listOf('1 năm;2 năm', `${a};A;x;x`, `${b};B;;x`);
    expect(await rowsOf(terms)).to.deep.equal({
      rows: [`${a} 1 -`, `${b} 2 -`],
      left: ['2 years 1 năm, 2 năm'],
    });
  });

  it('ticks under a kind of customers, a service or a past year say nothing of the order', async () => {
    for (const heading of ['DN;HKD', 'Kế toán;Dịch vụ', '2025;2026']) {
      const list = listOf(heading, `${a};A;x;`, `${b};B;;x`);
      expect((await rowsOf(list)).rows, heading).to.deep.equal([`${a} 1 -`, `${b} 1 -`]);
    }
  });

  it('a customer is left out whose answer is no, or of whom “Không gia hạn” is ticked', async () => {
    const left: string[] = [];
    for (const heading of ['Gia hạn 2027?', 'KH đồng ý gia hạn', 'Gia hạn năm 2027']) {
      const list = listOf(`${heading};Số năm`, `${a};A;Có;2`, `${b};B;Không;`, `${c};C;Có;3`);
      expect(await rowsOf(list), heading).to.deep.equal({ rows: [`${a} 2 -`, `${c} 3 -`], left });
    }
    const two = listOf('Gia hạn;Không gia hạn', `${a};A;x;`, `${b};B;;x`, `${c};C;x;`);
    expect(await rowsOf(two)).to.deep.equal({ rows: [`${a} 1 -`, `${c} 1 -`], left });
    const terms = listOf('Gia hạn', `${a};A;2`, `${b};B;`, `${c};C;3`);
    const all = [`${a} 2 -`, `${b} 1 -`, `${c} 3 -`];
    expect(await rowsOf(terms)).to.deep.equal({ rows: all, left });
    const empty = listOf('Gia hạn', `${a};A;`, `${b};B;`);
    expect((await rowsOf(empty)).rows).to.deep.equal([`${a} 1 -`, `${b} 1 -`]);
  });

  it('a customer without a tick in a column that asks whether to renew is left out, and none of an unticked column', async () => {
    const codes = customers.slice(0, 4).map(({ taxCode }) => taxCode);
    for (const [heading, tick, none] of [
      ['Gia hạn', 'x', ''],
      ['Có gia hạn không?', 'Có', ''],
      ['Gia hạn', '✓', '✗'],
      ['Renew?', 'TRUE', 'FALSE'],
      ['Gia hạn', '☑', '☐'],
    ] as const) {
      const lines = [
        `MST;Tên;${heading}`,
        ...[tick, none, tick, none].map((answer, at) => `${codes[at]};A;${answer}`),
      ];
      const { rows, left } = await rowsOf(lines.join('\n'));
      expect(rows, heading).to.deep.equal([`${codes[0]} 1 -`, `${codes[2]} 1 -`]);
      expect(left, heading).to.deep.equal([]);
    }
    for (const heading of ['Gia hạn', 'Đã gia hạn', 'Ghi chú']) {
      const ticked = heading === 'Gia hạn' ? '' : 'x';
      const list = `MST;Tên;${heading}\n${codes[0]};A;${ticked}\n${codes[1]};B;`;
      expect((await rowsOf(list)).rows, heading).to.have.length(2);
    }
  });

  it('a column is asked in a word, and answers that are no tick leave out but where they agree', async () => {
    for (const heading of ['Đồng ý', 'Chốt', 'KH xác nhận', 'Chọn']) {
      const list = listOf(heading, `${a};A;x`, `${b};B;`, `${c};C;x`);
      expect((await rowsOf(list)).rows, heading).to.deep.equal([`${a} 1 -`, `${c} 1 -`]);
    }
    const [d, e, f] = customers.slice(3, 6).map(({ taxCode }) => taxCode);
    const ticked = [`${a};A;x`, `${b};B;x`, `${c};C;x`, `${d};D;x`, `${e};E;x`];
    for (const answer of ['hỏi lại', 'chưa', '?', 'hỏi lại ngày 15/1']) {
      const { rows } = await rowsOf(listOf('Gia hạn', ...ticked, `${f};F;${answer}`));
      expect(rows, answer).to.have.length(5);
    }
    for (const answer of ['ok em', 'đồng ý', 'Có nhé']) {
      const { rows } = await rowsOf(listOf('Gia hạn', ...ticked, `${f};F;${answer}`));
      expect(rows, answer).to.have.length(6);
    }
    expect(await rowsOf(listOf('Gia hạn', ...ticked, `${f};F;2 năm`))).to.deep.include({
      left: ['7 years 2 năm ?'],
    });
  });

  it('a customer who has stopped is left out', async () => {
    for (const state of ['Ngừng', 'Tạm ngừng', 'Đã nghỉ', 'ngưng hoạt động']) {
      const list = listOf('Trạng thái', `${a};A;Đang dùng`, `${b};B;${state}`);
      expect((await rowsOf(list)).rows, state).to.deep.equal([`${a} 1 -`]);
    }
    const names = listOf('Người liên hệ', `${a};A;Dung`, `${b};B;Nghi`);
    expect((await rowsOf(names)).rows).to.have.length(2);
  });

  it('of two columns that ask about a year each, the later one counts', async () => {
    const list = listOf('Gia hạn 2026;Gia hạn 2027', `${a};A;Không;Có`, `${b};B;Có;Không`);
    expect((await rowsOf(list)).rows).to.deep.equal([`${a} 1 -`]);
  });

  it('a code that is closed for a new one leaves no customer out', async () => {
    const list = listOf(
      'Ghi chú',
      `${a};A;Đã đóng MST cũ, dùng số định danh`,
      `${b};B;Đã đóng MST HKD`,
    );
    expect((await rowsOf(list)).rows).to.deep.equal([`${a} 1 -`, `${b} 1 -`]);
  });

  it('partial sums, contacts and senders around customers make no rows', async () => {
    const list = `STT;MST;Tên;Số năm\n1;${a};A;2\n;;Cộng quận 1;2\n2;${b};B;3\nTổng: 11.800.000đ;;;`;
    expect(await rowsOf(list)).to.deep.equal({ rows: [`${a} 2 -`, `${b} 3 -`], left: [] });
    const message = `Lan, [30/11/2026 09:12]\n${a} 2 năm\nLan, [30/11/2026 09:13]\n${b} 3 năm\nLiên hệ em: 0912345678 📞\nMobile: 0912 345 678\nTổng: 11.800.000đ`;
    expect(await rowsOf(message)).to.deep.equal({ rows: [`${a} 2 -`, `${b} 3 -`], left: [] });
  });
});
