import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { databaseSetting } from '../test-database.ts';
import { SEPAY_API_KEY } from '../test-server.ts';
import { programEnvironment } from './program-environment.ts';

/** The built server, if TEST_SERVER_MAIN names it, starts in a quarter of the source's processor time. */
export const MAIN =
  process.env.TEST_SERVER_MAIN ?? fileURLToPath(new URL('../../main.ts', import.meta.url));

/** The server in a process of its own, as in production. */
export interface ServerProcess {
  url: string;
  child: ChildProcess;
  /** The process's log so far. */
  log(): string;
  /** Resolves when the log contains this. */
  logged(event: string): Promise<void>;
  /** @returns its exit code; null where a signal ended it */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Settings of a process over this database. Two over one need the same secret: pass one. */
export function serverEnvironment(
  database: string,
  env: Record<string, string> = {},
): Record<string, string> {
  return {
    ...programEnvironment(),
    PORT: '0',
    ...databaseSetting(database),
    LINK_SECRET: randomBytes(32).toString('hex'),
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'renewal@vendor.example',
    OPERATIONS_EMAIL: 'operations@vendor.example',
    SEPAY_API_KEY,
    BANK_BIN: '970436',
    BANK_NAME: 'Vietcombank',
    BANK_ACCOUNT: '0123456789',
    BANK_ACCOUNT_HOLDER: 'CONG TY PHAN MEM',
    ...env,
  };
}

/** Lets a process use an SQLite file that another one serves. */
export const SHARES_FILE = '--share-file-for-tests';

/**
 * Starts one on a free port, or on that of its settings; waits until it listens.
 *
 * @param main the script to start, in place of the usual one
 */
export async function startServerProcess(
  env: Record<string, string>,
  args: string[] = [],
  main = MAIN,
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [main, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // Not at its exit: some of its log may still be on the way.
  const gone = once(child, 'close').then(([code]) => code as number | null);
  let log = '';
  const looks = new Set<() => void>();
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
    for (const look of looks) look();
  });
  const logged = async (event: string) => {
    const said = Promise.withResolvers<void>();
    const look = () => log.includes(`"event":"${event}"`) && said.resolve();
    looks.add(look);
    look();
    void gone.then(() => said.reject(new Error(`It ended without ${event}:\n${log}`)));
    await said.promise.finally(() => looks.delete(look));
  };
  await logged('server.listening');
  const url = /"event":"server\.listening","url":"([^"]+)"/.exec(log)?.[1] ?? '';
  return {
    url,
    child,
    log: () => log,
    logged,
    async end(signal) {
      child.kill(signal);
      return await gone;
    },
  };
}
