import { errors, notSetUp } from '../../../shared/messages/vi-errors.ts';

/** Texts of faults, loaded with the first one, in Vietnamese; `{name}` is filled in. */
export const faults = {
  ...errors,
  'fault.NO_SERVER': notSetUp,
  'fault.WRONG_SERVER': notSetUp,
  'fault.SERVER_SLOW': 'Dịch vụ gia hạn chưa phản hồi. Màn hình này tự mở khi kết nối được.',
  'fault.NO_FETCH_TOKEN': notSetUp,
  'fault.FETCH_TOKEN_NOT_FUNCTION': notSetUp,
  'fault.FETCH_TOKEN_FAILED':
    'Chưa xác nhận được phiên làm việc của bạn. Vui lòng thử lại, hoặc đăng nhập lại trên cổng kế toán.',
  'fault.FETCH_TOKEN_TIMEOUT':
    'Cổng kế toán chưa xác nhận phiên làm việc của bạn. Vui lòng đợi thêm, hoặc thử lại.',
  'fault.FETCH_TOKEN_INVALID': notSetUp,
  'fault.INVALID_PROPERTY': notSetUp,
} as const;
