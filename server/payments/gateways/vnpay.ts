import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { compactInstant } from '../../../shared/calendar-date.ts';
import { MAX_DONG } from '../../../shared/money.ts';
import type { VnpayConfig } from '../../config/gateway-config.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { MINUTE_MS } from '../../foundation/durations.ts';
import type { PaymentEvidence } from '../core/payment-evidence.ts';
import { toldMoment } from '../core/received-moment.ts';
import { hasAny, isNoNumber, lacksAny } from './answer-fields.ts';
import { callGateway, parseAnswer } from './call-gateway.ts';
import type {
  Attempt,
  Gateway,
  GatewayAnswer,
  GatewayMessage,
  GatewayReport,
  Receiver,
  RefundAnswer,
  RefundRequest,
  RefundTrace,
} from './gateway.ts';
import {
  isSignedByVnpay,
  pipeJoined,
  QUERY_ANSWER_FIELDS,
  QUERY_REQUEST_FIELDS,
  REFUND_ANSWER_FIELDS,
  REFUND_REQUEST_FIELDS,
  sameChecksum,
  vnpayChecksum,
  vnpaySignedQuery,
} from './vnpay-signature.ts';

const VERSION = '2.1.0';
/** VNPay 2.1.0: the payer is redirected to VNPay, which reports by IPN, or when asked by `querydr`. */
export function vnpayGateway(config: VnpayConfig): Gateway {
  return {
    method: 'vnpay',
    min: 1,
    // vnp_Amount is in hundredths of a dong and has 12 digits at the most.
    max: MAX_DONG,
    attemptLife: 15 * MINUTE_MS,
    reusesAttempts: false,
    isInParts: false,
    instructions: (attempt, payer) => ({
      redirectUrl: payUrl(config, attempt, payer),
      transfer: null,
    }),
    ask: (attempt, now) => ask(config, attempt, now),
    refunds: {
      make: (request) => refund(config, request),
      trace: (request) => traceRefund(config, request),
    },
  };
}

/** VNPay's own answers to an IPN (VNPay 2.1.0, IPN): 00 and 02 end its retries, the others go on. */
const ANSWERS = {
  received: { RspCode: '00', Message: 'Confirm Success' },
  unknown_attempt: { RspCode: '01', Message: 'Order not found' },
  repeated: { RspCode: '02', Message: 'Order already confirmed' },
  amount_differs: { RspCode: '04', Message: 'Invalid amount' },
  forged: { RspCode: '97', Message: 'Invalid signature' },
  malformed: { RspCode: '99', Message: 'Unknown error' },
  not_received: { RspCode: '99', Message: 'Unknown error' },
  unavailable: { RspCode: '99', Message: 'Unknown error' },
} as const;

export function vnpayReceiver(config: VnpayConfig): Receiver {
  return {
    name: 'vnpay',
    path: 'vnpay/ipn',
    httpMethod: 'GET',
    method: 'vnpay',
    takesAnyAmount: false,
    read: ({ query }) => readIpn(config, query),
    answer: (reception) => ({ status: 200, body: ANSWERS[reception] }),
  };
}

/** Fields of every VNPay report, and fields of none (VNPay 2.1.0, pay and IPN). */
const ANSWER_FIELDS = [
  ...['vnp_TmnCode', 'vnp_TxnRef', 'vnp_Amount', 'vnp_ResponseCode', 'vnp_TransactionStatus'],
  'vnp_TransactionNo',
];
const REQUEST_FIELDS = [
  ...['vnp_Version', 'vnp_Command', 'vnp_CreateDate', 'vnp_ExpireDate', 'vnp_CurrCode'],
  ...['vnp_IpAddr', 'vnp_Locale', 'vnp_OrderType', 'vnp_ReturnUrl'],
];

function isMoney(outcome: GatewayReport['outcome']): boolean {
  return outcome === 'paid' || outcome === 'suspected_fraud';
}

