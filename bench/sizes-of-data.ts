import { fork } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { newId } from '../server/database/id.ts';
import { declarePlans } from '../server/testing/test-directory.ts';
import {
  API_KEY,
  ORIGIN,
  PORTAL_ID,
  SEPAY_API_KEY,
  signToken,
  startTestServer,
} from '../server/testing/test-server.ts';
import { quantile } from './calls.ts';
import { filledCustomer, fillFirms, type Numbers } from './fill-firms.ts';

/** Calls of each kind on either side, one side after the other; before them, some that warm up. */
const CALLS = 60;
const WARM_UP = 20;

const PRICE = 2_950_000;

interface Measured {
  call: string;
  'small p50 ms': string;
  'large p50 ms': string;
  'p50 ratio': string;
  'small p99 ms': string;
  'large p99 ms': string;
  'p99 ratio': string;
}

/** Customers to make, and their firm as SQL. */
interface Filling {
  numbers: Numbers;
  firm: string;
}

/** A firm with its customers, on a server. */
interface Side {
  url: string;
  firmId: string;
  customers: Numbers;
  token: string;
  /** The next customer without an order. */
  next: number;
}

/** A firm of 100,000 customers, against one of 100 on the same server. */
export async function measureFirms(): Promise<Measured[]> {
  const few = { from: 0, to: 100 };
  const many = { from: 1_000, to: 101_000 };
  const server = await start([
    { numbers: few, firm: `'few'` },
    { numbers: many, firm: `'many'` },
  ]);
  const results = await compare(
    await sideOf(server.url, 'few', few),
    await sideOf(server.url, 'many', many),
  );
  server.stop();
  return results;
}

/** 1,000,000 licences against 1,000, on two servers, seen by a firm of 1,000. */
export async function measureLicenses(): Promise<Measured[]> {
  const firm = `'firm-' || (n / 1000)`;
  const own = { from: 0, to: 1_000 };
  const small = await start([{ numbers: own, firm }]);
  const large = await start([{ numbers: { from: 0, to: 1_000_000 }, firm }]);
  const results = await compare(
    await sideOf(small.url, 'firm-0', own),
    await sideOf(large.url, 'firm-0', own),
  );
  small.stop();
  large.stop();
  return results;
}

async function start(fillings: Filling[]): Promise<{ url: string; stop(): void }> {
  const server = fork(new URL(import.meta.url), ['server'], { stdio: 'inherit' });
  server.send(fillings);
  const [url] = (await once(server, 'message')) as [string];
  return { url, stop: () => void server.kill('SIGINT') };
}

async function sideOf(url: string, firmId: string, customers: Numbers): Promise<Side> {
  const token = await signToken({ firm: { id: firmId, name: firmId } });
  return { url, firmId, customers, token, next: customers.from };
}

async function compare(small: Side, large: Side): Promise<Measured[]> {
  const results: Measured[] = [];
  for (const [call, measure] of Object.entries(CALLS_TO_MEASURE)) {
    const times: [number[], number[]] = [[], []];
    for (let i = -WARM_UP; i < CALLS; i++) {
      const pair = [await measure(small), await measure(large)];
      if (i >= 0) for (const [side, time] of pair.entries()) times[side]?.push(time);
    }
    results.push(rowOf(call, ...times));
  }
  return results;
}

function rowOf(call: string, small: number[], large: number[]): Measured {
  const ratio = (share: number) => (quantile(large, share) / quantile(small, share)).toFixed(2);
  return {
    call,
    'small p50 ms': quantile(small, 0.5).toFixed(1),
    'large p50 ms': quantile(large, 0.5).toFixed(1),
    'p50 ratio': ratio(0.5),
    'small p99 ms': quantile(small, 0.99).toFixed(1),
    'large p99 ms': quantile(large, 0.99).toFixed(1),
    'p99 ratio': ratio(0.99),
  };
}

