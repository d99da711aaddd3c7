import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import { LIMITS } from '../../../shared/limits.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { ListedLicense } from '../../../shared/schemas/license-list.ts';
import type { RenewalWizard } from '../../renewal-wizard.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { customersOf, licenseOf, uuid } from '../../testing/firm.ts';
import { listedOf, withLicenses } from '../../testing/licenses.ts';
import {
  button,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  pressKeys,
  type,
  visibleText,
} from '../../testing/page.ts';
import { serverWithOwnDrafts, wizardFor } from '../../testing/wizard.ts';
import type { ChooseDialog } from './choose-dialog.ts';

/** All have expired or do so within 90 days, but the last ten. */
const MANY = 130;
const LATE = 10;

let server: FakeServer;
let customers: Customer[];
let listed: ListedLicense[];
let wizard: RenewalWizard;

beforeEach(async () => {
  await setViewport({ width: 1280, height: 800 });
  customers = customersOf(MANY).map((customer, index) => ({
    ...customer,
    licenses: [
      {
        ...licenseOf(index < MANY - LATE ? dayOf(index) : '2028-12-31', {
          id: uuid(20_000 + index),
        }),
        externalId: `L-${index}`,
      },
    ],
  }));
  listed = listedOf(customers);
  server = serverWithOwnDrafts(customers, 'choosing-accountant');
  withLicenses(server, customers, () => listed).install();
});

afterEach(() => {
  document.body.replaceChildren();
  server.restore();
});

/** Ten licences a day, five days before today on. */
function dayOf(index: number): string {
  return `2026-11-${18 + Math.floor(index / 10)}`;
}

const inner = <Found extends Element = HTMLElement>(tag: string, selector: string) =>
  deepQuery(wizard, tag)?.shadowRoot?.querySelector<Found>(selector);

const lines = () =>
  deepQueryAll(
    deepQuery(wizard, 'renewal-license-list') ?? document.createElement('p'),
    '.line[aria-selected]',
  );
const table = () => deepQuery(wizard, 'renewal-line-table') as HTMLElement;
const rows = () => deepQueryAll(table(), 'tr.line');
const bar = () => visibleText(deepQuery(wizard, '.bar') ?? document.createElement('p'));
const dialog = () => inner<HTMLDialogElement>('renewal-choose-dialog', 'dialog');
const ticked = () => lines().filter((line) => line.getAttribute('aria-selected') === 'true').length;

async function open(choose: RenewalWizard['choose'] | undefined = undefined): Promise<void> {
  if (choose === undefined) {
    wizard = (await wizardFor(server)) as RenewalWizard;
    button(wizard, 'Chọn khách hàng').click();
  } else {
    wizard = connected('renewal-wizard', server, { choose });
  }
  await eventually(() => lines().length > 0, 'the licences');
}

async function barSays(text: string): Promise<void> {
  await eventually(() => bar().includes(text), `${text} in: ${bar()}`);
}

function field<Field extends Element = HTMLInputElement>(name: string): Field {
  const found = deepQuery<Field & HTMLElement>(wizard, `.filters [name="${name}"]`);
  if (!found) throw new Error(`There is no field ${name}`);
  return found;
}

function select(name: string, value: string): void {
  const element = field<HTMLSelectElement>(name);
  element.value = value;
  element.dispatchEvent(new Event('change', { bubbles: true }));
}

