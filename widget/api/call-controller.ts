import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { emit } from '../events.ts';
import { errorDetail, type Fault, faultOf } from './fault.ts';
import { loadFaultWords, sayFault } from './fault-words.ts';
import type { FormSignIn } from './sign-in.ts';

/** An element that calls the server. */
export interface CallHost extends ReactiveControllerHost, HTMLElement {
  readonly signIn: FormSignIn;
}

export interface CallOptions<Args extends readonly unknown[], Result> {
  /**
   * A `deed` changes something: while one is under way another press does nothing, and it runs to its end whatever
   * becomes of the element. Of a `question` only the latest counts: an earlier one is aborted, and its answer dropped.
   */
  kind: 'deed' | 'question';
  /** Makes one or several calls, and loads what they need. The signal aborts when the answer is no longer needed. */
  run: (signal: AbortSignal, ...args: Args) => Promise<Result>;
  /** Receives the answer. */
  done?: (result: Result, ...args: Args) => unknown;
  /** Resolves to true for a fault that it has handled, which is then neither kept nor reported. */
  failed?: (fault: Fault, ...args: Args) => unknown;
  /** Optional for the element: a fault fires no `renewal-error`. */
  isExtra?: boolean;
}

/**
 * A repeated call of an element: whether it is under way, why it failed, and how to try again. Changes render the
 * element.
 */
export class CallController<Args extends readonly unknown[], Result> implements ReactiveController {
  readonly #host: CallHost;
  readonly #options: CallOptions<Args, Result>;
  /** The call that is under way, or waits for its delay. */
  #current: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #args: Args | null = null;
  #isConnected = true;
  readonly #waiting: (() => void)[] = [];

  /** Why the last call failed; null while the next one is under way. */
  fault: Fault | null = null;

  constructor(host: CallHost, options: CallOptions<Args, Result>) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** Whether a call is under way, or waits for its delay. */
  get isBusy(): boolean {
    return this.#current !== null;
  }

  /** The fault in words; empty without one. */
  get text(): string {
    return this.fault ? sayFault(this.#host.signIn, this.fault) : '';
  }

  /** Calls now. @returns resolves when the call has ended, or was aborted */
  async start(...args: Args): Promise<void> {
    if (this.isBusy && this.#options.kind === 'deed') return;
    this.fault = null;
    await this.#ask(this.#begin(args), args);
  }

  /** Calls after a delay, merging several into one: for searching while a person types. */
  startIn(pause: number, ...args: Args): void {
    const call = this.#begin(args);
    this.#timer = setTimeout(() => void this.#ask(call, args), pause);
  }

  /** Repeats the last call. */
  readonly retry = async (): Promise<void> => {
    if (this.#args) await this.start(...this.#args);
  };

  /** Resolves when no call is under way. */
  async settled(): Promise<void> {
    if (this.isBusy) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Clears the last fault. */
  clear(): void {
    this.fault = null;
    this.#host.requestUpdate();
  }

  /** Also drops the call under way: its answer is ignored. */
  drop(): void {
    this.#giveUp();
    this.#end();
    this.clear();
  }

  hostConnected(): void {
    const wasAway = !this.#isConnected;
    this.#isConnected = true;
    // Moved in the document, or put back: its question is still wanted.
    if (wasAway && this.isBusy && this.#options.kind === 'question') void this.retry();
  }

  hostDisconnected(): void {
    this.#isConnected = false;
    if (this.#options.kind === 'question') this.#giveUp();
  }

  #begin(args: Args): AbortController {
    this.#giveUp();
    const call = new AbortController();
    this.#current = call;
    this.#args = args;
    this.#host.requestUpdate();
    return call;
  }

  #giveUp(): void {
    clearTimeout(this.#timer);
    this.#current?.abort();
  }

  #end(): void {
    this.#current = null;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #ask(call: AbortController, args: Args): Promise<void> {
    const { run, done } = this.#options;
    const { api } = this.#host.signIn;
    // A deed's answer is not for a person who has signed in since.
    const isStale = () => call.signal.aborted || this.#host.signIn.api !== api;
    try {
      const outcome = await run(call.signal, ...args).then(
        (result) => ({ result }),
        (error: unknown) => ({ fault: faultOf(error) }),
      );
      if ('fault' in outcome) await loadFaultWords(this.#host.signIn, outcome.fault);
      if (isStale()) return;
      if ('fault' in outcome) return await this.#fail(outcome.fault, args);
      this.fault = null;
      await done?.(outcome.result, ...args);
    } finally {
      // The question of a removed element stays open, and is repeated where the element comes back.
      if (this.#current === call && !call.signal.aborted) {
        this.#end();
        this.#host.requestUpdate();
      }
    }
  }

  async #fail(fault: Fault, args: Args): Promise<void> {
    const { failed, isExtra } = this.#options;
    if ((await failed?.(fault, ...args)) === true) return;
    this.fault = fault;
    if (!isExtra) emit(this.#host, 'renewal-error', errorDetail(fault));
  }
}
