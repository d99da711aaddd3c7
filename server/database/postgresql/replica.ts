import { Kysely } from 'kysely';
import { errorCode, errorText } from '../../foundation/thrown.ts';
import type { Db } from '../db.ts';
import type { Tables } from '../tables.ts';
import { isConnectionLost } from './connection-errors.ts';
import { PostgresqlDialect } from './dialect.ts';
import { type Position, positionOf, runFrom } from './run-read-only.ts';

/** Time for which a replica that is behind or away is not used, in milliseconds. */
const BEHIND_MS = 500;
const AWAY_MS = 5_000;

const CONNECT_TIMEOUT_MS = 2_000;

/** Codes of a statement that the replica has ended because a replayed change was in its way. */
const CONFLICTS = new Set(['40001', '40P01']);

interface Options {
  log: (event: string, details?: Record<string, unknown>) => void;
}

/**
 * A server that may be read from in the place of the primary, once it has replayed everything that the primary had
 * confirmed, to any process, when the read began. Otherwise the primary is read from. So nobody misses their own
 * changes, or changes that others have told them of.
 */
export class Replica {
  readonly #db: Db;
  readonly #primary: Db;
  readonly #options: Options;
  #notBefore = 0;
  #isUsed: boolean | undefined;
  #asking: Promise<Position> | undefined;
  #askingNext: Promise<Position> | undefined;

  constructor(url: string, primary: Db, options: Options) {
    this.#primary = primary;
    this.#options = options;
    this.#db = new Kysely<Tables>({
      dialect: new PostgresqlDialect(url, {
        isForReading: true,
        patienceMs: 0,
        connectTimeoutMs: CONNECT_TIMEOUT_MS,
      }),
    });
  }

  /** @param work only reads; it runs again, at the primary, where the replica has failed meanwhile */
  async read<Result>(work: (db: Db) => Promise<Result>): Promise<Result> {
    if (performance.now() < this.#notBefore) return await work(this.#primary);
    const position = await this.#position();
    const found = await this.#readAt(position, work);
    return found === null ? await work(this.#primary) : found.result;
  }

  async destroy(): Promise<void> {
    await this.#db.destroy();
  }

  /** @returns null where the replica can't be used just now */
  async #readAt<Result>(
    position: Position,
    work: (db: Db) => Promise<Result>,
  ): Promise<{ result: Result } | null> {
    try {
      const found = await runFrom(this.#db, position, work);
      if (found === null) this.#leave(BEHIND_MS, 'it is behind');
      else this.#say(true);
      return found;
    } catch (error) {
      const code = errorCode(error);
      if (!CONFLICTS.has(code) && !isConnectionLost(error)) throw error;
      this.#leave(CONFLICTS.has(code) ? 0 : AWAY_MS, errorText(error));
      return null;
    }
  }

  #leave(forMs: number, reason: string): void {
    this.#notBefore = performance.now() + forMs;
    this.#say(false, { reason });
  }

  /** Logs only changes. */
  #say(isUsed: boolean, details?: Record<string, unknown>): void {
    if (this.#isUsed === isUsed) return;
    this.#isUsed = isUsed;
    this.#options.log(isUsed ? 'replica.used' : 'replica.left', details);
  }

  /** One question for all reads that began while the last question was under way. */
  async #position(): Promise<Position> {
    if (this.#asking === undefined) {
      this.#asking = positionOf(this.#primary).finally(() => {
        this.#asking = undefined;
      });
      return await this.#asking;
    }
    this.#askingNext ??= this.#asking
      .catch(() => {})
      .then(() => {
        this.#askingNext = undefined;
        return this.#position();
      });
    return await this.#askingNext;
  }
}
