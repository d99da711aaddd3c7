import { setImmediate as nextTurn } from 'node:timers/promises';
import { CompiledQuery } from 'kysely';
import type { Db, Tx } from '../db.ts';
import { Queues, type Waiting as WaitingFor } from '../queues.ts';

/** Time for which a group takes up more work before it is committed, in milliseconds. */
const GROUP_MS = 25;

interface Asked {
  work: (tx: Tx) => Promise<unknown>;
}

type Waiting = WaitingFor<Asked>;

/** Works not yet begun; those of a database are all in one queue, as it has one writer. */
const queues = new Queues<Asked>();

/**
 * Runs work in a transaction of SQLite, which waits for the disk once at its end. Work that comes meanwhile shares it:
 * it runs after the other, in a savepoint of its own, so that it is kept or taken back by itself. No result and no
 * refusal reaches its caller before everything that it depends on is committed.
 */
export async function runInGroup<Result>(
  db: Db,
  work: (tx: Tx) => Promise<Result>,
  groupMs = GROUP_MS,
): Promise<Result> {
  return (await queues.add(db, '', { work }, (queue) => runGroup(db, queue, groupMs))) as Result;
}

/** Never fails: each waiting caller gets its own result or error. */
async function runGroup(db: Db, queue: Waiting[], groupMs: number): Promise<void> {
  const begun: Waiting[] = [];
  const answers: (() => void)[] = [];
  try {
    await db.transaction().execute(async (tx) => {
      const end = performance.now() + groupMs;
      for (let one = queue.shift(); one !== undefined; one = await nextOf(queue, end)) {
        begun.push(one);
        answers.push(await answerOf(tx, one, begun.length === 1));
      }
    });
  } catch (error) {
    // Also where the transaction could not even begin.
    if (begun.length === 0) begun.push(...queue.splice(0, 1));
    for (const { reject } of begun) reject(error);
    return;
  }
  for (const answer of answers) answer();
}

/** The next work that waits, or comes in the next turn of the event loop: requests may be on their way in. */
async function nextOf(queue: Waiting[], end: number): Promise<Waiting | undefined> {
  if (queue.length === 0) await nextTurn();
  return performance.now() < end ? queue.shift() : undefined;
}

/**
 * @returns how its caller is answered once all is committed
 * @throws where all of the transaction has to be taken back
 */
async function answerOf(tx: Tx, one: Waiting, isFirst: boolean): Promise<() => void> {
  const { work, resolve, reject } = one;
  // Nothing that would have to stay comes before the first.
  if (isFirst) {
    const result = await work(tx);
    return () => resolve(result);
  }
  await tx.executeQuery(CompiledQuery.raw('savepoint one'));
  try {
    const result = await work(tx);
    await tx.executeQuery(CompiledQuery.raw('release one'));
    return () => resolve(result);
  } catch (error) {
    await takeBack(tx, error);
    return () => reject(error);
  }
}

/** @throws the error, where SQLite has taken back the whole transaction because of it */
async function takeBack(tx: Tx, error: unknown): Promise<void> {
  try {
    await tx.executeQuery(CompiledQuery.raw('rollback to one'));
    await tx.executeQuery(CompiledQuery.raw('release one'));
  } catch {
    throw error;
  }
}
