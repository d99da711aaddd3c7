import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { DAY_MS } from '../../foundation/durations.ts';
import { codeOf, FirmDays } from '../../testing/firm-days.ts';
import { declaration, declareCustomers } from '../../testing/test-directory.ts';
import { clientOf, NOW, signInAt, signToken } from '../../testing/test-server.ts';
import { noteOpened, openPaymentLink } from './open-payment-link.ts';

let firm: FirmDays;

before(async () => {
  firm = await FirmDays.open(40);
});
beforeEach(() => firm.begin());
after(() => firm.end());

const order = (count = 1) => firm.placeSome(count);
const create = (orderId: string, lineId?: string) =>
  firm.client.paymentLinks.create.mutate({ orderId, ...(lineId ? { lineId } : {}) });
const tokenOf = ({ url }: { url: string }) => url.split('/').at(-1) ?? '';
const open = (link: { url: string }) => openPaymentLink(firm.server.context, tokenOf(link));
async function setNow(now: number) {
  firm.client = await signInAt(firm.server, now);
}
const deedsOf = async (linkId: string) => {
  const rows = await firm.server.context.db
    .selectFrom('audit_log')
    .select(['actor', 'firm_id', 'action', 'details'])
    .where('subject_id', '=', linkId)
    .orderBy('at')
    .execute();
  return rows.map(({ details, ...row }) => ({ ...row, ...JSON.parse(details) }));
};

