/**
 * Paths of pages behind links: the token, and everything that may follow it. Mail clients, chats and people add to the
 * end of a link, and put blanks and dots into it.
 */
const PLACES = [
  /^\/+(pay)\/+([A-Za-z0-9]{23}(?![_-]*[A-Za-z0-9])|[\w-]{22}(?![\w-]))(.*)$/isu,
  /^\/+(documents\/+(?:receipts|quotations|payment-orders))\/+((?:[A-Za-z0-9]{45}|[A-Za-z0-9]{67})(?![_-]*[A-Za-z0-9])|(?:[\w-]{44}|[\w-]{66})(?![\w-]))(.*)$/isu,
];

/** Pages below a link's own, such as a transfer's. */
const BELOW = /^\/+([A-Za-z][\w./-]*)/;

/**
 * The path of the page that a damaged link is meant for: without additions (`.`, `)`, `>`, a blank, a slash), line
 * breaks and invisible characters. Null when the path is no link's, or right.
 */
export function tidyLinkPath(path: string): string | null {
  const read = decoded(path);
  const found = match(read) ?? match(read.replace(/[\s\p{Cf}]/gu, ''));
  if (found === null) return null;
  const [, place = '', token = '', rest = ''] = found;
  const below = BELOW.exec(rest)?.[1]?.replace(/[^\w]+$/, '');
  const tidy = `/${place.toLowerCase().replace(/\/+/, '/')}/${token}${below ? `/${below}` : ''}`;
  return tidy === path ? null : tidy;
}

function match(path: string): RegExpExecArray | null {
  for (const place of PLACES) {
    const found = place.exec(path);
    if (found !== null) return found;
  }
  return null;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
