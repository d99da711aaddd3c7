import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Locale } from '../../../shared/schemas/common.ts';
import type { MailJobOf } from '../../announce/outbox/job.ts';
import { FirmDays } from '../../testing/firm-days.ts';
import { reportTransfer, startTransfer } from '../../testing/test-directory.ts';
import { toPlainText } from './document/mail-document.ts';
import { renderMail } from './render-mail.ts';

let firm: FirmDays;

before(async () => {
  firm = await FirmDays.open(120);
});
after(() => firm.server.stop());

/** The mail about payments of all lines but the last of an order. */
async function summed(count: number, locale: Locale) {
  const order = await firm.place(firm.some(count), { locale });
  const lineIds = order.lines.slice(0, -1).map(({ id }) => id);
  const answer = await reportTransfer(
    firm.server,
    await startTransfer(firm.client, order.id, lineIds),
  );
  assert.equal(answer.status, 200);
  const job: MailJobOf<'payment_received'> = {
    ...{ kind: 'payment_received', orderId: order.id, lineIds, payments: lineIds.length },
    to: { name: 'Lan', email: 'ketoan@minhphat.example' },
  };
  const mail = await renderMail(firm.server.context, job);
  assert.ok(mail);
  return { ...mail, text: toPlainText(mail), order };
}

it('the mail that sums up payments lists 50 licences, and the sum of all', async () => {
  const { subject, text } = await summed(54, 'vi');
  assert.match(subject, /^53 khách hàng vừa thanh toán, còn 1: đơn hàng DH/);
  assert.match(text, /Vừa thanh toán: 53 khách hàng, 156\.350\.000/);
  assert.match(text, /Chưa thanh toán: 1 khách hàng, 2\.950\.000/);
  assert.equal(text.match(/MST \d/g)?.length, 50);
  assert.match(text, /và 3 giấy phép khác/);
  assert.match(text, /tối đa một email mỗi 30 phút/);
});

it('the mail that sums up payments has the receipt of each licence’s payment', async () => {
  const { text } = await summed(3, 'vi');
  const receipts = [...text.matchAll(/Xem biên nhận: (\S+)/g)].map(([, url]) => url ?? '');
  assert.equal(receipts.length, 2);
  for (const url of receipts) {
    const page = await fetch(new URL(new URL(url).pathname, firm.server.url));
    assert.equal(page.status, 200);
    assert.match(await page.text(), /5\.900\.000/);
  }
});

it('the mail that sums up payments leads to the order on the portal’s page, or explains where it is', async () => {
  const { text } = await summed(3, 'en');
  assert.match(text, /please open the order in the accounting portal/);
  assert.doesNotMatch(text, /renewal-order/);
  const { db } = firm.server.context;
  await db
    .updateTable('portals')
    .set({ renew_url: 'https://portal.example/khach-hang?a=1' })
    .execute();
  const { order, subject, blocks } = await summed(3, 'en');
  assert.match(subject, /^2 clients have just paid, 1 left: order DH/);
  assert.deepEqual(
    blocks.flatMap((block) => (block.kind === 'action' ? [[block.label, block.url]] : [])),
    [['Open the order', `https://portal.example/khach-hang?a=1&renewal-order=${order.id}`]],
  );
});
