import { sql } from 'kysely';
import { mailChannelOf } from '../channels/mail/smtp/mail-channel.ts';
import type { Context } from '../context/context.ts';
import { roundsNotWell } from '../context/repeat.ts';
import { countWaiting } from '../jobs/outbox/count-waiting.ts';
import { checkClock } from './check-clock.ts';
import { checkDatabase, type DatabaseHealth } from './check-database.ts';
import { checkMail } from './check-mail.ts';
import { lastMoneyCheck } from './check-money-in-thread.ts';

/** Longer than a fail-over of the database takes. */
const UNHEARD_MS = 120_000;

export interface Health {
  status: 'ok' | 'failing';
  /** The parts that are not well. */
  failing: HealthPart[];
  /** Whether changes can be written to the disk. */
  database: DatabaseHealth;
  /** Behind: it was set back, or ran ahead before. */
  clock: 'ok' | 'behind' | 'unchecked';
  /** Held: the mail server accepts none. Waiting: mails are due, and none has left for five minutes. */
  mail: 'ok' | 'held' | 'waiting' | 'unchecked';
  /** Beginning of the hold of mails, ISO 8601; null while they leave. */
  mailHeldSince: string | null;
  /** Rounds that hang, or have failed for a quarter of an hour. */
  rounds: 'ok' | 'stuck';
  roundsNotWell: string[];
  /** Unheard: for two minutes, no message of other processes would have arrived. */
  peers: 'ok' | 'unheard';
  /** Whether all money adds up. */
  money: 'ok' | 'does_not_add_up' | 'unchecked';
  /** Time of the last money check, ISO 8601: the answer does not wait long for a new check. */
  moneyCheckedAt: string | null;
  /** Jobs that are due or wait for another try, and jobs given up; null where the database can't be read. */
  outbox: { pending: number; dead: number } | null;
  /** Unmatched payments. */
  unmatchedPayments: number | null;
}

const HEALTH_PARTS = ['database', 'clock', 'mail', 'rounds', 'peers', 'money'] as const;
export type HealthPart = (typeof HEALTH_PARTS)[number];

/** Checks each part by itself: one that can't be checked does not hide the others. */
export async function health(context: Context): Promise<Health> {
  const look = async <State>(name: string, state: Promise<State>) =>
    await state.catch((error: unknown) => {
      context.log('health.unchecked', { part: name, error: String(error) });
      return null;
    });
  const notWell = roundsNotWell(context);
  const check = await look('money', lastMoneyCheck(context));
  const { hold } = mailChannelOf(context);
  const parts: Pick<Health, HealthPart> = {
    database: await checkDatabase(context),
    clock: (await look('clock', checkClock(context))) ?? 'unchecked',
    mail: hold ? 'held' : ((await look('mail', checkMail(context))) ?? 'unchecked'),
    rounds: notWell.length === 0 ? 'ok' : 'stuck',
    peers: peersState(context),
    money: moneyState(check),
  };
  const failing = HEALTH_PARTS.filter((name) => parts[name] !== 'ok');
  return {
    status: failing.length === 0 ? 'ok' : 'failing',
    failing,
    ...parts,
    mailHeldSince: hold && new Date(hold.since).toISOString(),
    roundsNotWell: notWell,
    moneyCheckedAt: check && new Date(check.at).toISOString(),
    outbox: await look('outbox', countOutbox(context)),
    unmatchedPayments: await look('payments', countUnmatched(context)),
  };
}

function peersState({ peers, monotonic }: Context): Health['peers'] {
  const { unheardSince } = peers;
  const isLong = unheardSince !== null && monotonic() - unheardSince > UNHEARD_MS;
  return isLong ? 'unheard' : 'ok';
}

function moneyState(check: { faults: unknown[] } | null): Health['money'] {
  if (check === null) return 'unchecked';
  return check.faults.length === 0 ? 'ok' : 'does_not_add_up';
}

async function countOutbox(context: Context) {
  return { pending: await countWaiting(context), dead: await countDead(context) };
}

async function countUnmatched({ db }: Context): Promise<number> {
  const { unmatched } = await db
    .selectFrom('payments')
    .select((select) => select.fn.countAll<number>().as('unmatched'))
    .where('unapplied_reason', '=', 'unmatched')
    .executeTakeFirstOrThrow();
  return Number(unmatched);
}

async function countDead({ db }: Context): Promise<number> {
  const { count } = await db
    .selectFrom('outbox')
    .select((select) => select.fn.countAll<number>().as('count'))
    // A literal: with a parameter, the partial index of the outbox does not apply.
    .where('state', '=', sql.lit('dead'))
    .executeTakeFirstOrThrow();
  return Number(count);
}
