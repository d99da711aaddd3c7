import { EventEmitter } from 'node:events';
import { DomainError } from './domain-error.ts';

/** How often a stream looks for another process's changes, in milliseconds. */
const POLL_INTERVAL = 5_000;

/** Streams of one accountant: one in each browser, or one in each page. Each looks every few seconds. */
const MOST_STREAMS = 30;

/** Wakes the streams that follow orders, lists or bells; they read the changes from the database. */
export class LiveUpdates {
  readonly #emitter = new EventEmitter().setMaxListeners(0);
  readonly #closed = new AbortController();
  /** Open streams by accountant. */
  readonly #streams = new Map<string, number>();

  /** Call after the commit. */
  publish(...topics: string[]): void {
    for (const topic of topics) this.#emitter.emit(topic);
  }

  /**
   * Yields all topics at the start, then those that have changed, and at the latest every few seconds all of them
   * again; changes while the consumer is busy are yielded once. Ends when `client` aborts.
   *
   * @throws DomainError TOO_MANY_REQUESTS when the accountant has too many open
   */
  async *changes(
    topics: readonly string[],
    owner: Owner,
    client: AbortSignal,
  ): AsyncGenerator<Changes> {
    this.checkFree(owner);
    const accountant = bellTopic(owner);
    this.#streams.set(accountant, (this.#streams.get(accountant) ?? 0) + 1);
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
    const onAbort = () => wake();
    signal.addEventListener('abort', onAbort);
    try {
      while (!signal.aborted) {
        if (changed.size === 0) {
          const { promise, resolve } = Promise.withResolvers<void>();
          const timer = setTimeout(resolve, POLL_INTERVAL);
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
      const left = (this.#streams.get(accountant) ?? 1) - 1;
      if (left > 0) this.#streams.set(accountant, left);
      else this.#streams.delete(accountant);
      for (const { topic, listener } of listeners) this.#emitter.off(topic, listener);
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** @throws DomainError TOO_MANY_REQUESTS when the accountant can open no further stream */
  checkFree(owner: Owner): void {
    if ((this.#streams.get(bellTopic(owner)) ?? 0) < MOST_STREAMS) return;
    throw new DomainError('TOO_MANY_REQUESTS', { retryAfter: 60 });
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
export const listTopic = ({ portalId, firmId }: Pick<Owner, 'portalId' | 'firmId'>) =>
  `list:${portalId}/${firmId}`;

interface Owner {
  portalId: string;
  firmId: string;
  accountantId: string;
}

export const bellTopic = (owner: Owner) =>
  `bell:${owner.portalId}/${owner.firmId}/${owner.accountantId}`;
