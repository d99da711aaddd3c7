import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { createApp } from './app.ts';
import { type Mailer, smtpMailer } from './channels/mail/smtp/smtp-mailer.ts';
import { ConfigError, configWarnings, readConfig } from './config/config.ts';
import type { Context } from './context/context.ts';
import { jsonLog } from './context/log.ts';
import { repeat } from './context/repeat.ts';
import { openDatabaseOrExit } from './database/connect/open.ts';
import { NotifyPeers } from './database/postgresql/notify-peers.ts';
import { Replica } from './database/postgresql/replica.ts';
import { claimFileOrExit } from './database/sqlite/claim-file.ts';
import { pruneDrafts } from './drafts/prune-drafts.ts';
import { LiveUpdates } from './foundation/live-updates.ts';
import { endOutgoingCalls, untilEnding } from './foundation/outgoing-calls.ts';
import { ALONE } from './foundation/peers.ts';
import { errorCode, errorText } from './foundation/thrown.ts';
import { drainable } from './http/drain.ts';
import { closeIdle, SERVER_OPTIONS } from './http/server-options.ts';
import { pruneOutbox } from './jobs/outbox/prune-outbox.ts';
import { startOutbox } from './jobs/outbox/run-outbox.ts';
import { pruneDigests } from './jobs/prune-digests.ts';
import { pruneGatewayMessages } from './jobs/prune-gateway-messages.ts';
import { pruneNotifications } from './jobs/prune-notifications.ts';
import { runExpiryReminders } from './jobs/run-expiry-reminders.ts';
import { runOrderLife } from './jobs/run-order-life.ts';
import { CodeGuesses } from './limits/code-guesses.ts';
import { CostLimitsInMemory } from './limits/cost-limits.ts';
import { FairTurns } from './limits/fair-turns.ts';
import { runCommitments } from './order-life/commitments/run-commitments.ts';
import { questionsAnswered } from './payments/attempts/ask-gateway.ts';
import { readMissedTransfers } from './payments/reconciliation/read-missed-transfers.ts';
import {
  expireAttempts,
  giveUpUnasked,
  reconciledMethods,
  reconcileMethod,
} from './payments/reconciliation/reconcile-attempts.ts';
import { pruneQuotations } from './quoting/quotations/prune-quotations.ts';

/**
 * Times after a stop at which pending calls are ended, and at which the process ends whatever is left: milliseconds.
 */
const CALLS_MS = 7_000;
const STOP_MS = 11_000;

const LISTEN: Record<string, string> = {
  EADDRINUSE: 'another process has this port (HOST, PORT)',
  EADDRNOTAVAIL: 'this machine has no such address (HOST)',
  EACCES: 'this user may not have this port (PORT)',
  ENOTFOUND: 'there is no such host (HOST)',
};

/** Pause between looks for attempts that are due for a question, in milliseconds. */
const RECONCILE_PAUSE_MS = 15_000;

/** Pause between rounds over commitments, due dates and old messages, in milliseconds. */
const CALENDAR_PAUSE_MS = 60_000;

/** For tests alone, which race several processes over one file. */
const SHARES_FILE = '--share-file-for-tests';

const log = jsonLog(console.error);

if (Number(process.versions.napi) < 10) {
  console.error(`Node ${process.version} is too old for better-sqlite3: use Node 24.`);
  process.exit(1);
}

const config = configOrExit();
for (const warning of configWarnings(config)) log('config.warning', { warning });
if (!process.argv.includes(SHARES_FILE)) {
  await claimFileOrExit(config.database, () => log('server.waits_for_database'));
}
const db = await openDatabaseOrExit(config.database);
const peers =
  config.listenUrl === null ? ALONE : new NotifyPeers(db, { url: config.listenUrl, log });
