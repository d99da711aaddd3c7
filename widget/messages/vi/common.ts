import { basic, notSetUp } from '../../../shared/messages/vi-basic.ts';

/** Texts of every screen, in Vietnamese; `{name}` is filled in. */
export const common = {
  ...basic,
  loading: 'Đang tải…',
  retry: 'Thử lại',
  close: 'Đóng',
  lines: 'Danh sách gia hạn',
  previousPage: 'Trang trước',
  nextPage: 'Trang sau',
  pageOf: 'Trang {page}/{pages}',
  lineCount: '{count} khách hàng',
  offline: 'Không kết nối được máy chủ. Nội dung đã nhập vẫn còn; vui lòng thử lại.',
  'fault.NO_SERVER': notSetUp,
  'fault.WRONG_SERVER': notSetUp,
  'fault.SERVER_SLOW': 'Dịch vụ gia hạn chưa phản hồi. Màn hình này tự mở khi kết nối được.',
  'fault.NO_FETCH_TOKEN': notSetUp,
  'fault.FETCH_TOKEN_NOT_FUNCTION': notSetUp,
  'fault.FETCH_TOKEN_FAILED':
    'Chưa xác nhận được phiên làm việc của bạn. Vui lòng thử lại, hoặc đăng nhập lại trên cổng kế toán.',
  'fault.FETCH_TOKEN_TIMEOUT':
    'Cổng kế toán chưa xác nhận phiên làm việc của bạn. Vui lòng đợi thêm, hoặc thử lại.',
  'fault.FETCH_TOKEN_INVALID': notSetUp,
  'fault.IDENTITY_CHANGED':
    'Phiên làm việc đã chuyển sang {name} ({firm}). Phần đang mở của người trước đã được đóng; đơn đang nhập dở vẫn được giữ cho người đó.',
  'fault.RELEASE_REPLACED':
    'Dịch vụ gia hạn vừa được cập nhật. Hãy tải lại trang để tiếp tục; thông tin đã nhập được giữ lại.',
  'fault.INVALID_PROPERTY': notSetUp,

  'column.actions': 'Thao tác',
  'combobox.none': 'Không tìm thấy khách hàng nào.',
  expired: 'Đã hết hạn',
  discountOf: 'Chiết khấu {percent}%',
  'discount.keptBack':
    'Chiết khấu số lượng đã trừ {amount}: các đơn hàng trước được chiết khấu nhiều hơn số lượng thực tế.',
  'discount.referral': 'Mã giới thiệu {code} (đã tự áp dụng)',
  'discount.code': 'Mã giảm giá {code}',
} as const;
