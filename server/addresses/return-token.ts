import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { toBase62 } from '../foundation/base62.ts';

/** 136 bits. */
const SEAL_BYTES = 17;

/**
 * Where a gateway sends a payer back to. It stays in the gateway's books, so it is no key to paying: it
 * tells how one session stands, and for a while leads back to the link that the session came by.
 */
export function returnUrl(config: Config, sessionId: string): string {
  return `${config.publicUrl}/payments/return/${sessionId}.${seal(config, sessionId)}`;
}

/** The session of an address that we made; null for any other. */
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
