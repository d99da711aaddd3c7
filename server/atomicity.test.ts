import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { type KyselyPlugin, sql } from 'kysely';
import { openReadOnly } from './database/connect/open.ts';
import type { Db } from './database/db.ts';
import { checkMoney } from './payments/settlement/check-money.ts';
import { putCodes } from './testing/discount-codes.ts';
import { OPERATIONS_PASSWORD, operations } from './testing/operations.ts';
import { SQLITE_ALONE } from './testing/test-database.ts';
import {
  declarationsFor,
  declareCustomers,
  handOut,
  orderOf,
  planDeclaration,
  putPlans,
  reportTransfer,
  startTransfer,
  taxCodes,
} from './testing/test-directory.ts';
import {
  type Client,
  clientOf,
  signToken,
  startTestServer,
  type TestServer,
} from './testing/test-server.ts';

/** Calls `look` after every statement, inside a transaction and outside. */
class AfterEveryStatement implements KyselyPlugin {
  readonly #look: () => Promise<void>;

  constructor(look: () => Promise<void>) {
    this.#look = look;
  }

  transformQuery({ node }: Parameters<KyselyPlugin['transformQuery']>[0]) {
    return node;
  }

  async transformResult({ result }: Parameters<KyselyPlugin['transformResult']>[0]) {
    await this.#look();
    return result;
  }
}

/**
 * A second connection that reads after each statement of the server. It sees each transaction whole or not at all, so
 * that all money always adds up; without transactions it would see halves.
 */
describe('reads during a transaction', () => {
  const codes = taxCodes(20);
  let server: TestServer;
  let client: Client;
  let other: Db;
  let looks = 0;
  let faults: unknown[] = [];

  before(async () => {
    server = await startTestServer({ OPERATIONS_PASSWORD });
    client = clientOf(server, await signToken());
    await putPlans(server, planDeclaration('ASP-DN', { commitmentDays: 60 }));
    await declareCustomers(server, declarationsFor(codes));
    other = openReadOnly(server.context.config.database);
    server.context.db = server.context.db.withPlugin(new AfterEveryStatement(look));
  });
  after(async () => {
    await other.destroy();
    await server.stop();
  });

  async function look(): Promise<void> {
    looks++;
    faults.push(...(await checkMoney(other)), ...(await halfOrders()));
  }

  /** Orders without all of their lines, or without their messages. */
  async function halfOrders(): Promise<unknown[]> {
    const { rows } = await sql`
      select 'half_an_order' as kind, id from orders
      where line_count <> (select count(*) from order_lines where order_id = orders.id)
        or not exists (select 1 from outbox where payload like '%' || orders.id || '%')
        or not exists (select 1 from audit_log where subject_id = orders.id)
      union all
      select 'half_a_commitment', order_id from payment_commitments
      where not exists (select 1 from audit_log where subject_id = order_id and action = 'order.committed')`.execute(
      other,
    );
    return rows;
  }

  const some = handOut(codes);

  async function place(count: number, change = {}) {
    return await client.orders.place.mutate(await orderOf(client, some(count), change));
  }

  async function seenWhole(work: () => Promise<unknown>): Promise<void> {
    looks = 0;
    faults = [];
    await work();
    assert.ok(looks > 5, 'it has looked');
    assert.deepEqual(faults, []);
  }

  it('a reader sees a placed order whole or not at all, with the use of its code', async () => {
    await putCodes(server, { code: 'MOT', kind: 'amount', maxUses: 1 });
    await seenWhole(async () => {
      const input = await orderOf(client, some(3));
      const { totals } = await client.orders.quote.query({
        lines: input.lines,
        discountCode: 'MOT',
      });
      const confirmedTotal = totals.total;
      await client.orders.place.mutate({ ...input, discountCode: 'MOT', confirmedTotal });
    });
  });

  it('a reader sees a settled payment whole or not at all: short, in full, and too much', async () => {
    const order = await place(2);
    const transfer = await startTransfer(client, order.id);
    await seenWhole(async () => {
      for (const amount of [1_000, transfer.amount - 1_000, 7_000]) {
        await reportTransfer(server, { memo: transfer.memo, amount });
      }
    });
    assert.equal((await client.orders.get.query({ orderId: order.id })).state, 'paid');
  });

  it('a reader sees a cancellation whole or not at all, with the underpayment that it gives back', async () => {
    const order = await place(2);
    const { memo } = await startTransfer(client, order.id);
    await reportTransfer(server, { memo, amount: 1_000 });
    await seenWhole(() => client.orders.cancel.mutate({ orderId: order.id, reason: 'Đổi ý' }));
  });

  it('a reader sees a commitment whole or not at all, and its end with the order’s', async () => {
    const order = await place(2);
    await seenWhole(() =>
      client.orders.commit.mutate({ orderId: order.id, payBy: '2026-12-10', confirmed: true }),
    );
    await seenWhole(() => client.orders.cancel.mutate({ orderId: order.id, reason: 'Đổi ý' }));
  });

  it('a reader sees a refund whole or not at all', async () => {
    const due = await other
      .selectFrom('refunds_due')
      .select('id')
      .where('state', '=', 'due')
      .execute();
    assert.ok(due.length > 0);
    await seenWhole(async () => {
      for (const { id } of due) {
        const form = { refundDueId: id, checked: 'yes', reference: 'FT1' };
        assert.equal((await operations(server, 'refunds/mark', form)).status, 303);
      }
    });
  });

  it(
    'another connection can’t write between a transaction’s first read and its end',
    SQLITE_ALONE,
    async () => {
      const writer = new Database(server.context.config.database, { timeout: 0 });
      await server.context.db.transaction().execute(async (tx) => {
        await tx.selectFrom('portals').select('id').execute();
        assert.throws(() => writer.exec('begin immediate'), { code: 'SQLITE_BUSY' });
      });
      writer.exec('begin immediate; rollback');
      writer.close();
    },
  );
});
