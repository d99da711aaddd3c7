import * as z from 'zod/mini';
import type { ZalopayConfig } from '../../../config/gateway-config.ts';
import { DomainError } from '../../../foundation/domain-error.ts';
import type { RefundAnswer, RefundRequest, RefundTrace } from '../core/gateway.ts';
import { callZalopay, dayOf, zalopayMac } from './zalopay-calls.ts';

/** ZaloPay has no such refund. */
const NO_SUCH_REFUND = -101;

/** ZaloPay already has this transaction or refund. */
const USED_BEFORE = new Set([-68, -23]);

/**
 * Codes that refuse a refund for good (docs.zalopay.vn, status codes): its time or its amount, a payment that was not
 * paid or can't be paid back, an unknown payment, our format, our mac, our balance. Any other code leaves open whether
 * it was made, as does -500.
 */
const REFUSALS = new Set([
  ...[-2, -3, -4, -5, -6, -8, -9, -10, -12, -13, -14, -24, -25, -26, -27, -28, -32, -53, -54, -63],
  ...[-101, -401, -402, -403, -405, -429],
]);

/** Reasons why a requested refund failed. "Unknown" is not among them. */
const FAILURES = new Set([0, -13, -14, -32]);

const refundedSchema = z.object({
  return_code: z.int(),
  sub_return_code: z.optional(z.int()),
  sub_return_message: z.optional(z.string()),
  refund_id: z.optional(z.union([z.number(), z.string()])),
});

export async function refundByZalopay(
  config: ZalopayConfig,
  request: RefundRequest,
): Promise<RefundAnswer> {
  const { payment, amount, now, attempt } = request;
  // An id begins with its day: ZaloPay refuses it on another day, and this one was never sent.
  if (!isFromToday(request)) {
    return { state: 'failed', error: 'ZaloPay takes a refund only on the day it was asked for' };
  }
  const description = `Hoan tien ${attempt.reference}`;
  const fields = [config.appId, payment.transactionId, amount, description, now];
  const made = await callRefund(config, 'refund', {
    app_id: config.appId,
    m_refund_id: mRefundIdOf(config, request),
    zp_trans_id: payment.transactionId,
    amount,
    timestamp: now,
    description,
    mac: zalopayMac(config.key1, fields),
  });
  if (made.return_code !== 3 && !USED_BEFORE.has(made.sub_return_code ?? 0)) {
    return toRefundAnswer(made, mRefundIdOf(config, request), REFUSALS);
  }
  return await queryRefund(config, request);
}

export async function traceZalopayRefund(
  config: ZalopayConfig,
  request: RefundRequest,
): Promise<RefundTrace> {
  const answer = await queryRefund(config, request);
  // ZaloPay may not have found it yet; but it refuses an id that it has had on the same day.
  const isUnknown =
    answer.state === 'unclear' && answer.error.startsWith(`ZaloPay ${NO_SUCH_REFUND}:`);
  return isUnknown && isFromToday(request) ? { state: 'unknown' } : answer;
}

async function queryRefund(config: ZalopayConfig, request: RefundRequest): Promise<RefundAnswer> {
  const { now } = request;
  const mRefundId = mRefundIdOf(config, request);
  const queried = await callRefund(config, 'query_refund', {
    app_id: config.appId,
    m_refund_id: mRefundId,
    timestamp: now,
    mac: zalopayMac(config.key1, [config.appId, mRefundId, now]),
  });
  return toRefundAnswer(queried, mRefundId, FAILURES);
}

/** yymmdd_appid_…, at most 45 characters; UUIDv7 ends in 62 random bits. */
function mRefundIdOf(config: ZalopayConfig, { refundId, requestedAt }: RefundRequest): string {
  const unique = refundId.replaceAll('-', '').slice(-20);
  return `${dayOf(requestedAt)}_${config.appId}_${unique}`;
}

function isFromToday({ requestedAt, now }: RefundRequest): boolean {
  return dayOf(requestedAt) === dayOf(now);
}

function toRefundAnswer(
  answer: z.output<typeof refundedSchema>,
  mRefundId: string,
  refusals: ReadonlySet<number>,
): RefundAnswer {
  if (answer.return_code === 1) {
    return { state: 'done', reference: String(answer.refund_id ?? mRefundId) };
  }
  if (answer.return_code === 3) return { state: 'pending' };
  // Faults are in either of the two codes.
  const { return_code: general, sub_return_code: detail = general } = answer;
  const code = general === 2 ? detail : general;
  const error = `ZaloPay ${code}: ${answer.sub_return_message ?? ''}`.slice(0, 500);
  return { state: refusals.has(code) ? 'failed' : 'unclear', error };
}

async function callRefund(
  config: ZalopayConfig,
  operation: 'refund' | 'query_refund',
  fields: Record<string, string | number>,
): Promise<z.output<typeof refundedSchema>> {
  const answer = refundedSchema.safeParse(await callZalopay(config, operation, fields));
  if (!answer.success) throw new DomainError('GATEWAY_UNAVAILABLE');
  return answer.data;
}
