import { payment as shared } from '../../../shared/messages/vi-payment.ts';

/** Texts of paying, in Vietnamese; `{name}` is filled in. */
export const payment = {
  ...shared,
  paidOn: 'Ngày thanh toán',

  'order.unapplied':
    'Đã nhận {unapplied} cho {names}, còn thiếu {missing}. Chọn «Thanh toán ngay» để chuyển tiếp phần còn thiếu.',
  'order.review':
    'Đã nhận {amount}, cổng thanh toán đang kiểm tra giao dịch này. Không cần thanh toán lại: kết quả sẽ được cập nhật tại đây.',
  refundDue: 'Khoản {amount} đã nhận cho {names} sẽ được hoàn lại: {reason}.',
  'pay.title': 'Thanh toán đơn hàng {number}',
  'pay.ticked': 'Thanh toán {count} dòng',
  'pay.lines': 'Khoản cần thanh toán',
  'pay.line': 'Thanh toán cho',
  'pay.all': 'Chọn tất cả',
  'pay.search': 'Tìm theo MST hoặc tên khách hàng',
  'pay.chosen': 'Đã chọn {count}/{of} giấy phép',
  'pay.none': 'Hãy chọn ít nhất một giấy phép.',
  'pay.starting': 'Đang xử lý…',
  'pay.otherOpen':
    'Đang có một lần thanh toán khác chưa kết thúc. Nếu đã thanh toán ở đó thì không cần thanh toán lần nữa; khoản thanh toán trùng sẽ được hoàn lại.',
  'pay.otherOpen.accountant': '{method}, bắt đầu {at} trên cổng kế toán ({count} giấy phép)',
  'pay.otherOpen.link': '{method}, bắt đầu {at} qua liên kết thanh toán ({count} giấy phép)',
  'pay.until': 'Hiệu lực đến {at}',
  'pay.rest': 'Thanh toán phần còn lại ({amount})',
  'waiting.transfer': 'Đang chờ tiền về. Màn hình tự cập nhật khi nhận được thanh toán.',
  'waiting.redirect':
    'Đang chờ {method} xác nhận. Hãy thanh toán ở trang vừa mở; màn hình này tự cập nhật.',
  openGateway: 'Mở trang thanh toán {method}',
  'gateway.opening': 'Đang chuyển đến cổng thanh toán…',
  'gateway.opened': 'Trang thanh toán đã mở ở thẻ khác. Nếu không thấy, hãy mở lại.',
  'gateway.blocked':
    'Trình duyệt đã chặn cửa sổ mới. Hãy mở trang thanh toán bằng nút dưới đây; nếu không có gì hiện ra, hãy mở ngay tại đây: trang này sẽ được thay bằng trang thanh toán.',
  'openGateway.here': 'Mở ngay tại đây',
  chooseAgain: 'Chọn phương thức khác',
  'attempt.failed': 'Thanh toán chưa thành công. Chưa có khoản tiền nào được ghi nhận.',
  'attempt.expired': 'Phiên thanh toán đã hết hạn. Vui lòng chọn lại phương thức.',
  'attempt.cancelled': 'Đơn hàng đã bị hủy nên không thể thanh toán tiếp.',
  'attempt.changed':
    'Một phần vừa được người khác thanh toán. Hãy chọn lại để thanh toán phần còn lại.',
  'paid.title': 'Thanh toán thành công',
  'paid.text': 'Đã gia hạn {count} giấy phép; hạn sử dụng mới có hiệu lực ngay.',
  qr: 'Mã VietQR chuyển {amount}, nội dung {memo}',
} as const;
