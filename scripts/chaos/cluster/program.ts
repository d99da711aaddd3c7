import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { User } from '../../../server/testing/database/postgresql-server.ts';

export interface ProgramOptions {
  /** The name of the log file. */
  name: string;
  folder: string;
  user: User | undefined;
}

/** A program of the cluster, which ends with this one. */
export class Program {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  readonly #logFile: string;
  readonly #onExit = () => void this.#child.kill('SIGKILL');

  constructor(path: string, args: string[], { name, folder, user }: ProgramOptions) {
    this.#logFile = join(folder, `${name}.log`);
    const log = openSync(this.#logFile, 'a');
    this.#child = spawn(path, args, {
      ...user,
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', HOME: folder, LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', log, log],
    });
    this.#exit = once(this.#child, 'exit').catch(() => {});
    process.once('exit', this.#onExit);
  }

  get isRunning(): boolean {
    return (
      this.#child.pid !== undefined &&
      this.#child.exitCode === null &&
      this.#child.signalCode === null
    );
  }

  get log(): string {
    return readFileSync(this.#logFile, 'utf8');
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    this.#child.kill(signal);
    await this.#exit;
    process.off('exit', this.#onExit);
  }
}
