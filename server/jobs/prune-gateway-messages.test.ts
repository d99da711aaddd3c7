import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CompiledQuery } from 'kysely';
import { newId } from '../database/id.ts';
import type { Tables } from '../database/tables.ts';
import { DAY_MS } from '../foundation/durations.ts';
import { ODD_OUTCOMES } from '../payments/settlement/gateway-messages.ts';
import { settlePayment } from '../payments/settlement/settle-payment.ts';
import { SQLITE_ALONE } from '../testing/test-database.ts';
import { NOW, startTestServer, type TestServer } from '../testing/test-server.ts';
import { pruneGatewayMessages, settledMessages } from './prune-gateway-messages.ts';

describe('gateway messages without a payment', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.stop());

  async function keep(digest: string, message: Partial<Tables['gateway_messages']> = {}) {
    const row = { id: newId(), gateway: 'vnpay', digest, raw: '{}', outcome: 'failed', times: 1 };
    const values = { ...row, received_at: NOW, ...message } as const;
    await server.context.db
      .insertInto('gateway_messages')
      .values(values as never)
      .execute();
  }

  async function leftAt(days: number): Promise<string[]> {
    server.setNow(NOW + days * DAY_MS);
    await pruneGatewayMessages(server.context);
    const { db } = server.context;
    const rows = await db
      .selectFrom('gateway_messages')
      .select('digest')
      .orderBy('digest')
      .execute();
    return rows.map(({ digest }) => digest);
  }

  it('gateway messages without a payment are deleted after 400 days, unless still needed', async () => {
    server.setNow(NOW);
    await settlePayment(server.context, {
      gateway: 'vnpay',
      transactionId: 'unapplied',
      references: [],
      amount: 2_950_000,
      memo: 'no reference',
      bankReference: null,
      raw: '{}',
      toldAt: { text: '', at: NOW },
      suspectedFraud: false,
    });
    await keep('refused');
    await keep('sample', { outcome: 'sample', gateway: 'casso' });
    await keep('reviewed', { outcome: 'unreadable', reviewed_at: NOW });
    await keep('of unapplied money', {
      outcome: 'odd_moment',
      transaction_id: 'unapplied',
      reviewed_at: NOW,
    });
    for (const outcome of ODD_OUTCOMES) await keep(`waits: ${outcome}`, { outcome });
    await keep('young', { received_at: NOW + 2 * DAY_MS });
    const waiting = ODD_OUTCOMES.map((outcome) => `waits: ${outcome}`);
    assert.deepEqual(
      await leftAt(400),
      ['refused', 'reviewed', 'sample', 'young', 'of unapplied money', ...waiting].toSorted(),
    );
    assert.deepEqual(await leftAt(401), ['young', 'of unapplied money', ...waiting].toSorted());
    const money = server.context.db
      .updateTable('payments')
      .where('gateway_transaction_id', '=', 'unapplied');
    await money
      .set({ unapplied: 0, unapplied_reason: null, set_aside: 2_950_000, set_aside_note: 'x' })
      .execute();
    assert.deepEqual(await leftAt(401), ['young', ...waiting].toSorted());
  });

  it(
    'old gateway messages are found by age alone, however many there are',
    SQLITE_ALONE,
    async () => {
      const { sql, parameters } = settledMessages(server.context.db, NOW).compile();
      const plan = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]);
      const { rows } = await server.context.db.executeQuery<{ detail: string }>(plan);
      const searches = rows
        .map(({ detail }) => detail)
        .filter((detail) => /^(SCAN|SEARCH)/.test(detail));
      assert.deepEqual(searches, [
        'SEARCH messages USING INDEX gateway_messages_by_age (received_at<?)',
        'SEARCH payments USING INDEX sqlite_autoindex_payments_2 (gateway=? AND gateway_transaction_id=?)',
      ]);
    },
  );
});
