import type { Tx } from '../db.ts';

/**
 * Sends a transaction's statements that are built beforehand as they come. Kysely would have each wait for the answer to
 * the one before it, which PostgreSQL doesn't ask for: it runs them in their sequence, and after a failure none of them.
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
