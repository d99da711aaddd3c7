/** Remarks on a renewal, on server pages, in mails and in the widget, in Vietnamese; `{name}` is filled in. */
export const remarks = {
  'remark.planChange': 'Đổi gói: {from} → {to}',
  'remark.moreUsers': '+{count} người dùng',
  'remark.fewerUsers': '−{count} người dùng',
  'remark.chargedMonths': 'Tính {count}/{of} tháng năm {fiscalYear}',
  'remark.chargedDays': 'Tính {count}/{of} ngày năm {fiscalYear}',
  'remark.gap': 'Không có hiệu lực từ {from} đến {until}',
  'remark.shortGain': 'Chỉ thêm {days} ngày',
  'remark.expiryPassed': 'Ngày hết hạn mới đã qua',
} as const;
