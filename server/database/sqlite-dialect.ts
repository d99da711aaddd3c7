import type Database from 'better-sqlite3';
import { type DialectAdapter, SqliteAdapter, SqliteDialect } from 'kysely';

const STATEMENTS_KEPT = 200;

/**
 * Kysely's own SQLite adapter declares schema changes impossible to roll back. In SQLite they can be
 * (https://www.sqlite.org/lang_transaction.html), and a migration survives a kill only that way.
 */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl() {
    return true;
  }
}

class TransactionalDialect extends SqliteDialect {
  override createAdapter(): DialectAdapter {
    return new TransactionalAdapter();
  }
}

export function sqliteDialect(sqlite: Database.Database): SqliteDialect {
  return new TransactionalDialect({ database: withStatementCache(sqlite) });
}

/**
 * Kysely prepares each statement anew, which is half the time of small queries; and it begins transactions as deferred,
 * which fail with SQLITE_BUSY when two processes both go on to write.
 */
function withStatementCache(sqlite: Database.Database) {
  const statements = new Map<string, Database.Statement>();
  return {
    close: () => void sqlite.close(),
    prepare(text: string) {
      const sql = text === 'begin' ? 'begin immediate' : text;
      const cached = statements.get(sql);
      if (cached !== undefined) return cached;
      const statement = sqlite.prepare(sql);
      const oldest = statements.keys().next().value;
      if (statements.size >= STATEMENTS_KEPT && oldest !== undefined) statements.delete(oldest);
      statements.set(sql, statement);
      return statement;
    },
  };
}
