import type { ReactiveController } from 'lit';
import { Following, type FollowingHost } from '../api/live/following.ts';

/** Changes within this time are read together, in milliseconds. */
const DELAY = 300;

/** Pause before reading again after a failure, in milliseconds. */
const PAUSE = 10_000;

interface Options<Page> {
  /** The list shown; null while there is none, or another one is being read. */
  shown: () => Page | null;
  /** Reads the shown part anew. */
  reread: (shown: Page) => Promise<Page>;
  show: (page: Page) => void;
  /** Called where the element is put back into the page. */
  begin?: () => void;
}

/** Keeps a list up to date: it is read anew when an order of the firm has changed, and stays in place. */
export class LiveList<Page> implements ReactiveController {
  readonly #options: Options<Page>;
  readonly #following: Following;
  #soon: ReturnType<typeof setTimeout> | undefined;
  /** Something has changed since the list was read. */
  #isStale = false;
  #isReading = false;

  constructor(host: FollowingHost, options: Options<Page>) {
    this.#options = options;
    this.#following = new Following(host, options.begin);
    host.addController(this);
  }

  hostDisconnected(): void {
    this.leave();
  }

  follow(): void {
    this.#following.start('list', () => this.readSoon());
  }

  leave(): void {
    this.#following.leave();
    clearTimeout(this.#soon);
  }

  readSoon(delay = DELAY): void {
    this.#isStale = true;
    clearTimeout(this.#soon);
    // A list that is followed again gets its present state first.
    if (!this.#following.hasLeft) this.#soon = setTimeout(() => this.#read(), delay);
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
      this.readSoon(PAUSE);
    }
  }
}
