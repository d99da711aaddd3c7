import { aTimeout, expect } from '@open-wc/testing';
import { sendKeys, sendMouse, setViewport } from '@web/test-runner-commands';
import './define.ts';
import type { Notification } from '../shared/schemas/notification.ts';
import { paidReporter } from './api/paid-once.ts';
import { loadModule } from './host/load-module.ts';
import { expectNoFaults, hostilePage, looksOf } from './testing/checks.ts';
import type { FakeServer } from './testing/fake-server.ts';
import { customersOf, serverOf, uuid } from './testing/firm.ts';
import { listedOf, withLicenses } from './testing/licenses.ts';
import { notificationOf, orderOf } from './testing/orders.ts';
import {
  button,
  clearPage,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  visibleText,
} from './testing/page.ts';
import type { Rgb } from './ui/theme/luminance.ts';
import { painted } from './ui/theme/painted.ts';
import { contrast, LEGIBLE } from './ui/theme/palette.ts';

let server: FakeServer;
/** The server's notifications, newest first. */
let stored: Notification[];

beforeEach(() => {
  stored = [notificationOf(2), notificationOf(1, { readAt: 1, kind: 'payment_received' })];
  const unread = () => stored.filter(({ readAt }) => readAt === null).length;
  server = serverOf([])
    .on('notifications.list', ({ before = Number.POSITIVE_INFINITY }) => {
      const found = stored.filter(({ sequence }) => sequence < before);
      return {
        notifications: found.slice(0, 20),
        unread: unread(),
        hasMore: found.length > 20,
      };
    })
    .on('notifications.markRead', ({ sequence, only }) => {
      stored = stored.map((item) =>
        item.sequence === sequence || (!only && item.sequence < sequence)
          ? { ...item, readAt: item.readAt ?? 1 }
          : item,
      );
      return { unread: unread() };
    })
    .on('orders.get', () => orderOf(['awaiting_payment', 'awaiting_payment']))
    .on('paymentLinks.list', () => [])
    .install();
});

afterEach(async () => {
  clearPage(server);
  await setViewport({ width: 800, height: 600 });
});

async function bellWith(unread: number) {
  const bell = connected('renewal-bell', server);
  await eventually(() => server.followersOf('bell') === 1, 'the stream');
  server.tell('bell', 2, { notification: null, unread });
  const name = unread > 0 ? `Thông báo, ${unread} chưa đọc` : 'Thông báo';
  await eventually(() => deepQuery(bell, '.bell')?.getAttribute('aria-label') === name, name);
  return bell;
}

function come(notification: Notification, unread: number) {
  stored = [notification, ...stored];
  server.tell('bell', notification.sequence, { notification, unread });
}

async function open(bell: Element) {
  (deepQuery(bell, '.bell') as HTMLElement).click();
  await eventually(() => deepQuery(bell, '.popup:popover-open'), 'the list');
  await eventually(() => itemsOf(bell).length > 0, 'its items');
}

const itemsOf = (bell: Element) => deepQueryAll(bell, 'li');
const isOpen = (bell: Element) => deepQuery(bell, '.popup:popover-open') !== undefined;
const nameOf = (bell: Element) => deepQuery(bell, '.bell')?.getAttribute('aria-label');

