import { aTimeout, expect } from '@open-wc/testing';
import '../../define.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import { DraftsServer } from '../../testing/drafts-server.ts';
import { type FakeServer, Refusal } from '../../testing/fake-server.ts';
import { customersOf } from '../../testing/firm.ts';
import {
  button,
  clearPage,
  deepQuery,
  deepQueryAll,
  eventually,
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

const ACCOUNTANT = 'accountant-server-drafts';
const customers = customersOf(4);
const codes = customers.map(({ taxCode }) => taxCode) as [string, string, string, string];
const [first, second, third] = codes;
const COLLEAGUE = 'Trần Thị Đồng Nghiệp';

let server: FakeServer;
let saved: DraftsServer;

beforeEach(() => {
  server = serverWithOwnDrafts(customers, ACCOUNTANT).install();
  saved = new DraftsServer(server, customers, ACCOUNTANT);
});

afterEach(() => clearPage(server));

const owner = (wizard: Element) =>
  deepQuery<HTMLInputElement>(wizard, 'input[name=payer][value=owner]') as HTMLInputElement;
const isSaved = (wizard: Element, version = 1) =>
  eventually(
    () =>
      saved.drafts.size > 0 &&
      saved.only.version >= version &&
      /Đã lưu \d\d:\d\d/.test(visibleText(wizard)),
    `version ${version} to be saved: ${visibleText(wizard).slice(0, 300)}`,
  );
/** As on another machine, once the answer to the last save has come: it would be noted after all was forgotten. */
const forgetBrowser = async () => {
  const keys = () => Object.keys(localStorage).filter((key) => key.includes(ACCOUNTANT));
  const isNoted = ({ id, version }: { id: string; version: number }) =>
    keys().some((key) => {
      const text = localStorage.getItem(key) ?? '';
      return text.includes(id) && text.includes(`"version":${version},`);
    });
  await eventually(() => [...saved.drafts.values()].some(isNoted), 'the answer');
  for (const key of keys()) localStorage.removeItem(key);
};
async function openSaved(...own: string[]): Promise<HTMLElement> {
  const wizard = await wizardFor(server, ...own);
  await isSaved(wizard);
  return wizard;
}

describe('a draft on the server', () => {
  it('a draft is saved after a pause, the change alone from then on, and the head says when', async () => {
    const wizard = await openSaved(first, second);
    await expectNoFaults(wizard);
    owner(wizard).click();
    await isSaved(wizard, 2);
    const inputs = server.inputsOf('drafts.save');
    expect(inputs.map(({ isWhole, rows }) => [isWhole, rows.length])).to.deep.equal([
      [true, 2],
      [false, 0],
    ]);
    expect(inputs[1]?.head.payer).to.equal('owner');
  });

  it('a draft goes on on another machine, where nothing is chosen', async () => {
    const wizard = await openSaved(first, second);
    owner(wizard).click();
    await isSaved(wizard, 2);
    wizard.remove();
    await forgetBrowser();
    const other = await wizardFor(server);
    await eventually(() => rowsOf(other).length === 2, 'the rows');
    expect(owner(other).checked).to.equal(true);
    await isSaved(other, 2);
    expect(server.inputsOf('drafts.save'), 'nothing is new').to.have.length(2);
  });

  it('a draft that could not be saved says so, is kept here, and is saved when the server is back', async () => {
    const wizard = await openSaved(first);
    server.offline = true;
    owner(wizard).click();
    await shows(wizard, 'Chưa lưu, sẽ thử lại');
    await expectNoFaults(wizard);
    wizard.remove();
    server.offline = false;
    const again = await wizardFor(server, first);
    expect(owner(again).checked, 'kept in this browser').to.equal(true);
    await isSaved(again, 2);
    expect(saved.only.head.payer).to.equal('owner');
  });

  it('a save whose answer was lost is no conflict', async () => {
    const wizard = await openSaved(first);
    let isLost = true;
    server.on('drafts.save', (input) => {
      const answer = saved.save(input as never);
      if (!isLost) return answer;
      isLost = false;
      throw new TypeError('lost');
    });
    owner(wizard).click();
    await isSaved(wizard, 3);
    expect(visibleText(wizard)).not.to.contain('vừa được lưu ở nơi khác');
  });

  it('a draft saved elsewhere is asked about, overwritten by nobody, and merged row by row', async () => {
    const wizard = await openSaved(first, second);
    const [, row] = saved.only.rows;
    const added = {
      ...row,
      key: 9,
      customerId: customers[2]?.id,
      licenseId: customers[2]?.licenses[0]?.id,
    };
    saved.saveElsewhere({ rows: [{ ...row, key: 2, years: 3 }, added] as never }, COLLEAGUE);
    owner(wizard).click();
    await shows(wizard, 'Đơn nháp này vừa được lưu ở nơi khác');
    await shows(wizard, `${COLLEAGUE} đã lưu lúc`);
    await shows(wizard, 'thêm 1 dòng, bỏ 0, sửa 1.');
    await expectNoFaults(wizard);
    expect(saved.only.version, 'nothing was overwritten').to.equal(2);
    button(wizard, 'Gộp từng dòng').click();
    await eventually(() => rowsOf(wizard).length === 3, 'the row added elsewhere');
    await isSaved(wizard, 3);
    expect(saved.only.rows.map(({ years }) => years ?? 1)).to.deep.equal([1, 3, 1]);
    expect([saved.only.rowCount, saved.only.head.payer]).to.deep.equal([3, 'owner']);
  });

  it('a draft saved elsewhere is taken, or this one becomes another draft', async () => {
    for (const [answer, drafts] of [
      ['Dùng bản mới hơn (1)', 1],
      ['Giữ bản ở đây thành đơn nháp khác (2)', 2],
    ] as const) {
      const wizard = await openSaved(first, second);
      saved.saveElsewhere({ removed: [2] }, COLLEAGUE);
      owner(wizard).click();
      await shows(wizard, 'Đơn nháp này vừa được lưu ở nơi khác');
      button(wizard, answer).click();
      await eventually(() => rowsOf(wizard).length === drafts, 'its rows');
      await eventually(() => saved.drafts.size === drafts, 'the drafts');
      wizard.remove();
      await forgetBrowser();
      saved.drafts.clear();
    }
  });

  it('a draft that was deleted elsewhere is asked about, and is another draft when it is kept', async () => {
    const wizard = await openSaved(first);
    const { id } = saved.only;
    saved.drafts.clear();
    owner(wizard).click();
    await shows(wizard, 'Đơn nháp này đã được xóa hoặc giao cho người khác');
    button(wizard, 'Giữ bản ở đây (1)').click();
    await isSaved(wizard);
    expect(saved.only.id).not.to.equal(id);
  });

  it('a list read before the first save does not make the draft seem deleted', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = Promise.resolve().then(async () => {
      await promise;
      return { drafts: [] };
    });
    const now = () => ({ drafts: [...saved.drafts.values()] });
    let reads = 0;
    server.on('drafts.list', () => (reads++ === 0 ? (before as never) : now()));
    const wizard = await wizardFor(server, first);
    await shows(wizard, '₫');
    // Pages do this: take it out, and put it in elsewhere. It is saved meanwhile.
    const place = document.createElement('div');
    document.body.append(place);
    place.append(wizard);
    await eventually(() => saved.drafts.size === 1, 'the first save');
    await isSaved(wizard);
    resolve();
    await eventually(() => reads > 1, 'another look');
    await aTimeout(100);
    expect(visibleText(wizard)).not.to.include('Đơn nháp này đã được xóa');
    place.remove();
  });

  it('a placed order’s draft is saved no more', async () => {
    const wizard = await openSaved(first);
    await toPlace(wizard);
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Đặt hàng thành công');
    const [order] = server.inputsOf('orders.place');
    expect(order?.requestId, 'by which the server ends it').to.equal(saved.only.id);
  });

  it('what was changed last is saved when the page takes the form away', async () => {
    const wizard = await openSaved(first);
    owner(wizard).click();
    await eventually(() => owner(wizard).checked, 'the change');
    await (wizard as HTMLElementTagNameMap['renewal-wizard']).updateComplete;
    wizard.remove();
    await eventually(() => saved.only.head.payer === 'owner', 'the save');
  });

  it('a draft saved elsewhere while this one is being ordered changes nothing of the order', async () => {
    const wizard = await openSaved(first, second);
    const { promise, resolve } = Promise.withResolvers<void>();
    server.on('drafts.get', async () => {
      await promise;
      return saved.only as never;
    });
    await toConfirm(wizard);
    saved.saveElsewhere({ removed: [2] }, COLLEAGUE);
    document.dispatchEvent(new Event('visibilitychange'));
    await eventually(() => server.inputsOf('drafts.get').length > 0, 'the question');
    deepQuery<HTMLInputElement>(wizard, '#confirmed')?.click();
    button(wizard, 'Tiếp tục').click();
    await shows(wizard, 'Tóm tắt đơn hàng');
    resolve();
    await aTimeout(100);
    button(wizard, 'Đặt hàng').click();
    await shows(wizard, 'Đặt hàng thành công');
    const [order] = server.inputsOf('orders.place');
    expect(order?.lines, 'as it was confirmed').to.have.length(2);
  });

  it('a draft that the server refuses says why, and stays here', async () => {
    server.on('drafts.save', () => {
      throw new Refusal({ code: 'TOO_MANY_DRAFTS' });
    });
    const wizard = await wizardFor(server, first);
    await shows(wizard, 'Chưa lưu: Đã có 50 đơn nháp.');
  });
});

