import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../server/testing/random.ts';
import { comeAndGo } from './comes-and-goes.ts';

/** Longer than the server waits for a gateway when a payer starts an attempt, and for a portal. */
const AFTER_DEADLINE_MS = 10_500;
const SLOW_MS = 500;

/**
 * Faults of an answer, and their frequency. reset: nothing was done; cut: it was done, and the answer is lost; late:
 * after the deadline; silent: never; twice: the request is sent twice on its way.
 */
const COURSES = {
  reset: 0.06,
  error: 0.06,
  cut: 0.08,
  late: 0.015,
  silent: 0.005,
  twice: 0.06,
  slow: 0.2,
} as const;
type Course = keyof typeof COURSES | 'right';

export interface Called {
  method: string;
  /** With the query. */
  path: string;
  headers: IncomingMessage['headers'];
  body: Buffer<ArrayBuffer>;
}

export interface FlakyServer {
  url: string;
  /** Ends the faults. */
  calm(): void;
  stop(): Promise<void>;
}

/**
 * A third party's server, which fails in its ways until it is calm.
 *
 * @param answer carries out the request; undefined: no content (204)
 */
export async function startFlakyServer(
  random: Random,
  answer: (call: Called) => Promise<string | undefined>,
): Promise<FlakyServer> {
  let isCalm = false;
  const silent = new Set<Socket>();
  const server = createServer((request, response) => {
    const course = isCalm ? 'right' : pick(random);
    respond(request, response, course).catch(() => request.socket.destroy());
  });
  async function respond(request: IncomingMessage, response: ServerResponse, course: Course) {
    const { method = 'GET', url: path = '/', headers } = request;
    const call = { method, path, headers, body: Buffer.from(await buffer(request)) };
    if (course === 'reset') return void request.socket.destroy();
    if (course === 'error') return void response.writeHead(502).end('<html>Bad gateway</html>');
    if (course === 'twice') await answer(call);
    const text = await answer(call);
    if (course === 'cut') return void request.socket.destroy();
    if (course === 'silent') return void silent.add(request.socket);
    if (course === 'late') await sleep(AFTER_DEADLINE_MS);
    if (course === 'slow') await sleep(random.below(SLOW_MS));
    if (text === undefined) response.writeHead(204).end();
    else response.setHeader('content-type', 'application/json').end(text);
  }
  const { port, stop } = await comeAndGo(server, random, () => isCalm);
  const calm = () => {
    isCalm = true;
    for (const socket of silent) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    calm,
    async stop() {
      calm();
      await stop();
    },
  };
}

function pick(random: Random): Course {
  for (const [course, probability] of Object.entries(COURSES)) {
    if (random.chance(probability)) return course as Course;
  }
  return 'right';
}
