import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { formatDong } from '../../../shared/money.ts';
import { smtpMailer } from '../../channels/mail/smtp/smtp-mailer.ts';
import { HOUR_MS } from '../../foundation/durations.ts';
import { MailServer, type Refusal } from '../../testing/mail-server.ts';
import {
  handOut,
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import type { Client, TestServer } from '../../testing/test-server.ts';
import { until } from '../../testing/until.ts';
import { REPORT_PAUSE_MS } from './report-news.ts';
import { pauseAfter } from './run-job.ts';
import { type OutboxRunner, startOutbox } from './run-outbox.ts';

describe('mail', () => {
  let server: TestServer;
  let client: Client;
  let outbox: OutboxRunner;
  /** The SMTP server's answers, by addressee. */
  let refuse: Record<string, Refusal> = {};
  const codes = taxCodes(60);
  const some = handOut(codes);
  let smtp: MailServer;

  before(async () => {
    smtp = await MailServer.start();
    smtp.refuse.recipient = (address) => refuse[address];
    ({ server, client } = await openFirm(codes, { SMTP_URL: `smtp://${smtp.address}` }));
    outbox = startOutbox(server.context, smtpMailer(server.context.config));
  });
  beforeEach(() => {
    smtp.mails.length = 0;
    refuse = {};
  });
  after(async () => {
    await outbox.stop();
    await smtp.stop();
    await server.stop();
  });

  const mailTo = (to: string, subject: RegExp) =>
    until(
      () =>
        smtp.mails.find((each) => each.to === to && subject.test(each.mail.subject ?? ''))?.mail,
    );

  const row = (orderId: string) =>
    server.context.db
      .selectFrom('outbox')
      .selectAll()
      .where('payload', 'like', `%${orderId}%`)
      .executeTakeFirst();

  const waitingReports = async () => {
    const jobs = server.context.db.selectFrom('outbox').select('id');
    const waiting = jobs.where('lane', '=', 'operations_mails').where('state', '=', 'pending');
    return (await waiting.execute()).length;
  };

  it('the order mail has lines, link, QR image and transfer details, as HTML and as text', async () => {
    const own = some(2);
    const order = await client.orders.place.mutate(await orderOf(client, own));
    const mail = await mailTo('ketoan@minhphat.example', new RegExp(order.number));
    for (const code of own) assert.match(mail.text ?? '', new RegExp(code));
    assert.match(mail.text ?? '', /5\.900\.000/);
    const url = new RegExp(`${server.url}/pay/[\\w-]+`).exec(mail.text ?? '')?.[0] ?? '';
    assert.equal((await fetch(url)).status, 200);
    assert.ok(String(mail.html).includes(url));
    const memo = /GH[0-9A-Z]{7}/.exec(mail.text ?? '')?.[0] ?? '';
    const [image] = mail.attachments;
    assert.equal(image?.contentType, 'image/png');
    // The parser has put the image where the HTML refers to it by its content id.
    assert.match(String(mail.html), /<img src="data:image\/png;base64,/);
    await reportTransfer(server, { amount: 5_900_000, memo });
    const received = await mailTo('ketoan@minhphat.example', /Đã nhận thanh toán 5\.900\.000/);
    assert.match(received.text ?? '', /31\/12\/2027/);
    assert.equal((await client.orders.get.query({ orderId: order.id })).state, 'paid');
  });

  it('a mail is in the order’s language', async () => {
    const order = await client.orders.place.mutate(
      await orderOf(client, some(1), { locale: 'en' }),
    );
    const mail = await mailTo('ketoan@minhphat.example', /^Order .*payment due/);
    assert.match(mail.text ?? '', new RegExp(`placed order ${order.number}`));
    assert.match(String(mail.html), /lang="en"/);
  });

  it('a row’s own recipient gets that row and its own link only', async () => {
    const own = some(2);
    const input = await orderOf(client, own);
    const lines = input.lines.map((line, i) =>
      i === 0 ? { ...line, recipientEmail: 'chu@con.example', payer: 'owner' as const } : line,
    );
    await client.orders.place.mutate({ ...input, lines });
    const mail = await mailTo('chu@con.example', /Đơn hàng/);
    assert.match(mail.text ?? '', new RegExp(own[0] ?? ''));
    assert.doesNotMatch(mail.text ?? '', new RegExp(own[1] ?? ''));
    const url = /http\S+\/pay\/[\w-]+/.exec(mail.text ?? '')?.[0] ?? '';
    assert.doesNotMatch(await (await fetch(url)).text(), new RegExp(own[1] ?? ''));
  });

  it('a mail refused temporarily is sent again with the same Message-ID, and nobody gets it twice', async () => {
    refuse = { 'day@con.example': [451, 'refused'] };
    const input = await orderOf(client, some(1));
    const lines = input.lines.map((line) => ({ ...line, recipientEmail: 'day@con.example' }));
    const order = await client.orders.place.mutate({ ...input, lines });
    await mailTo('ketoan@minhphat.example', new RegExp(order.number));
    const postponed = await until(async () => {
      const jobs = await server.context.db
        .selectFrom('outbox')
        .selectAll()
        .where('payload', 'like', '%day@con%')
        .execute();
      return jobs.find((job) => job.tries === 1 && job.last_error !== null);
    });
    assert.equal(postponed.state, 'pending');
    assert.ok(postponed.run_at > server.context.now());
    refuse = {};
    server.setNow(server.context.now() + 60_000);
    const mail = await mailTo('day@con.example', new RegExp(order.number));
    assert.equal(mail.messageId, `<${postponed.id}@127.0.0.1>`);
    // Another order's mail may have left only now.
    const toAccountant = smtp.mails.filter(
      (each) => each.to === 'ketoan@minhphat.example' && each.mail.subject?.includes(order.number),
    );
    assert.equal(toAccountant.length, 1);
  });

  it('a mail refused for good is given up, and operations are informed', async () => {
    refuse = { 'khongco@con.example': [550, 'refused'] };
    const recipient = { name: 'Không Có', email: 'khongco@con.example', phone: '' };
    const order = await client.orders.place.mutate(
      await orderOf(client, some(1), { notify: { kind: 'other', recipient } }),
    );
    const mail = await mailTo('operations@vendor.example', /không gửi được/);
    assert.match(mail.text ?? '', /khongco@con\.example/);
    assert.equal((await row(order.id))?.state, 'dead');
    const { isRecipientRefused } = await client.orders.get.query({ orderId: order.id });
    assert.equal(isRecipientRefused, true);
    const health = await (await fetch(`${server.url}/health`)).json();
    assert.equal((health as { outbox: { dead: number } }).outbox.dead, 1);
  });

  it('payers get mails about short and surplus money, and operations about unmatched money', async () => {
    const order = await client.orders.place.mutate(await orderOf(client, some(1)));
    const transfer = await startTransfer(client, order.id);
    await reportTransfer(server, { amount: 950_000, memo: transfer.memo });
    const short = await mailTo('ketoan@minhphat.example', /^Còn thiếu/);
    assert.match(short.subject ?? '', /2\.000\.000.*950\.000/);
    await reportTransfer(server, { amount: 2_500_000, memo: transfer.memo });
    const refund = await mailTo('ketoan@minhphat.example', /^Sẽ hoàn lại/);
    assert.match(refund.subject ?? '', /500\.000/);
    // Operations get one mail a quarter of an hour.
    server.setNow(server.context.now() + REPORT_PAUSE_MS);
    await mailTo('operations@vendor.example', /Cần hoàn tiền/);
    // The pause begins once it is recorded that the mail has left.
    await until(async () => (await waitingReports()) === 0);
    server.setNow(server.context.now() + REPORT_PAUSE_MS);
    await reportTransfer(server, { amount: 123_000, memo: 'khong ro' });
    const unmatched = await mailTo('operations@vendor.example', /Cần đối soát: 123\.000/);
    assert.match(unmatched.text ?? '', /khong ro/);
  });

  it('a mail about half a thousand million and more names the parts in which to pay it', async () => {
    const input = await orderOf(client, some(35));
    const lines = input.lines.map((line) => ({ ...line, years: 5 }));
    const { totals } = await client.orders.quote.query({ lines });
    assert.ok(totals.total >= 500_000_000);
    const order = await client.orders.place.mutate({
      ...input,
      lines,
      confirmedTotal: totals.total,
    });
    const mail = await mailTo('ketoan@minhphat.example', new RegExp(order.number));
    assert.equal(mail.attachments.length, 0);
    const { transfer } = await client.payments.start.mutate({
      orderId: order.id,
      method: 'bank_transfer',
      locale: 'vi',
    });
    assert.equal(transfer?.parts.length, 2);
    for (const { amount, memo } of transfer?.parts ?? []) {
      const part = `${formatDong(amount)}, nội dung ${memo}`;
      assert.ok((mail.text ?? '').includes(part), part);
      await reportTransfer(server, { amount, memo });
    }
    assert.equal((await client.orders.get.query({ orderId: order.id })).state, 'paid');
  });

  it('an address that refuses a mail is shown at the unpaid line, and mailed again only once it accepts one', async (test) => {
    const [code = ''] = some(1);
    const owner = `ketoan@${code}.example`;
    refuse = { [owner]: [550, 'refused'] };
    const order = await client.orders.place.mutate(
      await orderOf(client, [code], { payer: 'owner' }),
    );
    const listed = async (filter = {}) => {
      const found = { query: order.number, ...filter };
      const { lines } = await client.unpaid.list.query({ filter: found });
      return lines.map(({ isEmailRefused }) => isEmailRefused);
    };
    assert.deepEqual([await listed(), await listed({ withoutEmail: true })], [[false], []]);
    const { lines, version } = await client.orders.get.query({ orderId: order.id });
    const lineIds = lines.map(({ id }) => id);
    const published = test.mock.method(server.context.live, 'publish');
    await client.unpaid.remind.mutate({ lineIds, again: false });
    await until(async () => (await listed()).includes(true));
    assert.deepEqual(await listed({ withoutEmail: true }), [true]);
    // Once when sent, once when refused: open lists are read again.
    await until(() => published.mock.callCount() === 2);
    const { version: present } = await client.orders.get.query({ orderId: order.id });
    assert.equal(present, version + 2);
    const refused = lineIds.map((lineId) => ({ lineId, reason: 'email_refused' }));
    const again = await client.unpaid.remind.mutate({ lineIds, again: true });
    assert.deepEqual(again.skipped, refused);
    const links = await client.paymentLinks.send.mutate({ orderId: order.id });
    assert.deepEqual(links.skipped, refused);
    refuse = {};
    const recipient = { name: 'Chủ', email: owner.toUpperCase(), phone: '' };
    const notify = { kind: 'other' as const, recipient };
    await client.orders.place.mutate(await orderOf(client, some(1), { notify }));
    await until(async () => (await listed()).includes(false));
  });
});

it('a mail that does not leave is tried for about two days, ever more seldom', () => {
  const pauses: number[] = [];
  for (let pause = pauseAfter(1); pause !== null; pause = pauseAfter(pauses.length + 1)) {
    pauses.push(pause);
  }
  assert.deepEqual(
    pauses,
    pauses.toSorted((a, b) => a - b),
  );
  assert.deepEqual(pauses.slice(0, 3), [5_000, 10_000, 20_000]);
  assert.deepEqual([pauses.length, pauses.at(-1)], [19, 6 * HOUR_MS]);
  const hours = pauses.reduce((sum, pause) => sum + pause, 0) / HOUR_MS;
  assert.ok(hours > 44 && hours < 52, `${hours} hours`);
});
