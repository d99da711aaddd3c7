import type { ReactiveController, ReactiveElement } from 'lit';
import { painted } from './painted.ts';

export type Appearance = 'auto' | 'light' | 'dark';

/** Attributes with which pages switch between light and dark. */
export const SWITCHES = {
  attributes: true,
  attributeFilter: ['class', 'style', 'data-theme', 'data-bs-theme'],
};

/** A luminance, from 0 to 1, below which a colour counts as dark. */
const DARK = 0.2;

/**
 * Whether an element is drawn light or dark. The page's declared `color-scheme` decides; without one, the background
 * under the element.
 */
export class AppearanceController implements ReactiveController {
  /** The value for `color-scheme`; empty: the page's own is right. */
  scheme: '' | 'light' | 'dark' = '';

  /** The background under the element; empty where it is unknown, as over a picture. */
  ground: '' | 'light' | 'dark' = '';

  readonly #host: ReactiveElement & { appearance: Appearance };
  readonly #placeOf: () => Element | null;
  readonly #observer = new MutationObserver(() => this.#look());
  #media: MediaQueryList | undefined;

  /** @param placeOf the background under the element's surfaces; by default, the element's own place */
  constructor(
    host: ReactiveElement & { appearance: Appearance },
    placeOf: () => Element | null = () => host,
  ) {
    this.#host = host;
    this.#placeOf = placeOf;
    host.addController(this);
  }

  hostConnected(): void {
    const { documentElement, body, defaultView } = this.#host.ownerDocument;
    for (const element of [documentElement, body]) this.#observer.observe(element, SWITCHES);
    this.#media = defaultView?.matchMedia('(prefers-color-scheme: dark)');
    this.#media?.addEventListener('change', this.#look);
    this.#look();
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#media?.removeEventListener('change', this.#look);
  }

  hostUpdate(): void {
    this.scheme = this.#schemeOf();
    this.ground = groundOf(this.#host);
  }

  readonly #look = (): void => {
    const isOther = this.#schemeOf() !== this.scheme || groundOf(this.#host) !== this.ground;
    if (isOther) this.#host.requestUpdate();
  };

  #schemeOf(): '' | 'light' | 'dark' {
    const { appearance } = this.#host;
    if (appearance === 'light' || appearance === 'dark') return appearance;
    const place = this.#placeOf();
    if (place === null || getComputedStyle(place).colorScheme !== 'normal') return '';
    return groundOf(place) === 'dark' ? 'dark' : '';
  }
}

/** By the nearest opaque background, of a gradient its first colour; empty where there is none, or a picture. */
function groundOf(place: Element): '' | 'light' | 'dark' {
  for (let at: Element | null = place; at !== null; at = parentOf(at)) {
    const { backgroundColor, backgroundImage } = getComputedStyle(at);
    const [stop = ''] = /[\w-]+\([^()]*\)/.exec(backgroundImage) ?? [];
    const [red, green, blue, alpha] = painted(backgroundColor, stop);
    if (alpha > 127) {
      // The squares are near enough to the luminance of WCAG, which comes with the palette's part.
      const light = (2 * red ** 2 + 7 * green ** 2 + blue ** 2) / 10;
      return light < DARK * 255 ** 2 ? 'dark' : 'light';
    }
    if (backgroundImage !== 'none') break;
  }
  return '';
}

/** Across slots and shadow roots. */
export function parentOf(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
