import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readSettings, serverEnvironment, webhookSecret } from '../demo/settings.ts';

/** The server lets requests under way end for 10 seconds. */
const PATIENCE_MS = 12_000;

/** The built server, as it runs in production. */
const SERVER = 'dist/server/main.mjs';

/** Starts the whole demo: server, portal, outside world. With --watch it follows changes. */
const watch = process.argv.includes('--watch');
const settings = readSettings();
const env = { ...serverEnvironment(settings), ...process.env, ...portEnvironment() };
const children = new Map<string, ChildProcess>();
let stopping = false;

// Not `once`: npm passes Ctrl+C on, so it arrives twice, and the second would end this process before its children.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0));
// The process that started the demo (a test) is gone.
process.on('disconnect', () => stop(0));
// npm passes other signals to the shell between it and us, which ends silently.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stop(0), 500).unref();
}

try {
  await startDemo();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  stop(1);
}

async function startDemo(): Promise<void> {
  await refuseTakenPorts();
  const modes = ['production', 'classic'].map((mode) => ['--mode', mode]);
  const [widget, server] = ['vite.config.ts', 'vite.server.config.ts'];
  // The build writes this file last.
  buildIfStale('widget', 'dist/widget/renewal-wizard.classic.js', ['widget', widget], modes);
  if (!watch) buildIfStale('server', SERVER, ['server', server], [['--config', server]]);
  await runOnce('scripts/add-portal.ts', [
    ...['--id', settings.portalId, '--name', 'Sổ Vàng'],
    ...['--webhook', `${settings.portalUrl}/hooks/renewal`],
    ...origins().flatMap((origin) => ['--origin', origin]),
  ]);
  if (stopping) return;
  start('outside world', ['demo/outside/main.ts']);
  // The server first reads missed transfers from the bank.
  await untilHealthy(settings.outsideUrl);
  if (stopping) return;
  start('server', [watch ? 'server/main.ts' : SERVER]);
  start('portal', ['demo/portal/main.ts']);
  if (watch) start('widget build', ['node_modules/vite/bin/vite.js', 'build', '--watch']);
  await Promise.all([settings.serverUrl, settings.portalUrl].map((url) => untilHealthy(url)));
  if (stopping) return;
  await runOnce('demo/seed.ts', []);
  if (stopping) return;
  console.info(`
Renewal Wizard runs. Stop it with Ctrl+C.

  Accounting portal   ${settings.portalUrl}
  Events it was sent  ${settings.portalUrl}/events
  Outside world       ${settings.outsideUrl}
  Caught mail         ${settings.outsideUrl}/mail
  Simulated bank      ${settings.outsideUrl}/bank
  Simulated VNPay     ${settings.outsideUrl}/vnpay
  Simulated MoMo      ${settings.outsideUrl}/momo
  Simulated ZaloPay   ${settings.outsideUrl}/zalopay
  Simulated payOS     ${settings.outsideUrl}/payos
  Operations          ${settings.serverUrl}/operations/  (any name, password ${settings.secrets.operationsPassword})
  Server              ${settings.serverUrl}/health
`);
  process.send?.('ready');
}

/**
 * Checks that the ports are free: another demo there would answer instead of ours, and refuse its keys.
 *
 * @throws Error that names the port's setting
 */
async function refuseTakenPorts(): Promise<void> {
  const ports = {
    SERVER_PORT: settings.serverPort,
    PORTAL_PORT: settings.portalPort,
    OUTSIDE_PORT: settings.outsidePort,
    SMTP_PORT: settings.smtpPort,
  };
  for (const [name, port] of Object.entries(ports)) {
    const holder = createServer().listen(port, settings.host);
    const problem = await once(holder, 'listening').then(
      () => once(holder.close(), 'close').then(() => null),
      (error: NodeJS.ErrnoException) => error,
    );
    if (problem?.code === 'EADDRINUSE') {
      throw new Error(`Port ${port} is taken. Stop what listens there, or set ${name}.`);
    }
    if (problem) throw problem;
  }
}

/** Environment of each process: the server reads PORT and PUBLIC_URL, the demo's processes their own variables. */
function portEnvironment(): Record<string, string> {
  return {
    PORT: String(settings.serverPort),
    PUBLIC_URL: settings.serverUrl,
    PORTAL_SECRET: settings.secrets.portalSecret,
    PORTAL_API_KEY: settings.secrets.apiKey,
    PORTAL_WEBHOOK_SECRET: webhookSecret(settings),
  };
}

/** Browsers treat 127.0.0.1 and localhost as two origins; both are ours. */
function origins(): string[] {
  const { portalUrl } = settings;
  return [...new Set([portalUrl, portalUrl.replace('//127.0.0.1', '//localhost')])];
}

function start(name: string, args: string[]): void {
  const nodeArgs =
    watch && args[0]?.endsWith('.ts') ? ['--watch', '--watch-preserve-output', ...args] : args;
  const child = spawn(process.execPath, nodeArgs, {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    // A process group of its own: otherwise the terminal's Ctrl+C would reach it besides our signal.
    detached: process.platform !== 'win32',
  });
  children.set(name, child);
  child.once('exit', (code, signal) => {
    children.delete(name);
    if (stopping) return;
    console.error(`The ${name} ended (${signal ?? `exit code ${code}`}); stopping the rest.`);
    stop(1);
  });
}

/** Stops the children; the process exits after the last one. */
function stop(code: number): void {
  if (stopping) return;
  stopping = true;
  process.exitCode = code;
  if (process.connected) process.disconnect();
  for (const child of children.values()) child.kill('SIGTERM');
  setTimeout(() => {
    for (const child of children.values()) child.kill('SIGKILL');
  }, PATIENCE_MS).unref();
}

async function runOnce(script: string, args: string[]): Promise<void> {
  const child = spawn(process.execPath, [script, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code, signal] = await once(child, 'exit');
  if (code !== 0 && !stopping)
    throw new Error(`${script} failed (${signal ?? `exit code ${code}`}).`);
}

async function untilHealthy(url: string): Promise<void> {
  for (let tries = 0; tries < 150 && !stopping; tries++) {
    // A kept connection would hold up the server’s stop.
    const healthy = await fetch(`${url}/health`, { headers: { connection: 'close' } }).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    await sleep(200);
  }
  if (!stopping) throw new Error(`${url} does not answer.`);
}

/** Builds what is older than its sources; each list of options is a build. */
function buildIfStale(name: string, built: string, sources: string[], builds: string[][]): void {
  const isFresh =
    existsSync(built) &&
    statSync(built).mtimeMs > newest([...sources, 'shared', 'package-lock.json']);
  if (isFresh) return;
  console.info(`Building the ${name}…`);
  for (const options of builds) {
    const args = ['node_modules/vite/bin/vite.js', 'build', ...options, '--logLevel', 'warn'];
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
    if (status !== 0) throw new Error(`The ${name} could not be built.`);
  }
}

function newest(paths: string[]): number {
  return Math.max(
    ...paths.map((path) => {
      const found = statSync(path);
      return found.isDirectory()
        ? newest(readdirSync(path).map((name) => join(path, name)))
        : found.mtimeMs;
    }),
    0,
  );
}
