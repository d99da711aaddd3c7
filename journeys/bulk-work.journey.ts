import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { browserOptions } from '../scripts/browser.ts';
import {
  orderOf,
  planDeclaration,
  putPlans,
  taxCodes,
  yearly,
} from '../server/testing/test-directory.ts';
import { placedNumber } from './support/accountant.ts';
import { type PortalPage, servePortalPage } from './support/portal-page.ts';
import { PATIENCE_MS } from './support/stage.ts';

/** More stops than a screen has: beyond them, Tab does not lead to the element. */
const MOST_TABS = 60;
const MOST_FRAMES = 60;

/** The name of the focused element, in whatever shadow root, once the page has scrolled to it. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate(async (mostFrames) => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    if (!(at instanceof HTMLElement)) return '';
    const labels = at instanceof HTMLInputElement ? [...(at.labels ?? [])] : [];
    const name = at.getAttribute('aria-label') ?? labels.map((each) => each.innerText).join(' ');
    const isInSight = () => {
      const { top, bottom } = at.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    };
    for (let frame = 0; !isInSight() && frame < mostFrames; frame++) {
      await new Promise(requestAnimationFrame);
    }
    const words = (name || at.innerText).trim().replace(/\s+/g, ' ');
    return isInSight() ? words : `${words} (out of sight)`;
  }, MOST_FRAMES);
}

/** Presses Tab until the focus is on a name, all the way in sight. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    const at = await focusedName(page);
    assert.ok(!at.endsWith('(out of sight)'), at);
    if (name.test(at)) return;
    passed.push(at);
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab leads to no ${name}: ${passed.join(' | ')}`);
}

/** Counts a person's actions: a chord of keys, a click, a turn of the wheel. */
class Person {
  count = 0;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async click(target: Locator, ...modifiers: 'Shift'[]): Promise<void> {
    this.count += 1;
    await target.click({ modifiers });
  }

  /** One turn of the wheel, as far as it takes. */
  async scrollTo(target: Locator): Promise<void> {
    this.count += 1;
    while (!(await target.isVisible())) {
      await this.#page.mouse.wheel(0, 900);
      await this.#page.evaluate(() => new Promise(requestAnimationFrame));
    }
  }
}

