import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { addPortal } from '../server/directory/portals/add-portal.ts';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  taxCodes,
} from '../server/testing/test-directory.ts';
import { clientOf, ORIGIN, signToken, startTestServer } from '../server/testing/test-server.ts';
import { call, callFor, quantile, type Target } from './calls.ts';

const LINES = 2_000;
const CONNECTIONS = 40;
const ROUNDS = 3;
const ROUND_MS = 6_000;

const OTHER_PORTAL = {
  id: 'other-portal',
  name: 'Cổng khác',
  origins: ['https://other.example'],
  secret: 'another-portal-secret-of-more-than-32-characters',
  apiKey: 'another-api-key-of-more-than-32-characters',
};

interface Measured {
  neighbour: string;
  'idle p50 ms': string;
  'flood p50 ms': string;
  'p50 ratio': string;
  'idle p99 ms': string;
  'flood p99 ms': string;
}

/**
 * The effect of one firm's forty connections, each with quotes of 2,000 lines one after the other, on another firm of
 * the same portal and on another portal's backend. Server, flood and neighbours are processes of their own; the floor
 * is measured before and after each flood, in the same run.
 */
export async function measureNeighbours(): Promise<Measured[]> {
  const server = fork(new URL(import.meta.url), ['server'], { stdio: 'inherit' });
  const [ready] = (await once(server, 'message')) as [
    { flood: Target; neighbours: Record<string, Target> },
  ];
  const { flood, neighbours } = ready;
  const names = Object.keys(neighbours);
  const idle = new Map(names.map((name) => [name, [] as number[]]));
  const flooded = new Map(names.map((name) => [name, [] as number[]]));
  const measureAll = (into: Map<string, number[]>) =>
    Promise.all(
      Object.entries(neighbours).map(async ([name, target]) => {
        into.get(name)?.push(...(await callFor(ROUND_MS, target)));
      }),
    );
  // The first warms up.
  await measureAll(new Map());
  for (let round = 0; round < ROUNDS; round++) {
    await measureAll(idle);
    const flooding = fork(new URL(import.meta.url), ['flood']);
    flooding.send(flood);
    await once(flooding, 'message');
    await measureAll(flooded);
    flooding.kill();
    await once(flooding, 'exit');
    // Calls still waiting for their turn do not count in the next round.
    await sleep(3_000);
  }
  server.kill();
  return names.map((name) => {
    const [before, during] = [idle.get(name) ?? [], flooded.get(name) ?? []];
    return {
      neighbour: name,
      'idle p50 ms': quantile(before, 0.5).toFixed(1),
      'flood p50 ms': quantile(during, 0.5).toFixed(1),
      'p50 ratio': (quantile(during, 0.5) / quantile(before, 0.5)).toFixed(2),
      'idle p99 ms': quantile(before, 0.99).toFixed(1),
      'flood p99 ms': quantile(during, 0.99).toFixed(1),
    };
  });
}

async function runServer(): Promise<void> {
  const server = await startTestServer();
  const codes = taxCodes(LINES);
  await declarePlans(server);
  await declareCustomers(server, declarationsFor(codes));
  await declareCustomers(server, declarationsFor(codes.slice(0, 20)), {
    id: 'firm-2',
    name: 'Đại lý thuế An Tâm',
  });
  await addPortal(server.context.db, OTHER_PORTAL);
  const token = await signToken();
  const { results } = await clientOf(server, token).customers.lookUp.query({ taxCodes: codes });
  const lines = results.flatMap((result) => {
    if (result.outcome !== 'found' || result.customer.licenses.length === 0) return [];
    return [{ customerId: result.customer.id, firstFiscalYear: 2027, years: 1 }];
  });
  const own = {
    authorization: `Bearer ${token}`,
    origin: ORIGIN,
    'content-type': 'application/json',
  };
  const other = await signToken({
    firm: { id: 'firm-2', name: 'An Tâm' },
    accountantId: 'neighbour',
  });
  process.send?.({
    flood: {
      url: `${server.url}/trpc/orders.quote`,
      headers: own,
      body: JSON.stringify({ lines }),
    },
    neighbours: {
      'another firm, its orders': {
        url: `${server.url}/trpc/orders.list?input=${encodeURIComponent('{"query":""}')}`,
        headers: { ...own, authorization: `Bearer ${other}` },
      },
      'another portal, its host API': {
        url: `${server.url}/api/v1/firms/firm-1/customers`,
        headers: { authorization: `Bearer ${OTHER_PORTAL.apiKey}` },
      },
    },
  });
}

async function runFlood(target: Target): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  process.send?.('flooding');
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (;;) {
        await call(agent, target).catch(() => {});
      }
    }),
  );
}

const [role] = process.argv.slice(2);
if (role === 'server') await runServer();
if (role === 'flood') process.once('message', (target) => runFlood(target as Target));
