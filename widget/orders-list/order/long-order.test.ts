import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { readSheet } from 'read-excel-file/universal';
import '../../define.ts';
import type { Order } from '../../../shared/schemas/order.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { PRICE, serverOf, uuid } from '../../testing/firm.ts';
import { lineOf, NOW, orderOf, paymentOf, refundOf } from '../../testing/orders.ts';
import {
  button,
  clearPage,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  type,
  visibleText,
} from '../../testing/page.ts';
import { filesSavedBy } from '../../testing/saved-files.ts';
import { shows } from '../../testing/wizard.ts';

/** An order of many customers, each with its own payer: its payers, and the way of each dong. */

const ANH_DUONG = { ...lineOf(117).customer, name: 'Hộ kinh doanh Ánh Dương' };

let server: FakeServer;
let order: Order;

/** Line 5 is paid by owner's link; line 6 was mailed, line 7 opened it; all the others wait. */
beforeEach(() => {
  const link = { sentAt: NOW, sentTo: 'chu@kh.example', openedAt: null };
  const lines = Array.from({ length: 120 }, (_, index) => {
    const n = index + 1;
    if (n === 5)
      return lineOf(n, { state: 'paid', payer: 'owner', link, recipientEmail: 'a@b.vn' });
    if (n === 6) return lineOf(n, { payer: 'owner', link });
    if (n === 7) return lineOf(n, { payer: 'owner', link: { ...link, openedAt: NOW } });
    if (n === 117) return lineOf(n, { customer: ANH_DUONG });
    return lineOf(n, { payer: n % 2 === 0 ? 'owner' : 'firm' });
  });
  const paid = paymentOf({
    allocations: [{ lineId: lineOf(5).id, amount: PRICE }],
    receiptUrl: 'https://renewal.test/r',
  });
  const again = paymentOf({
    id: uuid(901),
    allocated: 0,
    allocations: [],
    refundDue: PRICE,
    refunds: [refundOf({ amount: PRICE, reason: 'line_already_paid' })],
  });
  order = orderOf([], { lines, payments: [paid, again] });
  server = serverOf([])
    .on('orders.get', () => order)
    .on('paymentLinks.list', () => [])
    .install();
});

afterEach(() => clearPage(server));

const rowsOf = (element: Element) => deepQueryAll<HTMLTableRowElement>(element, 'tbody tr');
const linesOf = (element: Element) => deepQuery(element, 'renewal-order-lines') as HTMLElement;
const searchOf = (element: Element) =>
  deepQuery<HTMLInputElement>(linesOf(element), 'input[type=search]') as HTMLInputElement;
const filterOf = (element: Element) =>
  deepQuery<HTMLSelectElement>(linesOf(element), 'select') as HTMLSelectElement;

async function opened() {
  const element = connected('renewal-payment', server, { orderId: order.id });
  await shows(element, `Đơn hàng ${order.number}`);
  return element;
}

async function filter(element: Element, value: string, count: number) {
  const select = filterOf(element);
  select.value = value;
  select.dispatchEvent(new Event('change'));
  await eventually(() => rowsOf(element).length === count, `${count} rows`);
}

