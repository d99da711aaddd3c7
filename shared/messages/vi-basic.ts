/** Texts common to server pages, mails and every screen of the widget, in Vietnamese; `{name}` is filled in. */
export const basic = {
  'payer.firm': 'Công ty dịch vụ',
  'payer.owner': 'Chủ doanh nghiệp',

  'term.customer': 'Khách hàng',
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
} as const;
