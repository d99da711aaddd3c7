import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  confirmAndPlace,
  copyLineLink,
  expiriesInPortal,
  openWizard,
  type PickedCustomer,
  payNow,
  pickCustomers,
  placedNumber,
  placeOrder,
  readBell,
} from './support/accountant.ts';
import {
  mailsTo,
  moneyAddsUp,
  repeatIpn,
  transfer,
  vnpayTransactions,
  waitFor,
} from './support/outside-world.ts';
import { openStage, type Stage } from './support/stage.ts';

const ACCOUNTANT = 'lan.nguyen@minhphat.example';

describe('the main job', () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage();
  });
  after(async () => {
    await moneyAddsUp(stage).finally(() => stage?.stop());
  });

  it('(a) five customers are renewed, and paid for at once by VietQR', async () => {
    const { page, customers, number } = await placeOrder(stage, 5, 0);
    const [ordered] = await mailsTo(stage, ACCOUNTANT, `Đơn hàng ${number}`);
    for (const { taxCode } of customers) assert.ok(ordered?.text.includes(taxCode));
    assert.match(ordered?.html ?? '', /<img src="(cid|data):/);

    await payNow(page, /Chuyển khoản/);
    const memo = await page.getByText(/^GH[0-9A-Z]{7}$/).innerText();
    assert.ok(ordered?.text.includes(memo), 'the mail and the screen name the same reference');
    await transfer(stage, 14_750_000, memo);
    await page.getByText('Thanh toán thành công').waitFor();

    const [received] = await mailsTo(stage, ACCOUNTANT, 'Đã nhận thanh toán 14.750.000');
    const bell = await readBell(page);
    assert.match(bell[0] ?? '', /Đã nhận thanh toán.*giấy phép đã được gia hạn/);
    assert.match(bell[1] ?? '', new RegExp(`Đã đặt đơn hàng ${number}`));
    const expiries = await expiriesInPortal(page, stage, customers);
    assertAllMoved(customers, expiries);
    for (const expiry of expiries) assert.ok(received?.text.includes(expiry), expiry);
  });

  it('(b) an owner pays one line on a phone by VNPay, and the accountant the rest', async () => {
    const { page, customers, number } = await placeOrder(stage, 3, 5);
    const [owned, ...others] = customers;
    assert.ok(owned);
    await page.getByRole('button', { name: 'Xem chi tiết' }).first().click();
    const link = await copyLineLink(page, owned);

    const phone = await stage.phone();
    await phone.goto(link);
    const text = await phone.locator('body').innerText();
    assert.ok(text.includes(owned.taxCode));
    for (const other of others) assert.ok(!text.includes(other.taxCode));
    await phone.getByRole('radio', { name: /VNPay/ }).check();
    await phone.getByRole('button', { name: 'Thanh toán ngay' }).click();
    await phone.getByRole('button', { name: 'Thanh toán', exact: true }).click();
    await phone.getByText('Thanh toán thành công').waitFor();

    // The accountant's screen updates by itself.
    await page.getByText('Thanh toán một phần').waitFor();
    await page.getByRole('button', { name: 'Thanh toán ngay' }).click();
    await page.getByRole('radio', { name: /Chuyển khoản/ }).check();
    await page.getByRole('button', { name: 'Thanh toán ngay' }).click();
    const memo = await page.getByText(/^GH[0-9A-Z]{7}$/).innerText();
    await transfer(stage, 5_900_000, memo);
    await page.getByText('Thanh toán thành công').waitFor();

    await mailsTo(stage, ACCOUNTANT, `Đã nhận thanh toán 2.950.000\u00a0₫ cho đơn hàng ${number}`);
    await mailsTo(stage, ACCOUNTANT, `Đã nhận thanh toán 5.900.000\u00a0₫ cho đơn hàng ${number}`);
    const bell = await readBell(page);
    // One entry of both payments, since nobody has read the first.
    const paid = bell.filter((item) => item.includes(`Đã nhận thanh toán cho đơn hàng ${number}`));
    assert.equal(paid.length, 1);
    assert.match(paid[0] ?? '', /3 giấy phép đã được gia hạn/);
    const expiries = await expiriesInPortal(page, stage, customers);
    assertAllMoved(customers, expiries);
  });

  it('(c) somebody else is notified and invoiced', async () => {
    const page = await stage.desktop();
    const customers = await pickCustomers(page, stage, 2, 8);
    await openWizard(page, 2);
    const invoiceTo = page.getByRole('radiogroup', { name: 'Đối tượng xuất hóa đơn' });
    await invoiceTo.getByRole('radio', { name: 'Khác', exact: true }).check();
    const notify = page.getByRole('radiogroup', { name: 'Đối tượng gửi thông báo' });
    await notify.getByRole('radio', { name: 'Khác', exact: true }).check();
    await page.getByRole('button', { name: 'Tiếp tục' }).click();
    assert.ok((await page.getByText('Vui lòng nhập thông tin này.').count()) >= 4);

    await invoiceTo.getByLabel('Tên đơn vị').fill('Công ty Cổ phần Mẹ');
    await invoiceTo.getByLabel('Mã số thuế').fill('0101243151');
    await invoiceTo.getByLabel('Địa chỉ').fill('1 Tràng Tiền, Hà Nội');
    await invoiceTo.getByLabel('Email nhận hóa đơn').fill('hoadon@me.example');
    await notify.getByLabel('Họ và tên').fill('Lê Giám Đốc');
    await notify.getByLabel('Email').fill('giamdoc@me.example');
    await page.getByRole('button', { name: 'Tiếp tục' }).click();
    await page.getByText('Mã số thuế sai số kiểm tra').waitFor();
    await invoiceTo.getByLabel('Mã số thuế').fill('0101243150');
    const number = await confirmAndPlace(page);

    const [mail] = await mailsTo(stage, 'giamdoc@me.example', `Đơn hàng ${number}`);
    assert.match(mail?.text ?? '', /Kính gửi Lê Giám Đốc/);
    const link = /http\S+\/pay\/[\w-]+/.exec(mail?.text ?? '')?.[0] ?? '';
    await page.goto(link);
    await page.getByRole('button', { name: 'Thanh toán ngay' }).click();
    const memo = await page.getByText(/^GH[0-9A-Z]{7}$/).innerText();
    await transfer(stage, 5_900_000, memo);
    await page.getByText('Thanh toán thành công').waitFor();
    await mailsTo(stage, 'giamdoc@me.example', `Đã nhận thanh toán 5.900.000`);
    const expiries = await expiriesInPortal(page, stage, customers);
    assertAllMoved(customers, expiries);
    const bell = await readBell(page);
    assert.ok(bell.some((item) => item.includes(`Đã nhận thanh toán cho đơn hàng ${number}`)));
  });

  it('(d) a double click over a network that fails once places one order', async () => {
    const page = await stage.desktop();
    await pickCustomers(page, stage, 1, 10);
    await openWizard(page, 1);
    await page.getByRole('button', { name: 'Tiếp tục' }).click();
    await page.getByRole('checkbox', { name: 'Tôi đã kiểm tra và xác nhận' }).check();
    await page.getByRole('button', { name: 'Tiếp tục' }).click();
    // The request arrives; its answer is lost.
    let lost = 0;
    await page.route(/orders\.place/, async (route) => {
      if (route.request().method() !== 'POST' || lost > 0) return route.continue();
      lost++;
      await route.fetch();
      await route.abort();
    });
    await page.getByRole('button', { name: 'Đặt hàng', exact: true }).click();
    await page.getByText('Không kết nối được máy chủ').waitFor();
    assert.equal(lost, 1);
    await page.getByRole('button', { name: 'Đặt hàng', exact: true }).dblclick();
    const number = await placedNumber(page);
    const mails = await mailsTo(stage, ACCOUNTANT, `Đơn hàng ${number}`);
    assert.equal(mails.length, 1);
    const bell = await readBell(page);
    assert.equal(bell.filter((item) => item.includes('Đã đặt đơn hàng')).length, 4);
  });

  it('(e) a VNPay payment whose IPN is lost is settled', async () => {
    const { page, customers } = await placeOrder(stage, 1, 11);
    const opening = page.waitForEvent('popup');
    await payNow(page, /VNPay/);
    const gateway = await opening;
    await gateway.getByRole('button', { name: 'Thanh toán, không gửi IPN' }).click();
    await gateway.getByText('Thanh toán thành công').waitFor();
    await page.getByText('Thanh toán thành công').waitFor();
    const [transaction] = await vnpayTransactions(stage);
    assert.deepEqual(transaction?.ipnAnswers, []);
    await mailsTo(stage, ACCOUNTANT, 'Đã nhận thanh toán 2.950.000', 2);
    const [expiry] = await expiriesInPortal(page, stage, customers);
    assert.notEqual(expiry, customers[0]?.expiry);
  });

  it('(f) the same IPN ten times at once counts once', async () => {
    const { page, customers, number } = await placeOrder(stage, 1, 12);
    const opening = page.waitForEvent('popup');
    await payNow(page, /VNPay/);
    const gateway = await opening;
    await gateway.getByRole('button', { name: 'Thanh toán, không gửi IPN' }).waitFor();
    // VNPay takes the money, and neither the payer's return nor a query informs the server.
    await page.route(/payments\.attempt/, (route) => route.abort());
    await gateway.route(/vnpay\/decisions/, async (route) => {
      await route.fetch({ maxRedirects: 0 });
      await route.abort();
    });
    await gateway.getByRole('button', { name: 'Thanh toán, không gửi IPN' }).click();
    await waitFor(async () => (await vnpayTransactions(stage)).length === 3);
    const [transaction] = await vnpayTransactions(stage);
    assert.ok(transaction);
    const answers = await repeatIpn(stage, transaction.txnRef, 10);
    assert.deepEqual(answers.toSorted(), ['00', ...Array(9).fill('02')]);
    await page.getByText('Thanh toán thành công').waitFor();
    const mails = await mailsTo(stage, ACCOUNTANT, `cho đơn hàng ${number}`);
    assert.equal(mails.length, 1);
    const bell = await readBell(page);
    assert.equal(
      bell.filter((item) => item.includes(`Đã nhận thanh toán cho đơn hàng ${number}`)).length,
      1,
    );
    const [expiry] = await expiriesInPortal(page, stage, customers);
    assert.notEqual(expiry, customers[0]?.expiry);
  });

  it('(g) an owner pays on a phone without JavaScript', async () => {
    const { page, customers, number } = await placeOrder(stage, 2, 13);
    const [mail] = await mailsTo(stage, ACCOUNTANT, `Đơn hàng ${number}`);
    const link = /http\S+\/pay\/[\w-]+/.exec(mail?.text ?? '')?.[0] ?? '';
    const phone = await stage.phone({ javaScriptEnabled: false });
    await phone.goto(link);
    await phone.getByRole('radio', { name: /Chuyển khoản/ }).check();
    await phone.getByRole('button', { name: 'Thanh toán ngay' }).click();
    const memo = await phone.getByText(/^GH[0-9A-Z]{7}$/).innerText();
    await transfer(stage, 1_000_000, memo);
    // The page reloads itself.
    await phone.getByText(/Đã nhận 1\.000\.000.*còn thiếu 4\.900\.000/).waitFor();
    await phone.getByRole('link', { name: 'Chọn phương thức khác' }).click();
    await phone.getByRole('radio', { name: /VNPay/ }).check();
    await phone.getByRole('button', { name: 'Thanh toán ngay' }).click();
    await phone.getByRole('button', { name: 'Thanh toán', exact: true }).click();
    await phone.getByText('Thanh toán thành công').waitFor();
    assert.match(
      await phone.locator('body').innerText(),
      /1\.000\.000\s*₫ nhận lúc .* sẽ được hoàn lại/,
    );
    await mailsTo(stage, ACCOUNTANT, `Sẽ hoàn lại 1.000.000\u00a0₫ của đơn hàng ${number}`);
    const bell = await readBell(page);
    assert.ok(bell.some((item) => item.includes(`Đơn hàng ${number}: có khoản cần hoàn lại`)));
    const expiries = await expiriesInPortal(page, stage, customers);
    assertAllMoved(customers, expiries);
  });
});

function assertAllMoved(customers: readonly PickedCustomer[], expiries: readonly string[]): void {
  for (const [index, { taxCode, expiry }] of customers.entries()) {
    assert.match(expiries[index] ?? '', /^\d\d\/\d\d\/\d{4}$/);
    assert.notEqual(expiries[index], expiry, `${taxCode} has the expiry that it had`);
  }
}
