import { aTimeout, expect } from '@open-wc/testing';
import '../../define.ts';
import { expectNoFaults } from '../../testing/checks.ts';
import { DraftsServer } from '../../testing/drafts-server.ts';
import { type FakeServer, Refusal } from '../../testing/fake-server.ts';
import { customersOf } from '../../testing/firm.ts';
import {
  button,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  visibleText,
} from '../../testing/page.ts';
import { serverWithOwnDrafts, shows, wizardFor } from '../../testing/wizard.ts';

/** Drafts that the server can't save, or this browser can't store: nothing typed is lost or overwritten. */

const ACCOUNTANT = 'accountant-unsaved-drafts';
const customers = customersOf(3);
const [first, second, third] = customers.map(({ taxCode }) => taxCode) as [string, string, string];

/** Longer than the pause in typing after which a draft is saved, in ms. */
const PAUSE_MS = 2_500;

/** The first pause between two tries to save, in ms. */
const RETRY_MS = 5_000;

const FULL = 50;

let server: FakeServer;
let saved: DraftsServer;
const { setItem } = Storage.prototype;

beforeEach(() => {
  server = serverWithOwnDrafts(customers, ACCOUNTANT).install();
  saved = new DraftsServer(server, customers, ACCOUNTANT);
});

afterEach(() => {
  for (const element of document.querySelectorAll('renewal-wizard')) element.remove();
  Storage.prototype.setItem = setItem;
  server.restore();
});

const owner = (wizard: Element) =>
  deepQuery<HTMLInputElement>(wizard, 'input[name=payer][value=owner]') as HTMLInputElement;
const firm = (wizard: Element) =>
  deepQuery<HTMLInputElement>(wizard, 'input[name=payer][value=firm]') as HTMLInputElement;
const saves = () => server.inputsOf('drafts.save');
const headOf = (id: string) => saved.drafts.get(id)?.head;

async function openSaved(...own: string[]): Promise<HTMLElement> {
  const wizard = await wizardFor(server, ...own);
  await shows(wizard, 'Đã lưu');
  return wizard;
}

/** A browser whose storage is nearly full: notes about drafts fit into it, but drafts don't. */
function shortenStorage(): void {
  Storage.prototype.setItem = function (key, text) {
    if (key.includes(ACCOUNTANT) && text.length > 600) {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    }
    setItem.call(this, key, text);
  };
}

/** The form on a page that first asks whether to continue the draft of this browser. */
async function askedFor(...codes: string[]): Promise<HTMLElement> {
  const wizard = connected('renewal-wizard', server, { customers: codes });
  await shows(wizard, `Bắt đầu đơn mới (${codes.length})`);
  return wizard;
}

describe('a new order in the place of a draft', () => {
  it('a new order begins once the draft is saved with what was typed last, and until then the question stays', async () => {
    const wizard = await openSaved(first);
    const { id } = saved.only;
    server.offline = true;
    owner(wizard).click();
    (wizard as HTMLElementTagNameMap['renewal-wizard']).customers = [second];
    await shows(wizard, 'Bắt đầu đơn mới (1)');
    button(wizard, 'Bắt đầu đơn mới (1)').click();
    await shows(wizard, 'Chưa lưu: ');
    expect(visibleText(wizard)).to.contain('Bắt đầu đơn mới (1)');
    expect(owner(wizard).checked, 'the draft is still here').to.equal(true);
    await expectNoFaults(wizard);
    server.offline = false;
    button(wizard, 'Bắt đầu đơn mới (1)').click();
    await eventually(() => saved.drafts.size === 2, 'the new draft');
    expect(headOf(id)?.payer).to.equal('owner');
    expect(visibleText(wizard)).not.to.contain('Bắt đầu đơn mới');
  });

  it('a draft of this browser that the server does not have is saved before a new order begins', async () => {
    const former = await openSaved(first);
    const { id } = saved.only;
    server.offline = true;
    owner(former).click();
    await shows(former, 'Chưa lưu, sẽ thử lại');
    former.remove();
    server.offline = false;
    let isDown = true;
    server.on('drafts.save', (input) => {
      if (isDown) throw new Refusal({ code: 'UNAVAILABLE' });
      return saved.save(input as never);
    });
    const wizard = await askedFor(second, third);
    button(wizard, 'Bắt đầu đơn mới (2)').click();
    await shows(wizard, 'Chưa lưu: ');
    await expectNoFaults(wizard);
    isDown = false;
    button(wizard, 'Thử lại').click();
    await eventually(() => saved.drafts.size === 2, 'the new draft');
    expect(headOf(id)?.payer).to.equal('owner');
    expect(deepQueryAll(wizard, 'tr.line')).to.have.length(2);
  });

  it('a draft that the server has is not sent again before a new order begins', async () => {
    (await openSaved(first)).remove();
    const wizard = await askedFor(second);
    button(wizard, 'Bắt đầu đơn mới (1)').click();
    await eventually(() => saved.drafts.size === 2, 'the new draft');
    expect(saves()).to.have.length(2);
  });
});

