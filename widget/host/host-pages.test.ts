import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import type { Customer } from '../../shared/schemas/customer.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import '../define.ts';
import { customersOf } from '../testing/firm.ts';
import {
  button,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
  visibleText,
} from '../testing/page.ts';
import { serverWithOwnDrafts, shows, wizardFor } from '../testing/wizard.ts';

/** Lightness of a colour, from 0 to 255. */
function lightOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return Math.max(red, green, blue);
}

describe('in pages of other styles', () => {
  let server: FakeServer;
  let page: HTMLElement;
  const COUNT = 200;
  const customers = customersOf(COUNT);
  const [customer] = customers as [Customer];

  beforeEach(async () => {
    // Wide enough for a table.
    await setViewport({ width: 1280, height: 800 });
    server = serverWithOwnDrafts(customers, 'accountant-pages').install();
    page = document.createElement('div');
    document.body.append(page);
  });
  afterEach(() => {
    for (const each of document.querySelectorAll('renewal-wizard, renewal-bell')) each.remove();
    page.remove();
    document.documentElement.removeAttribute('style');
    server.restore();
  });
  after(() => setViewport({ width: 800, height: 600 }));

  async function wizardIn(place: HTMLElement): Promise<HTMLElement> {
    const wizard = await wizardFor(server, customer.taxCode);
    place.append(wizard);
    await shows(wizard, customer.name);
    return wizard;
  }

  it('numbers and words keep their order on a page from right to left', async () => {
    page.dir = 'rtl';
    const wizard = await wizardIn(page);
    const total = await eventually(() => deepQuery(wizard, '.totals strong'), 'the total');
    expect(getComputedStyle(total).direction).to.equal('ltr');
    const name = deepQuery(wizard, 'td.name') as HTMLElement;
    const amount = deepQuery(wizard, 'td.number') as HTMLElement;
    expect(name.getBoundingClientRect().left).to.be.below(amount.getBoundingClientRect().left);
  });

  it('elements are dark on a dark page that declares no color-scheme, and light again with it', async () => {
    page.style.background = '#101418';
    const wizard = await wizardIn(page);
    const title = deepQuery(wizard, 'h2#title') as HTMLElement;
    await eventually(() => lightOf(getComputedStyle(title).color) > 200, 'a light heading');
    page.style.background = '#fff';
    document.documentElement.setAttribute('class', 'switched');
    await eventually(() => lightOf(getComputedStyle(title).color) < 80, 'a dark heading');
    document.documentElement.removeAttribute('class');
    Object.assign(wizard, { appearance: 'dark' });
    await eventually(() => lightOf(getComputedStyle(title).color) > 200, 'as the host says');
  });

  for (const ground of [
    'oklch(0.21 0.03 265)',
    'color(display-p3 0.06 0.08 0.1)',
    'color-mix(in srgb, navy 80%, black)',
    'linear-gradient(135deg, #101418, #1e3a5f)',
    'radial-gradient(circle at 20% 20%, oklch(0.3 0.09 265), black)',
  ]) {
    it(`elements are dark on ${ground}, and a bell is seen on it`, async () => {
      page.style.background = ground;
      const wizard = await wizardIn(page);
      const title = deepQuery(wizard, 'h2#title') as HTMLElement;
      await eventually(() => lightOf(getComputedStyle(title).color) > 200, 'a light heading');
      const bell = connected('renewal-bell', server, {});
      page.append(bell);
      const icon = await eventually(() => deepQuery(bell, '.bell'), 'the bell');
      await eventually(() => lightOf(getComputedStyle(icon).color) > 200, 'a light icon');
    });
  }

  const DARK = 'background: #101418';
  const SWITCHES: Readonly<Record<string, () => void>> = {
    'an attribute of an element around': () => page.setAttribute('data-color-scheme', 'dark'),
    'a rule added by a click': () => {
      const { sheet } = document.head.appendChild(document.createElement('style'));
      page.addEventListener('click', () => sheet?.insertRule(`.page { ${DARK} }`), { once: true });
      page.click();
    },
    'a style sheet that loads later': () => {
      const sheet = document.head.appendChild(document.createElement('link'));
      sheet.rel = 'stylesheet';
      sheet.href = `data:text/css,${encodeURIComponent(`.page { ${DARK} }`)}`;
    },
    'an attribute, after a transition': () => {
      page.style.transition = 'background-color 60ms';
      page.setAttribute('data-color-scheme', 'dark');
    },
  };
  for (const [how, becomeDark] of Object.entries(SWITCHES)) {
    it(`elements follow a page that becomes dark by ${how}`, async () => {
      const heads = new Set(document.head.children);
      const style = document.head.appendChild(document.createElement('style'));
      style.textContent = `.page { background: #fff } .page[data-color-scheme=dark] { ${DARK} }`;
      page.className = 'page';
      const wizard = await wizardIn(page);
      const title = deepQuery(wizard, 'h2#title') as HTMLElement;
      expect(lightOf(getComputedStyle(title).color)).to.be.below(80);
      becomeDark();
      await eventually(() => lightOf(getComputedStyle(title).color) > 200, 'a light heading');
      for (const each of [...document.head.children]) if (!heads.has(each)) each.remove();
    });
  }

  it('elements on a translucent ground follow what is behind it', async () => {
    page.style.background = '#101418';
    const glass = page.appendChild(document.createElement('div'));
    glass.style.background = 'rgb(255 255 255 / 35%)';
    const wizard = await wizardIn(glass);
    const title = deepQuery(wizard, 'h2#title') as HTMLElement;
    await eventually(() => lightOf(getComputedStyle(title).color) > 200, 'a light heading');
  });

  it('elements over a picture follow the page, and a bell takes the colour of its texts', async () => {
    const picture =
      'url("data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAAAAAAALAAAAAABAAEAAAIBRAA7")';
    page.style.background = picture;
    const bell = connected('renewal-bell', server, {});
    page.append(bell);
    const root = bell.shadowRoot?.querySelector('.root');
    await eventually(() => deepQuery(bell, '.bell'), 'the bell');
    expect(root?.className).to.equal('root');
    page.style.background = `#12263f ${picture}`;
    document.documentElement.setAttribute('class', 'switched');
    await eventually(() => root?.classList.contains('on-dark'), 'the colour under the picture');
    document.documentElement.removeAttribute('class');
  });

  it('elements follow a page that declares its color-scheme, whatever its background', async () => {
    page.style.cssText = 'background: #101418; color-scheme: light';
    const wizard = await wizardIn(page);
    const card = deepQuery(wizard, '.card') as HTMLElement;
    expect(lightOf(getComputedStyle(card).backgroundColor)).to.equal(255);
  });

  it('the bell is visible on a dark header, with a light list', async () => {
    page.style.cssText = 'background: #12263f; color-scheme: light';
    const bell = connected('renewal-bell', server, {});
    page.append(bell);
    const icon = await eventually(() => deepQuery(bell, '.bell'), 'the bell');
    await eventually(() => lightOf(getComputedStyle(icon).color) > 200, 'a light icon');
    const popup = deepQuery(bell, '.popup') as HTMLElement;
    expect(lightOf(getComputedStyle(popup).backgroundColor)).to.equal(255);
    expect(lightOf(getComputedStyle(popup).color)).to.be.below(80);
    bell.style.setProperty('--renewal-on-header', 'rgb(255, 200, 0)');
    expect(getComputedStyle(icon).color).to.equal('rgb(255, 200, 0)');
    expect(lightOf(getComputedStyle(popup).color)).to.be.below(80);
  });

  it('in a row beside a menu, the wizard takes the width that is left, and the bell its own', async () => {
    page.style.display = 'flex';
    const menu = document.createElement('nav');
    menu.style.width = '200px';
    page.append(menu);
    const wizard = await wizardIn(page);
    const bell = connected('renewal-bell', server, {});
    page.append(bell);
    await eventually(() => deepQuery(bell, '.bell'), 'the bell');
    const widths = [page, wizard, bell].map((one) => one.getBoundingClientRect().width);
    const [whole = 0, ofWizard = 0, ofBell = 0] = widths;
    expect(ofBell).to.be.below(60);
    expect(ofWizard).to.be.closeTo(whole - 200 - ofBell, 1);
  });

  it('lists and dialogs are in their places on a page that is zoomed', async () => {
    page.style.setProperty('zoom', '1.25');
    const wizard = await wizardIn(page);
    const boxOf = (element: Element | null | undefined) =>
      (element as Element).getBoundingClientRect();
    const opener = await eventually(() => deepQuery(wizard, 'th renewal-menu'), 'a column’s menu');
    const head = opener.shadowRoot?.querySelector('button') as HTMLElement;
    head.click();
    const popup = opener.shadowRoot?.querySelector('[popover]');
    await eventually(() => popup?.matches(':popover-open'), 'the menu');
    await eventually(() => Math.abs(boxOf(popup).left - boxOf(head).left) < 1, 'its place');
    expect(boxOf(popup).top - boxOf(head).bottom).to.be.within(0, 4);
    (popup as HTMLElement).hidePopover();

    button(wizard, 'Chọn khách hàng').click();
    const dialog = await eventually(() => deepQuery(wizard, 'dialog[open]'), 'a dialog');
    expect(boxOf(dialog).top).to.be.at.least(0);
    expect(boxOf(dialog).bottom).to.be.at.most(innerHeight);
    expect(boxOf(dialog).right).to.be.at.most(innerWidth);

    const bell = connected('renewal-bell', server, {});
    page.append(bell);
    const icon = await eventually(() => deepQuery<HTMLElement>(bell, '.bell'), 'the bell');
    icon.click();
    const list = deepQuery(bell, '.popup');
    await eventually(() => list?.matches(':popover-open'), 'its list');
    expect(boxOf(list).left).to.be.closeTo(boxOf(icon).left, 20);
    expect(boxOf(list).top).to.be.at.most(innerHeight - 160);
  });

  it('no row is seen below the foot in the padding of a dialog', async () => {
    page.style.cssText = 'height: 500px; overflow: auto; padding: 24px';
    const codes = customers.map(({ taxCode }) => taxCode);
    page.append(connected('renewal-wizard', server, { customers: codes }));
    const foot = await eventually(() => deepQuery(page, '.foot'), 'the foot');
    const end = page.getBoundingClientRect().bottom;
    await eventually(() => foot.getBoundingClientRect().bottom <= end - 23, 'a foot above it');
    const { boxShadow } = getComputedStyle(foot);
    const [, down = 0] = (boxShadow.match(/[\d.]+(?=px)/g) ?? []).map(Number);
    expect(down).to.be.above(24);
    // At the end of the list, it is cut off with the card.
    expect(getComputedStyle(foot.parentElement as Element).overflow).to.equal('clip');
  });

  for (const [style, scale] of [
    ['zoom: 1.25', 1.25],
    ['transform: scale(0.8); transform-origin: 0 0', 0.8],
  ] as const) {
    it(`rows are drawn where they are seen with ${style}`, async () => {
      page.style.cssText = style;
      const codes = customers.map(({ taxCode }) => taxCode);
      const wizard = connected('renewal-wizard', server, { customers: codes });
      page.append(wizard);
      await shows(wizard, customer.name);
      const body = await eventually(() => deepQuery(wizard, 'tbody'), 'the rows');
      const heightOf = (element: Element) => element.getBoundingClientRect().height / scale;
      const first = await eventually(() => deepQuery(body, '.line'), 'a row');
      const rows = () => heightOf(body) / heightOf(first);
      await eventually(
        () => Math.abs(rows() - COUNT) < COUNT / 10,
        () => `room for ${rows()} rows`,
      );
      // Content that appears above the rows moves them.
      await eventually(() => {
        body.closest('.scroller')?.scrollTo(0, 1e6);
        scrollTo(0, 1e6);
        return visibleText(wizard).includes(customers.at(-1)?.name ?? '');
      }, 'the last row');
    });
  }

  it('another width of many rows is no error on the page', async () => {
    const errors: string[] = [];
    const listen = (event: ErrorEvent) => {
      errors.push(event.message);
      event.stopImmediatePropagation();
    };
    addEventListener('error', listen, { capture: true });
    const codes = customers.map(({ taxCode }) => taxCode);
    const wizard = connected('renewal-wizard', server, { customers: codes });
    page.append(wizard);
    await shows(wizard, customer.name);
    for (const width of ['600px', '1264px', '340px', '']) {
      page.style.width = width;
      for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
    }
    removeEventListener('error', listen, { capture: true });
    expect(errors).to.deep.equal([]);
  });

  it('rows that grow from nothing are not all drawn', async () => {
    page.style.transform = 'scale(0)';
    const codes = customers.map(({ taxCode }) => taxCode);
    page.append(connected('renewal-wizard', server, { customers: codes }));
    await eventually(() => deepQuery(page, '.line'), 'rows');
    for (let frame = 0; frame < 10; frame++) await new Promise(requestAnimationFrame);
    expect(deepQueryAll(page, 'tr.line').length).to.be.below(COUNT);
  });

  for (const [style, inner] of [
    ['display: flex; flex-direction: column; align-items: center', ''],
    ['display: grid; place-items: center', ''],
    ['display: grid; grid-template-columns: auto 1fr', ''],
    ['', 'float: left'],
    ['', 'display: inline-block'],
    ['position: relative; height: 400px', 'position: absolute'],
    ['display: table', 'display: table-cell'],
    ['display: flex', 'width: fit-content'],
  ] as const) {
    it(`the wizard is as wide as it may be with "${style}${style && inner && '" > "'}${inner}"`, async () => {
      page.style.cssText = style;
      const box = document.createElement('div');
      box.style.cssText = inner;
      page.append(box);
      const wizard = await wizardIn(inner ? box : page);
      const { width, left, right } = wizard.getBoundingClientRect();
      expect(width).to.be.above(1000);
      expect(left).to.be.at.least(0);
      expect(right).to.be.at.most(document.documentElement.clientWidth);
      expect(document.documentElement.scrollWidth).to.be.at.most(innerWidth);
    });
  }

  it('elements inherit no way of breaking, spacing or marking text', async () => {
    page.style.cssText =
      'word-break: break-all; line-break: anywhere; letter-spacing: 5px; text-decoration: underline;' +
      'text-align-last: right; tab-size: 20; font-feature-settings: "smcp"; -webkit-text-stroke: 2px red;' +
      'text-wrap: nowrap; quotes: "x" "y"; cursor: wait; writing-mode: vertical-rl; text-emphasis: dot';
    const wizard = await wizardIn(page);
    const name = deepQuery(wizard, 'td.name .text') as HTMLElement;
    const style = getComputedStyle(name);
    expect(style.wordBreak).to.equal('normal');
    expect(style.letterSpacing).to.equal('normal');
    expect(style.textAlignLast).to.equal('auto');
    expect(style.writingMode).to.equal('horizontal-tb');
    expect(style.fontFeatureSettings).to.equal('normal');
    expect(style.getPropertyValue('-webkit-text-stroke-width')).to.equal('0px');
    // An underline is not inherited but drawn through blocks: it ends at an inline block.
    const root = wizard.shadowRoot?.querySelector('.root') as HTMLElement;
    expect(getComputedStyle(root).display).to.equal('inline-block');
  });

  it('cards, dialogs and fields have the host’s rounding', async () => {
    page.style.setProperty('--renewal-radius', '0px');
    const wizard = await wizardIn(page);
    for (const selector of ['.card', 'dialog', 'button', 'select', '.popup']) {
      for (const element of deepQueryAll(wizard, selector)) {
        expect(getComputedStyle(element).borderTopLeftRadius, selector).to.equal('0px');
      }
    }
  });

  it('elements keep their looks when moved to another document', async () => {
    const wizard = await wizardIn(page);
    const frame = document.createElement('iframe');
    page.append(frame);
    const other = frame.contentDocument as Document;
    other.body.append(wizard);
    await shows(wizard, customer.name);
    const view = other.defaultView as Window;
    const borderIn = (place: Window) =>
      place.getComputedStyle(deepQuery(wizard, '.card') as HTMLElement).borderTopStyle;
    expect(borderIn(view)).to.equal('solid');
    // Parts that are created later have its styles, too.
    await eventually(() => !visibleText(wizard).includes('Đang tính'), 'the price');
    button(wizard, 'Tiếp tục').click();
    const tick = await eventually(() => deepQuery(wizard, '#confirmed'), 'the next step');
    expect(view.getComputedStyle(tick).width).to.equal('18px');
    document.body.append(wizard);
    expect(borderIn(window)).to.equal('solid');
  });

  it('tables keep their font and colour on a page without a doctype', async () => {
    const wizard = await wizardIn(page);
    const frame = document.createElement('iframe');
    page.append(frame);
    const quirky = frame.contentDocument as Document;
    expect(quirky.compatMode).to.equal('BackCompat');
    quirky.body.append(wizard);
    await shows(wizard, customer.name);
    const view = quirky.defaultView as Window;
    const table = await eventually(() => deepQuery(wizard, 'table'), 'the table');
    const around = table.parentElement as HTMLElement;
    for (const property of ['fontSize', 'color', 'lineHeight'] as const)
      expect(view.getComputedStyle(table)[property], property).to.equal(
        view.getComputedStyle(around)[property],
      );
    document.body.append(wizard);
  });

  it('row numbers fit on one line', async () => {
    const wizard = await wizardIn(page);
    const cell = deepQuery(wizard, 'td.index .text') as HTMLElement;
    const number = [...cell.childNodes].find((node) => node instanceof Text && node.data === '1');
    (number as Text).data = '2.000';
    expect(cell.scrollWidth).to.be.at.most(cell.clientWidth);
    expect(getComputedStyle(cell).whiteSpace).to.equal('nowrap');
  });
});
