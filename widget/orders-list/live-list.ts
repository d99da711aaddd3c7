import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { OrderPage } from '../../shared/schemas/order.ts';
import { followLive } from '../api/live/follow-live.ts';
import type { SignIn } from '../api/sign-in.ts';

/** Changes within this time are read together, in milliseconds. */
const DELAY = 300;

/** Pause before reading again after a failure, in milliseconds. */
const PAUSE = 10_000;

interface Options {
  signIn: () => SignIn;
  /** The list shown; null while there is none, or another one is being read. */
  shown: () => OrderPage | null;
  /** Reads the shown part anew. */
  reread: (shown: OrderPage) => Promise<OrderPage>;
  show: (page: OrderPage) => void;
}

/** Keeps a list of orders up to date: it is read anew when it has changed, and stays in place. */
export class LiveList implements ReactiveController {
  readonly #options: Options;
  #following = new AbortController();
  #soon: ReturnType<typeof setTimeout> | undefined;
  /** Something has changed since the list was read. */
  #isStale = false;
  #isReading = false;

  constructor(host: ReactiveControllerHost, options: Options) {
    this.#options = options;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#following.abort();
    clearTimeout(this.#soon);
  }

  follow(): void {
    this.#following.abort();
    this.#following = new AbortController();
    const { signal } = this.#following;
    void followLive(this.#options.signIn(), signal, 'list', () => this.readSoon());
  }

  readSoon(delay = DELAY): void {
    this.#isStale = true;
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.#read(), delay);
  }

  /** Another list was read: decides whether it has to be read again. */
  goOn(): void {
    if (this.#isStale) this.readSoon();
  }

  async #read(): Promise<void> {
    const { shown, reread, show } = this.#options;
    const before = shown();
    if (!before || this.#isReading) return;
    this.#isReading = true;
    this.#isStale = false;
    try {
      const fresh = await reread(before);
      // More of it, or another search, has been read meanwhile.
      if (shown() === before) show(fresh);
      else this.#isStale = true;
      this.#isReading = false;
      this.goOn();
    } catch {
      this.#isReading = false;
      if (!this.#following.signal.aborted) this.readSoon(PAUSE);
    }
  }
}
