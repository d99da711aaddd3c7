import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { expireOrder } from '../../order-life/expire-order.ts';
import {
  handOut,
  openFirm,
  openOtherFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import { type Client, refusal, type TestServer } from '../../testing/test-server.ts';
import { selectFound } from './found-orders.ts';

const PRICE = 2_950_000;

let server: TestServer;
let client: Client;
let other: Client;
let some: (count: number) => string[];

before(async () => {
  const codes = taxCodes(24);
  ({ server, client } = await openFirm(codes.slice(0, 22)));
  other = await openOtherFirm(server, codes.slice(22));
  some = handOut(codes);
});
after(() => server.stop());

async function place(count: number, change: Parameters<typeof orderOf>[2] = {}) {
  return await client.orders.place.mutate(await orderOf(client, some(count), change));
}

async function placeDue(day: string) {
  const order = await place(1);
  const { db } = server.context;
  await db.updateTable('orders').set({ due_date: day }).where('id', '=', order.id).execute();
  return order;
}

async function found(query: string): Promise<string[]> {
  const { orders } = await client.orders.list.query({ query });
  return orders.map(({ id }) => id).toSorted();
}

/** The same where more than a few are found. */
async function foundOneByOne(query: string): Promise<string[]> {
  const { db } = server.context;
  const { portal_id: portalId, firm_id: firmId } = await db
    .selectFrom('orders')
    .select(['portal_id', 'firm_id'])
    .executeTakeFirstOrThrow();
  const { orders } = await selectFound(db, { portalId, firmId }, { query }, 0);
  const rows = await orders.select('orders.id').execute();
  return rows.map(({ id }) => id).toSorted();
}

describe('the list of orders', () => {
  it('the list of orders finds an order by whatever is written on it, and on its payment', async () => {
    const one = await place(1);
    const two = await place(2, {
      notify: {
        kind: 'other',
        recipient: { name: 'Lê Thị Bông', email: 'bong@khac.example', phone: '0901234567' },
      },
    });
    await server.context.db
      .updateTable('orders')
      .set({ accountant_name: 'Đặng Thùy Dương' })
      .where('id', '=', two.id)
      .execute();
    const transfer = await startTransfer(client, one.id);
    await reportTransfer(server, { ...transfer, reference: 'FT26327999888' });
    const expected: [query: string, ids: string[]][] = [
      ['dang thuy duong', [two.id]],
      ['thuy', [two.id]],
      ['bong@khac', [two.id]],
      [String(2 * PRICE), [two.id]],
      ['5.900.000', [two.id]],
      // The price of a line, and so of its whole order.
      [String(PRICE), [one.id, two.id]],
      [transfer.memo, [one.id]],
      [transfer.memo.toLowerCase(), [one.id]],
      ['FT26327999888', [one.id]],
      ['ft26327999888', [one.id]],
      ['FT26327999887', []],
      ['duong thuy bong', []],
      ['999', []],
    ];
    for (const [query, ids] of expected) {
      assert.deepEqual(await found(query), ids.toSorted(), query);
      assert.deepEqual(await foundOneByOne(query), ids.toSorted(), query);
    }
  });

  it('the first page of orders adds up all orders found, whatever the page shows', async () => {
    const { orders, nextCursor, totals } = await client.orders.list.query({ query: '', limit: 1 });
    assert.equal(orders.length, 1);
    assert.ok(nextCursor);
    assert.deepEqual(totals, { orders: 2, total: 3 * PRICE, due: 2 * PRICE });
    const next = await client.orders.list.query({ query: '', limit: 1, cursor: nextCursor });
    assert.equal(next.totals, undefined);
    assert.equal(next.nextCursor, null);
    const paid = await client.orders.list.query({ query: '', state: 'paid' });
    assert.deepEqual(paid.totals, { orders: 1, total: PRICE, due: 0 });
    const none = await client.orders.list.query({ query: 'nothing like it' });
    assert.deepEqual(none, {
      orders: [],
      nextCursor: null,
      totals: { orders: 0, total: 0, due: 0 },
    });
  });

  it('orders with something due by a date are listed in pages, the first due first', async () => {
    const late = await placeDue('2026-12-20');
    const soon = await placeDue('2026-11-25');
    const sameDay = await placeDue('2026-11-25');
    await placeDue('2027-01-20');
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const from = cursor ? { cursor } : {};
      const page = await client.orders.list.query({
        ...{ query: '', dueBy: '2026-12-20', limit: 1, ...from },
      });
      ids.push(...page.orders.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    assert.deepEqual(ids, [soon.id, sameDay.id, late.id]);
  });

  it('orders are found by the state in which they are shown: one that expired, also in part, is not a paid one', async () => {
    const lineIdsOf = async (orderId: string) =>
      (await client.orders.get.query({ orderId })).lines.map(({ id }) => id);
    const transferOf = async (orderId: string, line: number) =>
      await startTransfer(client, orderId, (await lineIdsOf(orderId)).slice(line, line + 1));
    const cancel = async (orderId: string, line: number) => {
      const lineIds = (await lineIdsOf(orderId)).slice(line, line + 1);
      await client.orders.cancel.mutate({ orderId, lineIds, reason: 'Đổi ý' });
    };
    const expire = async (orderId: string) => {
      const due = { due_date: '2026-11-20' };
      await server.context.db.updateTable('orders').set(due).where('id', '=', orderId).execute();
      await expireOrder(server.context, orderId);
    };
    const placed: string[] = [];
    for (const count of [1, 1, 2, 2, 3]) placed.push((await place(count)).id);
    const [cancelled = '', expired = '', paid = '', partly = '', late = ''] = placed;
    await cancel(cancelled, 0);
    await expire(expired);
    for (const id of [paid, partly, late]) await reportTransfer(server, await transferOf(id, 0));
    for (const id of [paid, late]) await cancel(id, 1);
    await expire(partly);
    const rest = await transferOf(late, 2);
    await expire(late);
    const states = ['partly_expired', 'expired', 'paid', 'cancelled'] as const;
    const shown = async () => {
      const pages = states.map((state) => client.orders.list.query({ query: '', state }));
      return (await Promise.all(pages)).map(({ orders, totals }, at) => {
        assert.equal(totals?.orders, orders.length);
        assert.ok(orders.every(({ shownState }) => shownState === states[at]));
        return orders.map(({ id }) => id).filter((id) => placed.includes(id));
      });
    };
    assert.deepEqual(await shown(), [[late, partly], [expired], [paid], [cancelled]]);
    for (const [id, state] of [
      [partly, 'partly_expired'],
      [expired, 'expired'],
      [paid, 'paid'],
      [cancelled, 'cancelled'],
    ] as const) {
      assert.equal((await client.orders.get.query({ orderId: id })).shownState, state);
    }
    await reportTransfer(server, rest);
    assert.deepEqual(await shown(), [[partly], [expired], [late, paid], [cancelled]]);
  });

  it('the list of orders has no order of another firm, and can’t be continued from one', async () => {
    const theirs = await other.orders.place.mutate(
      await orderOf(other, taxCodes(24).slice(22, 23)),
    );
    assert.ok(!(await found('')).includes(theirs.id));
    const page = { query: '', dueBy: '2027-12-31', cursor: theirs.id };
    assert.equal((await refusal(client.orders.list.query(page))).code, 'NOT_FOUND');
  });
});
