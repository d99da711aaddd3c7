import { expect } from '@open-wc/testing';
import { mistypedIn } from './mistyped-codes.ts';

const mistypedOf = (...cells: string[]) => mistypedIn({ number: 1, cells });

describe('mistypedIn', () => {
  it('a mistyped code among words is found beside one that is right', () => {
    for (const [text, mistyped] of [
      ['Gia hạn giúp chị 2 công ty: 0100109106, 0101243151', '0101243151'],
      ['Cty A 0100109106 và Cty B 010124315', '010124315'],
      ['0100109106 với 01012431500 nhé', '01012431500'],
      ['Cty A 0100109106, CN 0101243150-01', '0101243150-01'],
      ['Hộ A 079085001234, Cty B 0101243151', '0101243151'],
      ['Cty A 0100109106, Cty B MST: 0912345670', '0912345670'],
      // Without its zero, it is whole, and found by it.
      ['Cty A 0100109106, Cty B 101243150', '101243150'],
    ] as const)
      expect(mistypedOf('x', text), text).to.deep.equal([{ column: 1, text: mistyped }]);
  });

  it('numbers of papers, telephones, accounts and amounts are no codes', () => {
    for (const other of [
      'theo hóa đơn số 0100001234',
      'HĐ 0101234567',
      'số 0101234567/HĐ',
      'chuyển vào tài khoản 0101234567',
      'CK 0101234567 VCB',
      'tk 0101234567 – Techcombank',
      'gọi 0987654321',
      'gọi 02838223344',
      'đt: 0101234567',
      'CMND 012345678',
      'tổng 295000000đ',
      'tổng 295000000 đồng',
      'tổng tiền 295000000',
      'liên hệ 0243822334',
      'đơn 301234567',
      'ngày 30/11/2026',
      '0101.234.567.89',
    ])
      expect(mistypedOf(`Gia hạn 0100109106 ${other} nhé`), other).to.deep.equal([]);
  });

  it('a code alone, and one in a cell of its own, is looked up as it is', () => {
    expect(mistypedOf('Công ty A 0101243151')).to.deep.equal([]);
    expect(mistypedOf('0100109106', '0101243151')).to.deep.equal([]);
    expect(mistypedOf('0100109106, 0101243151')).to.deep.equal([]);
  });
});
