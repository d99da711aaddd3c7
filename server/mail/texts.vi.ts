/** What mails say, in Vietnamese; `{name}` is filled in. */
export const vi = {
  greeting: 'Kính gửi {name},',
  greetingNoName: 'Kính gửi Quý khách,',
  'orderPlaced.subject': 'Đơn hàng {number}: gia hạn giấy phép sử dụng ASP Kế toán',
  'orderPlaced.intro':
    '{placedBy} ({firm}) đã đặt đơn hàng {number} gia hạn giấy phép cho {count} khách hàng. Tổng thanh toán: {total}.',
  'orderPlaced.pay': 'Thanh toán ngay',
  'orderPlaced.payLine': 'Thanh toán cho {name}',
  'orderPlaced.payAdvice':
    'Mở liên kết bên dưới để thanh toán trực tuyến, không cần tài khoản. Hạn sử dụng mới có hiệu lực ngay khi thanh toán hoàn tất.',
  'orderPlaced.transferAdvice': 'Hoặc quét mã VietQR, hoặc chuyển khoản theo thông tin sau:',
  'paymentReceived.subject': 'Đã nhận thanh toán {amount} cho đơn hàng {number}',
  'paymentReceived.intro':
    'Chúng tôi đã nhận {amount} cho đơn hàng {number}. {count} giấy phép đã được gia hạn và dùng được ngay với hạn sử dụng mới.',
  'paymentReceived.rest': 'Còn {due} của đơn hàng chưa thanh toán.',
  'paymentReceived.open': 'Xem thanh toán',
  'paymentHeld.subject': 'Đơn hàng {number}: đã nhận {held}, còn thiếu {missing}',
  'paymentHeld.intro':
    'Chúng tôi đã nhận {held} cho đơn hàng {number}, nhưng còn thiếu {missing} nên giấy phép chưa được gia hạn. Vui lòng chuyển tiếp phần còn thiếu với cùng nội dung chuyển khoản.',
  'paymentReview.subject': 'Đơn hàng {number}: khoản thanh toán đang được kiểm tra',
  'paymentReview.intro':
    'Cổng thanh toán yêu cầu kiểm tra thêm khoản {held} cho đơn hàng {number}. Chúng tôi sẽ thông báo ngay khi có kết quả; bạn không cần thanh toán lại.',
  'refundDue.subject': 'Đơn hàng {number}: {amount} sẽ được hoàn lại',
  'refundDue.intro':
    'Khoản {amount} đã nhận cho đơn hàng {number} sẽ được hoàn lại. Lý do: {reason}.',
  'refundDue.advice': 'Chúng tôi sẽ liên hệ để hoàn tiền. Bạn không cần làm gì thêm.',
  'refundMade.subject': 'Đơn hàng {number}: đã hoàn {amount}',
  'refundMade.intro': 'Chúng tôi đã hoàn {amount} của đơn hàng {number}. Lý do: {reason}.',
  'refundMade.gateway':
    'Tiền được trả về phương thức đã dùng để thanh toán. Mã giao dịch hoàn tiền: {reference}.',
  'refundMade.transfer': 'Tiền được chuyển khoản. Mã tham chiếu của ngân hàng: {reference}.',
  'paymentLink.subject': 'Thanh toán gia hạn giấy phép cho {name}: {amount}',
  'paymentLink.intro':
    '{placedBy} ({firm}) đã đặt gia hạn giấy phép {plan} cho {name} (mã số thuế {taxCode}), năm tài chính {years}. Hạn sử dụng mới: {expiry}.',
  'paymentLink.advice':
    'Mở liên kết bên dưới để xem và thanh toán {amount}, không cần tài khoản. Hạn thanh toán là hết ngày {until}.',
  'orderCancelled.subject': 'Đơn hàng {number} đã hủy',
  'orderCancelled.intro': 'Phần chưa thanh toán của đơn hàng {number} đã bị hủy. Lý do: {reason}.',
  'commitmentMade.subject': 'Đơn hàng {number}: cam kết thanh toán {amount} đến ngày {payBy}',
  'commitmentMade.intro':
    'Đơn hàng {number} đã được cam kết thanh toán {amount} chậm nhất ngày {payBy}. Đến hết ngày đó, {count} giấy phép được tạm gia hạn để khách hàng làm việc không gián đoạn; khi thanh toán hoàn tất, hạn sử dụng mới có hiệu lực.',
  'commitmentDueSoon.subject': 'Đơn hàng {number}: sắp đến ngày cam kết thanh toán {payBy}',
  'commitmentDueSoon.intro':
    'Đơn hàng {number} còn {amount} đã cam kết thanh toán chậm nhất ngày {payBy}. Sau ngày đó, phần tạm gia hạn của {count} giấy phép sẽ hết hiệu lực.',
  'commitmentLapsed.subject': 'Đơn hàng {number}: phần tạm gia hạn đã hết hiệu lực',
  'commitmentLapsed.intro':
    'Đơn hàng {number} chưa được thanh toán như đã cam kết, hoặc đã hủy. {count} giấy phép trở về hạn sử dụng đã thanh toán:',
  'orderLinesCancelled.subject': 'Đơn hàng {number}: đã hủy một phần',
  'orderLinesCancelled.intro':
    '{count} dòng, tổng {amount}, của đơn hàng {number} đã bị hủy; phần còn lại không thay đổi. Lý do: {reason}.',
  'orderDueSoon.subject': 'Đơn hàng {number}: còn {amount} cần thanh toán trước hết ngày {dueDate}',
  'orderDueSoon.intro':
    'Đơn hàng {number} còn {amount} chưa thanh toán. Hạn thanh toán là hết ngày {dueDate}; sau ngày đó, phần chưa thanh toán sẽ tự động hết hạn.',
  'lineDueSoon.subject':
    'Gia hạn giấy phép cho {name}: cần thanh toán {amount} trước hết ngày {dueDate}',
  'lineDueSoon.intro':
    'Phần gia hạn giấy phép {plan} cho {name} (mã số thuế {taxCode}) do {placedBy} ({firm}) đặt vẫn chưa được thanh toán. Số tiền: {amount}. Hạn thanh toán là hết ngày {dueDate}.',
  'orderExpired.subject': 'Đơn hàng {number} đã hết hạn thanh toán',
  'orderExpired.intro':
    'Đã quá hạn thanh toán ngày {dueDate} nên phần chưa thanh toán của đơn hàng {number}, tổng {amount}, đã hết hạn. Nếu vẫn cần gia hạn, bạn có thể đặt lại cho các khách hàng sau. Nếu bạn đã chuyển tiền, khoản tiền vẫn được ghi nhận khi về đến nơi: giấy phép được gia hạn nếu chưa có đơn hàng khác, nếu không tiền sẽ được hoàn lại.',
  'unmatched.subject': 'Cần đối soát: {amount} không khớp đơn hàng nào',
  'unmatched.intro':
    'Khoản {amount} ({gateway}, mã giao dịch {transactionId}) không khớp với phiên thanh toán nào. Nội dung: «{memo}». Khoản tiền đang được giữ.',
  'refundOperations.subject': 'Cần hoàn tiền: {amount}, đơn hàng {number}',
  'undeliverable.subject': 'Email không gửi được: {to}',
  'undeliverable.intro': 'Email «{kind}» tới {to} không gửi được sau {attempts} lần. Lỗi: {error}',
  'eventUndeliverable.subject': 'Cổng {portal} không nhận sự kiện',
  'eventUndeliverable.intro':
    'Sự kiện «{type}» không gửi được tới cổng {portal} sau {attempts} lần. Lỗi: {error}. Các sự kiện chưa gửi được nằm ở trang vận hành, gửi lại tại đó; trong 24 giờ tới sẽ không có thêm email về cổng này.',
  more: 'và {count} khách hàng khác',
  footer: 'Email này được gửi tự động từ hệ thống gia hạn giấy phép.',
} as const;
