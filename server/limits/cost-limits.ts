import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE_MS } from '../foundation/durations.ts';
import type { FirmAccountant } from '../foundation/firm.ts';
import { ALONE, type Peers } from '../foundation/peers.ts';

/** The account charged for work: a person, a firm, a portal, a network. */
export interface Account {
  key: string;
  /** Units a minute. That many may be spent at once; they come back evenly within a minute. */
  perMinute: number;
}

/** The server's work charged to callers, in units: a plain call is one unit. */
export interface CostLimits {
  /**
   * Charges the cost to all the accounts, or to none where one has not enough left. Where all processes together might
   * spend more than is left, this one waits for the others' messages first, for a moment at most; where plenty is left,
   * nobody waits.
   *
   * @returns null, or the time to wait
   */
  spend(accounts: readonly Account[], cost: number): Promise<Refusal | null>;
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

/** Share of an account's budget for a minute after whose spending processes tell each other. */
const TOLD_SHARE = 0.02;

/** Longest wait of a call for others' spending, in milliseconds. */
export const HEAR_MS = 2_000;

interface Balance {
  left: number;
  /** Spent here, and not sent to other processes yet. */
  untold: number;
  /** Spent here, and not known to have arrived: others may have spent the same meanwhile. */
  unheard: number;
  at: number;
  inARow: number;
}

/**
 * Balances in memory. What callers spend in other processes is charged here with their next message. A process spends its
 * share of what is left at once; beyond that it waits until its own messages have come back, and with them all that
 * others told before. Where none comes, because the database does not answer, each process keeps to the limits by itself.
 */
export class CostLimitsInMemory implements CostLimits {
  readonly #balances = new Map<string, Balance>();
  readonly #clock: () => number;
  readonly #peers: Peers;
  /** Calls that wait for the others' messages, by account. */
  readonly #waiting = new Map<string, PromiseWithResolvers<void>>();

  /** @param clock monotonic milliseconds */
  constructor(clock: () => number = () => performance.now(), peers: Peers = ALONE) {
    this.#clock = clock;
    this.#peers = peers;
    peers.hear('spent', ([, key, perMinute, units]) => {
      overdraw(this.#balanceOf({ key, perMinute }), perMinute, units);
    });
    peers.onReturned((message) => {
      if (message[0] !== 'spent') return;
      const [, key, perMinute, units] = message;
      const balance = this.#balanceOf({ key, perMinute });
      balance.unheard = Math.max(0, balance.unheard - units);
      this.#waiting.get(key)?.resolve();
      this.#waiting.delete(key);
    });
  }

  async spend(accounts: readonly Account[], cost: number): Promise<Refusal | null> {
    const end = this.#clock() + HEAR_MS;
    // Nothing comes between the last look and the charge: of many calls at once, each sees those before it.
    for (;;) {
      const unsure = accounts.find((account) => this.#isUnsure(account, cost));
      if (unsure === undefined) return this.take(accounts, cost);
      const left = end - this.#clock();
      if (left > 0) await this.#nextReturn(unsure, left);
      // Nothing comes back: this process keeps to the limits by itself.
      else this.#balanceOf(unsure).unheard = 0;
    }
  }

  /** Whether the cost exceeds this process's share of what is left. */
  #isUnsure(account: Account, cost: number): boolean {
    if (this.#peers.count === 1 || !this.#peers.isWell) return false;
    const { left, unheard } = this.#balanceOf(account);
    if (unheard <= 0 || left < Math.min(cost, account.perMinute)) return false;
    return unheard + cost > (left + unheard) / this.#peers.count;
  }

  async #nextReturn({ key, perMinute }: Account, time: number): Promise<void> {
    const balance = this.#balanceOf({ key, perMinute });
    const waiting = this.#waiting.get(key) ?? Promise.withResolvers<void>();
    this.#waiting.set(key, waiting);
    if (balance.untold > 0) {
      const { untold } = balance;
      balance.untold = 0;
      this.#peers.tell(['spent', key, perMinute, untold]);
    }
    const done = new AbortController();
    const late = sleep(time, undefined, { signal: done.signal, ref: false }).catch(() => {});
    await Promise.race([waiting.promise, late]);
    done.abort();
  }

  /** Like {@link spend}, by this process's own knowledge. */
  take(accounts: readonly Account[], cost: number): Refusal | null {
    const balances = accounts.map((account) => this.#balanceOf(account));
    for (const [index, { perMinute }] of accounts.entries()) {
      const balance = balances[index] as Balance;
      // A call that costs more than a whole minute's budget passes after a minute without others.
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

  /** One message for several costs: the spending of a busy minute takes fifty. */
  #tell({ key, perMinute }: Account, balance: Balance, cost: number): void {
    balance.untold += cost;
    if (this.#peers.count > 1) balance.unheard = Math.max(0, balance.unheard + cost);
    if (Math.abs(balance.untold) < perMinute * TOLD_SHARE) return;
    this.#peers.tell(['spent', key, perMinute, balance.untold]);
    balance.untold = 0;
  }

  #balanceOf({ key, perMinute }: Account): Balance {
    const now = this.#clock();
    const known = this.#balances.get(key) ?? {
      left: perMinute,
      untold: 0,
      unheard: 0,
      at: now,
      inARow: 0,
    };
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
export function accountsOf(rateLimit: number, person: FirmAccountant): Account[] {
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
