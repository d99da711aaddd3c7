/** Texts of the payment page, in Vietnamese; `{name}` is filled in. */
export const vi = {
  title: 'Thanh toán gia hạn giấy phép',
  forLines: 'Gia hạn giấy phép sử dụng phần mềm',
  customers: '{count} khách hàng',
  licenses: '{count} giấy phép',
  placedBy: 'Đặt bởi {placedBy}, {firm}',
  seller: 'Người bán',
  toPay: 'Cần thanh toán',
  details: 'Nội dung thanh toán',
  expiry: 'Hạn sử dụng: {from} → {to}',
  planChanges: '{count} giấy phép đổi gói',
  userChanges: '{count} giấy phép đổi số người dùng',
  shortGains: '{count} giấy phép chỉ thêm chưa đến 6 tháng',
  choose: 'Chọn phương thức thanh toán',
  fullAmount: 'Các phương thức dưới đây thu đủ {due}; khoản {unapplied} đã nhận sẽ được hoàn lại.',
  'fullAmount.transfer':
    'Chuyển khoản ngân hàng chỉ thu phần còn thiếu. Các phương thức khác thu đủ {due}; khoản {unapplied} đã nhận sẽ được hoàn lại.',
  payNow: 'Thanh toán ngay',
  paidTitle: 'Thanh toán thành công',
  paidText: 'Hạn sử dụng mới đã có hiệu lực. Cảm ơn Quý khách.',
  paidByOthersTitle: 'Khoản này đã được thanh toán',
  paidByOthersText: 'Hạn sử dụng mới đã có hiệu lực. Quý khách không cần thanh toán nữa.',
  receipt: 'Biên nhận',
  printReceipt: 'In biên nhận',
  receivedAt: 'Thời điểm nhận',
  expiredTitle: 'Đã hết hạn thanh toán',
  expiredText:
    'Đơn hàng không còn nhận thanh toán. Nếu vẫn cần gia hạn, hãy liên hệ kế toán dịch vụ để đặt lại. Khoản tiền đã chuyển vẫn được ghi nhận hoặc hoàn lại.',
  cancelledTitle: 'Đơn hàng đã hủy',
  lineCancelledTitle: 'Phần gia hạn này đã hủy',
  cancelledText:
    'Không còn khoản nào cần thanh toán. Khoản tiền đã chuyển vẫn được ghi nhận hoặc hoàn lại.',
  cancelReason: 'Lý do hủy: {reason}.',
  failedTitle: 'Thanh toán chưa thành công',
  failedText: 'Chưa có khoản tiền nào được ghi nhận. Vui lòng thử lại hoặc chọn phương thức khác.',
  pendingTitle: 'Đang chờ xác nhận',
  pendingText:
    'Nếu Quý khách đã thanh toán, xin đừng thanh toán lần nữa: trang này tự cập nhật khi có xác nhận.',
  unconfirmedText:
    'Nếu Quý khách đã thanh toán, xin đừng thanh toán lần nữa: xác nhận có thể đến chậm vài phút.',
  checkAgain: 'Xem lại tình trạng',
  transferTitle: 'Chuyển khoản ngân hàng',
  waiting: 'Đang chờ tiền về. Trang tự cập nhật khi nhận được thanh toán.',
  saveQr: 'Lưu ảnh mã QR',
  qrAlt: 'Mã VietQR chuyển {amount}, nội dung {memo}',
  phoneAdvice:
    'Trên điện thoại: lưu ảnh mã QR rồi mở bằng ứng dụng ngân hàng, hoặc sao chép từng thông tin bên dưới.',
  copy: 'Sao chép',
  copied: 'Đã sao chép',
  otherMethod: 'Chọn phương thức khác',
  payRest: 'Chuyển tiếp phần còn thiếu',
  gatewayUnderpaid: 'Đã nhận {unapplied}, còn thiếu {missing}. Giấy phép được gia hạn khi nhận đủ.',
  reviewTitle: 'Khoản thanh toán đang được kiểm tra',
  reviewText:
    'Chúng tôi đã nhận {unapplied}; cổng thanh toán yêu cầu kiểm tra thêm. Quý khách không cần thanh toán lại: kết quả sẽ được cập nhật trên trang này.',
  overlap:
    'Có một lần thanh toán khác đang mở ({method}, bắt đầu lúc {time}). Nếu Quý khách đã thanh toán ở đó thì không cần thanh toán lần nữa; khoản thanh toán trùng sẽ được hoàn lại.',
  refunded: 'Đã hoàn lại {amount} nhận lúc {time} qua {method}.',
  refundedBy: 'Đã hoàn lại {amount} nhận lúc {time} qua {method}. Số tham chiếu: {reference}.',
  refundDue: 'Khoản {amount} nhận lúc {time} qua {method} sẽ được hoàn lại: {reason}.',
  linkUntil: 'Liên kết có hiệu lực đến {date}.',
  closeTab: 'Quý khách có thể đóng trang này và quay lại cổng kế toán.',
  resultOrder: 'Đơn hàng {number}',
  chooseFirst: 'Vui lòng chọn một phương thức thanh toán.',
  gatewayUnavailable:
    'Cổng thanh toán này chưa phản hồi, chưa có khoản tiền nào bị trừ. Vui lòng chọn phương thức khác hoặc thử lại sau ít phút.',
  opening:
    'Đang chuyển đến cổng thanh toán. Nếu phải chờ lâu, Quý khách có thể chọn phương thức khác.',
  language: 'Ngôn ngữ',
  errorTitle: 'Không mở được trang thanh toán',
  linkUnknown:
    'Liên kết không đúng. Quý khách vui lòng mở lại liên kết trong email, hoặc liên hệ kế toán dịch vụ để nhận liên kết mới.',
} as const;
