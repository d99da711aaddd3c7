import { expect } from '@open-wc/testing';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { customers, rowsOf } from './testing/rows-of.ts';

const [first, second, third, fourth] = customers as [Customer, Customer, Customer, Customer];
const [a, b, c, d] = [first.taxCode, second.taxCode, third.taxCode, fourth.taxCode];

/** The customers that a list renews. */
async function renewedBy(list: string): Promise<string[]> {
  const { rows } = await rowsOf(list);
  return rows.map((row) => row.split(' ', 1)[0] ?? '');
}

describe('titles of customers who are not to be renewed', () => {
  it('customers below such a title are left out, down to the next title', async () => {
    for (const title of [
      'Không gia hạn:',
      'KHÔNG GIA HẠN',
      'Không gia hạn nữa:',
      'Các cty sau không gia hạn năm 2027:',
      'Những khách hàng ngừng sử dụng',
      'DANH SÁCH KHÁCH HÀNG KHÔNG GIA HẠN',
      'Danh sách Khách hàng không gia hạn',
      'Các Công Ty Không Gia Hạn',
      'ko gia hạn:',
      'II. Không gia hạn (2):',
      'No renewal:',
    ]) {
      const list = `${a}\n${title}\n${b}\n${c}`;
      expect(await renewedBy(list), title).to.deep.equal([a]);
      const next = `${title}\n${b}\n\n${c}\nGia hạn:\n${a}\n${d}`;
      expect(await renewedBy(next), title).to.deep.equal([a, d]);
    }
  });

  it('a part of a table with such a title is left out', async () => {
    const parts = [
      'STT;MST;Tên;Ghi chú',
      `I;Gia hạn;;\n1;${a};A;`,
      `II;Không gia hạn;;\n1;${b};B;gấp\n2;${c};C;`,
      `III;Chưa chốt;;\n1;${d};D;`,
    ];
    expect(await renewedBy(parts.join('\n'))).to.deep.equal([a, d]);
  });

  it('a customer with a term of its own below such a title is renewed, and those behind it', async () => {
    const list = `Không gia hạn:\n${a} A\n\n${b} B 2 năm\n${c} C 1 năm`;
    expect(await renewedBy(list)).to.deep.equal([b, c]);
  });

  it('a name below such a title does not end it', async () => {
    const list = `Không gia hạn:\nSao Mai\nCông ty An Phú\n${a}`;
    expect(await renewedBy(list)).to.deep.equal([]);
  });

  it('a line that speaks of one customer leaves out no other', async () => {
    for (const line of [
      'Sao Mai không gia hạn',
      'Cty An Phú ngừng sử dụng',
      'KH Nhà Mới không gia hạn:',
      'Công Ty Nhà Mới không gia hạn',
      'Khách hàng Mới không gia hạn',
      `${d} không gia hạn`,
      `${d} không gia hạn:`,
    ]) {
      expect(await renewedBy(`${line}\n${a}\n${b}`), line).to.deep.equal([a, b]);
    }
  });

  it('such words below their customers, or beside others, stay to be mended', async () => {
    for (const line of ['không gia hạn', '=> Không gia hạn nữa nhé', 'KH Nhà Mới không gia hạn:']) {
      const { rows, left } = await rowsOf(`${a}\n${b}\n${line}`);
      expect(rows, line).to.deep.equal([`${a} 1 -`, `${b} 1 -`]);
      expect(left, line).to.deep.equal([`3 ${line}`]);
    }
  });
});
