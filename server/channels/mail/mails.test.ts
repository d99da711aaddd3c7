import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { MailJob } from '../../announce/outbox/job.ts';
import { runOrderLife } from '../../jobs/run-order-life.ts';
import { FirmDays } from '../../testing/firm-days.ts';
import { MailServer } from '../../testing/mail-server.ts';
import {
  declaration,
  declareCustomers,
  orderOf,
  reportTransfer,
  startTransfer,
} from '../../testing/test-directory.ts';
import { toHtml, toPlainText } from './document/mail-document.ts';
import { renderMail } from './render-mail.ts';
import { smtpMailer } from './smtp/smtp-mailer.ts';

const RECIPIENT = 'ketoan@minhphat.example';
const OWNER = 'chu@kh.example';
const LINK = /http\S+\/pay\/[\w-]+/g;

let firm: FirmDays;

before(async () => {
  firm = await FirmDays.open(60);
});
beforeEach(() => firm.begin());
after(() => firm.server.stop());

/** An order with these payers of its lines. */
async function placePaidBy(
  payers: readonly ('firm' | 'owner')[],
  change: Partial<{ recipientEmail: string }> = {},
) {
  const own = firm.some(payers.length);
  const input = await orderOf(firm.client, own);
  const lines = input.lines.map((line, i) => ({
    ...line,
    payer: payers[i] ?? 'firm',
    ...(i === 0 ? change : {}),
  }));
  const { id } = await firm.client.orders.place.mutate({ ...input, lines });
  return await firm.read(id);
}

/** The mails of an order to an address; to the recipient by default. */
async function mailed(kind: MailJob['kind'], orderId: string, to = RECIPIENT) {
  const job = (await firm.mailJobs(kind, orderId)).find((each) => each.to.email === to);
  assert.ok(job, `${kind} to ${to}`);
  const mail = await renderMail(firm.server.context, job);
  assert.ok(mail);
  return { ...mail, text: toPlainText(mail) };
}

const codeOf = (order: { lines: { customer: { taxCode: string } }[] }, line: number) =>
  order.lines[line]?.customer.taxCode ?? '';

describe('the order’s mail', () => {
  it('the order’s mail has one button, QR code and transfer for all where the firm pays all', async () => {
    const order = await placePaidBy(['firm', 'firm']);
    const { subject, text, qr } = await mailed('order_placed', order.id);
    assert.match(subject, /^Đơn hàng DH\d+: 5\.900\.000/);
    assert.equal(text.match(LINK)?.length, 1);
    assert.match(text, /Số tiền: 5\.900\.000/);
    assert.match(text, /Thuế GTGT: Không chịu thuế \(KCT\)/);
    assert.ok(qr);
  });

  it('the order’s mail ends with the seller and tax code, the orderer and their telephone', async () => {
    const { config } = firm.server.context;
    config.seller = { name: 'Công ty Phần mềm An Khang', taxCode: '0101243150', address: '' };
    const order = await placePaidBy(['owner', 'firm'], { recipientEmail: 'chu@dong1.example' });
    const placed = [
      await mailed('order_placed', order.id),
      await mailed('order_placed', order.id, 'chu@dong1.example'),
    ];
    config.seller = null;
    for (const { text } of placed) {
      assert.match(text, /Người bán: Công ty Phần mềm An Khang, MST 0101243150\./);
      assert.match(text, /Người đặt: Nguyễn Thị Kế Toán, 0901234567\./);
    }
  });

  it('the order’s mail asks the firm for its own lines alone where owners pay the others', async () => {
    const order = await placePaidBy(['owner', 'firm', 'owner', 'firm']);
    const { text } = await mailed('order_placed', order.id);
    assert.match(text, /Công ty dịch vụ thanh toán: 5\.900\.000/);
    const [first = ''] = text.match(LINK) ?? [];
    assert.ok(text.indexOf(first) < text.indexOf('MST '), 'how to pay is above a long list');
    assert.match(text, /Chủ doanh nghiệp của 2 khách hàng tự thanh toán 5\.900\.000/);
    const links = text.match(LINK) ?? [];
    assert.equal(links.length, 2);
    for (const [i, line] of [1, 3].entries()) {
      const page = await (await fetch(links[i] ?? '')).text();
      assert.match(page, new RegExp(codeOf(order, line)));
      assert.doesNotMatch(page, new RegExp(codeOf(order, 0)));
    }
    const memo = /GH[0-9A-Z]{7}/.exec(text)?.[0] ?? '';
    await reportTransfer(firm.server, { amount: 5_900_000, memo });
    const paid = (await firm.read(order.id)).lines.map((line) => line.state === 'paid');
    assert.deepEqual(paid, [false, true, false, true]);
  });

  it('the order’s mail has no way to pay where owners pay all, and explains their links', async () => {
    const order = await placePaidBy(['owner', 'owner']);
    const { text, qr } = await mailed('order_placed', order.id);
    assert.doesNotMatch(text, LINK);
    assert.doesNotMatch(text, /Nội dung chuyển khoản/);
    assert.equal(qr, undefined);
    assert.match(text, /2 khách hàng tự thanh toán.*gửi từ màn hình đơn hàng/);
  });

  it('the order’s mail leads a line’s own recipient to paying only where the owner pays', async () => {
    const mine = await placePaidBy(['owner', 'firm'], { recipientEmail: OWNER });
    const theirs = await placePaidBy(['firm', 'firm'], { recipientEmail: OWNER });
    const asked = await mailed('order_placed', mine.id, OWNER);
    assert.equal(asked.text.match(LINK)?.length, 1);
    assert.match(asked.text, /Số tiền: 2\.950\.000/);
    const told = await mailed('order_placed', theirs.id, OWNER);
    assert.doesNotMatch(told.text, LINK);
    assert.equal(told.qr, undefined);
    assert.match(told.text, /Dịch vụ kế toán Minh Phát thanh toán phần gia hạn này/);
  });
});

