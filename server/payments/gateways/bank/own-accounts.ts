/** The account that payers transfer to, and the virtual ones whose money arrives there. */
export interface OwnAccounts {
  accountNumber: string;
  /** Empty: every virtual account of {@link accountNumber} counts as ours. */
  virtualAccounts: readonly string[];
}

/**
 * Whether a reported transfer was paid into another account. Reporters name the account, a virtual one beside it, or a
 * virtual one in its place; a report that names none counts as ours.
 */
export function isOtherAccount(
  own: OwnAccounts,
  named: { account: unknown; virtual: unknown },
): boolean {
  const isListed = (given: unknown) => own.virtualAccounts.some((one) => isSame(one, given));
  const isMain = (given: unknown) => isSame(own.accountNumber, given);
  const virtual = plain(named.virtual);
  if (isListed(named.virtual) || isMain(named.virtual)) return false;
  const account = plain(named.account);
  if (account !== '' && !isMain(named.account)) return !isListed(named.account);
  return virtual !== '' && own.virtualAccounts.length > 0;
}

/** A number without quotes has lost its leading zeros. */
function isSame(own: string, given: unknown): boolean {
  const strip = (text: string) => (typeof given === 'number' ? text.replace(/^0+/, '') : text);
  return strip(plain(own)) === plain(given);
}

function plain(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  return String(value)
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '');
}
