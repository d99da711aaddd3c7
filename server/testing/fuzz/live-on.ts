import { setTimeout as sleep } from 'node:timers/promises';
import type { Mailer } from '../../channels/mail/smtp/smtp-mailer.ts';
import { pruneDrafts } from '../../drafts/prune-drafts.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import { pruneOutbox } from '../../jobs/outbox/prune-outbox.ts';
import { startOutbox } from '../../jobs/outbox/run-outbox.ts';
import { pruneDigests } from '../../jobs/prune-digests.ts';
import { pruneGatewayMessages } from '../../jobs/prune-gateway-messages.ts';
import { pruneNotifications } from '../../jobs/prune-notifications.ts';
import { runExpiryReminders } from '../../jobs/run-expiry-reminders.ts';
import { runOrderLife } from '../../jobs/run-order-life.ts';
import { runCommitments } from '../../order-life/commitments/run-commitments.ts';
import {
  expireAttempts,
  reconciledMethods,
  reconcileMethod,
} from '../../payments/reconciliation/reconcile-attempts.ts';
import { pruneQuotations } from '../../quoting/quotations/prune-quotations.ts';
import type { World } from './world.ts';

/** A day, a month and half a year later. */
const LATER_DAYS = [1, 30, 150];

/** Time limit for mails to leave, on a machine that has other work: milliseconds. */
const MAILS_MS = 60_000;

const mailer: Mailer = { send: async () => {}, close: () => {} };

/**
 * Lets a server that was called in every way live on, as its rounds do: mails about stored data leave, and days pass.
 * Faults that no call shows, such as a text that breaks a mail, appear here.
 *
 * @returns the failures
 */
export async function liveOn(world: World): Promise<string[]> {
  const { context, server } = world;
  const failed: string[] = [];
  const { log } = context;
  context.log = (event, details) => {
    // A gateway of the tests confirms no refund.
    const isRefund = details?.kind === 'refund_payment';
    if (/^outbox\.(postponed|given_up|unreadable)$/.test(event) && !isRefund) {
      failed.push(`${event} ${JSON.stringify(details)}`);
    }
  };
  const outbox = startOutbox(context, mailer);
  try {
    let now = context.now();
    for (const days of LATER_DAYS) {
      await untilMailed(world);
      now += days * DAY_MS;
      server.setNow(now);
      for (const [name, round] of Object.entries(roundsOf(world))) {
        await round().catch((error: unknown) => {
          failed.push(`${name}: ${error instanceof Error ? error.stack : error}`);
        });
      }
    }
    await untilMailed(world);
  } finally {
    await outbox.stop();
    context.log = log;
  }
  return failed;
}

function roundsOf({ context }: World): Record<string, () => Promise<unknown>> {
  return {
    expireAttempts: () => expireAttempts(context),
    runCommitments: () => runCommitments(context),
    runOrderLife: () => runOrderLife(context),
    runExpiryReminders: () => runExpiryReminders(context),
    pruneNotifications: () => pruneNotifications(context),
    pruneDigests: () => pruneDigests(context),
    pruneDrafts: () => pruneDrafts(context),
    pruneQuotations: () => pruneQuotations(context),
    pruneGatewayMessages: () => pruneGatewayMessages(context),
    pruneOutbox: () => pruneOutbox(context),
    ...Object.fromEntries(
      reconciledMethods(context.config).map((method) => [
        `reconcile ${method}`,
        () => reconcileMethod(context, method),
      ]),
    ),
  };
}

/** Mails to operations are summed up, and wait for that. */
async function untilMailed({ context }: World): Promise<void> {
  const end = performance.now() + MAILS_MS;
  while (performance.now() < end) {
    const due = await context.db
      .selectFrom('outbox')
      .select('id')
      .where('state', '=', 'pending')
      .where('lane', '<>', 'operations_mails')
      .where('kind', '<>', 'refund_payment')
      .where('run_at', '<=', context.now())
      .executeTakeFirst();
    if (due === undefined) return;
    await sleep(50);
  }
  throw new Error('mails are still waiting');
}
