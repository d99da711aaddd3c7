import { DomainError } from '../foundation/domain-error.ts';

const HOUR = 3_600_000;

/** Different unknown codes that a firm may try in an hour: far more than slips of the pen make. */
const GUESSES = 30;

/** Firms that are counted at a time; firms are named by signed tokens, so nobody can make up many. */
const FIRMS = 10_000;

interface Count {
  since: number;
  unknown: Set<string>;
}

/**
 * Keeps a firm from finding codes by trying. A firm that has tried too many that there are not is told
 * nothing of any other code for the rest of the hour; one that is tried again counts once, because each
 * change of an order asks again. In memory: a process counts for itself, and a restart forgets.
 */
export class CodeGuesses {
  readonly #counts = new Map<string, Count>();

  /** @throws DomainError TOO_MANY_REQUESTS when the firm may not be told whether there is this code */
  check(firm: Firm, code: string, now: number): void {
    const count = this.#countOf(firm, now);
    if (count === undefined || count.unknown.size < GUESSES || count.unknown.has(code)) return;
    throw new DomainError('TOO_MANY_REQUESTS', {
      retryAfter: Math.ceil((count.since + HOUR - now) / 1_000),
    });
  }

  /** Counts a code that there is not. */
  add(firm: Firm, code: string, now: number): void {
    const count = this.#countOf(firm, now) ?? { since: now, unknown: new Set<string>() };
    if (count.unknown.size < GUESSES) count.unknown.add(code);
    this.#counts.set(keyOf(firm), count);
    const oldest = this.#counts.keys().next().value;
    if (this.#counts.size > FIRMS && oldest !== undefined) this.#counts.delete(oldest);
  }

  #countOf(firm: Firm, now: number): Count | undefined {
    const count = this.#counts.get(keyOf(firm));
    if (count === undefined || now - count.since < HOUR) return count;
    this.#counts.delete(keyOf(firm));
    return undefined;
  }
}

interface Firm {
  portalId: string;
  firmId: string;
}

function keyOf({ portalId, firmId }: Firm): string {
  return JSON.stringify([portalId, firmId]);
}
