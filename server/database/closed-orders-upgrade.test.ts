import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { openDatabase } from './connect/open.ts';
import type { Db } from './db.ts';
import { initial } from './migrations/0001-initial.ts';
import { paymentComplete } from './migrations/0002-payment-complete.ts';
import { traces } from './migrations/0003-traces.ts';

/** A database of the version before, with a chain of commitments and a refund under way. */
const OLD_ROWS = [
  `insert into portals (id, name, secret, api_key_hash, origins, created_at)
   values ('p', 'P', '${'s'.repeat(32)}', 'h', '[]', 0)`,
  `insert into firms values ('p', 'f', 'F')`,
  `insert into plans (id, portal_id, code, name_vi, name_en, term_rule, vat_rate, active)
   values ('plan', 'p', 'ASP', 'ASP', 'ASP', 'fiscal_year', 'KCT', 1)`,
  `insert into customers values
   ('c', 'p', 'f', null, '0101000001', 'C', '', '', '', '', 1, '', 0)`,
  `insert into licenses values ('l', 'c', 'plan', '2026-12-31', 0)`,
  `insert into orders (id, portal_id, firm_id, number, request_id, request_digest, accountant_id,
     accountant_name, locale, state, version, invoice_to, recipient_name, recipient_email,
     recipient_phone, line_count, discount_rate, list, discount, net, vat, total, created_at)
   values ('o', 'p', 'f', 'DH1', 'r', '', 'a', 'A', 'vi', 'cancelled', 1, 'customer', '', '', '', 2,
     0, 200, 0, 200, 0, 200, 0)`,
  ...[1, 2].map(
    (
      line,
    ) => `insert into order_lines (id, order_id, line_number, customer_id, license_id, tax_code,
      customer_name, fiscal_year_start, plan_id, plan_code, plan_name_vi, plan_name_en, term_rule,
      first_fiscal_year, years, present_expiry, new_expiry, list, discount, net, vat_rate, vat, total,
      invoice_party, state)
    values ('line-${line}', 'o', ${line}, 'c', 'l', '0101000001', 'C', 1, 'plan', 'ASP', 'ASP', 'ASP',
      'fiscal_year', ${2026 + line}, 1, '2026-12-31', '${2026 + line}-12-31', 100, 0, 100, 'KCT', 0, 100,
      '{}', 'cancelled')`,
  ),
  ...[1, 2].map(
    (line) => `insert into payment_commitments values ('line-${line}', 'o', 'l', ${2026 + line},
      '2027-01-01', '2026-12-31', '2027-01-01', 'lapsed', ${line}, null, ${line})`,
  ),
  `insert into payments (id, gateway, gateway_transaction_id, amount, held, memo, raw, received_at)
   values ('pay', 'sepay', '1', 100, 0, '', '', 0)`,
  `insert into refunds_due (id, payment_id, amount, reason, created_at, state)
   values ('due', 'pay', 100, 'order_cancelled', 0, 'refunding')`,
  `insert into refunds (id, refund_due_id, method, state, requested_by, created_at)
   values ('refund', 'due', 'gateway', 'pending', 'operations', 0)`,
];

describe('a full database of the version before, opened by this one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'renewal-closed-'));
  let db: Db;

  before(async () => {
    const path = join(folder, 'renewal.sqlite');
    const old = new Kysely<unknown>({
      dialect: new SqliteDialect({ database: new Database(path) }),
    });
    const migrations = {
      '0001-initial': initial,
      '0002-payment-complete': paymentComplete,
      '0003-traces': traces,
    };
    const provider = { getMigrations: async () => migrations };
    const { error } = await new Migrator({ db: old, provider }).migrateToLatest();
    assert.equal(error, undefined);
    for (const statement of OLD_ROWS) await sql.raw(statement).execute(old);
    await old.destroy();
    db = await openDatabase(path);
  });
  after(async () => {
    await db.destroy();
    rmSync(folder, { recursive: true });
  });

  it('upgrading keeps refunds due and their attempts, and accepts the new reasons', async () => {
    const refunds = await db
      .selectFrom('refunds')
      .innerJoin('refunds_due', 'refunds_due.id', 'refund_due_id')
      .select(['refunds.id', 'amount', 'reason', 'refunds_due.state'])
      .execute();
    assert.deepEqual(refunds, [
      { id: 'refund', amount: 100, reason: 'order_cancelled', state: 'refunding' },
    ]);
    await db.updateTable('refunds_due').set({ reason: 'closed_too_long' }).execute();
    const unknown = sql`update refunds_due set reason = 'because'`.execute(db);
    await assert.rejects(unknown, /CHECK/);
  });

  it('upgrading keeps refunds bounded by their payment, and keeps foreign keys', async () => {
    const more = sql`insert into refunds_due (id, payment_id, amount, reason, created_at)
      values ('more', 'pay', 1, 'overpaid', 0)`.execute(db);
    await assert.rejects(more, /more than is left/);
    await assert.rejects(sql`delete from refunds_due`.execute(db), /FOREIGN KEY/);
  });

  it('upgrading ends a chain of commitments with its newest', async () => {
    const commitments = await db
      .selectFrom('payment_commitments')
      .select(['order_line_id', 'paid_since'])
      .orderBy('order_line_id')
      .execute();
    assert.deepEqual(commitments, [
      { order_line_id: 'line-1', paid_since: 1 },
      { order_line_id: 'line-2', paid_since: null },
    ]);
  });
});
