import { expect } from '@open-wc/testing';
import { codesInText, isColumn } from './paste-codes.ts';

describe('codesInText', () => {
  const cases: [what: string, text: string, codes: string[]][] = [
    ['a column', '0100109106\r\n0101243150\r\n', ['0100109106', '0101243150']],
    ['stripped zeros', '100109106\n101243150', ['100109106', '101243150']],
    [
      'a branch and a personal number',
      '0100109106-001\n001234567890',
      ['0100109106-001', '001234567890'],
    ],
    ['a heading', 'MST\n0100109106', ['0100109106']],
    [
      'the column of several that has the codes',
      '1\tCty A\t0100109106\t0912345678',
      ['0100109106'],
    ],
    ['a heading over several columns', 'STT\tTên\tMST\n1\tCty A\t0100109106', ['0100109106']],
    [
      'several on one line',
      '0100109106, 0101243150; 100109106',
      ['0100109106', '0101243150', '100109106'],
    ],
    ['several with blanks between', '0100109106 0101243150', ['0100109106', '0101243150']],
    ['a code written with blanks', '0100 109 106', ['0100 109 106']],
    ['text cells', '="0100109106"\n\'0101243150', ['0100109106', '0101243150']],
    [
      'what is no code stays',
      '0100109106\nxyz9\nCông ty A, Hà Nội',
      ['0100109106', 'xyz9', 'Công ty A, Hà Nội'],
    ],
    ['nothing', ' \n\t\n', []],
  ];
  for (const [what, text, codes] of cases) {
    it(`reads ${what}`, () => expect(codesInText(text)).to.deep.equal(codes));
  }

  it('tells a column from something to search for', () => {
    expect(isColumn('0100109106\n0101243150')).to.equal(true);
    expect(isColumn('0100109106\n')).to.equal(false);
    expect(isColumn('Công ty A, chi nhánh 12')).to.equal(false);
    expect(isColumn('Công ty A\nCông ty B')).to.equal(false);
  });
});
