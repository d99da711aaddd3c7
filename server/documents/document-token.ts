import { createHmac, timingSafeEqual } from 'node:crypto';

export type DocumentKind = 'receipt' | 'quotation';

/** Characters of a UUID, and of 132 bits of a signature, in base64url. */
const ID_LENGTH = 22;
const SIGNATURE_LENGTH = 22;

/**
 * The token of a printable page: the ids of what it shows, and 132 bits of HMAC-SHA256 over its kind and
 * them. The database holds the ids alone: who steals it lacks the secret and can open no page.
 */
export function documentToken(
  linkSecret: string,
  kind: DocumentKind,
  ids: readonly string[],
): string {
  const packed = ids.map((id) => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url'));
  return packed.join('') + signatureOf(linkSecret, kind, ids);
}

/** The ids that a token of this kind was made for; null when it was not made here. */
export function readDocumentToken(
  linkSecret: string,
  kind: DocumentKind,
  token: string,
): string[] | null {
  const count = (token.length - SIGNATURE_LENGTH) / ID_LENGTH;
  if (!Number.isInteger(count) || count < 1 || count > 2) return null;
  if (!/^[A-Za-z0-9_-]+$/.test(token)) return null;
  const ids = Array.from({ length: count }, (_, i) =>
    unpackId(token.slice(i * ID_LENGTH, (i + 1) * ID_LENGTH)),
  );
  // Compared as a whole, so that one page has one address.
  const expected = Buffer.from(documentToken(linkSecret, kind, ids));
  return timingSafeEqual(expected, Buffer.from(token)) ? ids : null;
}

/** A link's token is an HMAC of the same key over an id alone: the prefix keeps the two apart. */
function signatureOf(linkSecret: string, kind: DocumentKind, ids: readonly string[]): string {
  return createHmac('sha256', linkSecret)
    .update(`document/${kind}/${ids.join('/')}`)
    .digest('base64url')
    .slice(0, SIGNATURE_LENGTH);
}

function unpackId(packed: string): string {
  const hex = Buffer.from(packed, 'base64url').toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
