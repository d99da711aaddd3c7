import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../define.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { customersOf } from '../testing/firm.ts';
import { button, connected, deepQuery, eventually } from '../testing/page.ts';
import { serverWithOwnDrafts, shows } from '../testing/wizard.ts';

const customers = customersOf(2);

/** The elements that a dialog of the host's sees, as Radix and Element Plus look for them. */
function tabbable(dialog: HTMLElement): HTMLElement[] {
  return [...dialog.querySelectorAll<HTMLElement>('*')].filter(({ tabIndex }) => tabIndex >= 0);
}

describe('a dialog of the host with the order form in it', () => {
  let server: FakeServer;
  let dialog: HTMLElement;
  let wizard: HTMLElement;
  let isOpen: boolean;

  beforeEach(async () => {
    server = serverWithOwnDrafts(customers, 'accountant-host-dialogs').install();
    dialog = document.body.appendChild(document.createElement('div'));
    const close = document.createElement('button');
    close.id = 'close';
    wizard = connected('renewal-wizard', server, {
      customers: customers.map(({ taxCode }) => taxCode),
    });
    dialog.append(wizard, close);
    dialog.addEventListener('keydown', keepFocus);
    document.addEventListener('keydown', closeByEscape, { capture: true });
    isOpen = true;
    await shows(wizard, customers[1]?.name ?? '');
    await eventually(() => deepQuery(wizard, '.toolbar'), 'the toolbar');
  });

  afterEach(() => {
    document.removeEventListener('keydown', closeByEscape, { capture: true });
    dialog.remove();
    server.restore();
  });

  function keepFocus(event: KeyboardEvent): void {
    if (event.key !== 'Tab') return;
    const [first, last] = [tabbable(dialog)[0], tabbable(dialog).at(-1)];
    const { activeElement } = document;
    if (activeElement !== (event.shiftKey ? first : last)) return;
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }

  function closeByEscape(event: KeyboardEvent): void {
    if (event.key === 'Escape' && !event.defaultPrevented) isOpen = false;
  }

  const focused = () => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at as HTMLElement;
  };

  it('Tab goes from the dialog’s button to the form’s first control, and on within the form, both ways', async () => {
    dialog.querySelector<HTMLElement>('#close')?.focus();
    await sendKeys({ press: 'Tab' });
    expect(document.activeElement?.localName).to.equal('renewal-wizard');
    const first = focused();
    await sendKeys({ press: 'Tab' });
    expect(document.activeElement?.localName).to.equal('renewal-wizard');
    expect(focused().outerHTML).to.not.equal(first.outerHTML);
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ up: 'Shift' });
    expect(focused().outerHTML).to.equal(first.outerHTML);
  });

  it('a tabindex of the host stays', () => {
    wizard.tabIndex = -1;
    expect([wizard.tabIndex, wizard.getAttribute('tabindex')]).to.deep.equal([-1, '-1']);
    expect(tabbable(dialog)).to.have.length(1);
  });

  it('Escape that closes a dialog or a menu of the form leaves the host’s dialog open; the next one closes it', async () => {
    button(wizard, 'Chọn khách hàng').click();
    const list = await eventually(() => deepQuery(wizard, 'dialog[open]'), 'a dialog');
    await eventually(() => list.matches(':focus-within'), 'the focus in it');
    await sendKeys({ press: 'Escape' });
    await eventually(() => !list.matches('[open]'), 'a closed dialog');
    expect(isOpen).to.equal(true);

    const menu = () => deepQuery(wizard, '.toolbar renewal-menu');
    const opener = await eventually(menu, 'a menu');
    const popup = opener.shadowRoot?.querySelector('.popup') as HTMLElement;
    opener.shadowRoot?.querySelector('button')?.click();
    await eventually(() => popup.matches(':focus-within'), 'the focus in a menu');
    await sendKeys({ press: 'Escape' });
    await eventually(() => !popup.matches(':popover-open'), 'a closed menu');
    expect(isOpen).to.equal(true);

    await sendKeys({ press: 'Escape' });
    expect(isOpen).to.equal(false);
  });

  it('a <dialog> of the host stays open by an Escape that ends an edit or a range', async () => {
    const outer = document.createElement('dialog');
    dialog.replaceWith(outer);
    outer.append(dialog);
    outer.showModal();
    await shows(wizard, customers[1]?.name ?? '');
    const years = await eventually(() => deepQuery(wizard, 'tr.line td.years'), 'a cell');
    (years as HTMLElement).focus();
    await sendKeys({ press: 'F2' });
    await eventually(() => focused() !== years, 'a field');
    await sendKeys({ press: 'Escape' });
    await eventually(() => focused() === years, 'the cell');
    expect(outer.open, 'after an edit').to.equal(true);
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ up: 'Shift' });
    await sendKeys({ press: 'Escape' });
    expect(outer.open, 'after a range').to.equal(true);
    await sendKeys({ press: 'Escape' });
    await eventually(() => !outer.open, 'a closed dialog');
    outer.remove();
  });

  it('Escape that ends the editing of a cell, or a range, leaves the host’s dialog open', async () => {
    const cell = deepQuery(wizard, 'tr.line td.years') as HTMLElement;
    cell.focus();
    await sendKeys({ press: 'F2' });
    await eventually(() => focused() !== cell, 'a field');
    await sendKeys({ press: 'Escape' });
    await eventually(() => focused() === cell, 'the cell');
    expect(isOpen).to.equal(true);
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ up: 'Shift' });
    await eventually(() => focused().matches('.ranged'), 'a range');
    await sendKeys({ press: 'Escape' });
    expect(isOpen, 'after a range').to.equal(true);
    await sendKeys({ press: 'Escape' });
    expect(isOpen).to.equal(false);
  });
});
