import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { formatDong } from '../../shared/money.ts';
import { MAILS_AN_HOUR } from '../announce/outbox/limit-mails.ts';
import { runOrderLife } from '../jobs/run-order-life.ts';
import { statementsOf } from '../testing/database/statements.ts';
import { codeOf, FirmDays } from '../testing/firm-days.ts';
import { ENGINE } from '../testing/test-database.ts';
import {
  declaration,
  declareCustomers,
  handOut,
  openOtherFirm,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import type { Client } from '../testing/test-server.ts';

const codes = taxCodes(40, 30_000_000);

describe('reminders of unpaid lines', () => {
  let firm: FirmDays;
  let stranger: Client;
  const some = handOut(codes);

  before(async () => {
    firm = await FirmDays.open(1);
    await declareCustomers(
      firm.server,
      codes.map((code) => declaration(code)),
    );
    stranger = await openOtherFirm(firm.server, taxCodes(1, 50_000_000));
  });
  beforeEach(() => firm.begin());
  after(() => firm.end());

  async function placed(count: number, payer: 'owner' | 'firm' = 'owner') {
    const own = some(count);
    const order = await firm.place(own, { payer });
    return { ...order, codes: own, lineIds: order.lines.map((line) => line.id) };
  }

  const remind = (lineIds: string[], again = false, by = firm.client) =>
    by.unpaid.remind.mutate({ lineIds, again });

  const preview = (lineIds: string[], again = false, by = firm.client) =>
    by.unpaid.previewReminders.query({ lineIds, again });

  const reasonsOf = ({ skipped }: { skipped: { reason: string }[] }) =>
    skipped.map(({ reason }) => reason);

  const addressOf = (code: string | undefined) => `ketoan@${code}.example`;

  /** Addresses of the reminders in the outbox, by order. */
  async function mailed(orderId: string): Promise<string[]> {
    const jobs = [
      ...(await firm.mailJobs('line_due_soon', orderId)),
      ...(await firm.mailJobs('order_due_soon', orderId)),
    ];
    return jobs.map(({ to }) => to.email);
  }

  const reminderOf = async (lineId: string) => {
    const { lines } = await firm.client.unpaid.list.query({ filter: {}, limit: 500 });
    return lines.find((line) => line.lineId === lineId);
  };

  it('an owner who has paid short is asked for the rest alone, and the list shows it', async () => {
    const order = await placed(2);
    const [short = '', other = ''] = order.lineIds;
    const both = await startTransfer(firm.client, order.id);
    await reportTransfer(firm.server, { ...both, amount: 100_000 });
    const one = await startTransfer(firm.client, order.id, [short]);
    await reportTransfer(firm.server, { ...one, amount: one.amount - 7_500 });
    const received = [short, other].map(async (id) => (await reminderOf(id))?.received);
    assert.deepEqual(await Promise.all(received), [one.amount - 7_500, 0], 'for this line alone');
    const lineIds = [short, other];
    const { totals } = await firm.client.unpaid.list.query({ filter: { lineIds } });
    assert.deepEqual(totals, {
      ...{ lines: 2, orders: 1, due: one.amount + 7_500 },
    });
    await remind([short, other]);
    const jobs = await firm.mailJobs('line_due_soon', order.id);
    const [first = '', second = ''] = await Promise.all(jobs.map((job) => firm.textOf(job)));
    assert.match(
      first,
      /đã nhận 2\.942\.500\s₫, còn thiếu 7\.500\s₫ nên giấy phép chưa được gia hạn/,
    );
    assert.match(first, /Còn thiếu: 7\.500\s₫/);
    assert.ok(!first.includes('chưa được thanh toán'));
    assert.match(second, /chưa được thanh toán/);
    assert.ok(!second.includes('òn thiếu'));
  });

  for (const closing of ['paid', 'cancelled'] as const) {
    it(`money that came for two lines waits for the one left when the other is ${closing}`, async () => {
      const { id: orderId, lineIds } = await placed(2);
      const [left = '', other = ''] = lineIds;
      const both = await startTransfer(firm.client, orderId);
      await reportTransfer(firm.server, { ...both, amount: 2_900_000 });
      assert.equal((await reminderOf(left))?.received, 0, 'for either line');
      if (closing === 'paid') {
        await reportTransfer(firm.server, await startTransfer(firm.client, orderId, [other]));
      } else {
        const lines = { lineIds: [other], reason: 'Đóng cửa' };
        await firm.client.orders.cancel.mutate({ orderId, ...lines });
      }
      const { unapplied } = await firm.client.payments.start.mutate({
        orderId,
        lineIds: [left],
        method: 'bank_transfer',
        locale: 'vi',
      });
      assert.equal(unapplied, 2_900_000);
      assert.equal((await reminderOf(left))?.received, unapplied);
    });
  }

  it('lines of several orders are reminded of at once, each owner of their own alone', async () => {
    const [one, other] = [await placed(2), await placed(1)];
    const lineIds = [...one.lineIds, ...other.lineIds];
    const { sent, skipped } = await remind(lineIds);
    assert.deepEqual(skipped, []);
    assert.deepEqual(
      sent,
      [...one.codes, ...other.codes].map((code, index) => ({
        lineId: lineIds[index],
        email: addressOf(code),
      })),
    );
    assert.deepEqual(await mailed(one.id), one.codes.map(addressOf));
    const [job] = await firm.mailJobs('line_due_soon', other.id);
    const text = await firm.textOf(job);
    assert.match(text, /chưa được thanh toán/);
    assert.match(text, /\/pay\/\w+/);
    assert.ok(!text.includes(one.codes[0] ?? ''));
    const line = await reminderOf(lineIds[0] ?? '');
    assert.equal(line?.reminder?.times, 1);
    assert.equal(line?.link?.sentAt, line?.reminder?.at, 'the mail has the link');
    const log = await firm.server.context.db
      .selectFrom('audit_log')
      .select(['actor', 'details'])
      .where('action', '=', 'payment.reminded')
      .where('subject_id', '=', one.id)
      .execute();
    assert.deepEqual(
      log.map(({ actor, details }) => [actor, JSON.parse(details)]),
      [['accountant-1', { lines: one.lineIds }]],
    );
  });

  it('one owner’s lines of an order are one mail', async () => {
    const own = some(3);
    const email = 'chung@chuoi-cua-hang.example';
    await declareCustomers(
      firm.server,
      own.slice(0, 2).map((code) => declaration(code, { email })),
    );
    const order = await firm.place(own, { payer: 'owner' });
    const lineIds = order.lines.map((line) => line.id);
    const planned = await preview(lineIds);
    assert.deepEqual(
      planned.mails.map((mail) => [mail.email, mail.lineIds]),
      [
        [email, lineIds.slice(0, 2)],
        [addressOf(own[2]), lineIds.slice(2)],
      ],
    );
    assert.equal((await remind(lineIds)).sent.length, 3);
    assert.deepEqual((await mailed(order.id)).toSorted(), [email, addressOf(own[2])].toSorted());
    const [job] = await firm.mailJobs('order_due_soon', order.id);
    const text = await firm.textOf(job);
    assert.ok(text.includes(own[0] ?? '') && text.includes(own[1] ?? ''));
    assert.ok(!text.includes(own[2] ?? ''), 'nothing of another owner');
    assert.ok(!text.includes('còn thiếu'));
    const one = await startTransfer(firm.client, order.id, lineIds.slice(1, 2));
    await reportTransfer(firm.server, { ...one, amount: one.amount - 7_500 });
    const short = await firm.textOf(job);
    assert.match(short, /đã nhận 2\.942\.500\s₫ để gia hạn [^\n]+còn thiếu 7\.500\s₫/);
    assert.equal(short.split('còn thiếu').length, 2, 'of the one line alone');
    assert.ok(!short.includes(order.number));
    assert.match(short, /^Nhắc hạn [^\n]+: còn 2\.957\.500\s₫/);
    assert.match(short, /còn 2\.957\.500\s₫ chưa thanh toán/);
  });

  it('an owner of several licences gets a letter from the orderer, which asks for theirs alone', async () => {
    const own = some(3);
    const email = 'chung@hai-giay-phep.example';
    await declareCustomers(
      firm.server,
      own.slice(0, 2).map((code) => declaration(code, { email })),
    );
    const order = await firm.place(own, { payer: 'owner' });
    await remind(order.lines.map((line) => line.id));
    const [job] = await firm.mailJobs('order_due_soon', order.id);
    const text = await firm.textOf(job);
    assert.match(text, /^Nhắc hạn \d\d\/\d\d\/\d{4}: còn 5\.900\.000\s₫, gia hạn cho /);
    assert.match(text, /do Nguyễn Thị Kế Toán \([^)]+\) đặt, còn 5\.900\.000\s₫ chưa thanh toán/);
    assert.ok(!text.includes(order.number), 'the order owes more');
    assert.equal(text.match(/\/pay\/\w{20}/g)?.length, 2);
    for (const said of ['Người bán: ', 'không hỏi mật khẩu', 'Trân trọng,']) {
      assert.ok(text.includes(said), said);
    }
  });

  it('an order’s recipient is asked for what is missing, and told what has come', async () => {
    const { id: orderId } = await placed(2, 'firm');
    const both = await startTransfer(firm.client, orderId);
    await reportTransfer(firm.server, { ...both, amount: both.amount - 7_500 });
    await firm.at('2026-12-20');
    await runOrderLife(firm.server.context);
    const [job] = await firm.mailJobs('order_due_soon', orderId);
    const text = await firm.textOf(job);
    assert.match(text, /^Nhắc hạn [^\n]+: còn 7\.500\s₫/);
    assert.match(text, /còn 7\.500\s₫ chưa thanh toán/);
    assert.match(text, /đã nhận 5\.892\.500\s₫ để gia hạn [^\n]+còn thiếu 7\.500\s₫/);
  });

  it('an order’s recipient is asked for all while money for one of its lines waits, as the payment page does', async () => {
    const { id: orderId, lines } = await placed(2, 'firm');
    const one = await startTransfer(firm.client, orderId, [lines[0]?.id ?? '']);
    await reportTransfer(firm.server, { ...one, amount: 2_942_500 });
    const both = await startTransfer(firm.client, orderId);
    await firm.at('2026-12-20');
    await runOrderLife(firm.server.context);
    const [job] = await firm.mailJobs('order_due_soon', orderId);
    const text = await firm.textOf(job);
    assert.ok(text.includes(`còn ${formatDong(both.amount)} chưa thanh toán`));
    assert.doesNotMatch(text, /đã nhận/);
  });

  it('a mail about many short lines names no more than its table, and the rest as their sum', async () => {
    const email = 'nhieu@chuoi-cua-hang.example';
    const own = taxCodes(52, 60_000_000);
    await declareCustomers(
      firm.server,
      own.map((code) => declaration(code, { email })),
    );
    const order = await firm.place(own, { payer: 'owner' });
    const lineIds = order.lines.map((line) => line.id);
    const statements = await statementsOf(() => preview(lineIds));
    for (const lineId of lineIds) {
      const one = await startTransfer(firm.client, order.id, [lineId]);
      await reportTransfer(firm.server, { ...one, amount: 1_000 });
    }
    const short = await statementsOf(() => preview(lineIds));
    assert.equal(short.length, statements.length, 'read at once');
    const { sample } = await preview(lineIds);
    const text = sample?.text ?? '';
    assert.equal(text.match(/đã nhận 1\.000\s₫/g)?.length, 50);
    assert.equal(text.match(/đã nhận 2\.000\s₫/g)?.length, 1);
    const due = order.lines.reduce((sum, line) => sum + line.total, 0);
    assert.ok(text.includes(`còn ${formatDong(due - 52_000)} chưa thanh toán`));
  });

  it('the preview shows the text of the first mail and sends nothing', async () => {
    const order = await placed(2);
    const { mails, sample, skipped } = await preview(order.lineIds);
    assert.deepEqual([mails.length, skipped], [2, []]);
    assert.equal(sample?.to, addressOf(order.codes[0]));
    assert.match(sample?.subject ?? '', /^Nhắc hạn \d\d\/\d\d\/\d{4}: gia hạn ASP Kế toán/);
    assert.match(sample?.text ?? '', /2\.950\.000/);
    assert.match(sample?.text ?? '', /\/pay\/…/);
    assert.deepEqual(await mailed(order.id), []);
    const links = await firm.client.paymentLinks.list.query({ orderId: order.id });
    assert.deepEqual(links, []);
  });

  it('a line is reminded of once a day, and again on the same day only where that is asked for', async () => {
    const { lineIds } = await placed(1);
    const [lineId = ''] = lineIds;
    const answers = await Promise.all([1, 2, 3].map(() => remind(lineIds, true)));
    assert.equal(answers.flatMap(({ sent }) => sent).length, 1, 'whoever presses how often');
    await firm.at('2026-11-23', '10:09');
    assert.deepEqual(reasonsOf(await remind(lineIds, true)), ['sent_recently']);
    await firm.at('2026-11-23', '23:59');
    assert.deepEqual(reasonsOf(await remind(lineIds)), ['asked_today']);
    assert.deepEqual(reasonsOf(await preview(lineIds)), ['asked_today']);
    assert.equal((await preview(lineIds, true)).mails.length, 1);
    assert.equal((await remind(lineIds, true)).sent.length, 1);
    await firm.at('2026-11-24', '00:20');
    assert.equal((await remind(lineIds)).sent.length, 1);
    assert.equal((await reminderOf(lineId))?.reminder?.times, 3);
  });

  it('an owner who was sent the link today has been asked today', async () => {
    const { id: orderId, lineIds } = await placed(1);
    await firm.client.paymentLinks.send.mutate({ orderId });
    await firm.at('2026-11-23', '15:00');
    assert.deepEqual(reasonsOf(await remind(lineIds)), ['asked_today']);
    await firm.at('2026-11-24');
    assert.equal((await remind(lineIds)).sent.length, 1);
  });

  it('lines without a mail are returned with the reason', async () => {
    const order = await placed(2);
    await declareCustomers(firm.server, [declaration(order.codes[0] ?? '', { email: '' })]);
    const paid = order.lineIds.slice(1);
    await reportTransfer(firm.server, await startTransfer(firm.client, order.id, paid));
    const own = await placed(1, 'firm');
    const { sent, skipped } = await remind([...order.lineIds, ...own.lineIds]);
    assert.deepEqual(sent, []);
    assert.deepEqual(skipped, [
      { lineId: order.lineIds[0], reason: 'no_email' },
      { lineId: order.lineIds[1], reason: 'not_payable' },
      { lineId: own.lineIds[0], reason: 'firm_pays' },
    ]);
    assert.deepEqual(reasonsOf(await preview(order.lineIds)), ['no_email', 'not_payable']);
  });

  it('mails beyond the limits are named, and none leave when the limits allow none', async () => {
    const { db } = firm.server.context;
    const order = await placed(3);
    const setMails = (mails: number) =>
      db.updateTable('mail_counts').set({ mails }).where('addressee', '=', '').execute();
    await remind((await placed(1)).lineIds);
    await setMails(MAILS_AN_HOUR.firm - 2);
    const { sent, skipped } = await remind(order.lineIds);
    assert.equal(sent.length, 2);
    assert.deepEqual(skipped, [{ lineId: order.lineIds[2], reason: 'limit_reached' }]);
    assert.equal((await reminderOf(order.lineIds[2] ?? ''))?.reminder, null);
    assert.equal(await codeOf(remind(order.lineIds.slice(2))), 'TOO_MANY_REQUESTS');
    await setMails(1);
  });

  it('another firm’s lines are neither reminded of nor shown', async () => {
    const { id, lineIds } = await placed(1);
    const own = await placed(1);
    assert.equal(await codeOf(remind(lineIds, false, stranger)), 'NOT_FOUND');
    assert.equal(await codeOf(preview(lineIds, false, stranger)), 'NOT_FOUND');
    const guessed = lineIds.map((lineId) =>
      lineId.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    );
    assert.equal(await codeOf(remind([...own.lineIds, ...guessed])), 'NOT_FOUND');
    assert.deepEqual([await mailed(id), await mailed(own.id)], [[], []]);
  });

  it('the calendar’s reminder counts as one, and spares owners who were reminded that day', async () => {
    const order = await placed(2);
    await firm.client.paymentLinks.send.mutate({ orderId: order.id });
    await firm.at('2026-12-20', '08:00');
    assert.equal((await remind(order.lineIds.slice(0, 1))).sent.length, 1);
    await firm.at('2026-12-20', '09:00');
    await runOrderLife(firm.server.context);
    const jobs = await firm.mailJobs('line_due_soon', order.id);
    assert.deepEqual(
      jobs.map(({ to }) => to.email),
      order.codes.map(addressOf),
    );
    for (const lineId of order.lineIds) {
      assert.equal((await reminderOf(lineId))?.reminder?.times, 1);
    }
    await firm.at('2026-12-20', '15:00');
    assert.deepEqual(reasonsOf(await remind(order.lineIds)), ['asked_today', 'asked_today']);
  });

  it('reminding reads no more, the larger the firm, nor more often, the more lines of an order', {
    skip: ENGINE !== 'sqlite',
  }, async () => {
    const one = await placed(1);
    const several = await placed(4);
    const ofOne = await statementsOf(() => remind(one.lineIds));
    const ofSeveral = await statementsOf(() => remind(several.lineIds));
    const long = ofOne
      .flatMap(({ plan }) => plan)
      .filter((step) =>
        /^SCAN (?!json_each|listed|portals|\d+-ROW VALUES)|AUTOMATIC|\(portal_id=\? AND firm_id=\?\)$/.test(
          step,
        ),
      );
    assert.deepEqual(long, []);
    assert.equal(ofSeveral.length, ofOne.length);
  });
});
