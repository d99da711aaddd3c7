import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { calendarDateAt } from '../../../shared/calendar-date.ts';
import { openFirm, orderOf, taxCodes } from '../../testing/test-directory.ts';
import { type Client, NOW, type TestServer } from '../../testing/test-server.ts';
import { selectStandings } from './license-standing.ts';
import { renewLicenses } from './renew-licenses.ts';
import type { RenewedLine } from './renewed-period.ts';

let server: TestServer;
let client: Client;
const TODAY = calendarDateAt(NOW);
const codes = taxCodes(2);

before(async () => {
  ({ server, client } = await openFirm(codes));
});
after(() => server.stop());

it('lines of one licence renew it in the order of their years, in any sequence', async () => {
  const { db } = server.context;
  const order = await client.orders.place.mutate(await orderOf(client, codes));
  const [first, second] = await db
    .selectFrom('order_lines')
    .innerJoin(selectStandings(db, TODAY).as('standing'), (join) =>
      join.onRef('standing.id', '=', 'order_lines.license_id'),
    )
    .selectAll('order_lines')
    .select(['standing.expiry', 'later_first_day'])
    .where('order_id', '=', order.id)
    .execute();
  assert.ok(first && second);
  const line = (id: string, firstFiscalYear: number): RenewedLine => ({
    ...{ ...first, id, expiry: '2026-12-31', term_rule: 'fiscal_year', fiscal_year_start: 1 },
    ...{ first_fiscal_year: firstFiscalYear, years: 1 },
  });
  const lines = [line(first.id, 2028), line(second.id, 2027)];
  await db.transaction().execute((tx) => renewLicenses(tx, NOW, lines));
  const renewals = await db
    .selectFrom('license_renewals')
    .select(['order_line_id', 'old_expiry', 'new_expiry'])
    .orderBy('new_expiry')
    .execute();
  assert.deepEqual(
    renewals.map((renewal) => [renewal.order_line_id, renewal.old_expiry, renewal.new_expiry]),
    [
      [second.id, '2026-12-31', '2027-12-31'],
      [first.id, '2027-12-31', '2028-12-31'],
    ],
  );
  const license = await selectStandings(db, TODAY)
    .where('licenses.id', '=', first.license_id)
    .executeTakeFirstOrThrow();
  assert.equal(license.expiry, '2028-12-31');
});
