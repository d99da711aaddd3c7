import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { documentToken, readDocumentToken } from '../addresses/document-token.ts';
import { linkToken } from '../addresses/link-token.ts';
import {
  handOut,
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import type { Client, TestServer } from '../testing/test-server.ts';

describe('receipts', () => {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(20);
  const some = handOut(codes);

  before(async () => {
    ({ server, client } = await openFirm(codes, {
      SELLER_NAME: 'Công ty Cổ phần Phần mềm Sổ Vàng',
      SELLER_TAX_CODE: '0312345673',
      SELLER_ADDRESS: '15 Duy Tân, Hà Nội',
    }));
  });
  after(() => server.stop());

  async function order(count: number, locale: 'vi' | 'en' = 'vi') {
    const own = some(count);
    const input = await orderOf(client, own, { locale });
    const { id: orderId } = await client.orders.place.mutate(input);
    return { own, orderId };
  }

  const get = async (url: string) => {
    const response = await fetch(url);
    return { response, text: await response.text() };
  };

  it('a receipt prints what a payment paid, in words too, and that it is no VAT invoice', async () => {
    const { own, orderId } = await order(2);
    const { memo } = await startTransfer(client, orderId);
    await reportTransfer(server, { amount: 900_000, memo });
    const unapplied = await client.orders.get.query({ orderId });
    assert.equal(unapplied.payments[0]?.receiptUrl, null);
    await reportTransfer(server, { amount: 5_100_000, memo });
    const { payments, number } = await client.orders.get.query({ orderId });
    const [first, second] = await Promise.all(payments.map((each) => get(each.receiptUrl ?? '')));
    assert.equal(first?.response.status, 200);
    assert.match(first?.text ?? '', /một phần của 2\.950\.000/);
    assert.match(first?.text ?? '', /Chín trăm nghìn đồng/);
    assert.match(second?.text ?? '', /Năm triệu đồng/);
    assert.match(second?.text ?? '', /Không dùng cho đơn hàng<\/dt><dd>100\.000/);
    assert.match(second?.text ?? '', /không phải hóa đơn giá trị gia tăng/);
    for (const code of own) assert.match(second?.text ?? '', new RegExp(code));
    assert.match(second?.text ?? '', new RegExp(number));
    const { headers } = second?.response ?? new Response();
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cache-control'), 'no-store');
    const css = /href="(\/documents\/assets\/[^"]+\.css)"/.exec(second?.text ?? '')?.[1] ?? '';
    assert.match((await get(server.url + css)).text, /@page/);
  });

  it('a receipt for one line’s owner shows that line alone, from the page behind the link', async () => {
    const { own, orderId } = await order(2);
    const [line] = (await client.orders.get.query({ orderId })).lines;
    const link = await client.paymentLinks.create.mutate({ orderId, lineId: line?.id ?? '' });
    const transfer = await startTransfer(client, orderId, [line?.id ?? '']);
    await reportTransfer(server, transfer);
    const page = await get(link.url);
    const url = /href="(http[^"]+\/documents\/receipts\/[^"]+)"/.exec(page.text)?.[1] ?? '';
    const receipt = await get(url);
    assert.match(receipt.text, new RegExp(own[0] ?? ''));
    assert.doesNotMatch(receipt.text, new RegExp(own[1] ?? ''));
  });

  it('a receipt names the seller as its papers do, and the number on the payer’s bank statement', async () => {
    const { orderId } = await order(1);
    await reportTransfer(server, await startTransfer(client, orderId));
    const { payments } = await client.orders.get.query({ orderId });
    const { text } = await get(payments[0]?.receiptUrl ?? '');
    assert.match(text, /<header><strong>Công ty Cổ phần Phần mềm Sổ Vàng<\/strong>/);
    assert.match(text, /Mã số thuế: 0312345673/);
    assert.match(text, /Địa chỉ: 15 Duy Tân, Hà Nội/);
    assert.match(text, /Mã giao dịch<\/dt><dd>FT26327\d{6}/);
  });

  it('a receipt is in the order’s language, or the requested one, errors too', async () => {
    const { orderId } = await order(1, 'en');
    await reportTransfer(server, await startTransfer(client, orderId));
    const { payments } = await client.orders.get.query({ orderId });
    const url = payments[0]?.receiptUrl ?? '';
    const english = (await get(url)).text;
    assert.match(english, /<html lang="en">/);
    assert.match(english, /Two million nine hundred fifty thousand dong/);
    assert.match(english, /ASP Accounting – Enterprise/);
    const other = /<a href="(\?lang=vi)" lang="vi"/.exec(english)?.[1] ?? '';
    const vietnamese = (await get(url + other)).text;
    assert.match(vietnamese, /Hai triệu chín trăm năm mươi nghìn đồng/);
    assert.doesNotMatch(vietnamese, /Enterprise/);
    const wrong = await get(`${server.url}/documents/receipts/${'x'.repeat(44)}?lang=en`);
    assert.match(wrong.text, /The page cannot be opened/);
  });

  it('a receipt opened from the English page of a link is in English', async () => {
    const { orderId } = await order(1);
    const link = await client.paymentLinks.create.mutate({ orderId });
    await reportTransfer(server, await startTransfer(client, orderId));
    const page = await get(`${link.url}?lang=en`);
    const url = /href="(http[^"]+\/documents\/receipts\/[^"]+)"/.exec(page.text)?.[1] ?? '';
    assert.match((await get(url)).text, /Payment receipt/);
  });

  it('the page of one line’s link shows no receipt of a payment for several lines', async () => {
    const { orderId } = await order(2);
    const [line] = (await client.orders.get.query({ orderId })).lines;
    const link = await client.paymentLinks.create.mutate({ orderId, lineId: line?.id ?? '' });
    await reportTransfer(server, await startTransfer(client, orderId));
    const page = await get(link.url);
    assert.match(page.text, /đã được thanh toán/);
    assert.doesNotMatch(page.text, /documents\/receipts/);
  });

  it('a receipt opens by no token made elsewhere', async () => {
    const { orderId } = await order(1);
    await reportTransfer(server, await startTransfer(client, orderId));
    const { payments, lines } = await client.orders.get.query({ orderId });
    const [payment, line] = [payments[0]?.id ?? '', lines[0]?.id ?? ''];
    const url = payments[0]?.receiptUrl ?? '';
    const token = url.split('/').at(-1) ?? '';
    const { linkSecret } = server.context.config;
    const flipped = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
    const forged = [
      flipped,
      token.slice(0, 22),
      token.slice(1),
      `${token}A`,
      documentToken('another-secret-of-32-characters!', 'receipt', [payment]),
      documentToken(linkSecret, 'quotation', [payment]),
      documentToken(linkSecret, 'receipt', [payment, payment]),
      documentToken(linkSecret, 'receipt', [line]),
      token.slice(0, 22) + linkToken(linkSecret, payment),
      'x'.repeat(44),
      'ă'.repeat(44),
      '%E0',
    ];
    for (const wrong of forged) {
      const { response } = await get(`${server.url}/documents/receipts/${wrong}`);
      assert.equal(response.status, 404, wrong);
    }
    assert.deepEqual(readDocumentToken(linkSecret, 'receipt', token), [payment]);
  });
});
