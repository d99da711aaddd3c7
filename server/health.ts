import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { sql } from 'kysely';
import type { Context } from './context.ts';
import type { MoneyFault } from './payments/check-money.ts';

/** The money check reads every payment: it is made at most this often, in milliseconds. */
const MONEY_CHECK_INTERVAL = 60_000;

export interface Health {
  status: 'ok' | 'failing';
  /** Whether all money adds up. */
  money: 'ok' | 'does_not_add_up';
  /** When that was looked at, ISO 8601: the answer does not wait long for the next look. */
  moneyCheckedAt: string;
  /** Mails that wait, and mails given up. */
  outbox: { pending: number; dead: number };
  /** Payments that nobody could match. */
  unmatchedPayments: number;
}

interface MoneyCheck {
  at: number;
  faults: MoneyFault[];
}

/** How long an answer waits for a check that is due, in milliseconds. */
const PATIENCE = 1_000;

/** The last check that has ended, and the one under way. */
const checks = new WeakMap<Context, { last?: MoneyCheck; next?: Promise<MoneyCheck> }>();

export async function health(context: Context): Promise<Health> {
  const { db } = context;
  const { at, faults } = await lastMoneyCheck(context);
  const { unmatched } = await db
    .selectFrom('payments')
    .select((select) => select.fn.countAll<number>().as('unmatched'))
    .where('hold_reason', '=', 'unmatched')
    .executeTakeFirstOrThrow();
  return {
    status: faults.length === 0 ? 'ok' : 'failing',
    money: faults.length === 0 ? 'ok' : 'does_not_add_up',
    moneyCheckedAt: new Date(at).toISOString(),
    outbox: {
      pending: await countJobs(context, 'pending'),
      dead: await countJobs(context, 'dead'),
    },
    unmatchedPayments: Number(unmatched),
  };
}

async function countJobs({ db }: Context, state: 'pending' | 'dead'): Promise<number> {
  const { count } = await db
    .selectFrom('outbox')
    .select((select) => select.fn.countAll<number>().as('count'))
    // Written out: with a parameter, the indexes of what waits and what was given up do not serve.
    .where('state', '=', sql.lit(state))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** A check that is due is waited for, but not for long: then the last one answers. */
async function lastMoneyCheck(context: Context): Promise<MoneyCheck> {
  const state = checks.get(context) ?? {};
  checks.set(context, state);
  const { last } = state;
  if (last !== undefined && context.now() - last.at < MONEY_CHECK_INTERVAL) return last;
  state.next ??= checkInThread(context)
    .then((check) => {
      state.last = check;
      return check;
    })
    .finally(() => {
      delete state.next;
    });
  const { next } = state;
  if (last === undefined) return await next;
  next.catch((error: unknown) => {
    context.log('money.check_failed', { error: String(error) });
  });
  return await Promise.race([next, sleep(PATIENCE, last, { ref: false })]);
}

async function checkInThread(context: Context): Promise<MoneyCheck> {
  const at = context.now();
  const worker = new Worker(new URL('./payments/check-money-worker.ts', import.meta.url), {
    workerData: { databasePath: context.config.databasePath },
  });
  // A server that stops does not wait for it.
  worker.unref();
  const faults = await new Promise<MoneyFault[]>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The money check ended with ${code}`)));
  });
  for (const fault of faults) context.log('money.does_not_add_up', { ...fault });
  return { at, faults };
}
