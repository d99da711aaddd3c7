import { expect } from '@open-wc/testing';
import '../../define.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import { type FakeServer, Refusal } from '../../testing/fake-server.ts';
import { customersOf } from '../../testing/firm.ts';
import { orderOf, transferOf } from '../../testing/orders.ts';
import {
  button,
  deepQuery,
  deepQueryAll,
  eventually,
  focused,
  press,
  visibleText,
} from '../../testing/page.ts';
import {
  rowsOf,
  serverWithOwnDrafts,
  shows,
  toConfirm,
  toPlace,
  wizardFor,
} from '../../testing/wizard.ts';

type Wizard = HTMLElementTagNameMap['renewal-wizard'];

const ACCOUNTANT = 'accountant-order-draft';
const customers = customersOf(4);
const [first, second, third, fourth] = customers.map(({ taxCode }) => taxCode) as [
  string,
  string,
  string,
  string,
];
const CHANGED = 'Danh sách chọn trên cổng kế toán vừa thay đổi';

let server: FakeServer;

beforeEach(() => {
  server = serverWithOwnDrafts(customers, ACCOUNTANT).install();
});

afterEach(() => {
  for (const element of document.querySelectorAll('renewal-wizard, iframe')) element.remove();
  server.restore();
});

const open = async (...codes: string[]) => (await wizardFor(server, ...codes)) as Wizard;
const nameOf = (code: string) => customers.find(({ taxCode }) => taxCode === code)?.name ?? code;
const radio = (wizard: Element, name: string, value: string) =>
  deepQuery<HTMLInputElement>(wizard, `input[name=${name}][value=${value}]`) as HTMLInputElement;

async function set(wizard: Wizard, chosen: unknown): Promise<void> {
  wizard.customers = chosen as string[];
  await wizard.updateComplete;
  await deepQuery<Wizard>(wizard, 'renewal-order-wizard')?.updateComplete;
}

async function place(wizard: Wizard): Promise<void> {
  await toPlace(wizard);
  button(wizard, 'Đặt hàng').click();
  await shows(wizard, 'Đặt hàng thành công');
}

