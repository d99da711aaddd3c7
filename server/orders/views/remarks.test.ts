import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Order, PlaceOrderInput } from '../../../shared/schemas/order.ts';
import type { MailJob } from '../../announce/outbox/job.ts';
import { toHtml, toPlainText } from '../../channels/mail/document/mail-document.ts';
import { renderMail } from '../../channels/mail/render-mail.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import {
  declaration,
  declareCustomers,
  declareTermPlans,
  openFirm,
  orderOf,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import { type Client, hostApi, NOW, signInAt, type TestServer } from '../../testing/test-server.ts';

/** Of a licence that ended on 30/09/2026, ordered on 23/11/2026 for the fiscal year 2026. */
const SHORT = 'Chỉ thêm 39 ngày';
const CHANGE = 'Đổi gói: Gói HOUSEHOLD → Gói ANYBODY';
const PAST = 'Ngày hết hạn mới đã qua';
const RECIPIENT = 'ketoan@minhphat.example';

/** Unexpected effects of a line are shown at it, from the order to the owner who pays it. */
describe('what is odd about a line', () => {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(30, 60_000_000);

  before(async () => {
    ({ server, client } = await openFirm([]));
    await declareTermPlans(server);
  });
  after(() => server.stop());

  async function at(now: number): Promise<void> {
    client = await signInAt(server, now);
  }

  /** A short line, one that changes the plan, and one without a remark. */
  async function threeLines(change: Partial<PlaceOrderInput> = {}): Promise<PlaceOrderInput> {
    await at(NOW);
    const own = codes.splice(0, 3);
    const licenses = [
      { planCode: 'COMPANY', expiry: '2026-09-30' },
      { planCode: 'HOUSEHOLD', expiry: '2026-12-20' },
      { planCode: 'ANYBODY', expiry: '2026-12-31' },
    ];
    await declareCustomers(
      server,
      own.map((code, index) => declaration(code, { license: licenses[index] ?? null })),
    );
    const plans = await client.catalog.plans.query();
    const anybody = plans.find(({ code }) => code === 'ANYBODY')?.id ?? '';
    const order = await orderOf(client, [own[0] ?? '', own[2] ?? ''], change);
    const { results } = await client.customers.lookUp.query({ taxCodes: [own[1] ?? ''] });
    const [found] = results;
    assert.equal(found?.outcome, 'found');
    const { customer } = found as Extract<typeof found, { outcome: 'found' }>;
    const changed = {
      customerId: customer.id,
      planId: anybody,
      firstFiscalYear: 2027,
      years: 1,
      presentExpiry: '2026-12-20',
    };
    const lines = [order.lines[0], changed, order.lines[1]].filter((line) => line !== undefined);
    const { totals } = await client.orders.quote.query({ lines });
    return { ...order, lines, confirmedTotal: totals.total };
  }

  async function place(change: Partial<PlaceOrderInput> = {}): Promise<Order> {
    const { id } = await client.orders.place.mutate(await threeLines(change));
    return await client.orders.get.query({ orderId: id });
  }

  /** The newest mail of a kind to an address, as it would leave now. */
  async function mailed(kind: MailJob['kind'], to: string) {
    const rows = await server.context.db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', kind)
      .orderBy('id', 'desc')
      .execute();
    const jobs = rows.map(({ payload }) => ({ kind, ...JSON.parse(payload) }) as MailJob);
    const job = jobs.find((each) => each.to.email === to);
    assert.ok(job, `${kind} to ${to}`);
    const mail = await renderMail(server.context, job);
    assert.ok(mail);
    return { text: toPlainText(mail), html: toHtml(mail) };
  }

  /** The part of a text that begins with a customer’s tax code, and ends with the next customer’s. */
  function partsOf(text: string, order: Order): string[] {
    const starts = order.lines.map(({ customer }) => text.lastIndexOf(customer.taxCode));
    return starts.map((start, index) => text.slice(start, starts[index + 1]));
  }

  const remarksIn = (text: string) =>
    [SHORT, CHANGE, PAST].filter((remark) => text.includes(remark));

  it('the remarks on a line are in the order’s mail, as text and as HTML, with both plans', async () => {
    const order = await place();
    const { text, html } = await mailed('order_placed', RECIPIENT);
    assert.deepEqual(partsOf(text, order).map(remarksIn), [[SHORT], [CHANGE], []]);
    assert.deepEqual(partsOf(html, order).map(remarksIn), [[SHORT], [CHANGE], []]);
    const plans = ['Gói COMPANY', 'Gói ANYBODY', 'Gói ANYBODY'];
    partsOf(text, order).forEach((part, line) => {
      assert.ok(part.includes(`· ${plans[line]}\u00a0·`), part);
    });
  });

  it('the remarks on a line are in the order’s language', async () => {
    await place({ locale: 'en' });
    const { text } = await mailed('order_placed', RECIPIENT);
    assert.match(text, /Only 39 more days/);
    assert.match(text, /Plan change: Plan HOUSEHOLD → Plan ANYBODY/);
  });

  it('the remarks on paid lines are in the payment mail', async () => {
    const order = await place();
    await reportTransfer(server, await startTransfer(client, order.id));
    const { text } = await mailed('payment_received', RECIPIENT);
    assert.deepEqual(partsOf(text, order).map(remarksIn), [[SHORT], [CHANGE], []]);
  });

  it('the owner reads the remarks on a line before paying: in the mail with the link, and on the page', async () => {
    const order = await place({ payer: 'owner' });
    await client.paymentLinks.send.mutate({ orderId: order.id });
    const expected = [[SHORT], [CHANGE], []];
    for (const [index, line] of order.lines.entries()) {
      const { text } = await mailed('payment_link', `ketoan@${line.customer.taxCode}.example`);
      assert.deepEqual(remarksIn(text), expected[index]);
      const [note] = expected[index] ?? [];
      if (note) assert.ok(text.includes(`Lưu ý: ${note}\n`), text);
      else assert.doesNotMatch(text, /Lưu ý/);
      const { url } = await client.paymentLinks.create.mutate({
        orderId: order.id,
        lineId: line.id,
      });
      const page = await (await fetch(url)).text();
      const [top = ''] = page.split('<form');
      assert.deepEqual(remarksIn(top), expected[index], 'above the methods');
    }
  });

  it('the page that pays a whole order counts the remarks, and shows them at each line', async () => {
    const order = await place();
    const { url } = await client.paymentLinks.create.mutate({ orderId: order.id });
    const page = await (await fetch(url)).text();
    const [top = '', rest = ''] = page.split('<form');
    assert.match(top, /1 giấy phép đổi gói/);
    assert.match(top, /1 giấy phép chỉ thêm chưa đến 6 tháng/);
    assert.deepEqual(partsOf(rest, order).map(remarksIn), [[SHORT], [CHANGE], []]);
    const english = await (await fetch(`${url}?lang=en`)).text();
    assert.match(english, /1 licence gains less than six months/);
    assert.match(english, /Only 39 more days/);
  });

  it('the remark on an unpaid line whose term has run out says that the new expiry is past', async () => {
    const order = await place({ payer: 'owner' });
    const { url } = await client.paymentLinks.create.mutate({
      orderId: order.id,
      lineId: order.lines[0]?.id ?? '',
    });
    await at(NOW + 25 * DAY_MS);
    await client.orders.postponeDueDate.mutate({ orderId: order.id, dueDate: '2027-01-20' });
    await at(Date.parse('2027-01-01T00:05:00+07:00'));
    assert.deepEqual(remarksIn(await (await fetch(url)).text()), [PAST]);
  });

  it('the days that a line leaves out are said from the quotation to the owner, and once it is paid', async () => {
    await at(NOW);
    const plan = {
      code: 'LATER',
      name: { vi: 'Gói LATER', en: 'Plan LATER' },
      ...{ termRule: 'fiscal_year', vatRate: 'KCT', active: true, allowsGap: true },
      prices: [{ fromFiscalYear: 2020, pricePerYear: 1_000_000 }],
    };
    assert.equal((await hostApi(server, 'PUT', '/plans', { plans: [plan] })).status, 204);
    const own = codes.splice(0, 2);
    const license = { planCode: 'LATER', expiry: '2026-12-31' };
    await declareCustomers(
      server,
      own.map((code) => declaration(code, { license })),
    );
    const order = await orderOf(client, own, { payer: 'owner' });
    const [first, second] = order.lines;
    assert.ok(first && second);
    const lines = [{ ...first, firstFiscalYear: 2028 }, second];
    const { url: quotation } = await client.quotations.save.mutate({ lines });
    const { totals, lines: quoted } = await client.orders.quote.query({ lines });
    const gap = { from: '2027-01-01', until: '2027-12-31' };
    assert.deepEqual(
      quoted.map((line) => line.gap),
      [gap, null],
    );
    const placed = await client.orders.place.mutate({
      ...{ ...order, lines, confirmedTotal: totals.total },
    });
    const { lines: ordered } = await client.orders.get.query({ orderId: placed.id });
    assert.deepEqual(
      ordered.map((line) => line.gap),
      [gap, null],
    );
    const GAP = 'Không có hiệu lực từ 01/01/2027 đến 31/12/2027';
    const says = (text: string) => text.split(GAP).length - 1;
    const [line] = ordered;
    const one = await client.paymentLinks.create.mutate({
      ...{ orderId: placed.id, lineId: line?.id ?? '' },
    });
    const whole = await client.paymentLinks.create.mutate({ orderId: placed.id });
    const page = await (await fetch(one.url)).text();
    assert.equal(says(page.split('<form')[0] ?? ''), 1, 'above the methods');
    assert.match(await (await fetch(whole.url)).text(), /1 giấy phép có ngày không có hiệu lực/);
    assert.equal(says(await (await fetch(quotation)).text()), 1);
    assert.equal(says((await mailed('order_placed', RECIPIENT)).text), 1);
    await client.paymentLinks.send.mutate({ orderId: placed.id });
    assert.equal(says((await mailed('payment_link', `ketoan@${own[0]}.example`)).text), 1);
    await reportTransfer(server, await startTransfer(client, placed.id));
    assert.equal(says((await mailed('payment_received', RECIPIENT)).text), 1);
    // A paid line says so for good.
    await at(Date.parse('2027-06-01T10:00:00+07:00'));
    const later = await client.orders.get.query({ orderId: placed.id });
    assert.deepEqual(later.lines[0]?.gap, gap);
  });

  it('the remarks on a line are printed in a quotation', async () => {
    const { lines } = await threeLines();
    const { url } = await client.quotations.save.mutate({ lines });
    const page = await (await fetch(url)).text();
    assert.deepEqual(remarksIn(page), [SHORT, CHANGE]);
    assert.equal(page.match(/class="remark"/g)?.length, 2);
  });

  it('a quotation from before remarks were kept has none', async () => {
    const { lines } = await threeLines();
    const { id, url } = await client.quotations.save.mutate({ lines });
    const { content } = await server.context.db
      .selectFrom('quotations')
      .select('content')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const old = content.replaceAll(/"presentPlan":\{"code".*?\}\},|"daysGained":\d+,/g, '');
    assert.notEqual(old, content);
    await server.context.db
      .updateTable('quotations')
      .set({ content: old })
      .where('id', '=', id)
      .execute();
    const response = await fetch(url);
    assert.equal(response.status, 200);
    assert.doesNotMatch(await response.text(), /class="remark"/);
  });
});
