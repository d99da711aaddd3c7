import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, it } from 'node:test';
import { enqueue } from '../../../announce/outbox/enqueue.ts';
import type { Job } from '../../../announce/outbox/job.ts';
import { type OutboxRunner, startOutbox } from '../../../jobs/outbox/run-outbox.ts';
import { endLeases } from '../../../testing/database/leases.ts';
import { MailServer, type Refusal } from '../../../testing/mail-server.ts';
import { OPERATIONS_PASSWORD, operations } from '../../../testing/operations.ts';
import { openFirm, orderOf, taxCodes } from '../../../testing/test-directory.ts';
import type { Client, TestServer } from '../../../testing/test-server.ts';
import { until } from '../../../testing/until.ts';
import { smtpMailer } from './smtp-mailer.ts';

/** Short pauses: the tests check results, not durations. */
const holdPauses = { first: 40, longest: 80 };
const REFUSED_LOGIN: Refusal = [535, '5.7.8 Authentication credentials invalid'];

let smtp: MailServer;
let spare: MailServer;
let server: TestServer;
let client: Client;
let outbox: OutboxRunner;
let orderId = '';
const logged: string[] = [];

before(async () => {
  smtp = await MailServer.start();
  spare = await MailServer.start();
  const codes = taxCodes(1);
  ({ server, client } = await openFirm(codes, {
    SMTP_URL: `smtp://vendor:secret@${smtp.address}`,
    OPERATIONS_PASSWORD,
  }));
  ({ id: orderId } = await client.orders.place.mutate(await orderOf(client, codes)));
  server.context.now = Date.now;
  server.context.monotonic = () => performance.now();
  server.context.log = (event) => logged.push(event);
});
beforeEach(async () => {
  await server.context.db.deleteFrom('outbox').execute();
  await endLeases(server.context.db);
  smtp.refuse = {};
  smtp.mails.length = 0;
  spare.mails.length = 0;
  logged.length = 0;
  const { config } = server.context;
  outbox = startOutbox(server.context, smtpMailer(config), {
    fallback: smtpMailer(config, `smtp://${spare.address}`),
    holdPauses,
  });
});
afterEach(() => outbox.stop());
after(async () => {
  await server.stop();
  await smtp.stop();
  await spare.stop();
});

/** Mails about the order to this many addresses. */
async function add(count: number, name = 'nguoi-nhan'): Promise<string[]> {
  const addresses = Array.from({ length: count }, (_, i) => `${name}-${i}@kh.example`);
  const jobs = addresses.map(
    (email): Job => ({ kind: 'order_placed', orderId, to: { name: '', email }, lineIds: null }),
  );
  await server.context.db.transaction().execute((tx) => enqueue(tx, server.context.now(), jobs));
  return addresses;
}

const rows = () => server.context.db.selectFrom('outbox').selectAll().orderBy('id').execute();

async function health() {
  const answer = await fetch(`${server.url}/health`);
  const { mail } = (await answer.json()) as { mail: string };
  return { status: answer.status, mail };
}

const timesLogged = (event: string) => logged.filter((each) => each === event).length;

const WAYS_TO_FAIL: [string, MailServer['refuse']][] = [
  ['refuses our login (535)', { login: () => REFUSED_LOGIN }],
  ['greets with 554', { greeting: () => [554, '5.7.1 No service for you'] }],
  ['refuses our sender (550 at MAIL FROM)', { sender: () => [550, '5.7.1 Sender rejected'] }],
  ['asks for a login (530 at RCPT TO)', { recipient: () => [530, '5.7.0 Login required'] }],
  ['relays for nobody (554 at RCPT TO)', { recipient: () => [554, '5.7.1 Relay access denied'] }],
  ['does not believe our domain (550 at DATA)', { message: () => [550, '5.7.26 DMARC failed'] }],
];

for (const [what, refuse] of WAYS_TO_FAIL) {
  it(`a mail server that ${what} makes all mails wait, and they leave once when it accepts them`, async () => {
    smtp.refuse = refuse;
    const addresses = await add(12);
    await until(() => timesLogged('mail.held') >= 4);
    const held = await rows();
    assert.equal(held.filter(({ state }) => state === 'dead').length, 0);
    assert.ok(held.every(({ tries }) => tries <= 3));
    assert.deepEqual(await health(), { status: 503, mail: 'held' });
    const { text: page } = await operations(server, '');
    assert.match(page, /Máy chủ thư không nhận thư/);
    assert.match(page, /12 email đang chờ/);
    smtp.refuse = {};
    // Refusals that may concern the addressee count as tries, and have a pause of their own.
    const { now } = server.context;
    server.context.now = () => now() + 60_000;
    await until(async () => (await rows()).every(({ state }) => state === 'done'));
    server.context.now = now;
    assert.deepEqual(smtp.mails.map(({ to }) => to).toSorted(), addresses.toSorted());
    assert.equal((await health()).mail, 'ok');
    assert.doesNotMatch((await operations(server, '')).text, /không nhận thư/);
  });
}

it('a mail that waited for the mail server leaves with its original Message-ID', async () => {
  let isOpen = false;
  smtp.refuse = { sender: () => (isOpen ? undefined : [550, '5.7.1 Sender rejected']) };
  await add(1);
  const [row] = await rows();
  await until(() => timesLogged('mail.held') >= 2);
  isOpen = true;
  await until(() => smtp.mails.length > 0);
  assert.equal(smtp.mails[0]?.messageId, `<${row?.id}@${new URL(server.url).hostname}>`);
});

it('operations get one mail by the second mail server when mails are held', async () => {
  smtp.refuse = { login: () => REFUSED_LOGIN };
  await add(3);
  await until(() => timesLogged('mail.held') >= 5);
  await until(() => spare.mails.length > 0);
  assert.equal(spare.mails.length, 1);
  const [report] = spare.mails;
  assert.equal(report?.to, 'operations@vendor.example');
  assert.match(report?.mail.text ?? '', /3 email đang chờ.*535/s);
});

it('only a refused addressee or message is given up, and delays nobody else', async () => {
  smtp.refuse = {
    recipient: (to) => (to.startsWith('khong-co-0') ? [550, '5.1.1 No such user'] : undefined),
    message: (to) => (to.startsWith('khong-co-1') ? [554, '5.6.0 Content rejected'] : undefined),
  };
  const wrong = await add(2, 'khong-co');
  const right = await add(5, 'co');
  const arrived = () => smtp.mails.map(({ to }) => to).filter((to) => right.includes(to));
  await until(() => arrived().length === right.length);
  // The second report to operations may wait for a quarter of an hour.
  const own = async () => (await rows()).filter(({ kind }) => kind === 'order_placed');
  await until(async () => (await own()).every(({ state }) => state !== 'pending'));
  const dead = (await own()).filter(({ state }) => state === 'dead');
  assert.deepEqual(
    dead.map(({ payload }) => JSON.parse(payload).to.email),
    wrong,
  );
  assert.ok(dead.every(({ tries }) => tries === 1));
  assert.equal(timesLogged('mail.held'), 0);
});

it('a mail at which the connection breaks each time delays no later mail', async () => {
  // The connection breaks silently, as by a scanner in between.
  smtp.refuse = { recipient: (to) => (to.startsWith('gift') ? [421, '4.3.2 Closing'] : undefined) };
  await add(1, 'gift');
  await until(() => timesLogged('mail.held') >= 3);
  const others = await add(3, 'sau');
  await until(() => others.every((to) => smtp.mails.some((mail) => mail.to === to)));
});
