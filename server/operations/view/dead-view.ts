import { html } from 'hono/html';
import { formatInstant } from '../../../shared/calendar-date.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { DeadJob } from '../lists/list-dead-jobs.ts';
import { type Forms, textField } from './forms.ts';
import { facts, type Html } from './view-parts.ts';

export const KIND: Record<DeadJob['kind'], string> = {
  order_placed: 'Thư xác nhận đặt hàng',
  payment_received: 'Thư báo đã nhận thanh toán',
  payment_unapplied: 'Thư báo chuyển thiếu hoặc đang kiểm tra',
  refund_due: 'Thư báo sẽ hoàn tiền',
  refund_made: 'Thư báo đã hoàn tiền',
  payment_link: 'Thư gửi liên kết thanh toán',
  order_cancelled: 'Thư báo hủy đơn hàng',
  order_lines_cancelled: 'Thư báo hủy một phần đơn hàng',
  order_expired: 'Thư báo đơn hàng hết hạn thanh toán',
  order_due_soon: 'Thư nhắc hạn thanh toán đơn hàng',
  lines_repriced: 'Thư báo chủ doanh nghiệp số tiền mới',
  line_due_soon: 'Thư nhắc chủ doanh nghiệp hạn thanh toán',
  commitment_made: 'Thư xác nhận cam kết thanh toán',
  commitment_due_soon: 'Thư nhắc cam kết thanh toán',
  commitment_lapsed: 'Thư báo cam kết thanh toán hết hiệu lực',
  licenses_expiring: 'Thư nhắc giấy phép sắp hết hạn',
  payment_unmatched: 'Thư cho vận hành: tiền không khớp đơn hàng',
  refund_due_operations: 'Thư cho vận hành: cần hoàn tiền',
  gateway_message_odd: 'Thư cho vận hành: cổng báo số tiền khác, hoặc không trả lời',
  refund_not_made: 'Thư cho vận hành: chưa hoàn được tiền',
  mail_undeliverable: 'Thư cho vận hành: thư không gửi được',
  event_undeliverable: 'Thư cho vận hành: sự kiện không gửi được',
  refund_payment: 'Lệnh hoàn tiền qua cổng thanh toán',
  host_event: 'Sự kiện cho cổng kế toán',
};

/** A job that was given up; a mail's address can be corrected. */
export function deadItem(job: DeadJob, form: Forms): Html {
  const { to, event } = job;
  return html`<li>
<div class="row"><strong>${KIND[job.kind]}</strong><span class="muted">${formatInstant(job.createdAt)}</span></div>
${facts({
  'Người nhận': to && [to.name, to.email].filter(Boolean).join(', '),
  'Cổng kế toán': event?.portalId,
  'Sự kiện': event?.type,
  'Đơn hàng': job.orderNumber,
  'Đã thử': `${job.tries} lần`,
  Lỗi: job.error,
})}
${form({
  path: 'outbox/retry',
  fields: { jobId: job.id },
  label: 'Thử lại',
  isMoney: job.kind === 'refund_payment',
  isPlain: true,
  body: (typed, refused) =>
    to === null
      ? html``
      : textField('Gửi đến', 'email', typed('email', to.email), {
          isRefused: refused !== null,
          type: 'email',
          maxLength: LIMITS.email,
        }),
})}
</li>`;
}
