import { parseArgs } from 'node:util';
import { playFuzz } from '../server/testing/fuzz/play.ts';

/**
 * Calls every procedure and route with valid and invalid inputs: `npm run fuzz -- --requests 100000`. A
 * failure is printed with the seed and path that repeat it.
 */
const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '2000' },
    /** Seed of the first server's requests; each later server's seed is one more. */
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    /** The path of a failure: repeats only its request. */
    path: { type: 'string' },
    /** Only procedures and routes whose name contains this. */
    only: { type: 'string' },
  },
});

/** Requests to one server; the next ones go to a new server, with the next seed. */
const PIECE = 2_000;

const requests = Number(values.requests);
const statuses = new Map<number, number>();
for (let sent = 0, seed = Number(values.seed); sent < requests; sent += PIECE, seed++) {
  const count = Math.min(PIECE, requests - sent);
  const started = Date.now();
  const { path } = values;
  const only = (target: string) => target.includes(values.only ?? '');
  const { calls, failure, ...piece } = await playFuzz({ seed, requests: count, path, only });
  for (const [status, times] of piece.statuses) {
    statuses.set(status, (statuses.get(status) ?? 0) + times);
  }
  if (failure !== null) {
    console.error(failure);
    process.exit(1);
  }
  const seconds = ((Date.now() - started) / 1_000).toFixed(1);
  console.info(`seed ${seed}: ${count} requests to ${calls.size} targets, ${seconds} s`);
  if (path !== undefined) break;
}
const byStatus = [...statuses].sort(([a], [b]) => a - b);
console.info(byStatus.map(([status, times]) => `${status || 'broken off'}: ${times}`).join(', '));
