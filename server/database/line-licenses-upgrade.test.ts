import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { checkMoney } from '../payments/settlement/check-money.ts';
import { fillFirstVersion, makeOldDatabase, VERSIONS } from '../testing/database/old-database.ts';
import { openDatabase } from './connect/open.ts';
import type { Db } from './db.ts';

/** Written by the version before: customer 2 has two licences of one product, each with an id of the portal's. */
const OLD_ROWS = `
  update licenses set external_id = 'L-2' where id = 'l2';
  insert into licenses select 'l2b', portal_id, firm_id, customer_id, product_id, 'L-2B', 1 from licenses where id = 'l2';
  insert into license_periods (id, license_id, first_day, last_day, plan_id, quantity, chain_last_day, source, created_at)
    values ('l2b', 'l2b', '2026-01-01', '2026-12-31', 'plan', 1, '2026-12-31', 'declared', 1);
  update licenses set external_id = 'L-3' where id = 'l3';
  insert into invoice_requests (order_line_id, id, portal_id, firm_id, order_id, content, collected_on, created_at)
    values ('line-paid-2', 'invoice', 'p', 'f', 'order-paid-2', '{"orderNumber":"DH-paid-2","total":100}', '2026-11-23', 1);`;

describe('a file of the version before order lines kept their licence’s id', () => {
  const folder = mkdtempSync(join(tmpdir(), 'renewal-line-licenses-'));
  let db: Db;

  before(async () => {
    const path = join(folder, 'renewal.sqlite');
    await makeOldDatabase(path, 1);
    fillFirstVersion(path, 3);
    await makeOldDatabase(path, VERSIONS.indexOf('0018-line-licenses'));
    const old = new Database(path);
    old.exec(OLD_ROWS);
    old.close();
    db = await openDatabase(path);
  });
  after(async () => {
    await db.destroy();
    rmSync(folder, { recursive: true });
  });

  it('an upgrade gives each line its licence’s id, and whether the customer has several of the product', async () => {
    const lines = await db
      .selectFrom('order_lines')
      .select(['id', 'license_external_id', 'one_of_several'])
      .orderBy('id')
      .execute();
    const of = (id: string, license_external_id: string | null, one_of_several: 0 | 1) => ({
      ...{ id, license_external_id, one_of_several },
    });
    assert.deepEqual(lines, [
      of('line-awaiting_payment-1', null, 0),
      of('line-awaiting_payment-2', 'L-2', 1),
      of('line-awaiting_payment-3', 'L-3', 0),
      of('line-paid-1', null, 0),
      of('line-paid-2', 'L-2', 1),
      of('line-paid-3', 'L-3', 0),
    ]);
  });

  it('an upgrade gives invoice requests of before their licence', async () => {
    const { content } = await db
      .selectFrom('invoice_requests')
      .select('content')
      .executeTakeFirstOrThrow();
    assert.deepEqual(JSON.parse(content), {
      orderNumber: 'DH-paid-2',
      total: 100,
      license: { externalId: 'L-2', productCode: 'default', planCode: 'ASP-DN', quantity: 1 },
    });
  });

  it('an upgrade to licence ids on lines keeps the money', async () => {
    assert.deepEqual(await checkMoney(db), []);
  });
});
