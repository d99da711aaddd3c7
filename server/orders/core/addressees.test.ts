import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { MailJob } from '../../announce/outbox/job.ts';
import { runOrderLife } from '../../jobs/run-order-life.ts';
import { runCommitments } from '../../order-life/commitments/run-commitments.ts';
import { FirmDays } from '../../testing/firm-days.ts';
import {
  orderOf,
  planDeclaration,
  putPlans,
  reportTransfer,
  startTransfer,
  yearly,
} from '../../testing/test-directory.ts';
import { addresseesOf } from './addressees.ts';

const ORDER = { recipient_name: 'Lan', recipient_email: 'Lan@minhphat.example' };

describe('addressees of news about lines', () => {
  it('lines are announced to the order’s recipient, and to each other address of its own lines, once', () => {
    const line = (id: string, recipient_email: string | null) => ({ id, recipient_email });
    const lines = [
      line('a', null),
      line('b', 'Chu@kh.example'),
      line('c', 'chu@KH.example'),
      line('d', 'lan@minhphat.example'),
    ];
    const also = [
      { lineId: 'b', email: 'chu@kh.example' },
      { lineId: 'a', email: 'ba@kh.example' },
    ];
    assert.deepEqual(
      addresseesOf(ORDER, lines, also).map(({ to, lineIds, isRecipient }) => [
        to.email,
        lineIds.join(''),
        isRecipient,
      ]),
      [
        ['Lan@minhphat.example', 'abcd', true],
        ['Chu@kh.example', 'bc', false],
        ['ba@kh.example', 'a', false],
      ],
    );
  });
});

describe('a recipient of one line', () => {
  const EMAIL = 'chu.doanh.nghiep@kh.example';
  let firm: FirmDays;

  before(async () => {
    firm = await FirmDays.open(20);
    const plan = planDeclaration('ASP-DN', { commitmentDays: 20, prices: yearly(2_950_000) });
    await putPlans(firm.server, plan);
  });
  beforeEach(() => firm.begin());
  after(() => firm.end());

  /** Two lines; the first has a recipient of its own. */
  async function place() {
    const own = firm.some(2);
    const input = await orderOf(firm.client, own);
    const [first, ...others] = input.lines;
    assert.ok(first);
    const lines = [{ ...first, recipientEmail: EMAIL, payer: 'owner' as const }, ...others];
    const { id } = await firm.client.orders.place.mutate({ ...input, lines });
    const lineIds = (await firm.read(id)).lines.map((line) => line.id);
    return { id, own, lineIds };
  }

  /** The mails of an order to that address; none may mention the other line. */
  async function told(kind: MailJob['kind'], order: { id: string; own: string[] }) {
    const jobs = (await firm.mailJobs(kind, order.id)).filter(({ to }) => to.email === EMAIL);
    const texts = await Promise.all(jobs.map((job) => firm.textOf(job)));
    for (const text of texts) assert.doesNotMatch(text, new RegExp(order.own[1] ?? ''));
    return texts;
  }

  it('a line’s own recipient gets a mail when it is due soon, with a link, and when it has expired', async () => {
    const order = await place();
    await firm.at('2026-12-21');
    await runOrderLife(firm.server.context);
    const [reminder, ...more] = await told('order_due_soon', order);
    assert.deepEqual(more, []);
    assert.match(reminder ?? '', /còn 2\.950\.000/);
    const url = /http\S+\/pay\/[\w-]+/.exec(reminder ?? '')?.[0] ?? '';
    const page = await (await fetch(url)).text();
    assert.match(page, new RegExp(order.own[0] ?? ''));
    assert.doesNotMatch(page, new RegExp(order.own[1] ?? ''), 'opens that line alone');
    await firm.at('2026-12-24');
    await runOrderLife(firm.server.context);
    assert.equal((await told('order_expired', order)).length, 1);
  });

  for (const [payers, isAsked] of [
    [['owner', 'firm'], true],
    [['firm', 'firm'], false],
  ] as const) {
    it(`a recipient of two lines, paid by ${payers.join(' and ')}, is asked for no more than the owner's`, async () => {
      const input = await orderOf(firm.client, firm.some(2));
      const lines = input.lines.map((line, index) => ({
        ...{ ...line, recipientEmail: EMAIL },
        payer: payers[index] ?? 'firm',
      }));
      const { id } = await firm.client.orders.place.mutate({ ...input, lines });
      await firm.at('2026-12-21');
      await runOrderLife(firm.server.context);
      const jobs = await firm.mailJobs('order_due_soon', id);
      const text = await firm.textOf(jobs.find(({ to }) => to.email === EMAIL));
      assert.ok(!text.includes('5.900.000'), text);
      assert.equal(text.includes('Còn phải thanh toán'), isAsked);
      assert.equal(/: còn 2\.950\.000\s₫, gia hạn/.test(text), isAsked);
      assert.equal(text.split('/pay/').length - 1, isAsked ? 1 : 0);
      assert.equal(text.includes('thanh toán phần gia hạn này'), !isAsked);
    });
  }

  it('a line’s own recipient gets a mail when it is cancelled, alone or with all of the order', async () => {
    const line = await place();
    const whole = await place();
    const reason = 'Khách hàng ngừng sử dụng';
    const lineIds = [line.lineIds[0] ?? ''];
    await firm.client.orders.cancel.mutate({ orderId: line.id, lineIds, reason });
    await firm.client.orders.cancel.mutate({ orderId: whole.id, reason });
    for (const order of [line, whole]) {
      const [text] = await told('order_lines_cancelled', order);
      assert.match(text ?? '', /Khách hàng ngừng sử dụng/);
    }
    assert.deepEqual(await told('order_cancelled', whole), []);
  });

  it('a line’s own recipient gets mails about their own money only, unapplied or refunded', async () => {
    const order = await place();
    const both = await startTransfer(firm.client, order.id);
    await reportTransfer(firm.server, { ...both, amount: 5 });
    assert.deepEqual(await told('payment_unapplied', order), []);
    const own = await startTransfer(firm.client, order.id, [order.lineIds[0] ?? '']);
    await reportTransfer(firm.server, { ...own, amount: 1_000 });
    assert.equal((await told('payment_unapplied', order)).length, 1);
    await reportTransfer(firm.server, { ...own, amount: own.amount });
    assert.equal((await told('payment_received', order)).length, 1);
    assert.match((await told('refund_due', order))[0] ?? '', /1\.000/);
  });

  it('a line’s own recipient gets mails about a commitment: made, due soon, and over', async () => {
    const order = await place();
    const payBy = '2026-12-10';
    await firm.client.orders.commit.mutate({ orderId: order.id, payBy, confirmed: true });
    assert.match((await told('commitment_made', order))[0] ?? '', /2\.950\.000/);
    await firm.at('2026-12-08');
    await runCommitments(firm.server.context);
    assert.equal((await told('commitment_due_soon', order)).length, 1);
    await firm.at('2026-12-11');
    await runCommitments(firm.server.context);
    assert.equal((await told('commitment_lapsed', order)).length, 1);
  });
});