describe('a payment link', () => {
  it('an order has one payment link, and each line one, which opens just these lines', async () => {
    const { id, lineIds } = await order(2);
    const [first = '', second = ''] = lineIds;
    const links = [await create(id), await create(id, first), await create(id, second)];
    assert.equal(new Set(links.map((link) => link.id)).size, 3);
    const again = [await create(id), await create(id, first), await create(id, second)];
    assert.deepEqual(again, links);
    const opened = await Promise.all(links.map(open));
    assert.deepEqual(
      opened.map(({ lines }) => lines.map((line) => line.id)),
      [[first, second], [first], [second]],
    );
    assert.ok(opened.every((each) => each.order.id === id));
  });

  it('a payment link is given out again while more than half of its 60 days are left', async () => {
    const { id } = await order();
    const { id: other } = await order();
    const link = await create(id);
    assert.equal(link.expiresAt, NOW + 60 * DAY_MS);
    await create(other);
    await setNow(NOW + 30 * DAY_MS - 1);
    assert.equal((await create(id)).id, link.id);
    await setNow(NOW + 30 * DAY_MS);
    const next = await create(id);
    assert.notEqual(next.id, link.id);
    assert.deepEqual(
      (await firm.client.paymentLinks.list.query({ orderId: id })).map((each) => each.id),
      [next.id, link.id],
      'the newest first, and none of another order',
    );
    assert.equal((await create(id)).id, next.id, 'the newest');
  });

  it('a link that replaces an old one keeps when and to whom that was mailed, and that it was opened', async () => {
    const { id, lineIds } = await order(2);
    const [lineId = '', other = ''] = lineIds;
    await firm.client.paymentLinks.send.mutate({ orderId: id, lineIds });
    const { db } = firm.server.context;
    const ofOrder = db.updateTable('payment_links').where('order_id', '=', id);
    await ofOrder.set({ opened_at: NOW + 5 }).execute();
    const first = await create(id, lineId);
    assert.deepEqual([first.sentAt, first.openedAt], [NOW, NOW + 5]);
    await setNow(NOW + 30 * DAY_MS);
    const next = await create(id, lineId);
    assert.notEqual(next.id, first.id);
    const { sentAt, sentTo, openedAt } = first;
    assert.partialDeepStrictEqual(next, { sentAt, sentTo, openedAt });
    await firm.client.unpaid.makeLinks.mutate({ lineIds: [other] });
    const { lines } = await firm.client.unpaid.list.query({ filter: { lineIds } });
    assert.deepEqual(
      lines.map(({ link }) => link),
      [first, first].map(() => ({ sentAt, openedAt })),
    );
    for (const { id: linkId } of [first, next]) {
      await firm.client.paymentLinks.revoke.mutate({ linkId });
    }
    assert.equal((await create(id, lineId)).sentAt, null, 'after a revocation, nobody was asked');
  });

  it('a link that replaces a mailed one forgets that mail when the mailed one is revoked, not its own', async () => {
    const { id, lineIds } = await order(2);
    const [lineId = '', mailed = ''] = lineIds;
    await firm.client.paymentLinks.send.mutate({ orderId: id, lineIds });
    const old = [await create(id, lineId), await create(id, mailed)];
    await setNow(NOW + 30 * DAY_MS);
    await create(id, lineId);
    await create(id, mailed);
    await firm.client.paymentLinks.send.mutate({ orderId: id, lineIds: [mailed] });
    for (const { id: linkId } of old) await firm.client.paymentLinks.revoke.mutate({ linkId });
    const [copy, own] = [await create(id, lineId), await create(id, mailed)];
    assert.deepEqual([copy.sentAt, copy.sentTo, copy.openedAt], [null, null, null]);
    assert.deepEqual([own.sentAt, own.sentTo], [NOW + 30 * DAY_MS, old[1]?.sentTo]);
  });

  it('a link that replaces a mailed one stays opened by itself when the mailed one is revoked', async () => {
    const { id, lineIds } = await order(1);
    const [lineId = ''] = lineIds;
    await firm.client.paymentLinks.send.mutate({ orderId: id, lineIds });
    const old = await create(id, lineId);
    await setNow(NOW + 30 * DAY_MS);
    const { link: copy } = await open(await create(id, lineId));
    await noteOpened(firm.server.context, copy);
    await firm.client.paymentLinks.revoke.mutate({ linkId: old.id });
    const { sentAt, openedAt } = await create(id, lineId);
    assert.deepEqual([sentAt, openedAt], [null, NOW + 30 * DAY_MS]);
  });

  it('a payment link opens to the last millisecond of its life', async () => {
    const link = await create((await order()).id);
    await setNow(link.expiresAt - 1);
    assert.equal((await open(link)).link.id, link.id);
    await setNow(link.expiresAt);
    await assert.rejects(open(link), { code: 'LINK_EXPIRED' });
  });

  it('a revoked link no longer opens, can be revoked again, and is replaced by a new one', async () => {
    const { id } = await order();
    const [link, other] = [await create(id), await create((await order()).id)];
    await setNow(NOW + 1_000);
    const revoke = (client = firm.client) => client.paymentLinks.revoke.mutate({ linkId: link.id });
    const stranger = clientOf(
      firm.server,
      await signToken({ firm: { id: 'firm-2', name: 'Khác' }, issuedAt: NOW }),
    );
    assert.equal(await codeOf(revoke(stranger)), 'NOT_FOUND');
    assert.equal((await open(link)).link.id, link.id);
    assert.equal((await revoke()).revokedAt, NOW + 1_000);
    await setNow(NOW + 2_000);
    assert.equal((await revoke()).revokedAt, NOW + 1_000);
    await assert.rejects(open(link), { code: 'LINK_REVOKED' });
    assert.equal((await open(other)).link.id, other.id);
    assert.notEqual((await create(id)).id, link.id);
    const by = { actor: 'accountant-1', firm_id: 'firm-1' };
    assert.deepEqual(await deedsOf(link.id), [
      { ...by, action: 'payment_link.created', orderId: id, lineId: null },
      { ...by, action: 'payment_link.revoked' },
    ]);
    const unknown = firm.client.paymentLinks.revoke.mutate({ linkId: id });
    assert.equal(await codeOf(unknown), 'NOT_FOUND');
  });

  it('a payment link is for a line of its own order only', async () => {
    const [one, other] = [await order(), await order()];
    assert.equal(await codeOf(create(one.id, other.lineIds[0])), 'NOT_FOUND');
    assert.equal(await codeOf(create(one.id, one.id)), 'NOT_FOUND');
  });

  it('a payment link’s first opening is recorded, and shown to followers of its order once', async () => {
    const { id } = await order();
    const { id: other } = await order();
    const [link, unopened] = [await create(id), await create(other)];
    const versions = async () =>
      await firm.server.context.db
        .selectFrom('orders')
        .select('version')
        .where('id', 'in', [id, other])
        .orderBy('id')
        .execute();
    const [before, untouched] = await versions();
    const look = () => fetch(link.url, { headers: { 'sec-fetch-mode': 'navigate' } });
    await setNow(NOW + 5_000);
    await look();
    await setNow(NOW + 9_000);
    await look();
    const openedAt = async (orderId: string) =>
      (await firm.client.paymentLinks.list.query({ orderId })).map((each) => each.openedAt);
    assert.deepEqual(await openedAt(id), [NOW + 5_000]);
    assert.deepEqual(await openedAt(other), [null]);
    assert.deepEqual(await versions(), [{ version: (before?.version ?? 0) + 1 }, untouched]);
    assert.equal(unopened.openedAt, null);
  });
});