describe('the mail of a short transfer', () => {
  it('the mail about a short transfer names the customers, and how to send the rest', async () => {
    const order = await placePaidBy(['firm', 'firm', 'firm']);
    const transfer = await startTransfer(firm.client, order.id);
    await reportTransfer(firm.server, { ...transfer, amount: 1_000_000 });
    const { subject, text, qr } = await mailed('payment_unapplied', order.id);
    assert.match(subject, /^Còn thiếu 7\.850\.000.*đã nhận 1\.000\.000/);
    assert.match(text, new RegExp(`${codeOf(order, 0)} và 2 khách hàng khác`));
    assert.match(text, /Số tài khoản: 0123456789/);
    assert.match(text, /Chủ tài khoản: CONG TY PHAN MEM/);
    assert.match(text, /Số tiền: 7\.850\.000/);
    assert.match(text, new RegExp(`Nội dung chuyển khoản: ${transfer.memo}`));
    assert.match(text, /Mã giao dịch: FT26327\d{6}/);
    assert.ok(qr);
    assert.equal(text.match(LINK)?.length, 1);
    await reportTransfer(firm.server, { ...transfer, amount: 7_850_000 });
    assert.equal((await firm.read(order.id)).state, 'paid');
  });

  it('the mail about a short transfer leads to no page that asks for other lines too', async () => {
    const order = await placePaidBy(['firm', 'firm', 'firm']);
    const [first = '', second = '', third = ''] = order.lines.map((line) => line.id);
    const both = await startTransfer(firm.client, order.id, [first, second]);
    await reportTransfer(firm.server, { ...both, amount: 1_000 });
    const some = await mailed('payment_unapplied', order.id);
    assert.doesNotMatch(some.text, LINK);
    assert.match(some.text, /Số tiền: 5\.899\.000/);
    await reportTransfer(firm.server, { ...both, amount: 5_899_000 });
    const one = await startTransfer(firm.client, order.id, [third]);
    await reportTransfer(firm.server, { ...one, amount: 1_000 });
    const jobs = await firm.mailJobs('payment_unapplied', order.id);
    const text = await firm.textOf(jobs.at(-1));
    const page = await (await fetch(text.match(LINK)?.[0] ?? '')).text();
    assert.match(page, new RegExp(codeOf(order, 2)));
    assert.doesNotMatch(page, new RegExp(codeOf(order, 0)));
  });
});

describe('the mail of money received', () => {
  it('the payment mail has method, time and number, and leads to each payment’s receipt', async () => {
    const order = await placePaidBy(['firm', 'firm']);
    const transfer = await startTransfer(firm.client, order.id);
    await reportTransfer(firm.server, { ...transfer, amount: 900_000 });
    await reportTransfer(firm.server, {
      ...transfer,
      amount: 5_000_000,
      at: '2026-11-23 15:00:00',
    });
    const { text } = await mailed('payment_received', order.id);
    assert.match(text, /Chuyển khoản ngân hàng/);
    assert.match(text, /Số tiền: 900\.000.*Số tiền: 5\.000\.000.*23\/11\/2026 15:00/s);
    assert.match(text, /Mã giao dịch: FT26327\d{6}/);
    const receipts = text.match(/http\S+\/documents\/receipts\/[\w-]+/g) ?? [];
    assert.equal(receipts.length, 2);
    assert.match(await (await fetch(receipts[1] ?? '')).text(), /Năm triệu đồng/);
  });

  it('the payment mail to a single line’s recipient leads to the receipt of that line alone', async () => {
    const order = await placePaidBy(['owner', 'firm'], { recipientEmail: OWNER });
    await reportTransfer(firm.server, await startTransfer(firm.client, order.id));
    const { text } = await mailed('payment_received', order.id, OWNER);
    const url = /http\S+\/documents\/receipts\/[\w-]+/.exec(text)?.[0] ?? '';
    const receipt = await (await fetch(url)).text();
    assert.match(receipt, new RegExp(codeOf(order, 0)));
    assert.doesNotMatch(receipt, new RegExp(codeOf(order, 1)));
  });
});