describe('renewal-bell: the list', () => {
  it('the bell lists each order: what happened, whose, how much, when; unread ones in words', async () => {
    const bell = await bellWith(1);
    await open(bell);
    const [newest, older] = itemsOf(bell).map(visibleText);
    expect(newest).to.contain('Đã đặt đơn hàng DH000002');
    expect(newest).to.contain('1.200.000 ₫ · Công ty TNHH Đại Phát và 1 giấy phép khác');
    expect(newest).to.contain('23/11/2026 10:05');
    expect(older).to.contain(
      'Đã nhận thanh toán cho đơn hàng DH000001, 2 giấy phép đã được gia hạn',
    );
    const marks = itemsOf(bell).map((item) => item.querySelector('[role=img]')?.ariaLabel);
    expect(marks).to.deep.equal(['Chưa đọc', undefined]);
  });

  it('the bell’s list closes when the focus goes on to the page, and leaves it there', async () => {
    const next = document.createElement('button');
    next.className = 'host';
    const bell = await bellWith(1);
    bell.after(next);
    await open(bell);
    deepQuery(bell, '.top button')?.focus();
    expect(isOpen(bell)).to.equal(true);
    next.focus();
    await eventually(() => !isOpen(bell), 'the list is closed');
    expect(document.activeElement === next).to.equal(true);
  });

  it('a click on the bell closes its list while that has the focus', async () => {
    const bell = await bellWith(1);
    await open(bell);
    deepQuery(bell, '.top button')?.focus();
    const { left, top } = (deepQuery(bell, '.bell') as HTMLElement).getBoundingClientRect();
    await sendMouse({ type: 'click', position: [Math.ceil(left) + 9, Math.ceil(top) + 9] });
    await eventually(() => !isOpen(bell), 'a closed list');
  });

  it('the bell’s list stays open while its bell has the focus, and closes when that goes on', async () => {
    const previous = document.createElement('button');
    previous.className = 'host';
    const bell = await bellWith(1);
    bell.before(previous);
    await open(bell);
    deepQuery(bell, '.bell')?.focus();
    expect(isOpen(bell)).to.equal(true);
    previous.focus();
    await eventually(() => !isOpen(bell), 'a closed list');
    expect(document.activeElement === previous).to.equal(true);
  });

  it('the bell’s list has its room in a window at 400 %, and ends in it', async () => {
    await setViewport({ width: 320, height: 256 });
    const bell = await bellWith(1);
    bell.style.marginBlockStart = '100px';
    await open(bell);
    const popup = deepQuery(bell, '.popup') as HTMLElement;
    const { top, bottom } = popup.getBoundingClientRect();
    expect(bottom).to.be.at.most(256);
    expect(bottom - top).to.be.above(220);
    const parts = ['.top', '.foot'].map((part) => deepQuery(bell, part) as HTMLElement);
    expect(parts.map((part) => getComputedStyle(part).position)).to.deep.equal([
      'static',
      'static',
    ]);
  });

  it('the bell shows how long ago, and updates it', async () => {
    stored = [notificationOf(2, { createdAt: Date.now() - 5 * 60_000 })];
    const bell = await bellWith(1);
    await open(bell);
    expect(visibleText(bell)).to.contain('5 phút trước');
    come(notificationOf(3, { createdAt: Date.now() }), 2);
    await eventually(() => visibleText(bell).includes('Vừa xong'));
  });

  it('the bell marks all as read', async () => {
    const bell = await bellWith(1);
    await open(bell);
    button(bell, 'Đánh dấu đã đọc tất cả').click();
    await eventually(() => nameOf(bell) === 'Thông báo');
    expect(server.inputsOf('notifications.markRead')).to.deep.equal([{ sequence: 2, only: false }]);
    expect(deepQueryAll(bell, '[role=img]')).to.have.length(0);
    expect(isOpen(bell), 'and stays open').to.equal(true);
    expect(focused()?.className, 'the button is gone').to.equal('popup');
  });

  it('the bell loads older notifications, and keeps the present ones when that fails', async () => {
    stored = Array.from({ length: 45 }, (_, index) => notificationOf(45 - index));
    const bell = await bellWith(45);
    await open(bell);
    expect(itemsOf(bell)).to.have.length(20);
    server.offline = true;
    button(bell, 'Xem thêm').click();
    await eventually(() => visibleText(bell).includes('Không kết nối được máy chủ.'));
    expect(itemsOf(bell)).to.have.length(20);
    server.offline = false;
    button(bell, 'Thử lại').click();
    await eventually(() => !visibleText(bell).includes('Không kết nối được'));
    button(bell, 'Xem thêm').click();
    await eventually(() => itemsOf(bell).length === 40);
    button(bell, 'Xem thêm').click();
    await eventually(() => itemsOf(bell).length === 45);
    expect(server.inputsOf('notifications.list').at(-1)).to.deep.equal({ before: 6 });
  });

  it('an empty bell says so', async () => {
    stored = [];
    const bell = await bellWith(0);
    (deepQuery(bell, '.bell') as HTMLElement).click();
    await eventually(() => visibleText(bell).includes('Chưa có thông báo nào.'));
    await expectNoFaults(bell);
  });
});

