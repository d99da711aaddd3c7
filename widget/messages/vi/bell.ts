/** Texts of the bell, in Vietnamese; `{name}` is filled in. */
export const bell = {
  bell: 'Thông báo',
  'bell.unread': 'Thông báo, {count} chưa đọc',
  'bell.isUnread': 'Chưa đọc',
  'bell.justNow': 'Vừa xong',
  'bell.markAllRead': 'Đánh dấu đã đọc tất cả',
  'bell.empty': 'Chưa có thông báo nào.',
  'notification.order_placed': 'Đã đặt đơn hàng {number}',
  'notification.payment_received':
    'Đã nhận thanh toán cho đơn hàng {number}, giấy phép đã được gia hạn',
  'notification.license_renewed': 'Giấy phép trong đơn hàng {number} đã được gia hạn',
  'notification.payment_unapplied': 'Đơn hàng {number}: khoản thanh toán đang được giữ',
  'notification.refund_due': 'Đơn hàng {number}: có khoản cần hoàn lại',
  'notification.order_cancelled': 'Đã hủy đơn hàng {number}',
  'notification.order_lines_cancelled': 'Đã hủy một phần đơn hàng {number}',
  'notification.order_due_soon': 'Đơn hàng {number} sắp đến hạn thanh toán',
  'notification.order_expired': 'Đơn hàng {number} đã hết hạn thanh toán',
  'notification.refund_made': 'Đơn hàng {number}: đã hoàn tiền',
  'notification.commitment_made': 'Đã cam kết thanh toán đơn hàng {number}',
  'notification.commitment_due_soon': 'Sắp đến hạn cam kết thanh toán đơn hàng {number}',
  'notification.commitment_lapsed': 'Quá hạn cam kết thanh toán đơn hàng {number}',
} as const;
