import { Agent } from 'node:http';
import { performance } from 'node:perf_hooks';
import { newId } from '../server/database/id.ts';
import { orderOf, taxCodes } from '../server/testing/test-directory.ts';
import { clientOf, ORIGIN, signToken } from '../server/testing/test-server.ts';
import { call, quantile, type Target } from './calls.ts';
import { type FirmServer, firmOf, startFirmServer } from './firm-server.ts';
import type { Change } from './floor/changes.ts';
import { before } from './floor/floor.ts';

const CLIENTS = [1, 8, 64];
const ORDERS = 800;
const WARM_UP = 400;

/** Connections of the server, and of the floor. */
const CONNECTIONS = 10;

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
 * Orders of one line, each of another customer, placed by several clients at once: against the bare driver writing the
 * same rows, one transaction an order.
 */
export async function measureSmallOrders(): Promise<Measured[]> {
  const codes = taxCodes(WARM_UP + CLIENTS.length * ORDERS);
  const server = await startFirmServer([{ id: 'firm-1', codes }]);
  const targets = await prepareOrders(server, codes);
  await placeAll(targets.splice(0, WARM_UP), 8);
  await server.analyze();
  const results: Measured[] = [];
  for (const clients of CLIENTS) {
    const was = await before(server.database);
    const cpuBefore = await server.cpu();
    const { rate, times } = await placeAll(targets.splice(0, ORDERS), clients);
    const cpu = (await server.cpu()) - cpuBefore;
    const took = await was.rewrite(byOrder(await was.changes()), Math.min(clients, CONNECTIONS));
    const floor = (ORDERS * 1_000) / took;
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
  await server.stop();
  return results;
}

/** One call for each customer. */
async function prepareOrders(server: FirmServer, codes: readonly string[]): Promise<Target[]> {
  const token = await signToken({ firm: firmOf('firm-1') });
  const headers = {
    authorization: `Bearer ${token}`,
    origin: ORIGIN,
    'content-type': 'application/json',
  };
  const targets: Target[] = [];
  for (let start = 0; start < codes.length; start += 1_000) {
    const input = await orderOf(clientOf(server, token), codes.slice(start, start + 1_000));
    // All cost the same.
    const confirmedTotal = input.confirmedTotal / input.lines.length;
    for (const line of input.lines) {
      const body = JSON.stringify({ ...input, requestId: newId(), lines: [line], confirmedTotal });
      targets.push({ url: `${server.url}/trpc/orders.place`, headers, body });
    }
  }
  return targets;
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

/** The rows of each order, without the counters that all of them write. */
function byOrder(changes: readonly Change[]): Change[][] {
  const inserted = new Map(changes.map((change) => [change.table, change.inserted]));
  const orderOfLine = new Map(
    inserted.get('order_lines')?.map(({ id, order_id: orderId }) => [id, orderId]),
  );
  const written = changes.map((change) => ({
    change,
    rows: Map.groupBy(
      change.inserted,
      (row) =>
        row.order_id ??
        orderOfLine.get(row.order_line_id) ??
        (change.table === 'orders' ? row.id : row.subject_id),
    ),
  }));
  const orders = inserted.get('orders') ?? [];
  return orders.map(({ id }) =>
    written.flatMap(({ change, rows }) => {
      const own = rows.get(id);
      return own ? [{ ...change, inserted: own, updated: [], columns: [] }] : [];
    }),
  );
}
