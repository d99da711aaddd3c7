import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * The way a transaction runs beside others. `free`: beside any. `queued`: one after the other with those that have
 * conflicted, beside those that have not. `alone`: beside none.
 */
export type Turn = 'free' | 'queued' | 'alone';

const turns = new AsyncLocalStorage<Turn>();

/** Begins the transactions of a work in this turn. */
export function inTurn<Result>(turn: Turn, work: () => Promise<Result>): Promise<Result> {
  return turns.run(turn, work);
}

/** Table locks with the same conflicts (PostgreSQL's explicit-locking.html#TABLE-LOCK-COMPATIBILITY). */
const MODES: Record<Turn, string> = {
  free: 'row share',
  queued: 'share update exclusive',
  alone: 'exclusive',
};

/**
 * The statement that takes the turn, appended to `begin`. Unlike a query it takes no snapshot, so the transaction sees
 * everything that the one before it has committed. The table is Kysely's, and otherwise unused.
 */
export function takeTurn(): string {
  const turn = turns.getStore();
  return turn === undefined ? '' : `; lock table kysely_migration_lock in ${MODES[turn]} mode`;
}
