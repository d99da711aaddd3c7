import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/**
 * The headers that prove an event to be ours, new and complete, as in Standard Webhooks 1.0: HMAC-SHA256 over id,
 * seconds and body. Its libraries verify them in any language.
 */
export function eventHeaders(
  secret: string,
  id: string,
  sentAt: number,
  body: string,
): Record<string, string> {
  const seconds = Math.floor(sentAt / 1_000);
  const signature = createHmac('sha256', keyOf(secret))
    .update(`${id}.${seconds}.${body}`)
    .digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
}

/** `whsec_` and Base64 of 24 to 64 bytes, as the specification requires. */
export function isEventSecret(secret: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret)) return false;
  const { length } = keyOf(secret);
  return length >= 24 && length <= 64;
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(PREFIX.length), 'base64');
}
