import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { readSheet } from 'read-excel-file/universal';
import '../../define.ts';
import { formatDong } from '../../../shared/money.ts';
import type { UnpaidLine } from '../../../shared/schemas/unpaid.ts';
import { foldText } from '../../../shared/search-text.ts';
import type { RenewalOrders } from '../../renewal-orders.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import { type FakeServer, Refusal } from '../../testing/fake-server.ts';
import { PRICE, serverOf, uuid } from '../../testing/firm.ts';
import { NOW, orderOf } from '../../testing/orders.ts';
import {
  button,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  type,
  visibleText,
} from '../../testing/page.ts';
import { unpaidLineOf } from '../../testing/unpaid.ts';
import { shows } from '../../testing/wizard.ts';

let server: FakeServer;
let stored: UnpaidLine[];
let clipboard: string[];
const writeText = Object.getOwnPropertyDescriptor(Clipboard.prototype, 'writeText');

beforeEach(() => {
  stored = Array.from({ length: 60 }, (_, index) => unpaidLineOf(index + 1));
  clipboard = [];
  replaceClipboard(async (text) => void clipboard.push(text));
  server = serverOf([])
    .on('orders.list', () => ({ orders: [], nextCursor: null }))
    .on('orders.get', ({ orderId }) => orderOf(['awaiting_payment'], { id: orderId }))
    .on('paymentLinks.list', () => [])
    .on('paymentLinks.create', ({ orderId, lineId = null }) => ({
      ...{ id: uuid(600), orderId, lineId, url: 'https://renewal.test/pay/1', createdAt: NOW },
      ...{ expiresAt: NOW, revokedAt: null, sentAt: null, sentTo: null, openedAt: null },
    }))
    .on('unpaid.list', ({ filter, cursor, limit = 20, sort, descending }) => {
      const found = stored.filter(
        (line) =>
          (!filter.payer || line.payer === filter.payer) &&
          (!filter.withoutEmail || line.email === '' || line.isEmailRefused) &&
          foldText(`${line.customer.name} ${line.orderNumber}`).includes(
            foldText(filter.query ?? ''),
          ),
      );
      if (sort === 'amount') found.sort((a, b) => a.amount - b.amount);
      if (descending) found.reverse();
      const from = cursor ? found.findIndex(({ lineId }) => lineId === cursor) + 1 : 0;
      const lines = found.slice(from, from + limit);
      const isMore = found.length > from + limit;
      const amount = found.reduce((sum, line) => sum + line.amount, 0);
      const orders = new Set(found.map(({ orderId }) => orderId)).size;
      return {
        lines,
        nextCursor: isMore ? (lines.at(-1)?.lineId ?? null) : null,
        totals: cursor ? null : { lines: found.length, orders, amount },
      };
    })
    .on('unpaid.previewReminders', ({ lineIds, again }) => {
      const lines = linesOf(lineIds);
      const sendable = lines.filter((line) => reasonOf(line, again) === null);
      return {
        mails: sendable.map(({ lineId, email, customer }) => ({
          ...{ email, name: customer.name, lineIds: [lineId] },
        })),
        skipped: skippedOf(lines, again),
        sample: sendable[0]
          ? { to: sendable[0].email, subject: 'Cần thanh toán', text: 'Kính gửi Quý khách' }
          : null,
      };
    })
    .on('unpaid.remind', ({ lineIds, again }) => {
      const lines = linesOf(lineIds);
      const sent = lines.filter((line) => reasonOf(line, again) === null);
      const ids = new Set(sent.map(({ lineId }) => lineId));
      const skipped = skippedOf(lines, again);
      stored = stored.map((line) =>
        ids.has(line.lineId) ? { ...line, reminder: { at: NOW, times: 1 } } : line,
      );
      return { sent: sent.map(({ lineId, email }) => ({ lineId, email })), skipped };
    })
    .on('unpaid.changePayers', ({ lineIds, payer }) => {
      const changed = linesOf(lineIds).flatMap((line) => (line.payer === payer ? [] : line.lineId));
      const skipped = lineIds
        .filter((lineId) => !changed.includes(lineId))
        .map((lineId) => ({ lineId, reason: 'unchanged' as const }));
      stored = stored.map((line) => (changed.includes(line.lineId) ? { ...line, payer } : line));
      return { changed, skipped };
    })
    .on('unpaid.postpone', ({ orderIds, dueDate }) => {
      const [refused = '', ...postponed] = orderIds;
      stored = stored.map((line) =>
        postponed.includes(line.orderId) ? { ...line, dueDate } : line,
      );
      return {
        postponed,
        skipped: [{ orderId: refused, reason: 'too_late' as const, until: '2027-01-01' }],
      };
    })
    .on('unpaid.makeLinks', ({ lineIds }) => ({
      links: lineIds.map((lineId) => ({
        lineId,
        url: `https://renewal.test/pay/${lineId.slice(-4)}`,
      })),
    }))
    .install();
});

