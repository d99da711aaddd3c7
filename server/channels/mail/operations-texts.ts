/** Texts for the vendor's operations, in Vietnamese. `{name}` is filled in. */
export const operationsTexts = {
  greeting: 'Kính gửi Bộ phận vận hành,',
  open: 'Mở trang vận hành',
  order: 'Đơn hàng',
  customer: 'Khách hàng',
  gateway: 'Nguồn báo giao dịch',
  transaction: 'Mã giao dịch',
  reference: 'Mã phiên thanh toán',
  memo: 'Nội dung chuyển khoản',
  receivedAt: 'Thời điểm nhận',
  asked: 'Số tiền yêu cầu',
  told: 'Số tiền được báo',
  unknown: 'xem tại cổng',
  reason: 'Lý do',
  error: 'Lỗi',
  'unmatched.subject': 'Cần đối soát: {amount} không khớp đơn hàng nào',
  'unmatched.intro':
    'Khoản {amount} không khớp với phiên thanh toán nào và đang được giữ. Vui lòng gán cho đơn hàng hoặc chuyển sang hoàn tiền.',
  'possibleDuplicate.subject': 'Cần kiểm tra: {amount} có thể được báo hai lần',
  'possibleDuplicate.intro':
    'Khoản {amount} có thể là giao dịch đã ghi nhận, do nguồn khác báo lại, nên đang được giữ và chưa thanh toán cho đơn hàng nào. Vui lòng đối chiếu trên trang vận hành.',
  'refundDue.subject': 'Cần hoàn tiền: {amount}, đơn hàng {number}',
  'refundDue.intro': 'Khoản {amount} đã nhận cho đơn hàng {number} cần được hoàn lại.',
  'refundNotMade.subject': 'Chưa hoàn được {amount}, đơn hàng {number}',
  'refundNotMade.failed':
    'Cổng thanh toán từ chối hoàn {amount}. Khoản này lại đang chờ hoàn: vui lòng thử lại hoặc hoàn bằng chuyển khoản.',
  'refundNotMade.unclear':
    'Không rõ cổng thanh toán đã hoàn {amount} hay chưa. Vui lòng tra cứu tại cổng trước khi hoàn lại lần nữa.',
  'messageOdd.subject': 'Số tiền cổng báo khác số tiền yêu cầu {asked}, đơn hàng {number}',
  'messageOdd.intro':
    'Cổng thanh toán báo một số tiền khác với số tiền đã yêu cầu. Chưa có dòng nào được ghi nhận thanh toán; vui lòng tra cứu giao dịch tại cổng.',
  'lateSuspicion.subject': 'Cổng nghi ngờ gian lận sau khi đã ghi nhận, đơn hàng {number}',
  'lateSuspicion.intro':
    'Cổng thanh toán đã báo giao dịch này thành công và tiền đã được ghi nhận; nay cổng báo nghi ngờ gian lận. Vui lòng tra cứu giao dịch tại cổng.',
  'unanswered.subject': 'Cổng không trả lời về đơn hàng {number}, {asked}',
  'unanswered.intro':
    'Cổng thanh toán không trả lời trong 30 ngày sau khi lần thanh toán này hết hạn. Khách có thể đã trả tiền; vui lòng tra cứu mã thanh toán tại cổng.',
  'undeliverable.subject': 'Email không gửi được: {to}',
  'undeliverable.intro': 'Email «{kind}» tới {to} không gửi được sau {tries} lần.',
  since: 'Từ lúc',
  'mailsHeld.subject': 'Máy chủ thư không nhận thư: mọi email đang được giữ lại',
  'mailsHeld.intro':
    'Máy chủ thư không nhận thư của hệ thống, nên {count} email đang chờ. Không email nào bị mất: hệ thống tự thử lại và gửi hết khi máy chủ nhận thư trở lại. Vui lòng kiểm tra máy chủ thư và cấu hình SMTP_URL, MAIL_FROM.',
  'eventUndeliverable.subject': 'Cổng {portal} không nhận sự kiện',
  'eventUndeliverable.intro':
    'Sự kiện «{type}» không gửi được tới cổng {portal} sau {tries} lần. Các sự kiện chưa gửi được nằm ở trang vận hành, gửi lại tại đó; trong 24 giờ tới sẽ không có thêm email về cổng này.',
  'report.subject': 'Vận hành: {count} việc mới, lớn nhất {largest}',
  'report.subjectNoMoney': 'Vận hành: {count} việc mới',
  'report.intro':
    'Có {count} việc mới cần xem. Email này gộp tất cả, lớn nhất trước; email tiếp theo được gửi sớm nhất sau 15 phút.',
  'report.what': 'Việc',
  'report.count': 'Số lượng',
  'report.sum': 'Tổng tiền',
  'report.largest': 'Khoản lớn nhất',
  'report.amount': 'Số tiền',
  'report.reason': 'Không gửi được',
  'report.more': 'và {count} mục khác trên trang vận hành',
  'report.payment_unmatched': 'Tiền không khớp đơn hàng',
  'report.possible_duplicate': 'Có thể được báo hai lần',
  'report.refund_due_operations': 'Tiền cần hoàn',
  'report.refund_not_made': 'Chưa hoàn được',
  'report.gateway_message_odd': 'Cổng báo số tiền khác, hoặc không trả lời',
  'report.mail_undeliverable': 'Email không gửi được',
  'report.event_undeliverable': 'Sự kiện không gửi được',
} as const;

/** The reporter of the money, by its common name. */
export const GATEWAY_NAMES = {
  sepay: 'SePay',
  casso: 'Casso',
  vnpay: 'VNPay',
  momo: 'MoMo',
  zalopay: 'ZaloPay',
  payos: 'payOS',
} as const;
