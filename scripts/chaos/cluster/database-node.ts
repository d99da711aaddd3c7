import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { Program, type ProgramOptions } from './program.ts';

/** An answer of Patroni's REST API: https://patroni.readthedocs.io/en/latest/rest_api.html */
const members = z.object({
  members: z.array(z.object({ name: z.string(), role: z.string(), state: z.string() })),
});

export type Member = z.output<typeof members>['members'][number];

/** A server of the database: PostgreSQL and the Patroni that watches over it. */
export class DatabaseNode {
  readonly name: string;
  readonly #patroni: string;
  readonly #settings: string;
  readonly #restUrl: string;
  readonly #options: ProgramOptions;
  #running: Program | undefined;
  readonly #onExit = () => this.#killPostgresql();

  /** @param settings the path of its patroni.yml */
  constructor(patroni: string, settings: string, restUrl: string, options: ProgramOptions) {
    this.name = options.name;
    this.#patroni = patroni;
    this.#settings = settings;
    this.#restUrl = restUrl;
    this.#options = options;
    process.once('exit', this.#onExit);
  }

  get log(): string {
    return this.#running?.log ?? '';
  }

  start(): void {
    if (this.#running?.isRunning) return;
    this.#running = new Program(this.#patroni, [this.#settings], this.#options);
  }

  /** Kills PostgreSQL alone, as the system does for want of memory. */
  killDatabase(): void {
    this.#killPostgresql();
  }

  /** Kills everything on the node, as a loss of power does. */
  async killAll(): Promise<void> {
    const ended = this.#running?.end('SIGKILL');
    this.#killPostgresql();
    await ended;
  }

  async stop(): Promise<void> {
    await this.killAll();
    process.off('exit', this.#onExit);
  }

  /** Whether its own PostgreSQL runs; the other nodes' knowledge of it may be old. */
  async isWell(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.#restUrl}/health`, { signal: AbortSignal.timeout(2_000) });
      return answer.ok;
    } catch {
      return false;
    }
  }

  /** The cluster's members as this node knows them; undefined while it does not answer. */
  async members(): Promise<Member[] | undefined> {
    try {
      const answer = await fetch(`${this.#restUrl}/cluster`, {
        signal: AbortSignal.timeout(2_000),
      });
      return members.parse(await answer.json()).members;
    } catch {
      return undefined;
    }
  }

  /** The postmaster first, so that it starts nothing anew, and then all of its processes, without waiting for them to notice. */
  #killPostgresql(): void {
    const pid = this.#postmaster();
    if (pid === undefined) return;
    const children = childrenOf(pid);
    for (const each of [pid, ...children]) {
      try {
        process.kill(each, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
  }

  #postmaster(): number | undefined {
    try {
      const data = join(this.#options.folder, this.name, 'data');
      const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
      // The file outlives a killed one, and its number may be another program's by then.
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(data) ? pid : undefined;
    } catch {
      return undefined;
    }
  }
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}
