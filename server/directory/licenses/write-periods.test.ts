import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import { newId } from '../../database/id.ts';
import { openFirm, orderOf, taxCodes } from '../../testing/test-directory.ts';
import { type Client, NOW, type TestServer } from '../../testing/test-server.ts';
import { selectStandings } from './license-standing.ts';
import {
  type EndedPeriod,
  type NewPeriod,
  readLivingPeriods,
  writePeriods,
} from './write-periods.ts';

let server: TestServer;
let client: Client;
const codes = taxCodes(12, 30_100_000);
let next = 0;
/** A licence with 2026 as declared, of one plan; and a line that is to renew it. */
let license: { license_id: string; plan_id: string; order_line_id: string };

before(async () => {
  ({ server, client } = await openFirm(codes));
});
after(() => server.stop());
beforeEach(async () => {
  const order = await client.orders.place.mutate(await orderOf(client, [codes[next++] ?? '']));
  const line = await server.context.db
    .selectFrom('order_lines')
    .select(['id', 'license_id', 'plan_id'])
    .where('order_id', '=', order.id)
    .executeTakeFirstOrThrow();
  license = { license_id: line.license_id, plan_id: line.plan_id, order_line_id: line.id };
});

const period = (
  first_day: string,
  last_day: string,
  source: NewPeriod['source'] = 'declared',
  quantity = 1,
): NewPeriod => {
  const { license_id, plan_id, order_line_id } = license;
  const line = source === 'declared' ? null : order_line_id;
  return { license_id, plan_id, first_day, last_day, quantity, source, order_line_id: line };
};

const write = (change: { end?: EndedPeriod[]; add?: NewPeriod[] }) =>
  server.context.db.transaction().execute((tx) => writePeriods(tx, NOW, change));

async function living() {
  const rows = await server.context.db
    .transaction()
    .execute((tx) => readLivingPeriods(tx, [license.license_id]));
  return rows.get(license.license_id) ?? [];
}

const days = async () =>
  (await living()).map((row) => [row.first_day, row.last_day, row.chain_last_day, row.source]);

async function standing(today: string) {
  const row = await selectStandings(server.context.db, today)
    .where('licenses.id', '=', license.license_id)
    .select(['present.first_day', 'present.quantity'])
    .executeTakeFirstOrThrow();
  return [row.first_day, row.quantity, row.expiry, row.last_quantity, row.later_first_day];
}

