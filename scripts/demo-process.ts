import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DemoSettings, readSettings } from '../demo/settings.ts';
import { freePorts } from '../server/testing/processes/free-ports.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface DemoPorts {
  server: number;
  portal: number;
  outside: number;
  smtp: number;
}

export interface RunningDemo {
  serverUrl: string;
  portalUrl: string;
  outsideUrl: string;
  settings: DemoSettings;
  /** The output of its processes so far. */
  output(): string;
  /** Resolves with the exit code when the demo ends, by itself or by `stop`. */
  ended: Promise<number | null>;
  stop(): Promise<void>;
}

/** Starts the whole demo as `npm start` does, on free ports and with a data folder of its own. */
export async function startDemo(
  options: { ports?: Partial<DemoPorts>; env?: Record<string, string> } = {},
): Promise<RunningDemo> {
  const free = await freePorts(4);
  const ports = {
    server: free[0],
    portal: free[1],
    outside: free[2],
    smtp: free[3],
    ...options.ports,
  };
  const dataDir = await mkdtemp(join(tmpdir(), 'renewal-demo-'));
  const env = {
    ...process.env,
    HOST: '127.0.0.1',
    SERVER_PORT: String(ports.server),
    PORTAL_PORT: String(ports.portal),
    OUTSIDE_PORT: String(ports.outside),
    SMTP_PORT: String(ports.smtp),
    DATA_DIR: dataDir,
    ...options.env,
  };
  const child = fork('scripts/start.ts', { cwd: ROOT, env, silent: true });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const ended = once(child, 'close').then(async ([code]) => {
    await rm(dataDir, { recursive: true, force: true });
    return code as number | null;
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  const ready = await Promise.race([
    once(child, 'message').then(() => true),
    ended.then(() => false),
  ]);
  if (!ready) throw new Error(`The demo did not start:\n${printed}`);
  const settings = readSettings(env);
  const { serverUrl, portalUrl, outsideUrl } = settings;
  return { serverUrl, portalUrl, outsideUrl, settings, output: () => printed, ended, stop };
}