afterEach(async () => {
  for (const element of document.querySelectorAll('renewal-orders')) element.remove();
  server.restore();
  if (writeText) Object.defineProperty(Clipboard.prototype, 'writeText', writeText);
  await setViewport({ width: 800, height: 600 });
});

function replaceClipboard(write: (text: string) => Promise<void>) {
  Object.defineProperty(Clipboard.prototype, 'writeText', { value: write, configurable: true });
}

function linesOf(lineIds: readonly string[]): UnpaidLine[] {
  const ids = new Set(lineIds);
  return stored.filter(({ lineId }) => ids.has(lineId));
}

function reasonOf(line: UnpaidLine, again: boolean) {
  if (line.payer === 'firm') return 'firm_pays' as const;
  if (line.email === '') return 'no_email' as const;
  if (line.isEmailRefused) return 'email_refused' as const;
  return line.reminder && !again ? ('asked_today' as const) : null;
}

const skippedOf = (lines: readonly UnpaidLine[], again: boolean) =>
  lines.flatMap((line) => {
    const reason = reasonOf(line, again);
    return reason ? [{ lineId: line.lineId, reason }] : [];
  });

const rowsOf = (orders: Element) => deepQueryAll<HTMLTableRowElement>(orders, 'tbody tr');
const tickAll = (orders: Element) =>
  deepQuery<HTMLInputElement>(orders, '#all') as HTMLInputElement;
const ticks = (orders: Element) =>
  deepQueryAll<HTMLInputElement>(orders, 'tbody input[type=checkbox]');

/** The first button with this text that can be pressed. */
const named = (orders: Element, name: string) =>
  deepQueryAll<HTMLButtonElement>(orders, 'button').find(
    (found) => visibleText(found) === name && found.checkVisibility(),
  );

function filterBy(orders: Element, name: 'payer' | 'search', value: string): void {
  if (name === 'search') type(deepQuery(orders, 'input[type=search]') as HTMLInputElement, value);
  const payer = deepQuery<HTMLSelectElement>(orders, 'select') as HTMLSelectElement;
  payer.value = name === 'payer' ? value : payer.value;
  if (name === 'payer') payer.dispatchEvent(new Event('change'));
}

async function listed(changes: Partial<RenewalOrders> = {}) {
  const orders = connected('renewal-orders', server, { view: 'unpaid', ...changes });
  await eventually(() => rowsOf(orders).length > 0, 'the unpaid lines');
  return orders;
}

