import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openStage, type Stage } from './support/stage.ts';
import { type TreeNode, TreeReader, textOf } from './support/tree-reader.ts';

const PASTED = 30;

/** Roles of objects that a person acts on. */
const CONTROLS = ['button', 'checkbox', 'combobox', 'textbox', 'spinbutton', 'link', 'radio'];

/** A tax code with another check digit. */
function mistyped(code: string): string {
  return code.slice(0, 9) + ((Number(code[9]) + 1) % 10) + code.slice(10);
}

/** A row of the portal's list, with its checkbox. */
interface PortalRow {
  code: string;
  tick: TreeNode;
}

describe('the accessibility tree alone', () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.stop());

  /** Rows of the portal's list that can be chosen, one of each customer. */
  async function portalRows(reader: TreeReader): Promise<PortalRow[]> {
    await reader.find('button', /^Thông báo/);
    const rows = new Map<string, PortalRow>();
    for (const row of await reader.all('row', /.*/)) {
      const [code] = /\d{10}(-\d{3})?/.exec(textOf(row)) ?? [];
      const tick = row.children.flatMap(({ children }) => children).find(isTick);
      if (code && tick && tick.states.disabled !== 'true') rows.set(code, { code, tick });
    }
    return [...rows.values()];
  }

  /** The controls of the screen have names, and no two in a list have the same. */
  async function assertNames(reader: TreeReader, within: readonly [string, RegExp]): Promise<void> {
    for (const role of CONTROLS) {
      const names = (await reader.all(role, /.*/, within)).map(({ name }) => name);
      const nameless = names.filter((name) => name.trim() === '');
      assert.deepEqual(nameless, [], `a ${role} has a name`);
      const twice = names.filter((name, index) => names.indexOf(name) !== index);
      assert.deepEqual(twice, [], `two of ${role} have one name`);
    }
  }

  it('an accountant pastes, mends, orders, reminds and copies by the accessibility tree alone', async () => {
    const page = await stage.desktop();
    await page.goto(stage.demo.portalUrl);
    const reader = await TreeReader.of(page);

    // The portal's list.
    await reader.find('table', /.*/);
    const [first, second, ...others] = await portalRows(reader);
    assert.ok(first && second && others.length >= PASTED);
    await reader.press(first.tick, 'Space');
    await reader.press(second.tick, 'Space');
    await reader.hear(/^Đã chọn 2/);
    await reader.press(await reader.find('button', 'Gia hạn'));
    await reader.focusOn('heading', 'Gia hạn');
    await reader.find('heading', /^Gia hạn giấy phép.*bước 1 \/ 3/);

    // Thirty codes, three of them wrong.
    await reader.press(await reader.find('button', /^Dán danh sách/));
    const field = await reader.focusOn('textbox', 'Danh sách mã số thuế');
    assert.match(field.description, /mỗi dòng một khách hàng/);
    const codes = others.slice(0, PASTED).map(({ code }) => code);
    const [fifth, twelfth] = [codes[4] ?? '', codes[11] ?? ''];
    const pasted = codes
      .with(4, mistyped(fifth))
      .with(11, mistyped(twelfth))
      .with(20, '0100000000');
    await reader.enter(pasted.join('\n'));
    await reader.press(await reader.find('button', 'Thêm vào đơn'));
    await reader.hear(/^Đã thêm 27 khách hàng; 3 không nhận ra/);
    await reader.focusOn('gridcell', codes[0] ?? '');

    // The problems, one after the other, each with its reason.
    await reader.press(await reader.find('button', 'Xem: 3 mã không đúng'));
    await reader.hear(/^Đang xem 3\//);
    for (const code of [fifth, twelfth]) {
      const wrong = await reader.focusOn('combobox', /^MST\/Mã số kinh doanh dòng \d+$/);
      assert.equal(wrong.value, mistyped(code));
      assert.equal(wrong.states.invalid, 'true');
      assert.match(wrong.description, /sai số kiểm tra/);
      await reader.key('Control+a');
      await reader.enter(code);
      await reader.find('option', new RegExp(code));
      await reader.key('Enter');
      // The name of the customer that was found.
      await reader.focusOn('combobox', /^MST\/Mã số kinh doanh dòng \d+ .+/);
      await reader.key('F8');
    }
    const unknown = await reader.focusOn('combobox', /^MST\/Mã số kinh doanh dòng \d+$/);
    assert.match(unknown.description, /không phải mã số thuế/);
    await reader.press(await reader.find('button', 'Bỏ khỏi đơn: 1 mã không đúng'));
    await reader.hear(/^Đã bỏ 1 dòng/);
    await reader.press(await reader.find('button', /^Xem tất cả/));
    await reader.focusOn('button', 'Chỉ dòng cần xem');

    // Rows that are not drawn are counted, and reached by keys.
    const grid = await reader.find('grid', 'Danh sách gia hạn');
    const count = Number(await reader.attribute(grid, 'aria-rowcount'));
    const entry = await reader.entryOf(grid);
    await reader.press(entry, 'Control+End');
    const last = await reader.focused();
    assert.equal(await reader.rowIndexOf(last), count);
    await reader.key('Control+Home');
    assert.equal(await reader.rowIndexOf(await reader.focused()), 2);
    await reader.key('PageDown');
    assert.ok((await reader.rowIndexOf(await reader.focused())) > 5);
    await assertNames(reader, ['grid', /./]);

    // The year and the payer of all.
    const rows = count - 1;
    await reader.key('Control+a');
    await reader.hear(new RegExp(`^Đã chọn ${rows}$`));
    const bar = ['group', 'Các dòng đã chọn'] as const;
    await reader.press(await reader.find('button', 'Số năm gia hạn', bar));
    await reader.focusOn('menuitemcheckbox', /^1/);
    await reader.key('ArrowDown');
    await reader.focusOn('menuitemcheckbox', /^2/);
    await reader.key('Enter');
    await reader.hear(/^Đã đổi \d+ dòng/);
    await reader.focusOn('button', 'Số năm gia hạn');
    await reader.press(await reader.find('button', 'Người thanh toán', bar));
    await reader.focusOn('menuitemcheckbox', 'Công ty dịch vụ');
    await reader.key('ArrowDown');
    await reader.focusOn('menuitemcheckbox', 'Chủ doanh nghiệp');
    await reader.key('Enter');
    await reader.hear(new RegExp(`^Đã đổi ${rows} dòng`));
    await reader.press(await reader.find('button', 'Bỏ chọn', bar));
    await reader.hear(/^Đã chọn 0$/);
    assert.equal((await reader.rowIndexOf(await reader.focused())) > 1, true);

    // Confirm, and order.
    await reader.press(await reader.find('button', 'Tiếp tục'));
    await reader.focusOn('heading', /bước 2 \/ 3, Xác nhận$/);
    await assertNames(reader, ['table', /./]);
    await reader.press(await reader.find('searchbox', /^Tìm/), 'Control+a');
    await reader.enter(fifth);
    await reader.hear(/^1 giấy phép$/);
    await reader.key('Control+a', 'Delete');
    await reader.press(
      await reader.find('checkbox', 'Tôi đã kiểm tra và xác nhận thông tin trên là đúng'),
      'Space',
    );
    await reader.press(await reader.find('button', 'Tiếp tục'));
    await reader.focusOn('heading', /bước 3 \/ 3, Đặt hàng$/);
    await reader.press(await reader.find('button', 'Đặt hàng'));
    await reader.hear(/^Đã đặt đơn hàng DH\d+/);
    await reader.focusOn('heading', /Đặt hàng thành công$/);

    // All unpaid lines are reminded of.
    await reader.press(await reader.find('link', 'Đơn hàng'));
    await reader.find('table', /.*/);
    await reader.press(await reader.find('button', 'Chưa thanh toán'));
    await reader.hear(/^\d+ dòng, 1 đơn hàng, /);
    await assertNames(reader, ['region', /^Dòng chưa thanh toán/]);
    await reader.press(await reader.find('checkbox', /^Chọn tất cả/), 'Space');
    await reader.hear(/^Đã chọn cả \d+ dòng, /);
    await reader.press(await reader.find('button', 'Nhắc'));
    await reader.focusOn('heading', /^Gửi \d+ email nhắc thanh toán\?$/);
    await reader.press(await reader.find('button', /^Gửi \d+ email/));
    await reader.hear(/^Đã gửi email cho \d+ dòng/);
    await reader.focusOn('heading', 'Nhắc thanh toán');
    await reader.press(await reader.find('button', 'Đóng'));
    await reader.focusOn('checkbox', /^Chọn tất cả/);

    // The order's details, and its payment information.
    const [line] = await reader.all('button', /^DH\d+ /);
    assert.ok(line);
    await reader.press(line);
    await reader.focusOn('heading', /^Đơn hàng DH\d+$/);
    await assertNames(reader, ['table', /./]);
    const [copy] = await reader.all('button', /^Sao chép thông tin thanh toán ./);
    assert.ok(copy);
    await reader.press(copy);
    await reader.hear(/^Đã sao chép$/);
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /\/pay\//);
    await reader.press(await reader.find('button', 'Quay lại'));
    await reader.focusOn('button', line.name);
  });
});

function isTick({ role }: TreeNode): boolean {
  return role === 'checkbox';
}
