import { expect } from '@open-wc/testing';
import { readSheet } from 'read-excel-file/universal';
import '../../define.ts';
import { formatDong } from '../../../shared/money.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import { PRICE } from '../../testing/firm.ts';
import { replaceClipboard, rowsOf } from '../../testing/firm-with-orders.ts';
import { firmWithUnpaidLines, named, tickAll, ticks } from '../../testing/firm-with-unpaid.ts';
import { button, deepQuery, eventually, focused, visibleText } from '../../testing/page.ts';
import { filesSavedBy } from '../../testing/saved-files.ts';
import { unpaidLineOf } from '../../testing/unpaid.ts';
import { shows } from '../../testing/wizard.ts';

const firm = firmWithUnpaidLines();

describe('unpaid lines: copied, exported and changed together', () => {
  it('several links are copied as rows for a spreadsheet, one as a message, and no cell is a formula', async () => {
    const customer = { ...unpaidLineOf(2).customer, name: '=HYPERLINK("x")' };
    firm.stored = [unpaidLineOf(1), unpaidLineOf(2, { customer })];
    const orders = await firm.list();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 2 dòng');
    button(orders, 'Sao chép liên kết').click();
    await shows(orders, 'Đã sao chép 2 dòng');
    const rows = firm.clipboard[0]?.split('\r\n').map((row) => row.split('\t'));
    expect(rows?.map((row) => [row[0], row[5]])).to.deep.equal([
      ['Công ty Cổ phần Số 1', 'https://renewal.test/pay/5001'],
      ['\'=HYPERLINK("x")', 'https://renewal.test/pay/5002'],
    ]);
    ticks(orders)[1]?.click();
    button(orders, 'Sao chép liên kết').click();
    await shows(orders, 'Đã sao chép thông tin thanh toán.');
    expect(firm.clipboard[1]).to.equal(
      [
        `Thanh toán gia hạn giấy phép cho Công ty Cổ phần Số 1 (MST ${firm.stored[0]?.customer.taxCode})`,
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
    expect(field.value).to.equal(firm.clipboard[1]);
  });

  it('of a line that was paid short, the missing amount is shown and copied', async () => {
    firm.stored = [unpaidLineOf(1, { received: PRICE - 7_500 }), unpaidLineOf(2)];
    const orders = await firm.list();
    await shows(orders, '1.200.000 ₫ còn thiếu 7.500 ₫');
    await shows(orders, '2 dòng, 1 đơn hàng, còn phải trả 1.207.500 ₫');
    ticks(orders)[0]?.click();
    await shows(orders, 'Đã chọn 1 dòng, còn phải trả 7.500 ₫');
    (await eventually(() => named(orders, 'Sao chép liên kết'))).click();
    await eventually(() => firm.clipboard.length === 1, 'the text');
    expect(firm.clipboard[0]).to.include(
      `\nSố tiền còn thiếu: ${formatDong(7_500)} (đã nhận ${formatDong(1_192_500)})\n`,
    );
    ticks(orders)[1]?.click();
    button(orders, 'Sao chép liên kết').click();
    await eventually(() => firm.clipboard.length === 2, 'the rows');
    expect(firm.clipboard[1]).to.include(`\t${formatDong(7_500)}\t`);
  });

  it('the chosen lines are exported for Excel: codes as texts, amounts as numbers, days as dates, no formula', async () => {
    const customer = { ...unpaidLineOf(2).customer, name: '=HYPERLINK("x")' };
    firm.stored = [unpaidLineOf(1), unpaidLineOf(2, { customer })];
    const orders = await firm.list();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 2 dòng');
    const [saved] = await filesSavedBy(async () => {
      button(orders, 'Xuất Excel').click();
      await shows(orders, 'Đã xuất 2 dòng.');
    });
    const rows = await readSheet(saved as Blob);
    expect(rows[1]?.[4]).to.deep.equal(new Date('2027-12-31'));
    expect(rows[1]?.[7]).to.deep.equal(new Date('2026-12-23'));
    expect(rows.map((row) => [row[0], row[1], row[6]])).to.deep.equal([
      ['Mã số thuế', 'Khách hàng', 'Thành tiền'],
      [firm.stored[0]?.customer.taxCode, 'Công ty Cổ phần Số 1', PRICE],
      [firm.stored[1]?.customer.taxCode, '=HYPERLINK("x")', PRICE],
    ]);
  });

  it('a row copies its payment info for a chat, or its link alone', async () => {
    const orders = await firm.list();
    const [info, link] =
      deepQuery(orders, 'renewal-copy-link-button')?.shadowRoot?.querySelectorAll('button') ?? [];
    info?.click();
    await eventually(() => firm.clipboard.length === 1, 'the info');
    expect(firm.clipboard[0])
      .to.include('Công ty Cổ phần Số 1')
      .and.to.include('https://renewal.test/pay/1');
    link?.click();
    await eventually(() => firm.clipboard.length === 2, 'the link');
    expect(firm.clipboard[1]).to.equal('https://renewal.test/pay/1');
  });

  it('the payer of many lines is changed at once', async () => {
    const orders = await firm.list();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 60 dòng');
    button(orders, 'Đổi người trả').click();
    await shows(orders, 'Chọn người trả cho 60 dòng');
    await expectNoFaults(orders);
    button(orders, 'Đổi người trả của 60 dòng').click();
    await shows(orders, 'Đã đổi người trả của 60 dòng.');
    expect(firm.stored.every(({ payer }) => payer === 'firm')).to.equal(true);
    named(orders, 'Đóng')?.click();
    await eventually(
      () => visibleText(rowsOf(orders)[0] as Element).includes('Công ty dịch vụ'),
      'the list',
    );
  });

  it('the orders of many lines are postponed at once, and those that can’t be say why', async () => {
    const orders = await firm.list();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 60 dòng');
    button(orders, 'Lùi hạn').click();
    await shows(orders, '15 đơn hàng của 60 dòng đã chọn');
    await expectNoFaults(orders);
    button(orders, 'Lùi hạn 15 đơn hàng đến 06/01/2027').click();
    await shows(orders, 'Đã lùi hạn 14 đơn hàng.');
    await shows(orders, 'Chỉ lùi được đến 01/01/2027');
    await shows(orders, 'Công ty Cổ phần Số 5 và 3 giấy phép khác DH000002');
    expect(firm.server.inputsOf('unpaid.postpone')[0]?.dueDate).to.equal('2027-01-06');
  });

  it('orders that were postponed by a call whose answer was lost count as postponed', async () => {
    let isLost = true;
    firm.server.on('unpaid.postpone', ({ orderIds }) => {
      if (isLost) throw new TypeError('Failed to fetch');
      const until = '2027-02-21';
      const skipped = orderIds.map((orderId) => ({ orderId, reason: 'not_later' as const, until }));
      return { postponed: [], skipped };
    });
    const orders = await firm.list();
    ticks(orders)[0]?.click();
    (await eventually(() => named(orders, 'Lùi hạn'))).click();
    (await eventually(() => named(orders, 'Lùi hạn 1 đơn hàng đến 06/01/2027'))).click();
    const goOn = await eventually(() => named(orders, 'Làm tiếp 1 dòng'), 'the failure');
    isLost = false;
    goOn.click();
    await shows(orders, 'Đã lùi hạn 1 đơn hàng.');
  });

  it('a deed that was done to no line is not announced as a success', async () => {
    const orders = await firm.list();
    ticks(orders)[0]?.click();
    (await eventually(() => named(orders, 'Lùi hạn'))).click();
    (await eventually(() => named(orders, 'Lùi hạn 1 đơn hàng đến 06/01/2027'))).click();
    await shows(orders, 'Đã lùi hạn 0 đơn hàng.');
    expect(deepQuery(orders, 'dialog[open] .notice.good')).to.equal(undefined);
  });
});
