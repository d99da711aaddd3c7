import { createHmac } from 'node:crypto';
import { isSameSecret } from '../../../foundation/same-secret.ts';

export type HmacAlgorithm = 'sha256' | 'sha512';

/** An HMAC in lower-case hex. */
export function hmacHex(algorithm: HmacAlgorithm, secret: string, data: string): string {
  return createHmac(algorithm, secret).update(data, 'utf8').digest('hex');
}

/** Whether `given` is the HMAC of `data`: compared in constant time, in either case, never with an empty secret. */
export function isHmac(
  algorithm: HmacAlgorithm,
  secret: string,
  data: string,
  given: string | undefined,
): boolean {
  if (given === undefined || secret === '') return false;
  return isSameSecret(given.toLowerCase(), hmacHex(algorithm, secret, data));
}