describe('renewal-bell: live', () => {
  it('the bell counts and announces live notifications, in the open list too', async () => {
    const bell = await bellWith(1);
    await open(bell);
    come(notificationOf(3, { kind: 'payment_unapplied' }), 2);
    await eventually(() => nameOf(bell) === 'Thông báo, 2 chưa đọc');
    expect(itemsOf(bell)).to.have.length(3);
    const status = deepQuery(bell, '[role=status]') as HTMLElement;
    expect(visibleText(status)).to.equal('Đơn hàng DH000003: khoản thanh toán đang được giữ');
    come(notificationOf(3, { kind: 'payment_unapplied' }), 2);
    await aTimeout(50);
    expect(itemsOf(bell), 'told twice').to.have.length(3);
  });

  it('the bell reports each payment to the host once', async () => {
    const bell = await bellWith(0);
    const paid: string[] = [];
    bell.addEventListener('renewal-paid', (event) => paid.push(event.detail.orderId));
    come(notificationOf(3, { kind: 'payment_received' }), 1);
    come(notificationOf(4, { kind: 'payment_unapplied' }), 2);
    await eventually(() => nameOf(bell) === 'Thông báo, 2 chưa đọc');
    expect(paid).to.deep.equal([notificationOf(3).orderId]);
  });

  it('payments of one order are one entry that grows, keeps the focus, and is told to the host each time', async () => {
    const bell = await bellWith(0);
    const view = paidReporter(bell);
    const paid: string[] = [];
    bell.addEventListener('renewal-paid', (event) => paid.push(event.detail.orderId));
    const of = (sequence: number, lineCount: number, earlierAmount: number) =>
      notificationOf(sequence, {
        ...{ kind: 'payment_received', orderId: 'by-many', orderNumber: 'DH000042', lineCount },
        ...{ amount: lineCount * 1_000_000, earlierAmount },
      });
    await open(bell);
    come(of(20, 11, 10_000_000), 1);
    const entry = () => itemsOf(bell).filter((item) => visibleText(item).includes('DH000042'));
    await eventually(() => entry().length === 1);
    entry()[0]?.querySelector('button')?.focus();
    come(of(21, 12, 11_000_000), 1);
    await eventually(() => visibleText(entry()[0] as HTMLElement).includes('12 giấy phép'));
    expect(entry()).to.have.length(1);
    expect(visibleText(entry()[0] as HTMLElement)).to.include('12.000.000 ₫');
    expect(nameOf(bell)).to.equal('Thông báo, 1 chưa đọc');
    await eventually(() => focused() === entry()[0]?.querySelector('button'), 'the focus');
    expect(paid).to.deep.equal(['by-many', 'by-many']);
    view('by-many', 3_000_000);
    expect(paid, 'the entry has what the order shows').to.have.length(2);
  });

  it('payments of an order are told to the host after a gap of the stream, and after the order was open', async () => {
    const bell = await bellWith(0);
    const view = paidReporter(bell);
    const paid: string[] = [];
    bell.addEventListener('renewal-paid', (event) => paid.push(event.detail.orderId));
    const comes = (sequence: number, millions: number, earlier: number) =>
      come(
        notificationOf(sequence, {
          ...{ kind: 'payment_received', orderId: 'gap', lineCount: millions },
          ...{ amount: millions * 1_000_000, earlierAmount: earlier * 1_000_000 },
        }),
        1,
      );
    const areTold = (count: number) =>
      eventually(
        () => paid.length === count,
        () => `${paid.length} of ${count} events`,
      );
    view('gap', 3_000_000);
    await areTold(1);
    // The three payments that the order has shown come as one entry.
    comes(30, 3, 2);
    comes(31, 4, 3);
    await areTold(2);
    // It was read meanwhile.
    comes(32, 1, 0);
    await areTold(3);
  });

  it('the bell tells the host when other lines await payment than before, once', async () => {
    const bell = await bellWith(0);
    const changed: string[] = [];
    bell.addEventListener('renewal-unpaid-changed', ({ detail }) => changed.push(detail.orderId));
    come(notificationOf(13, { kind: 'order_placed', orderId: 'placed' }), 1);
    come(notificationOf(14, { kind: 'order_due_soon', orderId: 'due' }), 2);
    come(notificationOf(15, { kind: 'order_expired', orderId: 'expired' }), 3);
    come(notificationOf(15, { kind: 'order_expired', orderId: 'expired' }), 3);
    await eventually(() => nameOf(bell) === 'Thông báo, 3 chưa đọc');
    expect(changed).to.deep.equal(['placed', 'expired']);
  });

  it('the bell is read here when another tab has read', async () => {
    const bell = await bellWith(1);
    await open(bell);
    stored = stored.map((item) => ({ ...item, readAt: 1 }));
    server.tell('bell', 2, { notification: null, unread: 0 });
    await eventually(() => deepQueryAll(bell, '[role=img]').length === 0);
    expect(nameOf(bell)).to.equal('Thông báo');
  });

  it('the bell keeps its stream in another language', async () => {
    const bell = await bellWith(3);
    bell.locale = 'en';
    await eventually(() => nameOf(bell) === 'Notifications, 3 unread');
    expect(server.inputsOf('live.follow')).to.have.length(1);
  });

  it('a bell that can’t begin is silent, and begins when the network is back', async () => {
    server.offline = true;
    const bell = connected('renewal-bell', server);
    const failed = new Promise((resolve) => bell.addEventListener('renewal-error', resolve));
    await failed;
    await bell.updateComplete;
    expect(visibleText(bell)).to.equal('');
    server.offline = false;
    dispatchEvent(new Event('online'));
    await eventually(() => server.followersOf('bell') === 1, 'the stream');
  });
});

