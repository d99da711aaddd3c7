/** Texts about paying, in Vietnamese; the order form does not load them. */
export const payment = {
  'error.ORDER_NOT_CANCELLABLE': 'Chỉ có thể hủy phần chưa thanh toán của đơn hàng.',
  'error.NOTHING_TO_PAY': 'Không còn khoản nào cần thanh toán.',
  'error.METHOD_UNAVAILABLE':
    'Phương thức thanh toán này không dùng được cho đơn hàng. Vui lòng chọn phương thức khác.',
  'error.GATEWAY_UNAVAILABLE': 'Cổng thanh toán chưa phản hồi. Vui lòng thử lại sau.',
  'error.DUE_DATE_NOT_POSTPONABLE': 'Không thể gia hạn thanh toán cho đơn hàng này.',
  'error.COMMITMENT_NOT_ALLOWED': 'Không thể cam kết thanh toán cho đơn hàng này.',
  'error.REFUND_NOT_DUE': 'Khoản này không còn chờ hoàn tiền.',
  'error.PAYMENT_NOT_UNAPPLIED': 'Khoản tiền này không còn được giữ.',
  'error.PAYMENTS_NOT_JOINABLE':
    'Không gộp được hai khoản này: một khoản không còn, đã dùng để thanh toán, hoặc đã hoặc đang được hoàn.',
  'error.LINK_EXPIRED':
    'Liên kết thanh toán đã hết hạn. Vui lòng liên hệ kế toán dịch vụ để nhận liên kết mới.',
  'error.LINK_REVOKED': 'Liên kết thanh toán đã bị thu hồi. Vui lòng liên hệ kế toán dịch vụ.',

  'code.CODE_UNKNOWN': 'Không có mã giảm giá này.',
  'code.CODE_NOT_YET_VALID': 'Mã giảm giá chưa đến ngày áp dụng.',
  'code.CODE_EXPIRED': 'Mã giảm giá đã hết hạn.',
  'code.CODE_USED_UP': 'Mã giảm giá đã hết lượt sử dụng.',

  'orderState.awaiting_payment': 'Chưa thanh toán',
  'orderState.partly_paid': 'Thanh toán một phần',
  'orderState.paid': 'Đã thanh toán',
  'orderState.cancelled': 'Đã hủy',
  'orderState.expired': 'Đã hết hạn thanh toán',
  'orderState.partly_expired': 'Trả một phần, còn lại hết hạn',
  'lineState.awaiting_payment': 'Chưa thanh toán',
  'lineState.paid': 'Đã thanh toán',
  'lineState.cancelled': 'Đã hủy',

  'method.bank_transfer': 'Chuyển khoản ngân hàng (VietQR)',
  'method.vnpay': 'VNPay',
  'method.momo': 'Ví MoMo',
  'method.zalopay': 'ZaloPay',
  'method.payos': 'payOS (VietQR)',
  'method.bank_transfer.hint': 'Quét mã QR bằng ứng dụng ngân hàng, hoặc tự chuyển khoản.',
  'method.vnpay.hint': 'Thẻ ATM nội địa, thẻ quốc tế hoặc ứng dụng ngân hàng.',
  'method.momo.hint': 'Thanh toán bằng ứng dụng MoMo.',
  'method.zalopay.hint': 'Thanh toán bằng ứng dụng ZaloPay hoặc ứng dụng ngân hàng.',
  'method.payos.hint': 'Quét mã VietQR trên trang payOS.',
  'unavailable.AMOUNT_TOO_SMALL': 'Không dùng được: chỉ nhận từ {limit} mỗi lần thanh toán.',
  'unavailable.AMOUNT_TOO_LARGE': 'Không dùng được: chỉ nhận tối đa {limit} mỗi lần thanh toán.',
  'refundReason.overpaid': 'số tiền chuyển nhiều hơn số phải thanh toán',
  'refundReason.line_already_paid': 'khoản này đã được thanh toán trước đó',
  'refundReason.order_cancelled': 'đơn hàng đã bị hủy hoặc đã hết hạn thanh toán',
  'refundReason.not_renewable':
    'giấy phép đã thay đổi sau khi đặt hàng nên không thể gia hạn như đã đặt',
  'refundReason.closed_too_long': 'dòng này đã đóng quá 7 ngày trước khi tiền đến',
  'refundReason.price_risen': 'nay gia hạn như vậy có giá cao hơn',
  'refundReason.code_unusable': 'mã giảm giá không còn dùng được',
  'refundReason.plan_withdrawn': 'gói này không còn bán',
  'refundReason.unmatched': 'khoản tiền không khớp với đơn hàng nào',
  'refundReason.suspected_fraud': 'cổng thanh toán nghi ngờ giao dịch gian lận',

  'transfer.bank': 'Ngân hàng thụ hưởng',
  'transfer.accountNumber': 'Số tài khoản',
  'transfer.accountHolder': 'Chủ tài khoản',
  'transfer.amount': 'Số tiền',
  'transfer.memo': 'Nội dung chuyển khoản',
  'transfer.memoAdvice': 'Ghi đúng nội dung chuyển khoản để đơn hàng được xác nhận tự động.',
  'transfer.napasLimit':
    'Chuyển nhanh NAPAS247 chỉ nhận dưới 500.000.000 ₫ mỗi lần nên không có mã QR cho số tiền này. Hãy chuyển khoản thường (lệnh chi tại quầy hoặc qua ngân hàng điện tử doanh nghiệp), hoặc chia thành nhiều lần chuyển dưới 500.000.000 ₫ với cùng nội dung; đơn hàng được xác nhận khi đủ tiền.',
  'transfer.parts':
    'Chuyển nhanh 24/7 chỉ nhận dưới 500.000.000 ₫ mỗi lần, nên số tiền được chia thành {count} lần, theo thứ tự nào cũng được. Giấy phép được gia hạn khi đã nhận đủ.',
  'transfer.partsUntil':
    'Cần chuyển tổng cộng ít nhất 250.000.000 ₫ chậm nhất ngày {first}, phần còn lại chậm nhất ngày {all}. Nếu quá hạn mà chưa nhận đủ, các khoản đã chuyển được hoàn lại.',
  'transfer.othersUntil':
    'Cần chuyển các lần còn lại chậm nhất ngày {all}. Nếu quá hạn mà chưa nhận đủ, các khoản đã chuyển được hoàn lại.',
  'transfer.part': 'Lần {number} / {count}',
  'transfer.partReceived': 'đã nhận',
  'transfer.partsUnapplied':
    'Đã nhận {unapplied}, còn thiếu {missing}. Vui lòng chuyển các lần còn lại chậm nhất ngày {until}.',
  'transfer.partShort':
    'Đã nhận {unapplied}, còn thiếu {missing}. Cần nhận tổng cộng ít nhất 250.000.000 ₫ chậm nhất ngày {until}.',
  'transfer.partOf': '{amount}, nội dung {memo}',
  'transfer.atOnce':
    'Hoặc chuyển một lần {amount} tại ngân hàng, với nội dung {memo}: in ủy nhiệm chi đã điền sẵn.',
  'transfer.paymentOrder': 'In ủy nhiệm chi',
  'transfer.unapplied':
    'Đã nhận {unapplied}, còn thiếu {missing}. Vui lòng chuyển tiếp phần còn thiếu, ghi đúng nội dung chuyển khoản.',

  'vat.KCT': 'Không chịu thuế (KCT)',
  'vat.KKKNT': 'Không kê khai, tính thuế',
} as const;
