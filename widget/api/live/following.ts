import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LiveTopic } from '../../../shared/schemas/live.ts';
import type { Session } from '../session.ts';
import { followLive } from './follow-live.ts';
import type { DataOf } from './live-topics.ts';

export interface FollowingHost extends ReactiveControllerHost {
  readonly signIn: Session;
  readonly hasUpdated: boolean;
}

/** Follows a topic, one at a time, while its element is in the page. */
export class Following implements ReactiveController {
  readonly #host: FollowingHost;
  readonly #begin: () => void;
  #leaving = new AbortController();

  /** @param begin called where the element is put back into the page */
  constructor(host: FollowingHost, begin: () => void = () => {}) {
    this.#host = host;
    this.#begin = begin;
    host.addController(this);
  }

  hostConnected(): void {
    if (this.#host.hasUpdated) this.#begin();
  }

  hostDisconnected(): void {
    this.leave();
  }

  /** Follows a topic in place of the one before: first its present state, then each change. */
  start<Topic extends LiveTopic>(topic: Topic, onData: (data: DataOf<Topic>) => void): void {
    this.leave();
    this.#leaving = new AbortController();
    void followLive(this.#host.signIn, this.#leaving.signal, topic, onData);
  }

  readonly leave = (): void => this.#leaving.abort();

  get hasLeft(): boolean {
    return this.#leaving.signal.aborted;
  }
}
