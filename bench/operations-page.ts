import { fork } from 'node:child_process';
import { once } from 'node:events';
import { settlePayment } from '../server/payments/settlement/settle-payment.ts';
import { OPERATIONS_PASSWORD, operationsHeaders } from '../server/testing/operations.ts';
import { openFirm, orderOf, taxCodes } from '../server/testing/test-directory.ts';
import { NOW, ORIGIN, signToken, type TestServer } from '../server/testing/test-server.ts';
import { callFor, quantile, type Target } from './calls.ts';

/** The number of unpaid lines, and of unmatched transfers. */
const OPEN_LINES = 10_000;
const UNMATCHED = 10_000;
const LINES_PER_ORDER = 2_000;
const ROUND_MS = 8_000;

interface Measured {
  call: string;
  'floor p50 ms': string;
  'p50 ms': string;
  'p50 ratio': string;
  'floor p99 ms': string;
  'p99 ms': string;
}

/**
 * The operations page over 10,000 unpaid lines and 10,000 unmatched transfers, against the same page with nothing to
 * do; and an accountant's list of orders while the page is loaded again and again, against the same list before.
 * Server and callers are processes of their own.
 */
export async function measureOperationsPage(): Promise<Measured[]> {
  const server = fork(new URL(import.meta.url), ['server'], { stdio: 'inherit' });
  const [{ page, list }] = (await once(server, 'message')) as [{ page: Target; list: Target }];
  await callFor(1_000, page);
  const emptyPage = await callFor(ROUND_MS, page);
  server.send('fill');
  await once(server, 'message');
  await callFor(1_000, list);
  const listAlone = await callFor(ROUND_MS, list);
  const [fullPage, listBeside] = await Promise.all([
    callFor(ROUND_MS, page),
    callFor(ROUND_MS, list),
  ]);
  server.kill();
  return [
    rowOf('the operations page, all lists', emptyPage, fullPage),
    rowOf('another tenant’s list of orders', listAlone, listBeside),
  ];
}

function rowOf(call: string, floor: number[], times: number[]): Measured {
  return {
    call,
    'floor p50 ms': quantile(floor, 0.5).toFixed(1),
    'p50 ms': quantile(times, 0.5).toFixed(1),
    'p50 ratio': (quantile(times, 0.5) / quantile(floor, 0.5)).toFixed(2),
    'floor p99 ms': quantile(floor, 0.99).toFixed(1),
    'p99 ms': quantile(times, 0.99).toFixed(1),
  };
}

async function runServer(): Promise<void> {
  const codes = taxCodes(OPEN_LINES);
  const { server, client } = await openFirm(codes, { OPERATIONS_PASSWORD });
  process.send?.({
    page: { url: `${server.url}/operations/`, headers: operationsHeaders() },
    list: {
      url: `${server.url}/trpc/orders.list?input=${encodeURIComponent('{"query":""}')}`,
      headers: { authorization: `Bearer ${await signToken()}`, origin: ORIGIN },
    },
  });
  await once(process, 'message');
  for (let first = 0; first < OPEN_LINES; first += LINES_PER_ORDER) {
    const lines = codes.slice(first, first + LINES_PER_ORDER);
    await client.orders.place.mutate(await orderOf(client, lines));
  }
  for (let i = 0; i < UNMATCHED; i++) await receiveUnmatched(server, i);
  process.send?.('filled');
}

/** Amounts and memos that group some transfers, as real ones do. */
async function receiveUnmatched({ context }: TestServer, index: number): Promise<void> {
  await settlePayment(context, {
    gateway: 'sepay',
    transactionId: `bench-${index}`,
    references: [],
    amount: 1_000 * (1 + (index % 997)),
    memo: `chuyen tien ${index % 1_009}`,
    bankReference: `FT${index}`,
    raw: '{}',
    toldAt: { at: NOW - index, text: '' },
    suspectedFraud: false,
  });
}

if (process.argv[2] === 'server') await runServer();