describe('lines that end unpaid', () => {
  it('the expiry mail has the expiry still in force, and goes to the owner who was mailed the link', async () => {
    const order = await placePaidBy(['owner', 'owner']);
    const [first = '', second = ''] = order.lines.map((line) => line.id);
    await firm.client.paymentLinks.send.mutate({ orderId: order.id, lineIds: [first, second] });
    const reason = 'Khách hàng ngừng sử dụng';
    await firm.client.orders.cancel.mutate({ orderId: order.id, lineIds: [first], reason });
    const toAccountant = await mailed('order_lines_cancelled', order.id);
    assert.match(toAccountant.text, /Hạn sử dụng: 31\/12\/2026/);
    assert.doesNotMatch(toAccountant.text, /31\/12\/2027/);
    const address = `ketoan@${codeOf(order, 0)}.example`;
    const toOwner = await mailed('order_lines_cancelled', order.id, address);
    assert.match(
      toOwner.subject,
      new RegExp(`^Đã hủy.*${codeOf(order, 0)}, ASP Kế toán – Doanh nghiệp$`),
    );
    assert.match(toOwner.text, /Nguyễn Thị Kế Toán.*ghi lý do:\n> “Khách hàng ngừng sử dụng”/);
    assert.doesNotMatch(toOwner.text, /đơn hàng/i);
    assert.doesNotMatch(toOwner.text, new RegExp(codeOf(order, 1)));
    await firm.at('2026-12-24');
    await runOrderLife(firm.server.context);
    const other = `ketoan@${codeOf(order, 1)}.example`;
    const expired = await mailed('order_expired', order.id, other);
    assert.match(
      expired.text,
      new RegExp(`${codeOf(order, 1)}, ASP Kế toán – Doanh nghiệp, do Nguyễn Thị Kế Toán`),
    );
    assert.match(expired.text, /Hạn sử dụng: 31\/12\/2026/);
  });
});

describe('the mail by which an owner is asked to pay', () => {
  it('the mail with the link names the seller and tax code, orderer, telephone, product and expiry', async () => {
    const { config } = firm.server.context;
    config.seller = { name: 'Công ty Phần mềm An Khang', taxCode: '0101243150', address: '' };
    const order = await placePaidBy(['owner']);
    await firm.client.paymentLinks.send.mutate({ orderId: order.id });
    const owner = `ketoan@${codeOf(order, 0)}.example`;
    const asked = await mailed('payment_link', order.id, owner);
    const page = await (await fetch(asked.text.match(LINK)?.[0] ?? '')).text();
    assert.match(page, /Người bán: .*Công ty Phần mềm An Khang.*0101243150/);
    assert.match(page, /<a href="tel:0901234567"/);
    assert.match(page, /ASP Kế toán – Doanh nghiệp/);
    await firm.at('2026-12-20');
    await runOrderLife(firm.server.context);
    const reminded = await mailed('line_due_soon', order.id, owner);
    config.seller = null;
    for (const { text } of [asked, reminded]) {
      assert.match(text, /^Người bán: Công ty Phần mềm An Khang, MST 0101243150$/m);
      assert.match(text, /^Người đặt: Nguyễn Thị Kế Toán, 0901234567$/m);
      assert.match(text, /^Gói sản phẩm: ASP Kế toán – Doanh nghiệp, năm tài chính 2027$/m);
      assert.match(text, /^Hạn sử dụng: 31\/12\/2026 → 31\/12\/2027$/m);
    }
  });

  it('the mail with the link is a letter in the accountant’s name, answered to them, that shows where its button leads', async () => {
    const order = await placePaidBy(['owner']);
    await firm.client.paymentLinks.send.mutate({ orderId: order.id });
    const owner = `ketoan@${codeOf(order, 0)}.example`;
    const letter = await mailed('payment_link', order.id, owner);
    assert.match(letter.subject, /^Gia hạn ASP Kế toán – Doanh nghiệp, hạn thanh toán/);
    assert.doesNotMatch(letter.subject, /₫/);
    const shown = toHtml(letter)
      .replace(/^.*<body[^>]*>|<[^>]+>/gs, ' ')
      .trim();
    assert.match(shown, /^2\.950\.000\s₫, chậm nhất ngày \d\d\/\d\d\/\d{4}\. Nguyễn Thị Kế Toán/);
    assert.deepEqual(letter.by, {
      name: 'Nguyễn Thị Kế Toán (Dịch vụ kế toán Minh Phát)',
      email: RECIPIENT,
    });
    assert.match(
      letter.text,
      /^Trân trọng,\nNguyễn Thị Kế Toán\nDịch vụ kế toán Minh Phát\n0901234567$/m,
    );
    assert.match(letter.text, /gọi Nguyễn Thị Kế Toán theo số 0901234567 trước khi thanh toán/);
    const [url = ''] = letter.text.match(LINK) ?? [];
    assert.ok(
      toHtml(letter).includes(
        `<a class="link" href="${url}" style="font-size:13px;color:#0b5fae">${url}</a>`,
      ),
    );
    const smtp = await MailServer.start();
    const { config } = firm.server.context;
    const mailer = smtpMailer(config, `smtp://${smtp.address}`);
    await mailer.send('letter', { name: '', email: owner }, letter);
    await mailer.send('other', { name: '', email: owner }, await mailed('order_placed', order.id));
    mailer.close();
    await smtp.stop();
    const [sent, other] = smtp.mails.map(({ mail }) => mail);
    assert.equal(
      sent?.from?.text,
      '"Nguyễn Thị Kế Toán (Dịch vụ kế toán Minh Phát)" <renewal@vendor.example>',
    );
    assert.equal(sent?.replyTo?.value[0]?.address, RECIPIENT);
    assert.equal(other?.from?.value[0]?.name, 'Gia hạn');
    assert.equal(other?.replyTo, undefined);
  });
});

