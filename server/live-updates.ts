import { EventEmitter } from 'node:events';

/** How often a stream looks for what another process has changed, in milliseconds. */
const POLL_INTERVAL = 5_000;

/** Wakes the streams that follow an order or a bell; what changed, they read from the database. */
export class LiveUpdates {
  readonly #emitter = new EventEmitter().setMaxListeners(0);
  readonly #closed = new AbortController();

  /** Call after the commit. */
  publish(...topics: string[]): void {
    for (const topic of topics) this.#emitter.emit(topic);
  }

  /**
   * Yields once at the start, then after every change and at the latest every few seconds; changes
   * that come while the consumer is busy are told once. Ends when `client` aborts.
   */
  async *changes(topic: string, client: AbortSignal): AsyncGenerator<void> {
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
      this.#emitter.off(topic, onChange);
      signal.removeEventListener('abort', onAbort);
    }
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

export const bellTopic = (owner: { portalId: string; firmId: string; accountantId: string }) =>
  `bell:${owner.portalId}/${owner.firmId}/${owner.accountantId}`;
