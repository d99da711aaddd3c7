import { basic } from '../../../shared/messages/vi-basic.ts';

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
  customers: '{count} khách hàng',
  licenses: '{count} giấy phép',
  offline: 'Không kết nối được máy chủ. Nội dung đã nhập vẫn còn; vui lòng thử lại.',
  'fault.IDENTITY_CHANGED':
    'Phiên làm việc đã chuyển sang {name} ({firm}). Phần đang mở của người trước đã được đóng; đơn đang nhập dở vẫn được giữ cho người đó.',
  'fault.RELEASE_REPLACED':
    'Dịch vụ gia hạn vừa được cập nhật. Hãy tải lại trang để tiếp tục; thông tin đã nhập được giữ lại.',

  'column.actions': 'Thao tác',
  'combobox.none': 'Không tìm thấy khách hàng nào.',
  expired: 'Đã hết hạn',
  discountOf: 'Chiết khấu {percent}%',
  'discount.keptBack':
    'Chiết khấu số lượng đã trừ {amount}: các đơn hàng trước được chiết khấu nhiều hơn số lượng thực tế.',
  'discount.referral': 'Mã giới thiệu {code} (đã tự áp dụng)',
  'discount.code': 'Mã giảm giá {code}',
} as const;
