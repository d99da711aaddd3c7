const LEAST_LETTERS = 6;
const MOST_LETTERS = 60;

/**
 * The grouping of payers as it was when migration 0012 was released; money that has come since is grouped by
 * foundation/payer-key.ts.
 */
export function payerKey({ memo, raw }: { memo: string; raw: string }): string | null {
  const account = accountIn(parsed(raw));
  if (account !== null) return `account ${account}`;
  const letters = memo
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-zđ]/g, '')
    .slice(0, MOST_LETTERS);
  return letters.length < LEAST_LETTERS ? null : `memo ${letters}`;
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return null;
  }
}

/** Casso and payOS name the account, in the message or in its transaction. */
function accountIn(message: unknown): string | null {
  for (const place of [message, fieldOf(message, 'data')]) {
    const number = fieldOf(place, 'counterAccountNumber');
    if (typeof number === 'string' && /^\w{4,40}$/.test(number.trim())) return number.trim();
  }
  return null;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
