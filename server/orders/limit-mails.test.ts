import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { openFirm, orderOf, taxCodes } from '../testing/test-directory.ts';
import { type Client, NOW, refusal, type TestServer } from '../testing/test-server.ts';
import { MAILS_AN_HOUR } from './limit-mails.ts';

let server: TestServer;
let client: Client;
const codes = taxCodes(MAILS_AN_HOUR + 1);

before(async () => {
  ({ server, client } = await openFirm(codes));
});
after(() => server.stop());

const mailsTo = async (email: string) =>
  (await server.context.db.selectFrom('outbox').select('payload').execute()).filter(({ payload }) =>
    payload.includes(email),
  ).length;

it('an address that is not the accountant’s own gets so many mails an hour, also line by line', async () => {
  const email = 'nguoi-la@x.example';
  const recipient = { name: 'Người Lạ', email, phone: '' };
  const stranger = await orderOf(client, codes, { notify: { kind: 'other', recipient } });
  const { id: orderId } = await client.orders.place.mutate(stranger);
  const { lines } = await client.orders.get.query({ orderId });
  const cancel = (line: number) =>
    client.orders.cancel.mutate({ orderId, lineIds: [lines[line]?.id ?? ''], reason: 'thử' });
  for (let line = 0; line < MAILS_AN_HOUR - 1; line++) await cancel(line);
  const fault = await refusal(cancel(MAILS_AN_HOUR - 1));
  assert.equal(fault.code, 'TOO_MANY_REQUESTS');
  assert.equal(fault.retryAfter, 3_600);
  assert.equal(await mailsTo(email), MAILS_AN_HOUR);
  const { lines: left } = await client.orders.get.query({ orderId });
  assert.equal(
    left[MAILS_AN_HOUR - 1]?.state,
    'awaiting_payment',
    'nothing was done that nobody is told of',
  );
  const again = await orderOf(client, codes.slice(0, 1), { notify: stranger.notify });
  assert.equal((await refusal(client.orders.place.mutate(again))).code, 'TOO_MANY_REQUESTS');
  // To themselves, accountants may write as much as they work.
  await client.orders.place.mutate({ ...again, notify: { kind: 'accountant' } });
  server.setNow(NOW + 3_600_000);
  await cancel(MAILS_AN_HOUR - 1);
});
