/** Only the portal's developer can mend this, so the text refers the person to the portal's support. */
export const notSetUp =
  'Cổng kế toán chưa kết nối đúng với dịch vụ gia hạn. Vui lòng báo bộ phận hỗ trợ của cổng kế toán.';

/** The reasons why a call, a row or a field is refused, in Vietnamese; `{name}` is filled in. */
export const errors = {
  'error.UNAUTHENTICATED': 'Phiên làm việc không hợp lệ. Vui lòng đăng nhập lại trên cổng kế toán.',
  'error.TOKEN_UNREADABLE': notSetUp,
  'error.TOKEN_ISSUER_UNKNOWN': notSetUp,
  'error.TOKEN_SIGNATURE_INVALID': notSetUp,
  'error.TOKEN_EXPIRED': 'Phiên làm việc đã hết hạn. Vui lòng thử lại.',
  'error.TOKEN_NOT_YET_VALID': notSetUp,
  'error.TOKEN_CLAIMS_INVALID': notSetUp,
  'error.TOKEN_TOO_LONG_LIVED': notSetUp,
  'error.ORIGIN_NOT_ALLOWED': 'Trang web này chưa được phép sử dụng dịch vụ gia hạn.',
  'error.NOT_FOUND': 'Không tìm thấy nội dung yêu cầu.',
  'error.INVALID_INPUT': 'Một số thông tin chưa đúng. Vui lòng kiểm tra lại.',
  'error.PAYLOAD_TOO_LARGE': 'Dữ liệu gửi lên quá lớn.',
  'error.TOO_MANY_REQUESTS': 'Bạn thao tác quá nhanh. Vui lòng thử lại sau ít phút.',
  'error.mailLimit':
    'Đã đủ số email được gửi trong một giờ, nên chưa có gì thay đổi. Vui lòng thử lại sau {minutes} phút.',
  'error.ORDER_LINES_REJECTED':
    'Một số dòng không thể đặt hàng. Vui lòng kiểm tra lại các dòng được đánh dấu.',
  'error.PRICE_CHANGED':
    'Giá đã thay đổi. Tổng thanh toán mới là {total}. Vui lòng kiểm tra và xác nhận lại.',
  'error.REQUEST_ID_REUSED':
    'Đơn hàng này đã được đặt với nội dung khác. Vui lòng tạo đơn hàng mới.',
  'error.CODE_REJECTED': 'Mã giảm giá không dùng được.',
  'error.QUOTATION_EXPIRED': 'Báo giá đã hết hiệu lực. Vui lòng kiểm tra lại giá hiện tại.',
  'error.QUOTATION_DIFFERS': 'Đơn hàng khác với báo giá. Vui lòng kiểm tra lại.',
  'error.QUOTATION_USED': 'Báo giá này đã được dùng cho một đơn hàng.',
  'error.DRAFT_CHANGED': 'Đơn nháp này vừa được lưu ở nơi khác.',
  'error.DRAFT_ENDED': 'Đơn nháp này đã được đặt, xóa hoặc giao cho người khác.',
  'error.TOO_MANY_DRAFTS': 'Đã có 50 đơn nháp. Vui lòng xóa bớt trong “Đơn nháp” để lưu tiếp.',
  'error.UNAVAILABLE':
    'Hệ thống đang tạm gián đoạn trong giây lát. Dữ liệu của bạn không bị mất; vui lòng thử lại.',
  'error.INTERNAL': 'Hệ thống gặp sự cố. Dữ liệu của bạn không bị mất; vui lòng thử lại.',

  'field.REQUIRED': 'Vui lòng nhập thông tin này.',
  'field.TOO_LONG': 'Nội dung quá dài.',
  'field.TAX_CODE_INVALID': 'Mã số thuế không hợp lệ.',
  'field.TAX_CODE_CHECK_DIGIT': 'Mã số thuế sai số kiểm tra: vui lòng so lại từng chữ số.',
  'field.EMAIL_INVALID': 'Địa chỉ email không hợp lệ.',
  'field.EMAIL_SEVERAL': 'Mỗi ô chỉ nhận một địa chỉ email.',
  'field.PHONE_INVALID': 'Số điện thoại không hợp lệ.',
  'field.BUDGET_UNIT_CODE_INVALID': 'Mã ĐVQHNS gồm 7 chữ số.',
  'field.INVALID': 'Giá trị không hợp lệ.',

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
  'row.COVERED_LATER': 'Giấy phép đã có hạn từ ngày {from}, nên chỉ gia hạn được đến {until}.',
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
} as const;
