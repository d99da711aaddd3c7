import { performance } from 'node:perf_hooks';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import * as z from 'zod/mini';
import {
  type PeerMessage,
  type PeerMessageKind,
  type Peers,
  peerMessage,
  type Told,
} from '../../foundation/peers.ts';
import { errorText } from '../../foundation/thrown.ts';
import type { Db } from '../db.ts';
import { newId } from '../id.ts';
import { Hosts } from './hosts.ts';

const CHANNEL = 'renewal_wizard';

/** PostgreSQL refuses a payload of 8,000 bytes. */
const MAX_PAYLOAD_BYTES = 7_900;

/**
 * Most messages that wait for a database that does not answer; more are replaced by one that says that some were lost.
 */
const MAX_WAITING = 10_000;

/** Pause between a process's messages to itself, and time limit for their return, in milliseconds. */
const BEAT_MS = 30_000;
const ECHO_MS = 10_000;

/** Time after its last message for which a process counts as present, in milliseconds: three beats. */
const PRESENT_MS = 95_000;

/** Pauses before a new connection, partly random, and before sending again after a failure, in milliseconds. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
const RESEND_MS = 1_000;

/** Longest wait of a stop for its last messages, in milliseconds: the database may not answer. */
const LAST_SEND_MS = 1_000;

const CONNECT_TIMEOUT_MS = 10_000;

const envelope = z.object({ from: z.string(), messages: z.array(z.unknown()) });

interface Options {
  /** URL of the connection that listens: it bypasses a pooler that lends connections by the transaction. */
  url: string;
  log: (event: string, details?: Record<string, unknown>) => void;
  beatMs?: number;
  echoMs?: number;
}

/**
 * Peers by LISTEN and NOTIFY. Messages are sent over the pool, after commits and many at once: inside a transaction,
 * NOTIFY would let only one commit at a time. They are received on one connection of its own. The process's own
 * messages come back the same way, which shows whether others' arrive; a new connection asks for missed ones.
 */
export class NotifyPeers implements Peers {
  readonly #db: Db;
  readonly #options: Options;
  readonly #id = newId();
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;
  readonly #hosts: Hosts;
  readonly #listeners = new Map<string, ((message: never, from: string) => void)[]>();
  readonly #beats: (() => void)[] = [];
  readonly #returned: ((message: PeerMessage) => void)[] = [];
  /** Time of others' last message, by the monotonic clock. */
  readonly #others = new Map<string, number>();
  #waiting: string[] = [];
  /** Topics in `waiting`; the same topic twice means no more than once. */
  readonly #waitingTopics = new Set<string>();
  #isSending = false;
  #sending: Promise<void> = Promise.resolve();
  #hasLost = false;
  #unheardSince: number | null = performance.now();
  #onEcho: (message: unknown) => void = () => {};

  constructor(db: Db, options: Options) {
    this.#db = db;
    this.#options = options;
    this.#hosts = new Hosts(options.url);
    this.#done = this.#listenAgainAndAgain();
  }

  get isWell(): boolean {
    return this.#unheardSince === null;
  }

  get unheardSince(): number | null {
    return this.#unheardSince;
  }

  hear<Kind extends PeerMessageKind>(
    kind: Kind,
    listener: (message: Told<Kind>, from: string) => void,
  ): void {
    this.#listeners.set(kind, [...(this.#listeners.get(kind) ?? []), listener]);
  }

  onReturned(listener: (message: PeerMessage) => void): void {
    this.#returned.push(listener);
  }

  get count(): number {
    for (const [id, at] of this.#others) {
      if (performance.now() - at > PRESENT_MS) this.#others.delete(id);
    }
    return 1 + this.#others.size;
  }

  onBeat(listener: () => void): void {
    this.#beats.push(listener);
  }

