import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { compactInstant } from '../../../../shared/calendar-date.ts';
import type { VnpayConfig } from '../../../config/gateway-config.ts';
import { DomainError } from '../../../foundation/domain-error.ts';
import { callGateway, parseAnswer } from '../core/call-gateway.ts';
import type { Attempt } from '../core/gateway.ts';
import {
  pipeJoined,
  QUERY_ANSWER_FIELDS,
  QUERY_REQUEST_FIELDS,
  sameChecksum,
  vnpayChecksum,
} from './vnpay-signature.ts';

export const VERSION = '2.1.0';

/** Letters, digits and blanks only: encoders differ on everything else. */
export function orderInfo(attempt: Attempt): string {
  return `Thanh toan gia han ${attempt.reference}`;
}

/** Asks by `querydr`. An answer with a wrong checksum, or about another transaction, is rejected. */
export async function queryTransaction(config: VnpayConfig, attempt: Attempt, now: number) {
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

const answerSchema = z.record(z.string(), z.union([z.string(), z.number()]));

/** @throws DomainError GATEWAY_UNAVAILABLE when the checksum is not VNPay’s */
export function verifiedAnswer(
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