describe('customers that the host changes', () => {
  it('customers changed by the host leave a placed order on the screen, and are used afterwards', async () => {
    for (const [chosen, rows] of [
      [[], 1],
      [[third], 1],
      [[third, fourth], 2],
    ] as const) {
      const wizard = await open(first);
      wizard.addEventListener('renewal-order-placed', () => {
        wizard.customers = [...chosen];
      });
      await place(wizard);
      await set(wizard, [...chosen]);
      expect(visibleText(wizard)).to.contain('Đặt hàng thành công');
      button(wizard, 'Hoàn tất').click();
      await eventually(() => rowsOf(wizard).length === rows, 'a new form');
      if (chosen.length > 0) await shows(wizard, nameOf(third));
      expect(visibleText(wizard)).not.to.contain(customers[0]?.name);
      wizard.remove();
      for (const key of Object.keys(localStorage))
        if (key.includes(ACCOUNTANT)) localStorage.removeItem(key);
    }
  });

  it('customers changed by the host leave a payment with its QR code on the screen', async () => {
    const order = orderOf(['awaiting_payment']);
    server
      .on('orders.get', () => order)
      .on('payments.methods', () => ({
        methods: [{ method: 'bank_transfer', unavailable: null, limit: null }] as never,
        openAttempts: [],
        amount: order.total,
      }))
      .on('payments.start', () => transferOf(order.total));
    const wizard = await open(first);
    await place(wizard);
    button(wizard, 'Thanh toán ngay').click();
    await eventually(() => deepQuery(wizard, 'input[value=bank_transfer]'), 'the methods');
    await eventually(
      () => button(wizard, 'Thanh toán ngay').getAttribute('aria-disabled') === 'false',
    );
    button(wizard, 'Thanh toán ngay').click();
    await eventually(() => deepQuery(wizard, 'renewal-transfer-details'), 'the QR code');
    await set(wizard, []);
    await set(wizard, [second]);
    expect(deepQueryAll(wizard, 'renewal-transfer-details')).to.have.length(1);
    button(wizard, 'Đóng').click();
    await shows(wizard, nameOf(second));
    expect(deepQueryAll(wizard, 'renewal-transfer-details')).to.have.length(0);
  });

  it('customers changed by the host wait while an order is being confirmed, and are offered later', async () => {
    const wizard = await open(first);
    await toPlace(wizard);
    await set(wizard, [second]);
    expect(visibleText(wizard)).to.contain('Tóm tắt đơn hàng').and.not.to.contain(CHANGED);
    button(wizard, 'Quay lại').click();
    await shows(wizard, CHANGED);
    expect(deepQueryAll(wizard, '#confirmed'), 'it is still there').to.have.length(1);
  });

  it('customers changed by the host are offered while a form is filled in, and nothing is lost', async () => {
    const wizard = await open(first, second);
    radio(wizard, 'payer', 'owner').click();
    await set(wizard, [second, third]);
    await shows(wizard, CHANGED);
    await expectNoFaults(wizard);
    expect(rowsOf(wizard), 'the form is still there').to.have.length(2);
    button(wizard, 'Tiếp tục đơn đang nhập (2)').click();
    await eventually(() => !visibleText(wizard).includes(CHANGED), 'no question');
    expect(focused()?.id).to.equal('title');
    expect(rowsOf(wizard)).to.have.length(2);
    expect(radio(wizard, 'payer', 'owner').checked).to.equal(true);
    await set(wizard, [third, second]);
    expect(visibleText(wizard), 'it was answered').not.to.contain(CHANGED);
  });

  it('customers changed by the host can be added to the form, or replace it', async () => {
    const wizard = await open(first, second);
    radio(wizard, 'payer', 'owner').click();
    await set(wizard, [second, third]);
    await shows(wizard, CHANGED);
    button(wizard, 'Thêm vào đơn đang nhập (1)').click();
    await eventually(() => rowsOf(wizard).length === 3, 'the third');
    expect(radio(wizard, 'payer', 'owner').checked).to.equal(true);
    await set(wizard, [fourth]);
    await shows(wizard, CHANGED);
    button(wizard, 'Bắt đầu đơn mới (1)').click();
    await eventually(() => rowsOf(wizard).length === 1, 'the new one');
    await shows(wizard, nameOf(fourth));
  });

  it('customers changed by the host leave the confirmation only when they are accepted', async () => {
    const wizard = await open(first);
    await toConfirm(wizard);
    await set(wizard, [first, second]);
    await shows(wizard, CHANGED);
    expect(deepQueryAll(wizard, '#confirmed')).to.have.length(1);
    button(wizard, 'Thêm vào đơn đang nhập (1)').click();
    await eventually(() => rowsOf(wizard).length === 2, 'the rows');
  });

  it('customers are unchanged in another order, duplicated, in another list, or when cleared', async () => {
    const wizard = await open(first, second);
    for (const same of [
      [second, first],
      [first, second, first],
      new Set([second, first]),
      `${second}, ${first}`,
      [],
      null,
      undefined,
    ]) {
      await set(wizard, same);
      expect(visibleText(wizard)).not.to.contain(CHANGED);
      expect(rowsOf(wizard)).to.have.length(2);
    }
    expect(server.inputsOf('customers.lookUp')).to.have.length(1);
  });

  it('customers are read again from an array that was changed in place', async () => {
    const chosen = [first];
    const wizard = await open();
    await set(wizard, chosen);
    await shows(wizard, nameOf(first));
    chosen.push(third);
    await set(wizard, chosen);
    await shows(wizard, CHANGED);
  });

  it('customers changed by the host fill an empty form, and keep the invoice party', async () => {
    const wizard = await open();
    radio(wizard, 'payer', 'owner').click();
    await set(wizard, new Set([first, second]).values());
    await eventually(() => rowsOf(wizard).length === 2, 'the rows');
    expect(radio(wizard, 'payer', 'owner').checked).to.equal(true);
  });

  /** The form with a first customer, to which a second one could not be added. */
  async function failed() {
    const wizard = await open(first);
    await shows(wizard, '1.200.000 ₫');
    server.on('customers.lookUp', () => {
      throw new Refusal({ code: 'INTERNAL' });
    });
    await set(wizard, [second]);
    await press(wizard, 'Thêm vào đơn đang nhập (1)');
    await shows(wizard, 'Hệ thống gặp sự cố');
    return wizard;
  }

  async function pressAndStay(wizard: Wizard) {
    button(wizard, 'Tiếp tục').click();
    await eventually(() => focused()?.id === 'title', 'the focus above the notice');
    expect(deepQueryAll(wizard, '#confirmed'), 'the form stays').to.have.length(0);
  }

  it('customers that could not be added are not left out without a word', async () => {
    const wizard = await failed();
    await pressAndStay(wizard);
    const looking = Promise.withResolvers<void>();
    const found = { outcome: 'found', taxCode: second, formerTaxCode: null } as const;
    server.on('customers.lookUp', async () => {
      await looking.promise;
      return { results: [{ ...found, customer: customers[1] as Customer }] };
    });
    button(wizard, 'Thử lại').click();
    await eventually(() => !visibleText(wizard).includes('Hệ thống gặp sự cố'), 'another try');
    button(wizard, 'Tiếp tục').click();
    const waits = () => button(wizard, 'Tiếp tục').getAttribute('aria-disabled') === 'true';
    await eventually(waits, 'it waits for them');
    await shows(wizard, 'Đang kiểm tra đơn…');
    expect(waits(), 'it still waits').to.equal(true);
    looking.resolve();
    await eventually(() => deepQuery(wizard, '#confirmed'), 'the list to confirm');
    await shows(wizard, nameOf(second));
  });

  it('customers that another try could not add either are not left out without a word', async () => {
    const wizard = await failed();
    await pressAndStay(wizard);
    const looking = Promise.withResolvers<void>();
    server.on('customers.lookUp', async () => {
      await looking.promise;
      throw new Refusal({ code: 'INTERNAL' });
    });
    button(wizard, 'Thử lại').click();
    await eventually(() => !visibleText(wizard).includes('Hệ thống gặp sự cố'), 'another try');
    button(wizard, 'Tiếp tục').click();
    await shows(wizard, 'Đang kiểm tra đơn…');
    looking.resolve();
    await eventually(() => focused()?.id === 'title', 'the focus above the notice');
    expect(visibleText(wizard)).to.not.include('Đang kiểm tra đơn…');
    await shows(wizard, 'Hệ thống gặp sự cố');
    expect(deepQueryAll(wizard, '#confirmed'), 'the form stays').to.have.length(0);
  });

  it('customers that can’t be added are left out by going on once more', async () => {
    const wizard = await failed();
    await pressAndStay(wizard);
    button(wizard, 'Tiếp tục').click();
    await eventually(() => deepQuery(wizard, '#confirmed'), 'the list to confirm');
    expect(visibleText(wizard)).not.to.contain('Hệ thống gặp sự cố');
  });

  it('customers that could not be added to one order are not added to another', async () => {
    const wizard = await failed();
    const isOwn = (name: string) => /^renewal-wizard:.*:accountant-order-draft$/.test(name);
    const key = Object.keys(localStorage).find(isOwn) ?? '';
    localStorage.removeItem(key);
    window.dispatchEvent(new StorageEvent('storage', { key }));
    await press(wizard, 'Bắt đầu đơn mới');
    await shows(wizard, 'Chưa có khách hàng nào.');
    expect(visibleText(wizard)).not.to.contain('Hệ thống gặp sự cố');
  });

  it('customers of any value never break the form', async () => {
    const wizard = await open();
    for (const nonsense of [{}, 7.5, true, () => {}, [{}, null], Object.create(null)]) {
      await set(wizard, nonsense);
      expect(rowsOf(wizard)).to.have.length(1);
    }
    await set(wizard, [Number(first), undefined]);
    await shows(wizard, customers[0]?.name ?? '');
  });
});

