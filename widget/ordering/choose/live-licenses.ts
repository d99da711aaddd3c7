import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LicensePage } from '../../../shared/schemas/license-list.ts';
import { followLive } from '../../api/live/follow-live.ts';
import type { SignIn } from '../../api/sign-in.ts';

/** Changes within this time are read together, in milliseconds. */
const DELAY = 300;

/** Pause before reading again after a failure, in milliseconds. */
const PAUSE = 10_000;

interface Options {
  signIn: () => SignIn;
  /** The licences shown; null while there are none, or others are being read. */
  shown: () => LicensePage | null;
  read: (cursor: string | null, signal: AbortSignal) => Promise<LicensePage>;
  show: (page: LicensePage) => void;
}

/** Keeps the list of licences up to date while it is open: orders of colleagues mark them, payments renew them. */
export class LiveLicenses implements ReactiveController {
  readonly #options: Options;
  #following = new AbortController();
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, options: Options) {
    this.#options = options;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.leave();
  }

  follow(): void {
    this.leave();
    this.#following = new AbortController();
    const { signal } = this.#following;
    void followLive(this.#options.signIn(), signal, 'list', () => this.#readIn(DELAY, signal));
  }

  readonly leave = (): void => {
    this.#following.abort();
    clearTimeout(this.#soon);
  };

  #readIn(delay: number, signal: AbortSignal): void {
    clearTimeout(this.#soon);
    if (!signal.aborted) this.#soon = setTimeout(() => this.#read(signal), delay);
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { shown, show } = this.#options;
    const before = shown();
    try {
      const fresh = before && (await this.#readAll(before, signal));
      if (signal.aborted) return;
      // More, or other licences, have been read meanwhile.
      if (fresh && shown() === before) show(fresh);
      else this.#readIn(DELAY, signal);
    } catch {
      this.#readIn(PAUSE, signal);
    }
  }

  /** Reads as many licences as are shown. */
  async #readAll(shown: LicensePage, signal: AbortSignal): Promise<LicensePage> {
    let page = await this.#options.read(null, signal);
    const { totals } = page;
    const licenses = [...page.licenses];
    while (page.nextCursor !== null && licenses.length < shown.licenses.length) {
      page = await this.#options.read(page.nextCursor, signal);
      licenses.push(...page.licenses);
    }
    return { licenses, nextCursor: page.nextCursor, totals };
  }
}
