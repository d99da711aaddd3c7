import { type FormSession, inLanguage, openSession } from '../api/session.ts';

/** A framework may set a new `fetchToken` at every render: the last one is called, after a pause, in milliseconds. */
const QUIET_MS = 250;

/** The options of a session, and the listener for its passing to another person. */
export interface KeptHost {
  readonly server: string;
  readonly language: 'vi' | 'en';
  /** Whether it begins with more than the order form. */
  readonly allTexts: boolean;
  /** The host's present function, which it may replace at any time. */
  fetchTokenNow: () => unknown;
  onIdentityChanged: (session: FormSession) => void;
}

/** Opens the session of a public element and keeps it, whatever `fetchToken` and `locale` the host sets meanwhile. */
export class SessionKeeper {
  readonly #host: KeptHost;
  #replaced = Promise.withResolvers<void>();
  /** The host has set another `fetchToken` while the session was being opened. */
  #isStale = false;
  #prepareSoon: ReturnType<typeof setTimeout> | undefined;

  /** Whether the host's first token is still to come. */
  waitsForToken = true;

  constructor(host: KeptHost) {
    this.#host = host;
  }

  /** @throws OpeningFault */
  async open(): Promise<FormSession> {
    const { server, language, allTexts, fetchTokenNow, onIdentityChanged } = this.#host;
    let opened: FormSession | undefined;
    opened = await openSession({
      server,
      locale: language,
      allTexts,
      fetchTokenNow,
      fetchTokenReplaced: () => this.#replaced.promise,
      onToken: () => {
        this.waitsForToken = false;
      },
      onIdentityChanged: () => {
        if (opened) onIdentityChanged(opened);
      },
    }).finally(() => {
      this.waitsForToken = false;
    });
    if (this.#isStale) this.renewToken(opened);
    return opened;
  }

  /** While the first token is awaited: another function may have it. */
  replaceFetchToken(): void {
    this.#isStale = true;
    this.#replaced.resolve();
    this.#replaced = Promise.withResolvers();
  }

  /** The present function is called from now on, and soon: its token may be another person's. */
  renewToken({ tokens }: FormSession): void {
    tokens.forget();
    clearTimeout(this.#prepareSoon);
    this.#prepareSoon = setTimeout(() => {
      // A call that needs it shows the fault to the person who makes it.
      tokens.prepare().catch(() => {});
    }, QUIET_MS);
  }

  /** Typed input stays where it is; only the texts change. */
  translate(session: FormSession, language: 'vi' | 'en'): Promise<FormSession> {
    return inLanguage(session, language);
  }

  stop(): void {
    clearTimeout(this.#prepareSoon);
  }
}
