import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { MailJobOf } from '../../announce/outbox/job.ts';
import { rowsSummedUp, SUM_PAUSE_MS } from '../../announce/outbox/sum-payments.ts';
import { type MailDocument, toPlainText } from '../../channels/mail/document/mail-document.ts';
import { mailChannelOf } from '../../channels/mail/smtp/mail-channel.ts';
import type { Mailer } from '../../channels/mail/smtp/smtp-mailer.ts';
import { inTransaction } from '../../context/in-transaction.ts';
import { MINUTE_MS } from '../../foundation/durations.ts';
import { statementsOf } from '../../testing/database/statements.ts';
import { FirmDays } from '../../testing/firm-days.ts';
import { ENGINE } from '../../testing/test-database.ts';
import { orderOf, reportTransfer, startTransfer } from '../../testing/test-directory.ts';
import { NOW } from '../../testing/test-server.ts';
import { runOrderLife } from '../run-order-life.ts';
import { replanJobs } from './replan-jobs.ts';
import { retryOutbox } from './retry-outbox.ts';
import { runJob } from './run-job.ts';
import { LOCK_MS, takeJobs } from './take-jobs.ts';

const RECIPIENT = 'ketoan@minhphat.example';
const DAY = 1_440;

let firm: FirmDays;
let arrived: { id: string; to: string; text: string }[] = [];
let refusal: Error | null = null;

const mailer: Mailer = {
  async send(id, { email }, document) {
    if (refusal !== null) throw refusal;
    arrived.push({ id, to: email, text: textOf(document) });
  },
  close() {},
};
const textOf = (document: MailDocument) => `${document.subject}\n${toPlainText(document)}`;

before(async () => {
  firm = await FirmDays.open(160);
  const { db } = firm.server.context;
  await db.updateTable('portals').set({ webhook_url: 'https://portal.example/hook' }).execute();
});
beforeEach(async () => {
  await firm.begin();
  await firm.server.context.db.deleteFrom('outbox').execute();
  arrived = [];
  refusal = null;
});
after(() => firm.server.stop());

/** Minutes after the orders were placed. */
const at = (minutes: number) => firm.server.setNow(NOW + minutes * MINUTE_MS);

/** An order whose lines their owners pay, each by a transfer of its own. */
async function placed(count: number) {
  const codes = firm.some(count);
  const input = await orderOf(firm.client, codes);
  const lines = input.lines.map((line) => ({ ...line, payer: 'owner' as const }));
  const { id } = await firm.client.orders.place.mutate({ ...input, lines });
  const order = await firm.read(id);
  const transfers: Awaited<ReturnType<typeof startTransfer>>[] = [];
  for (const line of order.lines) transfers.push(await startTransfer(firm.client, id, [line.id]));
  const pay = async (line: number) => {
    const transfer = transfers[line];
    assert.ok(transfer);
    const answer = await reportTransfer(firm.server, transfer);
    assert.equal(answer.status, 200, await answer.text());
  };
  return { ...order, codes, pay };
}

type Placed = Awaited<ReturnType<typeof placed>>;

/** One round of the lane by which mails about money leave. */
async function leave(): Promise<void> {
  const { context } = firm.server;
  const channel = mailChannelOf(context);
  for (let more = true; more; ) {
    const jobs = await takeJobs(context, 'money_mails', 3, '', []);
    for (const job of jobs) await runJob({ context, mailer, channel, isTry: false }, job);
    more = jobs.length > 0;
  }
}

/** The lines named in each mail that the recipient has got about the order, in the mails' order. */
const told = ({ number, codes }: Pick<Placed, 'number' | 'codes'>) =>
  arrived
    .filter(({ to, text }) => to === RECIPIENT && text.includes(number))
    .map(({ text }) => codes.flatMap((code, line) => (text.includes(`MST ${code}`) ? line : [])));

/** The jobs of mails to the recipient about the order, with the lines that each names. */
async function jobs({ id, lines }: Pick<Placed, 'id' | 'lines'>) {
  const rows = await firm.server.context.db
    .selectFrom('outbox')
    .selectAll()
    .where('order_id', '=', id)
    .where('summed', '=', 1)
    .orderBy('id')
    .execute();
  return rows.map((row) => {
    const { lineIds } = JSON.parse(row.payload) as MailJobOf<'payment_received'>;
    const named = lineIds.map((lineId) => lines.findIndex(({ id }) => id === lineId));
    return { ...row, named: named.toSorted((a, b) => a - b) };
  });
}

