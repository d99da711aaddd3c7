import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { copyLineLink, placeOrder } from './support/accountant.ts';
import { choose, openGateway } from './support/owner.ts';
import { openStage, type Stage } from './support/stage.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The same pages as people see them, light and dark, checked by axe. */
describe('axe finds nothing', () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.stop());

  async function look(page: Page, what: string): Promise<void> {
    await page.evaluate(AXE);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const { violations } = await page.evaluate<AxeResults>(
        "axe.run({ resultTypes: ['violations'] })",
      );
      const found = violations.map(
        ({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
      );
      assert.deepEqual(found, [], `${what}, ${colorScheme}`);
    }
  }

  it('axe finds nothing on the portal, the wizard, the order and the payment page', async () => {
    const page = await stage.desktop();
    await page.goto(stage.demo.portalUrl);
    await page.locator('#rows tr').first().waitFor();
    await look(page, 'the portal');

    const { page: accountant, customers } = await placeOrder(stage, 3, 0);
    await look(accountant, 'the placed order');
    await accountant.getByRole('button', { name: 'Xem chi tiết' }).first().click();
    await accountant.getByRole('button', { name: 'Hủy đơn hàng' }).waitFor();
    await look(accountant, 'the order');
    const [first] = customers;
    assert.ok(first);
    const link = await copyLineLink(accountant, first);
    await accountant.getByRole('button', { name: 'Thanh toán ngay' }).click();
    await accountant.getByRole('radio', { name: /Chuyển khoản/ }).waitFor();
    await look(accountant, 'choosing a method');
    await accountant.getByRole('button', { name: 'Thanh toán ngay' }).click();
    await accountant.getByText(/^GH[0-9A-Z]{7}$/).waitFor();
    await look(accountant, 'the transfer');

    const phone = await stage.phone();
    await phone.goto(link);
    await look(phone, 'the payment page');
    await phone.getByRole('button', { name: 'Thanh toán ngay' }).click();
    await phone.getByText(/^GH[0-9A-Z]{7}$/).waitFor();
    await look(phone, 'the payment page’s transfer');
    await phone.goto(`${stage.demo.serverUrl}/pay/${'A'.repeat(22)}`);
    await look(phone, 'a link that does not open');
  });

  it('the portal’s list keeps the focus on a checkbox that the keyboard ticks', async () => {
    const page = await stage.desktop();
    await page.goto(stage.demo.portalUrl);
    const ticks = page.locator('#rows').getByRole('checkbox');
    await ticks.nth(3).focus();
    await page.keyboard.press('Space');
    assert.equal(await ticks.nth(3).isChecked(), true);
    assert.equal(await ticks.nth(3).evaluate((tick) => tick === document.activeElement), true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.getByText('Đã chọn 2 giấy phép').waitFor();
    await page.getByRole('checkbox', { name: 'Chọn tất cả' }).check();
    assert.equal(await page.locator('#rows input:enabled:not(:checked)').count(), 0);
  });

  it('axe finds nothing on the simulated gateways and the operations page', async () => {
    const { page, customers } = await placeOrder(stage, 1, 4);
    await page.getByRole('button', { name: 'Xem chi tiết' }).first().click();
    const [customer] = customers;
    assert.ok(customer);
    const link = await copyLineLink(page, customer);
    const phone = await openGateway(stage, link, /MoMo/, true);
    await phone.getByRole('button', { name: 'Im lặng' }).waitFor();
    await look(phone, 'MoMo’s payment page');
    await choose(phone, 'Im lặng');
    await phone.getByText('Bạn đã thanh toán').waitFor();
    for (const path of ['', 'mail', 'bank', 'vnpay', 'momo', 'zalopay', 'payos']) {
      await phone.goto(`${stage.demo.outsideUrl}/${path}`);
      await look(phone, `the outside world, /${path}`);
    }
    await look(await stage.operations(), 'the operations page');
  });
});