describe('the list of drafts', () => {
  function pressList(wizard: HTMLElement): void {
    const name = visibleText(wizard).match(/Đơn nháp( \(\d+\))?/)?.[0] ?? '';
    button(wizard, name).click();
  }

  async function openList(wizard: HTMLElement): Promise<HTMLDialogElement> {
    pressList(wizard);
    const dialog = await eventually(() => deepQuery<HTMLDialogElement>(wizard, 'dialog[open]'));
    await eventually(() => deepQueryAll(dialog, 'li').length > 0, 'the drafts');
    return dialog;
  }

  it('the list names the drafts by themselves, opens one in place of another, and loses neither', async () => {
    const wizard = await openSaved(first, second);
    let dialog = await openList(wizard);
    await expectNoFaults(wizard);
    expect(visibleText(dialog)).to.contain('Tháng 12 · 2 khách hàng');
    expect(visibleText(dialog)).to.contain(`${customers[0]?.name} và 1 khách hàng khác · lưu`);
    button(dialog, 'Đơn mới').click();
    await eventually(() => visibleText(wizard).includes('Chưa có khách hàng nào.'), 'a new order');
    dialog = await openList(wizard);
    button(dialog, 'Mở Tháng 12 · 2 khách hàng').click();
    await eventually(() => rowsOf(wizard).length === 2, 'the former draft');
    expect(saved.only.version).to.equal(1);
  });

  it('a draft is handed over to a colleague, and this form begins anew', async () => {
    const wizard = await openSaved(first, third);
    const dialog = await openList(wizard);
    button(dialog, 'Giao Tháng 12 · 2 khách hàng').click();
    await eventually(() => deepQuery(dialog, 'select'), 'the colleagues');
    await expectNoFaults(wizard);
    button(dialog, 'Giao đơn nháp').click();
    await eventually(() => saved.drafts.size === 0);
    const [input] = server.inputsOf('drafts.handOver');
    expect(input?.accountantId).to.equal('accountant-2');
    await eventually(() => visibleText(wizard).includes('Chưa có khách hàng nào.'), 'a new order');
  });

  it('a question about the open draft takes the place of the list, until it is answered', async () => {
    const wizard = await openSaved(first, second);
    saved.saveElsewhere({ removed: [2] }, COLLEAGUE);
    owner(wizard).click();
    pressList(wizard);
    await shows(wizard, 'Đơn nháp này vừa được lưu ở nơi khác');
    await eventually(() => !deepQuery(wizard, 'dialog[open]'), 'no list over the question');
    expect(deepQueryAll(wizard, '.saving'), 'no way to another draft').to.have.length(0);
    button(wizard, 'Giữ bản ở đây thành đơn nháp khác (2)').click();
    await eventually(() => saved.drafts.size === 2, 'both drafts');
    const dialog = await openList(wizard);
    await eventually(() => deepQueryAll(dialog, 'li').length === 2, 'both drafts');
  });

  it('a draft that arrives once the list was closed takes no other’s place', async () => {
    const wizard = await openSaved(first, second);
    button(await openList(wizard), 'Đơn mới').click();
    await shows(wizard, 'Chưa có khách hàng nào.');
    const dialog = await openList(wizard);
    const { promise, resolve } = Promise.withResolvers<void>();
    const details = saved.only;
    server.on('drafts.get', async () => {
      await promise;
      return details as never;
    });
    button(dialog, 'Mở Tháng 12 · 2 khách hàng').click();
    await eventually(() => server.inputsOf('drafts.get').length === 1, 'the question');
    dialog.close();
    resolve();
    for (let frames = 0; frames < 30; frames++) await new Promise(requestAnimationFrame);
    expect(visibleText(wizard)).to.include('Chưa có khách hàng nào.');
  });

  it('a draft is deleted only after a second press', async () => {
    const wizard = await openSaved(first);
    const dialog = await openList(wizard);
    button(dialog, 'Xóa Tháng 12 · 1 khách hàng').click();
    await shows(dialog, 'Xóa đơn nháp này?');
    await expectNoFaults(wizard);
    expect(saved.drafts.size).to.equal(1);
    button(dialog, 'Xóa đơn nháp').click();
    await eventually(() => saved.drafts.size === 0);
    await shows(dialog, 'Chưa có đơn nháp nào.');
  });
});
