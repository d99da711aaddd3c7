import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether a given secret, token or signature is the expected one: compared in constant time, whatever its length. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(expected));
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
