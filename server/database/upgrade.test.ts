import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { openDatabase } from './connect/open.ts';
import { newId } from './id.ts';
import { initial } from './migrations/0001-initial.ts';
import { paymentComplete } from './migrations/0002-payment-complete.ts';
import { traces } from './migrations/0003-traces.ts';
import type { Tables } from './tables.ts';

it('after an upgrade, waiting mails are still about the whole order', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'renewal-upgrade-'));
  const path = join(folder, 'renewal.sqlite');
  const old = new Kysely<Tables>({ dialect: new SqliteDialect({ database: new Database(path) }) });
  const migrations = { '0001-initial': initial, '0002-payment-complete': paymentComplete };
  const provider = { getMigrations: async () => migrations };
  const { error } = await new Migrator({ db: old, provider }).migrateToLatest();
  assert.equal(error, undefined);
  const kinds = ['order_due_soon', 'commitment_made', 'commitment_due_soon'] as const;
  const to = { name: 'An', email: 'an@x.example' };
  for (const kind of kinds) {
    await sql`insert into outbox (id, kind, payload, state, attempts, run_at, locked_until, created_at)
      values (${newId()}, ${kind}, ${JSON.stringify({ orderId: 'o', to })}, 'pending', 0, 0, 0, 0)
    `.execute(old);
  }
  await old.destroy();
  const db = await openDatabase(path);
  const rows = await db.selectFrom('outbox').select('payload').execute();
  await db.destroy();
  rmSync(folder, { recursive: true });
  assert.deepEqual(
    rows.map(({ payload }) => JSON.parse(payload).lineIds),
    kinds.map(() => null),
  );
});

it('after an upgrade, old lines have the days that they add, even two lines of one licence', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'renewal-upgrade-'));
  const path = join(folder, 'renewal.sqlite');
  const sqlite = new Database(path);
  const old = new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqlite }) });
  const provider = {
    getMigrations: async () => ({
      '0001-initial': initial,
      '0002-payment-complete': paymentComplete,
      '0003-traces': traces,
    }),
  };
  const { error } = await new Migrator({ db: old, provider }).migrateToLatest();
  assert.equal(error, undefined);
  sqlite.exec(LINES_FROM_BEFORE);
  await old.destroy();
  const db = await openDatabase(path);
  const lines = await db
    .selectFrom('order_lines')
    .select(['days_gained', 'minimum_gain', 'present_plan_code'])
    .orderBy('line_number')
    .execute();
  await db.destroy();
  rmSync(folder, { recursive: true });
  assert.deepEqual(
    lines.map((line) => [line.days_gained, line.minimum_gain, line.present_plan_code]),
    [
      [365, 183, null],
      [731, 183, null],
      [39, 31, null],
    ],
  );
});

it('after an upgrade, old money has its attempt and bank number, so that a second report is evidence', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'renewal-upgrade-'));
  const path = join(folder, 'renewal.sqlite');
  const sqlite = new Database(path);
  const old = new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqlite }) });
  const provider = {
    getMigrations: async () => ({
      '0001-initial': initial,
      '0002-payment-complete': paymentComplete,
      '0003-traces': traces,
    }),
  };
  assert.equal((await new Migrator({ db: old, provider }).migrateToLatest()).error, undefined);
  sqlite.exec(LINES_FROM_BEFORE + PAYMENTS_FROM_BEFORE);
  await old.destroy();
  const db = await openDatabase(path);
  const payments = await db
    .selectFrom('payments')
    .leftJoin('payment_names', 'payment_names.payment_id', 'payments.id')
    .select(['id', 'reference', 'bank_key', 'set_aside', 'split', 'possible_duplicate_of'])
    .orderBy('id')
    .execute();
  await db.destroy();
  rmSync(folder, { recursive: true });
  const none = { set_aside: 0, split: 0, possible_duplicate_of: null };
  assert.deepEqual(payments, [
    { id: 'given', reference: null, bank_key: null, ...none },
    { id: 'named', reference: 'GH0A1B2C3', bank_key: 'FT26327000001', ...none },
  ]);
});

