import { compactInstant } from '../../../../shared/calendar-date.ts';
import type { ZalopayConfig } from '../../../config/gateway-config.ts';
import {
  callGateway,
  GATEWAY_TIMEOUT_MS,
  parseAnswer,
  START_TIMEOUT_MS,
} from '../core/call-gateway.ts';
import { hmacHex } from '../core/hmac.ts';

/** The mac of fields, which ZaloPay joins by `|`. */
export function zalopayMac(key: string, fields: readonly (string | number)[]): string {
  return hmacHex('sha256', key, fields.join('|'));
}

/** `yymmdd` in Vietnam. */
export function dayOf(instant: number): string {
  return compactInstant(instant).slice(2, 8);
}

/** @throws DomainError GATEWAY_UNAVAILABLE without an answer that can be read */
export async function callZalopay(
  config: ZalopayConfig,
  operation: 'create' | 'query' | 'refund' | 'query_refund',
  fields: Record<string, string | number>,
): Promise<unknown> {
  const form = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, String(value)]),
  );
  const timeout = operation === 'create' ? START_TIMEOUT_MS : GATEWAY_TIMEOUT_MS;
  return parseAnswer(await callGateway(`${config.apiUrl}/v2/${operation}`, { form, timeout }));
}
