import * as z from 'zod/mini';
import { compactInstant } from '../../../../shared/calendar-date.ts';
import { MAX_DONG } from '../../../../shared/money.ts';
import type { VnpayConfig } from '../../../config/gateway-config.ts';
import { DomainError } from '../../../foundation/domain-error.ts';
import { MINUTE_MS } from '../../../foundation/durations.ts';
import type { PaymentEvidence } from '../../core/payment-evidence.ts';
import { toldMoment } from '../../core/received-moment.ts';
import { hasAny, isNoNumber, lacksAny } from '../core/answer-fields.ts';
import {
  type Attempt,
  type Gateway,
  type GatewayAnswer,
  type GatewayMessage,
  type GatewayReport,
  isMoney,
  type Receiver,
} from '../core/gateway.ts';
import { orderInfo, queryTransaction, VERSION } from './vnpay-calls.ts';
import { refundByVnpay, traceVnpayRefund } from './vnpay-refunds.ts';
import { isSignedByVnpay, vnpayChecksum, vnpaySignedQuery } from './vnpay-signature.ts';

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
      make: (request) => refundByVnpay(config, request),
      trace: (request) => traceVnpayRefund(config, request),
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
export function outcomeOf(report: VnpayReport): GatewayReport['outcome'] {
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

async function ask(config: VnpayConfig, attempt: Attempt, now: number): Promise<GatewayAnswer> {
  const { answer, raw } = await queryTransaction(config, attempt, now);
  // VNPay has no such transaction: the payer never got there.
  if (answer.vnp_ResponseCode === '91') return { state: 'pending' };
  // Any other code says nothing about the transaction, such as 94: asked twice at once.
  if (answer.vnp_ResponseCode !== '00') throw new DomainError('GATEWAY_UNAVAILABLE');
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
