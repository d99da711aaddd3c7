import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it, mock } from 'node:test';
import { countMails, MAILS_AN_HOUR } from '../../announce/outbox/limit-mails.ts';
import { toPlainText } from '../../channels/mail/document/mail-document.ts';
import { renderMail } from '../../channels/mail/render-mail.ts';
import { newId } from '../../database/id.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import { orderTopic } from '../../foundation/live-updates.ts';
import { lastPayBy } from '../../orders/commitments/commitment-terms.ts';
import { readUnpaidLines } from '../../orders/commitments/committable-lines.ts';
import { breakWrites, dropTrigger } from '../../testing/database/triggers.ts';
import { stopAndCheckMoney } from '../../testing/stop-and-check-money.ts';
import {
  declaration,
  declareCustomers,
  handOut,
  openFirm,
  orderOf,
  planDeclaration,
  putPlans,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  hostApi,
  NOW,
  PORTAL_ID,
  refusal,
  signInAt,
  signToken,
  type TestServer,
} from '../../testing/test-server.ts';
import { runCommitments } from './run-commitments.ts';

let server: TestServer;
let client: Client;
const codes = taxCodes(40);
const some = handOut(codes);

before(async () => {
  ({ server, client } = await openFirm([]));
  await declareCommitmentDays('LUU-TRU', 'anniversary', 60);
  await declareCommitmentDays('ASP-DN', 'fiscal_year', 90);
  await declareCommitmentDays('TRA-NGAY', 'fiscal_year', 0);
});
beforeEach(() => setNow(NOW));
after(() => stopAndCheckMoney(server));

/** A token lives an hour, so that a later day needs a new one. */
async function setNow(now: number): Promise<void> {
  client = await signInAt(server, now);
}

const declareCommitmentDays = (
  code: string,
  termRule: 'fiscal_year' | 'anniversary',
  commitmentDays: number,
) => putPlans(server, planDeclaration(code, { termRule, commitmentDays }));

async function order(count: number, planCode = 'ASP-DN', expiry = '2026-12-31') {
  const own = some(count);
  const license = { planCode, expiry };
  await declareCustomers(
    server,
    own.map((code) => declaration(code, { license })),
  );
  const { id } = await client.orders.place.mutate(await orderOf(client, own));
  return { id, taxCodes: own };
}

/** The licence as the portal and the wizard see it. */
async function licenseOf(taxCode: string | undefined) {
  const page = await (await hostApi(server, 'GET', '/firms/firm-1/customers')).json();
  const { customers } = page as {
    customers: { taxCode: string; licenses: { expiry: string; temporary: boolean }[] }[];
  };
  const { customers: found } = await client.customers.search.query({ query: taxCode ?? '' });
  const portal = customers.find((customer) => customer.taxCode === taxCode)?.licenses[0];
  const { expiry: paid, temporaryExpiry } = found[0]?.licenses[0] ?? {};
  return { inForce: portal?.expiry, temporary: portal?.temporary, paid, temporaryExpiry };
}

const jobs = async (kind: string, orderId: string) =>
  (
    await server.context.db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', kind)
      .execute()
  ).filter(({ payload }) => payload.includes(orderId)).length;

const commit = (orderId: string, payBy: string, by = client) =>
  by.orders.commit.mutate({ orderId, payBy, confirmed: true });

const ORDERED = { orderedOn: '2026-11-23', dueDate: '2026-12-23' };

