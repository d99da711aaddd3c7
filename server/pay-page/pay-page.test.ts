import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { DAY_MS, HOUR_MS } from '../foundation/durations.ts';
import { expireOrder } from '../order-life/expire-order.ts';
import { vnpayChecksum, vnpaySignedQuery } from '../payments/gateways/vnpay/vnpay-signature.ts';
import { settlePayment } from '../payments/settlement/settle-payment.ts';
import {
  declarationsFor,
  declareCustomers,
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import {
  type Client,
  NOW,
  stopLimits,
  type TestServer,
  VNPAY_SECRET,
  VNPAY_TMN_CODE,
} from '../testing/test-server.ts';

/** The page as a browser without JavaScript sees it. */
describe('the payment page', () => {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(60);
  let next = 0;

  before(async () => {
    ({ server, client } = await openFirm(codes));
  });
  after(() => server.stop());

  async function orderWithLink(ofLine: boolean) {
    next += 3;
    const own = codes.slice(next - 3, next);
    const { id: orderId } = await client.orders.place.mutate(await orderOf(client, own));
    const order = await client.orders.get.query({ orderId });
    const lineId = order.lines[0]?.id ?? '';
    const link = await client.paymentLinks.create.mutate({
      orderId,
      ...(ofLine ? { lineId } : {}),
    });
    return { order, orderId, link, own };
  }

  const get = async (url: string, redirect: RequestRedirect = 'manual') => {
    const response = await fetch(url, { redirect });
    return { response, text: await response.text() };
  };

  const choose = (url: string, fields: Record<string, string>) =>
    fetch(`${url}/attempts`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });

  it('the payment page shows money that settles while it is being made, and never asks for it again', async () => {
    const { link, orderId, order } = await orderWithLink(false);
    const { transfer } = await client.payments.start.mutate({
      orderId,
      method: 'bank_transfer',
      locale: 'vi',
    });
    const { db } = server.context;
    const context = { ...server.context, db };
    let settled: Promise<unknown> | undefined;
    server.context.db = db.withPlugin({
      transformQuery: ({ node }) => node,
      // Right after the page has read the lines, before it reads their money.
      transformResult: async ({ result }) => {
        if (result.rows.some((row) => 'customer_name' in row)) {
          settled ??= settlePayment(context, {
            gateway: 'sepay',
            transactionId: 'between-two-queries',
            references: [transfer?.memo ?? ''],
            amount: order.total,
            memo: transfer?.memo ?? '',
            bankReference: null,
            raw: '{}',
            toldAt: null,
            suspectedFraud: false,
          });
          await settled;
        }
        return result;
      },
    });
    const { text } = await get(link.url);
    server.context.db = db;
    assert.equal(await settled, 'settled');
    assert.match(text, /Thanh toán thành công/);
    assert.doesNotMatch(text, /name="method"/);
  });

  it('the payment page shows one line’s customer, term and amount, and nobody else’s', async () => {
    const { order, link, own } = await orderWithLink(true);
    const { response, text } = await get(link.url);
    assert.equal(response.status, 200);
    assert.match(text, new RegExp(own[0] ?? ''));
    assert.match(text, /2\.950\.000/);
    assert.match(text, /31\/12\/2026 → 31\/12\/2027/);
    assert.match(text, /<dt>Hạn thanh toán<\/dt><dd>\d\d\/\d\d\/\d{4}<\/dd>/);
    for (const other of own.slice(1)) assert.doesNotMatch(text, new RegExp(other));
    assert.doesNotMatch(text, new RegExp(order.recipient.email));
    assert.match(
      response.headers.get('content-security-policy') ?? '',
      /default-src 'none'.*frame-ancestors 'none'/,
    );
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.match(text, /<html lang="vi">/);
    assert.match((await get(`${link.url}?lang=en`)).text, /<html lang="en">[\s\S]*Pay now/);
  });

  it('a chat’s preview names the client, the licence, the due date and the seller, and no amount or tax code', async () => {
    const { link, own, orderId } = await orderWithLink(true);
    const previewer = { 'user-agent': 'facebookexternalhit/1.1' };
    const page = await (await fetch(link.url, { headers: previewer })).text();
    const tag = (name: string) =>
      new RegExp(`<meta property="og:${name}" content="([^"]*)">`).exec(page)?.[1] ?? '';
    assert.match(tag('title'), /^Gia hạn giấy phép phần mềm cho Công ty TNHH Đại Phát/);
    assert.match(tag('description'), /31\/12\/2026 → 31\/12\/2027/);
    assert.match(
      tag('description'),
      /chậm nhất ngày \d\d\/\d\d\/\d{4}\. Người bán: CONG TY PHAN MEM/,
    );
    assert.equal(tag('image'), '');
    const tags = [...page.matchAll(/<meta (?:property|name)="(?:og:|desc)[^>]*>/g)].join('');
    assert.doesNotMatch(tags, /2\.950\.000|₫/);
    assert.doesNotMatch(tags.replaceAll(`Đại Phát ${own[0]}`, ''), new RegExp(own[0] ?? '?'));
    const [seen] = await client.paymentLinks.list.query({ orderId });
    assert.equal(seen?.openedAt, null, 'a preview opens nothing');
    await client.orders.cancel.mutate({ orderId, reason: 'Khách đổi ý' });
    assert.match((await get(link.url)).text, /og:description" content="Phần gia hạn này đã hủy\. /);
  });

  it('a body that is not the declared form is a client error', async () => {
    const { link } = await orderWithLink(true);
    const headers = { 'content-type': 'multipart/form-data' };
    const init = { method: 'POST', headers, body: 'x' };
    assert.equal((await fetch(`${link.url}/attempts`, init)).status, 400);
  });

  it('one link’s page is not rendered without limit, and other links stay available', async () => {
    stopLimits(server);
    const { link } = await orderWithLink(true);
    const { link: other } = await orderWithLink(true);
    const look = async () => (await fetch(`${link.url}/state`)).status;
    const statuses: number[] = [];
    for (let i = 0; i < 160; i++) statuses.push(await look());
    assert.deepEqual(
      [statuses[149], statuses[150], (await get(other.url)).response.status],
      [200, 429, 200],
    );
  });

  it('only a hash of the token is stored, and the same link is given out again', async () => {
    const { link, orderId } = await orderWithLink(false);
    const again = await client.paymentLinks.create.mutate({ orderId });
    assert.equal(again.url, link.url);
    const token = link.url.split('/').at(-1) ?? '';
    assert.ok(token.length >= 22);
    const rows = await server.context.db.selectFrom('payment_links').selectAll().execute();
    assert.doesNotMatch(JSON.stringify(rows), new RegExp(token));
    const outbox = await server.context.db.selectFrom('outbox').selectAll().execute();
    assert.doesNotMatch(JSON.stringify(outbox), new RegExp(token));
  });

  it('the payment page takes a bank transfer: instructions, QR image, and success after the money', async () => {
    const { link, orderId } = await orderWithLink(true);
    const started = await choose(link.url, { method: 'bank_transfer', lang: 'vi' });
    assert.equal(started.status, 303);
    const transferUrl = new URL(started.headers.get('location') ?? '', link.url).href;
    const { text } = await get(transferUrl);
    assert.match(text, /<noscript><meta http-equiv="refresh"/);
    assert.match(text, /<svg class="qr"/);
    const memo = />(GH[0-9A-Z]{7})</.exec(text)?.[1] ?? '';
    const image = await fetch(new URL(/href="([^"]+qr\.png)"/.exec(text)?.[1] ?? '', link.url));
    assert.equal(image.headers.get('content-type'), 'image/png');
    assert.equal(
      Buffer.from(await image.arrayBuffer())
        .subarray(1, 4)
        .toString(),
      'PNG',
    );
    await reportTransfer(server, { amount: 1_000_000, memo });
    const short = (await get(transferUrl)).text;
    assert.match(short, /còn thiếu 1\.950\.000/);
    assert.match(short, /aria-label="[^"]*1\.950\.000/, 'the QR code too');
    assert.match(short, /data-copy="1950000"/);
    assert.doesNotMatch(short, /2\.950\.000/);
    await reportTransfer(server, { amount: 1_950_000, memo });
    const done = await get(transferUrl, 'follow');
    assert.match(done.text, /Thanh toán thành công/);
    assert.match(done.text, /31\/12\/2027/);
    assert.equal((await client.orders.get.query({ orderId })).paid, 2_950_000);
    const late = await choose(link.url, { method: 'bank_transfer', lang: 'vi' });
    assert.match(late.headers.get('location') ?? '', /^\/pay\/[^/]+\?.*error=NOTHING_TO_PAY$/);
  });

  it('the payment page continues the transfer that the order’s mail began', async () => {
    const { link, orderId } = await orderWithLink(false);
    const mailed = await client.payments.start.mutate({
      orderId,
      method: 'bank_transfer',
      locale: 'vi',
    });
    const started = await choose(link.url, { method: 'bank_transfer', lang: 'vi' });
    const { response, text } = await get(
      new URL(started.headers.get('location') ?? '', link.url).href,
    );
    assert.equal(response.status, 200);
    assert.ok(text.includes(`>${mailed.transfer?.memo}<`));
    await reportTransfer(server, { amount: 1_000_000, memo: mailed.transfer?.memo ?? '' });
    assert.match((await get(link.url)).text, /còn thiếu 7\.850\.000/);
  });

  it('the payment page goes to VNPay and comes back; only the gateway decides what was paid', async () => {
    const { link, orderId } = await orderWithLink(true);
    const started = await choose(link.url, { method: 'vnpay', lang: 'vi' });
    const payUrl = new URL(started.headers.get('location') ?? '');
    const returnUrl = payUrl.searchParams.get('vnp_ReturnUrl') ?? '';
    const token = new URL(link.url).pathname.split('/').at(-1) ?? '';
    assert.ok(!payUrl.href.includes(token), 'the gateway gets no key to paying');
    const claimed = vnpaySignedQuery({
      vnp_TmnCode: VNPAY_TMN_CODE,
      vnp_TxnRef: payUrl.searchParams.get('vnp_TxnRef') ?? '',
      vnp_Amount: payUrl.searchParams.get('vnp_Amount') ?? '',
      vnp_ResponseCode: '00',
      vnp_TransactionStatus: '00',
      vnp_TransactionNo: '1',
    });
    const returned = `${returnUrl}?${claimed}&vnp_SecureHash=${vnpayChecksum(VNPAY_SECRET, claimed)}`;
    const { text } = await get(returned, 'follow');
    assert.match(text, /Đang chờ xác nhận/);
    assert.equal((await client.orders.get.query({ orderId })).paid, 0);
    const query = `${claimed}&vnp_SecureHash=${vnpayChecksum(VNPAY_SECRET, claimed)}`;
    await fetch(`${server.url}/gateways/vnpay/ipn?${query}`);
    assert.match((await get(link.url)).text, /Thanh toán thành công/);
    // Opened later, from the gateway's books, the address leads to nobody's link.
    server.setNow(NOW + 2 * HOUR_MS);
    const later = await get(returned);
    assert.equal(later.response.status, 200);
    assert.ok(!later.text.includes(token));
    server.setNow(NOW);
  });

  it('the payment page names a missing method, and accepts no other', async () => {
    const { link } = await orderWithLink(true);
    for (const method of ['', 'cash']) {
      const answer = await choose(link.url, { method });
      const back = new URL(answer.headers.get('location') ?? '', link.url).href;
      assert.match((await get(back)).text, /role="alert"/);
    }
  });

  it('the payment page informs the payer of money that came for a line already paid', async () => {
    const { link, orderId, order } = await orderWithLink(true);
    const started = await choose(link.url, { method: 'bank_transfer', lang: 'vi' });
    const { text } = await get(new URL(started.headers.get('location') ?? '', link.url).href);
    const memo = />(GH[0-9A-Z]{7})</.exec(text)?.[1] ?? '';
    const all = await client.payments.start.mutate({
      orderId,
      method: 'bank_transfer',
      locale: 'vi',
    });
    assert.ok(all.transfer);
    await reportTransfer(server, all.transfer);
    await reportTransfer(server, { amount: order.lines[0]?.total ?? 0, memo });
    const page = (await get(link.url)).text;
    assert.match(page, /2\.950\.000\u00a0₫ nhận lúc .* qua Chuyển khoản .* sẽ được hoàn lại/);
    assert.match(page, /Khoản này đã được thanh toán/, 'by the other transfer');
  });

  it('revoked, expired and guessed links do not open', async () => {
    const { link, orderId } = await orderWithLink(true);
    await client.paymentLinks.revoke.mutate({ linkId: link.id });
    const revoked = await get(link.url);
    assert.equal(revoked.response.status, 410);
    assert.match(revoked.text, /đã bị thu hồi/);
    assert.equal((await choose(link.url, { method: 'bank_transfer' })).status, 410);
    const anew = await client.paymentLinks.create.mutate({ orderId });
    assert.notEqual(anew.url, link.url);
    const now = server.context.now();
    server.setNow(now + 61 * DAY_MS);
    assert.equal((await get(anew.url)).response.status, 410);
    server.setNow(now);
    assert.equal((await get(anew.url)).response.status, 200);
    for (const token of ['x', 'A'.repeat(22), '../../etc/passwd', '%00']) {
      const guessed = await get(`${server.url}/pay/${token}`);
      assert.equal(guessed.response.status, 404);
      if (token === 'A'.repeat(22)) assert.match(guessed.text, /Liên kết không đúng/);
    }
  });

  it('lines of an order that expired are shown as expired, and not as cancelled', async () => {
    const { link, order, orderId } = await orderWithLink(false);
    const [first] = order.lines.map(({ id }) => id);
    await client.orders.cancel.mutate({ orderId, lineIds: [first ?? ''], reason: 'Đóng cửa' });
    const now = server.context.now();
    server.setNow(now + 40 * DAY_MS);
    await expireOrder(server.context, orderId);
    const { text } = await get(link.url);
    server.setNow(now);
    const shown = [...text.matchAll(/<span class="status cancelled">([^<]*)</g)].map(
      (all) => all[1],
    );
    assert.deepEqual(shown.toSorted(), [
      'Đã hết hạn thanh toán',
      'Đã hết hạn thanh toán',
      'Đã hủy',
    ]);
  });

  it('the page of an order that expired in part says so, and claims no success', async () => {
    const { link, order, orderId } = await orderWithLink(false);
    const [first = ''] = order.lines.map(({ id }) => id);
    await reportTransfer(server, await startTransfer(client, orderId, [first]));
    const now = server.context.now();
    server.setNow(now + 40 * DAY_MS);
    await expireOrder(server.context, orderId);
    const { text } = await get(link.url);
    const english = (await get(`${link.url}?lang=en`)).text;
    server.setNow(now);
    assert.match(text, /<h2>Đã thanh toán một phần, phần còn lại đã hết hạn<\/h2>/);
    assert.match(text, /1 giấy phép đã được gia hạn, 2 giấy phép còn lại đã hết hạn thanh toán/);
    assert.doesNotMatch(text, /Thanh toán thành công|Khoản này đã được thanh toán/);
    assert.match(english, /Licences renewed: 1\. 2 others have expired unpaid/);
  });

  it('the payment page does not show another link’s attempt', async () => {
    const first = await orderWithLink(true);
    const second = await orderWithLink(true);
    const started = await choose(first.link.url, { method: 'bank_transfer' });
    const attemptPath = (started.headers.get('location') ?? '').split('/transfers/')[1];
    const { response } = await get(`${second.link.url}/transfers/${attemptPath}`);
    assert.equal(response.status, 404);
  });

  it('the payment page escapes people’s texts', async () => {
    next += 1;
    const code = codes[next - 1] ?? '';
    await declareCustomers(server, [
      { ...declarationsFor([code])[0], name: '<script>alert(1)</script>' } as ReturnType<
        typeof declarationsFor
      >[number],
    ]);
    const { id: orderId } = await client.orders.place.mutate(await orderOf(client, [code]));
    const link = await client.paymentLinks.create.mutate({ orderId });
    const { text } = await get(link.url);
    assert.doesNotMatch(text, /<script>alert/);
    assert.match(text, /&lt;script&gt;/);
  });

  it('the payment page is small on the wire', async () => {
    const { link } = await orderWithLink(true);
    const { text } = await get(link.url);
    const assets = [...text.matchAll(/(?:href|src)="(\/pay-assets[^"]+)"/g)].map(
      ([, path]) => path,
    );
    assert.equal(assets.length, 2);
    const bodies = await Promise.all(
      assets.map(async (path) => (await get(`${server.url}${path}`)).text),
    );
    const bytes = [text, ...bodies].reduce((sum, body) => sum + gzipSync(body).length, 0);
    assert.ok(bytes < 12_000, `${bytes} bytes`);
  });

  // Last: for the rest of the minute, this address gets no answer to a wrong link.
  it('guessing links is stopped, and locks out nobody who has one', async () => {
    const { link } = await orderWithLink(true);
    const guess = (n: number) => fetch(`${server.url}/pay/${String(n).padStart(22, 'x')}`);
    const answers = await Promise.all(Array.from({ length: 61 }, (_, n) => guess(n)));
    const statuses = answers.map(({ status }) => status).toSorted();
    assert.deepEqual([statuses[0], statuses.at(-1)], [404, 429]);
    assert.equal((await get(link.url)).response.status, 200);
  });
});