describe('the order form', () => {
  let portal: PortalPage;
  let browser: Browser;
  const codes = taxCodes(300);

  before(async () => {
    portal = await servePortalPage(codes);
    const prices = yearly(2_950_000);
    // A later year can be renewed, too.
    await putPlans(portal.server, planDeclaration('ASP-DN', { prices, allowsGap: true }));
    browser = await chromium.launch(await browserOptions());
  });
  after(async () => {
    await browser?.close();
    await portal?.stop();
  });

  async function opened(who: string, customers: readonly string[] = []): Promise<Page> {
    const context = await browser.newContext({
      locale: 'vi-VN',
      viewport: { width: 1280, height: 800 },
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    await page.goto(`${portal.url}/?who=${who}&customers=${customers.join()}`);
    await page.getByRole('combobox', { name: 'MST/Mã số kinh doanh' }).first().waitFor();
    return page;
  }

  const bar = (page: Page) => page.getByRole('group', { name: 'Các dòng đã chọn' });

  it('an accountant changes 300 rows, changes half of them and removes 199 in a handful of clicks', async () => {
    const client = await portal.clientOf('an');
    await client.orders.place.mutate(await orderOf(client, codes.slice(101)));
    const page = await opened('dung', codes);
    const problems = new Person(page);
    await problems.click(page.getByRole('button', { name: /^Bỏ khỏi đơn: 199 dòng/ }));
    await page.getByText('Đã bỏ 199 dòng').waitFor();
    assert.ok(problems.count <= 2, `199 problems: ${problems.count}`);
    await page.getByRole('button', { name: 'Hoàn tác' }).click();
    await page.getByText(/^Đã hoàn tác: .*199 dòng/).waitFor();

    const year = new Person(page);
    await year.click(page.getByRole('checkbox', { name: 'Chọn tất cả dòng đang xem' }));
    await year.click(bar(page).getByRole('button', { name: 'Năm tài chính' }));
    await year.click(page.getByRole('menuitemcheckbox', { name: /2028/ }));
    await page.getByText('Đã đổi 300 dòng').waitFor();
    assert.ok(year.count <= 6, `the year of 300 rows: ${year.count}`);
    await bar(page).getByRole('button', { name: 'Bỏ chọn' }).click();

    const payer = new Person(page);
    const tick = (number: number) => page.getByRole('checkbox', { name: `Chọn ${number} Công ty` });
    await payer.click(tick(1));
    await bar(page).waitFor();
    await payer.scrollTo(tick(150));
    await payer.click(tick(150), 'Shift');
    await bar(page).getByText('Đã chọn 150').waitFor();
    await payer.click(bar(page).getByRole('button', { name: 'Người thanh toán' }));
    await payer.click(page.getByRole('menuitemcheckbox', { name: /Chủ doanh nghiệp/ }));
    await page.getByText('Đã đổi 150 dòng').waitFor();
    assert.ok(payer.count <= 8, `the payer of half: ${payer.count}`);
    await page.context().close();
  });

  it('an order is placed by keyboard alone, from the empty form on, with the focus always in sight', async () => {
    const page = await opened('an');
    const { keyboard } = page;
    const press = async (name: RegExp, key = 'Enter') => {
      await tabTo(page, name);
      await keyboard.press(key);
    };
    await press(/^Chọn khách hàng$/);
    await page.getByRole('dialog').getByRole('row').nth(5).waitFor();
    await tabTo(page, /^Tìm khách hàng/);
    await keyboard.type('01010000');
    await page.getByRole('button', { name: 'Chọn cả 9', exact: true }).waitFor();
    await press(/^Chọn cả 9$/);
    await page.getByRole('button', { name: 'Thêm 9 vào đơn' }).waitFor();
    await press(/^Thêm 9 vào đơn$/);
    // The first row added has the focus.
    await page.locator('td.code:focus').waitFor();
    await keyboard.press('Control+a');
    await bar(page).waitFor();
    await press(/^Năm tài chính$/);
    await page.getByRole('menuitemcheckbox', { name: /2028/ }).waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await page.getByText('Đã đổi 9 dòng').waitFor();
    await press(/^Người thanh toán$/);
    await page.getByRole('menuitemcheckbox', { name: /Chủ doanh nghiệp/ }).waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await page.getByText('Chủ doanh nghiệp trả').nth(8).waitFor();
    await tabTo(page, /^Khách hàng$/);
    await press(/^Kế toán dịch vụ$/, 'ArrowDown');
    await page.getByRole('textbox', { name: 'Họ và tên' }).waitFor();
    await tabTo(page, /^Họ và tên/);
    await keyboard.type('Trần Thị Bình');
    await tabTo(page, /^Email/);
    await keyboard.type('binh.tran@khach.example');
    await press(/^Tiếp tục$/);
    await page.getByRole('columnheader', { name: 'Ngày hết hạn mới' }).waitFor();
    await press(/^Tôi đã kiểm tra/, 'Space');
    await press(/^Tiếp tục$/);
    await page.getByText('Tóm tắt đơn hàng').waitFor();
    await press(/^Đặt hàng$/);
    const number = await placedNumber(page);
    const client = await portal.clientOf('an');
    const { orders } = await client.orders.list.query({ query: '' });
    const [placed] = orders;
    assert.equal(placed?.number, number);
    const order = await client.orders.get.query({ orderId: placed?.id ?? '' });
    const lines = order.lines.map((line) => [line.firstFiscalYear, line.payer]);
    assert.deepEqual(lines, Array(9).fill([2028, 'owner']));
    await page.context().close();
  });

  it('an order is placed by roles and names alone, as screen readers and speech have them', async () => {
    const page = await opened('binh');
    await page.getByRole('button', { name: 'Chọn khách hàng' }).click();
    const choosing = page.getByRole('dialog', { name: 'Chọn khách hàng cần gia hạn' });
    await choosing.getByRole('searchbox', { name: 'Tìm khách hàng' }).fill('01010001');
    await choosing.getByRole('button', { name: 'Chọn cả 9', exact: true }).click();
    await choosing.getByRole('button', { name: 'Thêm 9 vào đơn' }).click();
    const grid = page.getByRole('grid', { name: 'Danh sách gia hạn' });
    await grid.getByRole('checkbox', { name: 'Chọn tất cả dòng đang xem' }).check();
    await bar(page).getByRole('button', { name: 'Năm tài chính' }).click();
    await page.getByRole('menuitemcheckbox', { name: /2028/ }).click();
    const row = grid.getByRole('row', { name: /0101000101/ });
    await row.getByRole('combobox', { name: /^Số năm gia hạn/ }).selectOption('2');
    const notify = page.getByRole('radiogroup', { name: 'Đối tượng gửi thông báo' });
    await notify.getByRole('radio', { name: 'Khác' }).check();
    await page.getByRole('textbox', { name: 'Họ và tên' }).fill('Trần Thị Bình');
    await page.getByRole('textbox', { name: 'Email' }).fill('binh.tran@khach.example');
    await page.getByRole('button', { name: 'Tiếp tục' }).click();
    await page.getByRole('table', { name: 'Danh sách gia hạn' }).waitFor();
    await page.getByRole('button', { name: /0101000101$/ }).click();
    const details = page.getByRole('dialog', { name: /0101000101/ });
    await details.getByRole('button', { name: 'Đóng' }).click();
    await page.getByRole('checkbox', { name: /^Tôi đã kiểm tra/ }).check();
    await page.getByRole('button', { name: 'Tiếp tục' }).click();
    await page.getByRole('button', { name: 'Đặt hàng', exact: true }).click();
    await page.getByRole('heading', { name: 'Đặt hàng thành công', exact: true }).waitFor();
    const client = await portal.clientOf('binh');
    const { orders } = await client.orders.list.query({ query: '' });
    const order = await client.orders.get.query({ orderId: orders[0]?.id ?? '' });
    assert.equal(order.lines.length, 9);
    assert.deepEqual(order.lines.map(({ years }) => years).sort(), [1, 1, 1, 1, 1, 1, 1, 1, 2]);
    await page.context().close();
  });
});
