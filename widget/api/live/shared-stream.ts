import type { LiveEvent, LiveTopic } from '../../../shared/schemas/live.ts';
import { type Channel, holdLock, openChannel } from '../browser-features.ts';
import type { Session } from '../session.ts';
import { LiveStream } from './live-stream.ts';
import { asState, joinWants, type Wants } from './live-topics.ts';

/** In milliseconds. */
const TIMES = {
  /** Time after which a hidden tab gives the stream up: a look elsewhere is shorter. */
  hidden: 30_000,
  /** The same where tabs can't share, as on a portal without https: each tab's stream is a connection. */
  hiddenAlone: 1_000,
  /** Pause between announcements by the tab with the stream. */
  beat: 10_000,
  /** Silence after which the tab with the stream is taken to hang, and loses it. */
  silence: 45_000,
  /** Time for which a tab whose token the server refuses leaves the stream to others. */
  yielding: 5_000,
};

/** Number of announcements without an answer after which another tab is taken to be gone, or frozen. */
const MISSED_BEATS = 3;

/** The topics that a page follows, for one person. */
interface Page {
  wants(): Wants;
  signIn(): Session;
  receive(event: LiveEvent): void;
}

/** Incremented with {@link Message}: tabs of two incompatible releases share no stream. */
const PROTOCOL = 1;

type Message =
  /** A tab's topics, and its position in each. */
  | { kind: 'want'; tab: string; wants: Wants }
  | { kind: 'gone'; tab: string }
  /** This tab has the stream; the others answer with their topics. */
  | { kind: 'lead' }
  /** The addressee; without it, all tabs. */
  | { kind: 'event'; event: LiveEvent; to?: string };

interface OtherTab {
  /** The tab's topics, and its positions in the events delivered to it. */
  wants: Map<LiveTopic, number | null>;
  missedBeats: number;
}

/**
 * One stream for all tabs in which one person has the portal open: a browser opens at most six connections to a server
 * over HTTP/1.1, and a stream holds one for good. The tab that holds a Web Lock has the stream, and forwards events by
 * a BroadcastChannel. It moves to another tab when its tab closes, is hidden for long, hangs, or is refused by the
 * server. Each tab announces its position in each topic, and the stream begins with the one furthest behind, so that
 * nothing is missed. Without such a lock or channel, each page has its own.
 */
export class SharedStream {
  readonly #name: string;
  readonly #page: Page;
  readonly #times: typeof TIMES;
  readonly #tab = crypto.getRandomValues(new Uint32Array(2)).join('-');
  readonly #listening = new AbortController();
  #channel: Channel | null = null;
  /** Null where sharing is impossible. */
  #isAlone = false;
  /** While this tab waits for the stream, or has it. */
  #turn: AbortController | null = null;
  #endTurn = () => {};
  #stream: LiveStream | null = null;
  /** The last event of each topic. */
  readonly #latest = new Map<LiveTopic, LiveEvent>();
  readonly #others = new Map<string, OtherTab>();
  #beat: ReturnType<typeof setInterval> | undefined;
  #hiddenLong: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #turnSoon: ReturnType<typeof setTimeout> | undefined;

