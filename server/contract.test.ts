import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as z from 'zod/mini';
import { plansSchema, productWithPlansSchema } from '../shared/schemas/catalog.ts';
import {
  customerPageSchema,
  licenseLookUpSchema,
  lookUpResultSchema,
  nameLookUpSchema,
} from '../shared/schemas/customer.ts';
import {
  colleaguesSchema,
  draftDetailsSchema,
  draftListSchema,
  savedDraftSchema,
} from '../shared/schemas/draft.ts';
import {
  licenseIdsSchema,
  licensePageSchema,
  licensesReadSchema,
} from '../shared/schemas/license-list.ts';
import { notificationPageSchema } from '../shared/schemas/notification.ts';
import {
  cancellationSchema,
  orderPageSchema,
  orderSchema,
  placedOrderSchema,
} from '../shared/schemas/order.ts';
import {
  linkMailsPreviewSchema,
  paymentAttemptSchema,
  paymentLinkSchema,
  paymentLinksSchema,
  paymentMethodsSchema,
  sentPaymentLinksSchema,
} from '../shared/schemas/payment.ts';
import {
  quotationDetailsSchema,
  quotationPageSchema,
  quotationSchema,
} from '../shared/schemas/quotation.ts';
import { quoteSchema } from '../shared/schemas/quote.ts';
import { digestLicensesSchema, reminderChoiceSchema } from '../shared/schemas/reminder.ts';
import { whoAmISchema } from '../shared/schemas/sign-in.ts';
import {
  changedPayersSchema,
  madeLineLinksSchema,
  postponedOrdersSchema,
  remindedSchema,
  reminderPreviewSchema,
  unpaidPageSchema,
} from '../shared/schemas/unpaid.ts';
import { appRouter } from './api/router.ts';
import { runExpiryReminders } from './jobs/run-expiry-reminders.ts';
import { SumsAsText } from './testing/database/sums-as-text.ts';
import { draftOf } from './testing/drafts.ts';
import {
  openFirm,
  orderOf,
  planDeclaration,
  putPlans,
  reportTransfer,
  startTransfer,
  taxCodes,
  yearly,
} from './testing/test-directory.ts';
import { type Client, clientOf, signToken, type TestServer } from './testing/test-server.ts';

/** The answer of each procedure, except those that stream. */
const ANSWERS = {
  'signIn.whoAmI': whoAmISchema,
  'catalog.plans': plansSchema,
  'catalog.products': z.array(productWithPlansSchema),
  'customers.search': customerPageSchema,
  'customers.lookUp': lookUpResultSchema,
  'customers.lookUpNames': nameLookUpSchema,
  'customers.lookUpLicenses': licenseLookUpSchema,
  'licenses.list': licensePageSchema,
  'licenses.findIds': licenseIdsSchema,
  'licenses.read': licensesReadSchema,
  'orders.quote': quoteSchema,
  'orders.place': placedOrderSchema,
  'orders.list': orderPageSchema,
  'orders.get': orderSchema,
  'orders.previewCancel': cancellationSchema,
  'orders.cancel': orderSchema,
  'orders.postponeDueDate': orderSchema,
  'orders.commit': orderSchema,
  'quotations.save': quotationSchema,
  'quotations.list': quotationPageSchema,
  'quotations.get': quotationDetailsSchema,
  'drafts.list': draftListSchema,
  'drafts.get': draftDetailsSchema,
  'drafts.save': savedDraftSchema,
  'drafts.colleagues': colleaguesSchema,
  'drafts.handOver': z.undefined(),
  'drafts.delete': z.undefined(),
  'payments.methods': paymentMethodsSchema,
  'payments.start': paymentAttemptSchema,
  'payments.attempt': paymentAttemptSchema,
  'paymentLinks.create': paymentLinkSchema,
  'paymentLinks.list': paymentLinksSchema,
  'paymentLinks.countMails': linkMailsPreviewSchema,
  'paymentLinks.send': sentPaymentLinksSchema,
  'paymentLinks.revoke': paymentLinkSchema,
  'unpaid.list': unpaidPageSchema,
  'unpaid.previewReminders': reminderPreviewSchema,
  'unpaid.remind': remindedSchema,
  'unpaid.changePayers': changedPayersSchema,
  'unpaid.postpone': postponedOrdersSchema,
  'unpaid.makeLinks': madeLineLinksSchema,
  'notifications.list': notificationPageSchema,
  'notifications.markRead': z.object({ unread: z.int() }),
  'reminders.choice': reminderChoiceSchema,
  'reminders.setMails': reminderChoiceSchema,
  'reminders.licenses': digestLicensesSchema,
};

