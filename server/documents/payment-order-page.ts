import { html } from 'hono/html';
import { formatDong } from '../../shared/money.ts';
import { dongInWords } from '../../shared/money-in-words.ts';
import { readDocumentToken } from '../addresses/document-token.ts';
import type { Context } from '../context/context.ts';
import { DomainError } from '../foundation/domain-error.ts';
import { toPaymentAttempt } from '../payments/attempts/read-payment-attempt.ts';
import { findAttempt } from '../payments/core/find-attempt.ts';
import { documentPage, type Html } from './layout.ts';

/**
 * A payment order to a bank (ủy nhiệm chi) for the amount that a transfer still lacks, to be signed and stamped: in
 * Vietnamese, as the banks' own forms are. The payer's side is left blank: somebody other than the customer may pay.
 *
 * @throws DomainError NOT_FOUND when the token is not ours, or there is no such transfer any more
 */
export async function paymentOrderPage(context: Context, token: string): Promise<Html> {
  const ids = readDocumentToken(context.config.linkSecret, 'payment-order', token);
  const row = await findAttempt(context.db, ids?.length === 1 ? (ids[0] ?? '') : null);
  if (row === undefined) throw new DomainError('NOT_FOUND');
  const attempt = await toPaymentAttempt(context, row, { clientIp: '' });
  const { transfer } = attempt;
  if (transfer === null) throw new DomainError('NOT_FOUND');
  const isPaid = attempt.state === 'paid';
  return documentPage({
    locale: 'vi',
    title: 'Ủy nhiệm chi',
    subtitle: isPaid ? '' : 'Ngày ........ tháng ........ năm ............',
    seller: null,
    body: isPaid
      ? html`<p class="notice" role="status">Khoản này đã được thanh toán. Không cần lập ủy nhiệm chi nữa.</p>`
      : paymentOrder(transfer),
  });
}

function paymentOrder(
  transfer: NonNullable<Awaited<ReturnType<typeof toPaymentAttempt>>['transfer']>,
): Html {
  const { amount, memo } = transfer;
  return html`<h2>Bên trả tiền</h2>
${rows([
  ['Tên đơn vị', BLANK],
  ['Số tài khoản', BLANK],
  ['Tại ngân hàng', BLANK],
])}
<h2>Bên thụ hưởng</h2>
${rows([
  ['Tên đơn vị', transfer.accountHolder],
  ['Số tài khoản', transfer.accountNumber],
  ['Tại ngân hàng', transfer.bankName],
])}
<h2>Khoản tiền</h2>
${rows([
  ['Số tiền bằng số', formatDong(amount)],
  ['Số tiền bằng chữ', dongInWords(amount)],
  ['Nội dung', memo],
])}
<p class="small">Chuyển một lần đủ số tiền, ghi đúng nội dung ${memo} để khoản tiền được xác nhận tự động. Ngân hàng có mẫu riêng thì chép các dòng trên sang mẫu đó.</p>
<div class="signatures three">${['Kế toán trưởng', 'Chủ tài khoản', 'Ngân hàng'].map(
    (who) =>
      html`<div><strong>${who}</strong><br><span class="small">(Ký, ghi rõ họ tên, đóng dấu)</span></div>`,
  )}</div>`;
}

/** Blanks to be filled in by hand. */
const BLANK = html`<span class="blank"></span>`;

function rows(facts: readonly [name: string, value: Html | string][]): Html {
  return html`<dl class="form">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}