describe('choosing whom to renew', () => {
  it('the list opens also before it was drawn, as on a page with promises of its own', async () => {
    await open();
    const { signIn, draft } = deepQuery(wizard, 'renewal-choose-dialog') as ChooseDialog;
    const other = Object.assign(document.createElement('renewal-choose-dialog'), { signIn, draft });
    document.body.append(other);
    await other.show('expired');
    expect(other.shadowRoot?.querySelector('dialog')?.open).to.equal(true);
  });

  it('all that match are chosen, shown or not, and added to the order', async () => {
    await open();
    await barSays('120 giấy phép');
    expect(lines().length).to.be.lessThan(60);
    button(wizard, 'Chọn cả 120').click();
    await barSays('Đã chọn 120');
    expect(server.inputsOf('licenses.findIds')).to.deep.equal([
      { filter: { expiresUntil: '2027-02-21' }, sort: 'expiry', descending: false },
    ]);
    button(wizard, 'Thêm 120 vào đơn').click();
    await eventually(() => !dialog()?.open, 'the dialog to close');
    await eventually(() => visibleText(wizard).includes('Đã thêm 120 giấy phép vào đơn.'));
    await eventually(() => rows().length > 5, 'the rows');
    expect(deepQuery(table(), '[role=grid]')?.getAttribute('aria-rowcount')).to.equal('121');
    // The next time, those of the order can't be chosen again.
    button(wizard, 'Chọn khách hàng').click();
    await eventually(() => lines().length > 0 && dialog()?.open);
    await eventually(() => visibleText(lines()[0] as Element).includes('Đã có trong đơn'));
    button(wizard, 'Chọn cả 120').click();
    await eventually(() => server.inputsOf('licenses.findIds').length === 2);
    select('expiry', '');
    await barSays('130 giấy phép');
    button(wizard, 'Chọn cả 130').click();
    await barSays('Đã chọn 10');
  });

  it('licences are added to the order as it is when they have been read', async () => {
    wizard = (await wizardFor(server, customers[0]?.taxCode ?? '')) as RenewalWizard;
    button(wizard, 'Chọn khách hàng').click();
    await eventually(() => lines().length > 0, 'the licences');
    button(wizard, 'Chọn cả 120').click();
    await barSays('Đã chọn 119');
    server.delay = 300;
    button(wizard, 'Thêm 119 vào đơn').click();
    // Another tab does this meanwhile.
    button(wizard, 'Xóa dòng').click();
    await eventually(() => !dialog()?.open, 'the dialog to close');
    server.delay = 0;
    await eventually(() => visibleText(wizard).includes('Đã thêm 119 giấy phép vào đơn.'));
    expect(deepQuery(table(), '[role=grid]')?.getAttribute('aria-rowcount')).to.equal('120');
  });

  it('licences are found by expiry, product, payer and text, and what was chosen stays chosen', async () => {
    listed = listed.map((license, index) => ({
      ...license,
      ...(index === 3 ? { lastPayer: 'owner' as const } : {}),
    }));
    await open();
    lines()[0]?.click();
    await barSays('Đã chọn 1');
    select('expiry', 'expired');
    await eventually(() => server.inputsOf('licenses.list').length > 1);
    type(field('query'), customers[7]?.taxCode ?? '');
    await eventually(() => lines().length === 1, 'the one found');
    lines()[0]?.click();
    await barSays('Đã chọn 2');
    type(field('query'), '');
    select('lastPayer', 'owner');
    await eventually(() => visibleText(lines()[0] as Element).includes('Chủ doanh nghiệp'));
    select('sold', 'plan:ASP-2');
    await eventually(() => visibleText(wizard).includes('Không có giấy phép nào phù hợp.'));
    select('sold', '');
    select('lastPayer', '');
    select('expiry', 'range');
    await eventually(() => deepQuery(wizard, '.filters [name=until]'));
    type(field('from'), '19/11/2026');
    type(field('until'), '20/11/2026');
    await barSays('20 giấy phép');
    const { filter } = server.inputsOf('licenses.list').at(-1) ?? {};
    expect(filter).to.deep.equal({ expiresFrom: '2026-11-19', expiresUntil: '2026-11-20' });
    await barSays('Đã chọn 2');
  });

  it('an unpaid order marks its licences, which can’t be chosen again, and opens', async () => {
    const order = { id: uuid(777), number: 'DH000777', dueDate: '2026-12-23' };
    listed = listed.map((license, index) => (index === 1 ? { ...license, order } : license));
    await open();
    await barSays('1 đã đặt, chưa thanh toán');
    lines()[1]?.click();
    lines()[0]?.click();
    await barSays('Đã chọn 1');
    button(wizard, 'Chọn cả 119').click();
    await barSays('Đã chọn 119');
    expect(lines()[1]?.getAttribute('aria-selected')).to.equal('false');
    button(wizard, 'Đã đặt DH000777').click();
    await eventually(() => deepQuery(wizard, 'renewal-order-view'), 'the order');
  });

  it('the whole choice can be made by keyboard alone', async () => {
    wizard = (await wizardFor(server)) as RenewalWizard;
    button(wizard, 'Chọn khách hàng').focus();
    await sendKeys({ press: 'Enter' });
    await eventually(() => lines().length > 0);
    const first = () => lines()[0]?.querySelector('input');
    while (focused() !== first()) await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Space' });
    await barSays('Đã chọn 1');
    await pressKeys('Shift+ArrowDown');
    await pressKeys('Shift+ArrowDown');
    await barSays('Đã chọn 3');
    await sendKeys({ press: 'End' });
    await eventually(() => Number(focused()?.closest('tr')?.dataset.key) >= 49, 'the last row');
    await sendKeys({ press: 'Home' });
    await eventually(() => focused()?.closest('tr')?.dataset.key === '0', 'the first row');
    await sendKeys({ press: 'PageDown' });
    await eventually(() => Number(focused()?.closest('tr')?.dataset.key) > 5);
    await pressKeys('Control+a');
    await barSays('Đã chọn 120');
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Tab' });
    expect(visibleText(focused() as Element)).to.equal('Thêm 120 vào đơn');
    await sendKeys({ press: 'Enter' });
    await eventually(() => !dialog()?.open);
    await eventually(() => {
      const at = focused();
      if (!at?.matches('td.code') || at.parentElement !== rows()[0]) return false;
      const { top, bottom } = at.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }, 'the first row added, in sight');
  });

  it('Escape closes the list, and nothing is added', async () => {
    await open();
    lines()[0]?.click();
    await barSays('Đã chọn 1');
    await sendKeys({ press: 'Escape' });
    await eventually(() => !dialog()?.open);
    expect(rows().length).to.equal(1);
    expect(server.inputsOf('licenses.read')).to.deep.equal([]);
  });

  it('Shift ticks a range, and a second press takes back what was ticked', async () => {
    await open();
    lines()[2]?.click();
    await barSays('Đã chọn 1');
    const shifted = new MouseEvent('click', { bubbles: true, composed: true, shiftKey: true });
    lines()[6]?.dispatchEvent(shifted);
    await barSays('Đã chọn 5');
    lines()[4]?.click();
    await barSays('Đã chọn 4');
    expect(ticked()).to.equal(4);
    button(wizard, 'Bỏ chọn').click();
    await barSays('120 giấy phép');
  });

  it('scrolling reads on, and draws what is in sight', async () => {
    await open();
    const scroller = inner('renewal-license-list', '.scroller') as HTMLElement;
    const has = (name: string | undefined) =>
      lines().some((line) => name && visibleText(line).includes(name));
    await eventually(() => {
      scroller.scrollTop = scroller.scrollHeight;
      return has(customers[MANY - LATE - 1]?.name);
    }, 'the last licence');
    expect(lines().length).to.be.lessThan(60);
    expect(server.inputsOf('licenses.list').length).to.equal(3);
    button(wizard, 'Hạn sử dụng').click();
    await eventually(() => server.inputsOf('licenses.list').at(-1)?.descending === true);
    await eventually(() => scroller.scrollTop === 0);
  });

  it('an order takes no more than it can hold, and says what is left', async () => {
    await open();
    server.on('licenses.findIds', () => ({
      ids: Array.from({ length: LIMITS.orderLines + 5 }, (_, index) => uuid(20_000 + index)),
      isMore: true,
    }));
    button(wizard, 'Chọn cả 120').click();
    await barSays('Đã chọn 2.005');
    const said = visibleText(inner('renewal-choose-dialog', 'footer') as Element);
    expect(said).to.include('còn 5 giấy phép để lại đơn sau');
    expect(said).to.include('tối đa 5.000');
    button(wizard, 'Thêm 2.000 vào đơn').click();
    await eventually(() => !dialog()?.open);
    // Of those read, the server still has 130.
    await eventually(() => visibleText(wizard).includes('Đã thêm 130 giấy phép vào đơn.'));
    expect(visibleText(wizard)).to.include('1.870 giấy phép không còn trong danh sách.');
  });

  it('what can’t be read is said, and read again', async () => {
    await open();
    server.offline = true;
    select('expiry', 'expired');
    await eventually(() => visibleText(dialog() as Element).includes('Không kết nối được máy chủ'));
    server.offline = false;
    button(dialog() as Element, 'Thử lại').click();
    await eventually(() => !visibleText(dialog() as Element).includes('Không kết nối được'));
  });

  it('the host opens it with what it wants to be shown, before anything else', async () => {
    await open({ expiresWithin: 30, all: true });
    await barSays('Đã chọn');
    const [{ filter } = {}] = server.inputsOf('licenses.list');
    expect(filter).to.deep.equal({ expiresFrom: '2026-11-23', expiresUntil: '2026-12-23' });
  });

  it('the host names licences, and the person may look at all', async () => {
    await open({ licenses: ['L-1', 'L-5'], all: true });
    await barSays('Đã chọn 2');
    expect(lines().length).to.equal(2);
    button(wizard, 'Xem tất cả giấy phép').click();
    await barSays('130 giấy phép');
    await barSays('Đã chọn 2');
  });

  it('what the host wants opens again when it is set again, and what can’t be read is reported', async () => {
    const errors: unknown[] = [];
    document.body.addEventListener('renewal-error', ({ detail }) => errors.push(detail), {
      once: true,
    });
    await open('60 soon');
    expect(errors).to.deep.equal([
      {
        code: 'INVALID_PROPERTY',
        details: {
          property: 'choose',
          message: 'choose: “soon” is neither “expired” nor a number of days.',
        },
      },
    ]);
    button(dialog() as Element, 'Đóng', 1).click();
    await eventually(() => !dialog()?.open);
    wizard.setAttribute('choose', 'expired');
    await eventually(() => dialog()?.open);
    expect(field<HTMLSelectElement>('expiry').value).to.equal('expired');
    dialog()?.close();
    wizard.setAttribute('choose', 'expired');
    await eventually(() => dialog()?.open);
  });

  it('a host that shows its own list prevents ours', async () => {
    wizard = (await wizardFor(server)) as RenewalWizard;
    const prevent = (event: Event) => event.preventDefault();
    wizard.addEventListener('renewal-choose', prevent, { once: true });
    button(wizard, 'Chọn khách hàng').click();
    expect(dialog()?.open ?? false).to.equal(false);
    button(wizard, 'Chọn khách hàng').click();
    await eventually(() => lines().length > 0);
  });

  it('the open list marks and unticks licences that a colleague orders, and follows none once closed', async () => {
    await open();
    lines()[0]?.click();
    lines()[1]?.click();
    await barSays('Đã chọn 2');
    await eventually(() => server.followersOf('list') === 1, 'the live stream');
    const order = { id: uuid(778), number: 'DH000778', dueDate: '2026-12-23' };
    listed = listed.map((license, index) => (index === 1 ? { ...license, order } : license));
    server.tell('list', 2, null);
    await eventually(
      () => visibleText(lines()[1] as Element).includes('Đã đặt DH000778'),
      'the mark',
    );
    await barSays('Đã chọn 1');
    expect(visibleText(dialog() as Element)).to.include('Đã bỏ chọn 1 giấy phép vừa được đặt');
    expect(lines()[0]?.getAttribute('aria-selected')).to.equal('true');
    // Paid: the licence expires later.
    listed = listed.map((license, index) =>
      index === 1 ? { ...license, order: null, expiry: '2028-12-31' } : license,
    );
    server.tell('list', 3, null);
    await eventually(() => !visibleText(dialog() as Element).includes('DH000778'), 'no mark');
    dialog()?.close();
    await eventually(() => server.followersOf('list') === 0, 'the end of the stream');
  });

  it('the open list follows on when the page moves the wizard', async () => {
    await open();
    await eventually(() => server.followersOf('list') === 1, 'the live stream');
    const box = document.createElement('div');
    document.body.append(box);
    box.append(wizard);
    await eventually(() => dialog()?.matches(':modal'), 'the list is open');
    await eventually(() => server.followersOf('list') === 1, 'the live stream again');
    const order = { id: uuid(779), number: 'DH000779', dueDate: '2026-12-23' };
    listed = listed.map((license, index) => (index === 0 ? { ...license, order } : license));
    server.tell('list', 2, null);
    await eventually(
      () => visibleText(lines()[0] as Element).includes('Đã đặt DH000779'),
      'the mark',
    );
  });

  for (const [width, height] of [
    [1600, 900],
    [768, 1024],
    [360, 740],
  ] as const) {
    it(`the list of licences has no faults for assistive technology at ${width} px, and no sideways scrolling`, async () => {
      await setViewport({ width, height });
      const order = { id: uuid(777), number: 'DH000777', dueDate: '2026-12-23' };
      listed = listed.map((license, index) => (index === 1 ? { ...license, order } : license));
      await open();
      lines()[0]?.click();
      await barSays('Đã chọn 1');
      await expectNoFaults(wizard);
      const shown = dialog() as HTMLElement;
      expect(shown.scrollWidth).to.be.at.most(shown.clientWidth);
      expect(shown.getBoundingClientRect().right).to.be.at.most(width);
    });
  }
});
