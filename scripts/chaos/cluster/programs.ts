import { existsSync, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Paths of the programs of a cluster. */
export interface Programs {
  etcd: string;
  patroni: string;
  haproxy: string;
  pgbouncer: string;
  /** The folder of `postgres`, `pg_rewind` and so on. */
  postgresql: string;
}

/** The Debian packages that have them. */
const PACKAGES: Record<keyof Programs, string> = {
  etcd: 'etcd-server',
  patroni: 'patroni python3-etcd',
  haproxy: 'haproxy',
  pgbouncer: 'pgbouncer',
  postgresql: 'postgresql',
};

/** Some of these folders are only in root's PATH. */
const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin'];

/** Debian keeps each version of PostgreSQL in a folder of its own. */
const POSTGRESQL = '/usr/lib/postgresql';

/** @throws Error that names the packages to install */
export function findPrograms(folders = FOLDERS, postgresql = POSTGRESQL): Programs {
  const find = (name: string) =>
    folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  const found: Record<keyof Programs, string | undefined> = {
    etcd: find('etcd'),
    patroni: find('patroni'),
    haproxy: find('haproxy'),
    pgbouncer: find('pgbouncer'),
    // The newest, where there are several.
    postgresql: globSync(join(postgresql, '*/bin'))
      .filter((folder) => existsSync(join(folder, 'pg_rewind')))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .at(-1),
  };
  const names = Object.keys(PACKAGES) as (keyof Programs)[];
  const missing = names.filter((name) => found[name] === undefined);
  if (missing.length > 0) {
    const packages = missing.map((name) => PACKAGES[name]).join(' ');
    throw new Error(
      `Missing programs: ${missing.join(', ')}. On Debian: apt-get install --no-install-recommends ${packages}`,
    );
  }
  return found as Programs;
}
