import type { ReactiveController } from 'lit';
import { CallController, type CallHost } from '../../api/call-controller.ts';
import { Quoting, type QuotingHost } from './quoting.ts';

/** Keeps the draft of an element priced while the element is in the page and visible. */
export class QuoteController extends Quoting implements ReactiveController {
  /** Incremented when the host renders, for elements that would otherwise get the same object. */
  revision = 0;

  constructor(host: CallHost & QuotingHost) {
    super(host, (options) => new CallController(host, options));
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#handleVisibility);
    if (!this.busy) this.awaitNextDay();
  }

  /** Before the host renders, so that no changed row is shown with the former one's quote. */
  hostUpdate(): void {
    this.revision++;
    this.compare();
  }

  hostUpdated(): void {
    // A state change during an update would cause another update at once.
    if (this.busy) queueMicrotask(() => this.follow());
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#handleVisibility);
    this.stop();
  }

  readonly #handleVisibility = (): void => {
    if (document.visibilityState === 'visible') this.refreshIfOld();
  };
}