describe('the mails of an order that many pay', () => {
  it('the first payment’s mail leaves at once, and those of the next half hour are one mail after it', async () => {
    const order = await placed(6);
    await order.pay(0);
    await leave();
    assert.deepEqual(told(order), [[0]]);
    at(10);
    await order.pay(1);
    at(29);
    await order.pay(2);
    await leave();
    assert.deepEqual(told(order), [[0]]);
    at(30);
    await leave();
    assert.deepEqual(told(order), [[0], [1, 2]]);
    const [, summed] = arrived;
    assert.match(summed?.text ?? '', /^2 khách hàng vừa thanh toán, còn 3: đơn hàng/);
    assert.match(summed?.text ?? '', /Vừa thanh toán: 2 khách hàng, 5\.900\.000/);
    assert.match(summed?.text ?? '', /Chưa thanh toán: 3 khách hàng, 8\.850\.000/);
    at(31);
    await order.pay(3);
    at(59);
    await leave();
    assert.deepEqual(told(order), [[0], [1, 2]], 'half an hour after the last one');
    at(60);
    await leave();
    at(95);
    await order.pay(4);
    await leave();
    assert.deepEqual(told(order), [[0], [1, 2], [3], [4]], 'at once after a pause without any');
  });

  it('the payment after which nothing is left leaves at once, with those that waited', async () => {
    const order = await placed(4);
    for (const line of [0, 1, 2]) await order.pay(line);
    await leave();
    assert.deepEqual(told(order), [[0, 1, 2]], 'none of them had left yet');
    at(5);
    await order.pay(3);
    await leave();
    assert.deepEqual(told(order), [[0, 1, 2], [3]]);
    assert.match(arrived.at(-1)?.text ?? '', /không còn khoản nào phải thanh toán/);
    const other = await placed(3);
    await other.pay(0);
    await leave();
    at(6);
    await other.pay(1);
    await leave();
    assert.deepEqual(told(other), [[0]]);
    await other.pay(2);
    await leave();
    assert.deepEqual(told(other), [[0], [1, 2]]);
    assert.match(arrived.at(-1)?.text ?? '', /^2 khách hàng vừa thanh toán, không còn ai phải trả/);
  });

  it('each owner has their own receipt at once, and the portal an event of each payment', async () => {
    const order = await placed(4);
    await firm.client.paymentLinks.send.mutate({ orderId: order.id });
    for (const line of [0, 1, 2]) {
      await order.pay(line);
      await leave();
    }
    const owners = order.codes.map((code) => `ketoan@${code}.example`);
    const toOwners = arrived.filter(({ to }) => owners.includes(to)).map(({ to }) => to);
    assert.deepEqual(toOwners, owners.slice(0, 3));
    const events = await firm.server.context.db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', 'host_event')
      .where('order_id', '=', order.id)
      .execute();
    const received = events.filter(({ payload }) => payload.includes('"payment.received"'));
    assert.equal(received.length, 3);
  });

  it('the pause begins when a mail has left, however long it had to wait for its turn', async () => {
    const order = await placed(3);
    await order.pay(0);
    at(20);
    await leave();
    await order.pay(1);
    at(49);
    await leave();
    assert.deepEqual(told(order), [[0]]);
    at(50);
    await leave();
    assert.deepEqual(told(order), [[0], [1]]);
  });

  it('two orders have pauses of their own', async () => {
    const [one, other] = [await placed(3), await placed(3)];
    for (const order of [one, other]) {
      await order.pay(0);
      await leave();
      await order.pay(1);
    }
    at(30);
    await leave();
    for (const order of [one, other]) assert.deepEqual(told(order), [[0], [1]]);
  });

  it('money that comes late for an order that has expired waits likewise: none of it is the last', async () => {
    const order = await placed(4);
    await firm.at('2026-12-24');
    await runOrderLife(firm.server.context);
    for (const line of [0, 1, 2]) {
      await order.pay(line);
      await leave();
    }
    assert.deepEqual(told(order), [[0]]);
    firm.server.setNow(firm.server.context.now() + SUM_PAUSE_MS);
    await leave();
    assert.deepEqual(told(order), [[0], [1, 2]]);
  });

  it('the mail tells of the order as it is when it leaves: what was cancelled meanwhile is not left', async () => {
    const [some, all] = [await placed(5), await placed(4)];
    for (const order of [some, all]) {
      await order.pay(0);
      await leave();
      await order.pay(1);
      await order.pay(2);
    }
    const reason = 'Ngừng sử dụng';
    const lineIds = [some.lines[3]?.id ?? ''];
    await firm.client.orders.cancel.mutate({ orderId: some.id, lineIds, reason });
    await firm.client.orders.cancel.mutate({ orderId: all.id, reason });
    at(30);
    await leave();
    const textAbout = ({ number }: Placed) =>
      arrived.findLast(({ text }) => text.includes(number))?.text ?? '';
    assert.match(textAbout(some), /^2 khách hàng vừa thanh toán, còn 1/);
    assert.match(textAbout(all), /^2 khách hàng vừa thanh toán, không còn ai phải trả/);
  });
});

