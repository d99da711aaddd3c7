import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { documentToken } from '../addresses/document-token.ts';
import { putCodes } from '../testing/discount-codes.ts';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  handOut,
  openFirm,
  orderOf,
  planDeclaration,
  putPlans,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../testing/test-directory.ts';
import { type Client, hostApi, type TestServer } from '../testing/test-server.ts';

describe('a printed quotation', () => {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(10);
  const some = handOut(codes);

  before(async () => {
    ({ server, client } = await openFirm(codes));
    const tiers = [{ minLines: 2, rate: 500 }];
    await hostApi(server, 'PUT', '/firms/firm-1/discount-tiers', { tiers });
  });
  after(() => server.stop());
  beforeEach(() => declarePlans(server));

  const makeDearer = async () => {
    const prices = [{ fromFiscalYear: 2020, pricePerYear: 9_000_000 }];
    const changed = { vatRate: '10%' as const, prices };
    await putPlans(server, planDeclaration('ASP-DN', changed), planDeclaration('LUU-TRU', changed));
  };

  it('a printed quotation has everything a buyer has to know, and nothing that could run', async () => {
    await putCodes(server, { code: 'PRINT', kind: 'amount', value: 5_000 });
    const own = some(2);
    await declareCustomers(server, declarationsFor(own.slice(1), 'LUU-TRU'));
    const { lines } = await orderOf(client, own);
    const saved = await client.quotations.save.mutate({
      lines,
      discountCode: 'PRINT',
      buyerName: 'Công ty <script>alert(1)</script> & Con',
    });
    await makeDearer();
    const response = await fetch(saved.url);
    const text = await response.text();
    assert.equal(response.status, 200);
    const expected = [
      saved.number,
      'ngày 23/11/2026',
      'Hiệu lực đến hết ngày</dt><dd>23/12/2026',
      'Dịch vụ kế toán Minh Phát',
      'Công ty &lt;script&gt;alert(1)&lt;/script&gt; &amp; Con',
      'CONG TY PHAN MEM',
      'Nguyễn Thị Kế Toán',
      ...own,
      'ASP Kế toán – Doanh nghiệp',
      '31/12/2027',
      'Chiết khấu theo số lượng 5%',
      'Mã giảm giá PRINT',
      'KCT: không chịu thuế',
      'Đại diện bên mua',
    ];
    for (const part of expected) assert.ok(text.includes(part), part);
    // 2,950,000 + 499,999 less 5 %, less 5,000; 8 % VAT on the second line.
    assert.match(text, /−172\.500/);
    assert.match(text, /−5\.000/);
    assert.match(text, /Ba triệu ba trăm/);
    assert.doesNotMatch(text, /<script>alert/);
    assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
  });

  it('a printed quotation is headed by the seller, and names what is not taxed', async () => {
    const seller = { name: 'Công ty Sổ Vàng', taxCode: '0312345673', address: '15 Duy Tân' };
    const { lines } = await orderOf(client, some(2));
    const before = await client.quotations.save.mutate({ lines, buyerName: 'Trước' });
    server.context.config.seller = seller;
    const saved = await client.quotations.save.mutate({ lines, buyerName: 'Sau' });
    server.context.config.seller = null;
    const text = await (await fetch(saved.url)).text();
    assert.match(text, /<header><strong>Công ty Sổ Vàng<\/strong>/);
    assert.match(text, /Mã số thuế: 0312345673.*Địa chỉ: 15 Duy Tân/s);
    assert.match(text, /Thuế GTGT<\/dt><dd>Không chịu thuế \(KCT\)/);
    assert.match(text, /<th class="number">Thành tiền trước thuế/);
    assert.match(await (await fetch(before.url)).text(), /<strong>CONG TY PHAN MEM<\/strong>/);
  });

  it('a quotation opens by no token made elsewhere, nor by a receipt’s', async () => {
    const order = await orderOf(client, some(1));
    const saved = await client.quotations.save.mutate({ lines: order.lines });
    const { id: orderId } = await client.orders.place.mutate(order);
    await reportTransfer(server, await startTransfer(client, orderId));
    const { payments } = await client.orders.get.query({ orderId });
    const receipt = payments[0]?.receiptUrl?.split('/').at(-1) ?? '';
    const token = saved.url.split('/').at(-1) ?? '';
    const { linkSecret } = server.context.config;
    const forged = [
      receipt,
      token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A'),
      token.slice(0, 22),
      `${token}A`,
      documentToken(linkSecret, 'receipt', [saved.id]),
      documentToken('another-secret-of-32-characters!', 'quotation', [saved.id]),
      documentToken(linkSecret, 'quotation', [saved.id, saved.id]),
      documentToken(linkSecret, 'quotation', [orderId]),
      saved.id,
    ];
    for (const wrong of forged) {
      const { status } = await fetch(`${server.url}/documents/quotations/${wrong}`);
      assert.equal(status, 404, wrong);
    }
    const crossed = await fetch(`${server.url}/documents/receipts/${token}`);
    assert.equal(crossed.status, 404);
    assert.equal((await fetch(saved.url)).status, 200);
  });
});
