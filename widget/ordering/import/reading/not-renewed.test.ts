import { expect } from '@open-wc/testing';
import { isNotRenewed, questionColumns } from './not-renewed.ts';

const says = (text: string) => isNotRenewed({ number: 1, cells: ['0101243150', text] });

describe('isNotRenewed', () => {
  it('a line that says not to renew, to cancel or to stop is not to be renewed', () => {
    for (const text of [
      'Không gia hạn',
      'KO gia hạn nữa',
      'k gia han',
      '0101243150 k gia hạn',
      'Khong can gia han nam nay',
      'KH không muốn tiếp tục',
      'Khách không dùng nữa',
      'ko su dung nua',
      'NGỪNG SỬ DỤNG từ 2027',
      'ngưng sử dụng',
      'đừng gia hạn',
      'Dừng gia hạn',
      'thôi gia hạn',
      'huỷ gia hạn',
      'Khách báo: huy gia han',
      'Dung su dung',
      'do not renew',
    ])
      expect(says(text), text).to.equal(true);
  });

  it('a line that says to renew, or when, or why, is to be renewed', () => {
    for (const text of [
      'đổi gói, đồng thời gia hạn 2 năm',
      'tạm thời gia hạn 1 năm',
      'kịp thời gia hạn',
      'dong thoi gia han',
      'tiếp tục sử dụng gia hạn 2 năm',
      'su dung gia han tiep',
      'ứng dụng gia hạn thêm',
      'đã xác nhận đúng gia hạn 1 năm',
      'phí 500k gia hạn 1 năm',
      '500 k gia hạn',
      'nếu không gia hạn sẽ bị khóa',
      'không gia hạn thì mất dữ liệu',
      'năm ngoái không gia hạn',
      'chưa gia hạn',
      'có gia hạn không?',
    ])
      expect(says(text), text).to.equal(false);
  });

  it('“Không” below a heading that asks whether to renew is said against it, in no other column', () => {
    const answers = (heading: string, text: string) =>
      isNotRenewed({ number: 2, cells: ['0101243150', text] }, questionColumns(['MST', heading]));
    for (const heading of [
      'Gia hạn',
      'Gia hạn?',
      'Có gia hạn không',
      'Gia hạn (Có/Không)',
      'Renew',
    ])
      for (const text of ['Không', 'KO', 'No', '0'])
        expect(answers(heading, text), `${heading}: ${text}`).to.equal(true);
    for (const text of ['Có', 'x', '1', '']) expect(answers('Gia hạn', text), text).to.equal(false);
    for (const heading of ['Nợ', 'Gia hạn đến', 'Đã gia hạn', 'Hóa đơn'])
      expect(answers(heading, 'Không'), heading).to.equal(false);
  });

  it('a customer’s name is no word against its renewal', () => {
    for (const name of [
      'Công ty TNHH Huy Gia Hân',
      'Công ty TNHH TM DV Dũng Gia Hân',
      'CONG TY TNHH HUY GIA HAN',
      'Dung Gia Han',
    ])
      expect(says(name), name).to.equal(false);
  });
});
