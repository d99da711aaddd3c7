import type { Context } from './context.ts';
import { checkMoney, type MoneyFault } from './payments/check-money.ts';

/** The money check reads every payment: it is made at most this often, in milliseconds. */
const MONEY_CHECK_INTERVAL = 60_000;

export interface Health {
  status: 'ok' | 'failing';
  /** Whether all money adds up. */
  money: 'ok' | 'does_not_add_up';
  /** Mails that wait, and mails given up. */
  outbox: { pending: number; dead: number };
  /** Payments that nobody could match. */
  unmatchedPayments: number;
}

const lastChecks = new WeakMap<Context, { at: number; faults: MoneyFault[] }>();

export async function health(context: Context): Promise<Health> {
  const { db } = context;
  const faults = await recentMoneyFaults(context);
  const states = await db
    .selectFrom('outbox')
    .select((select) => ['state', select.fn.countAll<number>().as('count')])
    .where('state', '<>', 'done')
    .groupBy('state')
    .execute();
  const { unmatched } = await db
    .selectFrom('payments')
    .select((select) => select.fn.countAll<number>().as('unmatched'))
    .where('hold_reason', '=', 'unmatched')
    .executeTakeFirstOrThrow();
  const countOf = (state: 'pending' | 'dead') =>
    Number(states.find((row) => row.state === state)?.count ?? 0);
  return {
    status: faults.length === 0 ? 'ok' : 'failing',
    money: faults.length === 0 ? 'ok' : 'does_not_add_up',
    outbox: { pending: countOf('pending'), dead: countOf('dead') },
    unmatchedPayments: Number(unmatched),
  };
}

async function recentMoneyFaults(context: Context): Promise<MoneyFault[]> {
  const now = context.now();
  const last = lastChecks.get(context);
  if (last !== undefined && now - last.at < MONEY_CHECK_INTERVAL) return last.faults;
  const faults = await checkMoney(context.db);
  for (const fault of faults) context.log('money.does_not_add_up', { ...fault });
  lastChecks.set(context, { at: now, faults });
  return faults;
}
