import { expect } from '@open-wc/testing';
import '../../define.ts';
import type { UnpaidLine } from '../../../shared/schemas/unpaid.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import { uuid } from '../../testing/firm.ts';
import { rowsOf } from '../../testing/firm-with-orders.ts';
import {
  filterBy,
  firmWithUnpaidLines,
  named,
  tickAll,
  ticks,
} from '../../testing/firm-with-unpaid.ts';
import { button, deepQuery, eventually, focused, visibleText } from '../../testing/page.ts';
import { unpaidLineOf } from '../../testing/unpaid.ts';
import { shows } from '../../testing/wizard.ts';

const firm = firmWithUnpaidLines();

describe('unpaid lines: which are chosen', () => {
  it('lines are chosen one by one, by Shift over several, and all but some', async () => {
    const orders = await firm.list();
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
    expect(firm.server.inputsOf('unpaid.previewReminders')[0]?.lineIds).not.to.include(uuid(5_001));
    named(orders, 'Chưa gửi')?.click();
    button(orders, 'Bỏ chọn').focus();
    button(orders, 'Bỏ chọn').click();
    await shows(orders, '60 dòng, 15 đơn hàng');
    await eventually(() => focused() === tickAll(orders), 'the focus where it goes on');
  });

  it('a change of the firm’s orders is seen, and a chosen line stays chosen', async () => {
    const orders = await firm.list();
    ticks(orders)[1]?.click();
    await eventually(() => firm.server.followersOf('list') === 1, 'the stream');
    firm.stored = firm.stored.slice(1);
    firm.server.tell('list', 2, null);
    await shows(orders, 'Đã chọn 1 dòng');
    await eventually(
      () => !visibleText(rowsOf(orders)[0] as Element).includes('Số 1 '),
      'the list',
    );
    expect(ticks(orders)[0]?.checked).to.equal(true);
  });

  it('a chosen line that is paid meanwhile is chosen no more', async () => {
    const orders = await firm.list();
    ticks(orders)[0]?.click();
    ticks(orders)[2]?.click();
    await shows(orders, 'Đã chọn 2 dòng');
    await eventually(() => firm.server.followersOf('list') === 1, 'the stream');
    firm.stored = firm.stored.slice(1);
    firm.server.tell('list', 2, null);
    await shows(orders, 'Đã chọn 1 dòng');
    expect(ticks(orders)[1]?.checked).to.equal(true);
  });

  it('all lines but one that is paid meanwhile are all lines that are left', async () => {
    // More than are shown, and all of them.
    for (const lines of [60, 20]) {
      firm.stored = firm.stored.slice(0, lines);
      const orders = await firm.list();
      tickAll(orders).click();
      await shows(orders, `Đã chọn cả ${lines} dòng`);
      ticks(orders)[0]?.click();
      await shows(orders, `Đã chọn ${lines - 1} dòng`);
      await eventually(() => firm.server.followersOf('list') === 1, 'the stream');
      firm.stored = firm.stored.slice(1);
      firm.server.tell('list', 2, null);
      await shows(orders, `Đã chọn cả ${lines - 1} dòng`);
      orders.remove();
      await eventually(() => firm.server.followersOf('list') === 0, 'no stream');
    }
  });

  it('a line that was unticked stays so when it moves to the part that is not shown', async () => {
    const orders = await firm.list();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 60 dòng');
    ticks(orders)[0]?.click();
    await shows(orders, 'Đã chọn 59 dòng');
    await eventually(() => firm.server.followersOf('list') === 1, 'the stream');
    const [postponed, ...others] = firm.stored as [UnpaidLine, ...UnpaidLine[]];
    firm.stored = [...others, postponed];
    firm.server.tell('list', 2, null);
    await eventually(
      () => !visibleText(rowsOf(orders)[0] as Element).includes('Số 1 '),
      'the list',
    );
    await shows(orders, 'Đã chọn 59 dòng');
    button(orders, 'Sao chép liên kết').click();
    await shows(orders, 'Đã sao chép 59 dòng');
    const made = firm.server.inputsOf('unpaid.makeLinks').flatMap(({ lineIds }) => lineIds);
    expect(made).not.to.include(postponed.lineId);
  });

  it('a change that meets a new filter leaves the chosen lines that don’t match chosen', async () => {
    firm.stored[2] = unpaidLineOf(3, { payer: 'firm' });
    const orders = await firm.list();
    ticks(orders)[0]?.click();
    ticks(orders)[2]?.click();
    await shows(orders, 'Đã chọn 2 dòng');
    await eventually(() => firm.server.followersOf('list') === 1, 'the stream');
    firm.server.offline = true;
    const payer = deepQuery<HTMLSelectElement>(orders, 'select') as HTMLSelectElement;
    payer.value = 'firm';
    payer.dispatchEvent(new Event('change'));
    await eventually(() => named(orders, 'Thử lại'), 'the fault');
    firm.server.offline = false;
    firm.server.tell('list', 2, null);
    await eventually(() => rowsOf(orders).length === 1, 'the filter');
    expect(visibleText(orders)).to.include('Đã chọn 2 dòng');
  });

  it('chosen lines that a new filter hides are told from those that match, also where none does', async () => {
    firm.stored[2] = unpaidLineOf(3, { payer: 'firm' });
    const orders = await firm.list();
    ticks(orders)[0]?.click();
    await shows(orders, 'Đã chọn 1 dòng, còn phải trả 1.200.000 ₫ ');
    filterBy(orders, 'payer', 'firm');
    await eventually(() => rowsOf(orders).length === 1, 'the filter');
    expect(tickAll(orders).checked, 'another line is chosen').to.equal(false);
    await shows(orders, 'Đã chọn 1 dòng, còn phải trả 1.200.000 ₫ (1 dòng không hiện ở đây)');
    ticks(orders)[0]?.click();
    await shows(orders, 'Đã chọn 2 dòng, còn phải trả 2.400.000 ₫ (1 dòng không hiện');
    filterBy(orders, 'search', 'không có ai');
    await shows(orders, 'Không có dòng chưa thanh toán nào phù hợp.');
    await shows(orders, 'Đã chọn 2 dòng, còn phải trả 2.400.000 ₫ (2 dòng không hiện');
    await expectNoFaults(orders);
    button(orders, 'Bỏ chọn').focus();
    button(orders, 'Bỏ chọn').click();
    await eventually(() => !visibleText(orders).includes('Đã chọn'), 'nothing chosen');
    expect((focused() as HTMLInputElement).type, 'the focus where it goes on').to.equal('search');
  });

  it('what is done with all lines is done with those in sight, whatever filter comes meanwhile', async () => {
    // They are read in two parts.
    firm.stored = Array.from({ length: 520 }, (_, index) => unpaidLineOf(index + 1));
    firm.stored[2] = unpaidLineOf(3, { payer: 'firm' });
    const orders = await firm.list();
    tickAll(orders).click();
    await shows(orders, 'Đã chọn cả 520 dòng');
    button(orders, 'Sao chép liên kết').click();
    filterBy(orders, 'payer', 'firm');
    await shows(orders, 'Đã sao chép 520 dòng');
    expect(
      firm.server.inputsOf('unpaid.makeLinks').flatMap(({ lineIds }) => lineIds),
    ).to.have.length(520);
    await eventually(() => rowsOf(orders).length === 1, 'the filter');
    expect(visibleText(orders)).not.to.include('Đã chọn');
  });

  it('all lines ticked just before another filter applies are not taken for those that match it', async () => {
    const orders = await firm.list();
    filterBy(orders, 'search', 'DH000001');
    tickAll(orders).click();
    await eventually(() => rowsOf(orders).length === 4, 'the filter');
    expect(visibleText(orders)).not.to.include('Đã chọn');
  });
});
