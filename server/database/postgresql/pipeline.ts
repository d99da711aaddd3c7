import type { Tx } from '../db.ts';

/**
 * Sends a transaction's prepared statements without waiting. Kysely makes each wait for the answer to the one before,
 * which PostgreSQL does not need: it runs them in their sequence, and none after a failure.
 */
export async function pipeline(tx: Tx): Promise<void> {
  const queued = tx.getExecutor();
  const connection = await queued.provideConnection(async (own) => own);
  const executor = queued.withConnectionProvider({
    provideConnection: (consumer) => consumer(connection),
  });
  tx.getExecutor = () => executor;
  tx.executeQuery = (query, options) =>
    executor.executeQuery('compile' in query ? query.compile() : query, options);
}
