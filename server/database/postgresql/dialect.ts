import {
  type DialectAdapter,
  PostgresAdapter,
  PostgresDialect,
  PostgresQueryCompiler,
  type PrimitiveValueListNode,
  type QueryCompiler,
  type RawNode,
} from 'kysely';
import { wordsForPostgresql } from '../by-engine.ts';
import { type PoolOptions, pooled } from './pool.ts';

/**
 * Without Kysely's own migration lock, which belongs to the session: a PgBouncer that lends connections by the
 * transaction would take it on one connection and give it back on another. `migratePostgresql` takes a lock that ends
 * with the transaction.
 */
class TransactionLockAdapter extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

class PostgresqlCompiler extends PostgresQueryCompiler {
  protected override visitRaw(node: RawNode): void {
    super.visitRaw(wordsForPostgresql(node));
  }

  /** SQLite accepts `in ()`, which is no SQL. */
  protected override visitPrimitiveValueList(node: PrimitiveValueListNode): void {
    if (node.values.length > 0) super.visitPrimitiveValueList(node);
    else this.append('(select null where false)');
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
