import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type * as z from 'zod/mini';
import { plansSchema } from '../shared/schemas/catalog.ts';
import {
  customerPageSchema,
  lookUpResultSchema,
  nameLookUpSchema,
} from '../shared/schemas/customer.ts';
import { notificationPageSchema } from '../shared/schemas/notification.ts';
import {
  orderPageSchema,
  orderSchema,
  placedOrderSchema,
  quotationSchema,
  quoteSchema,
} from '../shared/schemas/order.ts';
import {
  paymentAttemptSchema,
  paymentLinkSchema,
  paymentLinksSchema,
  paymentMethodsSchema,
} from '../shared/schemas/payment.ts';
import { quotationDetailsSchema, quotationPageSchema } from '../shared/schemas/quotation.ts';
import { whoAmISchema } from '../shared/schemas/sign-in.ts';
import { SumsAsText } from './testing/sums-as-text.ts';
import {
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from './testing/test-directory.ts';
import type { Client, TestServer } from './testing/test-server.ts';

/** The wire carries exactly the fields of the contract. */
function assertIs(schema: z.ZodMiniType, answer: unknown): void {
  const result = schema.safeParse(answer);
  assert.ok(result.success, JSON.stringify(result.error?.issues));
  assert.deepEqual(result.data, answer);
}

for (const sums of ['numbers', 'texts'] as const) {
  describe(`where the database gives sums and counts as ${sums}`, () => answersByContract(sums));
}

function answersByContract(sums: 'numbers' | 'texts') {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(3);

  before(async () => {
    ({ server, client } = await openFirm(codes));
    const { context } = server;
    if (sums === 'texts') context.db = context.db.withPlugin(new SumsAsText());
  });
  after(() => server.stop());

  it('every call answers as the contract says', async () => {
    assertIs(whoAmISchema, await client.signIn.whoAmI.query());
    assertIs(plansSchema, await client.catalog.plans.query());
    assertIs(customerPageSchema, await client.customers.search.query({ query: 'dai phat' }));
    assertIs(
      lookUpResultSchema,
      await client.customers.lookUp.query({ taxCodes: [...codes, 'x', '0101243150'] }),
    );
    const names = [`Công ty TNHH Đại Phát ${codes[0]}`, 'Không có'];
    assertIs(nameLookUpSchema, await client.customers.lookUpNames.query({ names }));
    const input = await orderOf(client, codes);
    const far = { ...input.lines[0], firstFiscalYear: 2050 } as (typeof input.lines)[number];
    assertIs(
      quoteSchema,
      await client.orders.quote.query({ lines: [...input.lines.slice(1), far] }),
    );
    const quotation = await client.quotations.save.mutate({ lines: input.lines });
    assertIs(quotationSchema, quotation);
    assertIs(quotationPageSchema, await client.quotations.list.query({}));
    assertIs(
      quotationDetailsSchema,
      await client.quotations.get.query({ quotationId: quotation.id }),
    );
    const placed = await client.orders.place.mutate(input);
    assertIs(placedOrderSchema, placed);
    const orderId = placed.id;
    assertIs(paymentMethodsSchema, await client.payments.methods.query({ orderId }));
    const attempt = await client.payments.start.mutate({
      orderId,
      method: 'bank_transfer',
      locale: 'vi',
    });
    assertIs(paymentAttemptSchema, attempt);
    const redirected = await client.payments.start.mutate({
      orderId,
      method: 'vnpay',
      locale: 'en',
    });
    assertIs(paymentAttemptSchema, redirected);
    assertIs(paymentLinkSchema, await client.paymentLinks.create.mutate({ orderId }));
    assertIs(paymentLinksSchema, await client.paymentLinks.list.query({ orderId }));
    await reportTransfer(server, { amount: 1_000, memo: attempt.transfer?.memo ?? '' });
    assertIs(orderSchema, await client.orders.get.query({ orderId }));
    assertIs(paymentAttemptSchema, await client.payments.attempt.query({ attemptId: attempt.id }));
    assertIs(paymentMethodsSchema, await client.payments.methods.query({ orderId }));
    assertIs(orderSchema, await client.orders.cancel.mutate({ orderId, reason: 'Thử' }));
    assertIs(orderPageSchema, await client.orders.list.query({ query: '' }));
    assertIs(notificationPageSchema, await client.notifications.list.query({}));

    const [refunded] = (await client.orders.get.query({ orderId })).payments;
    assert.deepEqual([refunded?.refundDue, refunded?.unapplied], [1_000, 0]);
  });

  it('the owner’s page and the health check show the same money', async () => {
    const { id: orderId } = await client.orders.place.mutate(await orderOf(client, codes));
    const { url } = await client.paymentLinks.create.mutate({ orderId });
    const transfer = await startTransfer(client, orderId);
    await reportTransfer(server, { ...transfer, amount: 1_000_000 });
    assert.match(await (await fetch(url)).text(), /Đã nhận 1\.000\.000.*còn thiếu 7\.850\.000/);
    await reportTransfer(server, { ...transfer, amount: transfer.amount });
    const paid = await (await fetch(url)).text();
    assert.match(paid, /Thanh toán thành công/);
    assert.match(paid, /Khoản 1\.000\.000.*sẽ được hoàn lại/);
    const health = await (await fetch(`${server.url}/health`)).json();
    assert.equal(health.money, 'ok');
    assert.equal(typeof health.unmatchedPayments, 'number');
    assert.equal(typeof health.outbox.pending, 'number');
  });
}
