import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgresql } from '../../server/testing/database/postgresql-server.ts';
import { makeEmptyPostgresql } from '../../server/testing/test-database.ts';
import { SmallDisk } from './small-disk.ts';

/** A way in which the database fails for a while, under running processes. */
export interface Trouble {
  name: string;
  /** The database's state that each process reports meanwhile. */
  shows: RegExp;
  /** @param pids of the server's processes */
  begin(pids: readonly number[]): Promise<void>;
  /** Ends the failure; the processes then recover by themselves. */
  end(pids: readonly number[]): Promise<void>;
}

/** An empty database for the processes, and its possible failures. */
export interface ChaosDatabase {
  /** The database's address, as in DATABASE_URL or DATABASE_PATH. */
  address: string;
  troubles: readonly Trouble[];
  remove(): Promise<void>;
}

const SQLITE_MEGABYTES = 64;
const POSTGRESQL_MEGABYTES = 192;

/** On a disk of its own, where this user may mount one. */
export function makeChaosFile(): ChaosDatabase {
  const disk = SmallDisk.make(SQLITE_MEGABYTES);
  const folder = disk?.folder ?? mkdtempSync(join(tmpdir(), 'renewal-chaos-'));
  return {
    address: join(folder, 'chaos.sqlite'),
    troubles: [...(disk ? [fullDisk(disk), readOnlyFile(disk)] : []), ...shortFiles()],
    remove: async () => {
      if (disk) disk.remove();
      else rmSync(folder, { recursive: true });
    },
  };
}

/** A server of its own on a disk of its own, where this user may mount one; else as all tests have. */
export async function makeChaosPostgresql(): Promise<ChaosDatabase> {
  const isGiven = process.env.TEST_DATABASE_URL !== undefined;
  const disk = isGiven ? null : SmallDisk.make(POSTGRESQL_MEGABYTES);
  if (disk === null) return { ...(await makeEmptyPostgresql()), troubles: [] };
  const server = await startPostgresql(undefined, { dataIn: disk.folder, isSupervised: true });
  return {
    address: server.url,
    troubles: [
      // With a full disk for its log, PostgreSQL ends, and is started again and again; with some room left, the disk
      // fails nobody.
      { ...fullDisk(disk), shows: /./ },
      readOnlyServer(server.url),
    ],
    async remove() {
      await server.stop();
      disk.remove();
    },
  };
}

function fullDisk(disk: SmallDisk): Trouble {
  return {
    name: 'disk_full',
    shows: /^disk_full$/,
    begin: async () => disk.fill(),
    end: async () => disk.free(),
  };
}

function readOnlyFile(disk: SmallDisk): Trouble {
  return {
    name: 'read_only',
    shows: /^read_only$/,
    begin: async () => disk.protect(true),
    end: async () => disk.protect(false),
  };
}

/** No file of a process can grow beyond its first page: every write fails, as on a disk that fails. */
function shortFiles(): Trouble[] {
  const limit = (pids: readonly number[], size: string) => {
    for (const pid of pids) spawnSync('prlimit', ['--pid', String(pid), `--fsize=${size}:`]);
  };
  if (spawnSync('prlimit', ['--version']).status !== 0) return [];
  return [
    {
      name: 'no_write',
      shows: /^disk_full$/,
      begin: async (pids) => limit(pids, '4096'),
      end: async (pids) => limit(pids, 'unlimited'),
    },
  ];
}

/** A server that only reads: it has become a replica, or its operator has closed it. */
function readOnlyServer(url: string): Trouble {
  const set = async (isReadOnly: boolean) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`alter system set default_transaction_read_only = ${isReadOnly}`);
    await client.query('select pg_reload_conf()');
    await client.end();
  };
  return {
    name: 'read_only',
    shows: /^read_only$/,
    begin: () => set(true),
    end: () => set(false),
  };
}