describe('renewal-bell: opening an order', () => {
  it('the bell’s order opens in the host if the host prevents the default', async () => {
    const bell = await bellWith(1);
    const asked: string[] = [];
    bell.addEventListener('renewal-open-order', (event) => {
      event.preventDefault();
      asked.push(event.detail.orderId);
    });
    await open(bell);
    button(bell, 'Xem chi tiết').click();
    expect(asked).to.deep.equal([notificationOf(2).orderId]);
    await eventually(() => nameOf(bell) === 'Thông báo', 'it is read');
    expect(server.inputsOf('notifications.markRead')).to.deep.equal([{ sequence: 2, only: true }]);
    expect(isOpen(bell)).to.equal(false);
    expect(deepQuery(bell, 'dialog[open]')).to.equal(undefined);
  });

  it('the bell’s order opens in a dialog otherwise, which gives the focus back', async () => {
    const bell = await bellWith(1);
    await open(bell);
    button(bell, 'Xem chi tiết').click();
    await eventually(() => visibleText(bell).includes('Đơn hàng DH000007'));
    await expectNoFaults(bell);
    button(bell, 'Đóng').click();
    await eventually(() => focused() === deepQuery(bell, '.bell'), 'focus on the bell');
    await eventually(() => server.followersOf('orders') === 0, 'the order is let go');
  });

  it('the order shown from the bell reports its payments itself', async () => {
    const bell = await bellWith(1);
    const paid: string[] = [];
    bell.addEventListener('renewal-paid', (event) => paid.push(event.detail.orderId));
    await open(bell);
    button(bell, 'Xem chi tiết').click();
    await eventually(() => server.followersOf('orders') === 1, 'the order’s stream');
    await eventually(() => visibleText(bell).includes('Đơn hàng DH000007'));
    const order = orderOf(['paid', 'paid'], { version: 2 });
    server.tell(`order:${order.id}`, 2, order);
    come(notificationOf(4, { kind: 'payment_received' }), 2);
    await eventually(() => visibleText(bell).includes('đã được thanh toán đủ'));
    expect(paid).to.deep.equal([order.id]);
  });
});

