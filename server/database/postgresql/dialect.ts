import {
  type DialectAdapter,
  PostgresAdapter,
  PostgresDialect,
  PostgresQueryCompiler,
  type QueryCompiler,
  type RawNode,
} from 'kysely';
import { wordsForPostgresql } from '../by-engine.ts';
import { type PoolOptions, pooled } from './pool.ts';

/**
 * Kysely's own migration lock is the session's: behind a PgBouncer that lends connections by the transaction, it would
 * be taken on one connection and given back on another. `migratePostgresql` takes one that ends with the transaction.
 */
class TransactionLockAdapter extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

class PostgresqlCompiler extends PostgresQueryCompiler {
  protected override visitRaw(node: RawNode): void {
    super.visitRaw(wordsForPostgresql(node));
  }
}

export class PostgresqlDialect extends PostgresDialect {
  constructor(url: string, options: PoolOptions = {}) {
    super({ pool: pooled(url, options) });
  }

  override createAdapter(): DialectAdapter {
    return new TransactionLockAdapter();
  }

  override createQueryCompiler(): QueryCompiler {
    return new PostgresqlCompiler();
  }
}
