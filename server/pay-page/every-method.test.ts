import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { PaymentMethod } from '../../shared/schemas/common.ts';
import { returnUrl } from '../addresses/return-token.ts';
import { returnUnappliedPayment } from '../payments/corrections/decide-unapplied-payment.ts';
import { type FakeGateways, startFakeGateways } from '../testing/gateways/fake-gateways.ts';
import { type Told, wireMessage } from '../testing/gateways/gateway-messages.ts';
import { stopAndCheckMoney } from '../testing/stop-and-check-money.ts';
import {
  declaration,
  declarationsFor,
  declareCustomers,
  declarePlans,
  orderOf,
  planDeclaration,
  putPlans,
  taxCodes,
  yearly,
} from '../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  NOW,
  signToken,
  startTestServer,
  stopLimits,
  type TestServer,
} from '../testing/test-server.ts';

/** The page for a browser without JavaScript: links and forms, followed by hand. */
describe('the payment page without JavaScript', () => {
  let server: TestServer;
  let client: Client;
  let gateways: FakeGateways;
  const codes = taxCodes(60);
  let next = 0;
  let transaction = 261_124_700_000_000;

  before(async () => {
    gateways = await startFakeGateways();
    server = await startTestServer(gateways.env);
    await declarePlans(server);
    client = clientOf(server, await signToken());
  });
  beforeEach(() => {
    server.setNow(NOW);
    gateways.answers.clear();
  });
  after(async () => {
    gateways.stop();
    await stopAndCheckMoney(server);
  });

  async function lineWithLink(planCode = 'ASP-DN') {
    const code = codes[next++] ?? '';
    const license = { planCode, expiry: '2026-12-31' };
    await declareCustomers(server, [declaration(code, { license })]);
    const { id: orderId } = await client.orders.place.mutate(await orderOf(client, [code]));
    const { lines } = await client.orders.get.query({ orderId });
    const lineId = lines[0]?.id ?? '';
    const { url } = await client.paymentLinks.create.mutate({ orderId, lineId });
    return { orderId, url };
  }

  const textOf = async (url: string) => (await fetch(url)).text();

  /** Sends the page's form, as its button does, and returns the redirect. */
  async function choose(url: string, method: PaymentMethod): Promise<string> {
    const page = await textOf(url);
    assert.match(page, new RegExp(`<input type="radio" name="method" value="${method}"`));
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1] ?? '';
    const lang = /name="lang" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const answer = await fetch(new URL(action, url), {
      method: 'POST',
      body: new URLSearchParams({ lang, method }),
      redirect: 'manual',
    });
    assert.equal(answer.status, 303);
    return new URL(answer.headers.get('location') ?? '', url).href;
  }

  /** As registered with the gateway. */
  async function returnUrlOf(orderId: string): Promise<string> {
    const { id } = await server.context.db
      .selectFrom('payment_attempts')
      .select('id')
      .where('order_id', '=', orderId)
      .executeTakeFirstOrThrow();
    return returnUrl(server.context.config, id);
  }

  async function tell(orderId: string, change: Partial<Told> = {}): Promise<void> {
    const attempt = await server.context.db
      .selectFrom('payment_attempts')
      .selectAll()
      .where('order_id', '=', orderId)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    const { method, reference, amount } = attempt;
    const told: Told = {
      method,
      reference,
      amount,
      transaction: ++transaction,
      outcome: 'paid',
      forged: false,
    };
    const { path, httpMethod, headers, body } = wireMessage(server.context.config, {
      ...told,
      ...change,
    });
    const sent = httpMethod === 'POST' ? { body } : {};
    const answer = await fetch(`${server.url}/gateways/${path}`, {
      method: httpMethod,
      headers,
      ...sent,
    });
    await answer.arrayBuffer();
  }

  const leadsTo: Record<Exclude<PaymentMethod, 'bank_transfer'>, RegExp> = {
    vnpay: /vpcpay\.html\?.*vnp_SecureHash=/,
    momo: /^https:\/\/momo\.example\/pay$/,
    zalopay: /^https:\/\/zalopay\.example\/pay$/,
    payos: /^https:\/\/payos\.example\/pay$/,
  };

  /** Without JavaScript as well: by itself, and by hand; another method is one press away. */
  async function assertWaits(url: string, path: string): Promise<void> {
    const page = await textOf(url);
    assert.match(page, /Đang chờ xác nhận/);
    assert.match(page, /<noscript><meta http-equiv="refresh" content="\d+"><\/noscript>/);
    assert.ok(page.includes(`href="${path}?lang=vi&amp;returned=1">Xem lại tình trạng<`));
    assert.doesNotMatch(page, /<form/);
    assert.ok(page.includes(`href="${path}?lang=vi">Chọn phương thức khác<`));
    const other = await textOf(`${new URL(path, url)}?lang=vi`);
    assert.match(other, /<form/);
    assert.match(other, /Đang chờ xác nhận/);
    assert.ok(other.includes(`href="${path}?lang=vi">Xem lại tình trạng<`));
    assert.doesNotMatch(other, /http-equiv="refresh"/, 'what is chosen is not lost');
  }

  for (const [method, gatewayPage] of Object.entries(leadsTo) as [PaymentMethod, RegExp][]) {
    it(`the page without JavaScript pays by ${method}: there, reported, and back`, async () => {
      const { orderId, url } = await lineWithLink();
      assert.match(await choose(url, method), gatewayPage);
      // Back before the gateway has reported anything: the page waits, and nothing is paid.
      const back = await fetch(await returnUrlOf(orderId), { redirect: 'manual' });
      const path = new URL(url).pathname;
      assert.equal(back.headers.get('location'), `${path}?lang=vi&returned=1`);
      const waiting = `${url}?lang=vi&returned=1`;
      await assertWaits(waiting, path);
      await tell(orderId, { forged: true });
      await assertWaits(waiting, path);
      assert.doesNotMatch(await textOf(url), /Thanh toán thành công/);
      await tell(orderId);
      const paid = await textOf(url);
      assert.match(paid, /Thanh toán thành công/);
      assert.match(paid, /31\/12\/2026 → 31\/12\/2027/);
      assert.equal(await textOf(`${url}?lang=vi&returned=1`), await textOf(`${url}?lang=vi`));
      assert.match(paid, /documents\/receipts\//);
      assert.doesNotMatch(paid, /<form/);
    });
  }

  it('the page without JavaScript pays by bank transfer: instructions, short, then the rest', async () => {
    const { orderId, url } = await lineWithLink();
    const instructions = await textOf(await choose(url, 'bank_transfer'));
    assert.match(instructions, /0123456789/);
    assert.match(instructions, /qr\.png/);
    await tell(orderId, { amount: 2_000_000 });
    assert.match(await textOf(url), /Đã nhận 2\.000\.000.*950\.000/s);
    await tell(orderId, { amount: 950_000 });
    assert.match(await textOf(url), /Thanh toán thành công/);
  });

  it('the page without JavaScript keeps the language that the payer has chosen', async () => {
    const { url } = await lineWithLink();
    const transfer = await textOf(await choose(`${url}?lang=en`, 'bank_transfer'));
    assert.match(transfer, /href="[^"]*\?lang=en">Choose another method/);
  });

  it('the page says that a method can’t take the amount, why, and keeps the others', async () => {
    await putPlans(server, planDeclaration('LON', { prices: yearly(50_000_001) }));
    const { orderId, url } = await lineWithLink('LON');
    const page = await textOf(url);
    assert.match(page, /value="momo"[^>]* disabled/);
    assert.match(page, /50\.000\.000/);
    assert.doesNotMatch(page, /value="vnpay"[^>]* disabled/);
    // Sent all the same, by hand.
    const answer = await fetch(`${url}/attempts`, {
      method: 'POST',
      body: new URLSearchParams({ method: 'momo' }),
      redirect: 'manual',
    });
    const back = await textOf(new URL(answer.headers.get('location') ?? '', url).href);
    assert.match(back, /role="alert"/);
    assert.equal((await client.orders.get.query({ orderId })).state, 'awaiting_payment');
  });

  it('the page says that a gateway does not answer, and lets another be chosen', async () => {
    const { orderId, url } = await lineWithLink();
    gateways.answers.set('/momo/v2/gateway/api/create', null);
    const answer = await fetch(`${url}/attempts`, {
      method: 'POST',
      body: new URLSearchParams({ method: 'momo' }),
      redirect: 'manual',
    });
    const back = await textOf(new URL(answer.headers.get('location') ?? '', url).href);
    // At its method, and another is preselected.
    assert.match(
      back,
      /value="momo"(?:(?!value=)[\s\S])*role="alert">Cổng thanh toán này chưa phản hồi/,
    );
    assert.doesNotMatch(back, /value="momo" checked/);
    assert.match(back, /<button type="submit">/);
    await choose(url, 'zalopay');
    await tell(orderId);
    assert.match(await textOf(url), /Thanh toán thành công/);
  });

  it('the page warns that the accountant is paying too, and shows refunds to their payer', async () => {
    const { orderId, url } = await lineWithLink();
    await client.payments.start.mutate({ orderId, method: 'momo', locale: 'vi' });
    const warned = await textOf(url);
    assert.match(warned, /MoMo/);
    assert.match(warned, /<button type="submit">/, 'a warning, no wall');
    await tell(orderId);
    await choose(url, 'vnpay').catch(() => {});
    assert.match(await textOf(url), /Thanh toán thành công/);
  });

  it('the page shows a refund due to the payer whose money came second', async () => {
    const { orderId, url } = await lineWithLink();
    await choose(url, 'zalopay');
    await tell(orderId);
    await tell(orderId);
    const page = await textOf(url);
    assert.match(page, /2\.950\.000.*hoàn lại: khoản này đã được thanh toán trước đó/s);
    const [first, second] = (await client.orders.get.query({ orderId })).payments;
    assert.deepEqual([first?.refundDue, second?.refundDue], [0, 2_950_000]);
  });

  it('the page says that an underpayment goes back because the order was cancelled', async () => {
    const { orderId, url } = await lineWithLink();
    await choose(url, 'bank_transfer');
    await tell(orderId, { amount: 1_000_000 });
    await client.orders.cancel.mutate({ orderId, reason: 'Đổi ý' });
    const page = await textOf(url);
    assert.match(page, /1\.000\.000.*hoàn lại: đơn hàng đã bị hủy/s);
    assert.doesNotMatch(page, /thanh toán trước đó|thừa/);
    assert.match(await textOf(`${url}?lang=en`), /refunded: the order was cancelled/);
  });

  it('the page asks for the rest of a short transfer, and leads back to it', async () => {
    const { orderId, url } = await lineWithLink();
    const transfer = await choose(url, 'bank_transfer');
    await tell(orderId, { amount: 1_000_000 });
    const page = await textOf(url);
    assert.match(page, /class="due"><span>Cần thanh toán<\/span><strong[^>]*>1\.950\.000/);
    assert.match(page, /Các phương thức khác thu đủ 2\.950\.000/);
    const way = /href="([^"]+)">Chuyển tiếp phần còn thiếu/.exec(page)?.[1] ?? '';
    assert.equal(new URL(way, url).pathname, new URL(transfer).pathname);
  });

  it('the page says why a line was cancelled, while the order goes on', async () => {
    const own = codes.slice(next, next + 2);
    next += 2;
    await declareCustomers(server, declarationsFor(own));
    const { id: orderId } = await client.orders.place.mutate(await orderOf(client, own));
    const [line] = (await client.orders.get.query({ orderId })).lines;
    const lineIds = [line?.id ?? ''];
    const { url } = await client.paymentLinks.create.mutate({ orderId, lineId: line?.id ?? '' });
    await client.orders.cancel.mutate({ orderId, lineIds, reason: 'Khách đã giải thể' });
    const page = await textOf(url);
    assert.match(page, /Phần gia hạn này đã hủy/);
    assert.match(page, /Khách đã giải thể/);
  });

  it('the page reports a refusal, and money that is being checked', async () => {
    const refused = await lineWithLink();
    await choose(refused.url, 'vnpay');
    await tell(refused.orderId, { outcome: 'failed' });
    assert.match(await textOf(`${refused.url}?returned=1`), /<form/, 'to try again');
    assert.match(await textOf(refused.url), /chưa thành công|không thành công|thất bại/i);
    await choose(refused.url, 'vnpay');
    await tell(refused.orderId, { outcome: 'suspected_fraud' });
    const checked = await textOf(refused.url);
    assert.match(checked, /kiểm tra/);
    assert.doesNotMatch(checked, /<form/, 'nobody is asked to pay again');
    const { id: paymentId } = await server.context.db
      .selectFrom('payments')
      .select('id')
      .where('unapplied_reason', '=', 'suspected_fraud')
      .executeTakeFirstOrThrow();
    await returnUnappliedPayment(server.context, 'operator', { paymentId });
    const returned = await textOf(refused.url);
    assert.match(returned, /2\.950\.000.*sẽ được hoàn lại: cổng thanh toán nghi ngờ/s);
    assert.doesNotMatch(returned, /Đang chờ/);
    assert.match(returned, /<form/);
  });

  it('a page opened before the upgrade pays by the form’s former address', async () => {
    const { url } = await lineWithLink();
    const answer = await fetch(`${url}/sessions`, {
      method: 'POST',
      body: new URLSearchParams({ method: 'bank_transfer', lang: 'en' }),
      redirect: 'manual',
    });
    assert.equal(answer.status, 303);
    const transfer = answer.headers.get('location') ?? '';
    assert.match(transfer, /\/transfers\/[\w-]+\?lang=en$/);
    assert.match(await textOf(new URL(transfer, url).href), /qr\.png/);
  });

  it('one link can start only a few attempts a minute', async () => {
    stopLimits(server);
    const { url } = await lineWithLink();
    const statuses: number[] = [];
    for (let i = 0; i < 22; i++) {
      // The former address is no way around the limit.
      const answer = await fetch(`${url}/${i % 2 === 0 ? 'attempts' : 'sessions'}`, {
        method: 'POST',
        body: new URLSearchParams({ method: 'bank_transfer' }),
        redirect: 'manual',
      });
      statuses.push(answer.status);
    }
    assert.deepEqual(statuses.slice(-2), [429, 429]);
    assert.equal(statuses[19], 303);
  });
});
