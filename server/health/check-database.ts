import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context/context.ts';
import {
  checkWritable,
  type WriteFault,
  writeFaultOf,
} from '../database/connect/check-writable.ts';

export type DatabaseHealth = 'ok' | 'disk_nearly_full' | WriteFault;

/** A check writes to the disk twice, so it runs at most this often, in milliseconds. */
const INTERVAL_MS = 1_000;

/** A disk that takes longer counts as not answering, in milliseconds. */
const PATIENCE_MS = 5_000;

const looks = new WeakMap<Context, { at: number; state: Promise<DatabaseHealth> }>();

/** Whether orders and money can be written. */
export async function checkDatabase(context: Context): Promise<DatabaseHealth> {
  const last = looks.get(context);
  const now = performance.now();
  if (last !== undefined && now - last.at < INTERVAL_MS) return await last.state;
  const state = look(context);
  looks.set(context, { at: now, state });
  return await state;
}

async function look(context: Context): Promise<DatabaseHealth> {
  const looking = checkWritable(context.db, context.config.database).catch((error: unknown) => {
    context.log('database.not_writable', { error: String(error) });
    return writeFaultOf(error);
  });
  return await Promise.race([looking, sleep(PATIENCE_MS, 'no_answer' as const, { ref: false })]);
}
