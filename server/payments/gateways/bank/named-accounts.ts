/** Longer than any bank account's number. */
const LONGEST = 40;

/**
 * The accounts that a message names. A number without quotes has lost its zeros; where the message was accepted as our
 * own account's, that account is meant.
 */
export function namedAccounts(fields: readonly unknown[], own?: string): string[] {
  const named = fields.filter((field) => field !== undefined && field !== null && field !== '');
  if (named.length === 0) return [];
  const texts = named.filter((field): field is string => typeof field === 'string');
  const accounts = [...(own === undefined ? [] : [own]), ...texts]
    .filter((text) => text.length <= LONGEST)
    .map((text) => text.toUpperCase().replace(/[^0-9A-Z]/g, ''))
    .filter((text) => text !== '');
  return [...new Set(accounts)];
}
