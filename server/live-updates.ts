import { EventEmitter } from 'node:events';
import { DomainError } from './domain-error.ts';

/** How often a stream looks for what another process has changed, in milliseconds. */
const POLL_INTERVAL = 5_000;

/** Streams of one accountant: the bell and an order in each of many tabs. Each looks every few seconds. */
const MOST_STREAMS = 30;

/** Wakes the streams that follow an order or a bell; what changed, they read from the database. */
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
   * Yields once at the start, then after every change and at the latest every few seconds; changes
   * that come while the consumer is busy are told once. Ends when `client` aborts.
   *
   * @throws DomainError TOO_MANY_REQUESTS when the accountant has too many open
   */
  async *changes(topic: string, owner: Owner, client: AbortSignal): AsyncGenerator<void> {
    this.checkFree(owner);
    const accountant = bellTopic(owner);
    this.#streams.set(accountant, (this.#streams.get(accountant) ?? 0) + 1);
    const signal = AbortSignal.any([client, this.#closed.signal]);
    let changed = true;
    let wake = () => {};
    const onChange = () => {
      changed = true;
      wake();
    };
    const onAbort = () => wake();
    this.#emitter.on(topic, onChange);
    signal.addEventListener('abort', onAbort);
    try {
      while (!signal.aborted) {
        if (!changed) {
          const { promise, resolve } = Promise.withResolvers<void>();
          const timer = setTimeout(resolve, POLL_INTERVAL);
          wake = resolve;
          await promise;
          clearTimeout(timer);
          if (signal.aborted) return;
        }
        changed = false;
        yield;
      }
    } finally {
      const left = (this.#streams.get(accountant) ?? 1) - 1;
      if (left > 0) this.#streams.set(accountant, left);
      else this.#streams.delete(accountant);
      this.#emitter.off(topic, onChange);
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** @throws DomainError TOO_MANY_REQUESTS when the accountant can open no further stream */
  checkFree(owner: Owner): void {
    if ((this.#streams.get(bellTopic(owner)) ?? 0) < MOST_STREAMS) return;
    throw new DomainError('TOO_MANY_REQUESTS', { retryAfter: 60 });
  }

  /** Ends all streams; their clients come back to the next process. */
  close(): void {
    this.#closed.abort();
  }

  /** Streams followed at this moment. */
  get followers(): number {
    return this.#emitter
      .eventNames()
      .reduce((count, name) => count + this.#emitter.listenerCount(name), 0);
  }
}

export const orderTopic = (orderId: string) => `order:${orderId}`;

interface Owner {
  portalId: string;
  firmId: string;
  accountantId: string;
}

export const bellTopic = (owner: Owner) =>
  `bell:${owner.portalId}/${owner.firmId}/${owner.accountantId}`;
