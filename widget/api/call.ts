import { type Fault, faultOf } from './fault.ts';

export interface CallOptions<Args extends readonly unknown[], Result> {
  /**
   * A `deed` changes something: while one is under way another press does nothing, and it runs to its end whatever
   * becomes of its caller. Of a `question` only the latest counts: an earlier one is aborted, and its answer dropped.
   */
  kind: 'deed' | 'question';
  /**
   * Makes one or several calls, and loads the parts for them. The signal aborts when the answer is no longer needed.
   */
  run: (signal: AbortSignal, ...args: Args) => Promise<Result>;
  /** Receives the answer. */
  done?: (result: Result, ...args: Args) => unknown;
  /** Resolves to true for a fault that it has handled, which is then neither kept nor reported. */
  failed?: (fault: Fault, ...args: Args) => unknown;
}

/** Callbacks from a call to the code that makes it. */
export interface Caller {
  /** It has become busy or idle, or has got or lost a fault. */
  onChange?: () => void;
  /** Gets ready to show a fault. */
  beforeFault?: (fault: Fault) => Promise<void>;
  /** Receives a fault that is kept. */
  onFault?: (fault: Fault) => void;
  /** The subject of the answer, which is dropped when the subject has changed meanwhile. */
  for?: () => unknown;
}

/** A repeated call to the server: whether it is under way, why it failed, and how to try again. */
export class Call<Args extends readonly unknown[], Result> {
  readonly #options: CallOptions<Args, Result>;
  readonly #caller: Caller;
  /** The call that is under way, or waits for its delay. */
  #current: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #args: Args | null = null;
  readonly #waiting: (() => void)[] = [];

  /** The reason why the last call failed; null while the next one is under way. */
  fault: Fault | null = null;

  constructor(options: CallOptions<Args, Result>, caller: Caller = {}) {
    this.#options = options;
    this.#caller = caller;
  }

  /** Whether a call is under way, or waits for its delay. */
  get isBusy(): boolean {
    return this.#current !== null;
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
    this.#caller.onChange?.();
  }

  /** Also drops the call under way: its answer is ignored. */
  drop(): void {
    this.giveUp();
    this.#end();
    this.clear();
  }

  /** Aborts the call under way, which stays open until it is repeated. */
  protected giveUp(): void {
    clearTimeout(this.#timer);
    this.#current?.abort();
  }

  #begin(args: Args): AbortController {
    this.giveUp();
    const call = new AbortController();
    this.#current = call;
    this.#args = args;
    this.#caller.onChange?.();
    return call;
  }

  #end(): void {
    this.#current = null;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #ask(call: AbortController, args: Args): Promise<void> {
    const { run, done } = this.#options;
    const person = this.#caller.for?.();
    // A deed's answer is not for a person who has signed in since.
    const isStale = () => call.signal.aborted || this.#caller.for?.() !== person;
    try {
      const outcome = await run(call.signal, ...args).then(
        (result) => ({ result }),
        (error: unknown) => ({ fault: faultOf(error) }),
      );
      if ('fault' in outcome) await this.#caller.beforeFault?.(outcome.fault);
      if (isStale()) return;
      if ('fault' in outcome) return await this.#fail(outcome.fault, args);
      this.fault = null;
      await done?.(outcome.result, ...args);
    } finally {
      // An aborted question stays open, and is repeated where its element comes back.
      if (this.#current === call && !call.signal.aborted) {
        this.#end();
        this.#caller.onChange?.();
      }
    }
  }

  async #fail(fault: Fault, args: Args): Promise<void> {
    if ((await this.#options.failed?.(fault, ...args)) === true) return;
    this.fault = fault;
    this.#caller.onFault?.(fault);
  }
}
