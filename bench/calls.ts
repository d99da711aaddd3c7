import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** Pause between two calls of a neighbour, which is a normal caller. */
const PAUSE_MS = 20;

/** The HTTP request to measure; with a body, by POST. */
export interface Target {
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/** The duration of each call in ms: one call after the other for this many ms. */
export async function callFor(duration: number, target: Target): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const end = performance.now() + duration;
  const times: number[] = [];
  while (performance.now() < end) {
    const start = performance.now();
    const status = await call(agent, target);
    if (status !== 200) throw new Error(`${target.url} ${status}`);
    times.push(performance.now() - start);
    await sleep(PAUSE_MS);
  }
  agent.destroy();
  return times;
}

/** One call, its answer read to the end. */
export async function call(agent: Agent, target: Target): Promise<number> {
  return (await answerTo(agent, target)).status;
}

export async function answerTo(
  agent: Agent,
  { url, headers, body }: Target,
): Promise<{ status: number; body: string }> {
  return await new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = request(
      url,
      { agent, method: body === undefined ? 'GET' : 'POST', headers: { ...headers, ...length } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The percentile of the values at this share; 0 for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
