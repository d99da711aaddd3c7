import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { fillFirstVersion, makeOldDatabase, VERSIONS } from '../testing/database/old-database.ts';
import { openDatabase } from './connect/open.ts';
import type { Db } from './db.ts';

const TO = { name: 'An', email: 'an@x.example' };

const job = (id: string, kind: string, payload: object) =>
  `insert into outbox (id, kind, payload, state, attempts, run_at, locked_until, created_at, lane, tenant)
    values ('${id}', '${kind}', '${JSON.stringify(payload)}', 'pending', 3, 1, 0, 1, 'money_mails', 'p/f');`;

/** Rows of the version before, with its names. */
const OLD_ROWS = `
  insert into payments (id, gateway, gateway_transaction_id, payment_session_id, amount, held, hold_reason,
      memo, raw, received_at, accounts)
    values ('short', 'sepay', 'x1', 's1', 40, 40, 'short', '', '{}', 1, ''),
      ('unmatched', 'sepay', 'x2', null, 50, 50, 'unmatched', '', '{}', 1, ''),
      ('suspected', 'vnpay', 'x3', 's1', 60, 60, 'suspected_fraud', '', '{}', 1, '');
  insert into gateway_messages (id, gateway, digest, raw, outcome, times, received_at, payment_session_id)
    values ('unknown', 'vnpay', 'x', '{}', 'unknown_session', 1, 1, null),
      ('refused', 'vnpay', 'y', '{}', 'failed', 1, 1, 's1');
  insert into notifications (id, portal_id, firm_id, accountant_id, sequence, kind, order_id, amount,
      line_count, customer_name, created_at)
    values ('bell', 'p', 'f', 'a', 100, 'payment_held', 'order-paid-1', 40, 1, 'An', 1);
  ${job('held', 'payment_held', { orderId: 'order-paid-1', to: TO, sessionId: 's1' })}
  ${job('mail', 'mail_undeliverable', { to: TO, mail: { kind: 'payment_held', to: 'x', attempts: 20, error: 'e' } })}
  ${job('event', 'event_undeliverable', { to: TO, event: { portalId: 'p', type: 't', attempts: 20, error: 'e' } })}`;

describe('upgrading a full database to the names of today', () => {
  const folder = mkdtempSync(join(tmpdir(), 'renewal-names-'));
  let db: Db;

  before(async () => {
    const path = join(folder, 'renewal.sqlite');
    await makeOldDatabase(path, 1);
    fillFirstVersion(path, 2);
    await makeOldDatabase(path, VERSIONS.indexOf('0017-names'));
    const sqlite = new Database(path);
    sqlite.exec(OLD_ROWS);
    sqlite.close();
    db = await openDatabase(path);
  });

  after(async () => {
    await db.destroy();
    rmSync(folder, { recursive: true });
  });

  it('an upgrade to new names keeps every payment with its attempt, and unapplied money with its reason', async () => {
    const payments = await db
      .selectFrom('payments')
      .innerJoin('payment_attempt_lines', (join) =>
        join.onRef('payment_attempt_lines.payment_attempt_id', '=', 'payments.payment_attempt_id'),
      )
      .select(['id', 'order_line_id', 'unapplied', 'unapplied_reason'])
      .where('payments.payment_attempt_id', '=', 's1')
      .orderBy('id')
      .execute();
    const of = (id: string, unapplied: number, unapplied_reason: string | null) => ({
      ...{ id, order_line_id: 'line-paid-1', unapplied, unapplied_reason },
    });
    assert.deepEqual(payments, [
      of('pay1', 0, null),
      of('short', 40, 'underpaid'),
      of('suspected', 60, 'suspected_fraud'),
    ]);
    const unmatched = await db
      .selectFrom('payments')
      .select(['payment_attempt_id', 'unapplied_reason'])
      .where('id', '=', 'unmatched')
      .execute();
    assert.deepEqual(unmatched, [{ payment_attempt_id: null, unapplied_reason: 'unmatched' }]);
  });

  it('an upgrade to new names keeps waiting mails as this version renders them, with their former tries', async () => {
    const jobs = await db
      .selectFrom('outbox')
      .select(['id', 'kind', 'payload', 'tries'])
      .where('id', 'in', ['held', 'mail', 'event'])
      .orderBy('id')
      .execute();
    assert.deepEqual(
      jobs.map(({ payload, ...row }) => ({ ...row, ...JSON.parse(payload) })),
      [
        {
          ...{ id: 'event', kind: 'event_undeliverable', tries: 3, to: TO },
          event: { portalId: 'p', type: 't', error: 'e', tries: 20 },
        },
        {
          id: 'held',
          kind: 'payment_unapplied',
          tries: 3,
          orderId: 'order-paid-1',
          to: TO,
          attemptId: 's1',
        },
        {
          ...{ id: 'mail', kind: 'mail_undeliverable', tries: 3, to: TO },
          mail: { kind: 'payment_unapplied', to: 'x', error: 'e', tries: 20 },
        },
      ],
    );
  });

  it('an upgrade to new names keeps the bell and gateways’ messages', async () => {
    const { rows } = await sql<{ kind: string }>`
      select kind from notifications where id = 'bell' union all
      select outcome || coalesce(payment_attempt_id, '') from gateway_messages where id in ('unknown', 'refused')
        order by kind`.execute(db);
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ['faileds1', 'payment_unapplied', 'unknown_attempt'],
    );
  });

  it('an upgrade to new names leaves no table, column, index or trigger by an old name, and no reference broken', async () => {
    const { rows } = await sql<{ name: string }>`
      select name from sqlite_master where name not like 'sqlite_%'
        and (name || coalesce(sql, '') like '%session%' or sql like '%hold_reason%' or sql like '%held%'
          or name like '%held%' or (name = 'outbox' and sql like '%attempts%'))`.execute(db);
    assert.deepEqual(rows, []);
    assert.deepEqual((await sql`pragma foreign_key_check`.execute(db)).rows, []);
  });

  it('an upgraded database refuses an unknown reason for unapplied money, and any for applied money', async () => {
    const set = (values: { unapplied?: number; unapplied_reason: 'underpaid' | null }) =>
      db.updateTable('payments').set(values).where('id', '=', 'unmatched').execute();
    await assert.rejects(
      sql`update payments set unapplied_reason = 'short' where id = 'short'`.execute(db),
      /CHECK/,
    );
    await assert.rejects(set({ unapplied_reason: null }), /CHECK/);
    await assert.rejects(set({ unapplied: 0, unapplied_reason: 'underpaid' }), /CHECK/);
  });
});
