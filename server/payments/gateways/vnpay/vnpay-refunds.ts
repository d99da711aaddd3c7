import { compactInstant } from '../../../../shared/calendar-date.ts';
import type { VnpayConfig } from '../../../config/gateway-config.ts';
import { callGateway } from '../core/call-gateway.ts';
import type { RefundAnswer, RefundRequest, RefundTrace } from '../core/gateway.ts';
import { queryTransaction, VERSION, verifiedAnswer } from './vnpay-calls.ts';
import {
  pipeJoined,
  REFUND_ANSWER_FIELDS,
  REFUND_REQUEST_FIELDS,
  vnpayChecksum,
} from './vnpay-signature.ts';

/**
 * Codes that refuse a refund for good: an unknown terminal, a wrong format, no such transaction, one that was not paid,
 * a wrong checksum (VNPay 2.1.0, refund). Any other code leaves open whether it was made, as do 94 (asked for before,
 * or one is under way) and 99.
 */
const REFUSALS = new Set(['02', '03', '91', '95', '97']);

/** Pays back in full (02) or in part (03); VNPay's answer is signed as well. */
export async function refundByVnpay(
  config: VnpayConfig,
  request: RefundRequest,
): Promise<RefundAnswer> {
  const { refundId, amount, payment, attempt, requestedBy, now } = request;
  const fields = {
    vnp_RequestId: refundId.replaceAll('-', ''),
    vnp_Version: VERSION,
    vnp_Command: 'refund',
    vnp_TmnCode: config.tmnCode,
    vnp_TransactionType: amount === payment.amount ? '02' : '03',
    vnp_TxnRef: attempt.reference,
    vnp_Amount: String(amount * 100),
    vnp_TransactionNo: payment.transactionId,
    vnp_TransactionDate: compactInstant(attempt.created_at),
    vnp_CreateBy: requestedBy,
    vnp_CreateDate: compactInstant(now),
    vnp_IpAddr: '127.0.0.1',
    vnp_OrderInfo: `Hoan tien ${attempt.reference}`,
  };
  const hash = vnpayChecksum(config.hashSecret, pipeJoined(REFUND_REQUEST_FIELDS, fields));
  const raw = await callGateway(config.apiUrl, { json: { ...fields, vnp_SecureHash: hash } });
  const answer = verifiedAnswer(config, raw, REFUND_ANSWER_FIELDS);
  const code = String(answer.vnp_ResponseCode);
  // 09: the request was accepted, and the refund itself refused.
  const isRefused = code === '00' && answer.vnp_TransactionStatus === '09';
  if (code === '00' && answer.vnp_TxnRef === attempt.reference && !isRefused) {
    return { state: 'done', reference: String(answer.vnp_TransactionNo ?? refundId) };
  }
  const error = `VNPay ${code}: ${answer.vnp_Message ?? ''}`.slice(0, 500);
  return { state: isRefused || REFUSALS.has(code) ? 'failed' : 'unclear', error };
}

/**
 * Looks for the refund in `querydr`'s answer about the transaction: VNPay shows its last refund there, and none by our
 * id. If none of this amount is shown, it may have been made all the same; sending a partial refund again may make it
 * twice, so a person has to look.
 */
export async function traceVnpayRefund(
  config: VnpayConfig,
  request: RefundRequest,
): Promise<RefundTrace> {
  const { answer } = await queryTransaction(config, request.attempt, request.now);
  const shown = {
    type: String(answer.vnp_TransactionType ?? ''),
    status: String(answer.vnp_TransactionStatus ?? ''),
    amount: Number(answer.vnp_Amount) / 100,
  };
  const { amount, payment } = request;
  // With refunds in parts, or several payments, the refund shown can be another: only the refund of a whole single
  // payment is certain.
  const isFull = amount === payment.amount && payment.isOnly;
  if (
    answer.vnp_ResponseCode === '00' &&
    isFull &&
    shown.type === '02' &&
    shown.amount === amount
  ) {
    const reference = String(answer.vnp_TransactionNo ?? request.refundId);
    if (shown.status === '00' || shown.status === '06') return { state: 'done', reference };
    if (shown.status === '05') return { state: 'pending' };
    if (shown.status === '09') return { state: 'failed', error: 'VNPay 09: refund refused' };
  }
  const error = `VNPay: sent, and not answered; querydr shows type ${shown.type}, status ${shown.status}`;
  return { state: 'unclear', error };
}