/** The measured calls; each returns its duration in ms. */
const CALLS_TO_MEASURE: Record<string, (side: Side) => Promise<number>> = {
  'search: how most names begin': (side) => read(side, 'customers.search', { query: 'cong ty' }),
  'search: words of some names': (side) => read(side, 'customers.search', { query: 'viet minh' }),
  'search: words of no name': (side) => read(side, 'customers.search', { query: 'khong co ai' }),
  'search: the beginning of a code': (side) =>
    read(side, 'customers.search', { query: `09${padded(middleOf(side), 8)}`.slice(0, 9) }),
  'search: the end of a code': (side) =>
    read(side, 'customers.search', { query: padded(middleOf(side), 7) }),
  'look up a customer': (side) =>
    read(side, 'customers.lookUp', { taxCodes: [`C${middleOf(side)}`] }),
  'quote a line': (side) => read(side, 'orders.quote', { lines: [lineOf(middleOf(side))] }),
  'the list of orders': (side) => read(side, 'orders.list', { query: '' }),
  'a page of the licence feed': async ({ url, firmId }) =>
    await timed(`${url}/api/v1/firms/${firmId}/customers?limit=100`, API_KEY),
  health: async ({ url }) => await timed(`${url}/health`, ''),
  'place and settle a line': placeAndSettle,
};

const middleOf = ({ customers: { from, to } }: Side) => Math.floor((from + to) / 2);

const padded = (number: number, digits: number) => String(number).padStart(digits, '0');

const lineOf = (customer: number) => ({
  customerId: filledCustomer(customer),
  firstFiscalYear: 2027,
  years: 1,
});

async function read({ url, token }: Side, procedure: string, input: object): Promise<number> {
  const text = encodeURIComponent(JSON.stringify(input));
  return await timed(`${url}/trpc/${procedure}?input=${text}`, token);
}

async function placeAndSettle(side: Side): Promise<number> {
  const customer = side.next++;
  const begun = performance.now();
  const { id } = await write<{ id: string }>(side, 'orders.place', {
    requestId: newId(),
    locale: 'vi',
    invoiceTo: { kind: 'customer' },
    notify: { kind: 'accountant' },
    lines: [{ ...lineOf(customer), presentExpiry: '2026-12-31' }],
    confirmedTotal: PRICE,
  });
  const placed = performance.now() - begun;
  const { amount, transfer } = await write<{ amount: number; transfer: { memo: string } }>(
    side,
    'payments.start',
    { orderId: id, method: 'bank_transfer', locale: 'vi' },
  );
  const reported = performance.now();
  await post(`${side.url}/gateways/sepay`, `Apikey ${SEPAY_API_KEY}`, {
    id: newId(),
    transferType: 'in',
    transferAmount: amount,
    content: transfer.memo,
  });
  return placed + performance.now() - reported;
}

async function write<Output>({ url, token }: Side, procedure: string, input: object) {
  const answer = await post(`${url}/trpc/${procedure}`, `Bearer ${token}`, input);
  return (JSON.parse(answer) as { result: { data: Output } }).result.data;
}

async function post(url: string, authorization: string, body: object): Promise<string> {
  const headers = { authorization, origin: ORIGIN, 'content-type': 'application/json' };
  return await answerOf(fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }));
}

async function timed(url: string, token: string): Promise<number> {
  const begun = performance.now();
  await answerOf(fetch(url, { headers: { authorization: `Bearer ${token}` } }));
  return performance.now() - begun;
}

async function answerOf(asked: Promise<Response>): Promise<string> {
  const response = await asked;
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} ${response.status} ${text}`);
  return text;
}

async function runServer(): Promise<void> {
  const [fillings] = (await once(process, 'message')) as [Filling[]];
  const server = await startTestServer({ RATE_LIMIT: '1000000' });
  await declarePlans(server);
  for (const { numbers, firm } of fillings) {
    fillFirms(server.context.config.database, PORTAL_ID, numbers, firm);
  }
  process.once('SIGINT', () => void server.stop().then(() => process.exit()));
  process.send?.(server.url);
}

if (process.argv[2] === 'server') await runServer();
