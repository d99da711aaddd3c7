import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg from 'pg';
import { forgetStatements, statementName } from '../kept-statements.ts';
import { storable } from '../storable-text.ts';
import { backOff, PATIENCE_MS } from './back-off.ts';
import { isDirect, patientPool } from './connect-patiently.ts';
import { isConnectionLost, isOfOlderSchema } from './connection-errors.ts';
import { takeTurn } from './turns.ts';

export interface PoolOptions {
  /** Most connections of this process. */
  connections?: number;
  /** Time limit of a statement, in milliseconds. */
  statementTimeoutMs?: number;
  /**
   * Time for which a query waits for a free connection or for the server, and for which a read is sent again, in
   * milliseconds; 0: none.
   */
  patienceMs?: number;
  /** Time after which one server counts as not answering, in milliseconds. */
  connectTimeoutMs?: number;
  /** Whether the server may be a replica. */
  isForReading?: boolean;
}

/** The name of a server's connections in `pg_stat_activity`. */
export const APPLICATION_NAME = 'renewal-wizard';

const CONNECTIONS = 10;
const STATEMENT_TIMEOUT_MS = 30_000;

const CONNECT_TIMEOUT_MS = 10_000;

/** Time limit of a statement in the driver itself: longer than the server's, in milliseconds. */
const GRACE_MS = 5_000;

/** OIDs of `pg_type`: https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat */
const INT8 = 20;
const NUMERIC = 1700;

/**
 * Settings for transactions that may conflict. Rows read by an index are locked one by one, a scanned table as a whole
 * (runtime-config-query.html, transaction-iso.html#XACT-SERIALIZABLE), and joins that sort or hash scan one. Kept
 * statements keep their plan, which costs several times their execution: it may be as old as the table's first rows.
 * Where a scan is the only way, its made-up cost must not make PostgreSQL compile it.
 */
const BY_INDEX = [
  'enable_seqscan = off',
  'enable_mergejoin = off',
  'enable_hashjoin = off',
  'jit = off',
  'plan_cache_mode = force_generic_plan',
]
  .map((setting) => `; set local ${setting}`)
  .join('');

/** Codes of a statement that follows a failed one of its transaction: it was not run, or its name was never kept. */
const FOLLOWING: ReadonlySet<string | undefined> = new Set(['25P02', '26000']);

/** The code of a write on a replica. */
const READ_ONLY = '25006';

/**
 * Connections without state between transactions: no settings outside a transaction, and no named prepared statement
 * except on a connection to PostgreSQL itself. A pooler may lend another connection for each transaction.
 */
export function pooled(url: string, options: PoolOptions): PostgresPool {
  const { connections = CONNECTIONS, statementTimeoutMs = STATEMENT_TIMEOUT_MS } = options;
  const { patienceMs = PATIENCE_MS, connectTimeoutMs = CONNECT_TIMEOUT_MS } = options;
  const { isForReading = false } = options;
  const { pool, connect } = patientPool(
    url,
    { patienceMs, connectTimeoutMs, isForReading },
    {
      max: connections,
      query_timeout: statementTimeoutMs === 0 ? undefined : statementTimeoutMs + GRACE_MS,
      keepAlive: true,
      application_name: APPLICATION_NAME,
      types: { getTypeParser: parserOf },
    },
  );
  // The server of an idle connection has gone: the pool has dropped it, and the next query opens another.
  pool.on('error', () => {});
  return {
    connect: async () => {
      const lent = new LentConnection(await connect(), { connect, statementTimeoutMs, patienceMs });
      // Kysely would stream by cursors, which nothing here uses.
      return lent as unknown as PostgresPoolClient;
    },
    end: () => pool.end(),
    options: {},
  };
}

interface LendOptions {
  connect: () => Promise<pg.PoolClient>;
  statementTimeoutMs: number;
  patienceMs: number;
}

/**
 * A connection that is closed instead of returned to the pool unless it is known to be well. A read outside a
 * transaction is sent again over another one.
 */
