import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { performance } from 'node:perf_hooks';
import type Database from 'better-sqlite3';
import { newId } from '../server/database/id.ts';
import { openFirm, orderOf, taxCodes } from '../server/testing/test-directory.ts';
import { ORIGIN, signToken } from '../server/testing/test-server.ts';
import { call, quantile, type Target } from './calls.ts';
import { copyOf, insertAll, newRows, type Row, removeCopy } from './floor.ts';

const CLIENTS = [1, 8, 64];
const ORDERS = 800;
const WARM_UP = 200;

interface Measured {
  clients: number;
  'orders a second': string;
  'floor’s': string;
  ratio: string;
  'p50 ms': string;
  'p99 ms': string;
  'CPU ms an order': string;
}

/**
 * Orders of one line, each of another customer, placed by several clients at once: against bare better-sqlite3 writing
 * the same rows, one transaction an order. Server and clients are processes of their own.
 */
export async function measureSmallOrders(): Promise<Measured[]> {
  const server = fork(new URL(import.meta.url), ['server'], { stdio: 'inherit' });
  const [{ targets, path }] = (await once(server, 'message')) as [Ready];
  await placeAll(targets.splice(0, WARM_UP), 8);
  const results: Measured[] = [];
  for (const clients of CLIENTS) {
    const copy = copyOf(path);
    const before = await cpuOf(server);
    const { rate, times } = await placeAll(targets.splice(0, ORDERS), clients);
    const cpu = (await cpuOf(server)) - before;
    const floor = floorRate(copy, path);
    results.push({
      clients,
      'orders a second': rate.toFixed(0),
      'floor’s': floor.toFixed(0),
      ratio: (rate / floor).toFixed(2),
      'p50 ms': quantile(times, 0.5).toFixed(1),
      'p99 ms': quantile(times, 0.99).toFixed(1),
      'CPU ms an order': (cpu / ORDERS).toFixed(2),
    });
  }
  server.kill('SIGINT');
  return results;
}

/** Milliseconds of processor time that the server has used. */
async function cpuOf(server: ChildProcess): Promise<number> {
  server.send('cpu');
  const [{ user, system }] = (await once(server, 'message')) as [NodeJS.CpuUsage];
  return (user + system) / 1_000;
}

interface Ready {
  /** An order each. */
  targets: Target[];
  path: string;
}

async function placeAll(
  targets: readonly Target[],
  clients: number,
): Promise<{ rate: number; times: number[] }> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const waiting = [...targets];
  const times: number[] = [];
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let target = waiting.pop(); target !== undefined; target = waiting.pop()) {
        const start = performance.now();
        const status = await call(agent, target);
        if (status !== 200) throw new Error(`${target.url} ${status}`);
        times.push(performance.now() - start);
      }
    }),
  );
  agent.destroy();
  return { rate: (targets.length * 1_000) / (performance.now() - begin), times };
}

/** Orders a second of the new rows, written into the copy. */
function floorRate(copy: Database.Database, path: string): number {
  copy.prepare('attach ? as live').run(path);
  const orders = newRows(copy, 'orders');
  const lines = Map.groupBy(newRows(copy, 'order_lines'), (row) => row.order_id);
  const rowsOf: Record<string, Map<unknown, Row[]>> = {
    order_lines: lines,
    fiscal_year_claims: Map.groupBy(
      newRows(copy, 'fiscal_year_claims'),
      (row) => row.order_line_id,
    ),
    outbox: Map.groupBy(newRows(copy, 'outbox'), (row) => row.order_id),
    audit_log: Map.groupBy(newRows(copy, 'audit_log'), (row) => row.subject_id),
    notifications: Map.groupBy(newRows(copy, 'notifications'), (row) => row.order_id),
  };
  copy.prepare('detach live').run();
  const write = copy.transaction((order: Row) => {
    insertAll(copy, 'orders', [order]);
    for (const [table, rows] of Object.entries(rowsOf)) {
      const ids =
        table === 'fiscal_year_claims' ? lines.get(order.id)?.map(({ id }) => id) : [order.id];
      for (const id of ids ?? []) insertAll(copy, table, rows.get(id) ?? []);
    }
  });
  const start = performance.now();
  for (const order of orders) write.immediate(order);
  const rate = (orders.length * 1_000) / (performance.now() - start);
  removeCopy(copy);
  return rate;
}

async function runServer(): Promise<void> {
  const count = WARM_UP + CLIENTS.length * ORDERS;
  const codes = taxCodes(count);
  const { server, client } = await openFirm(codes, { RATE_LIMIT: '1000000' });
  const headers = {
    authorization: `Bearer ${await signToken()}`,
    origin: ORIGIN,
    'content-type': 'application/json',
  };
  const targets: Target[] = [];
  for (let start = 0; start < count; start += 1_000) {
    const { lines, confirmedTotal, ...order } = await orderOf(
      client,
      codes.slice(start, start + 1_000),
    );
    // All cost the same.
    const total = confirmedTotal / lines.length;
    for (const line of lines) {
      const body = JSON.stringify({
        ...order,
        requestId: newId(),
        lines: [line],
        confirmedTotal: total,
      });
      targets.push({ url: `${server.url}/trpc/orders.place`, headers, body });
    }
  }
  process.once('SIGINT', () => process.exit());
  process.on('message', () => process.send?.(process.cpuUsage()));
  process.send?.({ targets, path: server.context.config.database } satisfies Ready);
}

if (process.argv[2] === 'server') await runServer();
