/**
 * The reference that a payer writes in a transfer's memo: `GH`, six characters, one check character. Nine in all, only
 * upper-case letters and digits: payOS allows no longer memo, banks keep no other character. The check character is
 * ISO/IEC 7064 MOD 37,36.
 */
export const PAYMENT_REFERENCE_LENGTH = 9;

export const REFERENCE_PREFIX = 'GH';
export const REFERENCE_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * The characters of new references, check character included: none that is mistaken for another when read or copied by
 * hand (0 and O; 1, I and L; 2 and Z; 5 and S; 8 and B; U and V).
 */
const GIVEN_OUT = '23456789ACDEFGHJKMNPQRTVWXY';

/** Makes a reference from at least six random bytes; null when its check character could be mistaken. */
export function makePaymentReference(random: Uint8Array): string | null {
  let body = REFERENCE_PREFIX;
  for (let i = 0; i < 6; i++) body += GIVEN_OUT[(random[i] ?? 0) % GIVEN_OUT.length];
  const check = checkCharacter(body);
  return GIVEN_OUT.includes(check) ? body + check : null;
}

export function isPaymentReference(text: string): boolean {
  return (
    text.length === PAYMENT_REFERENCE_LENGTH &&
    text.startsWith(REFERENCE_PREFIX) &&
    /^[0-9A-Z]+$/.test(text) &&
    checkCharacter(text.slice(0, -1)) === text.at(-1)
  );
}

/**
 * The references in a memo as banks pass it on: prefixed, lower-cased, spaced, punctuated, with O for 0 or I and L for
 * 1 or the other way round. Returns every run of nine that checks, in order and once; the caller looks up which of them
 * was given out.
 */
export function findPaymentReferences(memo: string): string[] {
  const text = memoCharacters(memo);
  const found = new Set<string>();
  for (
    let at = text.indexOf(REFERENCE_PREFIX);
    at !== -1;
    at = text.indexOf(REFERENCE_PREFIX, at + 1)
  ) {
    const run = text.slice(at, at + PAYMENT_REFERENCE_LENGTH);
    // With O for 0, a reference may check by chance as written: both readings are returned.
    if (isPaymentReference(run)) found.add(run);
    const meant = readTolerantly(run);
    if (meant !== null) found.add(meant);
  }
  return [...found];
}

/** The letters and digits of a memo, in upper case. */
export function memoCharacters(memo: string): string {
  return memo
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '');
}

/**
 * Former references have 0 and 1 in their body, never O, I or L; their check character may be any. At most one reading
 * of a run checks.
 */
function readTolerantly(run: string): string | null {
  if (run.length !== PAYMENT_REFERENCE_LENGTH) return null;
  const body = asDigits(run.slice(0, -1));
  const check = checkCharacter(body);
  return asDigits(check) === asDigits(run.slice(-1)) ? body + check : null;
}

function asDigits(text: string): string {
  return text.replaceAll('O', '0').replace(/[IL]/g, '1');
}

/** ISO/IEC 7064 hybrid system MOD 37,36. */
export function checkCharacter(body: string): string {
  let check = 36;
  for (const character of body) {
    check = (check + REFERENCE_ALPHABET.indexOf(character)) % 36 || 36;
    check = (check * 2) % 37;
  }
  return REFERENCE_ALPHABET[(37 - check) % 36] ?? '';
}
