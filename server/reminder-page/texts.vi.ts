/** Texts of the page that ends mails about expiring licences, in Vietnamese; `{name}` is filled in. */
export const vi = {
  title: 'Email nhắc hạn giấy phép',
  on: '{email} đang nhận email khi giấy phép của khách hàng do {firm} phụ trách sắp hết hạn, tối đa một email mỗi ngày.',
  off: '{email} không còn nhận email nhắc hạn giấy phép từ {firm}.',
  stillInBell: 'Thông báo trong biểu tượng chuông trên cổng kế toán không thay đổi.',
  stop: 'Ngừng nhận email',
  resume: 'Nhận lại email',
  unknown: 'Liên kết không đúng, hoặc tài khoản không còn thuộc công ty này.',
  errorTitle: 'Không mở được trang',
  language: 'Ngôn ngữ',
} as const;