describe('renewal-bell: expiring licences', () => {
  const DIGEST = uuid(900);
  const CUSTOMERS = customersOf(2);

  beforeEach(() => {
    server.restore();
    stored = [
      notificationOf(2, {
        ...{ kind: 'licenses_expiring', orderId: null, orderNumber: '', digestId: DIGEST },
        ...{ amount: 0, lineCount: 2 },
      }),
    ];
    let mails = true;
    server = serverOf(CUSTOMERS)
      .on('notifications.list', () => ({ notifications: stored, unread: 1, hasMore: false }))
      .on('notifications.markRead', () => ({ unread: 0 }))
      .on('reminders.choice', () => ({ mails, firm: true }))
      .on('reminders.setMails', (input) => {
        ({ mails } = input);
        return { mails, firm: true };
      })
      .on('reminders.licenses', () => ({
        ids: CUSTOMERS.flatMap(({ licenses }) => licenses.map(({ id }) => id)),
        customers: CUSTOMERS.map(({ taxCode }) => taxCode),
        licenses: [],
      }));
    withLicenses(server, CUSTOMERS, () => listedOf(CUSTOMERS)).install();
  });

  it('a digest opens in the host with the licences’ ids, if the host prevents the default', async () => {
    const bell = await bellWith(1);
    const asked: unknown[] = [];
    bell.addEventListener('renewal-renew', (event) => {
      event.preventDefault();
      asked.push(event.detail);
    });
    await open(bell);
    await eventually(() => visibleText(bell).includes('2 giấy phép sắp hết hạn'));
    await expectNoFaults(bell);
    button(bell, 'Gia hạn').click();
    await eventually(() => asked.length === 1, 'the host is asked');
    const customers = CUSTOMERS.map(({ taxCode }) => taxCode);
    expect(asked).to.deep.equal([{ digestId: DIGEST, customers, licenses: [] }]);
    await eventually(() => !isOpen(bell), 'the list closes');
  });

  it('a digest opens the list of licences with its own ticked otherwise, over a form that closes by its own button', async () => {
    const bell = await bellWith(1);
    await open(bell);
    await eventually(() => visibleText(bell).includes('2 giấy phép sắp hết hạn'));
    button(bell, 'Gia hạn').click();
    await eventually(() => visibleText(bell).includes('Đã chọn 2'), 'the list');
    await expectNoFaults(bell);
    button(bell, 'Thêm 2 vào đơn').click();
    await eventually(
      () => (server.inputsOf('orders.quote').at(-1)?.lines ?? []).length === 2,
      'both licences',
    );
    const closed: Event[] = [];
    bell.addEventListener('renewal-close', (event) => closed.push(event));
    button(bell, 'Đóng').click();
    await eventually(() => focused() === deepQuery(bell, '.bell'), 'focus on the bell');
    expect(closed).to.deep.equal([]);
  });

  it('a digest whose licences were all ordered since says so, and opens nothing', async () => {
    server.on('reminders.licenses', () => ({ ids: [], customers: [], licenses: [] }));
    const bell = await bellWith(1);
    await open(bell);
    await eventually(() => visibleText(bell).includes('2 giấy phép sắp hết hạn'));
    button(bell, 'Gia hạn').click();
    await eventually(() => visibleText(bell).includes('đều đã được đặt gia hạn'));
    expect(isOpen(bell)).to.equal(true);
  });

  it('mails about expiring licences are ended and resumed below the list, and kept', async () => {
    const bell = await bellWith(1);
    await open(bell);
    const box = () => deepQuery(bell, 'input[type=checkbox]') as HTMLInputElement | undefined;
    await eventually(() => box()?.checked === true, 'the choice');
    box()?.click();
    await eventually(() => server.inputsOf('reminders.setMails').length === 1, 'it is sent');
    expect(server.inputsOf('reminders.setMails')).to.deep.equal([{ mails: false }]);
    await eventually(() => box()?.checked === false, 'no mails');
  });

  it('a firm without reminders has no choice of mails', async () => {
    server.on('reminders.choice', () => ({ mails: true, firm: false }));
    const bell = await bellWith(1);
    await open(bell);
    await eventually(() => server.inputsOf('reminders.choice').length > 0, 'the choice');
    await eventually(() => visibleText(bell).includes('2 giấy phép sắp hết hạn'));
    expect(deepQuery(bell, 'input[type=checkbox]')).to.equal(undefined);
  });
});

