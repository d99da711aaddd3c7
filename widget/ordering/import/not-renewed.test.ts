import { expect } from '@open-wc/testing';
import { isNotRenewed } from './not-renewed.ts';

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
