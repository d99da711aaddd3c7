import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { emit } from '../events.ts';
import { Call, type CallOptions as Options } from './call.ts';
import { errorDetail } from './fault.ts';
import { loadFaultWords, sayFault } from './fault-words.ts';
import type { FormSignIn } from './sign-in.ts';

/** An element that calls the server. */
export interface CallHost extends ReactiveControllerHost, HTMLElement {
  readonly signIn: FormSignIn;
}

export type CallOptions<Args extends readonly unknown[], Result> = Options<Args, Result> & {
  /** Optional for the element: a fault fires no `renewal-error`. */
  isExtra?: boolean;
};

/** A call of an element, which is rendered with each change, and reports faults to the host page. */
export class CallController<Args extends readonly unknown[], Result>
  extends Call<Args, Result>
  implements ReactiveController
{
  readonly #host: CallHost;
  readonly #isQuestion: boolean;
  #isConnected = true;

  constructor(host: CallHost, options: CallOptions<Args, Result>) {
    super(options, {
      onChange: () => host.requestUpdate(),
      beforeFault: (fault) => loadFaultWords(host.signIn, fault),
      onFault: (fault) => {
        if (!options.isExtra) emit(host, 'renewal-error', errorDetail(fault));
      },
      for: () => host.signIn.api,
    });
    this.#host = host;
    this.#isQuestion = options.kind === 'question';
    host.addController(this);
  }

  /** The fault in words; empty without one. */
  get text(): string {
    return this.fault ? sayFault(this.#host.signIn, this.fault) : '';
  }

  hostConnected(): void {
    const wasAway = !this.#isConnected;
    this.#isConnected = true;
    // Moved in the document, or put back: its question is still wanted.
    if (wasAway && this.isBusy && this.#isQuestion) void this.retry();
  }

  hostDisconnected(): void {
    this.#isConnected = false;
    if (this.#isQuestion) this.giveUp();
  }
}
