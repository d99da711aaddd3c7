import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg from 'pg';
import { storable } from '../storable-text.ts';
import { takeTurn } from './turns.ts';

export interface PoolOptions {
  /** The most connections of this process. */
  connections?: number;
  /** How long a statement may take, in milliseconds. */
  statementTimeoutMs?: number;
}

/** Of a server's connections, as `pg_stat_activity` shows them. */
export const APPLICATION_NAME = 'renewal-wizard';

const CONNECTIONS = 10;
const STATEMENT_TIMEOUT_MS = 30_000;

/** How long a query waits for a connection, whether for a free one or for the server, in milliseconds. */
const CONNECT_TIMEOUT_MS = 15_000;

/** When the driver itself gives up on a statement: after the server should have, in milliseconds. */
const GRACE_MS = 5_000;

/** OIDs of `pg_type`: https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat */
const INT8 = 20;
const NUMERIC = 1700;

/** Of a statement after another one of its transaction has failed. */
const ABORTED = '25P02';

/**
 * Connections that keep no state from one transaction to the next: no prepared statement with a name, and no setting
 * but inside a transaction. A pooler between may lend a connection anew for each.
 */
export function pooled(url: string, options: PoolOptions): PostgresPool {
  const { connections = CONNECTIONS, statementTimeoutMs = STATEMENT_TIMEOUT_MS } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: statementTimeoutMs === 0 ? undefined : statementTimeoutMs + GRACE_MS,
    keepAlive: true,
    application_name: APPLICATION_NAME,
    types: { getTypeParser: parserOf },
  });
  // An idle connection whose server has gone: the pool has dropped it, and the next query opens another.
  pool.on('error', () => {});
  return {
    connect: async () => lent(await pool.connect(), statementTimeoutMs),
    end: () => pool.end(),
    options: {},
  };
}

/** A connection that closes instead of going back to the pool, once it is not known to be well. */
function lent(client: pg.PoolClient, statementTimeoutMs: number): PostgresPoolClient {
  let isBroken = false;
  /** Why the transaction was aborted: errors that follow are only about that. */
  let cause: unknown;
  // Lost between two statements of a transaction: the next one fails, and needs no crash.
  const noteLoss = () => {
    isBroken = true;
  };
  client.on('error', noteLoss);
  const done = <R>(command: PostgresQueryResult<R>['command']) => ({
    command,
    rowCount: 0,
    rows: [],
  });
  const query = async <R>(
    text: string,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> => {
    // Gone with the connection; asking for it would hide why.
    if (isBroken && text === 'rollback') return done('ROLLBACK');
    try {
      if (isBeginning(text)) {
        cause = undefined;
        // One round trip; setting and lock end with the transaction.
        await client.query(
          `${text}; set local statement_timeout = ${statementTimeoutMs}${takeTurn()}`,
        );
        return done('SELECT');
      }
      const result = await client.query(text, parameters.map(storable));
      if (text === 'commit' && result.command === 'ROLLBACK' && cause !== undefined) throw cause;
      return result as unknown as PostgresQueryResult<R>;
    } catch (error) {
      const isOfServer = error instanceof pg.DatabaseError;
      if (isOfServer && error.code === ABORTED && cause !== undefined) throw cause;
      cause ??= error;
      // Any other error leaves the connection between two messages, or in a transaction that nobody ends.
      isBroken ||= !isOfServer || error.severity !== 'ERROR' || isBeginning(text);
      throw error;
    }
  };
  return {
    // Kysely streams by cursors; nothing here does.
    query: query as PostgresPoolClient['query'],
    release() {
      client.off('error', noteLoss);
      client.release(isBroken);
    },
  };
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
