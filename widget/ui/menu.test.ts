import { expect } from '@open-wc/testing';
import { sendMouse, setViewport } from '@web/test-runner-commands';
import { registerInner } from '../register.ts';
import { eventually, focused, pressKeys } from '../testing/page.ts';
import { Menu } from './menu.ts';

const items = ['Một', 'Hai', 'Ba'].map((text) => ({ id: text, text }));

let menu: Menu;
let found: string[];

beforeEach(async () => {
  await setViewport({ width: 800, height: 600 });
  registerInner(Menu);
  menu = document.createElement('renewal-menu');
  menu.label = 'Thao tác';
  menu.groupsOf = () => [{ heading: 'Đếm', items }];
  menu.style.cssText = 'position: fixed; left: 20px; bottom: 20px';
  found = [];
  document.body.append(menu);
  await menu.updateComplete;
});

afterEach(() => menu.remove());

const opener = () => menu.shadowRoot?.querySelector('.opener') as HTMLButtonElement;
const popup = () => menu.shadowRoot?.querySelector('.popup') as HTMLElement;
const isOpen = () => popup().matches(':popover-open');
const focusedText = () => focused()?.textContent?.trim();

async function pressOpener(): Promise<void> {
  const { left, top } = opener().getBoundingClientRect();
  await sendMouse({ type: 'click', position: [Math.ceil(left) + 5, Math.ceil(top) + 5] });
}

function withSearch(): void {
  const onSearch = (text: string) => found.push(text);
  menu.searchOf = () => ({ label: 'Chứa', hint: 'Chứa…', button: 'Lọc', text: '', onSearch });
}

describe('a menu', () => {
  it('a menu opens by the mouse above a button at the lower edge, with the focus on its first item', async () => {
    await pressOpener();
    await eventually(() => focusedText() === 'Một', 'the focus in the menu');
    expect(popup().getBoundingClientRect().bottom).to.be.at.most(
      opener().getBoundingClientRect().top,
    );
  });

  it('a menu opens by Enter with the focus on its first item; Shift+Tab leads back to the button', async () => {
    opener().focus();
    await pressKeys('Enter');
    await eventually(() => focusedText() === 'Một', 'the focus in the menu');
    await pressKeys('Shift+Tab');
    await eventually(() => !isOpen(), 'the menu closed');
    expect(focusedText()).to.equal('Thao tác');
  });

  it('a menu loses no key that comes before it has the focus', async () => {
    const chosen: string[] = [];
    menu.onChoose = (id) => chosen.push(id);
    const pressAtOnce = async (key: string) => {
      opener().focus();
      opener().click();
      await menu.updateComplete;
      const options = { key, bubbles: true, composed: true, cancelable: true };
      opener().dispatchEvent(new KeyboardEvent('keydown', options));
    };
    await pressAtOnce('ArrowDown');
    expect(focusedText()).to.equal('Hai');
    await new Promise(requestAnimationFrame);
    expect(focusedText()).to.equal('Hai');
    await pressKeys('Enter');
    await pressAtOnce('Enter');
    expect(chosen).to.deep.equal(['Hai', 'Một']);
    expect(isOpen()).to.equal(false);
  });

  it('with a field, Shift+Tab leads from the items to the button, the field and the opener', async () => {
    withSearch();
    await menu.updateComplete;
    opener().focus();
    await pressKeys('Enter');
    await eventually(() => focused() instanceof HTMLInputElement, 'the focus in the field');
    await pressKeys('ArrowDown');
    expect(focusedText()).to.equal('Một');
    await pressKeys('Shift+Tab');
    expect(focusedText()).to.equal('Lọc');
    await pressKeys('Shift+Tab');
    expect(focused()).to.be.instanceOf(HTMLInputElement);
    expect(isOpen()).to.equal(true);
    await pressKeys('Shift+Tab');
    await eventually(() => !isOpen(), 'the menu closed');
    expect(focusedText()).to.equal('Thao tác');
  });
});
