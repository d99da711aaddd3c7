import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DAY_MS } from '../foundation/durations.ts';
import { wireMessage } from '../testing/gateways/gateway-messages.ts';
import { OPERATIONS_PASSWORD, operations } from '../testing/operations.ts';
import { stopAndCheckMoney } from '../testing/stop-and-check-money.ts';
import {
  handOut,
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import { type Client, NOW, signInAt, type TestServer } from '../testing/test-server.ts';

let server: TestServer;
let client: Client;
const codes = taxCodes(40);
const some = handOut(codes);

before(async () => {
  ({ server, client } = await openFirm(codes, { OPERATIONS_PASSWORD }));
});
after(() => stopAndCheckMoney(server));

async function order(count = 1) {
  const own = some(count);
  const placed = await client.orders.place.mutate(await orderOf(client, own));
  return { ...(await client.orders.get.query({ orderId: placed.id })), own };
}

async function unmatched(amount: number, memo: string): Promise<string> {
  await reportTransfer(server, { amount, memo });
  const { id } = await server.context.db
    .selectFrom('payments')
    .select('id')
    .where('memo', '=', memo)
    .executeTakeFirstOrThrow();
  return id;
}

/** The page's list item with this text. */
async function itemWith(text: string, page = operations(server, '')): Promise<string> {
  const items = (await page).text.split('<li>').slice(1);
  const found = items.find((item) => item.includes(text));
  assert.ok(found, `nothing says ${text}`);
  // The text between tags, without the blanks between them.
  return found.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

describe('the operations page', () => {
  it('the operations page moves no money before a person confirms having checked', async () => {
    const { id: orderId } = await order();
    const paymentId = await unmatched(2_950_000, 'chua kiem tra');
    for (const path of ['payments/assign', 'payments/return', 'payments/approve']) {
      const { status, text } = await operations(server, path, { paymentId, orderId });
      assert.equal(status, 400, path);
      assert.match(text, /role="alert"/);
    }
    const payment = await server.context.db
      .selectFrom('payments')
      .select(['unapplied', 'unapplied_reason'])
      .where('id', '=', paymentId)
      .executeTakeFirstOrThrow();
    assert.deepEqual(payment, { unapplied: 2_950_000, unapplied_reason: 'unmatched' });
    await operations(server, 'payments/return', { paymentId, checked: 'yes' });
  });

  it('the operations page names the lines that a guess would pay, and pays just these', async () => {
    const two = await order(2);
    const [, second] = two.lines;
    const paymentId = await unmatched(second?.total ?? 0, `gia han mst ${two.own[1]}`);
    const item = await itemWith(paymentId);
    assert.ok(item.includes(`${two.number} · ${second?.customer.name} · 2.950.000`), item);
    const form = { paymentId, orderId: two.id, orderNumber: '', checked: 'yes' };
    assert.equal((await operations(server, 'payments/assign', form)).status, 303);
    const { lines } = await client.orders.get.query({ orderId: two.id });
    assert.deepEqual(
      lines.map((line) => line.state),
      ['awaiting_payment', 'paid'],
    );
  });

  it('money for one of many lines of its amount pays the customer’s line that operations name', async () => {
    const three = await order(3);
    const paymentId = await unmatched(2_950_000, 'chuyen tien phan mem');
    const item = await itemWith(paymentId);
    assert.match(
      item,
      /trùng số tiền của 3 giấy phép \(ghi MST khách hàng, hoặc chọn ở bước sau\)/,
    );
    const form = { paymentId, orderId: three.id, orderNumber: '', checked: 'yes' };
    const other = { ...form, taxCode: (await order()).own[0] ?? '' };
    const answer = await operations(server, 'payments/assign', other);
    assert.equal(answer.status, 404);
    const refused = await itemWith(paymentId, Promise.resolve(answer));
    assert.ok(refused.includes(`không có dòng chưa thanh toán nào của MST ${other.taxCode}.`));
    assert.match(answer.text, new RegExp(`name="taxCode" value="${other.taxCode}"[^>]* autofocus`));
    const wrong = { ...form, orderId: '', taxCode: three.own[1] ?? '' };
    for (const orderNumber of ['DH999999', '']) {
      const { text } = await operations(server, 'payments/assign', { ...wrong, orderNumber });
      assert.match(text, new RegExp(`name="orderNumber" value="${orderNumber}"[^>]* autofocus`));
      assert.doesNotMatch(text, /name="taxCode"[^>]* aria-invalid/);
    }
    const named = { ...form, taxCode: ` ${three.own[1]} ` };
    assert.equal((await operations(server, 'payments/assign', named)).status, 303);
    const { lines, payments } = await client.orders.get.query({ orderId: three.id });
    const states = lines.map((line) => line.state);
    assert.deepEqual(states, ['awaiting_payment', 'paid', 'awaiting_payment']);
    assert.deepEqual(payments[0]?.unapplied, 0);
  });

  it('the operations page offers an order named by the memo first, even if paid: the money goes back', async () => {
    const paid = await order();
    await reportTransfer(server, await startTransfer(client, paid.id));
    await order();
    const paymentId = await unmatched(2_950_000, `tra tien ${paid.number}`);
    const item = await itemWith(paymentId);
    assert.match(item, new RegExp(`${paid.number} · .* · không còn khoản cần thanh toán`));
    const form = { paymentId, orderId: paid.id, orderNumber: '', checked: 'yes' };
    assert.equal((await operations(server, 'payments/assign', form)).status, 303);
    const { payments } = await client.orders.get.query({ orderId: paid.id });
    assert.deepEqual(
      payments.map((payment) => payment.refundDue),
      [0, 2_950_000],
    );
  });

  it('the operations page reports an unknown order at its form, and keeps the input', async () => {
    const paymentId = await unmatched(123_000, 'khong biet cua ai');
    const other = await unmatched(124_000, 'cung khong biet cua ai');
    const form = { paymentId, orderNumber: 'dh 999999', checked: 'yes' };
    const answer = await operations(server, 'payments/assign', form);
    assert.equal(answer.status, 404);
    const page = Promise.resolve(answer);
    assert.match(await itemWith('«khong biet cua ai»', page), /Không có đơn hàng số dh 999999\./);
    assert.equal(answer.text.split('value="dh 999999"').length, 2, 'in that form alone');
    assert.match(answer.text, /value="dh 999999"[^>]* aria-invalid="true"/);
    // Both, or none, can't be done.
    const { id: orderId, number } = await order();
    for (const change of [
      { orderId, orderNumber: number },
      { orderId: '', orderNumber: '' },
    ]) {
      assert.equal(
        (await operations(server, 'payments/assign', { ...form, ...change })).status,
        400,
      );
    }
    for (const id of [paymentId, other]) {
      await operations(server, 'payments/return', { paymentId: id, checked: 'yes' });
    }
  });

  it('the operations page says first what waits, by a link to each list, and nothing of empty ones', async () => {
    await unmatched(1_234, 'khong ro cua ai');
    const { text } = await operations(server, '');
    const nav = /<nav[^>]*>.*<\/nav>/s.exec(text)?.[0] ?? '';
    assert.match(nav, /<a href="#unapplied">Tiền đang giữ \(\d+\)<\/a>/);
    assert.doesNotMatch(nav, /\(0\)|#aside/);
    assert.ok(text.indexOf(nav) < text.indexOf('<section'));
  });

  it('the operations page shows a mail that did not leave, and sends it to a corrected address', async () => {
    const { db } = server.context;
    const { id: orderId, number, lines } = await order();
    await client.paymentLinks.send.mutate({ orderId, lineIds: [lines[0]?.id ?? ''] });
    const job = await db
      .updateTable('outbox')
      .set({ state: 'dead', tries: 20, last_error: '550 5.1.1 No such user' })
      .where('kind', '=', 'payment_link')
      .returning(['id', 'payload'])
      .executeTakeFirstOrThrow();
    const { to } = JSON.parse(job.payload);
    const item = await itemWith(job.id);
    for (const shown of ['Thư gửi liên kết thanh toán', to.email, number, '20 lần', '550 5.1.1']) {
      assert.ok(item.includes(shown), `${shown}: ${item}`);
    }
    const wrong = await operations(server, 'outbox/retry', { jobId: job.id, email: 'chu@@x' });
    assert.equal(wrong.status, 400);
    assert.match(wrong.text, /value="chu@@x"/);
    const right = { jobId: job.id, email: 'chu@moi.example' };
    assert.equal((await operations(server, 'outbox/retry', right)).status, 303);
    const sent = await db
      .selectFrom('outbox')
      .select(['state', 'payload'])
      .where('id', '=', job.id)
      .executeTakeFirstOrThrow();
    assert.equal(sent.state, 'pending');
    assert.deepEqual(JSON.parse(sent.payload).to, { ...to, email: 'chu@moi.example' });
    const link = (await client.orders.get.query({ orderId })).lines[0]?.link;
    assert.equal(link?.sentTo, 'chu@moi.example');
    const deed = await db
      .selectFrom('audit_log')
      .select('details')
      .where('subject_id', '=', job.id)
      .executeTakeFirstOrThrow();
    assert.deepEqual(JSON.parse(deed.details), {
      kind: 'payment_link',
      from: to.email,
      to: 'chu@moi.example',
    });
  });

  it('an owner’s corrected address is that of a link that has replaced the mailed one, too', async () => {
    const { db } = server.context;
    const { id: orderId, lines } = await order(2);
    const lineIds = lines.map(({ id }) => id);
    await client.paymentLinks.send.mutate({ orderId, lineIds });
    const later = await signInAt(server, NOW + 30 * DAY_MS);
    const [line, other] = lines;
    assert.ok(line && other);
    const link = await later.paymentLinks.create.mutate({ orderId, lineId: line.id });
    const otherLink = await later.paymentLinks.create.mutate({ orderId, lineId: other.id });
    const [former] = await db
      .selectFrom('payment_links')
      .select('id')
      .where('order_line_id', '=', line.id)
      .orderBy('id')
      .execute();
    const jobs = await db
      .selectFrom('outbox')
      .select(['id', 'payload'])
      .where('order_id', '=', orderId)
      .where('kind', '=', 'payment_link')
      .execute();
    const jobId = jobs.find(({ payload }) => payload.includes(former?.id ?? '?'))?.id ?? '';
    await db.updateTable('outbox').set({ state: 'dead' }).where('id', '=', jobId).execute();
    const form = { jobId, email: 'chu@dung.example' };
    assert.equal((await operations(server, 'outbox/retry', form)).status, 303);
    const sentTo = await db
      .selectFrom('payment_links')
      .select('sent_to')
      .where('order_line_id', '=', line.id)
      .execute();
    assert.deepEqual(sentTo, [{ sent_to: form.email }, { sent_to: form.email }]);
    const links = await later.paymentLinks.list.query({ orderId });
    assert.equal(links.find(({ id }) => id === link.id)?.sentTo, form.email);
    assert.equal(links.find(({ id }) => id === otherLink.id)?.sentTo, otherLink.sentTo);
    await signInAt(server, NOW);
  });

  it('the operations page shows a refund’s payer, customer, method and bank reference', async () => {
    const { id: orderId, number, lines } = await order(2);
    const transfer = await startTransfer(client, orderId);
    const reference = 'FT26327123456';
    await reportTransfer(server, { ...transfer, amount: transfer.amount + 7_000, reference });
    const own = await itemWith(`<strong>${(7_000).toLocaleString('de')}`);
    for (const shown of [
      number,
      `${lines[0]?.customer.name} và 1 giấy phép khác`,
      'ketoan@minhphat.example',
      'Chuyển khoản (SePay)',
      reference,
    ]) {
      assert.ok(own.includes(shown), `${shown}: ${own}`);
    }
  });

  it('the operations page shows the address of a refund’s owner who was mailed the link', async () => {
    const { db, config } = server.context;
    const { id: orderId, lines } = await order();
    await client.paymentLinks.send.mutate({ orderId, lineIds: [lines[0]?.id ?? ''] });
    const link = await db
      .selectFrom('payment_links')
      .select(['id', 'sent_to'])
      .where('order_line_id', '=', lines[0]?.id ?? '')
      .executeTakeFirstOrThrow();
    const attempt = await client.payments.start.mutate({ orderId, method: 'vnpay', locale: 'vi' });
    // As if the owner had started it from the page behind the link.
    const { reference } = await db
      .updateTable('payment_attempts')
      .set({ payment_link_id: link.id })
      .where('id', '=', attempt.id)
      .returning('reference')
      .executeTakeFirstOrThrow();
    for (const transaction of [14_555_001, 14_555_002]) {
      const words = { method: 'vnpay', outcome: 'paid', forged: false } as const;
      const told = { ...words, reference, amount: attempt.amount, transaction };
      await fetch(`${server.url}/gateways/${wireMessage(config, told).path}`);
    }
    const item = await itemWith('14555002');
    assert.ok(item.includes(`Chủ doanh nghiệp, ${link.sent_to}`), item);
    assert.match(item, /VNPay/);
  });

  it('the operations page lists money that has waited for its rest for more than three days', async () => {
    const { id: orderId, number } = await order();
    const transfer = await startTransfer(client, orderId);
    const at = '2026-11-23 09:00:00';
    await reportTransfer(server, { amount: 1_950_000, memo: transfer.memo, at });
    assert.ok(!(await operations(server, '')).text.includes(transfer.memo));
    server.setNow(NOW + 3 * DAY_MS);
    const item = await itemWith(transfer.memo);
    assert.match(item, new RegExp(`${number}: còn thiếu 1\\.000\\.000`));
    assert.match(item, /Đã nhận 1\.950\.000/);
    assert.match(item, /ketoan@minhphat\.example/);
    server.setNow(NOW);
  });
});
