import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { addPortal } from '../../directory/portals/add-portal.ts';
import {
  declaration,
  declareCustomers,
  handOut,
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import { type Client, hostApi, type TestServer } from '../../testing/test-server.ts';
import type { InvoiceRequestPage } from './list-invoice-requests.ts';

const OTHER_PORTAL = {
  id: 'other-portal',
  name: 'Cổng khác',
  origins: ['https://other.example'],
  secret: 'another-portal-secret-of-more-than-32-characters',
  apiKey: 'another-api-key-of-more-than-32-characters',
};
const PERSONAL_ID = '001085012345';

describe('invoice requests', () => {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(30);
  const some = handOut(codes);

  before(async () => {
    ({ server, client } = await openFirm(codes));
    await addPortal(server.context.db, OTHER_PORTAL);
  });
  after(() => server.stop());

  async function list(query = '', apiKey?: string): Promise<InvoiceRequestPage> {
    const answer = await hostApi(server, 'GET', `/invoice-requests${query}`, undefined, apiKey);
    assert.equal(answer.status, 200);
    return (await answer.json()) as InvoiceRequestPage;
  }

  const of = async (orderId: string) =>
    (await list()).invoiceRequests.filter((each) => each.orderId === orderId);

  async function pay(orderId: string, amount?: number) {
    const transfer = await startTransfer(client, orderId);
    await reportTransfer(server, { amount: amount ?? transfer.amount, memo: transfer.memo });
    return transfer;
  }

  it('an invoice request has all of an invoice without VAT, with the day of collection in Vietnam', async () => {
    const [code = ''] = some(1);
    const { id, number } = await client.orders.place.mutate(await orderOf(client, [code]));
    assert.deepEqual(await of(id), [], 'nothing is invoiced before it is paid');
    await pay(id);
    const [request, ...more] = await of(id);
    assert.equal(more.length, 0);
    assert.ok(request);
    const { id: requestId, createdAt, payments, orderLineId, ...content } = request;
    const order = await client.orders.get.query({ orderId: id });
    assert.equal(orderLineId, order.lines[0]?.id);
    assert.deepEqual(
      payments.map((payment) => [payment.id, payment.gateway, payment.amount]),
      [[order.payments[0]?.id, 'sepay', 2_950_000]],
    );
    assert.ok(requestId && createdAt);
    assert.deepEqual(content, {
      firmId: 'firm-1',
      orderId: id,
      orderNumber: number,
      customer: { taxCode: code, name: `Công ty TNHH Đại Phát ${code}` },
      license: { externalId: null, productCode: 'default', planCode: 'ASP-DN', quantity: 1 },
      buyer: {
        legalName: `Công ty TNHH Đại Phát ${code}`,
        address: '12 Lê Lợi, Quận 1, TP. Hồ Chí Minh',
        taxCode: code,
        personalId: null,
        budgetUnitCode: null,
        email: `ketoan@${code}.example`,
        contactName: 'Trần Văn Bình',
      },
      item: {
        code: 'ASP-DN',
        name: 'Gia hạn quyền sử dụng phần mềm ASP Kế toán – Doanh nghiệp, năm tài chính 2027 (01/01/2027 – 31/12/2027)',
        unit: 'Gói',
        quantity: 1,
        unitPrice: 2_950_000,
        amount: 2_950_000,
        discount: 0,
        net: 2_950_000,
        vatRate: 'KCT',
        vat: 0,
      },
      total: 2_950_000,
      totalInWords: 'Hai triệu chín trăm năm mươi nghìn đồng',
      currency: 'VND',
      paymentMethod: 'CK',
      collectedOn: '2026-11-23',
    });
  });

  it('an invoice request names a budget unit without a tax code by its own code', async () => {
    const party = {
      legalName: 'Trường Trung học cơ sở Lê Lợi',
      taxCode: '',
      budgetUnitCode: '1057435',
      address: '2 Lê Lợi, Huế',
      email: 'thcs@leloi.example',
      contactName: '',
    };
    const input = await orderOf(client, some(1), { invoiceTo: { kind: 'other', party } });
    const { id } = await client.orders.place.mutate(input);
    await pay(id);
    const [request] = await of(id);
    assert.deepEqual(
      [request?.buyer.taxCode, request?.buyer.personalId, request?.buyer.budgetUnitCode],
      [null, null, '1057435'],
    );
  });

  it('an invoice request has VAT of 8 %, the discount, and a personal number in its own field', async () => {
    const own = some(3);
    await hostApi(server, 'PUT', '/firms/firm-1/discount-tiers', {
      tiers: [{ minLines: 3, rate: 1_000 }],
    });
    const license = { planCode: 'LUU-TRU', expiry: '2026-12-31' };
    await declareCustomers(
      server,
      own.map((code) => declaration(code, { license })),
    );
    const party = {
      legalName: 'Hộ kinh doanh Nguyễn Văn An',
      taxCode: PERSONAL_ID,
      address: '5 Trần Phú, Hà Nội',
      email: 'an@ho.example',
      contactName: '',
    };
    const input = await orderOf(client, own, { invoiceTo: { kind: 'other', party } });
    const { id } = await client.orders.place.mutate(input);
    await pay(id);
    await hostApi(server, 'PUT', '/firms/firm-1/discount-tiers', { tiers: [] });
    const requests = await of(id);
    assert.equal(requests.length, 3);
    const [request] = requests;
    assert.deepEqual(request?.buyer, {
      legalName: party.legalName,
      address: party.address,
      taxCode: null,
      personalId: PERSONAL_ID,
      budgetUnitCode: null,
      email: party.email,
      contactName: '',
    });
    assert.equal(
      request?.item.name,
      `Gia hạn quyền sử dụng phần mềm Lưu trữ hóa đơn, thời hạn 1 năm, đến 31/12/2027, cho Công ty TNHH Đại Phát ${own[0]} (MST ${own[0]})`,
    );
    const { item, total } = request;
    assert.deepEqual(
      [item.amount, item.discount, item.net, item.vatRate, item.vat, total],
      [499_999, 50_000, 449_999, '8%', 36_000, 485_999],
    );
    for (const { item, total } of requests) {
      assert.equal(item.amount, item.quantity * item.unitPrice);
      assert.equal(item.net, item.amount - item.discount);
      assert.equal(total, item.net + item.vat);
    }
  });

  it('an invoice request sells a term of several years, whose prices may differ, as one', async () => {
    const input = await orderOf(client, some(1));
    const lines = input.lines.map((line) => ({ ...line, years: 2 }));
    const { totals } = await client.orders.quote.query({ lines });
    const { id } = await client.orders.place.mutate({
      ...input,
      lines,
      confirmedTotal: totals.total,
    });
    await pay(id);
    const [{ item } = assert.fail()] = await of(id);
    assert.deepEqual([item.unit, item.quantity, item.unitPrice], ['Gói', 1, 6_100_000]);
    assert.match(item.name, /năm tài chính 2027–2028 \(01\/01\/2027 – 31\/12\/2028\)/);
  });

  it('a line gets one invoice request, when paid in full, dated by the money that completed it', async () => {
    const { id } = await client.orders.place.mutate(await orderOf(client, some(1)));
    const transfer = await pay(id, 1_000_000);
    assert.deepEqual(await of(id), []);
    // Half an hour past midnight in Vietnam is still the day before in UTC.
    const rest = { amount: 1_950_000, memo: transfer.memo, at: '2026-11-24 00:30:00' };
    await reportTransfer(server, rest);
    await reportTransfer(server, { ...rest, amount: 2_950_000, at: '2026-11-25 10:00:00' });
    const requests = await of(id);
    assert.equal(requests.length, 1);
    assert.deepEqual(
      requests[0]?.payments.map((payment) => payment.amount),
      [1_000_000, 1_950_000],
    );
    assert.equal(requests[0]?.collectedOn, '2026-11-24');
  });

  it('invoice requests are read a page at a time, by their own portal alone', async () => {
    const { invoiceRequests: all, nextCursor } = await list();
    assert.equal(nextCursor, null);
    assert.ok(all.length >= 4);
    const read: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: InvoiceRequestPage = await list(`?limit=2&cursor=${cursor}`);
      read.push(...page.invoiceRequests.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    assert.deepEqual(
      read,
      all.map(({ id }) => id),
    );
    assert.deepEqual((await list('', OTHER_PORTAL.apiKey)).invoiceRequests, []);
    for (const query of ['?limit=0', '?limit=1001', '?limit=x', `?cursor=${'a'.repeat(101)}`]) {
      const answer = await hostApi(server, 'GET', `/invoice-requests${query}`);
      assert.equal(answer.status, 400, query);
    }
    const noKey = await fetch(`${server.url}/api/v1/invoice-requests`);
    assert.equal(noKey.status, 401);
  });

  it('invoice requests of a large order are stored by few statements', async () => {
    const own = taxCodes(300, 20_100_000);
    await declareCustomers(
      server,
      own.map((code) => declaration(code)),
    );
    const { id } = await client.orders.place.mutate(await orderOf(client, own));
    await pay(id);
    assert.equal((await of(id)).length, 300);
  });
});
