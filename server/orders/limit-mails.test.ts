import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Actor } from '../context.ts';
import type { Job } from '../outbox/enqueue.ts';
import { openFirm, orderOf, taxCodes } from '../testing/test-directory.ts';
import { type Client, NOW, PORTAL_ID, refusal, type TestServer } from '../testing/test-server.ts';
import { limitMails, MAILS_AN_HOUR } from './limit-mails.ts';

const EMAIL = 'nguoi-la@x.example';
const ACTOR: Actor = {
  portalId: PORTAL_ID,
  portalName: 'Cổng kế toán',
  firmId: 'firm-1',
  firmName: 'Dịch vụ kế toán Minh Phát',
  accountantId: 'accountant-1',
  name: 'Nguyễn Thị Kế Toán',
  email: 'ketoan@minhphat.example',
  phone: '',
  until: NOW + 3_600_000,
};

let server: TestServer;
let client: Client;
const codes = taxCodes(4);

before(async () => {
  ({ server, client } = await openFirm(codes));
});
after(() => server.stop());

const mailsTo = async (email: string) =>
  (await server.context.db.selectFrom('outbox').select('payload').execute()).filter(({ payload }) =>
    payload.includes(email),
  ).length;

it('an address that is not the accountant’s own gets so many mails an hour, also line by line', async () => {
  const recipient = { name: 'Người Lạ', email: EMAIL, phone: '' };
  const stranger = await orderOf(client, codes.slice(0, 3), {
    notify: { kind: 'other', recipient },
  });
  const { id: orderId } = await client.orders.place.mutate(stranger);
  const { lines } = await client.orders.get.query({ orderId });
  const cancel = (line: number) =>
    client.orders.cancel.mutate({ orderId, lineIds: [lines[line]?.id ?? ''], reason: 'thử' });
  // Orders placed and cancelled before, as the server counts them: all but one of what is left.
  const job: Job = { kind: 'order_due_soon', orderId, to: recipient, lineIds: null };
  limitMails(server.context, ACTOR, Array<Job>(MAILS_AN_HOUR - 2).fill(job));
  await cancel(0);
  const fault = await refusal(cancel(1));
  assert.equal(fault.code, 'TOO_MANY_REQUESTS');
  assert.equal(fault.retryAfter, 3_600);
  assert.equal(await mailsTo(EMAIL), 2);
  const { lines: left } = await client.orders.get.query({ orderId });
  assert.equal(left[1]?.state, 'awaiting_payment', 'nothing was done that nobody is told of');
  const again = await orderOf(client, codes.slice(3), { notify: stranger.notify });
  assert.equal((await refusal(client.orders.place.mutate(again))).code, 'TOO_MANY_REQUESTS');
  // To themselves, accountants may write as much as they work.
  await client.orders.place.mutate({ ...again, notify: { kind: 'accountant' } });
  server.setNow(NOW + 3_600_000);
  await cancel(1);
});
