import { Agent } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../server/database/id.ts';
import { orderOf, taxCodes } from '../server/testing/test-directory.ts';
import {
  type Client,
  clientOf,
  ORIGIN,
  SEPAY_API_KEY,
  signToken,
} from '../server/testing/test-server.ts';
import { answerTo, quantile, type Target } from './calls.ts';
import { type FirmServer, type FirmToOpen, firmOf, startFirmServer } from './firm-server.ts';
import { before } from './floor/floor.ts';

const SIZES = [1, 100, 500, 1_000];
const ROUNDS = 7;

/** Rounds until the server's code is compiled, as on one that has run for a minute: small orders run little of it. */
const warmUpOf = (size: number) => (size < 100 ? 40 : 3);

/** After a bulk call, a firm rests for at most so long. */
const REST_MS = 1_000;

interface Measured {
  lines: number;
  'place ms': string;
  'floor ms': string;
  'place ratio': string;
  'settle ms': string;
  'settle floor ms': string;
  'settle ratio': string;
}

const roundsOf = (size: number) => ROUNDS + warmUpOf(size);

/** Each round places and settles an order of a firm of its own. */
export async function measureOrders(): Promise<Measured[]> {
  const codes = taxCodes(SIZES.reduce((sum, size) => sum + size * roundsOf(size), 0));
  const firms = SIZES.flatMap((size) =>
    Array.from({ length: roundsOf(size) }, (_, round) => ({
      id: `firm-${size}-${round}`,
      codes: codes.splice(0, size),
    })),
  );
  const server = await startFirmServer(firms);
  const results: Measured[] = [];
  for (const size of SIZES) {
    const orders = await Promise.all(
      firms.splice(0, roundsOf(size)).map((firm) => prepareOrder(server, firm)),
    );
    await sleep(REST_MS);
    const rounds: Round[] = [];
    for (const order of orders) rounds.push(await measureRound(server, order));
    results.push(summary(size, rounds.slice(warmUpOf(size))));
  }
  await server.stop();
  return results;
}

interface Prepared {
  client: Client;
  target: Target;
}

async function prepareOrder(server: FirmServer, { id, codes }: FirmToOpen): Promise<Prepared> {
  const token = await signToken({ firm: firmOf(id), accountantId: `accountant-${id}` });
  const client = clientOf(server, token);
  return {
    client,
    target: {
      url: `${server.url}/trpc/orders.place`,
      headers: {
        authorization: `Bearer ${token}`,
        origin: ORIGIN,
        'content-type': 'application/json',
      },
      body: JSON.stringify(await orderOf(client, codes)),
    },
  };
}

interface Round {
  place: number;
  placeFloor: number;
  settle: number;
  settleFloor: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

async function measureRound(server: FirmServer, { client, target }: Prepared): Promise<Round> {
  const place = await timed(server, target);
  const { id: orderId } = JSON.parse(place.answer).result.data as { id: string };
  const { amount, transfer } = await client.payments.start.mutate({
    orderId,
    method: 'bank_transfer',
    locale: 'vi',
  });
  const report = { id: newId(), transferType: 'in', transferAmount: amount };
  const settle = await timed(server, {
    url: `${server.url}/gateways/sepay`,
    headers: { authorization: `Apikey ${SEPAY_API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...report, content: transfer?.memo }),
  });
  const { state } = await client.orders.get.query({ orderId });
  if (state !== 'paid') throw new Error('The order was not settled');
  return {
    place: place.took,
    placeFloor: place.floor,
    settle: settle.took,
    settleFloor: settle.floor,
  };
}

/** A call, and the time in which the bare driver writes the same. */
async function timed(server: FirmServer, target: Target) {
  const was = await before(server.database);
  // A connection is there.
  await answerTo(agent, { url: `${server.url}/gateways`, headers: {} });
  const start = performance.now();
  const { status, body: answer } = await answerTo(agent, target);
  const took = performance.now() - start;
  if (status !== 200) throw new Error(`${target.url} ${status} ${answer}`);
  const floor = await was.rewrite([await was.changes()]);
  return { answer, took, floor };
}

function summary(lines: number, rounds: readonly Round[]): Measured {
  const of = (value: (round: Round) => number) => quantile(rounds.map(value), 0.5).toFixed(1);
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
