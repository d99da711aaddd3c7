import * as z from 'zod/mini';

/** Messages between processes over one database; those of another version may differ. */
export const peerMessage = z.union([
  // A process starts to listen, and asks for missed messages; the others answer that they are present.
  z.tuple([z.literal('hello')]),
  z.tuple([z.literal('here')]),
  // A topic of the live updates has changed.
  z.tuple([z.literal('changed'), z.string().check(z.regex(/^(?:order|list|bell):/))]),
  // Messages were lost: anything may have changed.
  z.tuple([z.literal('lost')]),
  // Units that were charged to an account, by its key and its budget for a minute.
  z.tuple([z.literal('spent'), z.string(), z.number().check(z.positive()), z.number()]),
  // An unknown code that a firm has tried, by the firm's key, and when.
  z.tuple([z.literal('guessed'), z.string(), z.string(), z.number()]),
  // Number of an accountant's streams in the sending process.
  z.tuple([z.literal('streams'), z.string(), z.number().check(z.gte(0))]),
]);
export type PeerMessage = z.output<typeof peerMessage>;
export type PeerMessageKind = PeerMessage[0];
export type Told<Kind extends PeerMessageKind> = Extract<
  PeerMessage,
  readonly [Kind, ...unknown[]]
>;

/**
 * The other server processes over the same database. Messages between them are a help and never the truth: one may be
 * lost, and the rules that money and licences depend on are enforced by the database.
 */
export interface Peers {
  /** Sends to all the others, soon after; nobody waits for it. */
  tell(message: PeerMessage): void;
  hear<Kind extends PeerMessageKind>(
    kind: Kind,
    listener: (message: Told<Kind>, from: string) => void,
  ): void;
  /**
   * Resolves when a message of its own has come back: everything that others sent before it has arrived by then. A
   * message may be lost.
   */
  onReturned(listener: (message: PeerMessage) => void): void;
  /** Number of known processes, this one included. */
  readonly count: number;
  /** Called about twice a minute while messages arrive. */
  onBeat(listener: () => void): void;
  /** Whether messages arrive, as far as is known, or there is nobody to send any. */
  readonly isWell: boolean;
  /** Time of the last message, by the monotonic clock; null while they arrive. */
  readonly unheardSince: number | null;
  stop(): Promise<void>;
}

/** For a single process. */
export const ALONE: Peers = {
  tell() {},
  hear() {},
  onReturned() {},
  count: 1,
  onBeat() {},
  isWell: true,
  unheardSince: null,
  async stop() {},
};
