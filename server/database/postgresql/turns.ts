import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * How a transaction goes beside others. `free`: with any. `queued`: after the others that have been in each other's
 * way, beside those that have not. `alone`: the only one.
 */
export type Turn = 'free' | 'queued' | 'alone';

const turns = new AsyncLocalStorage<Turn>();

/** Begins the transactions of some work in this turn. */
export function inTurn<Result>(turn: Turn, work: () => Promise<Result>): Promise<Result> {
  return turns.run(turn, work);
}

/** Each is a lock that lets the others in, or doesn't (explicit-locking.html#TABLE-LOCK-COMPATIBILITY). */
const MODES: Record<Turn, string> = {
  free: 'row share',
  queued: 'share update exclusive',
  alone: 'exclusive',
};

/**
 * What takes the turn, right after the beginning: unlike any query, it leaves open what the transaction is going to see,
 * which is then what the one before has committed. The table is Kysely's own, and otherwise at rest.
 */
export function takeTurn(): string {
  const turn = turns.getStore();
  return turn === undefined ? '' : `; lock table kysely_migration_lock in ${MODES[turn]} mode`;
}
