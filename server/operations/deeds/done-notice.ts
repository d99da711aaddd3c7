import { formatInteger } from '../../../shared/money.ts';
import { idSchema } from '../../../shared/schemas/common.ts';

/** The result of an action: how many were done, and how many had been dealt with meanwhile. */
export interface Done {
  path: string;
  count: number;
  skipped: number;
  /** The money that was moved, whose new place is shown. */
  paymentId?: string | undefined;
}

/** Actions after which a person sees whose licence was paid, or what is missing. */
export const MOVES_MONEY: ReadonlySet<string> = new Set([
  'payments/assign',
  'payments/split',
  'payments/approve',
]);

/** The sentence for each action; `{count}` is a number for groups, and a word for a single item. */
const SAID: Record<string, string> = {
  'payments/assign': 'Đã gán khoản tiền cho đơn hàng.',
  'payments/approve': 'Đã chấp nhận khoản tiền nghi gian lận.',
  'payments/return': 'Đã chuyển khoản tiền sang cần hoàn.',
  'payments/join': 'Đã gộp hai thông báo thành một giao dịch.',
  'payments/separate': 'Đã ghi nhận là hai giao dịch khác nhau.',
  'reports/separate': 'Đã tách ra thành hai giao dịch khác nhau.',
  'payments/set-aside': 'Đã ghi nhận khoản tiền không phải của khách hàng.',
  'payments/take-back': 'Đã đưa khoản tiền lại vào tiền đang giữ.',
  'payments/unassign': 'Đã đưa khoản tiền lại vào tiền đang giữ.',
  'payments/split': 'Đã chia khoản tiền cho các đơn hàng.',
  'refunds/request': 'Đã gửi yêu cầu hoàn tiền qua cổng thanh toán.',
  'refunds/mark': 'Đã ghi nhận khoản đã hoàn.',
  'refunds/reopen': 'Đã đưa khoản hoàn về trạng thái chưa hoàn.',
  'messages/record': 'Đã ghi nhận số tiền đã nhận.',
  'messages/review': 'Đã đánh dấu đã xem thông báo.',
  'outbox/retry': 'Đã xếp lại vào hàng đợi để gửi.',
  'groups/return': 'Đã chuyển {count} khoản tiền sang cần hoàn.',
  'groups/set-aside': 'Đã ghi nhận {count} khoản tiền không phải của khách hàng.',
  'groups/take-back': 'Đã đưa {count} khoản tiền lại vào tiền đang giữ.',
  'groups/retry': 'Đã xếp lại {count} mục vào hàng đợi để gửi.',
  'groups/drop': 'Đã ngừng gửi {count} mục.',
  'groups/review': 'Đã đánh dấu đã xem {count} thông báo.',
};

/** In the address to which an action redirects, so that a reload repeats the notice and does nothing. */
export function doneQuery({ path, count, skipped, paymentId }: Done): string {
  const counts = { count: String(count), ...(skipped > 0 ? { skipped: String(skipped) } : {}) };
  const of = paymentId === undefined ? {} : { of: paymentId };
  return new URLSearchParams({ done: path, ...counts, ...of }).toString();
}

/** @returns null where an address names no known action */
export function doneOf(query: string): Done | null {
  const params = new URLSearchParams(query);
  const path = params.get('done') ?? '';
  if (!Object.hasOwn(SAID, path)) return null;
  const counts = { count: countOf(params.get('count')), skipped: countOf(params.get('skipped')) };
  const paymentId = idSchema.safeParse(params.get('of')).data;
  return { path, ...counts, ...(MOVES_MONEY.has(path) && paymentId ? { paymentId } : {}) };
}

export function doneText({ path, count, skipped }: Done): string {
  const said = (SAID[path] ?? '').replace('{count}', formatInteger(count));
  return skipped === 0
    ? said
    : `${said} ${formatInteger(skipped)} mục không thực hiện được, vì đã được xử lý trước đó.`;
}

function countOf(text: string | null): number {
  return /^\d{1,4}$/.test(text ?? '') ? Number(text) : 0;
}
