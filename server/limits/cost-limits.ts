import { performance } from 'node:perf_hooks';
import { ALONE, type Peers } from '../foundation/peers.ts';

/** The account charged for work: a person, a firm, a portal, a network. */
export interface Account {
  key: string;
  /** Units a minute. That many may be spent at once; they come back evenly within a minute. */
  perMinute: number;
}

/** The server's work that callers have used, in units: a plain call is one unit. */
export interface CostLimits {
  /**
   * Charges the cost to all the accounts, or to none where one of them has not enough left.
   *
   * @returns null, or how long to wait
   */
  take(accounts: readonly Account[], cost: number): Refusal | null;
  /** Charges a cost found out afterwards; an account may be overdrawn. */
  charge(accounts: readonly Account[], cost: number): void;
}

export interface Refusal {
  /** Whole seconds until enough has come back. */
  retryAfter: number;
  /** Refusals in a row of this account: many for a caller that goes on asking. */
  inARow: number;
}

/** The most accounts remembered; the longest unused is forgotten first. */
const MAX_ACCOUNTS = 100_000;

/** The most that one call may overdraw an account, in minutes of its budget. */
const MAX_DEBT_MINUTES = 2;

/** Processes tell each other what was spent from an account once it is this part of its budget for a minute. */
const TOLD_SHARE = 0.02;

const MINUTE_MS = 60_000;

interface Balance {
  left: number;
  /** Spent here, and not told to other processes yet. */
  untold: number;
  at: number;
  inARow: number;
}

/**
 * Balances in memory, so that no call waits for them. What callers spend in other processes is charged here as soon as
 * it is told, as a debt where they were faster: within minutes they get no more from many processes than from one. Where
 * nothing is told, because the database does not answer, each process keeps to the limits by itself.
 */
export class CostLimitsInMemory implements CostLimits {
  readonly #balances = new Map<string, Balance>();
  readonly #clock: () => number;
  readonly #peers: Peers;

  /** @param clock milliseconds that only go forward, whatever happens to the system's clock */
  constructor(clock: () => number = () => performance.now(), peers: Peers = ALONE) {
    this.#clock = clock;
    this.#peers = peers;
    peers.hear('spent', ([, key, perMinute, units]) => {
      overdraw(this.#balanceOf({ key, perMinute }), perMinute, units);
    });
  }

  take(accounts: readonly Account[], cost: number): Refusal | null {
    const balances = accounts.map((account) => this.#balanceOf(account));
    for (const [index, { perMinute }] of accounts.entries()) {
      const balance = balances[index] as Balance;
      // A call that is dearer than a whole minute passes where nothing else was asked for.
      const missing = Math.min(cost, perMinute) - balance.left;
      if (missing <= 0) continue;
      balance.inARow++;
      const retryAfter = Math.max(1, Math.ceil((missing / perMinute) * 60));
      return { retryAfter, inARow: balance.inARow };
    }
    for (const [index, account] of accounts.entries()) {
      const balance = balances[index] as Balance;
      balance.left -= cost;
      balance.inARow = 0;
      this.#tell(account, balance, cost);
    }
    return null;
  }

  charge(accounts: readonly Account[], cost: number): void {
    for (const account of accounts) {
      const balance = this.#balanceOf(account);
      overdraw(balance, account.perMinute, cost);
      this.#tell(account, balance, cost);
    }
  }

  /** A message for some spending together: that of a busy minute is fifty of them. */
  #tell({ key, perMinute }: Account, balance: Balance, cost: number): void {
    balance.untold += cost;
    if (Math.abs(balance.untold) < perMinute * TOLD_SHARE) return;
    this.#peers.tell(['spent', key, perMinute, balance.untold]);
    balance.untold = 0;
  }

  #balanceOf({ key, perMinute }: Account): Balance {
    const now = this.#clock();
    const known = this.#balances.get(key) ?? { left: perMinute, untold: 0, at: now, inARow: 0 };
    known.left = Math.min(perMinute, known.left + ((now - known.at) / MINUTE_MS) * perMinute);
    known.at = now;
    // Re-inserted at the end, so that the first is the one longest unused.
    this.#balances.delete(key);
    this.#balances.set(key, known);
    if (this.#balances.size > MAX_ACCOUNTS) this.#forget();
    return known;
  }

  /** Deletes many at once: finding the start of a map after deletions is slow. */
  #forget(): void {
    let left = MAX_ACCOUNTS / 10;
    for (const key of this.#balances.keys()) {
      if (left-- <= 0) break;
      this.#balances.delete(key);
    }
  }
}

function overdraw(balance: Balance, perMinute: number, cost: number): void {
  balance.left = Math.max(balance.left - cost, -MAX_DEBT_MINUTES * perMinute);
}

/** A firm has many accountants, a portal many firms; none may use all of the server. */
const FIRM_SHARE = 3;
const PORTAL_SHARE = 20;
const API_SHARE = 4;

/** The accounts charged for a signed-in person's calls. */
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

/** The accounts charged for calls of a portal's backend. */
export function apiAccountsOf(rateLimit: number, portalId: string): Account[] {
  return [account('api', [portalId], rateLimit * API_SHARE)];
}

export function account(kind: string, ids: readonly string[], perMinute: number): Account {
  return { key: JSON.stringify([kind, ...ids]), perMinute };
}

/** Units for bytes: reading, parsing and checking them. */
export function costOfBytes(bytes: number): number {
  return bytes / 32_768;
}

/** Units for rows: lines, codes, customers. */
export function costOfRows(rows: number): number {
  return rows / 50;
}

/** The rows of a call's input or output: the elements of its top-level lists. */
export function rowsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce(
    (sum: number, field) => sum + (Array.isArray(field) ? field.length : 0),
    Array.isArray(value) ? value.length : 0,
  );
}
