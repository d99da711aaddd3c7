import { createHmac } from 'node:crypto';

/** An HMAC in lower-case hex, as every simulated gateway signs. */
export function hmacHex(algorithm: 'sha256' | 'sha512', secret: string, data: string): string {
  return createHmac(algorithm, Buffer.from(secret, 'utf8')).update(data, 'utf8').digest('hex');
}