/** One names its attempt, as banks write it; the other was assigned to an order by a person. */
const PAYMENTS_FROM_BEFORE = `
  insert into payment_sessions (id, order_id, method, state, amount, reference, locale, created_at, expires_at)
    values ('own', 'order', 'bank_transfer', 'open', 100, 'GH0A1B2C3', 'vi', 0, 1),
      ('manual', 'order', 'bank_transfer', 'open', 100, 'GH4D5E6F7', 'vi', 0, 1);
  insert into payments (id, gateway, gateway_transaction_id, payment_session_id, amount, held, hold_reason,
      memo, raw, received_at, bank_reference)
    values ('named', 'sepay', '1', 'own', 40, 40, 'short', 'CT DEN gh0a 1b2c.3', '{}', 0, 'ft26327000001'),
      ('given', 'sepay', '2', 'manual', 40, 40, 'short', 'khong ro', '{}', 0, null);
`;

/** Ordered on 23/11/2026: two fiscal years of one licence, unpaid, and the rest of the year for a lapsed one. */
const LINES_FROM_BEFORE = `
  insert into portals (id, name, secret, api_key_hash, origins, created_at)
    values ('portal', 'Cổng', '${'x'.repeat(32)}', 'hash', '[]', 0);
  insert into firms (portal_id, id, name) values ('portal', 'firm', 'Minh Phát');
  insert into plans (id, portal_id, code, name_vi, name_en, term_rule, vat_rate, active)
    values ('plan', 'portal', 'ASP', 'Gói', 'Plan', 'fiscal_year', 'KCT', 1);
  insert into customers (id, portal_id, firm_id, tax_code, name, address, email, contact_name, phone,
      fiscal_year_start, search_text, updated_at)
    values ('one', 'portal', 'firm', '0101243150', 'Một', '', '', '', '', 1, '', 0),
      ('two', 'portal', 'firm', '0100112437', 'Hai', '', '', '', '', 1, '', 0);
  insert into licenses (id, customer_id, plan_id, expiry, updated_at)
    values ('long', 'one', 'plan', '2026-12-31', 0), ('lapsed', 'two', 'plan', '2026-12-31', 0);
  insert into orders (id, portal_id, firm_id, number, request_id, request_digest, accountant_id,
      accountant_name, locale, state, version, invoice_to, recipient_name, recipient_email, recipient_phone,
      line_count, discount_rate, list, discount, net, vat, total, created_at)
    values ('order', 'portal', 'firm', 'DH000001', 'r', 'd', 'a', 'An', 'vi', 'partly_paid', 1, 'customer',
      'An', 'an@x.example', '', 3, 0, 300, 0, 300, 0, 300, ${Date.parse('2026-11-23T00:30:00+07:00')});
  insert into order_lines (id, order_id, line_number, customer_id, license_id, tax_code, customer_name,
      fiscal_year_start, plan_id, plan_code, plan_name_vi, plan_name_en, term_rule, first_fiscal_year, years,
      present_expiry, new_expiry, list, discount, net, vat_rate, vat, total, invoice_party, state, paid_at)
    values
      ('a', 'order', 1, 'one', 'long', '0101243150', 'Một', 1, 'plan', 'ASP', 'Gói', 'Plan', 'fiscal_year',
        2027, 1, '2026-12-31', '2027-12-31', 100, 0, 100, 'KCT', 0, 100, '{}', 'awaiting_payment', null),
      ('b', 'order', 2, 'one', 'long', '0101243150', 'Một', 1, 'plan', 'ASP', 'Gói', 'Plan', 'fiscal_year',
        2028, 1, '2026-12-31', '2028-12-31', 100, 0, 100, 'KCT', 0, 100, '{}', 'awaiting_payment', null),
      ('c', 'order', 3, 'two', 'lapsed', '0100112437', 'Hai', 1, 'plan', 'ASP', 'Gói', 'Plan', 'fiscal_year',
        2026, 1, '2026-03-31', '2026-12-31', 100, 0, 100, 'KCT', 0, 100, '{}', 'paid', 1);
`;
