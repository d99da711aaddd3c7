import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { compactInstant } from '../../../shared/calendar-date.ts';
import { MAX_DONG } from '../../../shared/money.ts';
import type { VnpayConfig } from '../../config.ts';
import { DomainError } from '../../domain-error.ts';
import type { PaymentEvidence } from '../settle-payment.ts';
import type { Gateway, GatewayAnswer, Session } from './gateway.ts';
import {
  pipeJoined,
  QUERY_ANSWER_FIELDS,
  QUERY_REQUEST_FIELDS,
  sameChecksum,
  vnpayChecksum,
  vnpaySignedQuery,
} from './vnpay-signature.ts';

const VERSION = '2.1.0';
const MINUTE = 60_000;
const ASK_TIMEOUT = 10_000;

/** VNPay 2.1.0: the payer is redirected to VNPay, which tells us by IPN, or when asked by `querydr`. */
export function vnpayGateway(config: VnpayConfig): Gateway {
  return {
    method: 'vnpay',
    min: 1,
    // vnp_Amount is in hundredths of a dong and has 12 digits at the most.
    max: MAX_DONG,
    sessionLife: 15 * MINUTE,
    reusesSessions: false,
    instructions: (session, payer) => ({
      redirectUrl: payUrl(config, session, payer),
      transfer: null,
    }),
    ask: (session, now) => ask(config, session, now),
  };
}

function payUrl(
  config: VnpayConfig,
  session: Session,
  { clientIp, returnUrl }: { clientIp: string; returnUrl: string },
): string {
  const params = {
    vnp_Version: VERSION,
    vnp_Command: 'pay',
    vnp_TmnCode: config.tmnCode,
    vnp_Amount: String(session.amount * 100),
    vnp_CreateDate: compactInstant(session.created_at),
    vnp_ExpireDate: compactInstant(session.expires_at),
    vnp_CurrCode: 'VND',
    vnp_IpAddr: clientIp,
    vnp_Locale: session.locale === 'vi' ? 'vn' : 'en',
    vnp_OrderInfo: orderInfo(session),
    vnp_OrderType: 'other',
    vnp_ReturnUrl: returnUrl,
    vnp_TxnRef: session.reference,
  };
  const query = vnpaySignedQuery(params);
  return `${config.payUrl}?${query}&vnp_SecureHash=${vnpayChecksum(config.hashSecret, query)}`;
}

/** Letters, digits and blanks only: encoders differ on everything else. */
function orderInfo(session: Session): string {
  return `Thanh toan gia han ${session.reference}`;
}

const amountSchema = z.coerce.number().check(z.int(), z.gte(0), z.multipleOf(100));

const reportSchema = z.object({
  vnp_TmnCode: z.string(),
  vnp_TxnRef: z.string().check(z.maxLength(100)),
  vnp_Amount: amountSchema,
  vnp_ResponseCode: z.string(),
  vnp_TransactionStatus: z.string(),
  vnp_TransactionNo: z.coerce.string().check(z.maxLength(30)),
  vnp_PayDate: z.optional(z.coerce.string()),
});

/** What a verified IPN or answer says of a transaction. */
export type VnpayReport = z.output<typeof reportSchema>;

/** Reads the parameters of an IPN whose checksum was right; null when they are not VNPay's. */
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

export function evidenceOf(report: VnpayReport, raw: string, now: number): PaymentEvidence {
  return {
    gateway: 'vnpay',
    transactionId: report.vnp_TransactionNo,
    references: [report.vnp_TxnRef],
    amount: report.vnp_Amount / 100,
    memo: report.vnp_TxnRef,
    raw,
    receivedAt: payInstant(report.vnp_PayDate) ?? now,
    suspectedFraud: outcomeOf(report) === 'suspected_fraud',
  };
}

/** `yyyyMMddHHmmss`, GMT+7. */
function payInstant(compact: string | undefined): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(compact ?? '');
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+07:00`);
  return Number.isNaN(instant) ? null : instant;
}

/** Asks by `querydr`. An answer without a right checksum is no answer. */
async function ask(config: VnpayConfig, session: Session, now: number): Promise<GatewayAnswer> {
  const request = {
    vnp_RequestId: randomBytes(16).toString('hex'),
    vnp_Version: VERSION,
    vnp_Command: 'querydr',
    vnp_TmnCode: config.tmnCode,
    vnp_TxnRef: session.reference,
    vnp_TransactionDate: compactInstant(session.created_at),
    vnp_CreateDate: compactInstant(now),
    vnp_IpAddr: '127.0.0.1',
    vnp_OrderInfo: orderInfo(session),
  };
  const hash = vnpayChecksum(config.hashSecret, pipeJoined(QUERY_REQUEST_FIELDS, request));
  const raw = await postJson(config.apiUrl, { ...request, vnp_SecureHash: hash });
  const answer = verifiedAnswer(config, raw);
  if (answer.vnp_TxnRef !== session.reference) throw new DomainError('GATEWAY_UNAVAILABLE');
  // 91: VNPay knows no such transaction (the payer never got there); 94: asked twice at once.
  if (answer.vnp_ResponseCode !== '00') return { state: 'pending' };
  const report = readReport(answer, config.tmnCode);
  if (report === null) throw new DomainError('GATEWAY_UNAVAILABLE');
  const outcome = outcomeOf(report);
  if (outcome === 'pending' || outcome === 'failed') return { state: outcome };
  if (report.vnp_Amount !== session.amount * 100) return { state: 'pending' };
  return { state: 'paid', evidence: evidenceOf(report, raw, now) };
}

async function postJson(url: string, body: Record<string, string>): Promise<string> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ASK_TIMEOUT),
    });
    return await response.text();
  } catch {
    throw new DomainError('GATEWAY_UNAVAILABLE');
  }
}

const answerSchema = z.record(z.string(), z.union([z.string(), z.number()]));

function verifiedAnswer(config: VnpayConfig, raw: string): Record<string, string | number> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(raw);
  } catch {
    throw new DomainError('GATEWAY_UNAVAILABLE');
  }
  const answer = answerSchema.safeParse(parsed);
  if (!answer.success) throw new DomainError('GATEWAY_UNAVAILABLE');
  const data = pipeJoined(QUERY_ANSWER_FIELDS, answer.data);
  const checksum = String(answer.data.vnp_SecureHash ?? '');
  if (!sameChecksum(checksum, config.hashSecret, data)) {
    throw new DomainError('GATEWAY_UNAVAILABLE');
  }
  return answer.data;
}