describe('periods of a licence', () => {
  it('periods without a day between form a chain, and give the licence’s standing on any day', async () => {
    await write({ add: [period('2029-01-01', '2029-12-31', 'declared', 9)] });
    await write({ add: [period('2027-01-01', '2027-12-31', 'order_line', 5)] });
    assert.deepEqual(await days(), [
      ['2026-01-01', '2026-12-31', '2027-12-31', 'declared'],
      ['2027-01-01', '2027-12-31', '2027-12-31', 'order_line'],
      ['2029-01-01', '2029-12-31', '2029-12-31', 'declared'],
    ]);
    const first = ['2026-01-01', 1, '2027-12-31', 5, '2029-01-01'];
    const second = ['2027-01-01', 5, '2027-12-31', 5, '2029-01-01'];
    const third = ['2029-01-01', 9, '2029-12-31', 9, null];
    // Before it begins, its first period counts.
    assert.deepEqual(await standing('2025-12-31'), first);
    assert.deepEqual(await standing('2026-12-31'), first);
    assert.deepEqual(await standing('2027-01-01'), second);
    // In the gap, the one that ended last counts.
    assert.deepEqual(await standing('2028-12-31'), second);
    assert.deepEqual(await standing('2029-01-01'), third);
    assert.deepEqual(await standing('2035-01-01'), third);
    await write({ add: [period('2028-01-01', '2028-12-31')] });
    assert.deepEqual(await standing('2026-06-01'), ['2026-01-01', 1, '2029-12-31', 9, null]);
  });

  it('ending a period records a reason, and the chain before it ends earlier', async () => {
    await write({ add: [period('2027-01-01', '2027-12-31')] });
    const { id, license_id } = (await living())[1] ?? assert.fail();
    await write({ end: [{ id, license_id, reason: 'corrected' }] });
    assert.deepEqual(await days(), [['2026-01-01', '2026-12-31', '2026-12-31', 'declared']]);
    const row = await server.context.db
      .selectFrom('license_periods')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    assert.deepEqual(
      [row.ended_at, row.end_reason, row.last_day],
      [NOW, 'corrected', '2027-12-31'],
    );
    // Its days are free again.
    await write({ add: [period('2027-01-01', '2027-06-30')] });
    assert.equal((await living()).length, 2);
  });

  it('a commitment’s period lengthens no chain, and gives way to lasting days', async () => {
    await write({ add: [period('2027-01-01', '2027-02-10', 'commitment')] });
    assert.equal((await standing('2027-01-05'))[2], '2026-12-31');
    await write({ add: [period('2027-01-01', '2027-01-15')] });
    assert.deepEqual(await days(), [
      ['2026-01-01', '2026-12-31', '2027-01-15', 'declared'],
      ['2027-01-01', '2027-01-15', '2027-01-15', 'declared'],
      ['2027-01-16', '2027-02-10', '2027-02-10', 'commitment'],
    ]);
    await write({ add: [period('2027-01-16', '2027-12-31', 'order_line')] });
    assert.equal((await living()).length, 3, 'nothing is left of it');
    assert.equal((await standing('2026-11-23'))[2], '2027-12-31');
  });

  it('the database keeps periods apart, and unchanged', async () => {
    const { db } = server.context;
    for (const [first, last] of [
      ['2026-12-31', '2027-12-31'],
      ['2025-01-01', '2026-01-01'],
      ['2026-03-01', '2026-03-01'],
      ['2025-01-01', '2030-01-01'],
    ] as const) {
      await assert.rejects(write({ add: [period(first, last)] }), /do not overlap/);
    }
    await assert.rejects(write({ add: [period('2027-02-01', '2027-01-31')] }), /CHECK/i);
    await assert.rejects(
      write({ add: [period('2027-01-01', '2027-01-31', 'declared', 0)] }),
      /CHECK/i,
    );
    const line = (from: string) => period(`${from}-01`, `${from}-28`, 'order_line');
    await write({ add: [line('2027-01')] });
    await assert.rejects(write({ add: [line('2027-02')] }), /UNIQUE/i);
    const { id } = (await living())[0] ?? assert.fail();
    for (const change of [
      `last_day = '2030-12-31'`,
      `first_day = '2020-01-01'`,
      'quantity = 9',
      `source = 'order_line'`,
      'created_at = 0',
    ]) {
      const edit = sql`update license_periods set ${sql.raw(change)} where id = ${id}`.execute(db);
      await assert.rejects(edit, /not edited/, change);
    }
    await assert.rejects(
      sql`delete from license_periods where id = ${id}`.execute(db),
      /not deleted/,
    );
    await sql`update license_periods set ended_at = 1, end_reason = 'corrected' where id = ${id}`.execute(
      db,
    );
    const revive = sql`update license_periods set ended_at = null, end_reason = null where id = ${id}`;
    await assert.rejects(revive.execute(db), /ended, once/);
  });
});

it('the database keeps one licence of each product without an id, and one of each id in a firm', async () => {
  const { db } = server.context;
  const row = await db
    .selectFrom('licenses')
    .selectAll()
    .where('id', '=', license.license_id)
    .executeTakeFirstOrThrow();
  const insert = (change: Partial<typeof row>) =>
    db
      .insertInto('licenses')
      .values({ ...row, id: newId(), ...change })
      .execute();
  await assert.rejects(insert({}), /licenses(?:\.customer_id|_one_a_product)/);
  await assert.rejects(insert({ external_id: '' }), /CHECK/i);
  await insert({ external_id: 'L-1' });
  await assert.rejects(insert({ external_id: 'L-1' }), /licenses(?:\.portal_id|_by_external_id)/);
  await insert({ external_id: 'L-2' });
  await assert.rejects(insert({ external_id: 'L-3', firm_id: 'no-such-firm' }), /FOREIGN KEY/i);
});
