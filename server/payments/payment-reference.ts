/**
 * The reference that a payer writes in a transfer's memo: `GH`, six characters, one check character.
 * Nine in all, upper-case letters and digits only: payOS allows no longer memo, banks keep no other
 * character. The check character is ISO/IEC 7064 MOD 37,36.
 */
export const PAYMENT_REFERENCE_LENGTH = 9;

const PREFIX = 'GH';
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Crockford's base 32: nothing that is mistaken for another when read aloud or copied by hand. */
const BODY_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Makes a reference from at least six random bytes. */
export function makePaymentReference(random: Uint8Array): string {
  let body = PREFIX;
  for (let i = 0; i < 6; i++) body += BODY_ALPHABET[(random[i] ?? 0) % BODY_ALPHABET.length];
  return body + checkCharacter(body);
}

export function isPaymentReference(text: string): boolean {
  return (
    text.length === PAYMENT_REFERENCE_LENGTH &&
    text.startsWith(PREFIX) &&
    /^[0-9A-Z]+$/.test(text) &&
    checkCharacter(text.slice(0, -1)) === text.at(-1)
  );
}

/**
 * The references in a memo as a bank passed it on: prefixed, lower-cased, spaced, punctuated. Every
 * run of nine that checks is given, in order and once; which of them exists, the database tells.
 */
export function findPaymentReferences(memo: string): string[] {
  const text = memo.toUpperCase().replace(/[^0-9A-Z]/g, '');
  const found = new Set<string>();
  for (let at = text.indexOf(PREFIX); at !== -1; at = text.indexOf(PREFIX, at + 1)) {
    const candidate = text.slice(at, at + PAYMENT_REFERENCE_LENGTH);
    if (isPaymentReference(candidate)) found.add(candidate);
  }
  return [...found];
}

/** ISO/IEC 7064 hybrid system MOD 37,36. */
function checkCharacter(body: string): string {
  let check = 36;
  for (const character of body) {
    check = (check + ALPHABET.indexOf(character)) % 36 || 36;
    check = (check * 2) % 37;
  }
  return ALPHABET[(37 - check) % 36] ?? '';
}
