import type { Db } from './db.ts';

/** A request in a queue, with the functions that answer it. */
export type Waiting<Asked> = Asked & {
  resolve(result: unknown): void;
  reject(error: unknown): void;
};

/** Named queues of each database: requests wait while others of their queue are under way, and then go together. */
export class Queues<Asked> {
  readonly #ofDatabases = new WeakMap<Db, Map<string, Waiting<Asked>[]>>();

  /**
   * @param workOff takes up at least one waiting request, answers each that it takes up, and never fails
   * @returns the answer
   */
  async add(
    db: Db,
    name: string,
    asked: Asked,
    workOff: (queue: Waiting<Asked>[]) => Promise<void>,
  ): Promise<unknown> {
    const queues = this.#ofDatabases.get(db) ?? new Map<string, Waiting<Asked>[]>();
    this.#ofDatabases.set(db, queues);
    return await new Promise((resolve, reject) => {
      const one = { ...asked, resolve, reject };
      const queue = queues.get(name);
      if (queue !== undefined) queue.push(one);
      else void workOffAll(queues, name, [one], workOff);
    });
  }
}

async function workOffAll<Asked>(
  queues: Map<string, Waiting<Asked>[]>,
  name: string,
  queue: Waiting<Asked>[],
  workOff: (queue: Waiting<Asked>[]) => Promise<void>,
): Promise<void> {
  queues.set(name, queue);
  while (queue.length > 0) await workOff(queue);
  queues.delete(name);
}
