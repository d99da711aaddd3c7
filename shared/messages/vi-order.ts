/** Texts about an order and its lines, on server pages, in mails and in the widget, in Vietnamese; `{name}` is filled in. */
export const order = {
  'remark.planChange': 'Đổi gói: {from} → {to}',
  'remark.moreUsers': '+{count} người dùng',
  'remark.fewerUsers': '−{count} người dùng',
  'remark.chargedMonths': 'Tính {count}/{of} tháng năm {fiscalYear}',
  'remark.chargedDays': 'Tính {count}/{of} ngày năm {fiscalYear}',
  'remark.gap': 'Không có hiệu lực từ {from} đến {until}',
  'remark.shortGain': 'Chỉ thêm {days} ngày',
  'remark.expiryPassed': 'Ngày hết hạn mới đã qua',

  'term.taxCode': 'Mã số thuế',
  'term.order': 'Đơn hàng',
  'term.dueDate': 'Hạn thanh toán',
  'term.orderNumber': 'Số đơn hàng',
  'term.paymentMethod': 'Phương thức thanh toán',
  'term.duration': 'Thời hạn',
  'term.years': '{years} năm',
} as const;