describe('crashes and clocks', () => {
  it('a mail that was tried leaves again as it was, and later payments are in another', async () => {
    const order = await placed(5);
    await order.pay(0);
    await leave();
    await order.pay(1);
    at(30);
    // A process takes the mail, the mail server accepts it, and the process dies.
    const [taken] = await takeJobs(firm.server.context, 'money_mails', 1, '', []);
    await order.pay(2);
    firm.server.setNow(firm.server.context.now() + LOCK_MS);
    await order.pay(3);
    await leave();
    assert.deepEqual(told(order), [[0], [1]]);
    assert.equal(arrived.at(-1)?.id, taken?.id);
    at(70);
    await leave();
    assert.deepEqual(told(order), [[0], [1], [2, 3]]);
  });

  it('a mail that was held stays as it was: its try may have arrived', async () => {
    const order = await placed(4);
    await order.pay(0);
    refusal = Object.assign(new Error('Connection closed'), {
      code: 'ECONNECTION',
      command: 'CONN',
    });
    await leave();
    const [held] = await jobs(order);
    assert.deepEqual([held?.tries, held?.locked_until, held?.state], [0, 0, 'pending']);
    refusal = null;
    await order.pay(1);
    assert.deepEqual(
      (await jobs(order)).map(({ named }) => named),
      [[0], [1]],
    );
    at(40);
    await leave();
    assert.deepEqual(told(order).toSorted(), [[0], [1]]);
  });

  it('a mail that left while a person had it tried again is not summed up once more', async () => {
    const order = await placed(4);
    await order.pay(0);
    const { context } = firm.server;
    const channel = mailChannelOf(context);
    // A process hangs in sending the mail; another one, whose try is refused, gives it up.
    const [hanging] = await takeJobs(context, 'money_mails', 1, '', []);
    assert.ok(hanging);
    at(3);
    refusal = Object.assign(new Error('550 5.1.1 user unknown'), {
      ...{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 },
      response: '550 5.1.1 user unknown',
    });
    await leave();
    refusal = null;
    await retryOutbox(context, 'an', { jobId: hanging.id });
    await runJob({ context, mailer, channel, isTry: false }, hanging);
    await order.pay(1);
    at(40);
    await leave();
    assert.deepEqual(told(order), [[0], [1]]);
  });

  it('a payment that is taken back leaves the waiting mail in its place', async () => {
    const order = await placed(4);
    await order.pay(0);
    await leave();
    await order.pay(1);
    const before = await jobs(order);
    const { context } = firm.server;
    const row = await context.db
      .selectFrom('orders')
      .selectAll()
      .where('id', '=', order.id)
      .executeTakeFirstOrThrow();
    const to = { name: '', email: RECIPIENT };
    const mail = { kind: 'payment_received' as const, orderId: order.id, to, lineIds: [] };
    const undo = new Error('undo');
    const paying = inTransaction(context, async ({ tx, now }) => {
      const paid = { order: row, lines: [1], completes: false };
      const [sum] = await rowsSummedUp(tx, now(), paid, [mail]);
      assert.equal(JSON.parse(sum?.payload ?? '').payments, 2);
      throw undo;
    });
    await assert.rejects(paying, undo);
    assert.deepEqual(await jobs(order), before);
  });

  it('payments and processes that take mails at one moment leave each line in one mail', async () => {
    const order = await placed(12);
    const others = Array.from({ length: 11 }, (_, line) => order.pay(line));
    const rounds = [1, 2, 3].map(async () => {
      for (let round = 0; round < 20; round++) await leave();
    });
    await Promise.all([...others, ...rounds]);
    at(30);
    await leave();
    await order.pay(11);
    await leave();
    assert.deepEqual(
      told(order)
        .flat()
        .toSorted((a, b) => a - b),
      order.codes.map((_, line) => line),
    );
  });

  it('a clock set back brings the waiting mail early once, and holds none for longer than a pause', async () => {
    const order = await placed(6);
    await order.pay(0);
    await leave();
    at(5);
    await order.pay(1);
    at(-DAY);
    await order.pay(2);
    const [, waiting] = await jobs(order);
    assert.equal(waiting?.run_at, NOW - DAY * MINUTE_MS + SUM_PAUSE_MS);
    await replanJobs(firm.server.context);
    at(-DAY + 30);
    await leave();
    assert.deepEqual(told(order), [[0], [1, 2]]);
    at(-DAY + 31);
    await order.pay(3);
    await leave();
    assert.deepEqual(told(order), [[0], [1, 2]]);
    at(-DAY + 61);
    await leave();
    assert.deepEqual(told(order), [[0], [1, 2], [3]]);
  });

  it('a clock that runs ahead and is set right brings the waiting mail early once, and no other', async () => {
    const order = await placed(5);
    await order.pay(0);
    await leave();
    at(5);
    await order.pay(1);
    at(DAY);
    await leave();
    assert.deepEqual(told(order), [[0], [1]]);
    at(6);
    await replanJobs(firm.server.context);
    await order.pay(2);
    at(35);
    await leave();
    assert.deepEqual(told(order), [[0], [1]]);
    at(36);
    await leave();
    assert.deepEqual(told(order), [[0], [1], [2]]);
  });
});