const replica = config.readUrl === null ? undefined : new Replica(config.readUrl, db, { log });
const context: Context = {
  db,
  config,
  now: Date.now,
  monotonic: () => performance.now(),
  live: new LiveUpdates(peers),
  peers,
  ...(replica && { replica }),
  codeGuesses: new CodeGuesses(peers),
  limits: new CostLimitsInMemory(() => performance.now(), peers),
  turns: new FairTurns(),
  log,
};
// From here on a stop is clean, and waits until everything that it ends exists. Nothing is under way before.
const told = Promise.withResolvers<void>();
process.on('SIGTERM', () => told.resolve());
process.on('SIGINT', () => told.resolve());
const server = serve(
  {
    fetch: createApp(context).fetch,
    hostname: config.host,
    port: config.port,
    ...SERVER_OPTIONS,
  },
  (address) => log('server.listening', { url: `http://${config.host}:${address.port}` }),
);
closeIdle(server);
const drain = drainable(server);
await listeningOrExit();
/** A hanging mail delays no stop. */
const endable = (mailer: Mailer): Mailer => ({
  ...mailer,
  send: (...mail) => untilEnding(mailer.send(...mail)),
});
const mailer = endable(smtpMailer(config));
const fallback =
  config.smtpFallbackUrl === null ? null : endable(smtpMailer(config, config.smtpFallbackUrl));
const outbox = startOutbox(context, mailer, { fallback });
const rounds = [
  ...reconciledMethods(config).map((method) =>
    repeat(
      context,
      'reconcile',
      RECONCILE_PAUSE_MS,
      () => reconcileMethod(context, method),
      `reconcile/${method}`,
    ),
  ),
  repeat(context, 'expire', RECONCILE_PAUSE_MS, () => expireAttempts(context)),
  repeat(context, 'give_up', CALENDAR_PAUSE_MS, () => giveUpUnasked(context)),
  repeat(context, 'transfers', config.transfersPause, () => readMissedTransfers(context)),
  repeat(context, 'commitments', CALENDAR_PAUSE_MS, () => runCommitments(context)),
  repeat(context, 'order_life', CALENDAR_PAUSE_MS, (stopped) => runOrderLife(context, stopped)),
  repeat(context, 'expiry_reminders', CALENDAR_PAUSE_MS, () => runExpiryReminders(context)),
  repeat(context, 'prune', CALENDAR_PAUSE_MS, () => pruneOutbox(context)),
  repeat(context, 'prune_messages', CALENDAR_PAUSE_MS, () => pruneGatewayMessages(context)),
  repeat(context, 'prune_notifications', CALENDAR_PAUSE_MS, () => pruneNotifications(context)),
  repeat(context, 'prune_digests', CALENDAR_PAUSE_MS, () => pruneDigests(context)),
  repeat(context, 'prune_drafts', CALENDAR_PAUSE_MS, () => pruneDrafts(context)),
  repeat(context, 'prune_quotations', CALENDAR_PAUSE_MS, () => pruneQuotations(context)),
];
// Told twice, as by a terminal and a supervisor, it stops once.
await told.promise;
await stop();

/** Accepts nothing new, lets running work end, and ends in good time whatever hangs; live streams reconnect. */
async function stop(): Promise<void> {
  context.live.close();
  // Callers that wait for a hanging gateway or mail server still get an answer, and failures are recorded.
  setTimeout(endOutgoingCalls, CALLS_MS);
  const drained = drain().then(() => questionsAnswered(context));
  const work = [drained, outbox.stop(), ...rounds.map((round) => round.stop())];
  log('server.stopping');
  const isDone = await Promise.race([Promise.allSettled(work), sleep(STOP_MS, null)]);
  // Not closed under running work: the file survives that as it does a crash.
  await peers.stop();
  if (isDone) await Promise.all([db.destroy(), replica?.destroy()]);
  log('server.stopped', { inTime: isDone !== null });
  process.exit(0);
}

async function listeningOrExit(): Promise<void> {
  try {
    await once(server, 'listening');
  } catch (error) {
    console.error(
      `Can’t listen on ${config.host}:${config.port}: ${LISTEN[errorCode(error)] ?? errorText(error)}.`,
    );
    await db.destroy();
    process.exit(2);
  }
}

function configOrExit() {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const line of error.lines) console.error(line);
    process.exit(1);
  }
}
