import { runTransaction } from '../database/connect/run-transaction.ts';
import type { Tx } from '../database/db.ts';
import type { Context, Log, Surroundings } from './context.ts';

/**
 * The means of a use case inside a transaction: its context without the database, which would wait for this transaction
 * to end, and without the streams, which would show changes that may yet be taken back.
 */
export interface Work extends Surroundings {
  tx: Tx;
  /** The instant of the transaction: the same for all that is written in it. */
  now: () => number;
  /** Logs once the transaction has committed. */
  log: Log;
  /** Runs once the transaction has committed, in the order of the calls; never where it is taken back. */
  afterCommit(deed: (context: Context) => void): void;
}

/**
 * Runs a use case in one transaction: all that it writes is kept, or nothing where it throws. Where another transaction
 * was in its way, it runs again from its beginning, so it must change nothing except by its work.
 *
 * @param lane names use cases that would always be in each other's way and can be repeated: they share a transaction
 */
export async function inTransaction<Result>(
  context: Context,
  useCase: (work: Work) => Promise<Result>,
  lane?: string,
): Promise<Result> {
  const { db, live: _live, peers: _peers, ...surroundings } = context;
  let deeds: ((context: Context) => void)[] = [];
  const run = (tx: Tx) => {
    const now = context.now();
    const own: typeof deeds = [];
    deeds = own;
    return useCase({
      ...surroundings,
      tx,
      now: () => now,
      log: (event, details) => own.push(({ log }) => log(event, details)),
      afterCommit: (deed) => own.push(deed),
    });
  };
  const result = await runTransaction(db, run, lane);
  for (const deed of deeds) deed(context);
  return result;
}
