import type { Config } from '../config/config.ts';
import type { Db } from '../database/open.ts';
import type { LiveUpdates } from '../foundation/live-updates.ts';
import type { CodeGuesses } from '../limits/code-guesses.ts';
import type { CostLimits } from '../limits/cost-limits.ts';
import type { FairTurns } from '../limits/fair-turns.ts';

/** What a use case is handed. */
export interface Context {
  db: Db;
  config: Config;
  /** Epoch milliseconds; tests set it. */
  now: () => number;
  /** Milliseconds that only grow, whatever is done to the clock: for how long something has lasted. */
  monotonic: () => number;
  live: LiveUpdates;
  codeGuesses: CodeGuesses;
  /** What callers have used of the server's work. */
  limits: CostLimits;
  /** Lets bulk calls go one at a time a firm. */
  turns: FairTurns;
  log: Log;
}

/** One line an event, to standard error in production. */
export type Log = (event: string, details?: Record<string, unknown>) => void;

/** Who is asking, as a verified session token says. */
export interface Actor {
  portalId: string;
  portalName: string;
  firmId: string;
  firmName: string;
  accountantId: string;
  name: string;
  email: string;
  phone: string;
  /** When the token has ended, clock differences forgiven: epoch milliseconds. */
  until: number;
}
