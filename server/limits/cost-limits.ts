import { performance } from 'node:perf_hooks';

/** On whose account work goes: a person, a firm, a portal, a network. */
export interface Account {
  key: string;
  /** Units a minute. As many may be spent at once; they come back evenly, all within a minute. */
  perMinute: number;
}

/**
 * What callers have used of the server's work, in units: a plain call is one unit. The one in memory counts
 * for its own process; several processes will need one that they share.
 */
export interface CostLimits {
  /**
   * Takes the cost from all the accounts, or from none where one of them has not enough left.
   *
   * @returns null, or by when to come back
   */
  take(accounts: readonly Account[], cost: number): Refusal | null;
  /** Takes what turned out only afterwards; an account may come to owe. */
  charge(accounts: readonly Account[], cost: number): void;
}

export interface Refusal {
  /** Whole seconds until enough has come back. */
  retryAfter: number;
  /** Refusals in a row of this account: of somebody who goes on asking, many. */
  inARow: number;
}

/** Accounts that are remembered; those longest unused are forgotten first. */
const MAX_ACCOUNTS = 100_000;

/** What one call may leave an account to owe, in minutes of its budget. */
const MAX_DEBT_MINUTES = 2;

const MINUTE_MS = 60_000;

interface Balance {
  left: number;
  at: number;
  inARow: number;
}

export class CostLimitsInMemory implements CostLimits {
  readonly #balances = new Map<string, Balance>();
  readonly #clock: () => number;

  /** @param clock milliseconds that only go forward, whatever becomes of the system's clock */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  take(accounts: readonly Account[], cost: number): Refusal | null {
    const balances = accounts.map((account) => this.#balanceOf(account));
    for (const [index, { perMinute }] of accounts.entries()) {
      const balance = balances[index] as Balance;
      // A call that is dearer than a whole minute goes through where nothing else was asked for.
      const missing = Math.min(cost, perMinute) - balance.left;
      if (missing <= 0) continue;
      balance.inARow++;
      const retryAfter = Math.max(1, Math.ceil((missing / perMinute) * 60));
      return { retryAfter, inARow: balance.inARow };
    }
    for (const balance of balances) {
      balance.left -= cost;
      balance.inARow = 0;
    }
    return null;
  }

  charge(accounts: readonly Account[], cost: number): void {
    for (const account of accounts) {
      const balance = this.#balanceOf(account);
      balance.left = Math.max(balance.left - cost, -MAX_DEBT_MINUTES * account.perMinute);
    }
  }

  #balanceOf({ key, perMinute }: Account): Balance {
    const now = this.#clock();
    const known = this.#balances.get(key) ?? { left: perMinute, at: now, inARow: 0 };
    known.left = Math.min(perMinute, known.left + ((now - known.at) / MINUTE_MS) * perMinute);
    known.at = now;
    // Put at the end, so that the first is the one longest unused.
    this.#balances.delete(key);
    this.#balances.set(key, known);
    if (this.#balances.size > MAX_ACCOUNTS) this.#forget();
    return known;
  }

  /** Many at once: the start of a map that was deleted from is slow to find. */
  #forget(): void {
    let left = MAX_ACCOUNTS / 10;
    for (const key of this.#balances.keys()) {
      if (left-- <= 0) break;
      this.#balances.delete(key);
    }
  }
}

/** A firm has many accountants, a portal many firms; none of them all that the server can do. */
const FIRM_SHARE = 3;
const PORTAL_SHARE = 20;
const API_SHARE = 4;

/** The accounts that a signed-in person's calls go on. */
export function accountsOf(
  rateLimit: number,
  person: { portalId: string; firmId: string; accountantId: string },
): Account[] {
  const { portalId, firmId, accountantId } = person;
  return [
    account('person', [portalId, firmId, accountantId], rateLimit),
    account('firm', [portalId, firmId], rateLimit * FIRM_SHARE),
    account('portal', [portalId], rateLimit * PORTAL_SHARE),
  ];
}

/** The accounts that the calls of a portal's backend go on. */
export function apiAccountsOf(rateLimit: number, portalId: string): Account[] {
  return [account('api', [portalId], rateLimit * API_SHARE)];
}

export function account(kind: string, ids: readonly string[], perMinute: number): Account {
  return { key: JSON.stringify([kind, ...ids]), perMinute };
}

/** Units that bytes cost: to be read, parsed and looked at. */
export function costOfBytes(bytes: number): number {
  return bytes / 32_768;
}

/** Units that rows cost: lines, codes, customers. */
export function costOfRows(rows: number): number {
  return rows / 50;
}

/** The rows in what a call takes or gives: the elements of the lists at its top. */
export function rowsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce(
    (sum: number, field) => sum + (Array.isArray(field) ? field.length : 0),
    Array.isArray(value) ? value.length : 0,
  );
}
