import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { readLicenses } from '../directory/licenses/license-standing.ts';
import { checkMoney } from '../payments/settlement/check-money.ts';
import { fillFirstVersion, makeOldDatabase, VERSIONS } from '../testing/database/old-database.ts';
import { openDatabase } from './connect/open.ts';
import type { Db } from './db.ts';

const DECLARED = Date.parse('2026-11-20T23:30:00+07:00');

/**
 * In addition to the rows of every old file: customers with a licence each, whose fiscal years begin in other months.
 */
const LICENSES: Record<string, { expiry: string; start: number; declared?: number }> = {
  running: { expiry: '2026-12-31', start: 1 },
  april: { expiry: '2026-03-31', start: 4 },
  lapsed: { expiry: '2024-06-30', start: 7, declared: Date.parse('2024-08-01') },
  long: { expiry: '2031-12-31', start: 1 },
  forever: { expiry: '9999-12-31', start: 10 },
  promised: { expiry: '2026-11-30', start: 1 },
  covered: { expiry: '2027-12-31', start: 1 },
};

describe('a file of the version before licences had periods', () => {
  const folder = mkdtempSync(join(tmpdir(), 'renewal-periods-'));
  let db: Db;

  before(async () => {
    const path = join(folder, 'renewal.sqlite');
    await makeOldDatabase(path, 1);
    fillFirstVersion(path, 3);
    await makeOldDatabase(
      path,
      VERSIONS.findIndex((name) => name.includes('license-periods')),
    );
    const old = new Database(path);
    for (const [id, { expiry, start, declared = DECLARED }] of Object.entries(LICENSES)) {
      old.exec(`insert into customers (id, portal_id, firm_id, external_id, tax_code, name, address, email,
          contact_name, phone, fiscal_year_start, search_text, updated_at)
        values ('${id}', 'p', 'f', '${id}', '${id}', 'Công ty', '', '', '', '', ${start}, '', 1);
        insert into licenses values ('${id}', '${id}', 'plan', '${expiry}', ${declared})`);
    }
    // Two unpaid lines that somebody has promised to pay, one of a licence that is paid for longer.
    for (const [index, id] of ['promised', 'covered'].entries()) {
      old.exec(`update order_lines set customer_id = '${id}', license_id = '${id}'
          where id = 'line-awaiting_payment-${index + 1}';
        update fiscal_year_claims set license_id = '${id}'
          where order_line_id = 'line-awaiting_payment-${index + 1}';
        insert into payment_commitments (order_line_id, order_id, license_id, first_fiscal_year, pay_by,
          old_expiry, temporary_expiry, state, created_at)
        values ('line-awaiting_payment-${index + 1}', 'order-awaiting_payment-${index + 1}', '${id}', 2028,
          '2026-12-20', '2026-11-30', '2026-12-20', 'active', ${DECLARED})`);
    }
    old.close();
    db = await openDatabase(path);
  });
  after(async () => {
    await db.destroy();
    rmSync(folder, { recursive: true });
  });

  it('an upgrade to periods keeps each licence with its plan, in force for the days that were known of it', async () => {
    const licenses = await readLicenses(db, Object.keys(LICENSES), '2026-11-23');
    const standing = Object.fromEntries(
      [...licenses].map(([id, [license]]) => [
        id,
        [license?.first_day, license?.last_day, license?.expiry, license?.temporary_expiry],
      ]),
    );
    assert.deepEqual(standing, {
      running: ['2026-01-01', '2026-12-31', '2026-12-31', null],
      april: ['2025-04-01', '2026-03-31', '2026-03-31', null],
      lapsed: ['2023-07-01', '2024-06-30', '2024-06-30', null],
      // Declared for several years: in force on the day on which it was.
      long: ['2026-11-20', '2031-12-31', '2031-12-31', null],
      forever: ['2026-11-20', '9999-12-31', '9999-12-31', null],
      promised: ['2026-01-01', '2026-11-30', '2026-11-30', '2026-12-20'],
      covered: ['2026-11-20', '2027-12-31', '2027-12-31', null],
    });
    const [running] = licenses.get('running') ?? [];
    assert.deepEqual(
      [running?.plan_code, running?.quantity, running?.product_code, running?.product_name_vi],
      ['ASP-DN', 1, 'default', 'Phần mềm'],
    );
  });

  it('an upgrade to periods keeps with each period the firm that lists its licence', async () => {
    const periods = await db
      .selectFrom('license_periods')
      .innerJoin('licenses', 'licenses.id', 'license_id')
      .select(['source', 'license_periods.firm_id', 'licenses.firm_id as firm_of_license'])
      .where('ended_at', 'is', null)
      .execute();
    assert.ok(periods.length >= Object.keys(LICENSES).length);
    for (const { source, firm_id, firm_of_license } of periods) {
      assert.equal(firm_id, source === 'commitment' ? null : firm_of_license);
    }
  });

  it('an upgrade to periods keeps the renewals, with their moments', async () => {
    const rows = await db
      .selectFrom('license_periods')
      .select(['id', 'first_day', 'last_day', 'source'])
      .where('license_id', '=', 'l3')
      .execute();
    assert.deepEqual(rows, [
      { id: 'l3', first_day: '1970-01-01', last_day: '2027-12-31', source: 'declared' },
    ]);
    assert.deepEqual(await checkMoney(db), []);
  });

  it('an upgrade to periods gives each portal one product, and the lines their snapshot of it', async () => {
    const products = await db.selectFrom('products').select(['portal_id', 'code']).execute();
    assert.deepEqual(products, [{ portal_id: 'p', code: 'default' }]);
    const line = await db
      .selectFrom('order_lines')
      .select(['product_code', 'quantity', 'present_quantity', 'allows_gap'])
      .executeTakeFirstOrThrow();
    assert.deepEqual(line, {
      ...{ product_code: 'default', quantity: 1, present_quantity: null, allows_gap: 0 },
    });
  });
});
