import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { sql } from 'kysely';
import { createApp } from '../../app.ts';
import { declarePlans } from '../../directory/catalog/declare-plans.ts';
import { startFakeGateways } from '../gateways/fake-gateways.ts';
import { openFirm } from '../test-directory.ts';
import { PORTAL_ID } from '../test-server.ts';
import { GatewayLedger } from './gateway-ledger.ts';
import { anyHistory } from './history-steps.ts';
import { BY_MONTH } from './market.ts';
import { OrderHistory } from './order-history.ts';

/** The wanted contents of a file. */
export interface PlayedFileWanted {
  path: string;
  histories: number;
  seed: number;
}

/**
 * A worker that leaves an SQLite file of an installation where much has happened: random histories of orders and money,
 * a firm each. Posts once it is there.
 */
const { path, histories, seed } = workerData as PlayedFileWanted;
const gateways = await startFakeGateways();
const { server } = await openFirm([], { ...gateways.env, SEPAY_API_TOKEN: 'a-token' });
const { context } = server;
const ledger = new GatewayLedger(gateways);
const app = createApp(context);
// Calls to gateways need no connections here.
globalThis.fetch = gateways.fetch;
await sql`pragma synchronous = off`.execute(context.db);
await declarePlans(context, PORTAL_ID, [{ ...BY_MONTH, prices: [...BY_MONTH.prices] }]);
await context.db.updateTable('plans').set({ commitment_days: 40 }).execute();
for (const [index, history] of fc.sample(anyHistory, { numRuns: histories, seed }).entries()) {
  await new OrderHistory(server, app, ledger, index + 1).play(history);
}
await sql`vacuum into ${path}`.execute(context.db);
gateways.stop();
await server.stop();
parentPort?.postMessage('done');