describe('until when payment can be promised', () => {
  const line = { commitmentDays: 30, committedBefore: false };
  it('payment can be committed to for as many days after ordering as the strictest plan allows, once', () => {
    assert.equal(lastPayBy(ORDERED, '2026-11-23', [line]), '2026-12-23');
    const strict = { commitmentDays: 7, committedBefore: false };
    assert.equal(lastPayBy(ORDERED, '2026-11-23', [line, strict]), '2026-11-30');
    const none = { commitmentDays: 0, committedBefore: false };
    assert.equal(lastPayBy(ORDERED, '2026-11-23', [line, none]), null);
    const before = { commitmentDays: 30, committedBefore: true };
    assert.equal(lastPayBy(ORDERED, '2026-11-23', [line, before]), null);
    assert.equal(lastPayBy(ORDERED, '2026-12-22', [line]), '2026-12-23', 'the day before');
    assert.equal(lastPayBy(ORDERED, '2026-12-23', [line]), null, 'not on the day itself');
    assert.equal(lastPayBy(ORDERED, '2026-11-23', []), null);
    const overdue = { ...ORDERED, dueDate: '2026-12-01' };
    assert.notEqual(lastPayBy(overdue, '2026-12-01', [line]), null);
    assert.equal(lastPayBy(overdue, '2026-12-02', [line]), null, 'overdue');
  });
});

