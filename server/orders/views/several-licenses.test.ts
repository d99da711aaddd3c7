import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { MailJob } from '../../announce/outbox/job.ts';
import { toPlainText } from '../../channels/mail/document/mail-document.ts';
import { renderMail } from '../../channels/mail/render-mail.ts';
import { newId } from '../../database/id.ts';
import {
  declaration,
  declareCustomers,
  planDeclaration,
  putPlans,
  taxCodes,
  yearly,
} from '../../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  hostApi,
  signToken,
  startTestServer,
  type TestServer,
} from '../../testing/test-server.ts';

const [ONE = '', OTHER = '', ALIKE = ''] = taxCodes(3, 70_100_000);

let server: TestServer;
let client: Client;

before(async () => {
  server = await startTestServer();
  client = clientOf(server, await signToken());
  const names = [
    ['ASP', 'ASP Kế toán'],
    ['INVOICE', 'meInvoice'],
  ] as const;
  const products = names.map(([code, vi]) => ({ code, name: { vi, en: vi }, active: true }));
  const plans = names.map(([code]) =>
    planDeclaration(`${code}-1`, {
      productCode: code,
      name: { vi: 'Cơ bản', en: 'Basic' },
      perUser: code === 'INVOICE',
      prices: yearly(480_000),
    }),
  );
  assert.equal((await hostApi(server, 'PUT', '/products', { products })).status, 204);
  await putPlans(server, ...plans);
  const expiry = '2026-12-31';
  const accounting = { planCode: 'ASP-1', expiry };
  await declareCustomers(server, [
    declaration(ONE, {
      name: 'Công ty Đại Phát',
      licenses: [accounting, { planCode: 'INVOICE-1', quantity: 2, expiry }],
    }),
    declaration(OTHER, { licenses: [accounting] }),
    declaration(ALIKE, {
      name: 'Công ty Song Sinh',
      licenses: ['L-1', 'L-2'].map((externalId) => ({ ...accounting, externalId })),
    }),
  ]);
});
after(() => server.stop());

/** Orders all licences of these customers, of meInvoice for five users; the owner's page and the mail. */
async function ordered(...codes: string[]) {
  const { results } = await client.customers.lookUp.query({ taxCodes: codes });
  const lines = results.flatMap((result) => {
    assert.equal(result.outcome, 'found');
    const { customer } = result as Extract<typeof result, { outcome: 'found' }>;
    return customer.licenses.map(({ id: licenseId, product, expiry }) => ({
      customerId: customer.id,
      licenseId,
      firstFiscalYear: 2027,
      years: 1,
      presentExpiry: expiry,
      ...(product.code === 'INVOICE' ? { quantity: 5 } : {}),
    }));
  });
  const { totals } = await client.orders.quote.query({ lines });
  const { id } = await client.orders.place.mutate({
    requestId: newId(),
    locale: 'vi',
    invoiceTo: { kind: 'customer' },
    notify: { kind: 'accountant' },
    lines,
    confirmedTotal: totals.total,
  });
  const { lines: placed } = await client.orders.get.query({ orderId: id });
  const { url } = await client.paymentLinks.create.mutate({ orderId: id });
  const page = await (await fetch(url)).text();
  const { payload } = await server.context.db
    .selectFrom('outbox')
    .select('payload')
    .where('kind', '=', 'order_placed')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  const mail = await renderMail(server.context, {
    kind: 'order_placed',
    ...JSON.parse(payload),
  } as MailJob);
  assert.ok(mail);
  await client.orders.cancel.mutate({ orderId: id, reason: 'Đặt thử' });
  const quotation = await client.quotations.save.mutate({
    lines: lines.map(({ presentExpiry: _, ...line }) => line),
  });
  const paper = await (await fetch(quotation.url)).text();
  return { placed, paper, page, top: page.split('<form')[0] ?? '', text: toPlainText(mail) };
}

