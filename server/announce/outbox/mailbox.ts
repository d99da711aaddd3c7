/** A suffix after a plus or, at Google, dots in the name lead to the same mailbox. */
const GOOGLE = new Set(['gmail.com', 'googlemail.com']);

/** The mailbox of an address, for counting mails: `Lan+2@Gmail.com` and `l.an@gmail.com` are one. */
export function mailboxOf(email: string): string {
  const at = email.lastIndexOf('@');
  const name = email.slice(0, at).toLowerCase().replace(/\+.*$/, '');
  const domain = email.slice(at + 1).toLowerCase();
  return GOOGLE.has(domain) ? `${name.replaceAll('.', '')}@gmail.com` : `${name}@${domain}`;
}

/** Whether two addresses reach one mailbox, in common notations. */
export function isSameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
