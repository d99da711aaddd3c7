import { CompiledQuery } from 'kysely';
import pg from 'pg';
import type { Db, Tx } from '../db.ts';
import { Queues, type Waiting as WaitingFor } from '../queues.ts';
import { forgetShared, shareReads } from '../shared-reads.ts';
import { together } from '../together.ts';
import { isConnectionLost, isRefusedCommit } from './connection-errors.ts';
import { runSerializable } from './run-serializable.ts';

/** Most works in one transaction: a conflict with another process makes all of them begin anew. */
const MOST_TOGETHER = 8;

/**
 * Time for which a transaction takes up more works, in milliseconds: later ones would read from a snapshot older than
 * themselves.
 */
const JOIN_MS = 100;

interface Asked {
  work: (tx: Tx) => Promise<unknown>;
}

type Waiting = WaitingFor<Asked>;

/** Works not yet begun, by lane. */
const lanes = new Queues<Asked>();

/**
 * Runs works of one lane, which would be in each other's way, one after the other in this process. Works that come
 * meanwhile join the transaction, each in a savepoint, and share its commit, which waits for the disk and for replicas;
 * no caller is answered before it. They don't see what others have committed since the transaction began: as that may
 * be why a work is refused, it then runs again in a later transaction.
 *
 * @param work runs again only where its transaction was surely not kept, or the work was taken back
 */
export async function runInLane<Result>(
  db: Db,
  lane: string,
  work: (tx: Tx) => Promise<Result>,
  joinMs = JOIN_MS,
): Promise<Result> {
  return (await lanes.add(db, lane, { work }, (queue) => runTogether(db, queue, joinMs))) as Result;
}

/** Runs works together with those that come meanwhile. Never fails: each caller gets its own result or error. */
async function runTogether(db: Db, queue: Waiting[], joinMs: number): Promise<void> {
  const group: Waiting[] = queue.splice(0, MOST_TOGETHER);
  let isDone = false;
  try {
    const { answers, again } = await runSerializable(db, async (tx) => {
      isDone = false;
      const outcome = await runEach(tx, group, queue, performance.now() + joinMs);
      isDone = true;
      return outcome;
    });
    queue.unshift(...again);
    for (const answer of answers) answer();
    return;
  } catch (error) {
    const isUnsure = isConnectionLost(error) || (isDone && !isRefusedCommit(error));
    // Otherwise one work is at fault, which must not fail the others.
    if (isUnsure || group.length === 1) {
      for (const { reject } of group) reject(error);
      return;
    }
  }
  for (const { work, resolve, reject } of group) {
    await runSerializable(db, work).then(resolve, reject);
  }
}

interface Outcome {
  /** Answers to the callers, for after the commit. */
  answers: (() => void)[];
  /** Works to be run again. */
  again: Waiting[];
}

/** @throws an error of the database, which aborts the whole transaction */
async function runEach(tx: Tx, group: Waiting[], queue: Waiting[], end: number): Promise<Outcome> {
  const answers: Outcome['answers'] = [];
  // The transaction has not read yet: the works so far see everything that was committed before they came.
  const isLate = lateAmong(group, queue);
  const again: Waiting[] = [];
  shareReads(tx);
  let mark = run(tx, 'savepoint one');
  for (const one of joined(group, queue, end)) {
    const { work, resolve, reject } = one;
    try {
      const [, result] = await together(mark, work(tx));
      answers.push(() => resolve(result));
      mark = run(tx, 'release one; savepoint one');
    } catch (error) {
      if (error instanceof pg.DatabaseError || isConnectionLost(error)) throw error;
      if (isLate(one)) again.push(one);
      else answers.push(() => reject(error));
      forgetShared(tx);
      mark = run(tx, 'rollback to one');
    }
  }
  await mark;
  return { answers, again };
}

/** @returns whether a work came later than now */
function lateAmong(...present: readonly Waiting[][]): (one: Waiting) => boolean {
  const known = new Set(present.flat());
  return (one) => !known.has(one);
}

/** The works of a group, and those that join it while it is under way. */
function* joined(group: Waiting[], queue: Waiting[], end: number): Generator<Waiting> {
  for (let at = 0; at < MOST_TOGETHER; at++) {
    const one = group[at] ?? (performance.now() < end ? queue.shift() : undefined);
    if (one === undefined) return;
    group[at] = one;
    yield one;
  }
}

async function run(tx: Tx, text: string): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(text));
}