describe('an address that is refused', () => {
  it('an address that is refused has one dead letter a pause, which leaves for a corrected one with all its lines', async () => {
    const order = await placed(5);
    refusal = Object.assign(new Error('550 5.1.1 user unknown'), {
      ...{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 },
      response: '550 5.1.1 user unknown',
    });
    await order.pay(0);
    await leave();
    await order.pay(1);
    await order.pay(2);
    await leave();
    assert.deepEqual(
      (await jobs(order)).map(({ state, named }) => [state, named]),
      [
        ['dead', [0]],
        ['pending', [1, 2]],
      ],
    );
    at(30);
    await leave();
    const dead = await jobs(order);
    assert.deepEqual(
      dead.map(({ state }) => state),
      ['dead', 'dead'],
    );
    refusal = null;
    await retryOutbox(firm.server.context, 'an', { jobId: dead[1]?.id ?? '', email: RECIPIENT });
    await order.pay(3);
    await leave();
    assert.deepEqual(told(order), [[1, 2]]);
  });
});

describe('work', { skip: ENGINE !== 'sqlite' }, () => {
  it('a payment that sums up many others is no more work than one that sums up one', async () => {
    const order = await placed(14);
    await order.pay(0);
    await leave();
    await order.pay(1);
    const early = await statementsOf(() => order.pay(2));
    for (let line = 3; line < 12; line++) await order.pay(line);
    const late = await statementsOf(() => order.pay(12));
    assert.deepEqual(
      late.map(({ text }) => text),
      early.map(({ text }) => text),
    );
    const few = await statementsOf(leave);
    at(30);
    const many = await statementsOf(leave);
    assert.equal(few.length < many.length, true);
    assert.deepEqual(told(order).at(-1)?.length, 12);
    assert.match(arrived.at(-1)?.text ?? '', /12 khoản thanh toán/);
    const outbox = late.filter(({ text }) => /outbox/.test(text) && /summed = 1/.test(text));
    assert.deepEqual(
      outbox.flatMap(({ plan }) => plan),
      ['SEARCH outbox USING INDEX outbox_summed (order_id=?)'],
    );
  });
});
