import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { openFirm, orderOf, taxCodes } from '../server/testing/test-directory.ts';
import { clientOf, ORIGIN, signToken } from '../server/testing/test-server.ts';
import { quantile } from './calls.ts';
import { residentMb } from './start.ts';

const BELLS = 1_000;
const EVENTS = 20;

interface Measured {
  server: string;
  'idle MB': string;
  'MB for the bells': string;
  'kB a bell': string;
  'to one bell p50 ms': string;
  'to all bells p50 ms': string;
  'p99 ms': string;
}

/**
 * A thousand live streams of a firm's accountants, each with bell and list of orders, against as many answers of a bare
 * HTTP server: the memory of the server's process, and the time from an order's commit until the last stream has it.
 * Server and streams are processes of their own.
 */
export async function measureBells(): Promise<Measured[]> {
  return [await measureBellsOf('bare'), await measureBellsOf('server')];
}

async function measureBellsOf(role: 'bare' | 'server'): Promise<Measured> {
  const server = fork(new URL(import.meta.url), [role], { stdio: 'inherit' });
  const [{ url }] = (await once(server, 'message')) as [{ url: string }];
  const arrivals: number[] = [];
  const open = async (index: number) => await openBell(url, index, () => arrivals.push(now()));
  await open(0);
  const toOne = await deliver(server, arrivals, 1);
  await sleep(5_000);
  const idle = residentMb(server.pid);
  for (let index = 1; index < BELLS; index += 50) {
    const some = Array.from({ length: Math.min(50, BELLS - index) }, (_, i) => open(index + i));
    await Promise.all(some);
  }
  const toAll = await deliver(server, arrivals, BELLS);
  await sleep(5_000);
  const mb = residentMb(server.pid) - idle;
  server.kill('SIGKILL');
  return {
    server: role,
    'idle MB': idle.toFixed(0),
    'MB for the bells': mb.toFixed(0),
    'kB a bell': ((mb * 1_000) / BELLS).toFixed(0),
    'to one bell p50 ms': quantile(toOne, 0.5).toFixed(1),
    'to all bells p50 ms': quantile(toAll, 0.5).toFixed(1),
    'p99 ms': quantile(toAll, 0.99).toFixed(1),
  };
}

/** For each of some orders, from its commit to the last stream's event, in ms. */
async function deliver(server: ChildProcess, arrivals: number[], bells: number): Promise<number[]> {
  const times: number[] = [];
  for (let event = 0; event < EVENTS; event++) {
    arrivals.length = 0;
    const committed = await placeOne(server);
    while (arrivals.length < bells) await sleep(1);
    times.push((arrivals.at(-1) ?? 0) - committed);
  }
  return times;
}

/** @returns when the order was committed, and its streams were woken */
async function placeOne(server: ChildProcess): Promise<number> {
  server.send('place');
  const [committed] = await once(server, 'message');
  return committed as number;
}

/** The same for all processes of a machine, in ms. */
const now = () => Number(process.hrtime.bigint()) / 1e6;

/** Resolves with the stream's first event; calls `onList` for each later one of the list. */
async function openBell(url: string, index: number, onList: () => void): Promise<void> {
  const token = await signToken({ accountantId: `accountant-${index}` });
  const input = encodeURIComponent(JSON.stringify({ bell: {}, list: {} }));
  const opened = Promise.withResolvers<void>();
  const sent = request(
    `${url}/trpc/live.follow?input=${input}`,
    { headers: { accept: 'text/event-stream', authorization: `Bearer ${token}`, origin: ORIGIN } },
    (response) => {
      let isOpen = false;
      response.setEncoding('utf8').on('data', (text: string) => {
        if (!text.includes('"topic":"list"')) return;
        if (isOpen) onList();
        isOpen = true;
        opened.resolve();
      });
    },
  );
  sent.on('error', opened.reject).end();
  await opened.promise;
}

async function runServer(): Promise<void> {
  const codes = taxCodes(3 * EVENTS + 1);
  const { server } = await openFirm(codes, { RATE_LIMIT: '1000000' });
  const client = clientOf(server, await signToken({ accountantId: 'orders' }));
  const { live } = server.context;
  const publish = live.publish.bind(live);
  let committed = 0;
  live.publish = (...topics) => {
    committed = now();
    publish(...topics);
  };
  process.on('message', async () => {
    await client.orders.place.mutate(await orderOf(client, codes.splice(0, 1)));
    process.send?.(committed);
  });
  process.send?.({ url: server.url });
}

/** Writes the same event to all answers at once. */
function runBareServer(): void {
  const answers: ServerResponse[] = [];
  let position = 0;
  const event = () => `data: {"topic":"list","position":${++position},"data":null}\n\n`;
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(event());
    answers.push(response);
  });
  process.on('message', () => {
    const committed = now();
    for (const response of answers) response.write(event());
    process.send?.(committed);
  });
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
}

if (process.argv[2] === 'server') await runServer();
if (process.argv[2] === 'bare') runBareServer();