function readIpn(config: VnpayConfig, query: string): GatewayMessage {
  if (!isSignedByVnpay(query, config.hashSecret)) return { kind: 'forged' };
  const params = Object.fromEntries(new URLSearchParams(query));
  // Our own payment address carries a hash with the same key, and every payer has it.
  if (hasAny(params, REQUEST_FIELDS) || lacksAny(params, ANSWER_FIELDS)) {
    return { kind: 'malformed' };
  }
  const same = vnpaySignedQuery(params);
  const report = readReport(params, config.tmnCode);
  if (report === null) return { kind: 'unreadable', same, reference: params.vnp_TxnRef };
  const outcome = outcomeOf(report);
  // Money without a number could be reported again with one.
  if (isMoney(outcome) && isNoNumber(report.vnp_TransactionNo)) return { kind: 'malformed' };
  return { kind: 'report', report: { outcome, evidence: evidenceOf(report, query) }, same };
}

function payUrl(
  config: VnpayConfig,
  attempt: Attempt,
  { clientIp, returnUrl }: { clientIp: string; returnUrl: string },
): string {
  const params = {
    vnp_Version: VERSION,
    vnp_Command: 'pay',
    vnp_TmnCode: config.tmnCode,
    vnp_Amount: String(attempt.amount * 100),
    vnp_CreateDate: compactInstant(attempt.created_at),
    vnp_ExpireDate: compactInstant(attempt.expires_at),
    vnp_CurrCode: 'VND',
    vnp_IpAddr: clientIp,
    vnp_Locale: attempt.locale === 'vi' ? 'vn' : 'en',
    vnp_OrderInfo: orderInfo(attempt),
    vnp_OrderType: 'other',
    vnp_ReturnUrl: returnUrl,
    vnp_TxnRef: attempt.reference,
  };
  const query = vnpaySignedQuery(params);
  return `${config.payUrl}?${query}&vnp_SecureHash=${vnpayChecksum(config.hashSecret, query)}`;
}

/** Letters, digits and blanks only: encoders differ on everything else. */
function orderInfo(attempt: Attempt): string {
  return `Thanh toan gia han ${attempt.reference}`;
}

/** Hundredths of a dong. A fraction of a dong is a wrong amount (04), not an unreadable message. */
const amountSchema = z.coerce.number().check(z.gte(0));

const reportSchema = z.object({
  vnp_TmnCode: z.string(),
  vnp_TxnRef: z.string().check(z.maxLength(100)),
  vnp_Amount: amountSchema,
  vnp_ResponseCode: z.string(),
  vnp_TransactionStatus: z.string(),
  vnp_TransactionNo: z.coerce.string().check(z.maxLength(30)),
  vnp_PayDate: z.optional(z.coerce.string()),
  vnp_BankTranNo: z.optional(z.coerce.string().check(z.maxLength(255))),
});

/** The report of a verified IPN or answer about a transaction. */
export type VnpayReport = z.output<typeof reportSchema>;

/** Reads the parameters of an IPN with a right checksum; null when they are not VNPay's. */
export function readReport(params: unknown, tmnCode: string): VnpayReport | null {
  const report = reportSchema.safeParse(params);
  return report.success && report.data.vnp_TmnCode === tmnCode ? report.data : null;
}

/** Paid means both codes are 00; 07 is debited, but suspected of fraud. */
export function outcomeOf(report: VnpayReport): 'paid' | 'suspected_fraud' | 'pending' | 'failed' {
  const { vnp_ResponseCode: response, vnp_TransactionStatus: status } = report;
  if (response === '00' && status === '00') return 'paid';
  if (response === '07' || status === '07') return 'suspected_fraud';
  return status === '01' ? 'pending' : 'failed';
}

function evidenceOf(report: VnpayReport, raw: string): PaymentEvidence {
  return {
    gateway: 'vnpay',
    // A refusal has the number 0.
    transactionId: isNoNumber(report.vnp_TransactionNo)
      ? `order ${report.vnp_TxnRef}`
      : report.vnp_TransactionNo,
    references: [report.vnp_TxnRef],
    amount: report.vnp_Amount / 100,
    memo: report.vnp_TxnRef,
    bankReference: report.vnp_BankTranNo ?? null,
    raw,
    toldAt: toldMoment(report.vnp_PayDate, 'compact'),
    suspectedFraud: outcomeOf(report) === 'suspected_fraud',
  };
}

