import type { Config } from '../config/config.ts';
import type { Db } from '../database/db.ts';
import type { Replica } from '../database/postgresql/replica.ts';
import type { FirmAccountant } from '../foundation/firm.ts';
import type { LiveUpdates } from '../foundation/live-updates.ts';
import type { Peers } from '../foundation/peers.ts';
import type { CodeGuesses } from '../limits/code-guesses.ts';
import type { CostLimits } from '../limits/cost-limits.ts';
import type { FairTurns } from '../limits/fair-turns.ts';

/** The dependencies of every use case. */
export interface Context extends Surroundings {
  db: Db;
  live: LiveUpdates;
  /** A replica that may be read from in the place of `db`; none where there is one server. */
  replica?: Replica;
  /** Other processes over the same database. */
  peers: Peers;
}

/** The dependencies that a use case has inside a transaction, too. */
export interface Surroundings {
  config: Config;
  /** Epoch milliseconds; tests set it. */
  now: () => number;
  /** Monotonic milliseconds, for measuring durations. */
  monotonic: () => number;
  codeGuesses: CodeGuesses;
  /** The server's work charged to each caller. */
  limits: CostLimits;
  /** Makes bulk calls take turns, one at a time for each firm. */
  turns: FairTurns;
  log: Log;
}

/** Writes one line for an event, to standard error in production. */
export type Log = (event: string, details?: Record<string, unknown>) => void;

/** The signed-in person, from a verified sign-in token. */
export interface Actor extends FirmAccountant {
  portalName: string;
  firmName: string;
  name: string;
  email: string;
  phone: string;
  /** End of the token's life, clock difference tolerated: epoch milliseconds. */
  until: number;
}
