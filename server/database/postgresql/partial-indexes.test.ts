import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { addDays } from '../../../shared/calendar-date.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import { readToRemind } from '../../expiry-reminders/due-licenses.ts';
import { readVolumeOwed } from '../../quoting/pricing/volume-balance.ts';
import { ENGINE } from '../../testing/test-database.ts';
import { openFirm, taxCodes } from '../../testing/test-directory.ts';
import type { TestServer } from '../../testing/test-server.ts';
import type { Tx } from '../db.ts';

/** Plans of a transaction are for any value, so they use a partial index only where its condition is in the text. */
describe('a partial index in a transaction', { skip: ENGINE !== 'postgresql' }, () => {
  let server: TestServer;
  let firm: { portalId: string; firmId: string };
  before(async () => {
    ({ server } = await openFirm(taxCodes(2)));
    const { portal_id: portalId, id: firmId } = await server.context.db
      .selectFrom('firms')
      .selectAll()
      .executeTakeFirstOrThrow();
    firm = { portalId, firmId };
  });
  after(() => server.stop());

  /** Numbers of index scans, and of scans of whole tables. */
  const scansOf = (index: string, table: string, read: (tx: Tx) => Promise<unknown>) =>
    inTransaction(server.context, async ({ tx }) => {
      const count = async () => {
        const { rows } = await sql<{ ofIndex: number; ofTable: number }>`select
          pg_stat_get_xact_numscans(${index}::text::regclass) as "ofIndex",
          pg_stat_get_xact_numscans(${table}::text::regclass) as "ofTable"`.execute(tx);
        return rows[0] ?? { ofIndex: 0, ofTable: 0 };
      };
      const before = await count();
      await read(tx);
      const { ofIndex, ofTable } = await count();
      return { ofIndex: ofIndex - before.ofIndex, ofTable: ofTable - before.ofTable };
    });

  it('a transaction finds the unpaid lines of licences that end soon by a partial index', async () => {
    const ending = await server.context.db
      .selectFrom('license_periods')
      .select(['license_id', 'last_day'])
      .orderBy('last_day', 'desc')
      .executeTakeFirstOrThrow();
    const today = addDays(ending.last_day, -10);
    let found = 0;
    const scans = await scansOf('order_lines_unpaid_by_license', 'order_lines', async (tx) => {
      found = (await readToRemind(tx, firm, today, [ending.license_id])).length;
    });
    assert.deepEqual({ found, ...scans }, { found: 1, ofIndex: 1, ofTable: 0 });
  });

  it('a transaction finds a firm’s orders with a volume discount to even out by a partial index', async () => {
    const scans = await scansOf('orders_by_volume_balance', 'orders', (tx) =>
      readVolumeOwed(tx, firm),
    );
    assert.deepEqual(scans, { ofIndex: 1, ofTable: 0 });
  });
});