/** Asks by `querydr`. An answer with a wrong checksum, or about another transaction, is rejected. */
async function queryTransaction(config: VnpayConfig, attempt: Attempt, now: number) {
  const request = {
    vnp_RequestId: randomBytes(16).toString('hex'),
    vnp_Version: VERSION,
    vnp_Command: 'querydr',
    vnp_TmnCode: config.tmnCode,
    vnp_TxnRef: attempt.reference,
    vnp_TransactionDate: compactInstant(attempt.created_at),
    vnp_CreateDate: compactInstant(now),
    vnp_IpAddr: '127.0.0.1',
    vnp_OrderInfo: orderInfo(attempt),
  };
  const hash = vnpayChecksum(config.hashSecret, pipeJoined(QUERY_REQUEST_FIELDS, request));
  const raw = await callGateway(config.apiUrl, { json: { ...request, vnp_SecureHash: hash } });
  const answer = verifiedAnswer(config, raw, QUERY_ANSWER_FIELDS);
  if (answer.vnp_TxnRef !== attempt.reference) throw new DomainError('GATEWAY_UNAVAILABLE');
  return { answer, raw };
}

async function ask(config: VnpayConfig, attempt: Attempt, now: number): Promise<GatewayAnswer> {
  const { answer, raw } = await queryTransaction(config, attempt, now);
  // 91: VNPay has no such transaction (the payer never got there); 94: asked twice at once.
  if (answer.vnp_ResponseCode !== '00') return { state: 'pending' };
  // The answer shows a refund: its money came before, under another number.
  if (
    answer.vnp_TransactionType !== undefined &&
    !/^(01)?$/.test(String(answer.vnp_TransactionType))
  ) {
    return { state: 'pending' };
  }
  const report = readReport(answer, config.tmnCode);
  if (report === null) throw new DomainError('GATEWAY_UNAVAILABLE');
  const outcome = outcomeOf(report);
  if (outcome === 'pending' || outcome === 'failed') return { state: outcome };
  if (isNoNumber(report.vnp_TransactionNo)) throw new DomainError('GATEWAY_UNAVAILABLE');
  const evidence = evidenceOf(report, raw);
  if (evidence.amount !== attempt.amount) return { state: 'amount_differs', evidence };
  return { state: 'paid', evidence: [evidence] };
}

/**
 * What refuses a refund for good: an unknown terminal, a wrong format, no such transaction, one that was not paid, a
 * wrong checksum (VNPay 2.1.0, refund). Any other code leaves open whether it was made, as do 94 (asked for before, or
 * one is under way) and 99.
 */
const REFUSALS = new Set(['02', '03', '91', '95', '97']);

/** Pays back in full (02) or in part (03); VNPay's answer is signed as well. */
async function refund(config: VnpayConfig, request: RefundRequest): Promise<RefundAnswer> {
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
async function traceRefund(config: VnpayConfig, request: RefundRequest): Promise<RefundTrace> {
  const { answer } = await queryTransaction(config, request.attempt, request.now);
  const shown = {
    type: String(answer.vnp_TransactionType ?? ''),
    status: String(answer.vnp_TransactionStatus ?? ''),
    amount: Number(answer.vnp_Amount) / 100,
  };
  const { amount, payment } = request;
  // Of parts, or of several payments, the refund shown can be another: only a whole single payment is certain.
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

const answerSchema = z.record(z.string(), z.union([z.string(), z.number()]));

function verifiedAnswer(
  config: VnpayConfig,
  raw: string,
  fields: readonly string[],
): Record<string, string | number> {
  const answer = answerSchema.safeParse(parseAnswer(raw));
  if (!answer.success) throw new DomainError('GATEWAY_UNAVAILABLE');
  const checksum = String(answer.data.vnp_SecureHash ?? '');
  if (!sameChecksum(checksum, config.hashSecret, pipeJoined(fields, answer.data))) {
    throw new DomainError('GATEWAY_UNAVAILABLE');
  }
  return answer.data;
}
