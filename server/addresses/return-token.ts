import { createHmac } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { toBase62 } from '../foundation/base62.ts';
import { isSameSecret } from '../foundation/same-secret.ts';

/** 136 bits. */
const SEAL_BYTES = 17;

/**
 * The address to which a gateway sends a payer back. Gateways store it, so it is no key to paying: it shows the state
 * of one attempt, and for a while leads back to the link that the attempt came by.
 */
export function returnUrl(config: Config, attemptId: string): string {
  return `${config.publicUrl}/payments/return/${attemptId}.${seal(config, attemptId)}`;
}

/** The attempt of a return address made by this server; null for any other text. */
export function attemptOfReturnToken(config: Config, token: string): string | null {
  const [attemptId = '', given = ''] = token.split('.');
  return isSameSecret(given, seal(config, attemptId)) ? attemptId : null;
}

function seal(config: Config, attemptId: string): string {
  const digest = createHmac('sha256', config.linkSecret)
    .update(`payment-return:${attemptId}`)
    .digest();
  return toBase62(digest.subarray(0, SEAL_BYTES));
}
