import { adoptStyles } from 'lit';
import { emit } from '../../events.ts';
import { laterTokens } from './later-tokens.styles.ts';
import type { Rgb } from './luminance.ts';
import { painted } from './painted.ts';
import {
  BACKGROUNDS,
  contrast,
  LEGIBLE,
  LINES,
  legible,
  ON_PAGE,
  type Palette,
  type Role,
  TEXTS,
} from './palette.ts';
import { parentOf } from './parent-of.ts';
import { tokens } from './tokens.styles.ts';

const ROLES: readonly Role[] = [...BACKGROUNDS, ...TEXTS, ...LINES];

const CLEAR = 'rgba(0, 0, 0, 0)';

/** Roles of which the host's token is not the element's own. */
const READ: Readonly<Partial<Record<Role, string>>> = {
  focus: '--renewal-focus, var(--accent)',
  'field-line': '--edge',
};

/**
 * Sets the colours of an element's content that differ from the host's, because a text could not be read with those, or
 * a line around a control not be seen. Values that are no colours are reported to the host.
 *
 * @param host a public element, on which the host's colours are in force
 * @param content the container of its content
 * @param isOnPage whether texts stand on the page itself, beside the element's cards
 */
export function keepLegible(host: HTMLElement, content: HTMLElement, isOnPage: boolean): void {
  const [given, unreadable, isVarying] = paletteOf(host, getComputedStyle(content).colorScheme);
  const page = isOnPage ? pageUnder(host) : null;
  const palette = legible(given, page);
  // A design system has its own fields, which the host asks for by name.
  const isOwnField = getComputedStyle(host).getPropertyValue('--renewal-field-line') !== '';
  const ours = ROLES.filter((role) => role !== 'field-line' || !isOwnField);
  const isMended =
    isVarying ||
    unreadable.length > 0 ||
    ours.some((role) => palette[role].join() !== given[role].join());
  for (const role of ROLES) {
    // All of them: a token that follows another by default would otherwise follow its present value.
    const isSet = isMended && ours.includes(role);
    const color = isSet ? `rgb(${palette[role].join(' ')})` : null;
    content.style.setProperty(`--renewal-${role}`, color);
  }
  // Titles and steps: where they can't be read on the page, they get a ground of the element's own.
  const isClear = (text: Role) => page === null || contrast(palette[text], page) >= LEGIBLE;
  const isGrounded = !ON_PAGE.every(isClear);
  content.style.setProperty('--rw-ground', isGrounded ? `rgb(${palette.sunken.join(' ')})` : null);
  content.style.setProperty('--rw-ground-padding', isGrounded ? '12px' : null);
  for (const role of unreadable) {
    const property = `--renewal-${role}`;
    const details = { property, message: `${property}: it is no colour.` };
    emit(host, 'renewal-error', { code: 'INVALID_PROPERTY', details });
  }
}

/** The background under an element; null where it is an image. */
function pageUnder(host: HTMLElement): Rgb | null {
  const layers = [canvasOf(host)];
  for (let at: Element | null = host; at !== null; at = parentOf(at)) {
    const { backgroundColor, backgroundImage } = getComputedStyle(at);
    if (backgroundImage !== 'none') return null;
    layers.splice(1, 0, backgroundColor);
  }
  return rgbOf(...layers);
}

/** The browser's colour below a page, by the lightness that the page declares. */
function canvasOf({ ownerDocument, shadowRoot }: HTMLElement): string {
  const sample = ownerDocument.createElement('i');
  sample.style.color = 'Canvas';
  sample.style.colorScheme = getComputedStyle(ownerDocument.documentElement).colorScheme;
  shadowRoot?.append(sample);
  const { color } = getComputedStyle(sample);
  sample.remove();
  return color;
}

/**
 * The host's colours, as an element without contents would show them; a value that is no colour counts as not set.
 *
 * @returns the palette, the roles of such values, and whether a value follows `currentColor`, which differs from part to
 *   part: a button on it would have the colour of its own text
 */
function paletteOf(host: HTMLElement, colorScheme: string): [Palette, readonly Role[], boolean] {
  const probe = host.ownerDocument.createElement('div');
  const root = probe.attachShadow({ mode: 'open' });
  adoptStyles(root, [tokens, laterTokens]);
  probe.style.setProperty('color-scheme', colorScheme);
  const sample = host.ownerDocument.createElement('i');
  root.append(sample);
  host.shadowRoot?.append(probe);
  const style = getComputedStyle(sample);
  const declared = (role: Role) => style.getPropertyValue(`--renewal-${role}`);
  const isVarying = ROLES.some((role) => /currentcolor/i.test(declared(role)));
  const unreadable = ROLES.filter((role) => {
    const name = `--renewal-${role}`;
    if (declared(role) === '') return false;
    // No colour leaves the ground clear, and the text as it is around it.
    sample.style.cssText = `color: var(${name}); background: var(${name})`;
    return style.backgroundColor === CLEAR && style.color !== CLEAR;
  });
  for (const role of unreadable) probe.style.setProperty(`--renewal-${role}`, 'initial');
  const palette = ROLES.map((role) => {
    sample.style.cssText = `color: var(${READ[role] ?? `--${role}`})`;
    return [role, rgbOf('#fff', style.color)];
  });
  probe.remove();
  return [Object.fromEntries(palette), unreadable, isVarying];
}

/** Colours of any space, one over the other. */
function rgbOf(...colors: readonly string[]): Rgb {
  const [red, green, blue] = painted(...colors);
  return [red, green, blue];
}
