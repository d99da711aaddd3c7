/** What server pages, mails and the widget say alike, in Vietnamese; `{name}` is filled in. */
export const vi = {
  'error.UNAUTHENTICATED': 'Phiên làm việc không hợp lệ. Vui lòng đăng nhập lại trên cổng kế toán.',
  'error.TOKEN_EXPIRED': 'Phiên làm việc đã hết hạn. Vui lòng thử lại.',
  'error.ORIGIN_NOT_ALLOWED': 'Trang web này chưa được phép sử dụng dịch vụ gia hạn.',
  'error.NOT_FOUND': 'Không tìm thấy nội dung yêu cầu.',
  'error.INVALID_INPUT': 'Một số thông tin chưa đúng. Vui lòng kiểm tra lại.',
  'error.PAYLOAD_TOO_LARGE': 'Dữ liệu gửi lên quá lớn.',
  'error.TOO_MANY_REQUESTS': 'Bạn thao tác quá nhanh. Vui lòng thử lại sau ít phút.',
  'error.ORDER_LINES_REJECTED':
    'Một số dòng không thể đặt hàng. Vui lòng kiểm tra lại các dòng được đánh dấu.',
  'error.PRICE_CHANGED':
    'Giá đã thay đổi. Tổng thanh toán mới là {total}. Vui lòng kiểm tra và xác nhận lại.',
  'error.REQUEST_ID_REUSED':
    'Đơn hàng này đã được đặt với nội dung khác. Vui lòng tạo đơn hàng mới.',
  'error.ORDER_NOT_CANCELLABLE': 'Chỉ có thể hủy phần chưa thanh toán của đơn hàng.',
  'error.NOTHING_TO_PAY': 'Không còn khoản nào cần thanh toán.',
  'error.METHOD_UNAVAILABLE':
    'Phương thức thanh toán này không dùng được cho đơn hàng. Vui lòng chọn phương thức khác.',
  'error.GATEWAY_UNAVAILABLE': 'Cổng thanh toán chưa phản hồi. Vui lòng thử lại sau.',
  'error.LINK_EXPIRED':
    'Liên kết thanh toán đã hết hạn. Vui lòng liên hệ kế toán dịch vụ để nhận liên kết mới.',
  'error.LINK_REVOKED': 'Liên kết thanh toán đã bị thu hồi. Vui lòng liên hệ kế toán dịch vụ.',
  'error.INTERNAL': 'Hệ thống gặp sự cố. Dữ liệu của bạn không bị mất; vui lòng thử lại.',

  'row.CUSTOMER_REQUIRED': 'Vui lòng chọn khách hàng.',
  'row.CUSTOMER_NOT_FOUND': 'Không tìm thấy khách hàng này trong danh sách của bạn.',
  'row.NO_LICENSE': 'Khách hàng chưa có giấy phép để gia hạn.',
  'row.DUPLICATE_ROW': 'Khách hàng đã có ở dòng khác cho cùng năm tài chính.',
  'row.ALREADY_ORDERED': 'Năm tài chính {fiscalYear} đã có trong đơn hàng {orderNumber}.',
  'row.ALREADY_COVERED': 'Giấy phép đã có hạn đến {expiry}; lựa chọn này không gia hạn thêm.',
  'row.LICENSE_MOVED': 'Hạn sử dụng đã đổi thành {expiry}. Vui lòng kiểm tra lại dòng này.',
  'row.PLAN_UNAVAILABLE': 'Gói sản phẩm này không còn được bán.',
  'row.FISCAL_YEAR_OUT_OF_RANGE': 'Không thể gia hạn cho năm tài chính {fiscalYear}.',
  'row.AMOUNT_TOO_LARGE': 'Số tiền vượt quá mức cho phép của một đơn hàng.',

  'field.REQUIRED': 'Vui lòng nhập thông tin này.',
  'field.TOO_LONG': 'Nội dung quá dài.',
  'field.TAX_CODE_INVALID': 'Mã số thuế không hợp lệ.',
  'field.EMAIL_INVALID': 'Địa chỉ email không hợp lệ.',
  'field.PHONE_INVALID': 'Số điện thoại không hợp lệ.',
  'field.INVALID': 'Giá trị không hợp lệ.',

  'orderState.awaiting_payment': 'Chưa thanh toán',
  'orderState.partly_paid': 'Thanh toán một phần',
  'orderState.paid': 'Đã thanh toán',
  'orderState.cancelled': 'Đã hủy',
  'lineState.awaiting_payment': 'Chưa thanh toán',
  'lineState.paid': 'Đã thanh toán',
  'lineState.cancelled': 'Đã hủy',

  'method.bank_transfer': 'Chuyển khoản ngân hàng (VietQR)',
  'method.vnpay': 'VNPay',
  'method.bank_transfer.hint': 'Quét mã QR bằng ứng dụng ngân hàng, hoặc tự chuyển khoản.',
  'method.vnpay.hint': 'Thẻ ATM nội địa, thẻ quốc tế hoặc ứng dụng ngân hàng.',
  'unavailable.AMOUNT_TOO_SMALL': 'Số tiền thấp hơn mức tối thiểu của phương thức này.',
  'unavailable.AMOUNT_TOO_LARGE': 'Số tiền vượt mức tối đa của phương thức này.',

  'transfer.bank': 'Ngân hàng thụ hưởng',
  'transfer.accountNumber': 'Số tài khoản',
  'transfer.accountHolder': 'Chủ tài khoản',
  'transfer.amount': 'Số tiền',
  'transfer.memo': 'Nội dung chuyển khoản',
  'transfer.memoAdvice': 'Ghi đúng nội dung chuyển khoản để đơn hàng được xác nhận tự động.',
  'transfer.napasLimit':
    'Chuyển nhanh NAPAS247 chỉ nhận dưới 500.000.000 ₫ mỗi lần nên không có mã QR cho số tiền này. Hãy chuyển khoản thường (lệnh chi tại quầy hoặc qua ngân hàng điện tử doanh nghiệp), hoặc chia thành nhiều lần chuyển dưới 500.000.000 ₫ với cùng nội dung; đơn hàng được xác nhận khi đủ tiền.',
  'transfer.held':
    'Đã nhận {held}, còn thiếu {missing}. Vui lòng chuyển tiếp phần còn thiếu với cùng nội dung.',

  'vat.KCT': 'Không chịu thuế (KCT)',
  'vat.KKKNT': 'Không kê khai, tính thuế',

  'term.customer': 'Khách hàng',
  'term.taxCode': 'Mã số thuế',
  'term.plan': 'Gói sản phẩm',
  'term.fiscalYear': 'Năm tài chính',
  'term.presentExpiry': 'Hạn sử dụng',
  'term.newExpiry': 'Ngày hết hạn mới',
  'term.list': 'Tạm tính',
  'term.discount': 'Chiết khấu',
  'term.vat': 'Thuế GTGT',
  'term.amount': 'Thành tiền',
  'term.total': 'Tổng thanh toán',
  'term.order': 'Đơn hàng',
  'term.orderNumber': 'Số đơn hàng',
  'term.paymentMethod': 'Phương thức thanh toán',
  'term.years': '{years} năm',
} as const;
