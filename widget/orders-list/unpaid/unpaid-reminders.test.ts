import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import { Refusal } from '../../testing/fake-server.ts';
import { uuid } from '../../testing/firm.ts';
import { rowsOf } from '../../testing/firm-with-orders.ts';
import { firmWithUnpaidLines, named, tickAll } from '../../testing/firm-with-unpaid.ts';
import { NOW } from '../../testing/orders.ts';
import {
  button,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  visibleText,
} from '../../testing/page.ts';
import { unpaidLineOf } from '../../testing/unpaid.ts';
import { shows } from '../../testing/wizard.ts';

const firm = firmWithUnpaidLines();

describe('unpaid lines: reminders by mail', () => {
  it('all unpaid lines are reminded of in four actions, also those that are not shown', async () => {
    await setViewport({ width: 1280, height: 800 });
    const orders = connected('renewal-orders', firm.server);
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
    const asked = firm.server.inputsOf('unpaid.remind');
    expect(asked.flatMap(({ lineIds }) => lineIds)).to.deep.equal(
      firm.stored.map(({ lineId }) => lineId),
    );
    expect(firm.stored.every(({ reminder }) => reminder)).to.equal(true);
  });

  it('mails are asked about first: how many, to whom, a sample, and the lines without one', async () => {
    firm.stored = [
      unpaidLineOf(1),
      unpaidLineOf(2, { email: '' }),
      unpaidLineOf(3, { payer: 'firm' }),
      unpaidLineOf(4, { reminder: { at: NOW, times: 1 } }),
    ];
    const orders = await firm.list();
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
    expect(firm.server.inputsOf('unpaid.remind'), 'nothing is sent yet').to.have.length(0);
    await expectNoFaults(orders);
    const again = deepQuery<HTMLInputElement>(orders, 'dialog[open] input[type=checkbox]');
    again?.click();
    await shows(orders, 'Gửi 2 email nhắc thanh toán?');
    button(orders, 'Gửi 2 email').click();
    await shows(orders, 'Đã gửi email cho 2 dòng.');
    expect(firm.server.inputsOf('unpaid.remind')[0]).to.deep.equal({
      lineIds: [uuid(5_001), uuid(5_004)],
      again: true,
    });
    named(orders, 'Đóng')?.click();
    await shows(orders, '4 dòng, 1 đơn hàng');
    await eventually(() => rowsOf(orders).map(visibleText)[0]?.includes('1 lần'), 'the list anew');
  });

  it('an address that refuses the mail is shown in the open result, with what to do, and at its line', async () => {
    firm.stored = [unpaidLineOf(1), unpaidLineOf(2)];
    const orders = await firm.list();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 2 dòng');
    button(orders, 'Nhắc').click();
    (await eventually(() => named(orders, 'Gửi 2 email'))).click();
    await shows(orders, 'Đã gửi email cho 2 dòng.');
    await eventually(() => firm.server.followersOf('list') === 1, 'the stream');
    firm.stored = firm.stored.map((line, i) => ({ ...line, isEmailRefused: i === 1 }));
    firm.server.tell('list', 3, null);
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

  it('results tell two licences of one customer apart, by what each line sells', async () => {
    const first = unpaidLineOf(1, { licenseExternalId: 'L-1', isOneOfSeveral: true });
    const { customer } = first;
    firm.stored = [
      first,
      unpaidLineOf(2, { customer, licenseExternalId: 'L-2', isOneOfSeveral: true }),
      unpaidLineOf(3),
    ];
    const orders = await firm.list();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 3 dòng');
    button(orders, 'Nhắc').click();
    (await eventually(() => named(orders, 'Gửi 3 email'))).click();
    await shows(orders, 'Đã gửi email cho 3 dòng.');
    const results = deepQueryAll(orders, 'dialog[open] li').map(visibleText);
    expect(results[0]).to.include('(L-1) DH000001');
    expect(results[1]).to.include('(L-2) DH000001');
    expect(results[2]).to.include('Công ty Cổ phần Số 3 DH000001');
  });

  it('of two licences of one customer, the one that is mailed about is told from the one that is not', async () => {
    const first = unpaidLineOf(1, { licenseExternalId: 'L-1', isOneOfSeveral: true });
    const { customer } = first;
    firm.stored = [
      first,
      unpaidLineOf(2, {
        ...{ customer, licenseExternalId: 'L-2', isOneOfSeveral: true },
        reminder: { at: NOW, times: 1 },
      }),
    ];
    const orders = await firm.list();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 2 dòng');
    button(orders, 'Nhắc').click();
    await shows(orders, 'Gửi 1 email nhắc thanh toán?');
    const [addressee] = deepQueryAll(orders, 'dialog[open] li').map(visibleText);
    expect(addressee).to.include('(L-1)');
    await shows(orders, '(L-2)');
    expect(visibleText(orders)).to.match(/Đã nhắc hôm nay: .*\(L-2\)/);
  });

  it('mails that were sent by a call whose answer was lost count as sent', async () => {
    firm.stored = [unpaidLineOf(1), unpaidLineOf(2)];
    let isLost = true;
    firm.server.on('unpaid.remind', ({ lineIds }) => {
      if (isLost) throw new TypeError('Failed to fetch');
      const skipped = lineIds.map((lineId) => ({ lineId, reason: 'sent_recently' as const }));
      return { sent: [], skipped };
    });
    const orders = await firm.list();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 2 dòng');
    button(orders, 'Nhắc').click();
    (await eventually(() => named(orders, 'Gửi 2 email'))).click();
    const goOn = await eventually(() => named(orders, 'Làm tiếp 2 dòng'), 'the failure');
    isLost = false;
    goOn.click();
    await shows(orders, 'Đã gửi email cho 2 dòng.');
    await shows(orders, 'Vừa được gửi trong 10 phút qua');
  });

  it('customers without an address are named once each, and the rest are counted as customers', async () => {
    firm.stored = Array.from({ length: 14 }, (_, i) => {
      const { customer } = unpaidLineOf(2 + Math.floor(i / 2));
      return { ...unpaidLineOf(2 + i), customer, email: '' };
    });
    const orders = await firm.list();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 14 dòng');
    button(orders, 'Nhắc').click();
    await shows(orders, 'Công ty Cổ phần Số 6 và 2 khách hàng khác');
  });

  it('the result stays on its page while it is kept up to date', async () => {
    const orders = await firm.list();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 60 dòng');
    button(orders, 'Nhắc').click();
    (await eventually(() => named(orders, 'Gửi 60 email'))).click();
    await shows(orders, 'Đã gửi email cho 60 dòng.');
    (await eventually(() => named(orders, 'Trang sau'))).click();
    await shows(orders, 'Trang 2/2');
    await eventually(() => firm.server.followersOf('list') === 1, 'the stream');
    firm.stored = firm.stored.map((line, i) => ({ ...line, isEmailRefused: i === 1 }));
    firm.server.tell('list', 3, null);
    await shows(orders, 'Đã gửi email cho 59 dòng.');
    await shows(orders, 'Trang 2/2');
  });

  it('a result that was closed while mails were sent is no longer kept up to date', async () => {
    const orders = await firm.list();
    let answer = () => {};
    firm.server.on('unpaid.remind', async ({ lineIds }) => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      firm.stored = firm.stored.slice(1);
      return { sent: lineIds.map((lineId) => ({ lineId, email: 'kh@example.vn' })), skipped: [] };
    });
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 60 dòng');
    button(orders, 'Nhắc').click();
    (await eventually(() => named(orders, 'Gửi 60 email'))).click();
    await eventually(() => deepQuery(orders, 'progress'), 'the progress');
    await eventually(() => firm.server.inputsOf('unpaid.remind').length === 1, 'the sending');
    const reads = firm.server.inputsOf('unpaid.list').length;
    (deepQuery(orders, 'dialog[open]') as HTMLDialogElement).close();
    await eventually(() => firm.server.inputsOf('unpaid.list').length > reads, 'the close');
    await eventually(() => firm.server.followersOf('list') === 1, 'the stream');
    const calls = () => firm.server.inputsOf('unpaid.previewReminders').length;
    const before = calls();
    answer();
    await eventually(() => !deepQuery(orders, 'progress'), 'the end of the part');
    firm.server.tell('list', 3, null);
    await shows(orders, '59 dòng,');
    // Longer than changes are collected.
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(calls()).to.equal(before);
  });

  it('where no mail can be sent, the question is closed, not put off', async () => {
    firm.stored = [unpaidLineOf(1, { email: '' })];
    const orders = await firm.list();
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
    firm.stored = Array.from({ length: 120 }, (_, index) => unpaidLineOf(index + 1));
    const orders = await firm.list();
    firm.server.on('unpaid.remind', ({ lineIds }) => {
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
    const sent = firm.server.inputsOf('unpaid.remind');
    expect(sent.map(({ lineIds }) => lineIds.length)).to.deep.equal([100, 20, 20]);
  });

  it('everything is reached by keyboard', async () => {
    firm.stored = firm.stored.slice(0, 3);
    const orders = await firm.list();
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
});
