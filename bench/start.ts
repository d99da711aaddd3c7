import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../server/testing/processes/free-ports.ts';
import { serverEnvironment } from '../server/testing/processes/server-process.ts';
import { quantile } from './calls.ts';

const STARTS = 7;

/** Idle time of a server before its memory is read, in ms. */
const IDLE_MS = 5_000;

const BARE = `import { createServer } from 'node:http';
createServer((_, response) => response.end('ok')).listen(process.env.PORT, '127.0.0.1');`;

interface Measured {
  server: string;
  'first answer ms': string;
  'CPU ms': string;
  ratio: string;
  'idle MB': string;
}

interface Start {
  ms: number;
  cpu: number;
  mb: number;
}

/** From the start of the process to its first answer over HTTP, as built and from source; a bare Node beside it. */
export async function measureStart(): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-start-'));
  const bare = join(folder, 'bare.mjs');
  writeFileSync(bare, BARE);
  const build = ['node_modules/vite/bin/vite.js', 'build', '-c', 'vite.server.config.ts'];
  spawnSync(process.execPath, [...build, '--logLevel', 'warn'], { stdio: 'inherit' });
  const scripts = {
    'bare Node': bare,
    'as built': 'dist/server/main.mjs',
    'from source': 'server/main.ts',
  };
  const starts = new Map<string, Start[]>(Object.keys(scripts).map((name) => [name, []]));
  // The first makes the database.
  for (let round = 0; round <= STARTS; round++) {
    for (const [name, script] of Object.entries(scripts)) {
      const start = await startOnce(script, join(folder, 'bench.sqlite'), round === STARTS);
      if (round > 0) starts.get(name)?.push(start);
    }
  }
  rmSync(folder, { recursive: true });
  const median = (name: string, value: (start: Start) => number) =>
    quantile((starts.get(name) ?? []).map(value), 0.5);
  return Object.keys(scripts).map((name) => ({
    server: name,
    'first answer ms': median(name, ({ ms }) => ms).toFixed(0),
    'CPU ms': median(name, ({ cpu }) => cpu).toFixed(0),
    ratio: (median(name, ({ ms }) => ms) / median('bare Node', ({ ms }) => ms)).toFixed(1),
    'idle MB': (starts.get(name)?.at(-1)?.mb ?? 0).toFixed(0),
  }));
}

async function startOnce(script: string, database: string, isIdle: boolean): Promise<Start> {
  const port = await freePort();
  const begun = performance.now();
  const child = spawn(process.execPath, [script], {
    env: { ...serverEnvironment(database), PORT: String(port) },
    stdio: 'ignore',
  });
  // A path that is only routed: /health would also measure the first check of money.
  while (!(await answers(`http://127.0.0.1:${port}/widget/none`))) await sleep(2);
  const ms = performance.now() - begun;
  const cpu = cpuOf(child.pid);
  if (isIdle) await sleep(IDLE_MS);
  const mb = residentMb(child.pid);
  const gone = once(child, 'exit');
  child.kill();
  await gone;
  return { ms, cpu, mb };
}

async function answers(url: string): Promise<boolean> {
  return await fetch(url).then(
    (response) => response.text().then(() => true),
    () => false,
  );
}

/** Ticks of 10 ms, of Linux's own accounts: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export function cpuOf(pid: number | undefined): number {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = rest.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

export function residentMb(pid: number | undefined): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_000;
}
