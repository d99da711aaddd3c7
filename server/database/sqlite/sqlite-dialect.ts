import type Database from 'better-sqlite3';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type DialectAdapter,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteDialect,
} from 'kysely';

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

/** One connection for everything, one after the other. */
export function sqliteDialect(sqlite: Database.Database): SqliteDialect {
  return new TransactionalDialect({ database: withStatementCache(sqlite) });
}

/**
 * Reads on a connection of its own: they wait for no transaction, and see only committed data. A transaction's own
 * reads see its writes.
 */
export function readingBesideDialect(
  writer: Database.Database,
  reader: Database.Database,
): SqliteDialect {
  return new ReadingBesideDialect(writer, reader);
}

class ReadingBesideDialect extends TransactionalDialect {
  readonly #writer: Database.Database;
  readonly #reader: Database.Database;

  constructor(writer: Database.Database, reader: Database.Database) {
    super({ database: writer });
    this.#writer = writer;
    this.#reader = reader;
  }

  override createAdapter(): DialectAdapter {
    return new ReadingBesideAdapter();
  }

  override createDriver(): Driver {
    return new ReadingBesideDriver(this.#writer, this.#reader);
  }
}

/** Kysely itself would let only one caller use the database at a time, readers included. */
class ReadingBesideAdapter extends TransactionalAdapter {
  override get supportsMultipleConnections() {
    return true;
  }
}

class ReadingBesideDriver implements Driver {
  readonly #writer: Connection;
  readonly #reader: Connection;
  readonly #turns = new Turns();

  constructor(writer: Database.Database, reader: Database.Database) {
    this.#writer = withStatementCache(writer);
    this.#reader = withStatementCache(reader);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<EitherConnection> {
    return new EitherConnection(this.#writer, this.#reader, this.#turns);
  }

  async beginTransaction(connection: EitherConnection): Promise<void> {
    await connection.begin();
  }

  async commitTransaction(connection: EitherConnection): Promise<void> {
    connection.commit();
  }

  async rollbackTransaction(connection: EitherConnection): Promise<void> {
    connection.rollback();
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    this.#reader.close();
    this.#writer.close();
  }
}

/**
 * Runs reads on one connection, single writes on the other in their turn, and a transaction on the other as a whole.
 */
class EitherConnection implements DatabaseConnection {
  readonly #writer: Connection;
  readonly #reader: Connection;
  readonly #turns: Turns;
  #inTransaction = false;

  constructor(writer: Connection, reader: Connection, turns: Turns) {
    this.#writer = writer;
    this.#reader = reader;
    this.#turns = turns;
  }

  async begin(): Promise<void> {
    await this.#turns.take();
    try {
      run(this.#writer.prepare('begin'));
      this.#inTransaction = true;
    } catch (error) {
      this.#turns.end();
      throw error;
    }
  }

  /** After a failure the transaction is still to be taken back. */
  commit(): void {
    run(this.#writer.prepare('commit'));
    this.#end();
  }

  rollback(): void {
    try {
      // SQLite itself takes a transaction back after some errors: https://www.sqlite.org/lang_transaction.html
      if (this.#writer.isInTransaction()) run(this.#writer.prepare('rollback'));
    } finally {
      this.#end();
    }
  }

  #end(): void {
    this.#inTransaction = false;
    this.#turns.end();
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#inTransaction) {
      // Otherwise each later statement would be kept by itself.
      if (!this.#writer.isInTransaction()) throw new Error('The transaction was taken back');
      return run(this.#writer.prepare(sql), parameters);
    }
    if (READS.test(sql)) {
      const statement = this.#reader.prepare(sql);
      if (statement.readonly) return run(statement, parameters);
    }
    await this.#turns.take();
    try {
      return run(this.#writer.prepare(sql), parameters);
    } finally {
      this.#turns.end();
    }
  }

  // biome-ignore lint/correctness/useYield: nothing here reads by it
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('Rows are not streamed');
  }
}

/** Beginnings of statements that may only read; SQLite knows whether they do. */
const READS = /^\s*(select|with|explain)\b/i;

function run<Row>(
  statement: Database.Statement,
  parameters: readonly unknown[] = [],
): QueryResult<Row> {
  if (statement.reader) return { rows: statement.all(parameters) as Row[] };
  const { changes, lastInsertRowid } = statement.run(parameters);
  return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes), rows: [] };
}

/** Turns at the writing connection: one at a time, in the order of asking. */
class Turns {
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];

  async take(): Promise<void> {
    if (this.#isTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isTaken = true;
  }

  end(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#isTaken = false;
  }
}

type Connection = ReturnType<typeof withStatementCache>;

/**
 * Kysely prepares each statement anew, which is half the time of small queries; and it begins transactions as deferred,
 * which fail with SQLITE_BUSY when two processes both go on to write.
 */
function withStatementCache(sqlite: Database.Database) {
  const statements = new Map<string, Database.Statement>();
  return {
    close: () => void sqlite.close(),
    isInTransaction: () => sqlite.inTransaction,
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