  tell(message: PeerMessage): void {
    const text = JSON.stringify(message);
    if (this.#waitingTopics.has(text)) return;
    if (this.#waiting.length >= MAX_WAITING || Buffer.byteLength(text) > MAX_PAYLOAD_BYTES / 2) {
      this.#hasLost = true;
    } else {
      this.#waiting.push(text);
      if (message[0] === 'changed') this.#waitingTopics.add(text);
    }
    this.#beginSending();
  }

  /** Sends the messages that wait; to be called before the database is closed. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
    const timeout = new AbortController();
    const late = sleep(LAST_SEND_MS, undefined, { signal: timeout.signal }).catch(() => {});
    await Promise.race([this.#sending, late]);
    timeout.abort();
  }

  #beginSending(): void {
    if (!this.#isSending) this.#sending = this.#send();
  }

  /** One payload after the other: messages gather while one is under way. */
  async #send(): Promise<void> {
    this.#isSending = true;
    try {
      await setImmediate();
      while (this.#hasLost || this.#waiting.length > 0) {
        if (this.#hasLost) this.#waiting.unshift(JSON.stringify(['lost'] satisfies PeerMessage));
        this.#hasLost = false;
        await this.#notify(this.#nextMessages());
      }
    } catch {
      this.#hasLost = true;
      if (this.#stopping.signal.aborted) return;
      setTimeout(() => this.#beginSending(), RESEND_MS).unref();
    } finally {
      this.#isSending = false;
    }
  }

  #nextMessages(): string {
    let bytes = 0;
    let count = 0;
    for (const text of this.#waiting) {
      bytes += Buffer.byteLength(text) + 1;
      if (bytes > MAX_PAYLOAD_BYTES - 100) break;
      count++;
    }
    const next = this.#waiting.splice(0, count);
    for (const text of next) this.#waitingTopics.delete(text);
    return next.join();
  }

  async #notify(messages: string): Promise<void> {
    const payload = `{"from":"${this.#id}","messages":[${messages}]}`;
    await sql`select pg_notify(${CHANNEL}, ${payload})`.execute(this.#db);
  }

  async #listenAgainAndAgain(): Promise<void> {
    const { signal } = this.#stopping;
    let pause = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      try {
        await this.#listen(() => {
          pause = FIRST_PAUSE_MS;
        });
      } catch (error) {
        if (!signal.aborted) this.#options.log('peers.lost', { error: errorText(error) });
        // A replica refuses LISTEN.
        this.#hosts.leave(this.#hosts.present);
      }
      this.#unheardSince ??= performance.now();
      await sleep(pause * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  /** Ends by an error: the connection was lost, or messages don't arrive on it. */
  async #listen(onWell: () => void): Promise<never> {
    const client = new pg.Client({
      connectionString: this.#hosts.present,
      application_name: 'renewal-wizard listening',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    const lost = Promise.withResolvers<never>();
    lost.promise.catch(() => {});
    client.on('error', lost.reject);
    client.on('end', () => lost.reject(new Error('The connection was closed')));
    client.on('notification', ({ payload = '' }) => this.#receive(payload));
    const onStop = () => lost.reject(new Error('stopped'));
    this.#stopping.signal.addEventListener('abort', onStop);
    try {
      await Promise.race([client.connect(), lost.promise]);
      await Promise.race([client.query(`listen ${CHANNEL}`), lost.promise]);
      for (;;) {
        await Promise.race([this.#hearOneself(), lost.promise]);
        if (!this.isWell) this.#begin();
        onWell();
        for (const beat of this.#beats) beat();
        const timer = sleep(this.#options.beatMs ?? BEAT_MS, undefined, { ref: false });
        await Promise.race([timer, lost.promise]);
      }
    } finally {
      this.#stopping.signal.removeEventListener('abort', onStop);
      // Not awaited: its server may be gone.
      void client.end().catch(() => {});
    }
  }

  #begin(): void {
    this.#unheardSince = null;
    this.#options.log('peers.heard');
    this.tell(['hello']);
    // Messages from before this connection listened are missing.
    this.#dispatch(['lost'], this.#id);
  }

  async #hearOneself(): Promise<void> {
    const echo = newId();
    const heard = Promise.withResolvers<void>();
    this.#onEcho = (message) => message === echo && heard.resolve();
    await this.#notify(JSON.stringify(echo));
    const timeout = new AbortController();
    const late = sleep(this.#options.echoMs ?? ECHO_MS, undefined, {
      signal: timeout.signal,
      ref: false,
    }).then(() => {
      throw new Error('No notification arrives: does DATABASE_LISTEN_URL lead past the pooler?');
    });
    await Promise.race([heard.promise, late]).finally(() => timeout.abort());
  }

  #receive(payload: string): void {
    const { from, messages } = read(payload);
    const isOwn = from === this.#id;
    if (!isOwn && messages.length > 0) this.#others.set(from, performance.now());
    for (const each of messages) {
      if (isOwn) this.#onEcho(each);
      const message = peerMessage.safeParse(each);
      if (!message.success) continue;
      if (isOwn) for (const listener of this.#returned) listener(message.data);
      else this.#dispatch(message.data, from);
    }
  }

  #dispatch(message: PeerMessage, from: string): void {
    if (message[0] === 'hello') this.tell(['here']);
    for (const listener of this.#listeners.get(message[0]) ?? []) listener(message as never, from);
  }
}

/** Reads a payload; a foreign one has no messages. */
function read(payload: string): z.output<typeof envelope> {
  try {
    return envelope.parse(JSON.parse(payload));
  } catch {
    return { from: '', messages: [] };
  }
}