describe('a promise to pay', () => {
  it('a commitment keeps licences in force until its date, without passing for a renewal', async () => {
    const { id, taxCodes: own } = await order(2);
    const before = await client.orders.get.query({ orderId: id });
    assert.equal(before.committableUntil, '2027-02-21');
    await client.paymentLinks.create.mutate({ orderId: id });
    const other = await order(1);
    const after = await commit(id, '2027-02-10');
    assert.equal(after.committableUntil, null);
    assert.equal(after.dueDate, '2027-02-10');
    const { dueDate } = await client.orders.get.query({ orderId: other.id });
    assert.equal(dueDate, '2026-12-23', 'of this order only');
    assert.deepEqual(
      after.lines.map((line) => line.commitment),
      [1, 2].map(() => ({ payBy: '2027-02-10', state: 'active', temporaryExpiry: '2027-02-10' })),
    );
    assert.deepEqual(await licenseOf(own[0]), {
      inForce: '2027-02-10',
      temporary: true,
      paid: '2026-12-31',
      temporaryExpiry: '2027-02-10',
    });
    assert.equal(await jobs('commitment_made', id), 1);
    const { notifications } = await client.notifications.list.query({});
    assert.equal(notifications[0]?.kind, 'commitment_made');
    const [link] = await client.paymentLinks.list.query({ orderId: id });
    const open = Date.parse('2027-02-10T23:59:59+07:00') + 30 * DAY_MS;
    assert.equal(link?.expiresAt, open, 'its links open till a month after its date');
  });

  it('a commitment is accepted for tomorrow, and for the last day that the plan allows', async () => {
    for (const payBy of ['2026-11-24', '2027-02-21']) {
      const { id } = await order(1);
      const published = mock.method(server.context.live, 'publish');
      assert.equal((await commit(id, payBy)).dueDate, payBy);
      const topics = published.mock.calls.flatMap((call) => call.arguments);
      published.mock.restore();
      assert.ok(topics.includes(orderTopic(id)), 'open pages see it');
    }
  });

  it('a commitment is refused where its recipient has reached the hourly limit of mails', async () => {
    const { id } = await order(1);
    const email = 'nguoi-nhan@x.example';
    const { db } = server.context;
    await db.updateTable('orders').set({ recipient_email: email }).where('id', '=', id).execute();
    const sender = { portalId: PORTAL_ID, firmId: 'firm-1', email: null };
    const mails = Array.from({ length: MAILS_AN_HOUR.firmToMailbox }, () => email);
    await db.transaction().execute((tx) => countMails(tx, NOW, sender, mails));
    assert.equal((await refusal(commit(id, '2027-01-10'))).code, 'TOO_MANY_REQUESTS');
    assert.equal(await jobs('commitment_made', id), 0);
    assert.ok((await client.orders.get.query({ orderId: id })).committableUntil, 'not taken');
  });

  it('a reminder of a commitment names only unpaid lines', async () => {
    const { id } = await order(2, 'ASP-DN', '2026-11-30');
    await commit(id, '2026-12-10');
    const [first] = (await client.orders.get.query({ orderId: id })).lines;
    await reportTransfer(server, await startTransfer(client, id, [first?.id ?? '']));
    await setNow(Date.parse('2026-12-07T00:01:00+07:00'));
    await runCommitments(server.context);
    const { notifications } = await client.notifications.list.query({});
    const bells = notifications.filter(
      ({ kind, orderId }) => kind === 'commitment_due_soon' && orderId === id,
    );
    assert.deepEqual(
      bells.map(({ lineCount }) => lineCount),
      [1],
    );
  });

  it('a commitment is refused past the plan’s limit, for today, twice, and without a plan that allows it', async () => {
    const { id } = await order(1);
    const code = async (call: Promise<unknown>) => (await refusal(call)).code;
    assert.equal(await code(commit(id, '2027-02-22')), 'COMMITMENT_NOT_ALLOWED');
    assert.equal(await code(commit(id, '2026-11-23')), 'COMMITMENT_NOT_ALLOWED');
    const stranger = clientOf(
      server,
      await signToken({ firm: { id: 'firm-2', name: 'Khác' }, accountantId: 'other' }),
    );
    assert.equal(await code(commit(id, '2027-01-10', stranger)), 'NOT_FOUND');
    const outcomes = await Promise.allSettled([
      commit(id, '2027-01-10'),
      commit(id, '2027-01-10'),
      commit(id, '2027-01-11'),
    ]);
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    const payAtOnce = await order(1, 'TRA-NGAY');
    const read = await client.orders.get.query({ orderId: payAtOnce.id });
    assert.equal(read.committableUntil, null);
    assert.equal(await code(commit(payAtOnce.id, '2026-12-01')), 'COMMITMENT_NOT_ALLOWED');
  });

  it('payment keeps a commitment: the renewal builds on the paid expiry, not on the extension', async () => {
    const { id, taxCodes: own } = await order(1, 'LUU-TRU', '2026-12-01');
    await commit(id, '2026-12-20');
    assert.equal((await licenseOf(own[0])).inForce, '2026-12-20');
    await setNow(NOW + 3 * DAY_MS);
    await reportTransfer(server, await startTransfer(client, id));
    const paid = await client.orders.get.query({ orderId: id });
    assert.equal(paid.lines[0]?.commitment?.state, 'kept');
    assert.equal(paid.lines[0]?.newExpiry, '2027-12-01');
    const extension = await server.context.db
      .selectFrom('license_periods')
      .select(['last_day', 'ended_at', 'end_reason'])
      .where('source', '=', 'commitment')
      .where('order_line_id', '=', paid.lines[0]?.id ?? '')
      .executeTakeFirstOrThrow();
    const ended = { ended_at: NOW + 3 * DAY_MS, end_reason: 'paid' };
    assert.deepEqual(extension, { last_day: '2026-12-20', ...ended });
    assert.deepEqual(await licenseOf(own[0]), {
      inForce: '2027-12-01',
      temporary: false,
      paid: '2027-12-01',
      temporaryExpiry: null,
    });
  });

  it('a commitment gets one reminder, and lapses the day after, with both parties informed', async () => {
    const { id, taxCodes: own } = await order(2, 'ASP-DN', '2026-11-30');
    await commit(id, '2026-12-10');
    await setNow(Date.parse('2026-12-06T23:59:00+07:00'));
    await runCommitments(server.context);
    assert.equal(await jobs('commitment_due_soon', id), 0);
    await setNow(Date.parse('2026-12-07T00:01:00+07:00'));
    await Promise.all([runCommitments(server.context), runCommitments(server.context)]);
    await runCommitments(server.context);
    assert.equal(await jobs('commitment_due_soon', id), 1);
    await setNow(Date.parse('2026-12-10T23:59:00+07:00'));
    await runCommitments(server.context);
    assert.equal((await licenseOf(own[1])).inForce, '2026-12-10', 'all of the promised day');
    await setNow(Date.parse('2026-12-11T00:01:00+07:00'));
    await Promise.all([runCommitments(server.context), runCommitments(server.context)]);
    const lapsed = await licenseOf(own[1]);
    assert.deepEqual([lapsed.inForce, lapsed.temporary], ['2026-11-30', false]);
    assert.equal(await jobs('commitment_lapsed', id), 1);
    const { db } = server.context;
    const { sequence } = await db
      .selectFrom('notifications')
      .select('sequence')
      .where('kind', '=', 'commitment_lapsed')
      .where('order_id', '=', id)
      .executeTakeFirstOrThrow();
    assert.ok(sequence > 0);
    for (const [kind, says] of [
      ['commitment_made', /^Cam kết .* đến 10\/12\/2026/],
      ['commitment_due_soon', /^Nhắc hạn 10\/12\/2026: còn .* đã cam kết/],
      ['commitment_lapsed', /^Phần tạm gia hạn đã hết hiệu lực/],
    ] as const) {
      const row = (
        await db.selectFrom('outbox').select('payload').where('kind', '=', kind).execute()
      ).find(({ payload }) => payload.includes(id));
      const mail = await renderMail(server.context, { kind, ...JSON.parse(row?.payload ?? '') });
      assert.ok(mail);
      assert.match(mail.subject, says);
      const table = mail.blocks.find((block) => block.kind === 'table');
      assert.deepEqual(
        table?.rows.map(({ cells }) => cells[0]),
        kind === 'commitment_lapsed' ? ['30/11/2026', '30/11/2026'] : ['31/12/2027', '31/12/2027'],
      );
    }
    // A list that the portal read during the commitment does not restore the extension.
    const license = { planCode: 'ASP-DN', expiry: '2026-12-10' };
    await declareCustomers(server, [declaration(own[1] ?? '', { license })]);
    assert.equal((await licenseOf(own[1])).inForce, '2026-11-30');
  });

  it('a commitment lapses even where another one’s lapse fails', async () => {
    const [broken, whole] = [await order(1), await order(1)];
    for (const { id } of [broken, whole]) await commit(id, '2027-01-10');
    const { db } = server.context;
    const on = 'update on payment_commitments';
    const mend = await breakWrites(db, on, 'trap', `old.order_id = '${broken.id}'`);
    await setNow(Date.parse('2027-01-11T09:00:00+07:00'));
    await runCommitments(server.context);
    await mend();
    const { lines } = await client.orders.get.query({ orderId: whole.id });
    assert.equal(lines[0]?.commitment?.state, 'lapsed');
  });

  it('money after the lapse of a commitment still renews the licence', async () => {
    const { id, taxCodes: own } = await order(1);
    await commit(id, '2027-01-10');
    const transfer = await startTransfer(client, id);
    await setNow(Date.parse('2027-01-11T09:00:00+07:00'));
    await runCommitments(server.context);
    await reportTransfer(server, transfer);
    const paid = await client.orders.get.query({ orderId: id });
    assert.deepEqual([paid.state, paid.lines[0]?.commitment?.state], ['paid', 'lapsed']);
    assert.equal((await licenseOf(own[0])).inForce, '2027-12-31');
  });

  it('a commitment ends when the order is cancelled, and is not given again for that year', async () => {
    const { id, taxCodes: own } = await order(1);
    await commit(id, '2027-01-20');
    const { id: unpromised } = await order(1);
    for (const orderId of [id, unpromised]) {
      await client.orders.cancel.mutate({ orderId, reason: 'Chọn nhầm gói' });
    }
    assert.equal((await licenseOf(own[0])).inForce, '2026-12-31');
    const { notifications } = await client.notifications.list.query({});
    const rungFor = notifications.flatMap(({ kind, orderId }) =>
      kind === 'commitment_lapsed' && [id, unpromised].includes(orderId ?? '') ? orderId : [],
    );
    assert.deepEqual(rungFor, [id], 'where nothing was promised, nothing lapses');
    // One mail reports both.
    assert.equal(await jobs('commitment_lapsed', id), 0);
    const { payload } = await server.context.db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', 'order_cancelled')
      .where('payload', 'like', `%${id}%`)
      .executeTakeFirstOrThrow();
    const mail = await renderMail(server.context, {
      kind: 'order_cancelled',
      ...JSON.parse(payload),
    });
    assert.ok(mail);
    assert.match(toPlainText(mail), /tạm gia hạn .* 1 giấy phép hết hiệu lực/);
    assert.match(toPlainText(mail), /Hạn sử dụng: 31\/12\/2026/);
    const again = await client.orders.place.mutate(await orderOf(client, own));
    const read = await client.orders.get.query({ orderId: again.id });
    assert.equal(read.committableUntil, null);
    assert.equal((await refusal(commit(again.id, '2027-01-20'))).code, 'COMMITMENT_NOT_ALLOWED');
  });

  it('a licence gets one commitment until it is paid for, however it is ordered again', async () => {
    const { id, taxCodes: own } = await order(1);
    await commit(id, '2027-01-20');
    const refused = async (orderId: string) => {
      assert.equal((await client.orders.get.query({ orderId })).committableUntil, null);
      assert.equal((await refusal(commit(orderId, '2027-01-20'))).code, 'COMMITMENT_NOT_ALLOWED');
    };
    await client.orders.cancel.mutate({ orderId: id, reason: 'Đặt lại cho hai năm' });
    const input = await orderOf(client, own);
    const lines = input.lines.map((line) => ({ ...line, years: 2 }));
    const { totals } = await client.orders.quote.query({ lines });
    const again = { ...input, lines, confirmedTotal: totals.total };
    const { id: second } = await client.orders.place.mutate(again);
    await refused(second);
    await reportTransfer(server, await startTransfer(client, second));
    const { id: third } = await client.orders.place.mutate({
      ...(await orderOf(client, own)),
      requestId: newId(),
    });
    await commit(third, '2027-01-20');
  });

  it('neither of two lines of one licence, as an older version allowed, gets a commitment', async () => {
    const { id } = await order(1);
    const undone = new Error('rolled back');
    const looked = server.context.db.transaction().execute(async (tx) => {
      const line = await tx
        .selectFrom('order_lines')
        .selectAll()
        .where('order_id', '=', id)
        .executeTakeFirstOrThrow();
      assert.ok(lastPayBy(ORDERED, '2026-11-23', await readUnpaidLines(tx, id, '2026-11-23')));
      await dropTrigger(tx, 'licenses_have_one_unpaid_line');
      const second = { ...line, id: newId(), line_number: 2, first_fiscal_year: 2099 };
      await tx.insertInto('order_lines').values(second).execute();
      const lines = await readUnpaidLines(tx, id, '2026-11-23');
      assert.deepEqual(
        lines.map(({ committedBefore }) => committedBefore),
        [false, true],
      );
      assert.equal(lastPayBy(ORDERED, '2026-11-23', lines), null);
      throw undone;
    });
    await assert.rejects(looked, undone);
  });

  it('a commitment that has lapsed does not lapse again when its order is cancelled', async () => {
    const { id } = await order(1);
    await commit(id, '2027-01-10');
    await setNow(Date.parse('2027-01-11T09:00:00+07:00'));
    await runCommitments(server.context);
    await client.orders.cancel.mutate({ orderId: id, reason: 'Thôi' });
    const { notifications } = await client.notifications.list.query({});
    const rung = notifications.filter(
      ({ kind, orderId }) => kind === 'commitment_lapsed' && orderId === id,
    );
    assert.equal(rung.length, 1);
  });

  it('a round touches a committed order on its days only, and no more when it has ended', async () => {
    const { id } = await order(1);
    const version = async () =>
      (
        await server.context.db
          .selectFrom('orders')
          .select('version')
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
      ).version;
    const placed = await version();
    await commit(id, '2027-01-20');
    assert.ok((await version()) > placed, 'who follows the order sees the promise');
    const told = mock.method(server.context.live, 'publish');
    const roundAt = async (instant: string) => {
      told.mock.resetCalls();
      await setNow(Date.parse(instant));
      await runCommitments(server.context);
      return told.mock.calls.flatMap((call) => call.arguments).includes(orderTopic(id));
    };
    assert.equal(await roundAt('2027-01-16T23:59:00+07:00'), false, 'four days before');
    assert.equal(await roundAt('2027-01-17T00:01:00+07:00'), true, 'three days before');
    assert.equal(await roundAt('2027-01-20T23:59:00+07:00'), false, 'its last day');
    const written = mock.method(server.context.db, 'transaction');
    await runCommitments(server.context);
    assert.equal(written.mock.callCount(), 0, 'those reminded take no place of a round');
    written.mock.restore();
    const promised = await version();
    assert.equal(await roundAt('2027-01-21T00:01:00+07:00'), true, 'the day after');
    assert.ok((await version()) > promised, 'who follows the order sees the lapse');
    assert.equal(await roundAt('2027-01-22T00:01:00+07:00'), false, 'when it has ended');
    told.mock.restore();
  });

  it('a commitment rings the bell by the name of its first line, each time', async () => {
    const { id } = await order(2);
    const { db } = server.context;
    // Stored in reverse, so that the order of storage differs from the lines' own.
    const [first] = await db
      .selectFrom('order_lines')
      .select(['id', 'customer_name'])
      .where('order_id', '=', id)
      .orderBy('line_number')
      .execute();
    await db
      .updateTable('order_lines')
      .set({ line_number: 9, customer_name: 'Công ty Sau' })
      .where('id', '=', first?.id ?? '')
      .execute();
    await commit(id, '2027-01-20');
    for (const day of ['2027-01-18', '2027-01-21']) {
      await setNow(Date.parse(`${day}T09:00:00+07:00`));
      await runCommitments(server.context);
    }
    const rung = await db
      .selectFrom('notifications')
      .select(['kind', 'customer_name', 'line_count'])
      .where('order_id', '=', id)
      .where('kind', 'in', ['commitment_made', 'commitment_due_soon', 'commitment_lapsed'])
      .orderBy('sequence')
      .execute();
    assert.deepEqual(
      rung.map(({ kind, customer_name, line_count }) => [
        ...[kind, customer_name === 'Công ty Sau', line_count],
      ]),
      [
        ['commitment_made', false, 2],
        ['commitment_due_soon', false, 2],
        ['commitment_lapsed', false, 2],
      ],
    );
  });

  it('a commitment and its lapse are in the audit log, once where two rounds meet', async () => {
    const { id } = await order(1);
    await commit(id, '2027-01-20');
    await setNow(Date.parse('2027-01-21T03:00:00Z'));
    await Promise.all([runCommitments(server.context), runCommitments(server.context)]);
    const kept = await server.context.db
      .selectFrom('audit_log')
      .select(['action', 'actor', 'details'])
      .where('subject_id', '=', id)
      .where('action', 'like', '%commit%')
      .orderBy('at')
      .execute();
    assert.deepEqual(
      kept.map(({ details, ...row }) => ({ ...row, ...JSON.parse(details) })),
      [
        { action: 'order.committed', actor: 'accountant-1', payBy: '2027-01-20', lines: 1 },
        { action: 'commitment.lapsed', actor: 'clock', lines: 1 },
      ],
    );
  });

  it('the database prevents two commitments of a licence by two orders', async () => {
    const { id } = await order(1);
    await commit(id, '2027-01-20');
    const { db } = server.context;
    const first = await db
      .selectFrom('payment_commitments')
      .selectAll()
      .where('order_id', '=', id)
      .executeTakeFirstOrThrow();
    const { id: other } = await order(1);
    const line = await db
      .selectFrom('order_lines')
      .select('id')
      .where('order_id', '=', other)
      .executeTakeFirstOrThrow();
    const second = { ...first, order_line_id: line.id, order_id: other, first_fiscal_year: 2099 };
    const insert = () => db.insertInto('payment_commitments').values(second).execute();
    await assert.rejects(insert(), /payment_commitments(?:\.license_id|_one_unpaid)/);
    await reportTransfer(server, await startTransfer(client, id));
    await insert();
    await db.deleteFrom('payment_commitments').where('order_line_id', '=', line.id).execute();
  });
});
