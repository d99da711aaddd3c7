import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { toBase62 } from '../foundation/base62.ts';

/** 136 bits. */
const SEAL_BYTES = 17;

/**
 * The address to which a gateway sends a payer back. Gateways store it, so it is no key to paying: it shows the state
 * of one attempt, and for a while leads back to the link that the attempt came by.
 */
export function returnUrl(config: Config, sessionId: string): string {
  return `${config.publicUrl}/payments/return/${sessionId}.${seal(config, sessionId)}`;
}

/** The attempt of a return address made here; null for any other text. */
export function sessionOfReturnToken(config: Config, token: string): string | null {
  const [sessionId = '', given = ''] = token.split('.');
  const expected = Buffer.from(seal(config, sessionId));
  const actual = Buffer.from(given);
  const isOurs = expected.length === actual.length && timingSafeEqual(expected, actual);
  return isOurs ? sessionId : null;
}

function seal(config: Config, sessionId: string): string {
  const digest = createHmac('sha256', config.linkSecret)
    .update(`payment-return:${sessionId}`)
    .digest();
  return toBase62(digest.subarray(0, SEAL_BYTES));
}
