import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { TRPCClientError } from '@trpc/client';
import { sql } from 'kysely';
import { calendarDateAt } from '../shared/calendar-date.ts';
import { openDatabase } from './database/connect/open.ts';
import type { Db } from './database/db.ts';
import { selectStandings } from './directory/licenses/license-standing.ts';
import { addPortal } from './directory/portals/add-portal.ts';
import { checkMoney } from './payments/settlement/check-money.ts';
import { MailServer } from './testing/mail-server.ts';
import {
  type ServerProcess,
  serverEnvironment,
  startServerProcess,
} from './testing/processes/server-process.ts';
import { makeTestDatabase, type TestDatabase } from './testing/test-database.ts';
import {
  declaration,
  declareCustomers,
  declarePlans,
  orderOf,
  taxCodes,
} from './testing/test-directory.ts';
import {
  type Client,
  clientOf,
  SEPAY_API_KEY,
  signToken,
  TEST_PORTAL,
} from './testing/test-server.ts';

const ORDERS = 24;
const CRASHES = 6;

/** Number of people who place and cancel orders while the server is killed, each one order after the other. */
const PEOPLE = 2;

/** The real process, killed while money comes in; everything acknowledged must be there afterwards. */
describe('a server that crashes again and again', () => {
  const year = new Date().getFullYear();
  let database: TestDatabase;
  let env: Record<string, string> = {};
  let server: ServerProcess | undefined;
  const url = () => server?.url ?? '';
  let ordersPlaced = 0;
  let smtp: MailServer;
  /** Ends what is repeated until it succeeds, where the test has failed. */
  const failed = new AbortController();

  before(async () => {
    database = await makeTestDatabase();
    smtp = await MailServer.start();
    env = serverEnvironment(database.address, {
      SMTP_URL: `smtp://${smtp.address}`,
    });
    await withDatabase((db) => addPortal(db, TEST_PORTAL));
  });
  after(async () => {
    failed.abort();
    await crash();
    await smtp.stop();
    await database.remove();
  });

  async function withDatabase<T>(work: (db: Db) => Promise<T>): Promise<T> {
    const db = await openDatabase(database.address);
    try {
      return await work(db);
    } finally {
      await db.destroy();
    }
  }

  async function start(): Promise<void> {
    server = await startServerProcess(env);
  }

  /** Like a power cut: without a signal, and with nothing finished. */
  async function crash(): Promise<void> {
    await server?.end('SIGKILL');
  }

  async function placeOrders() {
    const client = clientOf({ url: url() }, await signToken({ issuedAt: Date.now() }));
    const codes = taxCodes(ORDERS * 2);
    const others = taxCodes(PEOPLE, 10_600_000);
    const license = { planCode: 'ASP-DN', expiry: `${year}-12-31` };
    await declarePlans({ url: url() });
    await declareCustomers(
      { url: url() },
      [...codes, ...others].map((code) => declaration(code, { license })),
    );
    const transfers: { id: number; amount: number; memo: string; orderId: string }[] = [];
    for (let i = 0; i < ORDERS; i++) {
      const own = codes.slice(i * 2, i * 2 + 2);
      const { id } = await client.orders.place.mutate(await orderOf(client, own));
      const { transfer } = await client.payments.start.mutate({
        orderId: id,
        method: 'bank_transfer',
        locale: 'vi',
      });
      assert.ok(transfer);
      transfers.push({ id: i + 1, orderId: id, amount: transfer.amount, memo: transfer.memo });
    }
    return transfers;
  }

  /** Like SePay: sent again until acknowledged. */
  async function report(transfer: { id: number; amount: number; memo: string }): Promise<number> {
    for (let times = 1; ; times++) {
      const answer = await fetch(`${url()}/gateways/sepay`, {
        method: 'POST',
        headers: { authorization: `Apikey ${SEPAY_API_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          id: transfer.id,
          content: transfer.memo,
          transferType: 'in',
          transferAmount: transfer.amount,
        }),
      }).catch(() => null);
      await answer?.arrayBuffer().catch(() => {});
      if (answer?.ok) return times;
      await sleep(20, undefined, failed);
    }
  }

  it('after many crashes, every payment is recorded and applied once, and mailed about', async () => {
    await start();
    const transfers = await placeOrders();
    let left = [...transfers];
    let isOver = false;
    const people = taxCodes(PEOPLE, 10_600_000).map((code) => placeAndCancel(code, () => isOver));
    for (let i = 0; i < CRASHES; i++) {
      // Some are reported during the kill; each is reported until the server has accepted it.
      const now = left.slice(0, Math.ceil(ORDERS / CRASHES));
      left = left.slice(now.length);
      // Meanwhile the others get under way.
      const placed = ordersPlaced;
      while (ordersPlaced === placed) await sleep(5, undefined, failed);
      const told = Promise.all(now.map(report));
      await sleep(i * 7);
      await crash();
      await withDatabase(async (db) => assert.deepEqual(await checkMoney(db), []));
      await start();
      await told;
    }
    isOver = true;
    const cancelled = (await Promise.all(people)).flat();
    await Promise.all(transfers.map(report));
    await assertAllPaid(transfers.map(({ orderId }) => orderId));
    await assertCancelled(cancelled);
    await assertMailed(transfers.length);
  });

  /**
   * One person, who orders for one customer and cancels, again and again; each call is repeated until the server has
   * answered, as the widget does.
   *
   * @returns the orders
   */
  async function placeAndCancel(code: string, isOver: () => boolean): Promise<string[]> {
    const orderIds: string[] = [];
    while (!isOver()) {
      const input = await untilAnswered((client) => orderOf(client, [code]));
      const { id } = await untilAnswered((client) => client.orders.place.mutate(input));
      orderIds.push(id);
      ordersPlaced++;
      await untilAnswered((client) =>
        client.orders.cancel.mutate({ orderId: id, reason: 'Đổi ý' }).catch((error: unknown) => {
          // The answer to the call before was lost with the server.
          if (isRefusal(error, 'ORDER_NOT_CANCELLABLE')) return;
          throw error;
        }),
      );
      await sleep(20);
    }
    return orderIds;
  }

  async function untilAnswered<Value>(
    call: (client: Client) => PromiseLike<Value>,
  ): Promise<Value> {
    for (;;) {
      try {
        return await call(clientOf({ url: url() }, await signToken({ issuedAt: Date.now() })));
      } catch (error) {
        // A server without a free connection asks for another try.
        if (isRefusal(error) && !isRefusal(error, 'UNAVAILABLE')) throw error;
        await sleep(20, undefined, failed);
      }
    }
  }

  async function assertCancelled(orderIds: readonly string[]): Promise<void> {
    assert.ok(orderIds.length >= CRASHES, 'orders were placed and cancelled all the while');
    await withDatabase(async (db) => {
      const orders = await db
        .selectFrom('orders')
        .select(['id', 'state', 'line_count'])
        .where('id', 'in', orderIds)
        .execute();
      assert.equal(orders.length, new Set(orderIds).size, 'each that was answered is there');
      assert.deepEqual(new Set(orders.map(({ state }) => state)), new Set(['cancelled']));
      const { rows } = await sql`
        select id from orders where number not in (select min(number) from orders group by request_id)
          or line_count <> (select count(*) from order_lines where order_id = orders.id)`.execute(
        db,
      );
      assert.deepEqual(rows, [], 'none is there twice, or in part');
    });
  }

  async function assertAllPaid(orderIds: string[]): Promise<void> {
    await withDatabase(async (db) => {
      assert.deepEqual(await checkMoney(db), []);
      const orders = await db.selectFrom('orders').select(['id', 'state']).orderBy('id').execute();
      assert.deepEqual(
        orders.filter(({ state }) => state === 'paid').map(({ id }) => id),
        orderIds,
      );
      const payments = await db.selectFrom('payments').select('unapplied').execute();
      assert.deepEqual(
        [payments.length, payments.every(({ unapplied }) => unapplied === 0)],
        [ORDERS, true],
      );
      const renewed = await selectStandings(db, calendarDateAt(Date.now()))
        .where('present.chain_last_day', '>', `${year}-12-31`)
        .execute();
      assert.ok(renewed.every(({ expiry }) => expiry === `${year + 1}-12-31`));
      assert.equal(renewed.length, ORDERS * 2);
    });
  }

  /** Each mail at least once; one that left again, because the crash came before its mark, is the same mail. */
  async function assertMailed(count: number): Promise<void> {
    // The killed processes' jobs stay locked for two minutes: skip them.
    await withDatabase((db) => db.updateTable('outbox').set({ locked_until: 0 }).execute());
    const received = () =>
      smtp.mails.filter(({ mail }) => mail.subject?.startsWith('Đã nhận thanh toán'));
    const messages = () => new Set(received().map(({ messageId }) => messageId));
    const subjects = () => new Set(received().map(({ mail }) => mail.subject));
    while (subjects().size < count) await sleep(50, undefined, failed);
    assert.equal(subjects().size, count);
    assert.equal(messages().size, count, 'one message an order, however often it left');
  }
});

/** A refusal of ours, or this one; not an answer cut off by a kill. */
function isRefusal(error: unknown, code?: string): boolean {
  const given = error instanceof TRPCClientError ? error.data?.domain?.code : undefined;
  return code === undefined ? given !== undefined : given === code;
}
