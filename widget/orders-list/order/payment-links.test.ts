import { expect } from '@open-wc/testing';
import { sendKeys, sendMouse, setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import { formatDong } from '../../../shared/money.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import { uuid } from '../../testing/firm.ts';
import {
  firmWithOrders,
  linkOf,
  replaceClipboard,
  rowsOf,
} from '../../testing/firm-with-orders.ts';
import { lineOf, NOW, orderOf } from '../../testing/orders.ts';
import {
  button,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  visibleText,
} from '../../testing/page.ts';
import { shows } from '../../testing/wizard.ts';

const COPY = 'Sao chép thông tin thanh toán';
const firm = firmWithOrders();

describe('renewal-orders: payment links', () => {
  const copyButtons = (orders: Element) =>
    deepQueryAll(orders, 'renewal-copy-link-button.on-row').map(
      (host) => host.shadowRoot?.querySelector('button') as HTMLButtonElement,
    );

  it('the link of a line is copied by a button shown on hover or focus of its row', async () => {
    await setViewport({ width: 1280, height: 800 });
    const orders = await firm.order();
    const [host, , ...rest] = deepQueryAll(orders, 'renewal-copy-link-button.on-row');
    expect(rest, 'a paid line has none').to.have.length(0);
    expect(visibleText(host as Element)).to.equal(COPY);
    const opacity = () => getComputedStyle(host as Element).opacity;
    expect(opacity()).to.equal('0');
    const { left, top } = (rowsOf(orders)[0] as Element).getBoundingClientRect();
    await sendMouse({ type: 'move', position: [Math.ceil(left) + 5, Math.ceil(top) + 5] });
    await eventually(() => opacity() === '1', 'shown on hover');
    await sendMouse({ type: 'move', position: [0, 0] });
    await eventually(() => opacity() === '0');
    copyButtons(orders)[0]?.focus();
    expect(opacity(), 'shown on focus').to.equal('1');
    await sendKeys({ press: 'Enter' });
    await shows(orders, 'Đã sao chép');
    (focused() as HTMLElement).blur();
    expect(opacity(), 'as long as it says something').to.equal('1');
    expect(firm.clipboard).to.have.length(1);
    for (const part of ['Công ty Cổ phần Số 1', '1.200.000', 'https://renewal.test/pay/1']) {
      expect(firm.clipboard[0]).to.include(part);
    }
    expect(firm.server.inputsOf('paymentLinks.create')).to.deep.equal([
      { orderId: uuid(703), lineId: lineOf(1).id },
    ]);
    await shows(orders, 'Liên kết thanh toán đang dùng được');
  });

  it('a long plan makes its row taller, and leaves the button to copy within it', async () => {
    const name =
      'Gói Doanh nghiệp nâng cao, nhiều chi nhánh, kèm hóa đơn điện tử và chữ ký số từ xa';
    const plan = { code: 'LONG', name: { vi: name, en: name } };
    const order = orderOf([], { id: uuid(703), lines: [lineOf(1), lineOf(2, { plan })] });
    firm.server.on('orders.get', () => order);
    const orders = connected('renewal-orders', firm.server, { orderId: order.id });
    for (const width of [360, 1120, 1600]) {
      await setViewport({ width, height: 800 });
      await eventually(() => rowsOf(orders).length === 2, 'the lines');
      for (const cell of deepQueryAll(orders, 'td.main')) {
        const { bottom } = cell.getBoundingClientRect();
        const parts = cell.querySelectorAll('.muted, renewal-copy-link-button');
        for (const part of parts) {
          expect(part.getBoundingClientRect().bottom, `${width} px`).to.be.at.most(bottom);
        }
      }
    }
    await setViewport({ width: 800, height: 600 });
  });

  it('the link of a whole order is copied from its row, without opening it', async () => {
    const orders = await firm.list();
    expect(copyButtons(orders), 'only where money is due').to.have.length(1);
    copyButtons(orders)[0]?.click();
    await shows(orders, 'Đã sao chép');
    expect(firm.server.inputsOf('paymentLinks.create')).to.deep.equal([{ orderId: uuid(703) }]);
    expect(firm.clipboard[0]).to.match(/^Thanh toán phần còn lại của đơn hàng gia hạn DH000003\n/);
    expect(firm.clipboard[0]).to.include('https://renewal.test/pay/1');
    expect(orders.orderId).to.equal('');
    button(orders, 'Chỉ sao chép liên kết').click();
    await eventually(() => firm.clipboard.length === 2, 'the link alone');
    expect(firm.clipboard[1]).to.equal('https://renewal.test/pay/2');
  });

  it('what is copied of a line that was paid short asks for the rest', async () => {
    const { id: firstLineId, customer } = lineOf(1);
    const short = { firstLineId, firstCustomerName: customer.name, lineCount: 1, partsUntil: null };
    const unapplied = [
      { ...short, attemptId: uuid(42), unapplied: 1_000_000, missing: 200_000 },
      { ...short, attemptId: uuid(43), unapplied: 9, missing: 2_399_991, lineCount: 2 },
    ];
    const order = orderOf(['awaiting_payment', 'awaiting_payment'], { id: uuid(703), unapplied });
    firm.server.on('orders.get', () => order);
    const orders = connected('renewal-orders', firm.server, { orderId: order.id });
    await eventually(() => copyButtons(orders)[0]).then((copy) => copy.click());
    await shows(orders, 'Đã sao chép');
    expect(firm.clipboard[0]).to.include(
      `Số tiền còn thiếu: ${formatDong(200_000)} (đã nhận ${formatDong(1_000_000)})`,
    );
  });

  it('what is copied of an unpaid order says for whom it is', async () => {
    const order = orderOf(['awaiting_payment', 'awaiting_payment'], { number: 'DH000003' });
    firm.server.on('orders.list', () => ({ orders: [order], nextCursor: null }));
    const orders = connected('renewal-orders', firm.server);
    await eventually(() => copyButtons(orders)[0]).then((copy) => copy.click());
    await shows(orders, 'Đã sao chép');
    expect(firm.clipboard[0]).to.match(
      /^Thanh toán đơn hàng gia hạn DH000003 cho .+ và 1 giấy phép khác\n/,
    );
  });

  it('an order’s number stays in one line beside its state, however narrow the place', async () => {
    await setViewport({ width: 320, height: 800 });
    const order = orderOf(['paid', 'cancelled'], { number: 'DH1000003', expiredAt: NOW });
    firm.server.on('orders.list', () => ({ orders: [order], nextCursor: null }));
    const orders = await firm.list();
    expect(deepQuery(orders, 'td.main strong')?.getClientRects()).to.have.length(1);
    expect(document.documentElement.scrollWidth).to.equal(320);
    await setViewport({ width: 800, height: 600 });
  });

  it('the button to copy a link is always visible where the place is narrow', async () => {
    await setViewport({ width: 360, height: 800 });
    const orders = await firm.list();
    const host = deepQuery(orders, 'renewal-copy-link-button.on-row') as HTMLElement;
    expect(getComputedStyle(host).opacity).to.equal('1');
    expect(document.documentElement.scrollWidth).to.equal(360);
    await setViewport({ width: 800, height: 600 });
  });

  it('the link is shown, selected, where the clipboard is unavailable', async () => {
    replaceClipboard(() => Promise.reject(new DOMException('', 'NotAllowedError')));
    const orders = await firm.order();
    copyButtons(orders)[0]?.click();
    const field = await eventually(() =>
      deepQuery<HTMLTextAreaElement>(orders, 'textarea[readonly]'),
    );
    await eventually(() => focused() === field, 'the focus');
    expect(field.value.slice(field.selectionStart, field.selectionEnd)).to.include(
      'https://renewal.test/pay/1',
    );
    await expectNoFaults(orders);
  });

  it('a link that could not be made gives the reason', async () => {
    const orders = await firm.order();
    firm.server.offline = true;
    copyButtons(orders)[0]?.click();
    await shows(orders, 'Không kết nối được máy chủ.');
  });

  it('an order lists its live links, and revokes one after confirmation', async () => {
    const expired = { ...linkOf(7, uuid(703), null), expiresAt: 1 };
    const revoked = { ...linkOf(8, uuid(703), null), revokedAt: 1 };
    firm.links = [linkOf(1, uuid(703), null), linkOf(2, uuid(703), lineOf(1).id), expired, revoked];
    const orders = await firm.order();
    await shows(orders, 'Cả đơn hàng đến');
    expect(deepQueryAll(orders, '.row.link')).to.have.length(2);
    button(orders, 'Thu hồi').click();
    await shows(orders, 'Thu hồi liên kết này?');
    await expectNoFaults(orders);
    button(orders, 'Giữ lại').click();
    expect(firm.server.inputsOf('paymentLinks.revoke')).to.have.length(0);
    button(orders, 'Thu hồi').click();
    button(orders, 'Thu hồi', 2).click();
    await eventually(() => deepQueryAll(orders, '.row.link').length === 1);
    expect(firm.server.inputsOf('paymentLinks.revoke')).to.deep.equal([{ linkId: uuid(601) }]);
    await eventually(() => focused()?.localName === 'h3', 'the button is gone');
  });

  it('links end by the server’s day, not by the computer’s clock', async () => {
    const ending = { ...linkOf(1, uuid(703), null), expiresAt: NOW };
    const ended = { ...linkOf(2, uuid(703), null), expiresAt: NOW - 86_400_000 };
    firm.links = [ending, ended];
    const orders = await firm.order();
    await eventually(() => deepQueryAll(orders, '.row.link').length === 1);
  });
});
