import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { runExpiryReminders } from '../jobs/run-expiry-reminders.ts';
import { digestJobs, digestMails } from '../testing/digest-mails.ts';
import {
  declaration,
  declareCustomers,
  declarePlans,
  taxCodes,
} from '../testing/test-directory.ts';
import {
  type Client,
  hostApi,
  signInAt,
  startTestServer,
  type TestServer,
} from '../testing/test-server.ts';

const EMAIL = 'ketoan@minhphat.example';

let server: TestServer;
let client: Client;

beforeEach(async () => {
  server = await startTestServer();
  await declarePlans(server);
  const [code = ''] = taxCodes(1);
  const license = { planCode: 'ASP-DN', expiry: '2026-12-31' };
  await declareCustomers(server, [declaration(code, { license })]);
});
afterEach(() => server.stop());

/** A round at eight on a day, with the accountant signed in at that time. */
async function roundOn(day: string): Promise<void> {
  client = await signInAt(server, Date.parse(`${day}T08:00:00+07:00`));
  await client.signIn.whoAmI.query();
  await runExpiryReminders(server.context);
}

const jobs = () => digestJobs(server);
const mails = () => digestMails(server);

async function bells() {
  const { notifications } = await client.notifications.list.query({});
  return notifications.filter(({ kind }) => kind === 'licenses_expiring');
}

describe('mails about expiring licences', () => {
  it('a person ends and resumes their mails about expiring licences in the bell', async () => {
    await roundOn('2026-12-01');
    assert.deepEqual(await client.reminders.choice.query(), { mails: true, firm: true });
    await client.reminders.setMails.mutate({ mails: false });
    assert.deepEqual(await mails(), [null], 'one that was queued before');
    await roundOn('2026-12-16');
    assert.equal((await jobs()).length, 1);
    assert.equal((await bells()).length, 2);
    await client.reminders.setMails.mutate({ mails: true });
    await roundOn('2026-12-24');
    assert.equal((await jobs()).length, 2);
  });

  it('mails about expiring licences are ended from the mail, without a sign-in, by its page and by the mail program’s own button', async () => {
    await roundOn('2026-12-01');
    const [mail] = await mails();
    const url = mail?.unsubscribeUrl ?? '';
    const choice = async () => (await client.reminders.choice.query()).mails;
    const post = (body: string) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
      });
    const page = await (await fetch(url)).text();
    assert.ok(page.includes(EMAIL) && page.includes('Ngừng nhận email'), page);
    assert.equal(await choice(), true, 'a program that opens every link changes nothing');
    assert.equal((await post('choice=off')).status, 200);
    assert.equal(await choice(), false);
    assert.match(await (await post('choice=on')).text(), /đang nhận email/);
    assert.equal(await choice(), true);
    assert.equal((await post('List-Unsubscribe=One-Click')).status, 200);
    assert.equal(await choice(), false);
    const english = await (await fetch(`${url}?lang=en`)).text();
    assert.match(english, /gets no more mails/);
  });

  it('a guessed link, or one of another kind, ends nobody’s mails about expiring licences', async () => {
    await roundOn('2026-12-01');
    const [mail] = await mails();
    const url = mail?.unsubscribeUrl ?? '';
    const wrong = [
      `${url.slice(0, -1)}${url.endsWith('a') ? 'b' : 'a'}`,
      `${server.url}/reminders/x`,
    ];
    for (const each of wrong) {
      const answer = await fetch(each, { method: 'POST', body: new URLSearchParams() });
      assert.equal(answer.status, 404);
      assert.match(await answer.text(), /Liên kết không đúng/);
    }
    const token = url.split('/').at(-1);
    assert.equal((await fetch(`${server.url}/documents/receipts/${token}`)).status, 404);
  });

  it('mails about expiring licences go no more to a person whom the portal names as gone, until they sign in again', async () => {
    await roundOn('2026-12-01');
    const [mail] = await mails();
    const path = '/firms/firm-1/accountants/accountant-1';
    assert.equal((await hostApi(server, 'DELETE', path)).status, 204);
    assert.deepEqual(await mails(), [null]);
    assert.equal((await fetch(mail?.unsubscribeUrl ?? '')).status, 404);
    await roundOn('2026-12-16');
    assert.equal((await jobs()).length, 2);
  });
});