describe('one draft in two tabs', () => {
  const key = () =>
    Object.keys(localStorage).find((name) =>
      /^renewal-wizard:.*:accountant-order-draft$/.test(name),
    ) ?? '';
  const stored = () =>
    JSON.parse(localStorage.getItem(key()) ?? 'null') as { rows: unknown[]; payer: string };

  /** Another tab's writing is an event here, unless this tab sleeps. */
  function elsewhere(change: (storage: Storage) => void, isHeard = true): void {
    if (isHeard) {
      const tab = document.createElement('iframe');
      document.body.append(tab);
      change((tab.contentWindow as Window).localStorage);
    } else change(localStorage);
  }

  /** The draft of this tab with an additional row, as another tab has stored it. */
  function withAnotherRow(storage: Storage): void {
    const draft = JSON.parse(storage.getItem(key()) ?? '');
    const rows = [...draft.rows, { ...draft.rows[0], key: 99, customer: customers[2] }];
    storage.setItem(key(), JSON.stringify({ ...draft, revision: 'another', rows }));
  }

  it('a draft follows the changes of another tab', async () => {
    const wizard = await open(first);
    elsewhere(withAnotherRow);
    await eventually(() => rowsOf(wizard).length === 2, 'the row of the other tab');
    radio(wizard, 'payer', 'owner').click();
    await eventually(() => stored().payer === 'owner', 'the change');
    expect(stored().rows).to.have.length(2);
    expect(visibleText(wizard)).not.to.contain('ở thẻ khác');
  });

  it('a newer draft of another tab is overwritten only after the person has been asked', async () => {
    for (const [answer, rows, payer] of [
      ['Dùng bản ở thẻ khác (2)', 2, 'firm'],
      ['Giữ bản ở đây (1)', 1, 'owner'],
    ] as const) {
      const wizard = await open(first);
      elsewhere(withAnotherRow, false);
      radio(wizard, 'payer', 'owner').click();
      await shows(wizard, 'Đơn hàng này vừa được sửa ở thẻ khác');
      await expectNoFaults(wizard);
      expect(stored().rows, 'nothing is lost').to.have.length(2);
      expect(radio(wizard, 'payer', 'owner').checked, 'here neither').to.equal(true);
      button(wizard, answer).click();
      await eventually(() => rowsOf(wizard).length === rows, 'the rows');
      expect(stored().rows).to.have.length(rows);
      expect(radio(wizard, 'payer', payer).checked).to.equal(true);
      wizard.remove();
      localStorage.removeItem(key());
    }
  });

  it('a draft that was placed in another tab is another order when it is kept', async () => {
    const wizard = await open(first);
    const { requestId } = JSON.parse(localStorage.getItem(key()) ?? '');
    elsewhere((storage) => storage.removeItem(key()));
    await shows(wizard, 'Đơn hàng này vừa được đặt hoặc bỏ ở thẻ khác');
    button(wizard, 'Giữ bản ở đây (1)').click();
    await place(wizard);
    expect(server.inputsOf('orders.place')[0]?.requestId).not.to.equal(requestId);
  });

  it('a draft that was placed in another tab can be replaced by an empty one', async () => {
    const wizard = await open(first);
    elsewhere((storage) => storage.removeItem(key()));
    await shows(wizard, 'Đơn hàng này vừa được đặt hoặc bỏ ở thẻ khác');
    button(wizard, 'Bắt đầu đơn mới').click();
    await shows(wizard, 'Chưa có khách hàng nào.');
  });

  it('a draft does not change, or leave, while an order of it is being placed', async () => {
    const wizard = await open(first);
    await toPlace(wizard);
    elsewhere(withAnotherRow);
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Đặt hàng thành công');
    expect(server.inputsOf('orders.place')[0]?.lines).to.have.length(1);
    expect(stored().rows, 'the other tab’s is kept').to.have.length(2);
  });

  it('a draft that was saved goes on without a question where the form is opened again', async () => {
    const former = await open(first);
    await shows(former, 'Đã lưu');
    former.remove();
    const lists = server.inputsOf('drafts.list').length;
    const wizard = await open();
    await eventually(() => server.inputsOf('drafts.list').length > lists, 'the list of drafts');
    await shows(wizard, 'Đơn nháp (1)');
    expect(visibleText(wizard)).not.to.contain('Bắt đầu đơn mới');
  });

  it('a draft lives as long as the page where storing is not allowed', async () => {
    const { getItem, setItem, removeItem } = Storage.prototype;
    const deny = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    Object.assign(Storage.prototype, { getItem: deny, setItem: deny, removeItem: deny });
    try {
      const wizard = await open(first);
      radio(wizard, 'payer', 'owner').click();
      await place(wizard);
    } finally {
      Object.assign(Storage.prototype, { getItem, setItem, removeItem });
    }
  });
});