type Checked = <Answer>(path: keyof typeof ANSWERS, answer: Answer) => Answer;

function answering(router: { _def: { procedures: object } }): string[] {
  const procedures = Object.entries(
    router._def.procedures as Record<string, { _def: { type: string } }>,
  );
  return procedures.filter(([, { _def }]) => _def.type !== 'subscription').map(([path]) => path);
}

it('the contract covers the answer of every procedure, except those that stream', () => {
  assert.deepEqual(answering(appRouter).toSorted(), Object.keys(ANSWERS).toSorted());
});

for (const sums of ['numbers', 'texts'] as const) {
  describe(`where the database gives sums and counts as ${sums}`, () => answersByContract(sums));
}

function answersByContract(sums: 'numbers' | 'texts') {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(6);

  before(async () => {
    ({ server, client } = await openFirm(codes));
    await putPlans(
      server,
      planDeclaration('ASP-DN', { commitmentDays: 30, prices: yearly(2_950_000) }),
    );
    const colleague = await signToken({ accountantId: 'colleague' });
    await clientOf(server, colleague).signIn.whoAmI.query();
    const { context } = server;
    if (sums === 'texts') context.db = context.db.withPlugin(new SumsAsText());
  });
  after(() => server.stop());

  it('every procedure answers as the contract says', async () => {
    const asked = new Set<string>();
    /** The wire carries exactly the fields of the contract. */
    const checked = <Answer>(path: keyof typeof ANSWERS, answer: Answer): Answer => {
      const result = ANSWERS[path].safeParse(answer);
      assert.ok(result.success, `${path}: ${JSON.stringify(result.error?.issues)}`);
      assert.deepEqual(result.data, answer, path);
      asked.add(path);
      return answer;
    };
    await askAboutCustomers(server, client, checked, codes);
    await askAboutOrders(server, client, checked, codes.slice(0, 3));
    await askAboutUnpaid(client, checked, codes.slice(3, 4));
    await askAboutDrafts(client, checked, codes.slice(4));
    assert.deepEqual([...asked].toSorted(), Object.keys(ANSWERS).toSorted());
  });

  it('the owner’s page and the health check show the same money', async () => {
    const { id: orderId } = await client.orders.place.mutate(
      await orderOf(client, codes.slice(0, 3)),
    );
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

async function askAboutCustomers(
  { context }: TestServer,
  client: Client,
  checked: Checked,
  codes: readonly string[],
): Promise<void> {
  checked('signIn.whoAmI', await client.signIn.whoAmI.query());
  checked('catalog.plans', await client.catalog.plans.query());
  checked('catalog.products', await client.catalog.products.query());
  const { customers, licenses, reminders } = client;
  checked('customers.search', await customers.search.query({ query: 'dai phat' }));
  const taxCodes = [...codes, 'x', '0101243150'];
  checked('customers.lookUp', await customers.lookUp.query({ taxCodes }));
  const names = [`Công ty TNHH Đại Phát ${codes[0]}`, 'Không có'];
  checked('customers.lookUpNames', await customers.lookUpNames.query({ names }));
  const externalIds = ['L-1', 'none'];
  checked('customers.lookUpLicenses', await customers.lookUpLicenses.query({ externalIds }));
  checked('licenses.list', await licenses.list.query({ filter: {} }));
  const { ids } = checked('licenses.findIds', await licenses.findIds.query({ filter: {} }));
  checked('licenses.read', await licenses.read.query({ ids }));
  checked('reminders.choice', await reminders.choice.query());
  checked('reminders.setMails', await reminders.setMails.mutate({ mails: true }));
  await runExpiryReminders(context);
  const page = checked('notifications.list', await client.notifications.list.query({}));
  const [{ sequence, digestId } = { sequence: 0, digestId: null }] = page.notifications;
  assert.ok(digestId);
  checked('reminders.licenses', await reminders.licenses.query({ digestId }));
  const read = await client.notifications.markRead.mutate({ sequence, only: true });
  checked('notifications.markRead', read);
}

async function askAboutOrders(
  server: TestServer,
  client: Client,
  checked: Checked,
  codes: readonly string[],
): Promise<void> {
  const { orders, quotations, payments, paymentLinks } = client;
  const input = await orderOf(client, codes);
  const [first, ...others] = input.lines;
  const far = { ...first, firstFiscalYear: 2050 } as (typeof input.lines)[number];
  checked('orders.quote', await orders.quote.query({ lines: [...others, far] }));
  const saved = checked('quotations.save', await quotations.save.mutate({ lines: input.lines }));
  checked('quotations.list', await quotations.list.query({}));
  checked('quotations.get', await quotations.get.query({ quotationId: saved.id }));
  const { id: orderId } = checked('orders.place', await orders.place.mutate(input));
  checked('payments.methods', await payments.methods.query({ orderId }));
  const by = { orderId, locale: 'vi' } as const;
  const redirected = await payments.start.mutate({ ...by, method: 'vnpay' });
  checked('payments.start', redirected);
  const transfer = await payments.start.mutate({ ...by, method: 'bank_transfer' });
  checked('payments.start', transfer);
  const link = checked('paymentLinks.create', await paymentLinks.create.mutate({ orderId }));
  checked('paymentLinks.countMails', await paymentLinks.countMails.query({ orderId }));
  checked('paymentLinks.send', await paymentLinks.send.mutate({ orderId }));
  checked('paymentLinks.list', await paymentLinks.list.query({ orderId }));
  const revoked = await paymentLinks.revoke.mutate({ linkId: link.id });
  checked('paymentLinks.revoke', revoked);
  await reportTransfer(server, { amount: 1_000, memo: transfer.transfer?.memo ?? '' });
  const order = checked('orders.get', await orders.get.query({ orderId }));
  checked('payments.attempt', await payments.attempt.query({ attemptId: transfer.id }));
  checked('payments.methods', await payments.methods.query({ orderId }));
  const dueDate = order.postponableUntil ?? '';
  checked('orders.postponeDueDate', await orders.postponeDueDate.mutate({ orderId, dueDate }));
  const payBy = order.committableUntil ?? '';
  checked('orders.commit', await orders.commit.mutate({ orderId, payBy, confirmed: true }));
  checked('orders.previewCancel', await orders.previewCancel.query({ orderId }));
  checked('orders.cancel', await orders.cancel.mutate({ orderId, reason: 'Thử' }));
  checked('orders.list', await orders.list.query({ query: '' }));
  const [refunded] = (await orders.get.query({ orderId })).payments;
  assert.deepEqual([refunded?.refundDue, refunded?.unapplied], [1_000, 0]);
}

async function askAboutUnpaid(client: Client, checked: Checked, codes: readonly string[]) {
  const { unpaid } = client;
  const { id } = await client.orders.place.mutate(await orderOf(client, codes));
  const { lines } = checked('unpaid.list', await unpaid.list.query({ filter: {} }));
  const lineIds = lines.map(({ lineId }) => lineId);
  const asked = { lineIds, again: true };
  checked('unpaid.previewReminders', await unpaid.previewReminders.query(asked));
  checked('unpaid.remind', await unpaid.remind.mutate(asked));
  checked('unpaid.changePayers', await unpaid.changePayers.mutate({ lineIds, payer: 'owner' }));
  checked('unpaid.makeLinks', await unpaid.makeLinks.mutate({ lineIds }));
  const postponed = await unpaid.postpone.mutate({ orderIds: [id], dueDate: '2026-12-20' });
  checked('unpaid.postpone', postponed);
}

async function askAboutDrafts(client: Client, checked: Checked, codes: readonly string[]) {
  const { drafts } = client;
  const { lines } = await orderOf(client, codes);
  const draft = draftOf(lines);
  const { draftId } = draft;
  checked('drafts.save', await drafts.save.mutate(draft));
  checked('drafts.list', await drafts.list.query());
  checked('drafts.get', await drafts.get.query({ draftId }));
  const { colleagues } = checked('drafts.colleagues', await drafts.colleagues.query());
  const [{ id: accountantId } = { id: '' }] = colleagues;
  checked('drafts.handOver', await drafts.handOver.mutate({ draftId, accountantId }));
  const other = draftOf(lines);
  await drafts.save.mutate(other);
  checked('drafts.delete', await drafts.delete.mutate({ draftId: other.draftId }));
}
