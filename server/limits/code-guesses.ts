import { DomainError } from '../foundation/domain-error.ts';
import { HOUR_MS } from '../foundation/durations.ts';
import type { Firm } from '../foundation/firm.ts';
import { ALONE, type Peers } from '../foundation/peers.ts';

/** Number of different unknown codes that a firm may try in an hour: far more than typing errors cause. */
const GUESSES = 30;

/** Firms counted at a time; firms are named by signed tokens, so nobody can make up many. */
const FIRMS = 10_000;

interface Count {
  since: number;
  unknown: Set<string>;
}

/**
 * Prevents a firm from finding codes by trying. After too many unknown codes, it gets no information about any other
 * code for the rest of the hour; a repeated one counts once, because each change of an order asks again. The counts are
 * in memory: processes send them to each other, a starting one asks the others, and they are lost only when all
 * restart.
 */
export class CodeGuesses {
  readonly #counts = new Map<string, Count>();

  readonly #peers: Peers;

  constructor(peers: Peers = ALONE) {
    this.#peers = peers;
    peers.hear('guessed', ([, firm, code, at]) => this.#count(firm, code, at));
    peers.hear('hello', () => {
      for (const [firm, { since, unknown }] of this.#counts) {
        for (const code of unknown) peers.tell(['guessed', firm, code, since]);
      }
    });
  }

  /** @throws DomainError TOO_MANY_REQUESTS when the firm may not learn whether the code exists */
  check(firm: Firm, code: string, now: number): void {
    const count = this.#countOf(keyOf(firm), now);
    if (count === undefined || count.unknown.size < GUESSES || count.unknown.has(code)) return;
    throw new DomainError('TOO_MANY_REQUESTS', {
      retryAfter: Math.ceil((count.since + HOUR_MS - now) / 1_000),
    });
  }

  /** Counts an unknown code. */
  add(firm: Firm, code: string, now: number): void {
    if (this.#count(keyOf(firm), code, now)) this.#peers.tell(['guessed', keyOf(firm), code, now]);
  }

  /** @returns whether it was not counted yet */
  #count(firm: string, code: string, now: number): boolean {
    const count = this.#countOf(firm, now) ?? { since: now, unknown: new Set<string>() };
    const isNew = count.unknown.size < GUESSES && !count.unknown.has(code);
    if (isNew) count.unknown.add(code);
    this.#counts.set(firm, count);
    const oldest = this.#counts.keys().next().value;
    if (this.#counts.size > FIRMS && oldest !== undefined) this.#counts.delete(oldest);
    return isNew;
  }

  #countOf(firm: string, now: number): Count | undefined {
    const count = this.#counts.get(firm);
    if (count === undefined || now - count.since < HOUR_MS) return count;
    this.#counts.delete(firm);
    return undefined;
  }
}

function keyOf({ portalId, firmId }: Firm): string {
  return JSON.stringify([portalId, firmId]);
}
