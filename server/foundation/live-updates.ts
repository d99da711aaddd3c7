import { EventEmitter } from 'node:events';
import { performance } from 'node:perf_hooks';
import { DomainError } from './domain-error.ts';
import type { Firm, FirmAccountant } from './firm.ts';
import { ALONE, type Peers } from './peers.ts';

/**
 * Pauses between a stream's looks for changes that it was not told of, in milliseconds. They are long where processes
 * tell each other, or where there is one: only a process that dies after its commit leaves a change untold.
 */
const POLL_MS = 30_000;
const POLL_UNHEARD_MS = 5_000;

/** Spread of the streams' looks after a loss, in milliseconds. */
const LOOKS_SPREAD_MS = 2_000;

/** Streams of one accountant: one in each browser, or one in each page. Each looks every few seconds. */
const MOST_STREAMS = 30;

/** Number of streams in one process from which the others count them, too, and time for which they do, in milliseconds. */
const TOLD_STREAMS = 3;
const REMEMBERED_MS = 100_000;

/** Event for all streams, whatever they follow. */
const LOOK = Symbol('look');

/** Wakes the streams that follow orders, lists or bells; they read the changes from the database. */
export class LiveUpdates {
  readonly #emitter = new EventEmitter().setMaxListeners(0);
  readonly #closed = new AbortController();
  /** Open streams by accountant. */
  readonly #streams = new Map<string, number>();
  /** Open streams in other processes, by accountant and process. */
  readonly #elsewhere = new Map<string, Map<string, { count: number; at: number }>>();
  /** Reads under way, by topic. */
  readonly #reads = new Map<string, Promise<unknown>>();
  readonly #peers: Peers;

  constructor(peers: Peers = ALONE) {
    this.#peers = peers;
    peers.hear('changed', ([, topic]) => this.#wake(topic));
    peers.hear('lost', () => {
      this.#reads.clear();
      this.#emitter.emit(LOOK);
    });
    peers.hear('streams', ([, accountant, count], from) => {
      const counts = this.#elsewhere.get(accountant) ?? new Map();
      counts.set(from, { count, at: performance.now() });
      this.#elsewhere.set(accountant, counts);
    });
    peers.onBeat(() => this.#tellStreams());
  }

  /** To be called after the commit. */
  publish(...topics: string[]): void {
    for (const topic of topics) {
      this.#wake(topic);
      this.#peers.tell(['changed', topic]);
    }
  }

  #wake(topic: string): void {
    this.#reads.delete(topic);
    this.#emitter.emit(topic);
  }

  /** Reads once for all streams of a topic that one change wakes; a change during the read is read anew. */
  async readOnce<Value>(topic: string, read: () => Promise<Value>): Promise<Value> {
    const present = this.#reads.get(topic);
    if (present !== undefined) return (await present) as Value;
    const reading = read();
    this.#reads.set(topic, reading);
    try {
      return await reading;
    } finally {
      if (this.#reads.get(topic) === reading) this.#reads.delete(topic);
    }
  }

  /**
   * Yields all topics at the start, then those that have changed, and at the latest every few seconds all of them
   * again; changes while the consumer is busy are yielded once. Ends when `client` aborts.
   *
   * @throws DomainError TOO_MANY_REQUESTS when the accountant has too many open
   */
  async *changes(
    topics: readonly string[],
    owner: FirmAccountant,
    client: AbortSignal,
  ): AsyncGenerator<Changes> {
    this.checkFree(owner);
    const accountant = bellTopic(owner);
    this.#count(accountant, 1);
    const signal = AbortSignal.any([client, this.#closed.signal]);
    let changed = new Set(topics);
    let wake = () => {};
    const listeners = topics.map((topic) => {
      const listener = () => {
        changed.add(topic);
        wake();
      };
      this.#emitter.on(topic, listener);
      return { topic, listener };
    });
    const lookAtAll = () => {
      for (const topic of topics) changed.add(topic);
      wake();
    };
    const onLook = () => setTimeout(lookAtAll, Math.random() * LOOKS_SPREAD_MS).unref();
    this.#emitter.on(LOOK, onLook);
    const onAbort = () => wake();
    signal.addEventListener('abort', onAbort);
    try {
      while (!signal.aborted) {
        if (changed.size === 0) {
          const { promise, resolve } = Promise.withResolvers<void>();
          const pause = this.#peers.isWell ? POLL_MS : POLL_UNHEARD_MS;
          const timer = setTimeout(resolve, pause);
          wake = resolve;
          await promise;
          clearTimeout(timer);
          if (signal.aborted) return;
        }
        const isRound = changed.size === 0;
        const found = isRound ? new Set(topics) : changed;
        changed = new Set();
        yield { topics: found, isRound };
      }
    } finally {
      this.#count(accountant, -1);
      this.#emitter.off(LOOK, onLook);
      for (const { topic, listener } of listeners) this.#emitter.off(topic, listener);
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** @throws DomainError TOO_MANY_REQUESTS when the accountant can open no further stream */
  checkFree(owner: FirmAccountant): void {
    const accountant = bellTopic(owner);
    const own = this.#streams.get(accountant) ?? 0;
    if (own + this.#countElsewhere(accountant) < MOST_STREAMS) return;
    throw new DomainError('TOO_MANY_REQUESTS', { retryAfter: 60 });
  }

  #count(accountant: string, change: 1 | -1): void {
    const count = (this.#streams.get(accountant) ?? 0) + change;
    if (count > 0) this.#streams.set(accountant, count);
    else this.#streams.delete(accountant);
    if (Math.max(count, count - change) >= TOLD_STREAMS) {
      this.#peers.tell(['streams', accountant, count]);
    }
  }

  #countElsewhere(accountant: string): number {
    const isFresh = ({ at }: { at: number }) => performance.now() - at < REMEMBERED_MS;
    const counts = [...(this.#elsewhere.get(accountant)?.values() ?? [])];
    return counts.filter(isFresh).reduce((sum, { count }) => sum + count, 0);
  }

  /** Repeated for processes that have just started; and forgets counts that no process repeats any more. */
  #tellStreams(): void {
    for (const [accountant, count] of this.#streams) {
      if (count >= TOLD_STREAMS) this.#peers.tell(['streams', accountant, count]);
    }
    for (const accountant of this.#elsewhere.keys()) {
      if (this.#countElsewhere(accountant) === 0) this.#elsewhere.delete(accountant);
    }
  }

  /** Ends all streams; their clients reconnect to the next process. */
  close(): void {
    this.#closed.abort();
  }

  /** The number of open streams. */
  get followers(): number {
    return [...this.#streams.values()].reduce((sum, count) => sum + count, 0);
  }
}

/** Topics that a stream has to look at. */
interface Changes {
  topics: ReadonlySet<string>;
  /** Nothing was published; time to look for another process's changes. */
  isRound: boolean;
}

export const orderTopic = (orderId: string) => `order:${orderId}`;

/** A firm's list of orders. */
export const listTopic = ({ portalId, firmId }: Firm) => `list:${portalId}/${firmId}`;

export const bellTopic = (owner: FirmAccountant) =>
  `bell:${owner.portalId}/${owner.firmId}/${owner.accountantId}`;
