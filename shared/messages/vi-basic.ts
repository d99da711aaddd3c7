/** Texts common to server pages, mails and every screen of the widget, in Vietnamese; `{name}` is filled in. */
export const basic = {
  'row.CUSTOMER_REQUIRED': 'Vui lòng chọn khách hàng.',
  'row.CUSTOMER_NOT_FOUND': 'Không tìm thấy khách hàng này trong danh sách của bạn.',
  'row.NO_LICENSE': 'Khách hàng chưa có giấy phép để gia hạn.',
  'row.LICENSE_REQUIRED': 'Khách hàng có nhiều giấy phép. Vui lòng chọn giấy phép cần gia hạn.',
  'row.LICENSE_NOT_FOUND': 'Không tìm thấy giấy phép này của khách hàng.',
  'row.DUPLICATE_ROW':
    'Giấy phép này đã có ở dòng khác. Muốn gia hạn nhiều năm, hãy tăng số năm ở dòng đó.',
  'row.ALREADY_ORDERED':
    'Năm tài chính {fiscalYear} đang chờ thanh toán trong đơn hàng {orderNumber}. Hãy thanh toán hoặc hủy dòng đó trước.',
  'row.ALREADY_COVERED': 'Giấy phép đã có hạn đến {expiry}; lựa chọn này không gia hạn thêm.',
  'row.LICENSE_MOVED': 'Hạn sử dụng đã đổi thành {expiry}. Vui lòng kiểm tra lại dòng này.',
  'row.TERM_CHANGED':
    'Hạn sử dụng mới nay là {newExpiry}. Vui lòng kiểm tra lại dòng này rồi tiếp tục.',
  'row.PLAN_UNAVAILABLE': 'Gói sản phẩm này không còn được bán.',
  'row.PLAN_NOT_FOR_CUSTOMER':
    'Gói này không bán cho loại khách hàng này. Gói có thể chọn: {plans}.',
  'row.noPlanForCustomer': 'Chưa có gói nào bán cho loại khách hàng này.',
  'row.PLAN_OF_OTHER_PRODUCT': 'Gói này thuộc sản phẩm khác với giấy phép.',
  'row.TERM_LEAVES_GAP':
    'Bắt đầu từ năm {fiscalYear} sẽ bỏ trống thời gian trước đó. Năm bắt đầu muộn nhất là {latest}; muốn gia hạn nhiều năm, hãy tăng số năm.',
  'row.LAPSED_YEAR_FIRST':
    'Gói này yêu cầu gia hạn năm {latest} chưa thanh toán trước. Hãy bắt đầu từ năm {latest} và tăng số năm.',
  'row.UNTIL_NOT_SOLD':
    'Gói này không tính theo tháng hoặc ngày nên không chọn được ngày đồng hạn.',
  'row.UNTIL_OUT_OF_RANGE': 'Ngày đồng hạn phải từ {from} đến {until}.',
  'row.FISCAL_YEAR_OUT_OF_RANGE': 'Không thể gia hạn cho năm tài chính {fiscalYear}.',
  'row.QUANTITY_NOT_SOLD': 'Gói này không bán theo số người dùng.',
  'row.AMOUNT_TOO_LARGE': 'Số tiền vượt quá mức cho phép của một đơn hàng.',

  'payer.firm': 'Công ty dịch vụ',
  'payer.owner': 'Chủ doanh nghiệp',

  'remark.planChange': 'Đổi gói: {from} → {to}',
  'remark.moreUsers': '+{count} người dùng',
  'remark.fewerUsers': '−{count} người dùng',
  'remark.chargedMonths': 'Tính {count}/{of} tháng năm {fiscalYear}',
  'remark.chargedDays': 'Tính {count}/{of} ngày năm {fiscalYear}',
  'remark.shortGain': 'Chỉ thêm {days} ngày',
  'remark.expiryPassed': 'Ngày hết hạn mới đã qua',

  'term.customer': 'Khách hàng',
  'term.taxCode': 'Mã số thuế',
  'term.users': '{count} người dùng',
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
  'term.dueDate': 'Hạn thanh toán',
  'term.orderNumber': 'Số đơn hàng',
  'term.paymentMethod': 'Phương thức thanh toán',
  'term.duration': 'Thời hạn',
  'term.years': '{years} năm',
} as const;