  /** @param person only tabs of the same person share */
  constructor(person: string, page: Page, times: Partial<typeof TIMES> = {}) {
    this.#times = { ...TIMES, ...times };
    this.#name = `renewal-wizard:live:${PROTOCOL}:${person}`;
    this.#page = page;
    const options = { signal: this.#listening.signal };
    document.addEventListener('visibilitychange', () => this.#handleVisibility(), options);
    document.addEventListener('freeze', () => this.#leaveTurn(), options);
    document.addEventListener('resume', () => this.#handleVisibility(), options);
    addEventListener('pagehide', () => this.#leave(), options);
    addEventListener('pageshow', ({ persisted }) => persisted && this.#enter(), options);
    this.#enter();
  }

  /** The page's topics have changed. */
  update(): void {
    if (this.#stream) {
      this.#giveState(this.#page.wants(), (event) => this.#page.receive(event));
      this.#refresh();
    } else {
      this.#sayWants();
    }
  }

  stop(): void {
    this.#listening.abort();
    this.#leave();
  }

  #enter(): void {
    this.#channel = openChannel(this.#name, (message) => this.#handle(message as Message));
    this.#isAlone = this.#channel === null;
    this.#queue();
    this.#handleVisibility();
  }

  #leave(): void {
    this.#post({ kind: 'gone', tab: this.#tab });
    this.#leaveTurn();
    clearTimeout(this.#hiddenLong);
    this.#channel?.close();
    this.#channel = null;
  }

  #queue(steal = false): void {
    if (this.#turn || this.#stream || this.#listening.signal.aborted) return;
    clearTimeout(this.#turnSoon);
    if (this.#isAlone) {
      if (!isHidden()) this.#lead();
      return;
    }
    const turn = new AbortController();
    const { signal } = turn;
    this.#turn = turn;
    const hold = () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#endTurn = resolve;
      if (signal.aborted) resolve();
      else this.#lead();
      return promise;
    };
    void holdLock(this.#name, { signal, steal }, hold).then((canShare) => {
      if (this.#turn !== turn) return;
      this.#leaveTurn();
      if (!canShare) {
        this.#isAlone = true;
        this.#channel?.close();
        this.#channel = null;
      }
      if (!isHidden()) this.#queue();
    });
  }

  #lead(): void {
    clearTimeout(this.#silence);
    this.#stream?.close();
    this.#others.clear();
    this.#latest.clear();
    this.#stream = new LiveStream({
      signIn: () => this.#page.signIn(),
      onEvent: (event) => this.#handOn(event),
      onFailure: (failures) => {
        if (failures > 1 && this.#others.size > 0) this.#yieldTurn();
      },
    });
    this.#post({ kind: 'lead' });
    clearInterval(this.#beat);
    if (!this.#isAlone) this.#beat = setInterval(() => this.#sayLead(), this.#times.beat);
    this.#refresh();
  }

  #sayLead(): void {
    for (const [tab, other] of this.#others) {
      if (++other.missedBeats > MISSED_BEATS) this.#others.delete(tab);
    }
    this.#refresh();
    this.#post({ kind: 'lead' });
  }

  /** Gives the stream up, or stops waiting for it. */
  #leaveTurn(): void {
    const turn = this.#turn;
    this.#turn = null;
    clearInterval(this.#beat);
    clearTimeout(this.#silence);
    clearTimeout(this.#turnSoon);
    this.#stream?.close();
    this.#stream = null;
    this.#latest.clear();
    turn?.abort();
    this.#endTurn();
  }

  #yieldTurn(): void {
    this.#leaveTurn();
    this.#turnSoon = setTimeout(() => this.#handleVisibility(), this.#times.yielding);
  }

  #handleVisibility(): void {
    clearTimeout(this.#hiddenLong);
    if (isHidden()) {
      const { hidden, hiddenAlone } = this.#times;
      const patience = this.#isAlone ? hiddenAlone : hidden;
      this.#hiddenLong = setTimeout(() => this.#leaveTurn(), patience);
      return;
    }
    this.#queue();
    this.#listenForLeader();
    if (!this.#stream) this.#sayWants();
  }

  #listenForLeader(): void {
    clearTimeout(this.#silence);
    if (this.#stream || !this.#turn) return;
    this.#silence = setTimeout(() => {
      if (isHidden() || this.#stream) return;
      this.#leaveTurn();
      this.#queue(true);
    }, this.#times.silence);
  }

  #handle(message: Message): void {
    if (this.#stream) this.#handleAsLeader(message, this.#others);
    else if (message.kind === 'lead' || message.kind === 'event') {
      this.#listenForLeader();
      if (message.kind === 'lead') this.#sayWants();
      else if ((message.to ?? this.#tab) === this.#tab) this.#page.receive(message.event);
    }
  }

  #handleAsLeader(message: Message, others: Map<string, OtherTab>): void {
    if (message.kind === 'want') {
      const { tab, wants } = message;
      const given = this.#giveState(wants, (event) =>
        this.#post({ kind: 'event', event, to: tab }),
      );
      others.set(tab, { wants: given, missedBeats: 0 });
      this.#refresh();
    } else if (message.kind === 'gone') {
      others.delete(message.tab);
      this.#refresh();
    }
  }

  /**
   * Repeats earlier events for a tab that is behind; a bell's single notifications have to be requested again.
   *
   * @returns its positions after these
   */
  #giveState(wants: Wants, give: (event: LiveEvent) => void): OtherTab['wants'] {
    const come = new Map(wants);
    for (const [topic, after] of wants) {
      const latest = this.#latest.get(topic);
      if (!latest) continue;
      if (after !== null && (topic === 'bell' || after >= latest.position)) continue;
      give(asState(latest));
      come.set(topic, latest.position);
    }
    return come;
  }

  #handOn(event: LiveEvent): void {
    this.#latest.set(event.topic, event);
    const { topic, position } = event;
    const others = [...this.#others.values()].filter(({ wants }) => wants.has(topic));
    for (const { wants } of others) wants.set(topic, Math.max(position, wants.get(topic) ?? 0));
    if (others.length > 0) this.#post({ kind: 'event', event });
    this.#page.receive(event);
  }

  /** Follows the topics of all tabs. */
  #refresh(): void {
    const others = [...this.#others.values()].map(({ wants }) => wants);
    const wants = joinWants([...others, this.#page.wants()]);
    for (const topic of this.#latest.keys()) if (!wants.has(topic)) this.#latest.delete(topic);
    this.#stream?.follow(wants);
  }

  #sayWants(): void {
    this.#post({ kind: 'want', tab: this.#tab, wants: this.#page.wants() });
  }

  #post(message: Message): void {
    this.#channel?.post(message);
  }
}

function isHidden(): boolean {
  return document.visibilityState === 'hidden';
}