class LentConnection {
  readonly #options: LendOptions;
  #client: pg.PoolClient;
  #isReleased = false;
  #isBroken = false;
  #isInTransaction = false;
  /** The cause of the aborted transaction: later errors are only about the abortion. */
  #cause: unknown;
  // A connection lost between two statements: the transaction's next one fails, and needs no crash.
  readonly #noteLoss = () => {
    this.#isBroken = true;
  };

  constructor(client: pg.PoolClient, options: LendOptions) {
    this.#client = client;
    this.#options = options;
    client.on('error', this.#noteLoss);
  }

  async query<Row>(
    text: string,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<Row>> {
    const end = performance.now() + this.#options.patienceMs;
    for (let tries = 1; ; tries++) {
      try {
        return await this.#queryOnce(text, parameters);
      } catch (error) {
        const isRepeatable = !this.#isInTransaction && /^\s*select\b/i.test(text);
        if (!isRepeatable || !isConnectionLost(error) || performance.now() > end) throw error;
      }
      await backOff(tries);
      this.release();
      this.#take(await this.#options.connect());
    }
  }

  release(): void {
    // None, where the connection was lost and no other could be had.
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#client.off('error', this.#noteLoss);
    this.#client.release(this.#isBroken);
  }

  #take(client: pg.PoolClient): void {
    this.#client = client;
    this.#isReleased = false;
    this.#isBroken = false;
    client.on('error', this.#noteLoss);
  }

  async #queryOnce<Row>(
    text: string,
    parameters: readonly unknown[],
  ): Promise<PostgresQueryResult<Row>> {
    // Gone with the connection; asking would hide the cause.
    if (this.#isBroken && text === 'rollback') return done('ROLLBACK');
    try {
      if (isBeginning(text)) return await this.#begin(text);
      if (text === 'commit') return await this.#commit();
      const name = isDirect(this.#client) ? statementName(text) : undefined;
      const result = await this.#client.query({ name, text, values: parameters.map(storable) });
      if (text === 'rollback') this.#isInTransaction = false;
      if (text.startsWith('rollback to ')) this.#cause = undefined;
      return result as unknown as PostgresQueryResult<Row>;
    } catch (error) {
      const isOfServer = error instanceof pg.DatabaseError;
      if (isOfServer && FOLLOWING.has(error.code) && this.#cause !== undefined) throw this.#cause;
      this.#cause ??= error;
      if (isOfOlderSchema(error)) forgetStatements();
      // Any other error leaves the connection between two messages, in an unfinished transaction, or at a server that
      // has become a replica.
      this.#isBroken ||=
        !isOfServer || error.severity !== 'ERROR' || error.code === READ_ONLY || isBeginning(text);
      throw error;
    }
  }

  /** One round trip; setting and lock end with the transaction. */
  async #begin<Row>(text: string): Promise<PostgresQueryResult<Row>> {
    this.#cause = undefined;
    this.#isInTransaction = true;
    const { statementTimeoutMs } = this.#options;
    const settings = text.includes('serializable') ? BY_INDEX : '';
    await this.#client.query(
      `${text}; set local statement_timeout = ${statementTimeoutMs}${settings}${takeTurn()}`,
    );
    return done('SELECT');
  }

  /**
   * Without a time limit: the server would end the wait for the synchronous replica, and confirm a commit that is only
   * on its own disk (warm-standby.html#SYNCHRONOUS-REPLICATION-HA). The driver's own limit closes the connection, which
   * confirms nothing.
   */
  async #commit<Row>(): Promise<PostgresQueryResult<Row>> {
    const isAborted = this.#cause !== undefined;
    const { command } = isAborted
      ? await this.#client.query('commit')
      : lastOf(await this.#client.query('set local statement_timeout = 0; commit'));
    this.#isInTransaction = false;
    if (command === 'ROLLBACK' && isAborted) throw this.#cause;
    return done('SELECT');
  }
}

function done<Row>(command: PostgresQueryResult<Row>['command']): PostgresQueryResult<Row> {
  return { command, rowCount: 0, rows: [] };
}

/** The last result: a text of several statements has several, though the driver's types say one. */
function lastOf(results: pg.QueryResult): pg.QueryResult {
  return [results].flat().at(-1) as pg.QueryResult;
}

function isBeginning(text: string): boolean {
  return /^(?:begin|start transaction)/.test(text);
}

/** 64-bit integers and their sums as numbers, as SQLite gives them. */
function parserOf(oid: number, format?: 'text' | 'binary') {
  if (oid === INT8 || oid === NUMERIC) return safeNumber;
  return pg.types.getTypeParser(oid, format as 'text');
}

function safeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new RangeError(`${text} is beyond what a number holds exactly`);
  }
  return value;
}