describe('renewal-bell: by keyboard', () => {
  it('the bell opens, is walked by arrow keys, and closes by Escape, which stays here', async () => {
    const bell = await bellWith(1);
    const heard: string[] = [];
    const hear = (event: KeyboardEvent) => heard.push(event.key);
    document.addEventListener('keydown', hear);
    (deepQuery(bell, '.bell') as HTMLElement).focus();
    await sendKeys({ press: 'Enter' });
    await eventually(() => itemsOf(bell).length === 2);
    const buttons = () => deepQueryAll(bell, 'li button');
    await sendKeys({ press: 'ArrowDown' });
    await eventually(() => focused() === buttons()[0], 'the focus');
    await sendKeys({ press: 'ArrowDown' });
    await eventually(() => focused() === buttons()[1], 'the focus');
    await sendKeys({ press: 'ArrowDown' });
    await eventually(() => focused() === buttons()[1], 'the last one');
    await sendKeys({ press: 'Home' });
    await eventually(() => focused() === buttons()[0], 'the focus');
    await sendKeys({ press: 'Escape' });
    await eventually(() => !isOpen(bell));
    await eventually(() => focused() === deepQuery(bell, '.bell'), 'the focus');
    document.removeEventListener('keydown', hear);
    expect(heard).not.to.contain('Escape');
  });

  it('the bell closes on a second press', async () => {
    const bell = await bellWith(1);
    await open(bell);
    (deepQuery(bell, '.bell') as HTMLElement).click();
    await eventually(() => !isOpen(bell));
  });
});

