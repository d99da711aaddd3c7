import assert from 'node:assert/strict';
import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { createApp } from '../../app.ts';
import { declarePlans } from '../../directory/catalog/declare-plans.ts';
import { checkMoney } from '../../payments/settlement/check-money.ts';
import { startFakeGateways } from '../gateways/fake-gateways.ts';
import { spareDisk } from '../test-database.ts';
import { openFirm } from '../test-directory.ts';
import { PORTAL_ID } from '../test-server.ts';
import { GatewayLedger } from './gateway-ledger.ts';
import { anyHistory } from './history-steps.ts';
import { BY_MONTH } from './market.ts';
import { OrderHistory } from './order-history.ts';

/** A worker's share of histories. */
export interface HistoriesWanted {
  env: Record<string, string>;
  histories: number;
  seed: number;
}

/**
 * A worker that plays random histories on a server of its own: node:test follows every promise of a test, which would
 * take longer than the histories themselves. Posts the failures, or an empty text.
 */
const { env, histories, seed } = workerData as HistoriesWanted;
const gateways = await startFakeGateways();
const { server } = await openFirm([], { ...gateways.env, ...env });
const { context } = server;
const ledger = new GatewayLedger(gateways);
const app = createApp(context);
let played = 0;
let recorded = 0;
try {
  // Calls to gateways need no connections here.
  globalThis.fetch = gateways.fetch;
  // Power cuts are tested by crash.test.ts; here syncing would only take time.
  await spareDisk(context.db);
  await declarePlans(context, PORTAL_ID, [{ ...BY_MONTH, prices: [...BY_MONTH.prices] }]);
  await context.db.updateTable('plans').set({ commitment_days: 40 }).execute();
  await fc.assert(
    fc.asyncProperty(anyHistory, async (history) => {
      const story = new OrderHistory(server, app, ledger, ++played);
      await story.play(history);
      recorded += story.payments;
    }),
    { numRuns: histories, seed, includeErrorInReport: true },
  );
  const { payments } = await context.db
    .selectFrom('payments')
    .select((select) => select.fn.countAll<number>().as('payments'))
    .executeTakeFirstOrThrow();
  assert.equal(payments, recorded, 'payments that no history knows of');
  assert.deepEqual(await checkMoney(context.db), []);
  parentPort?.postMessage('');
} catch (error) {
  parentPort?.postMessage(error instanceof Error ? `${error.message}\n${error.stack}` : error);
} finally {
  gateways.stop();
  await server.stop();
}
