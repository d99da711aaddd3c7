import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import type { Customer } from '../../shared/schemas/customer.ts';
import '../define.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { customersOf } from '../testing/firm.ts';
import { button, deepQuery, deepQueryAll, eventually, visibleText } from '../testing/page.ts';
import { serverWithOwnDrafts, shows, wizardFor } from '../testing/wizard.ts';
import { contrast, LEGIBLE } from '../ui/theme/palette.ts';

/** Palettes of a dark portal that set little, of one that is wrong, and of one in new colour spaces. */
const PALETTES: readonly Record<string, string>[] = [
  { surface: '#101820', sunken: '#182430' },
  { accent: '#ffe600' },
  { button: '#0b3d91', head: '#222' },
  { surface: '#fff', text: '#eee', muted: '#ddd', link: '#ff0', sunken: '#000', field: '#222' },
  {
    surface: 'oklch(30% 0.1 300)',
    accent: 'color-mix(in srgb, red, white)',
    button: 'hsl(60 100% 50%)',
  },
];

type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

const canvas = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;

/** Reads a colour of any space, as it is painted. */
function rgbaOf(color: string): Rgba {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
}

/** The colour behind an element: its own over those of what it stands on. */
function groundOf(element: Element): Rgba {
  const [red, green, blue, alpha] = rgbaOf(getComputedStyle(element).backgroundColor);
  if (alpha >= 1) return [red, green, blue, 1];
  const root = element.getRootNode();
  const above =
    element.assignedSlot ??
    element.parentElement ??
    (root instanceof ShadowRoot ? root.host : null);
  const under = above ? groundOf(above) : ([255, 255, 255, 1] as const);
  const over = (top: number, index: 0 | 1 | 2) => top * alpha + under[index] * (1 - alpha);
  return [over(red, 0), over(green, 1), over(blue, 2), 1];
}

/** Texts on the screen that can hardly be read, by what they say. */
function illegible(element: HTMLElement): string[] {
  return deepQueryAll(element, '*').flatMap((each) => {
    const hasText = [...each.childNodes].some((node) => node instanceof Text && node.data.trim());
    const isSeen = each.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const isOff = each.closest(':disabled, [aria-disabled=true], option, .visually-hidden, style');
    if (!hasText || !isSeen || isOff || each.getBoundingClientRect().width < 2) return [];
    const [red, green, blue] = rgbaOf(getComputedStyle(each).color);
    const [r, g, b] = groundOf(each);
    const found = contrast([red, green, blue], [r, g, b]);
    return found < LEGIBLE
      ? [`${each.localName}.${each.className} ${each.textContent?.trim().slice(0, 20)}: ${found}`]
      : [];
  });
}

