import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import writeXlsxFile, { type SheetData } from 'write-excel-file/universal';
import { confirmAndPlace, dropFile, openWizard, pickCustomers } from './support/accountant.ts';
import { mailsTo, moneyAddsUp } from './support/outside-world.ts';
import { openStage, PATIENCE_MS, type Stage } from './support/stage.ts';

const ACCOUNTANT = 'lan.nguyen@minhphat.example';

describe('an import', () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage();
  });
  after(async () => {
    await moneyAddsUp(stage).finally(() => stage?.stop());
  });

  it('a list from Excel is dropped on the form, checked, mended and ordered', async () => {
    const page = await stage.desktop();
    const [first, second, third] = await pickCustomers(page, stage, 3, 30);
    assert.ok(first && second && third);
    // The others come from the file.
    for (const { taxCode } of [second, third]) {
      await page
        .locator('#rows tr')
        .filter({ hasText: taxCode })
        .first()
        .getByRole('checkbox')
        .uncheck();
    }
    await openWizard(page, 1);
    await page.getByRole('button', { name: 'Hoàn tác' }).waitFor();
    const data = [
      ['Danh sách khách hàng gia hạn'],
      ['STT', 'MST', 'Tên khách hàng', 'Số năm'],
      // As Excel has it once its zero is lost.
      [1, Number(second.taxCode), second.name, 2],
      [2, '0100109107', third.name, 1],
      ['Tổng cộng', '', '', 3],
    ];
    const file = await writeXlsxFile(data as SheetData, { sheet: 'Gia hạn' }).toBlob();
    const working = page.waitForEvent('worker', { timeout: PATIENCE_MS });
    await dropFile(page, 'gia-han.xlsx', new Uint8Array(await file.arrayBuffer()));
    // A worker reads it, away from the page.
    await working;
    const dialog = page.getByRole('dialog', { name: 'Kiểm tra danh sách trước khi đưa vào đơn' });
    await dialog.getByRole('heading', { name: '1 dòng chưa nhận ra khách hàng' }).waitFor();
    await dialog.getByRole('textbox', { name: 'Mã số thuế đúng của dòng 4' }).fill(third.taxCode);
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Đưa 2 dòng vào đơn' }).click();
    await page.getByText('Đã đưa danh sách vào đơn: 2 dòng mới').waitFor();
    const years = page.getByRole('combobox', { name: 'Số năm gia hạn' });
    assert.deepEqual(
      await years.evaluateAll((all) => all.map((each) => (each as HTMLSelectElement).value)),
      ['1', '2', '1'],
    );
    const number = await confirmAndPlace(page);
    const [ordered] = await mailsTo(stage, ACCOUNTANT, `Đơn hàng ${number}`);
    for (const { taxCode } of [first, second, third]) assert.ok(ordered?.text.includes(taxCode));
  });
});