describe('a draft too long for this browser', () => {
  it('two tabs with one draft that this browser can’t store don’t overwrite each other', async () => {
    shortenStorage();
    const one = await openSaved(first, second);
    const other = await openSaved();
    owner(one).click();
    await eventually(() => saved.only.version === 2, 'the first tab’s save');
    deepQuery<HTMLInputElement>(other, 'input[name=invoiceTo][value=other]')?.click();
    await shows(other, 'Đơn nháp này vừa được lưu ở nơi khác');
    expect([saved.only.version, saved.only.head.payer]).to.deep.equal([2, 'owner']);
    button(other, 'Gộp từng dòng').click();
    await eventually(() => saved.only.version === 3, 'the merged draft');
    const { payer, invoiceTo } = saved.only.head;
    expect([payer, invoiceTo]).to.deep.equal(['owner', 'other']);
  });

  it('a save whose answer was lost is no conflict, though this browser can’t store the draft', async () => {
    shortenStorage();
    const wizard = await openSaved(first, second);
    let isLost = true;
    server.on('drafts.save', (input) => {
      const answer = saved.save(input as never);
      if (!isLost) return answer;
      isLost = false;
      throw new TypeError('lost');
    });
    owner(wizard).click();
    await eventually(() => saved.only.version === 3, 'the save after the lost one');
    expect(visibleText(wizard)).not.to.contain('vừa được lưu ở nơi khác');
  });
});

describe('a draft that can’t be saved', () => {
  it('typing on after a failure brings the next try no sooner', async () => {
    const wizard = await openSaved(first);
    const times: number[] = [];
    server.on('drafts.save', () => {
      times.push(performance.now());
      throw new Refusal({ code: 'UNAVAILABLE' });
    });
    owner(wizard).click();
    await shows(wizard, 'Chưa lưu, sẽ thử lại');
    for (let turn = 0; times.length < 3; turn++) {
      (turn % 2 === 0 ? firm : owner)(wizard).click();
      await aTimeout(100);
    }
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...pauses)).to.be.at.least(RETRY_MS);
  });

  it('with a full list nothing is sent until there are fewer drafts, and then the draft is saved', async () => {
    (await openSaved(first)).remove();
    const { only } = saved;
    const copies = Array.from({ length: FULL }, (_, index) => ({
      ...only,
      id: `${only.id.slice(0, -2)}${index + 10}`,
      customerCount: index + 2,
    }));
    saved.drafts.clear();
    for (const copy of copies) saved.drafts.set(copy.id, copy);
    for (const key of Object.keys(localStorage)) {
      if (key.includes(ACCOUNTANT)) localStorage.removeItem(key);
    }
    server.on('drafts.save', (input) => {
      const { version } = input as { version: number };
      if (version === 0 && saved.drafts.size >= FULL)
        throw new Refusal({ code: 'TOO_MANY_DRAFTS' });
      return saved.save(input as never);
    });
    const before = saves().length;
    const wizard = await wizardFor(server, second);
    await shows(wizard, 'Chưa lưu: Đã có 50 đơn nháp.');
    owner(wizard).click();
    await aTimeout(PAUSE_MS);
    expect(saves().length - before, 'sent once').to.equal(1);
    button(wizard, 'Đơn nháp (50)').click();
    const dialog = await eventually(() => deepQuery<HTMLDialogElement>(wizard, 'dialog[open]'));
    await eventually(() => deepQueryAll(dialog, 'li').length === FULL, 'the drafts');
    button(dialog, 'Xóa Tháng 12 · 2 khách hàng').click();
    await shows(dialog, 'Xóa đơn nháp này?');
    button(dialog, 'Xóa đơn nháp').click();
    await shows(wizard, 'Đã lưu');
    const { payer } = [...saved.drafts.values()].at(-1)?.head ?? {};
    expect(payer, 'as it was typed meanwhile').to.equal('owner');
  });
});
