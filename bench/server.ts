import { performance } from 'node:perf_hooks';
import type Database from 'better-sqlite3';
import { newId } from '../server/database/id.ts';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  orderOf,
  taxCodes,
} from '../server/testing/test-directory.ts';
import {
  clientOf,
  ORIGIN,
  SEPAY_API_KEY,
  signToken,
  startTestServer,
  type TestServer,
} from '../server/testing/test-server.ts';
import { copyOf, insertAll, newRows, type Row, removeCopy } from './floor.ts';

const SIZES = [1, 100, 1_000];
const ROUNDS = 7;

/** Rows that placing inserts, and that settling inserts and updates. */
const PLACED = [
  'orders',
  'order_lines',
  'fiscal_year_claims',
  'outbox',
  'notifications',
  'audit_log',
];
const SETTLED = [
  'payments',
  'allocations',
  'license_renewals',
  'license_periods',
  'invoice_requests',
  'outbox',
  'notifications',
  'audit_log',
];
const UPDATED = ['order_lines', 'license_periods'];

interface Measured {
  lines: number;
  'place ms': string;
  'floor ms': string;
  'place ratio': string;
  'settle ms': string;
  'settle floor ms': string;
  'settle ratio': string;
}

/** Each round places and settles an order of customers of its own, on a server of its own process. */
export async function measureServer(): Promise<Measured[]> {
  const server = await startTestServer({ RATE_LIMIT: '100000' });
  const client = clientOf(server, await signToken());
  await declarePlans(server);
  const codes = taxCodes(SIZES.reduce((sum, size) => sum + size, 0) * (ROUNDS + 1));
  await declareCustomers(server, declarationsFor(codes));
  const results: Measured[] = [];
  let next = 0;
  for (const size of SIZES) {
    const rounds: Round[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const own = codes.slice(next, next + size);
      next += size;
      const input = await orderOf(client, own);
      const measured = await measureRound(server, JSON.stringify(input));
      // The first warms up.
      if (round > 0) rounds.push(measured);
    }
    results.push(summary(size, rounds));
  }
  await server.stop();
  return results;
}

interface Round {
  place: number;
  placeFloor: number;
  settle: number;
  settleFloor: number;
}

async function measureRound(server: TestServer, input: string): Promise<Round> {
  const { db } = server.context;
  const token = await signToken();
  const beforePlace = copyOf(server.context.config.database);
  const placing = performance.now();
  const placed = await post(`${server.url}/trpc/orders.place`, input, {
    authorization: `Bearer ${token}`,
    origin: ORIGIN,
  });
  const place = performance.now() - placing;
  const orderId = (JSON.parse(placed) as { result: { data: { id: string } } }).result.data.id;
  const placeFloor = floorOf(beforePlace, server, PLACED, []);

  const client = clientOf(server, token);
  const attempt = await client.payments.start.mutate({
    orderId,
    method: 'bank_transfer',
    locale: 'vi',
  });
  const beforeSettle = copyOf(server.context.config.database);
  const report = JSON.stringify({
    id: newId(),
    transferType: 'in',
    transferAmount: attempt.amount,
    content: attempt.transfer?.memo,
  });
  const settling = performance.now();
  await post(`${server.url}/gateways/sepay`, report, { authorization: `Apikey ${SEPAY_API_KEY}` });
  const settle = performance.now() - settling;
  const { state } = await db
    .selectFrom('orders')
    .select('state')
    .where('id', '=', orderId)
    .executeTakeFirstOrThrow();
  if (state !== 'paid') throw new Error('The order was not settled');
  const settleFloor = floorOf(beforeSettle, server, SETTLED, UPDATED);
  return { place, placeFloor, settle, settleFloor };
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return text;
}

/** The time that bare better-sqlite3 takes to write the server's changes into the copy. */
function floorOf(
  copy: Database.Database,
  server: TestServer,
  inserted: string[],
  updated: string[],
): number {
  copy.prepare('attach ? as live').run(server.context.config.database);
  const inserts = inserted.map((table) => {
    const rows = newRows(copy, table);
    if (!updated.includes(table)) return { table, rows };
    const has = finderIn(copy, table);
    return { table, rows: rows.filter((row) => !has(row)) };
  });
  const updates = updated.map((table) => ({
    table,
    rows: newRows(copy, table).filter(finderIn(copy, table)),
  }));
  copy.prepare('detach live').run();
  const write = copy.transaction(() => {
    for (const { table, rows } of inserts) insertAll(copy, table, rows);
    for (const { table, rows } of updates) updateAll(copy, table, rows);
  });
  const start = performance.now();
  write.immediate();
  const took = performance.now() - start;
  removeCopy(copy);
  return took;
}

/** Returns a function that tells whether the copy has a row with the same id. */
function finderIn(copy: Database.Database, table: string): (row: Row) => boolean {
  const find = copy.prepare(`select 1 from main.${table} where id = ?`);
  return (row) => find.get(row.id) !== undefined;
}

function updateAll(copy: Database.Database, table: string, rows: readonly Row[]): void {
  const columns = table === 'license_periods' ? ['chain_last_day'] : ['state', 'paid_at'];
  const sets = columns.map((column) => `${column} = ?`).join(', ');
  const update = copy.prepare(`update ${table} set ${sets} where id = ?`);
  for (const row of rows)
    update.run(
      columns.map((column) => row[column]),
      row.id,
    );
}

function summary(lines: number, rounds: readonly Round[]): Measured {
  const of = (value: (round: Round) => number) => median(rounds.map(value)).toFixed(1);
  return {
    lines,
    'place ms': of((round) => round.place),
    'floor ms': of((round) => round.placeFloor),
    'place ratio': of((round) => round.place / round.placeFloor),
    'settle ms': of((round) => round.settle),
    'settle floor ms': of((round) => round.settleFloor),
    'settle ratio': of((round) => round.settle / round.settleFloor),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