it('several licences of one customer are paid for as its own, and told apart by product', async () => {
  const { page, top, text } = await ordered(ONE);
  assert.match(top, /Công ty Đại Phát.*2 giấy phép/s);
  assert.doesNotMatch(top, /khách hàng/);
  assert.match(top, /1 giấy phép đổi số người dùng/);
  for (const shown of [page, text]) {
    assert.match(shown, /ASP Kế toán – Cơ bản/);
    assert.match(shown, /meInvoice – Cơ bản, 5 người dùng × 480\.000\u00a0₫/);
    assert.match(shown, /\+3 người dùng/);
  }
  assert.match(text, /gia hạn 2 giấy phép/);
});

it('licences of several customers are counted beside the customers', async () => {
  const { top, text } = await ordered(ONE, OTHER);
  assert.match(top, /2 khách hàng, 3 giấy phép/);
  assert.match(text, /gia hạn 3 giấy phép/);
});

it('two licences of one product are told apart by the portal’s ids', async () => {
  const { placed, page, paper, text } = await ordered(ALIKE);
  assert.deepEqual(
    placed.map(({ licenseExternalId, isOneOfSeveral }) => [licenseExternalId, isOneOfSeveral]),
    [
      ['L-1', true],
      ['L-2', true],
    ],
  );
  for (const shown of [page, paper, text]) {
    assert.match(shown, /ASP Kế toán – Cơ bản \(L-1\)/);
    assert.match(shown, /ASP Kế toán – Cơ bản \(L-2\)/);
  }
});

it('a licence that is its customer’s only one of the product shows no id', async () => {
  const { placed, page } = await ordered(ONE);
  assert.ok(placed.every(({ isOneOfSeveral }) => !isOneOfSeveral));
  assert.match(page, /ASP Kế toán – Cơ bản</);
});

it('the mail about one cancelled line names its licence, and that about two how many', async () => {
  const { results } = await client.customers.lookUp.query({ taxCodes: [ALIKE] });
  const [found] = results;
  assert.equal(found?.outcome, 'found');
  const { customer } = found as Extract<typeof found, { outcome: 'found' }>;
  const recipientEmail = 'chu@songsinh.example';
  const lines = customer.licenses.map(({ id: licenseId, expiry: presentExpiry }) => ({
    ...{ customerId: customer.id, licenseId, presentExpiry, recipientEmail },
    ...{ firstFiscalYear: 2027, years: 1 },
  }));
  const { totals } = await client.orders.quote.query({ lines });
  const subjects: (string | undefined)[] = [];
  for (const count of [1, 2]) {
    const { id: orderId } = await client.orders.place.mutate({
      ...{ requestId: newId(), locale: 'vi', lines, confirmedTotal: totals.total },
      ...{ invoiceTo: { kind: 'customer' }, notify: { kind: 'accountant' } },
    });
    const { lines: placed } = await client.orders.get.query({ orderId });
    const lineIds = placed.slice(0, count).map(({ id }) => id);
    await client.orders.cancel.mutate({ orderId, lineIds, reason: 'Đặt thử' });
    const rows = await server.context.db
      .selectFrom('outbox')
      .select(['kind', 'payload'])
      .where('kind', 'in', ['order_cancelled', 'order_lines_cancelled'])
      .where('order_id', '=', orderId)
      .execute();
    const jobs = rows.map(({ kind, payload }) => ({ kind, ...JSON.parse(payload) }) as MailJob);
    const job = jobs.find(({ to }) => to.email === recipientEmail);
    subjects.push(job && (await renderMail(server.context, job))?.subject);
    if (count < placed.length) await client.orders.cancel.mutate({ orderId, reason: 'Đặt thử' });
  }
  assert.deepEqual(subjects, [
    'Đã hủy yêu cầu gia hạn: Công ty Song Sinh, ASP Kế toán – Cơ bản (L-1)',
    'Đã hủy yêu cầu gia hạn: Công ty Song Sinh, 2 giấy phép',
  ]);
});
