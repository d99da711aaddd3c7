import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readSettings, serverEnvironment } from '../demo/settings.ts';

/** Starts the whole demo: server, portal, outside world. With --watch it follows changes. */
const watch = process.argv.includes('--watch');
const settings = readSettings();
const env = { ...serverEnvironment(settings), ...process.env, ...portEnvironment() };
const children = new Map<string, ChildProcess>();
let stopping = false;

buildWidgetIfStale();
runOnce('scripts/add-portal.ts', [
  ...['--id', settings.portalId, '--name', 'Sổ Vàng'],
  ...origins().flatMap((origin) => ['--origin', origin]),
]);
process.once('SIGINT', () => stop(0));
process.once('SIGTERM', () => stop(0));
start('outside world', ['demo/outside/main.ts']);
start('server', ['server/main.ts']);
start('portal', ['demo/portal/main.ts']);
if (watch) start('widget build', ['node_modules/vite/bin/vite.js', 'build', '--watch']);
await Promise.all(
  [settings.outsideUrl, settings.serverUrl, settings.portalUrl].map((url) => untilHealthy(url)),
);
runOnce('demo/seed.ts', []);
console.info(`
Renewal Wizard runs. Stop it with Ctrl+C.

  Accounting portal   ${settings.portalUrl}
  Caught mail         ${settings.outsideUrl}/mail
  Simulated bank      ${settings.outsideUrl}/bank
  Simulated VNPay     ${settings.outsideUrl}/vnpay
  Server              ${settings.serverUrl}/health
`);

/** The server reads PORT and PUBLIC_URL; the demo's processes its own names. */
function portEnvironment(): Record<string, string> {
  return {
    PORT: String(settings.serverPort),
    PUBLIC_URL: settings.serverUrl,
    PORTAL_SECRET: settings.secrets.portalSecret,
    PORTAL_API_KEY: settings.secrets.apiKey,
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
  const child = spawn(process.execPath, nodeArgs, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  children.set(name, child);
  child.once('exit', (code) => {
    children.delete(name);
    if (stopping) return;
    console.error(`The ${name} ended (exit code ${code}); stopping the rest.`);
    stop(1);
  });
}

function stop(code: number): void {
  if (stopping) return;
  stopping = true;
  process.exitCode = code;
  for (const child of children.values()) child.kill('SIGTERM');
}

function runOnce(script: string, args: string[]): void {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status === 0) return;
  stop(1);
  throw new Error(`${script} failed`);
}

async function untilHealthy(url: string): Promise<void> {
  for (let tries = 0; tries < 150 && !stopping; tries++) {
    const healthy = await fetch(`${url}/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    await sleep(200);
  }
  if (stopping) return;
  stop(1);
  throw new Error(`${url} does not answer`);
}

function buildWidgetIfStale(): void {
  const built = 'dist/widget/renewal-wizard.js';
  const isFresh =
    existsSync(built) && statSync(built).mtimeMs > newest(['widget', 'shared', 'vite.config.ts']);
  if (isFresh) return;
  console.info('Building the widget…');
  for (const mode of ['production', 'classic']) {
    const { status } = spawnSync(
      process.execPath,
      ['node_modules/vite/bin/vite.js', 'build', '--mode', mode, '--logLevel', 'warn'],
      { stdio: 'inherit' },
    );
    if (status !== 0) throw new Error('The widget could not be built');
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
