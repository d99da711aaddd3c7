import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type * as z from 'zod/mini';
import { plansSchema } from '../shared/schemas/catalog.ts';
import { customerPageSchema, lookUpResultSchema } from '../shared/schemas/customer.ts';
import { notificationPageSchema } from '../shared/schemas/notification.ts';
import {
  orderPageSchema,
  orderSchema,
  placedOrderSchema,
  quotationSchema,
  quoteSchema,
} from '../shared/schemas/order.ts';
import {
  paymentLinkSchema,
  paymentLinksSchema,
  paymentMethodsSchema,
  paymentSessionSchema,
} from '../shared/schemas/payment.ts';
import { quotationDetailsSchema, quotationPageSchema } from '../shared/schemas/quotation.ts';
import { whoAmISchema } from '../shared/schemas/session.ts';
import { openFirm, orderOf, reportTransfer, taxCodes } from './testing/test-directory.ts';
import type { Client, TestServer } from './testing/test-server.ts';

let server: TestServer;
let client: Client;
const codes = taxCodes(3);

before(async () => {
  ({ server, client } = await openFirm(codes));
});
after(() => server.stop());

/** Nothing more and nothing less than the contract says crosses the wire. */
function assertIs(schema: z.ZodMiniType, answer: unknown): void {
  const result = schema.safeParse(answer);
  assert.ok(result.success, JSON.stringify(result.error?.issues));
  assert.deepEqual(result.data, answer);
}

it('answers every call as the contract says', async () => {
  assertIs(whoAmISchema, await client.session.whoAmI.query());
  assertIs(plansSchema, await client.catalog.plans.query());
  assertIs(customerPageSchema, await client.customers.search.query({ query: 'dai phat' }));
  assertIs(
    lookUpResultSchema,
    await client.customers.lookUp.query({ taxCodes: [...codes, 'x', '0101243150'] }),
  );
  const input = await orderOf(client, codes);
  const far = { ...input.lines[0], firstFiscalYear: 2050 } as (typeof input.lines)[number];
  assertIs(quoteSchema, await client.orders.quote.query({ lines: [...input.lines.slice(1), far] }));
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
  const session = await client.payments.start.mutate({
    orderId,
    method: 'bank_transfer',
    locale: 'vi',
  });
  assertIs(paymentSessionSchema, session);
  const redirected = await client.payments.start.mutate({ orderId, method: 'vnpay', locale: 'en' });
  assertIs(paymentSessionSchema, redirected);
  assertIs(paymentLinkSchema, await client.paymentLinks.create.mutate({ orderId }));
  assertIs(paymentLinksSchema, await client.paymentLinks.list.query({ orderId }));
  await reportTransfer(server, { amount: 1_000, memo: session.transfer?.memo ?? '' });
  assertIs(orderSchema, await client.orders.get.query({ orderId }));
  assertIs(paymentSessionSchema, await client.payments.session.query({ sessionId: session.id }));
  assertIs(orderSchema, await client.orders.cancel.mutate({ orderId, reason: 'Thử' }));
  assertIs(orderPageSchema, await client.orders.list.query({ query: '' }));
  assertIs(notificationPageSchema, await client.notifications.list.query({}));
});
