import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  handOut,
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import type { Client, TestServer } from '../../testing/test-server.ts';
import { newOfBell } from './follow-notifications.ts';

const ACTOR = { portalName: '', firmName: '', name: '', email: '', phone: '', until: 0 };

describe('the bell of an order that many pay', () => {
  let server: TestServer;
  let client: Client;
  const some = handOut(taxCodes(20));

  before(async () => {
    ({ server, client } = await openFirm(taxCodes(20)));
  });
  after(() => server.stop());

  async function placed(count: number) {
    const { id } = await client.orders.place.mutate(await orderOf(client, some(count)));
    const { lines } = await client.orders.get.query({ orderId: id });
    return { id, lines };
  }
  const payLine = async (orderId: string, line: { id: string; total: number } | undefined) => {
    assert.ok(line);
    await reportTransfer(server, await startTransfer(client, orderId, [line.id]));
    return line.total;
  };
  async function bell(orderId: string) {
    const { notifications, unread } = await client.notifications.list.query({});
    const own = notifications.filter(
      (entry) => entry.orderId === orderId && entry.kind === 'payment_received',
    );
    return { own, unread, newest: notifications[0]?.sequence ?? 0 };
  }

  it('payments of an order are one entry with their sum until it is read, and then another', async () => {
    const { id, lines } = await placed(4);
    const { unread: before } = await bell(id);
    const [one, two, three, four] = lines;
    const first = await payLine(id, one);
    const second = await payLine(id, two);
    const { own, unread, newest } = await bell(id);
    assert.equal(unread, before + 1);
    assert.deepEqual(
      own.map(({ amount, earlierAmount, lineCount, customerName, sequence }) => [
        ...[amount, earlierAmount, lineCount, customerName, sequence],
      ]),
      [[first + second, first, 2, two?.customer.name, newest]],
    );
    await client.notifications.markRead.mutate({ sequence: newest, only: true });
    const third = await payLine(id, three);
    const fourth = await payLine(id, four);
    const later = await bell(id);
    assert.deepEqual(
      later.own.map(({ amount, lineCount, readAt }) => [amount, lineCount, readAt === null]),
      [
        [third + fourth, 2, true],
        [first + second, 2, false],
      ],
    );
    assert.equal(later.unread, before + 1);
  });

  it('payments of two orders are two entries, each with its own', async () => {
    const [one, other] = [await placed(2), await placed(2)];
    for (const { id, lines } of [one, other]) {
      for (const line of lines) await payLine(id, line);
    }
    for (const { id } of [one, other]) {
      const { own } = await bell(id);
      assert.deepEqual(
        own.map(({ lineCount }) => lineCount),
        [2],
      );
    }
  });

  it('a stream hears of each payment, and one that has missed some of them once of all', async () => {
    const { id, lines } = await placed(3);
    const actor = { ...ACTOR, ...(await owner()) };
    const followed = { seen: (await bell(id)).newest };
    const late = { ...followed };
    const heard = async (stream: typeof followed) => {
      const entries: [lineCount: number, earlier: number][] = [];
      for await (const { data } of newOfBell(server.context, actor, stream)) {
        const { notification } = data;
        if (notification) entries.push([notification.lineCount, notification.earlierAmount]);
      }
      return entries;
    };
    let paid = 0;
    for (const [index, line] of lines.entries()) {
      const before = paid;
      paid += await payLine(id, line);
      assert.deepEqual(await heard(followed), [[index + 1, before]]);
    }
    assert.deepEqual(await heard(late), [[3, paid - (lines[2]?.total ?? 0)]]);
    assert.deepEqual(await heard(late), []);
  });

  it('entries of payments from before they were summed up are summed up by the next one', async () => {
    const { id, lines } = await placed(3);
    const first = await payLine(id, lines[0]);
    const { db } = server.context;
    const row = await db
      .selectFrom('notifications')
      .selectAll()
      .where('order_id', '=', id)
      .where('kind', '=', 'payment_received')
      .executeTakeFirstOrThrow();
    const old = { ...row, id: `${row.id.slice(0, -1)}x`, sequence: row.sequence + 1 };
    await db.insertInto('notifications').values(old).execute();
    assert.equal((await bell(id)).own.length, 2);
    const next = await payLine(id, lines[1]);
    const { own } = await bell(id);
    assert.deepEqual(
      own.map(({ amount, lineCount }) => [amount, lineCount]),
      [[2 * first + next, 3]],
    );
  });

  async function owner() {
    return await server.context.db
      .selectFrom('notifications')
      .select(['portal_id as portalId', 'firm_id as firmId', 'accountant_id as accountantId'])
      .executeTakeFirstOrThrow();
  }
});
