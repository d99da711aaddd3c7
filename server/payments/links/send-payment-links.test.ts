import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { renderMail } from '../../channels/mail/render-mail.ts';
import {
  declaration,
  declareCustomers,
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  NOW,
  refusal,
  signToken,
  type TestServer,
} from '../../testing/test-server.ts';

describe('mailing owners the link to their line', () => {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(40);
  let next = 0;

  before(async () => {
    ({ server, client } = await openFirm(codes));
  });
  beforeEach(() => server.setNow(NOW));
  after(() => server.stop());

  /** Three lines: the firm pays the first, the owners the others. */
  async function orderForOwners() {
    next += 3;
    const own = codes.slice(next - 3, next);
    const input = await orderOf(client, own, { payer: 'owner' });
    const [first, ...others] = input.lines;
    assert.ok(first);
    const lines = [{ ...first, payer: 'firm' as const }, ...others];
    const { id } = await client.orders.place.mutate({ ...input, lines });
    const order = await client.orders.get.query({ orderId: id });
    return { id, order, taxCodes: own, lineIds: order.lines.map((line) => line.id) };
  }

  const mailsOf = async (emails: string[]) => {
    const rows = await server.context.db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', 'payment_link')
      .execute();
    return rows
      .map(
        ({ payload }) =>
          JSON.parse(payload) as {
            orderId: string;
            linkId: string;
            to: { email: string; name: string };
          },
      )
      .filter(({ to }) => emails.includes(to.email));
  };

  const emailOf = (code: string | undefined) => `ketoan@${code}.example`;

  it('each owner who is to pay gets the link, and the firm sees that it was sent, opened and paid', async () => {
    const { id, order, taxCodes: own, lineIds } = await orderForOwners();
    assert.deepEqual(
      order.lines.map((line) => [line.payer, line.link]),
      [
        ['firm', null],
        ['owner', null],
        ['owner', null],
      ],
    );
    const { sent, skipped } = await client.paymentLinks.send.mutate({ orderId: id });
    assert.deepEqual(sent, [
      { lineId: lineIds[1], email: emailOf(own[1]) },
      { lineId: lineIds[2], email: emailOf(own[2]) },
    ]);
    assert.deepEqual(skipped, []);
    const mails = await mailsOf(own.map(emailOf));
    assert.deepEqual(
      mails.map(({ to }) => to.email),
      [emailOf(own[1]), emailOf(own[2])],
    );
    const [mail] = mails;
    assert.ok(mail);
    const document = await renderMail(server.context, { kind: 'payment_link', ...mail });
    assert.ok(document);
    const text = JSON.stringify(document);
    assert.ok(text.includes(own[1] ?? '') && !text.includes(own[2] ?? ''), 'nobody else’s data');
    const action = document.blocks.find((block) => block.kind === 'action');
    assert.equal((await fetch(action?.url ?? '')).status, 200);
    await reportTransfer(server, await startTransfer(client, id, [lineIds[1] ?? '']));
    // Paid before its mail left: there is nothing to ask for.
    const late = await renderMail(server.context, { kind: 'payment_link', ...mail });
    assert.equal(late, null);
    const { lines } = await client.orders.get.query({ orderId: id });
    assert.deepEqual(
      lines.map(({ link, state }) => [
        link?.sentTo ?? null,
        (link?.openedAt ?? null) !== null,
        state,
      ]),
      [
        [null, false, 'awaiting_payment'],
        [emailOf(own[1]), true, 'paid'],
        [emailOf(own[2]), false, 'awaiting_payment'],
      ],
    );
  });

  it('sending links is seen by followers of that order, and touches no other', async () => {
    const [one, other] = [await orderForOwners(), await orderForOwners()];
    const versions = async () =>
      await Promise.all(
        [one.id, other.id].map(async (id) => {
          const row = await server.context.db
            .selectFrom('orders')
            .select('version')
            .where('id', '=', id)
            .executeTakeFirstOrThrow();
          return row.version;
        }),
      );
    const [before = 0, otherBefore] = await versions();
    await client.paymentLinks.send.mutate({ orderId: one.id });
    assert.deepEqual(await versions(), [before + 1, otherBefore]);
  });

  it('nobody is mailed a link twice within ten minutes, whoever presses how often', async () => {
    const { id, taxCodes: own } = await orderForOwners();
    const answers = await Promise.all(
      [1, 2, 3].map(() => client.paymentLinks.send.mutate({ orderId: id })),
    );
    assert.equal(answers.flatMap(({ sent }) => sent).length, 2);
    assert.deepEqual(
      answers.flatMap(({ skipped }) => skipped.map(({ reason }) => reason)),
      Array.from({ length: 4 }, () => 'sent_recently'),
    );
    assert.equal((await mailsOf(own.map(emailOf))).length, 2);
    server.setNow(NOW + 11 * 60_000);
    const later = await client.paymentLinks.send.mutate({ orderId: id });
    assert.equal(later.sent.length, 2);
    const links = new Set((await mailsOf(own.map(emailOf))).map(({ linkId }) => linkId));
    assert.equal(links.size, 2, 'the same links again');
  });

  it('lines whose owner can’t be mailed are returned with the reason', async () => {
    next += 2;
    const own = codes.slice(next - 2, next);
    await declareCustomers(server, [declaration(own[0] ?? '', { email: '' })]);
    const { id } = await client.orders.place.mutate(await orderOf(client, own, { payer: 'owner' }));
    const { lines } = await client.orders.get.query({ orderId: id });
    await reportTransfer(server, await startTransfer(client, id, [lines[1]?.id ?? '']));
    const lineIds = lines.map((line) => line.id);
    const { sent, skipped } = await client.paymentLinks.send.mutate({ orderId: id, lineIds });
    assert.deepEqual(sent, []);
    assert.deepEqual(skipped, [
      { lineId: lineIds[0], reason: 'no_email' },
      { lineId: lineIds[1], reason: 'not_payable' },
    ]);
  });

  it('before links are sent, their addressees, a sample and the lines without a mail are shown', async () => {
    const { id, taxCodes: own, lineIds } = await orderForOwners();
    await declareCustomers(server, [declaration(own[2] ?? '', { email: '' })]);
    const { mails, addressees, skipped, sample } = await client.paymentLinks.countMails.query({
      orderId: id,
    });
    assert.equal(mails, 1);
    assert.deepEqual(addressees, [{ lineId: lineIds[1], email: emailOf(own[1]) }]);
    assert.deepEqual(skipped, [{ lineId: lineIds[2], reason: 'no_email' }]);
    assert.equal(sample?.to, emailOf(own[1]));
    assert.match(sample?.text ?? '', /\/pay\/…/);
    assert.ok(sample?.text.includes(own[1] ?? '') && !sample.text.includes(own[2] ?? ''));
    assert.deepEqual(await client.paymentLinks.list.query({ orderId: id }), [], 'no link is made');
    assert.deepEqual(await mailsOf(own.map(emailOf)), []);
  });

  /** The kinds of mail about money that are queued for an address. */
  const toldOf = async (email: string | undefined) => {
    const rows = await server.context.db
      .selectFrom('outbox')
      .select(['kind', 'payload'])
      .where('kind', 'in', ['payment_received', 'payment_unapplied', 'refund_due'])
      .orderBy('id')
      .execute();
    return rows.flatMap(({ kind, payload }) =>
      (JSON.parse(payload) as { to: { email: string } }).to.email === email ? [kind] : [],
    );
  };

  it('an owner gets a mail when somebody else has paid, and when their own money goes back', async () => {
    const { id, taxCodes: own, lineIds } = await orderForOwners();
    await client.paymentLinks.send.mutate({ orderId: id });
    const [mail] = await mailsOf([emailOf(own[1])]);
    assert.ok(mail);
    const document = await renderMail(server.context, { kind: 'payment_link', ...mail });
    const page = document?.blocks.find((block) => block.kind === 'action')?.url ?? '';
    const form = new URLSearchParams({ method: 'bank_transfer' });
    const started = await fetch(`${page}/attempts`, { method: 'POST', body: form });
    const attempt = await server.context.db
      .selectFrom('payment_attempts')
      .selectAll()
      .where('payment_link_id', '=', mail.linkId)
      .executeTakeFirst();
    assert.ok(attempt, `${started.status} ${started.url}`);
    await reportTransfer(server, { amount: 1_000, memo: attempt.reference });
    assert.deepEqual(await toldOf(emailOf(own[1])), ['payment_unapplied']);
    await reportTransfer(server, await startTransfer(client, id, lineIds));
    const told = await toldOf(emailOf(own[1]));
    assert.deepEqual(told.toSorted(), ['payment_received', 'payment_unapplied', 'refund_due']);
    assert.deepEqual(await toldOf(emailOf(own[2])), ['payment_received'], 'nothing of the other’s');
    assert.deepEqual(await toldOf(emailOf(own[0])), [], 'was asked for nothing');
  });

  it('links are sent only for the firm’s own orders, and for no line of another order', async () => {
    const { id } = await orderForOwners();
    const other = await orderForOwners();
    const firm = { id: 'firm-2', name: 'Công ty khác' };
    const stranger = clientOf(server, await signToken({ firm, accountantId: 'stranger' }));
    const refused = await refusal(stranger.paymentLinks.send.mutate({ orderId: id }));
    assert.equal(refused.code, 'NOT_FOUND');
    const foreign = { orderId: id, lineIds: other.lineIds };
    const answer = await client.paymentLinks.send.mutate(foreign).catch(() => ({ sent: [] }));
    assert.deepEqual(answer.sent, []);
    assert.equal((await mailsOf(other.taxCodes.map(emailOf))).length, 0);
  });
});
