import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { DomainError } from '../foundation/domain-error.ts';
import { holdBack } from './hold-back.ts';

/** Bulk calls under way at a time, of all firms: one that waits for something else blocks no other. */
const SLOTS = 2;

/** Waiting bulk calls: of one person, of one firm, of all. */
const MOST_OF_PERSON = 15;
const MOST_OF_FIRM = 60;
const MOST = 500;

/** A firm's rest after a bulk call, in durations of the call: its calls take at most a quarter of the time. */
const REST = 3;

/** A firm's longest rest. */
const MAX_REST_MS = 1_000;

/** A call that takes longer leaves its slot to others, and goes on beside them. */
const MAX_TURN_MS = 5_000;

/** The owner of a turn: firms take turns, and within a firm its people. */
export interface TurnOwner {
  firm: string;
  person: string;
}

interface Waiting extends TurnOwner {
  start(): void;
}

/**
 * Makes expensive calls (an order's 2,000 lines) take fair turns, one at a time for each firm, with rests between them,
 * so that other callers don't notice them.
 */
export class FairTurns {
  readonly #waiting: Waiting[] = [];
  /** Firms with a call under way, or at rest. */
  readonly #busy = new Set<string>();
  /** The last turn of each firm and person. */
  readonly #lastTurn = new Map<string, number>();
  #turn = 0;
  #underWay = 0;

  /** @throws DomainError TOO_MANY_REQUESTS when too many are waiting already */
  async run<T>(owner: TurnOwner, work: () => Promise<T>): Promise<T> {
    // Not awaited where there is room: each of many simultaneous calls must count those before it.
    if (!this.#isFree(owner)) await this.checkFree(owner);
    await new Promise<void>((resolve) => {
      this.#waiting.push({ ...owner, start: resolve });
      this.#next();
    });
    const started = performance.now();
    let isOver = false;
    const over = () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      this.#underWay--;
      this.#rest(owner.firm, performance.now() - started);
      this.#next();
    };
    const timer = setTimeout(over, MAX_TURN_MS);
    try {
      return await work();
    } finally {
      over();
    }
  }

  /**
   * Whether one more may wait, checked before a large body is read. The refusal comes late, since callers with so many
   * waiting come again at once.
   *
   * @throws DomainError TOO_MANY_REQUESTS
   */
  async checkFree(owner: TurnOwner): Promise<void> {
    if (this.#isFree(owner)) return;
    await holdBack();
    throw new DomainError('TOO_MANY_REQUESTS', { retryAfter: 5 });
  }

  #isFree({ firm, person }: TurnOwner): boolean {
    const ofFirm = this.#waiting.filter((each) => each.firm === firm);
    const ofPerson = ofFirm.filter((each) => each.person === person);
    return (
      this.#waiting.length < MOST &&
      ofFirm.length < MOST_OF_FIRM &&
      ofPerson.length < MOST_OF_PERSON
    );
  }

  #next(): void {
    while (this.#underWay < SLOTS) {
      const index = this.#indexOfNext();
      const [next] = index === -1 ? [] : this.#waiting.splice(index, 1);
      if (next === undefined) return;
      this.#underWay++;
      this.#busy.add(next.firm);
      this.#turn++;
      this.#lastTurn.set(next.firm, this.#turn);
      this.#lastTurn.set(personKey(next), this.#turn);
      next.start();
    }
  }

  /** The waiting call whose firm had its last turn longest ago and, within the firm, whose person did. */
  #indexOfNext(): number {
    let best = -1;
    let bestTurns: [number, number] = [0, 0];
    for (const [index, each] of this.#waiting.entries()) {
      if (this.#busy.has(each.firm)) continue;
      const turns: [number, number] = [
        this.#lastTurn.get(each.firm) ?? 0,
        this.#lastTurn.get(personKey(each)) ?? 0,
      ];
      const isBefore =
        turns[0] < bestTurns[0] || (turns[0] === bestTurns[0] && turns[1] < bestTurns[1]);
      if (best === -1 || isBefore) [best, bestTurns] = [index, turns];
    }
    return best;
  }

  #rest(firm: string, took: number): void {
    const rest = Math.min(took * REST, MAX_REST_MS);
    setTimeout(() => {
      this.#busy.delete(firm);
      if (this.#waiting.length === 0) this.#lastTurn.clear();
      this.#next();
    }, rest);
  }
}

function personKey({ firm, person }: TurnOwner): string {
  return JSON.stringify([firm, person]);
}

/** Yields the thread between the parts of long work. */
export async function breathe(): Promise<void> {
  await setImmediate();
}

/** Rows handled before others get the thread. */
export const SLICE = 250;

/** Runs the work for a few hundred at a time, with a pause between them, and joins the results. */
export async function inSlices<Item, Result>(
  items: readonly Item[],
  work: (slice: Item[]) => Promise<Result[]> | Result[],
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += SLICE) {
    if (start > 0) await breathe();
    results.push(...(await work(items.slice(start, start + SLICE))));
  }
  return results;
}
