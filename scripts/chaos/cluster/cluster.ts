import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { unprivilegedUser } from '../../../server/testing/database/postgresql-server.ts';
import { DatabaseNode, type Member } from './database-node.ts';
import { Program } from './program.ts';
import type { Programs } from './programs.ts';
import { type Settings, writeSettings } from './write-settings.ts';

/** Time limit for the cluster to become whole, in milliseconds. */
const WHOLE_MS = 600_000;

/** A cluster by the files of docs/cluster/, on this machine. */
export class Cluster {
  readonly urls: Settings['urls'];
  readonly folder: string;
  readonly #nodes: DatabaseNode[];
  readonly #others: Program[];

  private constructor(folder: string, { nodes, ...settings }: Settings, programs: Programs) {
    this.folder = folder;
    this.urls = settings.urls;
    const user = unprivilegedUser();
    const run = (name: keyof Programs, args: string[]) =>
      new Program(programs[name], args, { name, folder, user });
    this.#others = [
      run('etcd', settings.etcd),
      run('haproxy', ['-db', '-f', settings.haproxy]),
      run('pgbouncer', [settings.pgbouncer]),
    ];
    this.#nodes = nodes.map(
      ({ name, file, restUrl }) =>
        new DatabaseNode(programs.patroni, file, restUrl, { name, folder, user }),
    );
    this.restart();
  }

  /** @param count of PostgreSQL servers: the primary, a synchronous replica, and others that take its place */
  static async start(programs: Programs, count: number): Promise<Cluster> {
    const user = unprivilegedUser();
    const folder = mkdtempSync(join(tmpdir(), 'renewal-cluster-'));
    if (user) chownSync(folder, user.uid, user.gid);
    const settings = await writeSettings(folder, user, programs.postgresql, count);
    const cluster = new Cluster(folder, settings, programs);
    try {
      await cluster.untilWhole();
      await makeDatabase(settings);
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** Kills the primary: its PostgreSQL alone, or the whole machine. @returns its name */
  async killPrimary(how: 'database' | 'machine'): Promise<string> {
    const leader = (await this.#members())?.find(({ role }) => role === 'leader');
    const primary = this.#nodes.find(({ name }) => name === leader?.name);
    if (primary === undefined) throw new Error('There is no primary to kill');
    if (how === 'database') primary.killDatabase();
    else await primary.killAll();
    return primary.name;
  }

  /** Starts the killed servers again. */
  restart(): void {
    for (const node of this.#nodes) node.start();
  }

  /** Waits until every server is there again, and the primary has its synchronous replica. */
  async untilWhole(): Promise<void> {
    const end = performance.now() + WHOLE_MS;
    let seen: Member[] | undefined;
    while (performance.now() < end) {
      seen = await this.#members();
      const roles = (seen ?? [])
        .filter(({ state }) => /^(running|streaming)$/.test(state))
        .map(({ role }) => role);
      const isWhole = ['leader', 'sync_standby'].every((role) => roles.includes(role));
      const areWell = (await Promise.all(this.#nodes.map((node) => node.isWell()))).every(Boolean);
      if (isWhole && areWell && roles.length === this.#nodes.length) return;
      await sleep(200);
    }
    throw new Error(`The cluster does not become whole: ${JSON.stringify(seen)}`);
  }

  /** @param keepsLogs keeps its folder */
  async stop(keepsLogs = false): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.stop()));
    for (const program of this.#others) await program.end('SIGKILL');
    if (!keepsLogs) rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #members(): Promise<Member[] | undefined> {
    for (const node of this.#nodes) {
      const members = await node.members();
      if (members !== undefined) return members;
    }
    return undefined;
  }
}

/** Patroni learns of a new primary a little earlier than HAProxy. */
const FIRST_TRIES = 60;

async function makeDatabase({ urls, password }: Settings): Promise<void> {
  for (let tries = 1; ; tries++) {
    const client = new pg.Client({ connectionString: urls.superuser });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query(`create role renewal login password '${password}'`);
      await client.query(
        `create database renewal owner renewal encoding 'UTF8' template template0`,
      );
      await client.end();
      return;
    } catch (error) {
      if (tries === FIRST_TRIES) throw error;
      await sleep(500);
    }
  }
}
