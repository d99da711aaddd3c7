import { createHash, createHmac } from 'node:crypto';
import { toBase62 } from '../foundation/base62.ts';

/** 136 bits can't be guessed, and take 23 letters and digits. */
const BYTES = 17;

/**
 * The token of a payment link: HMAC-SHA256 over the link's id. Derived, so that the same link can be copied and mailed
 * again while the database keeps only the token's hash: a thief of the database lacks the secret and can open no link.
 */
export function linkToken(linkSecret: string, linkId: string): string {
  const digest = createHmac('sha256', linkSecret).update(linkId).digest();
  return toBase62(digest.subarray(0, BYTES));
}

/** The form of tokens before 2026-12; some end in `-` or `_`, which mail clients leave out of the link. */
export function formerLinkToken(linkSecret: string, linkId: string): string {
  return createHmac('sha256', linkSecret).update(linkId).digest('base64url').slice(0, 22);
}

export function hashLinkToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Whether a text can be a token at all; saves a query for the rest. */
export function isLinkToken(text: string): boolean {
  return /^[A-Za-z0-9]{23}$|^[A-Za-z0-9_-]{22}$/.test(text);
}
