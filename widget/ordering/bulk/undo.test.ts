import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../define.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { customersOf } from '../../testing/firm.ts';
import {
  button,
  clearPage,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  press,
  pressKeys,
  visibleText,
} from '../../testing/page.ts';
import { serverWithOwnDrafts, shows, wizardFor } from '../../testing/wizard.ts';
import type { DetailsStep } from '../details/details-step.ts';

const customers = customersOf(4);
const codes = customers.map(({ taxCode }) => taxCode);

let server: FakeServer;

beforeEach(() => {
  server = serverWithOwnDrafts(customers, 'undo').install();
});

afterEach(() => clearPage(server));

const yearsOf = (wizard: Element) =>
  deepQueryAll<HTMLSelectElement>(wizard, 'select[name=years]').map(({ value }) => value);

function chooseYears(wizard: Element, row: number, value: string) {
  const select = deepQueryAll<HTMLSelectElement>(wizard, 'select[name=years]')[
    row
  ] as HTMLSelectElement;
  const step = deepQuery(wizard, 'renewal-details-step') as DetailsStep;
  const { past } = step.history;
  select.focus();
  select.value = value;
  select.dispatchEvent(new Event('change'));
  return eventually(() => step.history.past.length > past.length, 'the change');
}

const isOff = (wizard: Element, name: string) =>
  button(wizard, name).getAttribute('aria-disabled') === 'true';

describe('undo and redo in the order form', () => {
  it('Ctrl+Z and Ctrl+Y step through changes, and say what they did', async () => {
    const wizard = await wizardFor(server, ...codes);
    // The keys work once the later parts are loaded.
    await shows(wizard, 'dưới 6 tháng');
    await chooseYears(wizard, 0, '2');
    await chooseYears(wizard, 1, '3');
    await pressKeys('Control+z');
    await eventually(() => yearsOf(wizard).join() === '2,1,1,1', 'the second change undone');
    await shows(wizard, 'Đã hoàn tác: đổi 1 dòng.');
    await pressKeys('Control+z');
    await eventually(() => yearsOf(wizard).join() === '1,1,1,1');
    await pressKeys('Control+y');
    await pressKeys('Control+Shift+z');
    await eventually(() => yearsOf(wizard).join() === '2,3,1,1', 'both done again');
    await shows(wizard, 'Đã làm lại: đổi 1 dòng.');
    await expectNoFaults(wizard);
  });

  it('the rows that the host handed over can’t be undone', async () => {
    const wizard = await wizardFor(server, ...codes);
    await eventually(() => deepQuery(wizard, 'button[name=undo]'), 'the buttons');
    expect(isOff(wizard, 'Hoàn tác')).to.equal(true);
    expect(isOff(wizard, 'Làm lại')).to.equal(true);
    await expectNoFaults(wizard);
  });

  it('a removed row comes back by the button, with the focus kept for the next key', async () => {
    const wizard = await wizardFor(server, ...codes);
    button(wizard, 'Xóa dòng', 1).click();
    await eventually(() => yearsOf(wizard).length === 3);
    await press(wizard, 'Hoàn tác');
    await eventually(() => yearsOf(wizard).length === 4);
    await shows(wizard, 'Đã hoàn tác: đưa vào 1 dòng.');
    expect(isOff(wizard, 'Hoàn tác')).to.equal(true);
    button(wizard, 'Làm lại').click();
    await eventually(() => yearsOf(wizard).length === 3);
  });

  it('the focus stays in the form when an undo takes away the focused row', async () => {
    const wizard = await wizardFor(server, ...codes);
    // The keys work once the later parts are loaded.
    await eventually(() => deepQuery(wizard, 'button[name=undo]'), 'the later parts');
    button(wizard, 'Thêm dòng').click();
    await eventually(() => focused()?.getAttribute('role') === 'combobox' && yearsOf(wizard)[4]);
    await pressKeys('Control+z');
    await eventually(() => yearsOf(wizard).length === 4);
    await eventually(() => (focused() as HTMLButtonElement).name === 'redo', 'the focus');
  });

  it('a typed code and the customer found for it are undone as one', async () => {
    const wizard = await wizardFor(server, codes[0] as string);
    button(wizard, 'Thêm dòng').click();
    await eventually(() => focused()?.getAttribute('role') === 'combobox' && yearsOf(wizard)[1]);
    await sendKeys({ type: codes[1] as string });
    await pressKeys('Tab');
    await shows(wizard, 'Công ty Cổ phần Số 2');
    await press(wizard, 'Hoàn tác');
    await eventually(() => !visibleText(wizard).includes('Công ty Cổ phần Số 2'));
    const inputs = deepQueryAll<HTMLInputElement>(wizard, '[role=combobox]');
    expect(inputs.map(({ value }) => value)).to.deep.equal([codes[0], '']);
  });

  it('in a field that is being typed in, Ctrl+Z is the browser’s own', async () => {
    const wizard = await wizardFor(server, ...codes);
    await chooseYears(wizard, 0, '2');
    button(wizard, 'Thông tin riêng của dòng').click();
    const field = await eventually(
      () => deepQuery<HTMLInputElement>(wizard, 'input[type=email]'),
      'the row’s own e-mail',
    );
    field.focus();
    await sendKeys({ type: 'ab' });
    await pressKeys('Control+z');
    await eventually(() => field.value !== 'ab', 'the browser’s undo');
    expect(yearsOf(wizard)[0]).to.equal('2');
    expect(visibleText(wizard)).not.to.contain('Đã hoàn tác');
  });

  it('undo is complete in English', async () => {
    const wizard = await wizardFor(server, ...codes);
    (wizard as HTMLElementTagNameMap['renewal-wizard']).locale = 'en';
    await shows(wizard, 'Add row');
    await chooseYears(wizard, 0, '2');
    await press(wizard, 'Undo');
    await shows(wizard, 'Undone: 1 row changed.');
  });
});
