import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  MAIN,
  type ServerProcess,
  startServerProcess,
} from '../../server/testing/processes/server-process.ts';
import type { Random } from '../../server/testing/random.ts';
import type { Orders, Step } from './inside-server.ts';

const INSIDE = new URL('./inside-server.ts', import.meta.url).href;

/** Time limit for a process to reach the step at which it is to die, in milliseconds. */
const STEP_PATIENCE_MS = 1_500;

const COMPLAINTS =
  /"event":"(?:trpc|request|document|pay_page|order_life|commitments|expire|expiry_reminders|gateway\.message)[._]failed|"event":"money\.does/;

/** Log lines that rounds may write while the database fails. */
const OF_THE_DATABASE =
  /disk I\/O error|disk is full|readonly database|read-only transaction|No space left|unable to open database|ECONNREFUSED|ECONNRESET|Connection terminated|terminating connection|recovery mode|starting up|shutting down|not yet accepting/;

/** The server's processes, one of which may be dead. */
export class Servers {
  readonly #env: Record<string, string>;
  readonly #folder = mkdtempSync(join(tmpdir(), 'renewal-chaos-'));
  readonly #running: (ServerProcess | undefined)[];
  readonly #smtpPort: number;
  /** Lines of their logs that a server should never write. */
  readonly complaints: string[] = [];
  /** Number of kills, by kind. */
  readonly kills = new Map<string, number>();
  clockOffset = 0;
  #hadTrouble = false;

  constructor(env: Record<string, string>, count: number, smtpPort: number) {
    this.#env = env;
    this.#running = Array.from({ length: count });
    this.#smtpPort = smtpPort;
  }

  get count(): number {
    return this.#running.length;
  }

  get running(): ServerProcess[] {
    return this.#running.filter((server) => server !== undefined);
  }

  get pids(): number[] {
    return this.running.flatMap(({ child }) => child.pid ?? []);
  }

  /** A process that answers, by chance; undefined while none does. */
  any(random: Random): ServerProcess | undefined {
    const { running } = this;
    return running.length === 0 ? undefined : random.pick(running);
  }

  /** Whether an answer is a process's own: the port of one that was killed meanwhile may be another program's. */
  hasAnswered(server: ServerProcess | undefined): boolean {
    return server !== undefined && this.running.includes(server);
  }

  async startAll(): Promise<void> {
    for (let index = 0; index < this.count; index++) await this.start(index);
  }

  async start(index: number): Promise<void> {
    this.#order(index, null);
    const server = await startServerProcess(this.#environmentOf(index));
    this.#running[index] = server;
  }

  /**
   * Starts one where the database fails: it may run all the same, or ends with one line that says why.
   *
   * @returns a fault, where it does neither
   */
  async tryStart(index: number): Promise<string | null> {
    try {
      await this.start(index);
      return null;
    } catch (error) {
      const lines = String(error)
        .split('\n')
        .slice(1)
        .filter((line) => line !== '' && !line.startsWith('{'));
      const isRight = lines.length === 1 && /can’t be used/.test(lines[0] ?? '');
      return isRight ? null : `a start on a failing database ended so: ${lines.join(' | ')}`;
    }
  }

  /** Starts the processes that have ended. */
  async startMissing(): Promise<void> {
    for (const [index, server] of this.#running.entries()) {
      if (server === undefined) await this.start(index);
    }
  }

  /** Kills a starting process after so many milliseconds: at first in a migration. */
  async killStart(index: number, afterMs: number): Promise<void> {
    this.#order(index, null);
    const env = this.#environmentOf(index);
    const child = spawn(process.execPath, [MAIN], { env, stdio: 'ignore' });
    setTimeout(() => child.kill('SIGKILL'), afterMs);
    await once(child, 'exit');
    this.#count('start');
  }

  async kill(index: number): Promise<void> {
    const server = this.#running[index];
    this.#running[index] = undefined;
    await server?.end('SIGKILL');
    this.#keepComplaints(server);
    this.#count('any_moment');
  }

  /** Stops a process as its supervisor does. */
  async end(index: number): Promise<void> {
    const server = this.#running[index];
    this.#running[index] = undefined;
    await server?.end('SIGTERM');
    this.#keepComplaints(server);
  }

  /** Lets a process end itself at a step, or kills it where it does not get there. */
  async killAt(index: number, step: Step): Promise<void> {
    const server = this.#running[index];
    if (server === undefined) return;
    this.#order(index, step);
    const end = performance.now() + STEP_PATIENCE_MS;
    while (server.child.signalCode === null && performance.now() < end) await sleep(10);
    const came = server.child.signalCode !== null;
    this.#running[index] = undefined;
    await server.end('SIGKILL');
    this.#keepComplaints(server);
    this.#count(came ? step : 'any_moment');
  }

  /** The time by the clock of all processes. */
  now(): number {
    return Date.now() + this.clockOffset;
  }

  /** Sets the clock of all processes. */
  jump(by: number): void {
    this.clockOffset += by;
    for (let index = 0; index < this.count; index++) this.#order(index, null);
  }

  countTrouble(name: string): void {
    this.#hadTrouble = true;
    this.#count(name);
  }

  async stop(): Promise<void> {
    for (const server of this.#running.splice(0)) {
      await server?.end('SIGTERM');
      this.#keepComplaints(server);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #environmentOf(index: number): Record<string, string> {
    return {
      ...this.#env,
      NODE_OPTIONS: `--import=${INSIDE}`,
      CHAOS_ORDERS: this.#fileOf(index),
      CHAOS_SMTP_PORT: String(this.#smtpPort),
    };
  }

  #order(index: number, dieAt: Step | null): void {
    const orders: Orders = { clockOffset: this.clockOffset, dieAt };
    const file = this.#fileOf(index);
    writeFileSync(`${file}.new`, JSON.stringify(orders));
    renameSync(`${file}.new`, file);
  }

  #fileOf(index: number): string {
    return join(this.#folder, `${index}.json`);
  }

  #keepComplaints(server: ServerProcess | undefined): void {
    const lines = server?.log().split('\n') ?? [];
    const isAllowed = (line: string) => this.#hadTrouble && OF_THE_DATABASE.test(line);
    const complaints = lines.filter((line) => COMPLAINTS.test(line) && !isAllowed(line));
    this.complaints.push(...complaints.map((line) => line.slice(0, 500)));
  }

  #count(how: string): void {
    this.kills.set(how, (this.kills.get(how) ?? 0) + 1);
  }
}
