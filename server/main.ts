import { serve } from '@hono/node-server';
import { createApp } from './app.ts';
import { runCommitments } from './commitments/run-commitments.ts';
import { ConfigError, configWarnings, readConfig } from './config.ts';
import type { Context, Log } from './context.ts';
import { openDatabaseOrExit } from './database/open.ts';
import { CodeGuesses } from './discounts/code-guesses.ts';
import { LiveUpdates } from './live-updates.ts';
import { smtpMailer } from './mail/smtp-mailer.ts';
import { runOrderLife } from './orders/run-order-life.ts';
import { pruneOutbox } from './outbox/prune-outbox.ts';
import { startOutbox } from './outbox/run-outbox.ts';
import { readMissedTransfers } from './payments/read-missed-transfers.ts';
import { reconcileSessions } from './payments/reconcile-sessions.ts';
import { repeat } from './repeat.ts';

/** How long a stop waits for requests that are under way, in milliseconds. */
const DRAIN = 10_000;

/** How often sessions are looked through for those that a gateway is to be asked about, in milliseconds. */
const RECONCILE_PAUSE = 15_000;

/** How often commitments, due dates and old messages are looked at, in milliseconds. */
const CALENDAR_PAUSE = 60_000;

const log: Log = (event, details = {}) => {
  console.error(JSON.stringify({ at: new Date().toISOString(), event, ...details }));
};

if (Number(process.versions.napi) < 10) {
  console.error(`Node ${process.version} is too old for better-sqlite3: use Node 24.`);
  process.exit(1);
}

const config = configOrExit();
for (const warning of configWarnings(config)) log('config.warning', { warning });
const db = await openDatabaseOrExit(config.databasePath);
const context: Context = {
  db,
  config,
  now: Date.now,
  live: new LiveUpdates(),
  codeGuesses: new CodeGuesses(),
  log,
};
const outbox = startOutbox(context, smtpMailer(config));
const rounds = [
  repeat(context, 'reconcile', RECONCILE_PAUSE, () => reconcileSessions(context)),
  repeat(context, 'transfers', config.transfersPause, () => readMissedTransfers(context)),
  repeat(context, 'commitments', CALENDAR_PAUSE, () => runCommitments(context)),
  repeat(context, 'order_life', CALENDAR_PAUSE, () => runOrderLife(context)),
  repeat(context, 'prune', CALENDAR_PAUSE, () => pruneOutbox(context)),
];
const server = serve(
  { fetch: createApp(context).fetch, hostname: config.host, port: config.port },
  (address) => log('server.listening', { url: `http://${config.host}:${address.port}` }),
);
let stopping = false;
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

/** Takes no new request, lets those under way end, then closes; live streams are cut and come back. */
async function stop(): Promise<void> {
  // Told twice, as by a terminal and a supervisor, it stops once.
  if (stopping) return;
  stopping = true;
  log('server.stopping');
  const closed = Promise.withResolvers<void>();
  server.close(() => closed.resolve());
  if ('closeIdleConnections' in server) server.closeIdleConnections();
  const timer = setTimeout(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
  }, DRAIN);
  context.live.close();
  await closed.promise;
  clearTimeout(timer);
  await Promise.all([outbox.stop(), ...rounds.map((round) => round.stop())]);
  await db.destroy();
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
