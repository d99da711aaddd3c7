import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { sql } from 'kysely';
import { engineOf } from '../server/database/by-engine.ts';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
} from '../server/testing/test-directory.ts';
import { startTestServer } from '../server/testing/test-server.ts';

/** A firm with customers of these tax codes, each with a licence to renew. */
export interface FirmToOpen {
  id: string;
  codes: readonly string[];
}

/** A server in a process of its own, so that clients and floors take none of its time. */
export interface FirmServer {
  url: string;
  /** The database's address, as in DATABASE_URL or DATABASE_PATH. */
  database: string;
  /** Processor time used, in milliseconds. */
  cpu(): Promise<number>;
  /** Updates PostgreSQL's statistics for its plans, as it does by itself within a minute. */
  analyze(): Promise<void>;
  stop(): Promise<void>;
}

export async function startFirmServer(firms: readonly FirmToOpen[]): Promise<FirmServer> {
  const child: ChildProcess = fork(new URL(import.meta.url), ['server'], { stdio: 'inherit' });
  const answer = once(child, 'message');
  child.send(firms);
  const [{ url, database }] = (await answer) as [Pick<FirmServer, 'url' | 'database'>];
  return {
    url,
    database,
    async cpu() {
      const usage = once(child, 'message');
      child.send('cpu');
      const [{ user, system }] = (await usage) as [NodeJS.CpuUsage];
      return (user + system) / 1_000;
    },
    async analyze() {
      const analyzed = once(child, 'message');
      child.send('analyze');
      await analyzed;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      await ended;
    },
  };
}

async function runServer(): Promise<void> {
  const [firms] = (await once(process, 'message')) as [FirmToOpen[]];
  const server = await startTestServer({ RATE_LIMIT: '100000000' });
  await declarePlans(server);
  for (const { id, codes } of firms) {
    await declareCustomers(server, declarationsFor(codes), firmOf(id));
  }
  const { db } = server.context;
  const analyze = async () => {
    if (engineOf(db) === 'postgresql') await sql`vacuum analyze`.execute(db);
  };
  await analyze();
  // Ends with the benchmark, however that ends.
  process.once('disconnect', () => process.exit());
  process.once('SIGINT', () => void server.stop().then(() => process.exit()));
  process.on('message', (asked) => {
    if (asked === 'cpu') process.send?.(process.cpuUsage());
    if (asked === 'analyze') void analyze().then(() => process.send?.('analyzed'));
  });
  process.send?.({ url: server.url, database: server.context.config.database });
}

export function firmOf(id: string): { id: string; name: string } {
  return { id, name: `Dịch vụ kế toán ${id}` };
}

if (process.argv[2] === 'server') await runServer();
