import pg from 'pg';
import { backOff } from './back-off.ts';
import { isConnectionLost } from './connection-errors.ts';
import { Hosts } from './hosts.ts';

export interface ConnectOptions {
  /**
   * Time for which a connection is tried, whether for want of a free one or of the server, in milliseconds; each host
   * is tried at least once.
   */
  patienceMs: number;
  /** Time after which one server counts as not answering, in milliseconds. */
  connectTimeoutMs: number;
  /** Whether the server may be a replica. */
  isForReading: boolean;
}

/** @returns a pool of connections to the primary, and a function that lends one */
export function patientPool(
  url: string,
  { patienceMs, connectTimeoutMs, isForReading }: ConnectOptions,
  config: pg.PoolConfig,
): { pool: pg.Pool; connect: () => Promise<pg.PoolClient> } {
  const hosts = new Hosts(url);
  class Client extends pg.Client {
    constructor(own: pg.ClientConfig) {
      super({
        ...own,
        connectionString: hosts.present,
        connectionTimeoutMillis: connectTimeoutMs,
        pipeline: true,
      });
    }
  }
  const pool = new pg.Pool({
    ...config,
    connectionTimeoutMillis: Math.max(patienceMs, connectTimeoutMs),
    Client: Client as unknown as NonNullable<pg.PoolConfig['Client']>,
    ...(isForReading ? {} : { onConnect: lookAtServer }),
  });
  const connect = async () => {
    const end = performance.now() + patienceMs;
    for (let tries = 1; ; tries++) {
      const host = hosts.present;
      try {
        return await pool.connect();
      } catch (error) {
        if (!isConnectionLost(error)) throw error;
        hosts.leave(host);
        if (tries >= hosts.count && performance.now() > end) throw error;
      }
      if (tries >= hosts.count) await backOff(tries);
    }
  };
  return { pool, connect };
}

/** Connections that stay in one session of the server from their beginning to their end. */
const direct = new WeakSet<pg.ClientBase>();

/**
 * Whether a connection is one session of the server, and so can keep statements: a pooler may lend another session for
 * each transaction. Unknown for connections for reading.
 */
export function isDirect(client: pg.ClientBase): boolean {
  return direct.has(client);
}

/** A server that has become a replica still answers, but with old data. */
async function lookAtServer(client: pg.ClientBase & { processID?: number }): Promise<void> {
  const { rows } = await client.query<{ isReplica: boolean; processId: number }>(
    'select pg_is_in_recovery() as "isReplica", pg_backend_pid() as "processId"',
  );
  if (rows[0]?.isReplica) throw new OnlyReplica();
  // A pooler greets with a number of its own, by which it finds the statement to cancel.
  if (rows[0]?.processId === client.processID) direct.add(client);
}

/** Has PostgreSQL's own code for a read-only server. */
class OnlyReplica extends Error {
  readonly code = '25006';

  constructor() {
    super('This server is a replica');
  }
}
