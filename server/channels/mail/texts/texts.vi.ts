/** Texts of mails, in Vietnamese; `{name}` is filled in. */
export const vi = {
  greeting: 'Kính gửi {name},',
  greetingNoName: 'Kính gửi Quý khách,',
  andOthers: '{name} và {count} khách hàng khác',
  severalLicenses: '{name}, {count} giấy phép',
  taxCodeOf: 'MST {taxCode}',
  // In two lines at the most.
  amountWithVat: 'Thành\u00a0tiền sau\u00a0thuế',
  received: 'Số tiền',
  receivedAt: 'Thời điểm nhận tiền',
  transaction: 'Mã giao dịch',
  'orderPlaced.subject': 'Đơn hàng {number}: {total}, hạn thanh toán {dueDate}',
  'orderPlaced.preview': 'Gia hạn {count} giấy phép. {placedBy} đặt.',
  'orderPlaced.intro':
    '{placedBy} ({firm}) đã đặt đơn hàng {number} gia hạn {count} giấy phép. Tổng thanh toán: {total}.',
  'orderPlaced.payAdvice':
    'Thanh toán trực tuyến không cần tài khoản. Hạn sử dụng mới có hiệu lực ngay khi thanh toán hoàn tất.',
  'orderPlaced.transferAdvice': 'Hoặc quét mã VietQR, hoặc chuyển khoản theo thông tin sau:',
  'orderPlaced.transferOnly': 'Quét mã VietQR, hoặc chuyển khoản theo thông tin sau:',
  'pay.open': 'Xem và thanh toán',
  'pay.now': 'Thanh toán ngay',
  'pay.line': 'Thanh toán cho {name}',
  'pay.byFirm': 'Công ty dịch vụ thanh toán',
  'pay.byOwners': 'Chủ doanh nghiệp thanh toán',
  'pay.firmPays': '{firm} thanh toán phần gia hạn này.',
  'pay.ownersPay':
    'Chủ doanh nghiệp của {count} khách hàng tự thanh toán {amount}; liên kết thanh toán cho từng người được gửi từ màn hình đơn hàng.',
  'pay.atOrder':
    'Để thanh toán trực tuyến, vui lòng mở đơn hàng trên cổng kế toán và chọn Thanh toán ngay.',
  'paymentReceived.subject': 'Đã nhận thanh toán {amount} cho đơn hàng {number}',
  'paymentReceived.intro':
    'Chúng tôi đã nhận {amount} cho đơn hàng {number}. {count} giấy phép đã được gia hạn và dùng được ngay với hạn sử dụng mới.',
  'paymentReceived.rest': 'Còn {due} của đơn hàng chưa thanh toán.',
  'paymentReceived.done': 'Đơn hàng không còn khoản nào phải thanh toán.',
  'paymentReceived.receipt': 'Xem biên nhận',
  'paymentReceived.lineReceipt': 'Biên nhận cho {name}',
  'paymentsReceived.subject': '{count} khách hàng vừa thanh toán, còn {left}: đơn hàng {number}',
  'paymentsReceived.subjectDone':
    '{count} khách hàng vừa thanh toán, không còn ai phải trả: đơn hàng {number}',
  'paymentsReceived.intro':
    'Chúng tôi đã nhận {payments} khoản thanh toán cho đơn hàng {number}. {licenses} giấy phép đã được gia hạn và dùng được ngay với hạn sử dụng mới.',
  'paymentsReceived.paid': 'Vừa thanh toán',
  'paymentsReceived.left': 'Chưa thanh toán',
  'paymentsReceived.ofCustomers': '{count} khách hàng, {amount}',
  'paymentsReceived.open': 'Mở đơn hàng',
  'paymentsReceived.inPortal': 'Để xem ai chưa thanh toán, vui lòng mở đơn hàng trên cổng kế toán.',
  'paymentsReceived.why':
    'Các khoản thanh toán của một đơn hàng được gộp lại, tối đa một email mỗi {minutes} phút. Khoản thanh toán cuối cùng của đơn hàng được báo ngay.',
  'paymentUnapplied.subject': 'Còn thiếu {missing}, đã nhận {unapplied}: đơn hàng {number}',
  'paymentUnapplied.intro':
    'Chúng tôi đã nhận {unapplied} để gia hạn giấy phép cho {names} (đơn hàng {number}), nhưng còn thiếu {missing} nên giấy phép chưa được gia hạn.',
  'paymentUnapplied.transfer':
    'Vui lòng chuyển tiếp {missing} với cùng nội dung chuyển khoản: quét mã VietQR, hoặc chuyển khoản theo thông tin sau.',
  'paymentUnapplied.online': 'Vui lòng thanh toán tiếp phần còn thiếu {missing}.',
  'paymentReview.subject': 'Đang kiểm tra khoản {unapplied} của đơn hàng {number}',
  'paymentReview.intro':
    'Cổng thanh toán yêu cầu kiểm tra thêm khoản {unapplied} để gia hạn giấy phép cho {names} (đơn hàng {number}). Chúng tôi sẽ thông báo ngay khi có kết quả; Quý khách không cần thanh toán lại.',
  'refundDue.subject': 'Sẽ hoàn lại {amount} của đơn hàng {number}',
  'refundDue.intro':
    'Khoản {amount} đã nhận để gia hạn giấy phép cho {names} (đơn hàng {number}) sẽ được hoàn lại. Lý do: {reason}.',
  'refundDue.advice': 'Chúng tôi sẽ liên hệ để hoàn tiền. Quý khách không cần làm gì thêm.',
  'refundMade.subject': 'Đã hoàn {amount} của đơn hàng {number}',
  'refundMade.intro':
    'Chúng tôi đã hoàn {amount} trong số tiền đã nhận để gia hạn giấy phép cho {names} (đơn hàng {number}). Lý do: {reason}.',
  'refundMade.gateway':
    'Tiền được trả về phương thức đã dùng để thanh toán. Mã giao dịch hoàn tiền: {reference}.',
  'refundMade.transfer': 'Tiền được chuyển khoản. Mã tham chiếu của ngân hàng: {reference}.',
  'paymentLink.subject': 'Gia hạn {product}, hạn thanh toán {until}: {name}',
  'paymentLink.intro':
    '{placedBy} ({firm}) đã đặt gia hạn {product} cho {name} (mã số thuế {taxCode}). Hạn sử dụng mới có hiệu lực ngay khi Quý khách thanh toán xong.',
  'paymentLink.advice': 'Xin Quý khách xem lại và thanh toán chậm nhất ngày {until}.',
  'owner.preview': '{amount}, chậm nhất ngày {until}. {placedBy}, {firm}',
  'owner.short':
    'Phần gia hạn {product} cho {name} (mã số thuế {taxCode}) do {placedBy} ({firm}) đặt đã nhận {received}, còn thiếu {missing} nên giấy phép chưa được gia hạn.',
  'owner.received': 'Đã nhận',
  'owner.missing': 'Còn thiếu',
  'owner.left': 'Còn phải thanh toán',
  'owner.remarks': 'Lưu ý',
  'owner.expiries': '{from} → {to}',
  'owner.seller': 'Người bán',
  'owner.orderedBy': 'Người đặt',
  'owner.noSecrets':
    'Tiền được chuyển cho {seller}. Trang thanh toán không cần tài khoản, không hỏi mật khẩu hay mã OTP của Quý khách.',
  'owner.callFirst': 'Nếu chưa rõ, xin gọi {placedBy} theo số {phone} trước khi thanh toán.',
  'owner.answer': 'Trả lời thư này là trả lời {placedBy}.',
  'owner.regards': 'Trân trọng,',
  'owner.footer': 'Thư này do hệ thống gia hạn giấy phép của {seller} gửi thay người đặt.',
  reasonBy: '{by} ({firm}) ghi lý do:',
  'orderCancelled.subject': 'Đã hủy đơn hàng {number}',
  'orderCancelled.intro': 'Phần chưa thanh toán của đơn hàng {number} đã bị hủy.',
  'orderLinesCancelled.subject': 'Đã hủy một phần đơn hàng {number}',
  'orderLinesCancelled.intro': '{count} dòng, tổng {amount}, của đơn hàng {number} đã bị hủy.',
  'orderLinesCancelled.unchanged': 'Phần còn lại không thay đổi.',
  'orderLinesCancelled.repriced':
    '{count} dòng còn lại không đủ số lượng cho mức chiết khấu trước, nên giá đã tính lại. Còn phải thanh toán: {due}.',
  'orderClosed.volumeOwed':
    'Các dòng đã thanh toán được chiết khấu số lượng nhiều hơn {amount}. Số này sẽ trừ vào chiết khấu số lượng của các đơn hàng sau.',
  'lineCancelled.subject': 'Đã hủy yêu cầu gia hạn: {names}',
  'lineCancelled.intro':
    'Yêu cầu gia hạn giấy phép cho {names}, do {placedBy} ({firm}) đặt, đã bị hủy.',
  'lineCancelled.advice':
    'Quý khách không cần thanh toán nữa. Nếu Quý khách đã chuyển tiền, khoản tiền vẫn được ghi nhận hoặc hoàn lại.',
  'commitmentMade.subject': 'Cam kết {amount} đến {payBy}: đơn hàng {number}',
  'commitmentMade.intro':
    'Đơn hàng {number} đã được cam kết thanh toán {amount} chậm nhất ngày {payBy}. Đến hết ngày đó, {count} giấy phép được tạm gia hạn để khách hàng làm việc không gián đoạn; khi thanh toán hoàn tất, hạn sử dụng mới có hiệu lực.',
  'commitmentDueSoon.subject': 'Nhắc hạn {payBy}: còn {amount} đã cam kết, đơn hàng {number}',
  'commitmentDueSoon.intro':
    'Đơn hàng {number} còn {amount} đã cam kết thanh toán chậm nhất ngày {payBy}. Sau ngày đó, phần tạm gia hạn của {count} giấy phép sẽ hết hiệu lực.',
  'commitmentLapsed.subject': 'Phần tạm gia hạn đã hết hiệu lực: đơn hàng {number}',
  'commitmentLapsed.intro':
    'Đơn hàng {number} chưa được thanh toán như đã cam kết. {count} giấy phép trở về hạn sử dụng đã thanh toán:',
  'commitmentLapsed.besides':
    'Phần tạm gia hạn theo cam kết thanh toán của {count} giấy phép hết hiệu lực; hạn sử dụng trở về như trong bảng.',
  'orderDueSoon.subject': 'Nhắc hạn {dueDate}: còn {amount} của đơn hàng {number}',
  'orderDueSoon.intro':
    'Đơn hàng {number} còn {amount} chưa thanh toán. Hạn thanh toán chậm nhất là ngày {dueDate}; sau ngày đó, phần chưa thanh toán sẽ tự động hết hạn.',
  'lineDueSoon.subject': 'Nhắc hạn {dueDate}: gia hạn {product} cho {name}',
  'lineDueSoon.intro':
    'Phần gia hạn {product} cho {name} (mã số thuế {taxCode}) do {placedBy} ({firm}) đặt vẫn chưa được thanh toán.',
  'lineDueSoon.advice':
    'Xin Quý khách thanh toán chậm nhất ngày {dueDate}. Nếu Quý khách vừa thanh toán, xin bỏ qua thư này.',
  'linesDueSoon.subject': 'Nhắc hạn {dueDate}: còn {amount}, gia hạn cho {names}',
  'linesDueSoon.intro':
    'Phần gia hạn giấy phép cho {names}, do {placedBy} ({firm}) đặt, còn {amount} chưa thanh toán.',
  'linesDueSoon.short':
    'Chúng tôi đã nhận {unapplied} để gia hạn giấy phép cho {names}, nhưng còn thiếu {missing} nên giấy phép chưa được gia hạn.',
  'linesRepriced.subject': 'Số tiền mới {amount}: gia hạn cho {names}',
  'linesRepriced.intro':
    'Số tiền gia hạn giấy phép cho {names}, do {placedBy} ({firm}) đặt, tăng từ {former} lên {total}: số giấy phép cùng đặt đã giảm, không còn đủ cho mức chiết khấu trước.',
  'firmDueSoon.subject': 'Nhắc hạn {dueDate}: gia hạn cho {names}',
  'firmDueSoon.intro':
    'Phần gia hạn giấy phép cho {names}, do {placedBy} ({firm}) đặt, vẫn chưa được thanh toán.',
  'orderExpired.subject': 'Đơn hàng {number} đã hết hạn thanh toán',
  'orderExpired.intro':
    'Đã quá hạn thanh toán ngày {dueDate} nên phần chưa thanh toán của đơn hàng {number}, tổng {amount}, đã hết hạn. Nếu vẫn cần gia hạn, Quý khách có thể đặt lại cho các khách hàng sau.',
  'orderExpired.lateMoney':
    'Nếu Quý khách đã chuyển tiền, khoản tiền vẫn được ghi nhận khi về đến nơi: giấy phép được gia hạn nếu chưa có đơn hàng khác, nếu không tiền sẽ được hoàn lại.',
  'lineExpired.subject': 'Đã hết hạn thanh toán: {names}',
  'lineExpired.intro':
    'Đã quá hạn thanh toán ngày {dueDate} nên yêu cầu gia hạn giấy phép cho {names}, do {placedBy} ({firm}) đặt, đã hết hạn. Nếu vẫn cần gia hạn, vui lòng liên hệ {firm} để đặt lại.',
  'expiring.subject': '{count} giấy phép sắp hết hạn, từ {date}',
  'expiring.subjectOne': '1 giấy phép hết hạn ngày {date}',
  'expiring.intro':
    'Giấy phép của các khách hàng sau do {firm} phụ trách sắp hết hạn và chưa được đặt gia hạn. Giấy phép hết hạn sớm nhất: ngày {date}.',
  'expiring.left': 'còn {days} ngày',
  'expiring.today': 'hết hạn hôm nay',
  'expiring.renew': 'Gia hạn {count} giấy phép',
  'expiring.inPortal':
    'Để gia hạn, vui lòng mở chuông thông báo trên cổng kế toán và chọn thông báo này.',
  'expiring.why':
    'Email này được gửi tự động cho kế toán của {firm}, tối đa một email mỗi ngày, khi giấy phép của khách hàng còn 60, 30, 15, 7 hoặc 1 ngày.',
  'expiring.stop': 'Ngừng nhận email nhắc hạn',
  more: 'và {count} giấy phép khác',
  footer: 'Email này được gửi tự động từ hệ thống gia hạn giấy phép.',
} as const;