describe('texts that people have written', () => {
  it('people’s texts contain no links and are quoted, in subject, text and HTML', async () => {
    const [code = ''] = firm.some(1);
    const contactName = 'Xem www.evil.example';
    const name = 'Công ty evil.example, gọi a@evil.example';
    await declareCustomers(firm.server, [declaration(code, { name, contactName })]);
    const order = await firm.place([code], { payer: 'owner' });
    await firm.client.paymentLinks.send.mutate({ orderId: order.id });
    const reason = 'Sai số tiền.\n\nTrả tại http://evil.example/pay” — Ngân hàng';
    await firm.client.orders.cancel.mutate({ orderId: order.id, reason });
    const owner = `ketoan@${code}.example`;
    const told = await mailed('order_lines_cancelled', order.id, owner);
    const html = toHtml(told);
    for (const text of [told.subject, told.text, html]) {
      assert.doesNotMatch(text, /evil\.example|www\.evil|a@evil|http:\/\/evil/);
    }
    assert.match(told.subject, /Công ty evil\. example/);
    assert.match(told.text, /^Nguyễn Thị Kế Toán \(Dịch vụ kế toán Minh Phát\) ghi lý do:$/m);
    assert.match(
      told.text,
      /^> “Sai số tiền\. Trả tại http: \/\/evil\. example\/pay' — Ngân hàng”$/m,
    );
    assert.match(html, /<blockquote[^>]*>“Sai số tiền\. Trả tại/);
  });
});

describe('mails to operations', () => {
  it('mails to operations are in Vietnamese whatever the order’s language, and lead to their page', async () => {
    firm.server.context.config.operationsPassword = 'a-password-of-16-chars';
    const order = await firm.place(firm.some(1), { locale: 'en' });
    const transfer = await startTransfer(firm.client, order.id);
    await reportTransfer(firm.server, { ...transfer, amount: transfer.amount + 7_000 });
    const rows = await firm.server.context.db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', 'refund_due_operations')
      .execute();
    const job = { kind: 'refund_due_operations', ...JSON.parse(rows.at(-1)?.payload ?? '') };
    const text = await firm.textOf(job);
    assert.match(text, new RegExp(`^Cần hoàn tiền: 7\\.000.*${order.number}`));
    assert.match(text, /Kính gửi Bộ phận vận hành/);
    assert.match(text, new RegExp(`${firm.server.url}/operations/`));
    assert.match(text, /chuyển nhiều hơn/);
    const [toPayer] = await firm.mailJobs('refund_due', order.id);
    assert.match(await firm.textOf(toPayer), /will be refunded.*\n.*Received at: 23\/11\/2026/s);
    assert.match(await firm.textOf(toPayer), /Sold by: .*\. Ordered by: /);
  });
});

it('a mail is laid out for phones: two columns, and long names wrap', async () => {
  const order = await placePaidBy(['firm']);
  const mail = await mailed('order_placed', order.id);
  const html = toHtml(mail);
  assert.equal(html.match(/<th /g)?.length, 2);
  assert.match(html, /Ngày hết hạn mới: 31\/12\/2027/);
  assert.match(html, /overflow-wrap:anywhere/);
  assert.match(html, /<span style="white-space:nowrap">Thành\u00a0tiền<\/span>/);
  assert.doesNotMatch(mail.text, /[^\u00a0]·/, 'no line begins with a dot');
});
