import type { Context } from '../../../context/context.ts';
import { errorText } from '../../../foundation/thrown.ts';
import { type MailFailure, mailFailureOf } from './smtp-failure.ts';

/**
 * Number of refusals in a row that may be about us, without an accepted mail between, after which all mails are held.
 */
const UNCLEAR_IN_A_ROW = 3;

/**
 * Number of refused messages in a row after which the fault is taken for one of our content or address: refused
 * messages look alike.
 */
const MESSAGES_IN_A_ROW = 5;

/** Pauses between tries with one mail while mails are held, in milliseconds. */
export const HOLD_PAUSES_MS = { first: 5_000, longest: 300_000 };

/** Reason why no mail leaves, and since when. */
export interface MailHold {
  /** Epoch milliseconds. */
  since: number;
  /** The mail server's last answer, or the reason why it could not be reached. */
  error: string;
}

/**
 * The way to the mail server, shared by all mails. When the way fails, mails are held: they stay pending, use up no
 * tries, and one at a time is tried until one gets through. Pauses are measured by the monotonic clock, so that setting
 * the wall clock lengthens none of them.
 */
export class MailChannel {
  readonly #context: Context;
  readonly #pauses: typeof HOLD_PAUSES_MS;
  #hold: MailHold | null = null;
  #pause = 0;
  #tryAt = 0;
  #isTrying = false;
  #unclear = 0;
  #refusedMessages = 0;
  /** Called once for each hold, when it has outlasted a first retry. */
  onHeld: (hold: MailHold) => void = () => {};
  #isReported = false;

  constructor(context: Context, pauses = HOLD_PAUSES_MS) {
    this.#context = context;
    this.#pauses = pauses;
  }

  get hold(): MailHold | null {
    return this.#hold;
  }

  /** Wait of a mail after a failure of the way, in milliseconds: a later mail tries the way first. */
  get pause(): number {
    return this.#pause;
  }

  /**
   * Lets mails start: as many as wanted, or one while mails are held, to try the way. A try ends by {@link succeeded},
   * {@link failed} or {@link unused}.
   */
  admit(wanted: number): { count: number; isTry: boolean } {
    if (this.#hold === null) return { count: wanted, isTry: false };
    if (wanted === 0 || this.#isTrying || this.#context.monotonic() < this.#tryAt) {
      return { count: 0, isTry: false };
    }
    this.#isTrying = true;
    return { count: 1, isTry: true };
  }

  /** No mail was there to try the way with, or the job made none. */
  unused(isTry: boolean): void {
    if (isTry) this.#isTrying = false;
  }

  /** A mail was accepted by the server. */
  succeeded(): void {
    this.#unclear = 0;
    this.#refusedMessages = 0;
    this.#release();
  }

  /** @returns the party concerned by the failure; `channel` also after several unclear refusals in a row */
  failed(error: unknown, isTry: boolean): MailFailure {
    const failure = this.#judge(mailFailureOf(error));
    // An answer about a single mail shows that the way is open.
    if (failure !== 'channel' && failure !== 'unclear') this.#release();
    // Other mails were under way when the first failed: they don't lengthen the pause.
    if (failure === 'channel' && (isTry || this.#hold === null)) this.#holdBecauseOf(error);
    if (isTry) this.#isTrying = false;
    return failure;
  }

  #judge(failure: MailFailure): MailFailure {
    if (failure === 'unclear' && ++this.#unclear >= UNCLEAR_IN_A_ROW) return 'channel';
    if (failure === 'message' && ++this.#refusedMessages >= MESSAGES_IN_A_ROW) return 'channel';
    // Mails held because of unclear refusals are not released by another one.
    return failure === 'unclear' && this.#hold !== null ? 'channel' : failure;
  }

  #holdBecauseOf(error: unknown): void {
    const text = errorText(error).slice(0, 500);
    const isFirst = this.#hold === null;
    this.#hold = { since: this.#hold?.since ?? this.#context.now(), error: text };
    this.#pause = isFirst ? this.#pauses.first : Math.min(this.#pause * 2, this.#pauses.longest);
    this.#tryAt = this.#context.monotonic() + this.#pause;
    this.#context.log('mail.held', { level: 'error', error: text, retryInMs: this.#pause });
    if (isFirst || this.#isReported) return;
    this.#isReported = true;
    this.onHeld(this.#hold);
  }

  #release(): void {
    if (this.#hold !== null) {
      this.#context.log('mail.released', { heldSince: new Date(this.#hold.since).toISOString() });
    }
    this.#hold = null;
    this.#pause = 0;
    this.#isTrying = false;
    this.#isReported = false;
  }
}

const channels = new WeakMap<Context, MailChannel>();

/** The channel of this process. */
export function mailChannelOf(context: Context, pauses?: typeof HOLD_PAUSES_MS): MailChannel {
  const known = channels.get(context);
  if (known !== undefined && pauses === undefined) return known;
  const channel = new MailChannel(context, pauses);
  channels.set(context, channel);
  return channel;
}
