import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { formerLinkToken, hashLinkToken, linkToken } from '../addresses/link-token.ts';
import { newPaymentLink } from '../payments/links/create-payment-link.ts';
import {
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import type { Client, TestServer } from '../testing/test-server.ts';

const PHONE =
  'Mozilla/5.0 (Linux; Android 13; SM-A536E) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 Zalo android/12100752';

const PREVIEWERS = [
  'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Excel 16.0; Pro)',
  'Mozilla/4.0 (compatible; ms-office; MSOffice 16)',
  'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
  'WhatsApp/2.23.20.0',
  'TelegramBot (like TwitterBot)',
  'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
  'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'ZaloPC-win32-24v123',
  '',
];

describe('payment links on their way to people', () => {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(20);
  let next = 0;

  before(async () => {
    ({ server, client } = await openFirm(codes, {
      SELLER_NAME: 'Công ty Cổ phần Phần mềm',
      SELLER_TAX_CODE: '0312345673',
      SELLER_PHONE: '1900 1234',
    }));
  });
  after(() => server.stop());

  async function linkOf() {
    const { id: orderId } = await client.orders.place.mutate(
      await orderOf(client, codes.slice(next++, next)),
    );
    const { url } = await client.paymentLinks.create.mutate({ orderId });
    const opened = async () =>
      (await client.paymentLinks.list.query({ orderId }))[0]?.openedAt ?? null;
    return { orderId, url, opened };
  }

  const get = (url: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(url, { method, headers: { 'user-agent': PHONE, accept: 'text/html', ...headers } });

  it('a link that can’t be opened names the seller to ask', async () => {
    const { url } = await linkOf();
    const answer = await get(`${url.slice(0, -4)}aaaa`);
    assert.equal(answer.status, 404);
    const text = await answer.text();
    for (const part of ['Công ty Cổ phần Phần mềm', '0312345673', 'href="tel:19001234"']) {
      assert.ok(text.includes(part), part);
    }
  });

  it('payment links and addresses of papers consist of letters and digits', async () => {
    for (let i = 0; i < 200; i++) {
      const { id } = newPaymentLink(server.context, 'order', null);
      assert.match(linkToken(server.context.config.linkSecret, id), /^[A-Za-z0-9]{23}$/);
    }
    const { orderId, url } = await linkOf();
    assert.match(url, /\/pay\/[A-Za-z0-9]{23}$/);
    await reportTransfer(server, await startTransfer(client, orderId));
    const { payments } = await client.orders.get.query({ orderId });
    assert.match(payments[0]?.receiptUrl ?? '', /\/documents\/receipts\/[A-Za-z0-9]+$/);
    assert.equal((await get(`${payments[0]?.receiptUrl}).`)).status, 200);
  });

  it('a payment link opens with additions by a mail client, a chat or a person', async () => {
    const { url } = await linkOf();
    for (const tail of ['.', ')', '>', ',', '/', '%20', '%0A', '%E2%80%8B', '%20v%C3%A0']) {
      const answer = await get(`${url}${tail}?lang=en`);
      assert.equal(answer.status, 200, tail);
      assert.equal(answer.url, `${url}?lang=en`, tail);
    }
    assert.equal((await get(url.replace('/pay/', '/PAY//'))).status, 200);
  });

  it('former payment links still open and are mailed, and are replaced by a new one when copied', async () => {
    const { orderId } = await linkOf();
    const { context } = server;
    // A token that a mail client would cut.
    const cut = Array.from({ length: 2_000 }, () => newPaymentLink(context, orderId, null)).find(
      ({ id }) => formerLinkToken(context.config.linkSecret, id).endsWith('-'),
    );
    assert.ok(cut);
    const token = formerLinkToken(context.config.linkSecret, cut.id);
    await context.db.deleteFrom('payment_links').where('order_id', '=', orderId).execute();
    await context.db
      .insertInto('payment_links')
      .values({ ...cut, token_hash: hashLinkToken(token) })
      .execute();
    assert.equal((await get(`${server.url}/pay/${token}`)).status, 200);
    const [listed] = await client.paymentLinks.list.query({ orderId });
    assert.ok(listed?.url.endsWith(`/pay/${token}`));
    const copied = await client.paymentLinks.create.mutate({ orderId });
    assert.match(copied.url, /\/pay\/[A-Za-z0-9]{23}$/);
  });

  it('a wrong payment link leads to a page, and never to JSON', async () => {
    const { url } = await linkOf();
    const paths = [
      '/pay',
      '/pay/',
      '/pay/x',
      '/pay/x/y/z',
      '/payments/x',
      '/nothing',
      '/',
      '/PAY/x',
    ];
    for (const address of [`${url}/nothing`, ...paths.map((path) => `${server.url}${path}`)]) {
      const answer = await get(address);
      assert.equal(answer.status, 404, address);
      assert.match(answer.headers.get('content-type') ?? '', /text\/html/, address);
      assert.match(await answer.text(), /<html lang="vi">/, address);
    }
    const withoutAccept = await fetch(`${server.url}/nothing`);
    assert.match(withoutAccept.headers.get('content-type') ?? '', /text\/html/);
    const api = await fetch(`${server.url}/api/v1/nothing`);
    assert.match(api.headers.get('content-type') ?? '', /json/);
  });

  it('a payment link counts as opened by a person’s browser, not by previews, scanners and HEAD', async () => {
    const { url, opened } = await linkOf();
    for (const agent of PREVIEWERS) {
      assert.equal((await get(url, { 'user-agent': agent })).status, 200, agent);
    }
    await get(url, {}, 'HEAD');
    await get(url, { 'sec-purpose': 'prefetch;prerender' });
    await get(url, { purpose: 'preview' });
    assert.equal(await opened(), null);
    await get(url);
    assert.notEqual(await opened(), null);
  });
});
