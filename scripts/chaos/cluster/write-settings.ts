import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { User } from '../../../server/testing/database/postgresql-server.ts';
import { freePorts } from '../../../server/testing/processes/free-ports.ts';

const FILES = new URL('../../../docs/cluster/', import.meta.url);
const ADDRESS = '127.0.0.1';

/** Patroni's settings, in seconds: the shortest that it advises. */
const TIMES = { ttl: 20, loopWait: 2, retryTimeout: 5 };

/** Paths and addresses in the files of docs/cluster/ as written for this machine. */
export interface Settings {
  nodes: { name: string; file: string; restUrl: string }[];
  haproxy: string;
  pgbouncer: string;
  etcd: string[];
  urls: {
    /** Address of PgBouncer. */
    pooler: string;
    primary: string;
    replica: string;
    /** The primary's superuser. */
    superuser: string;
  };
  /** The password of the role `renewal`. */
  password: string;
}

/** @param binaries the folder of PostgreSQL's programs */
export async function writeSettings(
  folder: string,
  user: User | undefined,
  binaries: string,
  count: number,
): Promise<Settings> {
  const ports = await portsFor(['etcd', 'etcdPeer', 'pooler', 'primary', 'replica'] as const);
  const [superuserPassword, replicationPassword, password] = [secret(), secret(), secret()];
  const write = (path: string, text: string) => {
    writeFileSync(join(folder, path), text, { mode: 0o600 });
    if (user) chownSync(join(folder, path), user.uid, user.gid);
    return join(folder, path);
  };
  const nodes: Settings['nodes'] = [];
  const servers: string[] = [];
  for (let index = 1; index <= count; index++) {
    const name = `database${index}`;
    const own = await portsFor(['port', 'restPort'] as const);
    const ownFolder = join(folder, name);
    mkdirSync(ownFolder, { mode: 0o700 });
    if (user) chownSync(ownFolder, user.uid, user.gid);
    const text = fillIn('patroni.yml', {
      ...own,
      ...TIMES,
      name,
      address: ADDRESS,
      network: `${ADDRESS}/32`,
      etcdHosts: `${ADDRESS}:${ports.etcd}`,
      binaries,
      folder: ownFolder,
      superuserPassword,
      replicationPassword,
    });
    const file = write(join(name, 'patroni.yml'), text);
    nodes.push({ name, file, restUrl: `http://${ADDRESS}:${own.restPort}` });
    servers.push(`  server ${name} ${ADDRESS}:${own.port} check port ${own.restPort}`);
  }
  const values = {
    address: ADDRESS,
    primaryPort: ports.primary,
    replicaPort: ports.replica,
    poolerPort: ports.pooler,
    servers: servers.join('\n'),
    folder,
  };
  write('userlist.txt', `"renewal" "${password}"\n`);
  const urlOf = (port: number, name = 'renewal', own = password) =>
    `postgres://${name}:${own}@${ADDRESS}:${port}/${name}`;
  return {
    nodes,
    haproxy: write('haproxy.cfg', fillIn('haproxy.cfg', values)),
    pgbouncer: write('pgbouncer.ini', fillIn('pgbouncer.ini', values)),
    etcd: etcdArguments(folder, ports),
    urls: {
      pooler: urlOf(ports.pooler),
      primary: urlOf(ports.primary),
      replica: urlOf(ports.replica),
      superuser: urlOf(ports.primary, 'postgres', superuserPassword),
    },
    password,
  };
}

/** A file of docs/cluster/, with these values in the place of its names in braces. */
function fillIn(file: string, values: Record<string, string | number>): string {
  return readFileSync(new URL(file, FILES), 'utf8').replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${file} has a name without a value: ${name}`);
    return String(value);
  });
}

function etcdArguments(folder: string, ports: { etcd: number; etcdPeer: number }): string[] {
  const [client, peer] = [ports.etcd, ports.etcdPeer].map((port) => `http://${ADDRESS}:${port}`);
  return [
    '--name=etcd',
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=etcd=${peer}`,
  ];
}

async function portsFor<Name extends string>(
  names: readonly Name[],
): Promise<Record<Name, number>> {
  const ports = await freePorts(names.length);
  return Object.fromEntries(names.map((name, at) => [name, ports[at]])) as Record<Name, number>;
}

function secret(): string {
  return randomBytes(16).toString('hex');
}
