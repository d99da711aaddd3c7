import pg from 'pg';
import { backOff } from './back-off.ts';
import { isConnectionLost } from './connection-errors.ts';
import { Hosts } from './hosts.ts';

export interface ConnectOptions {
  /** How long a connection is tried for, whether free ones are missing or the server, in milliseconds; each host is tried once in any case. */
  patienceMs: number;
  /** When one server counts as not answering, in milliseconds. */
  connectTimeoutMs: number;
  /** Whether it may be a replica. */
  isForReading: boolean;
}

/** @returns a pool whose connections are the primary's, and a function that lends one */
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
      });
    }
  }
  const pool = new pg.Pool({
    ...config,
    connectionTimeoutMillis: Math.max(patienceMs, connectTimeoutMs),
    Client: Client as unknown as NonNullable<pg.PoolConfig['Client']>,
    ...(isForReading ? {} : { onConnect: refuseReplica }),
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

/** A server that has become a replica still answers, but with what it had. */
async function refuseReplica(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ isReplica: boolean }>(
    'select pg_is_in_recovery() as "isReplica"',
  );
  if (rows[0]?.isReplica) throw new OnlyReplica();
}

/** With PostgreSQL's own code for it. */
class OnlyReplica extends Error {
  readonly code = '25006';

  constructor() {
    super('This server is a replica');
  }
}