describe('looks that the host sets', () => {
  let server: FakeServer;
  let wizard: HTMLElement & { density?: string; texts?: Record<string, string> };
  const [customer] = customersOf(1) as [Customer];

  before(() => setViewport({ width: 1280, height: 800 }));
  after(() => setViewport({ width: 800, height: 600 }));
  beforeEach(async () => {
    server = serverWithOwnDrafts([customer], 'accountant-looks').install();
    wizard = await wizardFor(server, customer.taxCode);
    await shows(wizard, customer.name);
    await shows(wizard, '₫');
  });
  afterEach(() => {
    wizard.remove();
    server.restore();
  });

  for (const palette of PALETTES) {
    it(`texts can be read with ${JSON.stringify(palette)}`, async () => {
      for (const [role, color] of Object.entries(palette))
        wizard.style.setProperty(`--renewal-${role}`, color);
      const card = deepQuery(wizard, '.card') as HTMLElement;
      await eventually(() => illegible(wizard).length === 0, 'legible texts').catch(() => {});
      expect(illegible(wizard)).to.deep.equal([]);
      if (palette.surface?.startsWith('#')) {
        // The ground is the host's.
        const [red] = rgbaOf(getComputedStyle(card).backgroundColor);
        expect(red).to.equal(palette.surface === '#fff' ? 255 : 16);
      }
    });
  }

  it('a value that is no colour counts as not set, and is reported', async () => {
    const { warn } = console;
    const said: string[] = [];
    console.warn = (line) => said.push(line);
    const reported: (string | undefined)[] = [];
    wizard.addEventListener('renewal-error', ({ detail }) =>
      reported.push(detail.details?.property),
    );
    const colorOf = (selector: string, name: 'backgroundColor' | 'color') =>
      getComputedStyle(deepQuery(wizard, selector) as HTMLElement)[name];
    const before = [colorOf('.card', 'backgroundColor'), colorOf('.card', 'color')];
    const accent = getComputedStyle(button(wizard, 'Tiếp tục')).backgroundColor;
    wizard.style.cssText =
      '--renewal-surface: #12; --renewal-text: 12px; --renewal-accent: blau; --renewal-link: #00f';
    const root = wizard.shadowRoot?.querySelector('.root') as HTMLElement;
    await eventually(() => root.style.getPropertyValue('--renewal-surface'), 'a surface');
    expect([colorOf('.card', 'backgroundColor'), colorOf('.card', 'color')]).to.deep.equal(before);
    expect(getComputedStyle(button(wizard, 'Tiếp tục')).backgroundColor).to.equal(accent);
    expect(root.style.getPropertyValue('--renewal-link')).to.equal('rgb(0 0 255)');
    const names = ['--renewal-surface', '--renewal-accent', '--renewal-text'];
    expect(reported).to.deep.equal(names);
    wizard.style.cssText = '--renewal-surface: transparent';
    await eventually(() => colorOf('.card', 'backgroundColor') !== before[0], 'the host’s own');
    expect(reported).to.deep.equal(names);
    await eventually(() => said.length === 3, 'lines on the console');
    console.warn = warn;
    expect(said.join()).to.contain('--renewal-surface: it is no colour');
  });

  it('a button can be read on an accent that follows the text’s colour', async () => {
    wizard.style.cssText = 'color: rgb(102, 51, 153); --renewal-accent: currentColor';
    const next = button(wizard, 'Tiếp tục');
    const { color } = getComputedStyle(next);
    await eventually(() => getComputedStyle(next).backgroundColor !== color, 'another background');
  });

  it('a radius that makes buttons round cuts nothing off cards and dialogs', async () => {
    const cornerOf = (element: Element) => getComputedStyle(element).borderTopLeftRadius;
    const card = deepQuery(wizard, '.card') as HTMLElement;
    wizard.style.setProperty('--renewal-radius', '999px');
    // Some come with the form's later parts.
    for (const selector of ['.card', 'dialog', 'button', '.popup']) {
      const isRound = (shown?: Element) => shown && cornerOf(shown) === '24px';
      await eventually(() => isRound(deepQuery(wizard, selector)), selector);
    }
    wizard.style.setProperty('--renewal-radius', '0');
    expect(cornerOf(card)).to.equal('0px');
    wizard.style.setProperty('--renewal-radius-card', '60px');
    expect(cornerOf(card)).to.equal('60px');
  });

  it('a size of text in per cent counts once, not in each element within', () => {
    wizard.style.setProperty('--renewal-font-size', '120%');
    const { fontSize } = getComputedStyle(wizard);
    expect(Number.parseFloat(fontSize)).to.be.above(16);
    for (const selector of ['.root', 'renewal-order-wizard', 'renewal-details-step'])
      expect(getComputedStyle(deepQuery(wizard, selector) as Element).fontSize).to.equal(fontSize);
  });

  it('fields and the focus are seen with the colours of the host, and its own lines of fields stay', async () => {
    const next = () => button(wizard, 'Tiếp tục');
    const lineOf = (value: string) => {
      const sample = document.createElement('i');
      next().append(sample);
      sample.style.color = value;
      const [red, green, blue] = rgbaOf(getComputedStyle(sample).color);
      sample.remove();
      return [red, green, blue] as const;
    };
    const isSeen = (value: string) => {
      const [red, green, blue] = groundOf(next().parentElement as Element);
      return contrast(lineOf(value), [red, green, blue]) >= 3;
    };
    const ring = 'var(--renewal-focus, var(--accent))';
    expect([isSeen(ring), isSeen('var(--edge)')], 'by default').to.deep.equal([true, true]);
    wizard.style.setProperty('--renewal-accent', '#ffe600');
    wizard.style.setProperty('--renewal-line', '#eee');
    await eventually(() => isSeen(ring) && isSeen('var(--edge)'), 'lines that are seen');
    wizard.style.setProperty('--renewal-field-line', '#d9d9d9');
    await eventually(() => lineOf('var(--edge)').join() === '217,217,217', 'the host’s own');
    expect(isSeen(ring)).to.equal(true);
    wizard.removeAttribute('style');
    wizard.style.setProperty('--renewal-focus', 'transparent');
    await eventually(() => isSeen(ring), 'a ring after all');
    for (const [role, color] of [
      ['surface', '#777'],
      ['accent', '#808080'],
    ] as const)
      wizard.style.setProperty(`--renewal-${role}`, color);
    await eventually(() => isSeen(ring) && isSeen('var(--edge)'), 'lines on a middle grey');
  });

  it('titles can be read on a page of another lightness than the element', async () => {
    const { documentElement, body } = document;
    const root = wizard.shadowRoot?.querySelector('.root') as HTMLElement;
    const hasGround = () => root.style.getPropertyValue('--rw-ground') !== '';
    Object.assign(wizard, { appearance: 'dark' });
    await eventually(hasGround, 'a ground of the dark element on a light page');
    expect(illegible(wizard)).to.deep.equal([]);
    documentElement.style.colorScheme = 'dark';
    await eventually(() => root.style.length === 0, 'nothing set on a dark page');
    Object.assign(wizard, { appearance: 'light' });
    await eventually(hasGround, 'a ground of the light element on a dark page');
    documentElement.style.colorScheme = '';
    Object.assign(wizard, { appearance: 'auto' });
    await eventually(() => root.style.length === 0, 'nothing set again');
    body.style.cssText = 'color-scheme: light; background: #101418';
    await eventually(hasGround, 'a ground on a dark page that is declared light');
    expect(illegible(wizard)).to.deep.equal([]);
    body.removeAttribute('style');
  });

  it('without colours of the host, none is set', () => {
    const root = wizard.shadowRoot?.querySelector('.root') as HTMLElement;
    expect(root.hasAttribute('style')).to.equal(false);
  });

  it('colours that the host takes back are ours again', async () => {
    const root = wizard.shadowRoot?.querySelector('.root') as HTMLElement;
    wizard.style.setProperty('--renewal-surface', '#000');
    await eventually(() => root.style.getPropertyValue('--renewal-text') !== '', 'a mended text');
    wizard.style.removeProperty('--renewal-surface');
    await eventually(() => root.style.length === 0, 'nothing set');
  });

  it('a compact element has lower rows and controls, except where the host sets their height', async () => {
    const next = () => button(wizard, 'Tiếp tục');
    const before = next().getBoundingClientRect().height;
    wizard.setAttribute('density', 'compact');
    await eventually(() => next().getBoundingClientRect().height < before, 'a lower button');
    wizard.style.setProperty('--renewal-control-height', '50px');
    await eventually(() => next().getBoundingClientRect().height === 50, 'the host’s height');
  });

  it('texts of the host come before ours, and ours come back', async () => {
    const said = 'Sang bước sau';
    wizard.texts = { continue: said, 'no.such.text': 'x' };
    await shows(wizard, said);
    expect(visibleText(wizard)).to.include(customer.name);
    wizard.texts = { continue: 7 } as unknown as Record<string, string>;
    await shows(wizard, 'Tiếp tục');
  });
});
