import { html } from 'hono/html';
import { formatInstant } from '../../shared/calendar-date.ts';
import { formatDong } from '../../shared/money.ts';
import type { Tables } from '../database/tables.ts';
import { PAY_CSS } from '../pay-page/layout.ts';
import { sayIn } from '../pay-page/say.ts';
import { staticAsset } from '../static-asset.ts';
import type { HeldWork, RefundWork, Work } from './list-work.ts';
import { oddItem } from './odd-view.ts';
import { type Html, section } from './view-parts.ts';

export const OPERATIONS_CSS = staticAsset(
  new URL('./assets/operations.css', import.meta.url),
  '/operations/assets',
  'css',
);

const say = sayIn('vi');

const BECAUSE = {
  reference: 'mã thanh toán',
  order_number: 'số đơn hàng',
  tax_code: 'mã số thuế',
  amount: 'đúng số tiền',
};

const HOLD = {
  unmatched: 'Không khớp đơn hàng nào',
  suspected_fraud: 'Cổng thanh toán nghi ngờ gian lận',
  short: 'Còn thiếu',
};

/** Everything that waits for a person, in Vietnamese, which operations read. */
export function workView(
  work: Work,
  refundable: ReadonlySet<string>,
  notice: { text: string; good: boolean } | null,
): Html {
  return html`<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Vận hành – Gia hạn giấy phép</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${PAY_CSS.path}">
<link rel="stylesheet" href="${OPERATIONS_CSS.path}">
</head>
<body>
<main>
<h1>Vận hành</h1>
${notice ? html`<p class="card notice ${notice.good ? 'good' : 'bad'}" role="${notice.good ? 'status' : 'alert'}">${notice.text}</p>` : ''}
${section('Tiền đang giữ', work.held.map(heldItem))}
${section(
  'Tiền cần hoàn',
  work.refunds.map((refund) => refundItem(refund, refundable)),
)}
${section('Không gửi được', work.dead.map(deadItem))}
${section('Thông báo cần xem', work.oddMessages.map(oddItem))}
</main>
</body>
</html>`;
}

function heldItem(payment: HeldWork): Html {
  const { id, amount, gateway, memo } = payment;
  return html`<li>
<div class="row"><strong>${formatDong(amount)}</strong><span class="status">${HOLD[payment.hold_reason ?? 'short']}</span></div>
<div class="muted">${gateway} · ${payment.gateway_transaction_id} · ${formatInstant(payment.received_at)}${payment.orderNumber ? ` · ${payment.orderNumber}` : ''}</div>
<div>Nội dung: «${memo}»</div>
${payment.hold_reason === 'suspected_fraud' ? form('payments/approve', { paymentId: id }, 'Chấp nhận và áp dụng') : assignForms(payment)}
${form('payments/return', { paymentId: id }, 'Chuyển sang cần hoàn', 'plain')}
</li>`;
}

function assignForms({ id, guesses }: HeldWork): Html {
  const guessed = guesses.map(
    (guess) => html`<form method="post" action="/operations/payments/assign">
<input type="hidden" name="paymentId" value="${id}"><input type="hidden" name="orderId" value="${guess.orderId}">
<button type="submit">Gán cho ${guess.orderNumber}</button>
<span class="muted">${guess.firmName}, còn ${formatDong(guess.due)}; ${guess.because.map((why) => BECAUSE[why]).join(', ')}</span>
</form>`,
  );
  return html`${guessed}<form method="post" action="/operations/payments/assign">
<input type="hidden" name="paymentId" value="${id}">
<label>Số đơn hàng khác <input name="orderNumber" required maxlength="20" autocomplete="off"></label>
<button type="submit" class="plain">Gán</button></form>`;
}

function refundItem(refund: RefundWork, refundable: ReadonlySet<string>): Html {
  const { id, state, refundState } = refund;
  const byGateway =
    state === 'due' && refund.method === refund.gateway && refundable.has(refund.gateway);
  return html`<li>
<div class="row"><strong>${formatDong(refund.amount)}</strong><span class="status">${refundStatus(refund)}</span></div>
<div>Lý do: ${say(`refundReason.${refund.reason}`)}</div>
<div class="muted">${refund.gateway} · ${refund.transactionId} · ${formatInstant(refund.createdAt)}${refund.orderNumber ? ` · ${refund.orderNumber} · ${refund.recipientName} ${refund.recipientEmail}` : ''}</div>
<div class="muted">Nội dung: «${refund.memo}»</div>
${refund.error ? html`<p class="notice bad">${refund.error}</p>` : ''}
${byGateway ? form('refunds/request', { refundDueId: id }, 'Hoàn qua cổng thanh toán') : ''}
${refundState === 'unclear' ? form('refunds/reopen', { refundDueId: id }, 'Chưa hoàn: làm lại', 'plain') : ''}
${
  refundState === 'pending'
    ? ''
    : html`<form method="post" action="/operations/refunds/mark">
<input type="hidden" name="refundDueId" value="${id}">
<label>Mã tham chiếu chuyển khoản <input name="reference" required maxlength="100" autocomplete="off"></label>
<button type="submit" class="plain">Đã hoàn</button></form>`
}
</li>`;
}

function refundStatus({ refundState }: RefundWork): string {
  if (refundState === 'pending') return 'Đang hoàn qua cổng';
  return refundState === 'unclear' ? 'Chưa rõ kết quả' : 'Chờ hoàn';
}

function deadItem(job: Tables['outbox']): Html {
  return html`<li><div class="row"><strong>${job.kind}</strong><span class="muted">${formatInstant(job.created_at)}</span></div>
<div class="muted">${job.last_error ?? ''}</div>
${form('outbox/retry', { jobId: job.id }, 'Thử lại', 'plain')}</li>`;
}

function form(path: string, fields: Record<string, string>, label: string, style = ''): Html {
  return html`<form method="post" action="/operations/${path}">
${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button type="submit" class="${style}">${label}</button></form>`;
}