describe('who is mailed a link', () => {
  async function orderOfOwners() {
    const own = firm.some(3);
    const { id, lines } = await firm.place(own, { payer: 'owner' });
    return { id, own, lineIds: lines.map((line) => line.id) };
  }
  const count = async (orderId: string, lineIds?: string[]) =>
    (
      await firm.client.paymentLinks.countMails.query({
        ...{ orderId },
        ...(lineIds ? { lineIds } : {}),
      })
    ).mails;
  const send = async (orderId: string, lineIds?: string[]) =>
    (
      await firm.client.paymentLinks.send.mutate({
        ...{ orderId },
        ...(lineIds ? { lineIds } : {}),
      })
    ).sent;
  const setLine = (id: string, values: { recipient_email?: string; payer?: 'firm' }) =>
    firm.server.context.db.updateTable('order_lines').set(values).where('id', '=', id).execute();

  it('mails of links are counted before, and go to owners who are to pay, or whose line is named', async () => {
    const { id, lineIds } = await orderOfOwners();
    const [first = '', second = '', third = ''] = lineIds;
    await setLine(first, { payer: 'firm' });
    await firm.client.orders.cancel.mutate({ orderId: id, lineIds: [third], reason: 'Thôi' });
    assert.equal(await count(id), 1);
    assert.equal(await count(id, [first, second]), 2);
    assert.equal(await count(id, [first]), 1);
    assert.deepEqual(
      (await send(id)).map(({ lineId }) => lineId),
      [second],
    );
    assert.deepEqual(
      (await send(id, [first])).map(({ lineId }) => lineId),
      [first],
    );
  });

  it('a link goes to the address that was given for the line before the customer’s', async () => {
    const { id, own, lineIds } = await orderOfOwners();
    const [first = '', second = ''] = lineIds;
    await setLine(first, { recipient_email: 'rieng@chu.example' });
    const email = 'chung@chu.example';
    await declareCustomers(firm.server, [declaration(own[1] ?? '', { email })]);
    assert.deepEqual(
      (await send(id, [first, second])).map((each) => each.email),
      ['rieng@chu.example', 'chung@chu.example'],
    );
  });

  it('a link is mailed again from ten minutes on, or where the clock was set back further than that', async () => {
    const { id, lineIds } = await orderOfOwners();
    const [first = ''] = lineIds;
    const other = await orderOfOwners();
    const PAUSE = 10 * 60_000;
    assert.equal((await send(id, [first])).length, 1);
    assert.equal(await count(other.id), 3, 'another order’s');
    for (const [at, mails] of [
      [NOW + PAUSE - 1, 0],
      [NOW + PAUSE, 1],
      [NOW - PAUSE + 1, 0],
      [NOW - PAUSE, 1],
    ] as const) {
      await setNow(at);
      assert.equal(await count(id, [first]), mails, `${(at - NOW) / 60_000} minutes`);
    }
  });
});