describe('a long order', () => {
  it('a long order is filtered by what has still to happen, with the number of lines', async () => {
    const element = await opened();
    expect([...filterOf(element).options].map((option) => visibleText(option))).to.deep.equal([
      'Tất cả (120)',
      'Chưa thanh toán (119)',
      'Chưa thanh toán · Công ty dịch vụ (58)',
      'Chưa thanh toán · Chủ doanh nghiệp (61)',
      'Chủ doanh nghiệp trả, chưa gửi liên kết (59)',
      'Đã gửi liên kết, chưa mở (1)',
      'Đã mở liên kết, chưa thanh toán (1)',
      'Đã thanh toán (1)',
    ]);
    await filter(element, 'unpaidFirm', 50);
    expect(rowsOf(element).every((row) => visibleText(row).includes('Công ty dịch vụ'))).to.equal(
      true,
    );
    await filter(element, 'linkSent', 1);
    expect(visibleText(rowsOf(element)[0] as Element)).to.contain('Số 6');
    await filter(element, 'paid', 1);
    expect(visibleText(rowsOf(element)[0] as Element)).to.contain('Số 5');
    await expectNoFaults(element);
    element.locale = 'en';
    await shows(element, 'Link opened, not paid (1)');
  });

  it('a long order is searched by code or name, and says when nothing is found', async () => {
    const element = await opened();
    type(searchOf(element), 'anh duong HO');
    await eventually(() => rowsOf(element).length === 1);
    type(searchOf(element), 'không có ai');
    await shows(element, 'Không tìm thấy khách hàng nào.');
    await expectNoFaults(element);
  });

  it('a long order’s search results are ticked, and other ticks kept', async () => {
    server.on('paymentLinks.send', ({ lineIds = [] }) => ({
      sent: lineIds.map((lineId) => ({ lineId, email: 'a@kh.example' })),
      skipped: [],
    }));
    const element = await opened();
    const tickAll = () =>
      deepQuery<HTMLInputElement>(linesOf(element), '.bulk input') as HTMLInputElement;
    for (const value of ['linkSent', 'linkOpened']) {
      await filter(element, value, 1);
      tickAll().click();
    }
    await filter(element, '', 50);
    button(element, 'Gửi liên kết thanh toán (2)').click();
    await shows(element, 'Đã gửi 2 liên kết thanh toán qua email.');
    expect(server.inputsOf('paymentLinks.send')[0]?.lineIds).to.have.members([
      lineOf(6).id,
      lineOf(7).id,
    ]);
  });

  it('a long order is printed whole, as it is filtered', async () => {
    const element = await opened();
    expect(rowsOf(linesOf(element))).to.have.length(50);
    window.dispatchEvent(new Event('beforeprint'));
    expect(rowsOf(linesOf(element))).to.have.length(120);
    window.dispatchEvent(new Event('afterprint'));
    expect(rowsOf(linesOf(element))).to.have.length(50);
    await filter(element, 'paid', 1);
    window.dispatchEvent(new Event('beforeprint'));
    expect(rowsOf(linesOf(element))).to.have.length(1);
    window.dispatchEvent(new Event('afterprint'));
  });

  it('a line’s details show who has paid it, how, and for whose invoice, by keyboard', async () => {
    const element = await opened();
    await filter(element, 'paid', 1);
    const name = button(element, 'Công ty Cổ phần Số 5');
    name.focus();
    await sendKeys({ press: 'Enter' });
    const dialog = await eventually(() => deepQuery(element, 'dialog[open]'), 'the dialog');
    const text = visibleText(dialog);
    for (const part of [
      'Chủ doanh nghiệp',
      'Đã gửi liên kết 23/11/2026 10:05 · chu@kh.example',
      'Đã thanh toán 23/11/2026 10:05 · Chuyển khoản ngân hàng (VietQR) · 1.200.000 ₫ · Biên nhận',
      'Đối tượng xuất hóa đơn',
      'a@b.vn',
    ]) {
      expect(text).to.contain(part);
    }
    await expectNoFaults(element);
    await sendKeys({ press: 'Escape' });
    await eventually(() => focused() === name, 'the focus back');
  });

  it('a long order adds up its payments, each with its customers', async () => {
    const element = await opened();
    const list = deepQuery(element, 'renewal-payment-list') as HTMLElement;
    const text = visibleText(list);
    expect(text).to.contain(
      'Đã nhận (2 lần) 2.400.000 ₫ Đã dùng để thanh toán 1.200.000 ₫ Sẽ hoàn lại 1.200.000 ₫',
    );
    expect(text).to.contain('Cho Công ty Cổ phần Số 5');
  });

  it('the lines found are saved as a workbook, with states, days and prices', async () => {
    const element = await opened();
    await filter(element, 'paid', 1);
    const [file] = await filesSavedBy(async (count) => {
      (await eventually(() => button(element, 'Xuất Excel'))).click();
      await eventually(() => count() === 1, 'the file');
    });
    await shows(element, 'Đã xuất 1 dòng.');
    const [headings, line, ...others] = await readSheet(file as Blob);
    expect(headings?.slice(0, 2)).to.deep.equal(['Mã số thuế', 'Khách hàng']);
    expect(others).to.deep.equal([]);
    const { customer, newExpiry, total } = lineOf(5);
    expect([line?.[0], line?.[5], line?.[7], line?.[12]]).to.deep.equal([
      customer.taxCode,
      new Date(newExpiry),
      'Đã thanh toán',
      total,
    ]);
  });
});
