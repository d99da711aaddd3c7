export { makeFocusable } from './focusable.ts';
export { keepTyping } from './keep-typing.ts';
export { PaletteKeeper } from './palette-keeper.ts';

import { type FormSignIn, inLanguage, openSignIn } from '../api/sign-in.ts';

/**
 * Pause before a new `fetchToken` is called, in milliseconds: a framework may set one at every render, of which only
 * the last is called.
 */
const QUIET_MS = 250;

/** The options of a sign-in, and the listener for its passing to another person. */
export interface KeptHost {
  readonly server: string;
  readonly language: 'vi' | 'en';
  /** Whether it begins with more than the order form. */
  readonly allTexts: boolean;
  /** The host's present function, which it may replace at any time. */
  fetchTokenNow: () => unknown;
  /** The host's present texts, by key. */
  textsNow: () => unknown;
  onIdentityChanged: (signIn: FormSignIn) => void;
}

/**
 * Opens the sign-in of a public element and keeps it, however often the host sets `fetchToken` and `locale` meanwhile.
 */
export class SignInKeeper {
  readonly #host: KeptHost;
  #replaced = Promise.withResolvers<void>();
  /** The host has set another `fetchToken` while the sign-in was being opened. */
  #isStale = false;
  #prepareSoon: ReturnType<typeof setTimeout> | undefined;

  /** Whether the host's first token is still to come. */
  waitsForToken = true;

  constructor(host: KeptHost) {
    this.#host = host;
  }

  /** @throws RenewalFault */
  async open(): Promise<FormSignIn> {
    const { server, language, allTexts, fetchTokenNow, textsNow, onIdentityChanged } = this.#host;
    let opened: FormSignIn | undefined;
    opened = await openSignIn({
      server,
      locale: language,
      allTexts,
      fetchTokenNow,
      textsNow,
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

  /** Another function may have a token while the first one is awaited. */
  replaceFetchToken(): void {
    this.#isStale = true;
    this.#replaced.resolve();
    this.#replaced = Promise.withResolvers();
  }

  /** The present function is called from now on, and soon: its token may be another person's. */
  renewToken({ tokens }: FormSignIn): void {
    tokens.forget();
    clearTimeout(this.#prepareSoon);
    this.#prepareSoon = setTimeout(() => {
      // A later call that needs a token shows the fault to its person.
      tokens.prepare().catch(() => {});
    }, QUIET_MS);
  }

  /** Typed input stays where it is; only the texts change. */
  translate(signIn: FormSignIn, language: 'vi' | 'en'): Promise<FormSignIn> {
    return inLanguage(signIn, language);
  }

  stop(): void {
    clearTimeout(this.#prepareSoon);
  }
}