describe('renewal-bell: in a host page', () => {
  it('the bell is accessible in both languages, closed and open', async () => {
    const bell = await bellWith(1);
    await expectNoFaults(bell);
    await open(bell);
    await expectNoFaults(bell);
    bell.locale = 'en';
    await eventually(() => visibleText(bell).includes('Order DH000002 placed'));
    await expectNoFaults(bell);
  });

  it('the bell begins whether properties come before or after attaching', async () => {
    document.body.insertAdjacentHTML(
      'beforeend',
      `<div class="host"><renewal-bell server="${server.url}"></renewal-bell></div>`,
    );
    const bell = document.querySelector('renewal-bell') as HTMLElementTagNameMap['renewal-bell'];
    await bell.updateComplete;
    bell.fetchToken = async () => 'token';
    await eventually(() => server.followersOf('bell') === 1, 'the stream');
  });

  it('the bell follows one stream when moved, and none when removed', async () => {
    const bell = await bellWith(1);
    const place = document.createElement('div');
    place.className = 'host';
    document.body.append(place);
    place.append(bell);
    await eventually(() => server.inputsOf('live.follow').length === 2, 'a new stream');
    await eventually(() => server.followersOf('bell') === 1, 'and only that');
    await open(bell);
    const popup = deepQuery(bell, '.popup') as HTMLElement;
    bell.remove();
    await eventually(() => server.followersOf('bell') === 0, 'no stream');
    popup.style.top = '';
    dispatchEvent(new Event('resize'));
    dispatchEvent(new Event('scroll'));
    expect(popup.style.top, 'no listener is left').to.equal('');
  });

  it('the bell’s list stays within a narrow window, and at the bell', async () => {
    const bell = await bellWith(1);
    bell.style.cssText = 'position: fixed; top: 4px; left: 4px';
    await open(bell);
    const box = (deepQuery(bell, '.popup') as HTMLElement).getBoundingClientRect();
    const anchor = (deepQuery(bell, '.bell') as HTMLElement).getBoundingClientRect();
    expect(box.left).to.be.at.least(8);
    expect(box.right).to.be.at.most(innerWidth - 8);
    expect(box.top).to.be.within(anchor.bottom, anchor.bottom + 12);
  });

  it('the list of a bell at the end of the window opens above it, as high as there is room', async () => {
    const bell = await bellWith(1);
    bell.style.cssText = 'position: fixed; bottom: 4px; right: 4px';
    await open(bell);
    const popup = deepQuery(bell, '.popup') as HTMLElement;
    const box = popup.getBoundingClientRect();
    const anchor = (deepQuery(bell, '.bell') as HTMLElement).getBoundingClientRect();
    expect(box.bottom).to.be.within(anchor.top - 12, anchor.top);
    popup.style.height = '5000px';
    expect(popup.getBoundingClientRect().top).to.be.at.least(8);
    bell.style.cssText = 'position: fixed; top: 40%; right: 4px';
    dispatchEvent(new Event('resize'));
    expect(popup.getBoundingClientRect().bottom).to.be.at.most(innerHeight - 8);
  });

  it('links of unread entries can be read with an accent that is just dark enough for white', async () => {
    const bell = await bellWith(1);
    bell.style.setProperty('--renewal-accent', 'rgb(0 117 255)');
    await open(bell);
    const entry = await eventually(() => deepQuery(bell, 'li.unread'), 'an unread entry');
    const link = entry.querySelector('button') as HTMLElement;
    const rgb = (color: string): Rgb => {
      const [red, green, blue] = painted(color);
      return [red, green, blue];
    };
    const found = () =>
      contrast(rgb(getComputedStyle(link).color), rgb(getComputedStyle(entry).backgroundColor));
    await eventually(
      () => found() >= LEGIBLE,
      () => `a contrast of ${found()}`,
    );
  });

  it('the bell looks the same in a hostile host', async () => {
    const selectors = ['.bell', 'h3', 'li .title', 'li .summary', 'li button', 'time'];
    const calm = await bellWith(1);
    await open(calm);
    const before = looksOf(calm, selectors);
    calm.remove();
    const style = hostilePage();
    const hostile = await bellWith(1);
    await open(hostile);
    const after = looksOf(hostile, selectors);
    style.remove();
    expect(after).to.deep.equal(before);
  });
});

it('the bell offers to reload the page where the server no longer has its parts', async () => {
  const bell = await bellWith(1);
  const gone = Object.assign(async () => {}, {
    toString: () => "() => import('data:text/html,gone.js')",
  });
  const fault = await loadModule(gone, location.href).catch((error) => error.code);
  expect(fault).to.equal('RELEASE_REPLACED');
  await eventually(() => deepQuery(bell, '.replaced'), 'the offer');
  const said = deepQuery(bell, '.replaced')?.getAttribute('aria-label');
  expect(said).to.match(/vừa được cập nhật.*Tải lại trang$/);
  expect(deepQuery(bell, '.bell'), 'the bell beside it').to.exist;
  await expectNoFaults(bell);
});
