import { createHmac } from 'node:crypto';
import { base62Length, fromBase62, toBase62 } from '../foundation/base62.ts';
import { isSameSecret } from '../foundation/same-secret.ts';

/** `reminders` is no printed page, but the same kind of key to one thing. */
export type DocumentKind = 'receipt' | 'quotation' | 'payment-order' | 'reminders';

/** Bytes of a UUID, and of a signature: 136 bits. */
const ID_BYTES = 16;
const SIGNATURE_BYTES = 17;

const ID_LENGTH = base62Length(ID_BYTES);
const SIGNATURE_LENGTH = base62Length(SIGNATURE_BYTES);

/**
 * The token of a printable page, in letters and digits: the ids of its contents, and 136 bits of HMAC-SHA256 over its
 * kind and them. The database holds only the ids: a thief of it lacks the secret and can open no page.
 */
export function documentToken(
  linkSecret: string,
  kind: DocumentKind,
  ids: readonly string[],
): string {
  const packed = ids.map((id) => toBase62(bytesOf(id)));
  const signature = digestOf(linkSecret, kind, ids).subarray(0, SIGNATURE_BYTES);
  return packed.join('') + toBase62(signature);
}

/** The ids for which a token of this kind was made; null when it was not made here. */
export function readDocumentToken(
  linkSecret: string,
  kind: DocumentKind,
  token: string,
): string[] | null {
  const former = readFormerToken(linkSecret, kind, token);
  if (former !== null) return former;
  const count = (token.length - SIGNATURE_LENGTH) / ID_LENGTH;
  if (!Number.isInteger(count) || count < 1 || count > 2) return null;
  const packed = Array.from({ length: count }, (_, i) =>
    fromBase62(token.slice(i * ID_LENGTH, (i + 1) * ID_LENGTH), ID_BYTES),
  );
  const ids = packed.flatMap((bytes) => (bytes === null ? [] : uuidOf(bytes)));
  if (ids.length < count) return null;
  // The token is compared as a whole, so that each page has a single address.
  return isSameSecret(token, documentToken(linkSecret, kind, ids)) ? ids : null;
}

/** The form of tokens before 2026-12, in base64url: receipts mailed then still open. */
function readFormerToken(linkSecret: string, kind: DocumentKind, token: string): string[] | null {
  const length = 22;
  const count = token.length / length - 1;
  if (!(count === 1 || count === 2) || !/^[A-Za-z0-9_-]+$/.test(token)) return null;
  const packed = Array.from({ length: count }, (_, i) => token.slice(i * length, (i + 1) * length));
  const ids = packed.map((id) => uuidOf(Buffer.from(id, 'base64url')));
  const signature = digestOf(linkSecret, kind, ids).toString('base64url').slice(0, length);
  const whole = ids.map((id) => bytesOf(id).toString('base64url')).join('') + signature;
  return isSameSecret(token, whole) ? ids : null;
}

/** A link's token is an HMAC with the same key over an id alone: the prefix separates the two. */
function digestOf(linkSecret: string, kind: DocumentKind, ids: readonly string[]): Buffer {
  return createHmac('sha256', linkSecret)
    .update(`document/${kind}/${ids.join('/')}`)
    .digest();
}

function bytesOf(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
