import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import {
  copyLineLink,
  expiriesInPortal,
  type PickedCustomer,
  payNow,
  placeOrder,
} from './support/accountant.ts';
import {
  chargesAt,
  mailsTo,
  moneyAddsUp,
  vnpayTransactions,
  waitFor,
} from './support/outside-world.ts';
import { choose, openGateway, transferByHand } from './support/owner.ts';
import { openStage, type Stage } from './support/stage.ts';

const ACCOUNTANT = 'lan.nguyen@minhphat.example';
const PRICE = 2_950_000;

/** Every gateway, and its failures. */
describe('paying by every gateway', () => {
  let stage: Stage;

  before(async () => {
    // Lost messages are looked for at once.
    stage = await openStage({ RECONCILE_AFTER: '4', TRANSFERS_PAUSE: '2' });
  });
  after(async () => {
    await moneyAddsUp(stage).finally(() => stage?.stop());
  });

  it('(h) every method pays a line, on phones without JavaScript', async () => {
    const { page, customers } = await placeOrder(stage, 5, 0);
    await page.getByRole('button', { name: 'Xem chi tiết' }).first().click();
    const links: string[] = [];
    for (const customer of customers) links.push(await copyLineLink(page, customer));

    const [first = '', ...others] = links;
    const phone = await openGateway(stage, first, /Chuyển khoản/);
    const memo = await phone.getByText(/^GH[0-9A-Z]{7}$/).innerText();
    assert.equal(await phone.getByRole('button', { name: /Sao chép/ }).count(), 0);
    await transferByHand(stage, phone, { amount: PRICE, memo });
    await phone.goto(`${first}?lang=en`);
    await phone.getByText('Payment successful').waitFor();
    const amount = phone.locator('dd', { hasText: 'Print the receipt' }).locator('span');
    // One line, not one letter a line.
    assert.ok(((await amount.boundingBox())?.height ?? 0) < 40);
    for (const [index, method] of [/VNPay/, /MoMo/, /ZaloPay/, /payOS/].entries()) {
      const gateway = await openGateway(stage, others[index] ?? '', method);
      await choose(gateway, 'Thanh toán');
      await gateway.getByText('Thanh toán thành công').waitFor();
      await gateway.getByText('Biên nhận', { exact: true }).waitFor();
    }

    await page.getByText('Đơn hàng đã được thanh toán đủ').waitFor();
    await assertMoved(page, customers);
    // The portal's backend got an event too, and could verify its sender.
    const told = async () => await (await fetch(`${stage.demo.portalUrl}/events`)).text();
    for (const type of ['order.placed', 'license.renewed', 'invoice.requested']) {
      await waitFor(async () => (await told()).includes(type), type);
    }
  });

  it('(i) money that MoMo took and did not report is found, though nobody waits for it', async () => {
    const { page, customers, link } = await orderWithLink(5);
    const phone = await openGateway(stage, link, /MoMo/);
    await choose(phone, 'Im lặng');
    await phone.getByText('Bạn đã thanh toán').waitFor();
    await phone.context().close();
    const [charge] = await chargesAt(stage, 'momo');
    assert.equal(charge?.state, 'paid');
    assert.deepEqual(charge.answers, []);

    await page.getByText('Đơn hàng đã được thanh toán đủ').waitFor();
    await assertMoved(page, customers);
  });

  it('(j) a forged message is not money', async () => {
    const { page, customers, link } = await orderWithLink(6);
    for (const method of [/VNPay/, /MoMo/, /ZaloPay/, /payOS/]) {
      const phone = await openGateway(stage, link, method);
      await choose(phone, 'Giả mạo chữ ký');
      await phone.getByText('Đang chờ xác nhận').waitFor();
      await phone.context().close();
    }
    const phone = await openGateway(stage, link, /Chuyển khoản/);
    const memo = await phone.getByText(/^GH[0-9A-Z]{7}$/).innerText();
    await transferByHand(stage, phone, { amount: PRICE, memo, way: 'forge' });
    // MoMo's own signature under another amount is no better.
    const payer = await openGateway(stage, link, /MoMo/);
    await choose(payer, 'Sai số tiền');
    await payer.getByText('Đang chờ xác nhận').waitFor();

    assert.deepEqual((await chargesAt(stage, 'momo'))[1]?.answers, ['401']);
    assert.deepEqual((await chargesAt(stage, 'payos'))[0]?.answers, ['401']);
    assert.match((await chargesAt(stage, 'zalopay'))[0]?.answers[0] ?? '', /mac not equal/);
    const operations = await stage.operations();
    const odd = operations.locator('section').filter({ hasText: 'Thông báo cần xem' });
    await odd.getByText('MoMo', { exact: true }).waitFor();
    const [expiry] = await expiriesInPortal(page, stage, customers);
    assert.equal(expiry, customers[0]?.expiry);
  });

  it('(k) a line paid by both owner and accountant is paid once, and the second payment refunded', async () => {
    const { page, customers, number, link } = await orderWithLink(7);
    const phone = await openGateway(stage, link, /MoMo/);
    const opening = page.waitForEvent('popup');
    await payNow(page, /ZaloPay/);
    const popup = await opening;
    await popup.getByRole('button', { name: 'Thanh toán', exact: true }).waitFor();
    await choose(phone, 'Thanh toán');
    await phone.getByText('Thanh toán thành công').waitFor();
    await choose(popup, 'Thanh toán');
    await popup.getByText('Thanh toán thành công').waitFor();

    await page
      .getByText(/2\.950\.000\s*₫ đã nhận cho .+ sẽ được hoàn lại: khoản này đã được/)
      .waitFor();
    await phone.reload();
    await phone.getByText(/Khoản 2\.950\.000\s*₫ nhận lúc .* sẽ được hoàn lại/).waitFor();

    const operations = await stage.operations();
    const due = operations.getByRole('listitem').filter({ hasText: number });
    await due.getByText(/khoản này đã được thanh toán trước đó/).waitFor();
    const refund = due.locator('form').filter({ hasText: 'Hoàn qua cổng thanh toán' });
    await refund.getByLabel('Tôi đã kiểm tra').check();
    await refund.getByRole('button').click();
    await operations.getByText('Đã gửi yêu cầu hoàn tiền qua cổng thanh toán.').waitFor();

    await waitFor(async () => {
      const [charge] = await chargesAt(stage, 'zalopay');
      return charge?.takes[0]?.refunded === PRICE;
    }, 'the refund');
    await mailsTo(stage, ACCOUNTANT, `Đã hoàn 2.950.000\u00a0₫ của đơn hàng ${number}`);
    await phone.reload();
    await phone.getByText(/Đã hoàn lại 2\.950\.000/).waitFor();
    await operations.reload();
    assert.equal(await due.count(), 0);
    await assertMoved(page, customers);
  });

  it('(l) a transfer whose webhook was lost is read from the list', async () => {
    const { page, customers, link } = await orderWithLink(8);
    const phone = await openGateway(stage, link, /Chuyển khoản/);
    const memo = await phone.getByText(/^GH[0-9A-Z]{7}$/).innerText();
    await transferByHand(stage, phone, { amount: PRICE, memo, way: 'silent' });
    await page.getByText('Đơn hàng đã được thanh toán đủ').waitFor();
    await phone.goto(link);
    await phone.getByText('Thanh toán thành công').waitFor();
    await assertMoved(page, customers);
  });

  it('(m) late, repeated, reordered, short and double messages are each settled as what they are', async () => {
    const { page, customers, number } = await placeOrder(stage, 5, 9);
    await page.getByRole('button', { name: 'Xem chi tiết' }).first().click();
    const links: string[] = [];
    for (const customer of customers) links.push(await copyLineLink(page, customer));
    const [late = '', repeated = '', reordered = '', short = '', failed = ''] = links;

    const zalopay = await openGateway(stage, late, /ZaloPay/);
    await zalopay.getByLabel('Chậm bao nhiêu giây').fill('2');
    await choose(zalopay, 'Thanh toán chậm');
    await zalopay.getByText('Đang chờ xác nhận').waitFor();
    // The page, which runs no JavaScript, looks again by itself.
    await zalopay.getByText('Thanh toán thành công').waitFor();

    const momo = await openGateway(stage, repeated, /MoMo/);
    await choose(momo, 'Gửi lặp lại');
    await momo.getByText('Thanh toán thành công').waitFor();
    assert.deepEqual((await chargesAt(stage, 'momo'))[0]?.answers, Array(10).fill('204'));

    const vnpay = await openGateway(stage, reordered, /VNPay/);
    await choose(vnpay, 'Đảo thứ tự');
    await vnpay.getByText('Thanh toán thành công').waitFor();

    const payos = await openGateway(stage, short, /payOS/);
    await choose(payos, 'Chuyển thiếu');
    await mailsTo(stage, ACCOUNTANT, `đã nhận 1.475.000\u00a0₫: đơn hàng ${number}`);
    await choose(payos, 'Thanh toán');
    await payos.getByText('Thanh toán thành công').waitFor();

    const refused = await openGateway(stage, failed, /MoMo/);
    await choose(refused, 'Thất bại');
    await refused.getByText('Thanh toán chưa thành công').waitFor();
    const twice = await openGateway(stage, failed, /VNPay/);
    await choose(twice, 'Thanh toán hai lần');
    await twice.getByText('Thanh toán thành công').waitFor();
    await twice.getByText(/Khoản 2\.950\.000\s*₫ nhận lúc .* sẽ được hoàn lại/).waitFor();

    await page.getByText('Đơn hàng đã được thanh toán đủ').waitFor();
    // The old message that VNPay's payment had failed has come by now, and changed nothing.
    await waitFor(async () => (await vnpayTransactions(stage))[1]?.ipnAnswers.length === 2);
    const [first] = await mailsTo(stage, ACCOUNTANT, `cho đơn hàng ${number}`);
    const done = `4 khách hàng vừa thanh toán, không còn ai phải trả: đơn hàng ${number}`;
    const [rest] = await mailsTo(stage, ACCOUNTANT, done);
    for (const { taxCode } of customers) {
      const named = [first, rest].filter((mail) => mail?.text.includes(`MST ${taxCode}`));
      assert.equal(named.length, 1, `mails that name ${taxCode}`);
    }
    await mailsTo(stage, ACCOUNTANT, `Sẽ hoàn lại 2.950.000\u00a0₫ của đơn hàng ${number}`);
    await assertMoved(page, customers);
  });

  /** An order for one customer, open at its details, and that customer's link. */
  async function orderWithLink(skip: number) {
    const { page, customers, number } = await placeOrder(stage, 1, skip);
    await page.getByRole('button', { name: 'Xem chi tiết' }).first().click();
    const [customer] = customers;
    assert.ok(customer);
    return { page, customers, number, link: await copyLineLink(page, customer) };
  }

  async function assertMoved(page: Page, customers: readonly PickedCustomer[]): Promise<void> {
    const expiries = await expiriesInPortal(page, stage, customers);
    for (const [index, { taxCode, expiry }] of customers.entries()) {
      assert.match(expiries[index] ?? '', /^\d\d\/\d\d\/\d{4}$/);
      assert.notEqual(expiries[index], expiry, `${taxCode} has the expiry that it had`);
    }
  }
});
