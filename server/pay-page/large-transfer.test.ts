import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toHtml, toPlainText } from '../channels/mail/document/mail-document.ts';
import { orderPlacedMail } from '../channels/mail/order-mails.ts';
import {
  declaration,
  declareCustomers,
  handOut,
  openFirm,
  orderOf,
  planDeclaration,
  putPlans,
  reportTransfer,
  startTransfer,
  taxCodes,
  yearly,
} from '../testing/test-directory.ts';
import type { Client, TestServer } from '../testing/test-server.ts';

describe('a large transfer on the owner’s page, on paper and in mails', () => {
  let server: TestServer;
  let client: Client;
  const some = handOut(taxCodes(20));

  before(async () => {
    ({ server, client } = await openFirm([], {
      PAYOS_CLIENT_ID: 'client',
      PAYOS_API_KEY: 'an-api-key-of-16-chars',
      PAYOS_CHECKSUM_KEY: 'a-checksum-key-of-16-chars',
      PAYOS_ACCOUNT: '0123456789',
    }));
    await putPlans(server, planDeclaration('LON', { prices: yearly(600_000_000) }));
  });
  after(() => server.stop());

  async function orderOfOne(planCode = 'LON') {
    const [code = ''] = some(1);
    await declareCustomers(server, [
      declaration(code, { license: { planCode, expiry: '2026-12-31' } }),
    ]);
    const { id: orderId } = await client.orders.place.mutate(await orderOf(client, [code]));
    const { url } = await client.paymentLinks.create.mutate({ orderId });
    return { orderId, url };
  }
  const textOf = async (url: string) => (await fetch(url)).text();

  async function transferPage(url: string): Promise<string> {
    const body = new URLSearchParams({ method: 'bank_transfer', lang: 'vi' });
    const started = await fetch(`${url}/attempts`, { method: 'POST', body, redirect: 'manual' });
    return new URL(started.headers.get('location') ?? '', url).href;
  }

  it('the page shows a code, a memo and an image of each part, and which have come', async () => {
    const { orderId, url } = await orderOfOne();
    const { parts } = await startTransfer(client, orderId);
    const address = await transferPage(url);
    const page = await textOf(address);
    assert.equal(page.match(/<svg class="qr"/g)?.length, 2);
    assert.doesNotMatch(page, /dl\.vietqr\.io/, 'not turned on');
    for (const { memo } of parts) assert.ok(page.includes(`data-copy="${memo}"`));
    const images = [...page.matchAll(/href="([^"]+\/parts\/\d\/qr\.png)"/g)].map(
      ([, path]) => path,
    );
    assert.equal(images.length, 2);
    for (const path of images) {
      const image = await fetch(new URL(path ?? '', url));
      assert.deepEqual([image.status, image.headers.get('content-type')], [200, 'image/png']);
    }
    const missing = images[0]?.replace('/parts/1/', '/parts/9/') ?? '';
    assert.equal((await fetch(new URL(missing, url))).status, 404);
    const state = await textOf(`${url}/state`);
    await reportTransfer(server, parts[1] ?? { amount: 0, memo: '' });
    assert.notEqual(await textOf(`${url}/state`), state, 'an open page sees that a part has come');
    const link = await textOf(url);
    assert.match(link, /còn thiếu 300\.000\.000\u00a0₫\. Vui lòng chuyển các lần còn lại/);
    const half = await textOf(address);
    assert.match(half, /Lần 2 \/ 2: đã nhận/);
    assert.match(half, /Đã nhận 300\.000\.000.*còn thiếu 300\.000\.000/);
    assert.equal(half.match(/<svg class="qr"/g)?.length, 1);
    await reportTransfer(server, parts[0] ?? { amount: 0, memo: '' });
    assert.match(await textOf(address), /Thanh toán thành công/);
  });

  it('after money under the memo of the whole, link and transfer page ask for the rest alike', async () => {
    const { orderId, url } = await orderOfOne();
    const { memo } = await startTransfer(client, orderId);
    const address = await transferPage(url);
    await reportTransfer(server, { amount: 400_000_000, memo });
    for (const page of [await textOf(url), await textOf(address)]) {
      assert.match(page, /còn thiếu 200\.000\.000\u00a0₫\. Vui lòng chuyển tiếp phần còn thiếu/);
      assert.doesNotMatch(page, /các lần còn lại/);
    }
  });

  it('the payment order is for the amount still missing, in words, and none is left once it is paid', async () => {
    const { orderId, url } = await orderOfOne();
    const { parts, memo, paymentOrderUrl } = await startTransfer(client, orderId);
    assert.ok((await textOf(await transferPage(url))).includes(`href="${paymentOrderUrl}"`));
    const paper = await textOf(paymentOrderUrl);
    assert.match(paper, /<h1>Ủy nhiệm chi<\/h1>/);
    assert.match(paper, /600\.000\.000.*Sáu trăm triệu đồng/s);
    assert.ok(paper.includes(`<dd>${memo}</dd>`) && paper.includes('<dd>0123456789</dd>'));
    await reportTransfer(server, parts[0] ?? { amount: 0, memo: '' });
    assert.match(await textOf(paymentOrderUrl), /300\.000\.000.*Ba trăm triệu đồng/s);
    await reportTransfer(server, parts[1] ?? { amount: 0, memo: '' });
    const paid = await textOf(paymentOrderUrl);
    assert.match(paid, /đã được thanh toán/);
    assert.ok(!paid.includes(memo));
    const forged = paymentOrderUrl.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
    assert.equal((await fetch(forged)).status, 404);
  });

  it('the order’s mail lists the parts, and the whole amount at once with its payment order', async () => {
    const { orderId } = await orderOfOne();
    const to = { name: 'Kế toán', email: 'ketoan@minhphat.example' };
    const mail = await orderPlacedMail(server.context, {
      ...{ kind: 'order_placed', orderId, to, lineIds: null },
    });
    const { parts, memo, paymentOrderUrl } = await startTransfer(client, orderId);
    const text = toPlainText(mail);
    for (const part of parts) assert.ok(text.includes(`300.000.000\u00a0₫, nội dung ${part.memo}`));
    assert.ok(text.includes(`nội dung ${memo}`));
    assert.ok(toHtml(mail).includes(paymentOrderUrl));
    assert.equal(mail.qr, undefined);
  });

  it('payOS is not offered beside the bank transfer that its page would show again', async () => {
    const { orderId, url } = await orderOfOne('ASP-DN');
    const page = await textOf(url);
    assert.match(page, /value="bank_transfer"/);
    assert.doesNotMatch(page, /value="payos"/);
    const { methods } = await client.payments.methods.query({ orderId });
    assert.ok(!methods.some(({ method }) => method === 'payos'));
    const { payos } = server.context.config;
    assert.ok(payos);
    payos.account = '9999999999';
    assert.match(await textOf(url), /value="payos"/);
    payos.account = '0123456789';
  });
});