describe('renewal-orders: unpaid lines', () => {
  it('all unpaid lines are reminded of in four actions, also those that are not shown', async () => {
    await setViewport({ width: 1280, height: 800 });
    const orders = connected('renewal-orders', server);
    await shows(orders, 'Chưa có đơn hàng nào.');
    let actions = 0;
    const press = async (find: () => HTMLElement | undefined) => {
      (await eventually(find)).click();
      actions++;
    };
    await press(() => named(orders, 'Chưa thanh toán'));
    await press(() => deepQuery(orders, '#all'));
    await press(() => named(orders, 'Nhắc'));
    await press(() => named(orders, 'Gửi 60 email'));
    await shows(orders, 'Đã gửi email cho 60 dòng.');
    expect(actions).to.equal(4);
    expect(rowsOf(orders), 'no more are shown').to.have.length(50);
    const asked = server.inputsOf('unpaid.remind');
    expect(asked.flatMap(({ lineIds }) => lineIds)).to.deep.equal(
      stored.map(({ lineId }) => lineId),
    );
    expect(stored.every(({ reminder }) => reminder)).to.equal(true);
  });

  it('a line shows customer, order, payer, amount, due date, link and last reminder', async () => {
    stored = [
      unpaidLineOf(1, {
        link: { sentAt: NOW, openedAt: null },
        reminder: { at: NOW, times: 2 },
        payBy: '2026-12-20',
      }),
      unpaidLineOf(2, { link: { sentAt: NOW, openedAt: NOW }, payer: 'firm' }),
      unpaidLineOf(3, { email: '' }),
    ];
    const orders = await listed();
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
    stored = [unpaidLineOf(1, { plan: { code: 'LONG', name } })];
    const orders = await listed();
    const cell = rowsOf(orders)[0]?.querySelector('td.main') as HTMLElement;
    expect(cell.scrollHeight).to.be.at.most(cell.clientHeight);
  });

  it('the search field is as wide as its hint', async () => {
    for (const width of [768, 1280]) {
      await setViewport({ width, height: 800 });
      const orders = await listed();
      const search = deepQuery(orders, '.filters input[type=search]') as HTMLInputElement;
      search.value = search.placeholder;
      expect(search.scrollWidth, `${width}`).to.be.at.most(search.clientWidth);
      orders.remove();
    }
  });

  it('mails are asked about first: how many, to whom, a sample, and the lines without one', async () => {
    stored = [
      unpaidLineOf(1),
      unpaidLineOf(2, { email: '' }),
      unpaidLineOf(3, { payer: 'firm' }),
      unpaidLineOf(4, { reminder: { at: NOW, times: 1 } }),
    ];
    const orders = await listed();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 4 dòng');
    button(orders, 'Nhắc').click();
    await shows(orders, 'Gửi 1 email nhắc thanh toán?');
    for (const text of [
      'Người nhận (1)',
      'kh1@example.vn',
      'Kính gửi Quý khách',
      'Không gửi cho 3 dòng',
      'Không có địa chỉ email: Công ty Cổ phần Số 2',
      'Đã nhắc hôm nay: Công ty Cổ phần Số 4',
    ]) {
      await shows(orders, text);
    }
    expect(server.inputsOf('unpaid.remind'), 'nothing is sent yet').to.have.length(0);
    await expectNoFaults(orders);
    const again = deepQuery<HTMLInputElement>(orders, 'dialog[open] input[type=checkbox]');
    again?.click();
    await shows(orders, 'Gửi 2 email nhắc thanh toán?');
    button(orders, 'Gửi 2 email').click();
    await shows(orders, 'Đã gửi email cho 2 dòng.');
    expect(server.inputsOf('unpaid.remind')[0]).to.deep.equal({
      lineIds: [uuid(5_001), uuid(5_004)],
      again: true,
    });
    named(orders, 'Đóng')?.click();
    await shows(orders, '4 dòng, 1 đơn hàng');
    await eventually(() => rowsOf(orders).map(visibleText)[0]?.includes('1 lần'), 'the list anew');
  });

  it('an address that refuses the mail is shown in the open result, with what to do, and at its line', async () => {
    stored = [unpaidLineOf(1), unpaidLineOf(2)];
    const orders = await listed();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 2 dòng');
    button(orders, 'Nhắc').click();
    (await eventually(() => named(orders, 'Gửi 2 email'))).click();
    await shows(orders, 'Đã gửi email cho 2 dòng.');
    await eventually(() => server.followersOf('list') === 1, 'the stream');
    stored = stored.map((line, i) => ({ ...line, isEmailRefused: i === 1 }));
    server.tell('list', 3, null);
    await shows(orders, 'Đã gửi email cho 1 dòng.');
    const [first] = deepQueryAll(orders, 'dialog[open] li');
    expect(visibleText(first as Element))
      .to.include('Công ty Cổ phần Số 2')
      .and.to.include('Email bị từ chối (sửa email khách hàng');
    await expectNoFaults(orders);
    named(orders, 'Đóng')?.click();
    await eventually(
      () => visibleText(rowsOf(orders)[1] as Element).includes('email bị từ chối'),
      'the line',
    );
  });

  it('the result stays on its page while it is kept up to date', async () => {
    const orders = await listed();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 60 dòng');
    button(orders, 'Nhắc').click();
    (await eventually(() => named(orders, 'Gửi 60 email'))).click();
    await shows(orders, 'Đã gửi email cho 60 dòng.');
    (await eventually(() => named(orders, 'Trang sau'))).click();
    await shows(orders, 'Trang 2/2');
    await eventually(() => server.followersOf('list') === 1, 'the stream');
    stored = stored.map((line, i) => ({ ...line, isEmailRefused: i === 1 }));
    server.tell('list', 3, null);
    await shows(orders, 'Đã gửi email cho 59 dòng.');
    await shows(orders, 'Trang 2/2');
  });

  it('a result that was closed while mails were sent is no longer kept up to date', async () => {
    const orders = await listed();
    let answer = () => {};
    server.on('unpaid.remind', async ({ lineIds }) => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      stored = stored.slice(1);
      return { sent: lineIds.map((lineId) => ({ lineId, email: 'kh@example.vn' })), skipped: [] };
    });
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 60 dòng');
    button(orders, 'Nhắc').click();
    (await eventually(() => named(orders, 'Gửi 60 email'))).click();
    await eventually(() => deepQuery(orders, 'progress'), 'the progress');
    await eventually(() => server.inputsOf('unpaid.remind').length === 1, 'the sending');
    const reads = server.inputsOf('unpaid.list').length;
    (deepQuery(orders, 'dialog[open]') as HTMLDialogElement).close();
    await eventually(() => server.inputsOf('unpaid.list').length > reads, 'the close');
    await eventually(() => server.followersOf('list') === 1, 'the stream');
    const calls = () => server.inputsOf('unpaid.previewReminders').length;
    const before = calls();
    answer();
    await eventually(() => !deepQuery(orders, 'progress'), 'the end of the part');
    server.tell('list', 3, null);
    await shows(orders, '59 dòng,');
    // Longer than changes are collected.
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(calls()).to.equal(before);
  });

  it('where no mail can be sent, the question is closed, not put off', async () => {
    stored = [unpaidLineOf(1, { email: '' })];
    const orders = await listed();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn 1 dòng');
    button(orders, 'Nhắc').click();
    await shows(orders, 'Không có email nào để gửi');
    const choices = () =>
      deepQueryAll(orders, 'dialog[open] button').filter((each) => each.checkVisibility());
    expect(choices().map(visibleText)).to.deep.equal(['Đóng']);
  });

  it('a failing part keeps what was sent, and the rest is sent on demand', async () => {
    let calls = 0;
    stored = Array.from({ length: 120 }, (_, index) => unpaidLineOf(index + 1));
    const orders = await listed();
    server.on('unpaid.remind', ({ lineIds }) => {
      calls++;
      if (calls === 2) throw new Refusal({ code: 'TOO_MANY_REQUESTS', retryAfter: 60 });
      return { sent: lineIds.map((lineId) => ({ lineId, email: 'kh@example.vn' })), skipped: [] };
    });
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 120 dòng');
    button(orders, 'Nhắc').click();
    (
      await eventually(() =>
        deepQueryAll(orders, 'button').find((one) => visibleText(one) === 'Gửi 120 email'),
      )
    ).click();
    await shows(orders, 'Đã gửi email cho 100 dòng.');
    await shows(orders, 'Đã dừng: 20 dòng chưa làm.');
    button(orders, 'Làm tiếp 20 dòng').click();
    await shows(orders, 'Đã gửi email cho 120 dòng.');
    const sent = server.inputsOf('unpaid.remind');
    expect(sent.map(({ lineIds }) => lineIds.length)).to.deep.equal([100, 20, 20]);
  });

  it('lines are chosen one by one, by Shift over several, and all but some', async () => {
    const orders = await listed();
    ticks(orders)[1]?.click();
    await shows(orders, 'Đã chọn 1 dòng');
    ticks(orders)[4]?.dispatchEvent(new MouseEvent('click', { shiftKey: true, bubbles: true }));
    await shows(orders, 'Đã chọn 4 dòng');
    expect(tickAll(orders).indeterminate).to.equal(true);
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 60 dòng');
    ticks(orders)[0]?.click();
    await shows(orders, 'Đã chọn 59 dòng');
    button(orders, 'Nhắc').click();
    await shows(orders, 'Gửi 59 email nhắc thanh toán?');
    expect(server.inputsOf('unpaid.previewReminders')[0]?.lineIds).not.to.include(uuid(5_001));
    named(orders, 'Chưa gửi')?.click();
    button(orders, 'Bỏ chọn').click();
    await shows(orders, '60 dòng, 15 đơn hàng');
    expect(focused()).to.equal(tickAll(orders));
  });

  it('the list is filtered and sorted, and more of it is read', async () => {
    stored = [...stored.slice(0, 60), unpaidLineOf(61, { payer: 'firm', amount: 1_000 })];
    const orders = await listed();
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

  it('several links are copied as rows for a spreadsheet, one as a message, and no cell is a formula', async () => {
    const customer = { ...unpaidLineOf(2).customer, name: '=HYPERLINK("x")' };
    stored = [unpaidLineOf(1), unpaidLineOf(2, { customer })];
    const orders = await listed();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 2 dòng');
    button(orders, 'Sao chép liên kết').click();
    await shows(orders, 'Đã sao chép 2 dòng');
    const rows = clipboard[0]?.split('\r\n').map((row) => row.split('\t'));
    expect(rows?.map((row) => [row[0], row[5]])).to.deep.equal([
      ['Công ty Cổ phần Số 1', 'https://renewal.test/pay/5001'],
      ['\'=HYPERLINK("x")', 'https://renewal.test/pay/5002'],
    ]);
    ticks(orders)[1]?.click();
    button(orders, 'Sao chép liên kết').click();
    await shows(orders, 'Đã sao chép thông tin thanh toán.');
    expect(clipboard[1]).to.equal(
      [
        `Thanh toán gia hạn giấy phép cho Công ty Cổ phần Số 1 (MST ${stored[0]?.customer.taxCode})`,
        'ASP Kế toán – Gói Tiêu chuẩn, hạn sử dụng mới 31/12/2027',
        'Người thanh toán: Công ty Cổ phần Số 1',
        `Số tiền: ${formatDong(PRICE)}`,
        'Hạn thanh toán: 23/12/2026',
        'Xem và thanh toán, không cần tài khoản: https://renewal.test/pay/5001',
      ].join('\n'),
    );
    replaceClipboard(() => Promise.reject(new DOMException('', 'NotAllowedError')));
    button(orders, 'Sao chép liên kết').click();
    const field = await eventually(() =>
      deepQuery<HTMLTextAreaElement>(orders, 'dialog[open] textarea'),
    );
    await eventually(() => focused() === field, 'the focus');
    expect(field.value).to.equal(clipboard[1]);
  });

  it('the chosen lines are exported for Excel: codes as texts, amounts as numbers, days as dates, no formula', async () => {
    const customer = { ...unpaidLineOf(2).customer, name: '=HYPERLINK("x")' };
    stored = [unpaidLineOf(1), unpaidLineOf(2, { customer })];
    const orders = await listed();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 2 dòng');
    const saved: Blob[] = [];
    const { createObjectURL } = URL;
    URL.createObjectURL = (file) => {
      saved.push(file as Blob);
      return '#';
    };
    try {
      button(orders, 'Xuất Excel').click();
      await shows(orders, 'Đã xuất 2 dòng.');
    } finally {
      URL.createObjectURL = createObjectURL;
    }
    const rows = await readSheet(saved[0] as Blob);
    expect(rows[1]?.[4]).to.deep.equal(new Date('2027-12-31'));
    expect(rows[1]?.[7]).to.deep.equal(new Date('2026-12-23'));
    expect(rows.map((row) => [row[0], row[1], row[6]])).to.deep.equal([
      ['Mã số thuế', 'Khách hàng', 'Thành tiền'],
      [stored[0]?.customer.taxCode, 'Công ty Cổ phần Số 1', PRICE],
      [stored[1]?.customer.taxCode, '=HYPERLINK("x")', PRICE],
    ]);
  });

  it('a row copies its payment info for a chat, or its link alone', async () => {
    const orders = await listed();
    const [info, link] =
      deepQuery(orders, 'renewal-copy-link-button')?.shadowRoot?.querySelectorAll('button') ?? [];
    info?.click();
    await eventually(() => clipboard.length === 1, 'the info');
    expect(clipboard[0])
      .to.include('Công ty Cổ phần Số 1')
      .and.to.include('https://renewal.test/pay/1');
    link?.click();
    await eventually(() => clipboard.length === 2, 'the link');
    expect(clipboard[1]).to.equal('https://renewal.test/pay/1');
  });

  it('the payer of many lines is changed at once', async () => {
    const orders = await listed();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 60 dòng');
    button(orders, 'Đổi người trả').click();
    await shows(orders, 'Chọn người trả cho 60 dòng');
    await expectNoFaults(orders);
    button(orders, 'Đổi người trả của 60 dòng').click();
    await shows(orders, 'Đã đổi người trả của 60 dòng.');
    expect(stored.every(({ payer }) => payer === 'firm')).to.equal(true);
    named(orders, 'Đóng')?.click();
    await eventually(
      () => visibleText(rowsOf(orders)[0] as Element).includes('Công ty dịch vụ'),
      'the list',
    );
  });

  it('the orders of many lines are postponed at once, and those that can’t be say why', async () => {
    const orders = await listed();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 60 dòng');
    button(orders, 'Lùi hạn').click();
    await shows(orders, '15 đơn hàng của 60 dòng đã chọn');
    await expectNoFaults(orders);
    button(orders, 'Lùi hạn 15 đơn hàng đến 06/01/2027').click();
    await shows(orders, 'Đã lùi hạn 14 đơn hàng.');
    await shows(orders, 'Chỉ lùi được đến 01/01/2027');
    expect(server.inputsOf('unpaid.postpone')[0]?.dueDate).to.equal('2027-01-06');
  });

  it('an order opens from its line, and the list is as it was left when it closes, with the focus', async () => {
    const orders = await listed();
    ticks(orders)[2]?.click();
    await shows(orders, 'Đã chọn 1 dòng');
    button(orders, 'DH000001').click();
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

  it('a change of the firm’s orders is seen, and a chosen line stays chosen', async () => {
    const orders = await listed();
    ticks(orders)[1]?.click();
    await eventually(() => server.followersOf('list') === 1, 'the stream');
    stored = stored.slice(1);
    server.tell('list', 2, null);
    await shows(orders, 'Đã chọn 1 dòng');
    await eventually(
      () => !visibleText(rowsOf(orders)[0] as Element).includes('Số 1 '),
      'the list',
    );
    expect(ticks(orders)[0]?.checked).to.equal(true);
  });

  it('a chosen line that is paid meanwhile is chosen no more', async () => {
    const orders = await listed();
    ticks(orders)[0]?.click();
    ticks(orders)[2]?.click();
    await shows(orders, 'Đã chọn 2 dòng');
    await eventually(() => server.followersOf('list') === 1, 'the stream');
    stored = stored.slice(1);
    server.tell('list', 2, null);
    await shows(orders, 'Đã chọn 1 dòng');
    expect(ticks(orders)[1]?.checked).to.equal(true);
  });

  it('all lines but one that is paid meanwhile are all lines that are left', async () => {
    stored = stored.slice(0, 20);
    const orders = await listed();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 20 dòng');
    ticks(orders)[0]?.click();
    await shows(orders, 'Đã chọn 19 dòng');
    await eventually(() => server.followersOf('list') === 1, 'the stream');
    stored = stored.slice(1);
    server.tell('list', 2, null);
    await shows(orders, 'Đã chọn cả 19 dòng');
  });

  it('a line that was unticked stays so when it moves to the part that is not shown', async () => {
    const orders = await listed();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 60 dòng');
    ticks(orders)[0]?.click();
    await shows(orders, 'Đã chọn 59 dòng');
    await eventually(() => server.followersOf('list') === 1, 'the stream');
    const [postponed, ...others] = stored as [UnpaidLine, ...UnpaidLine[]];
    stored = [...others, postponed];
    server.tell('list', 2, null);
    await eventually(
      () => !visibleText(rowsOf(orders)[0] as Element).includes('Số 1 '),
      'the list',
    );
    await shows(orders, 'Đã chọn 59 dòng');
    button(orders, 'Sao chép liên kết').click();
    await shows(orders, 'Đã sao chép 59 dòng');
    const made = server.inputsOf('unpaid.makeLinks').flatMap(({ lineIds }) => lineIds);
    expect(made).not.to.include(postponed.lineId);
  });

  it('a change that meets a new filter leaves the chosen lines that don’t match chosen', async () => {
    stored[2] = unpaidLineOf(3, { payer: 'firm' });
    const orders = await listed();
    ticks(orders)[0]?.click();
    ticks(orders)[2]?.click();
    await shows(orders, 'Đã chọn 2 dòng');
    await eventually(() => server.followersOf('list') === 1, 'the stream');
    server.offline = true;
    const payer = deepQuery<HTMLSelectElement>(orders, 'select') as HTMLSelectElement;
    payer.value = 'firm';
    payer.dispatchEvent(new Event('change'));
    await eventually(() => named(orders, 'Thử lại'), 'the fault');
    server.offline = false;
    server.tell('list', 2, null);
    await eventually(() => rowsOf(orders).length === 1, 'the filter');
    expect(visibleText(orders)).to.include('Đã chọn 2 dòng');
  });

  it('chosen lines that a new filter hides are told from those that match, also where none does', async () => {
    stored[2] = unpaidLineOf(3, { payer: 'firm' });
    const orders = await listed();
    ticks(orders)[0]?.click();
    await shows(orders, 'Đã chọn 1 dòng, 1.200.000 ₫ ');
    filterBy(orders, 'payer', 'firm');
    await eventually(() => rowsOf(orders).length === 1, 'the filter');
    expect(tickAll(orders).checked, 'another line is chosen').to.equal(false);
    await shows(orders, 'Đã chọn 1 dòng, 1.200.000 ₫ (1 dòng không hiện ở đây)');
    ticks(orders)[0]?.click();
    await shows(orders, 'Đã chọn 2 dòng, 2.400.000 ₫ (1 dòng không hiện');
    filterBy(orders, 'search', 'không có ai');
    await shows(orders, 'Không có dòng chưa thanh toán nào phù hợp.');
    await shows(orders, 'Đã chọn 2 dòng, 2.400.000 ₫ (2 dòng không hiện');
    await expectNoFaults(orders);
    button(orders, 'Bỏ chọn').focus();
    button(orders, 'Bỏ chọn').click();
    await eventually(() => !visibleText(orders).includes('Đã chọn'), 'nothing chosen');
    expect((focused() as HTMLInputElement).type, 'the focus where it goes on').to.equal('search');
  });

  it('what is done with all lines is done with those in sight, whatever filter comes meanwhile', async () => {
    // They are read in two parts.
    stored = Array.from({ length: 520 }, (_, index) => unpaidLineOf(index + 1));
    stored[2] = unpaidLineOf(3, { payer: 'firm' });
    const orders = await listed();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 520 dòng');
    button(orders, 'Sao chép liên kết').click();
    filterBy(orders, 'payer', 'firm');
    await shows(orders, 'Đã sao chép 520 dòng');
    expect(server.inputsOf('unpaid.makeLinks').flatMap(({ lineIds }) => lineIds)).to.have.length(
      520,
    );
    await eventually(() => rowsOf(orders).length === 1, 'the filter');
    expect(visibleText(orders)).not.to.include('Đã chọn');
  });

  it('all lines ticked just before another filter applies are not taken for those that match it', async () => {
    const orders = await listed();
    filterBy(orders, 'search', 'DH000001');
    tickAll(orders).click();
    await eventually(() => rowsOf(orders).length === 4, 'the filter');
    expect(visibleText(orders)).not.to.include('Đã chọn');
  });

  it('everything is reached by keyboard', async () => {
    stored = stored.slice(0, 3);
    const orders = await listed();
    tickAll(orders).focus();
    await sendKeys({ press: 'Space' });
    await shows(orders, 'Đã chọn cả 3 dòng');
    button(orders, 'Nhắc').focus();
    await sendKeys({ press: 'Enter' });
    const send = await eventually(() =>
      deepQueryAll<HTMLElement>(orders, 'dialog[open] button').find(
        (one) => visibleText(one) === 'Gửi 3 email',
      ),
    );
    send.focus();
    await sendKeys({ press: 'Enter' });
    await shows(orders, 'Đã gửi email cho 3 dòng.');
    await sendKeys({ press: 'Escape' });
    await shows(orders, '3 dòng, 1 đơn hàng');
  });

  it('English is complete, and a narrow page shows cards without a side scroll', async () => {
    await setViewport({ width: 360, height: 800 });
    stored = [
      unpaidLineOf(1, { payBy: '2026-12-20', amount: 9_999_999_999 }),
      unpaidLineOf(2, { link: { sentAt: NOW, openedAt: NOW }, reminder: { at: NOW, times: 12 } }),
    ];
    const orders = await listed();
    expect(document.documentElement.scrollWidth).to.equal(360);
    orders.locale = 'en';
    await shows(orders, '2 lines, 1 order');
    expect(document.documentElement.scrollWidth).to.equal(360);
    await expectNoFaults(orders);
  });
});
