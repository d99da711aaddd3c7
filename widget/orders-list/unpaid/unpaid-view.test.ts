import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import { formatDong } from '../../../shared/money.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import { PRICE, uuid } from '../../testing/firm.ts';
import { rowsOf } from '../../testing/firm-with-orders.ts';
import { firmWithUnpaidLines, ticks } from '../../testing/firm-with-unpaid.ts';
import { NOW } from '../../testing/orders.ts';
import { button, deepQuery, eventually, focused, type, visibleText } from '../../testing/page.ts';
import { unpaidLineOf } from '../../testing/unpaid.ts';
import { shows } from '../../testing/wizard.ts';

const firm = firmWithUnpaidLines();

describe('renewal-orders: unpaid lines', () => {
  it('a line shows customer, order, payer, amount, due date, link and last reminder', async () => {
    firm.stored = [
      unpaidLineOf(1, {
        link: { sentAt: NOW, openedAt: null },
        reminder: { at: NOW, times: 2 },
        payBy: '2026-12-20',
      }),
      unpaidLineOf(2, { link: { sentAt: NOW, openedAt: NOW }, payer: 'firm' }),
      unpaidLineOf(3, { email: '' }),
    ];
    const orders = await firm.list();
    const [first, second, third] = rowsOf(orders).map(visibleText);
    for (const part of [
      'Công ty Cổ phần Số 1',
      'DH000001',
      'Chủ doanh nghiệp',
      formatDong(PRICE).replace('\u00a0', ' '),
      '23/12/2026',
      'Đã gửi',
      '2 lần',
      'Cam kết trả đến 20/12/2026',
    ]) {
      expect(first).to.include(part);
    }
    expect(second).to.include('Công ty dịch vụ').and.to.include('Đã mở');
    expect(third).to.include('thiếu email').and.to.include('Chưa nhắc').and.to.include('Chưa gửi');
    expect(visibleText(orders)).to.include('3 dòng, 1 đơn hàng');
    await expectNoFaults(orders);
  });

  it('a long plan is shown in full in its row', async () => {
    await setViewport({ width: 1280, height: 800 });
    const name = { vi: 'Gói doanh nghiệp '.repeat(8), en: 'Enterprise plan '.repeat(8) };
    firm.stored = [unpaidLineOf(1, { plan: { code: 'LONG', name } })];
    const orders = await firm.list();
    const cell = rowsOf(orders)[0]?.querySelector('td.main') as HTMLElement;
    expect(cell.scrollHeight).to.be.at.most(cell.clientHeight);
  });

  it('the search field is as wide as its hint', async () => {
    for (const width of [768, 1280]) {
      await setViewport({ width, height: 800 });
      const orders = await firm.list();
      const search = deepQuery(orders, '.filters input[type=search]') as HTMLInputElement;
      search.value = search.placeholder;
      expect(search.scrollWidth, `${width}`).to.be.at.most(search.clientWidth);
      orders.remove();
    }
  });

  it('the list is filtered and sorted, and more of it is read', async () => {
    firm.stored = [...firm.stored.slice(0, 60), unpaidLineOf(61, { payer: 'firm', amount: 1_000 })];
    const orders = await firm.list();
    expect(rowsOf(orders)).to.have.length(50);
    button(orders, 'Xem thêm').click();
    await eventually(() => rowsOf(orders).length === 61, 'all lines');
    button(orders, 'Thành tiền').click();
    await eventually(() => visibleText(rowsOf(orders)[0] as Element).includes('Số 61'), 'the sort');
    expect(deepQuery(orders, 'th[aria-sort=ascending]')?.textContent).to.include('Thành tiền');
    button(orders, 'Thành tiền').click();
    await eventually(() => deepQuery(orders, 'th[aria-sort=descending]'));
    const payer = deepQuery<HTMLSelectElement>(orders, 'select') as HTMLSelectElement;
    payer.value = 'firm';
    payer.dispatchEvent(new Event('change'));
    await eventually(() => rowsOf(orders).length === 1, 'the filter');
    payer.value = '';
    payer.dispatchEvent(new Event('change'));
    type(deepQuery<HTMLInputElement>(orders, 'input[type=search]') as HTMLInputElement, 'so 17');
    await eventually(() => visibleText(orders).includes('1 dòng, 1 đơn hàng'), 'the search');
    type(deepQuery<HTMLInputElement>(orders, 'input[type=search]') as HTMLInputElement, 'zzz');
    await shows(orders, 'Không có dòng chưa thanh toán nào phù hợp.');
    await expectNoFaults(orders);
  });

  it('an order opens from its line, and the list is as it was left when it closes, with the focus', async () => {
    const orders = await firm.list();
    ticks(orders)[2]?.click();
    await shows(orders, 'Đã chọn 1 dòng');
    button(orders, 'DH000001 Công ty Cổ phần Số 1').click();
    await shows(orders, 'Quay lại');
    expect(orders.orderId).to.equal(uuid(701));
    button(orders, 'Quay lại').click();
    await shows(orders, 'Đã chọn 1 dòng');
    expect(orders.view).to.equal('unpaid');
    await eventually(
      () => (focused() as HTMLElement | null)?.dataset.line === uuid(5_001),
      'the focus',
    );
    // An order that the host opens is not from that line.
    orders.orderId = uuid(702);
    await shows(orders, 'Quay lại');
    button(orders, 'Quay lại').click();
    await shows(orders, 'Đã chọn 1 dòng');
    await eventually(() => rowsOf(orders)[0]?.checkVisibility(), 'the list');
    expect((focused() as HTMLElement | null)?.dataset.line).to.equal(undefined);
  });

  it('English is complete, and a narrow page shows cards without a side scroll', async () => {
    await setViewport({ width: 360, height: 800 });
    firm.stored = [
      unpaidLineOf(1, { payBy: '2026-12-20', amount: 9_999_999_999 }),
      unpaidLineOf(2, { link: { sentAt: NOW, openedAt: NOW }, reminder: { at: NOW, times: 12 } }),
    ];
    const orders = await firm.list();
    expect(document.documentElement.scrollWidth).to.equal(360);
    orders.locale = 'en';
    await shows(orders, '2 lines, 1 order');
    expect(document.documentElement.scrollWidth).to.equal(360);
    await expectNoFaults(orders);
  });
});
