import type { ReactiveController, ReactiveElement } from 'lit';
import { painted } from './painted.ts';
import { parentOf } from './parent-of.ts';
import { watchPage } from './watch-page.ts';

export type Appearance = 'auto' | 'light' | 'dark';

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
  #unwatch = () => {};

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
    this.#unwatch = watchPage(this.#host, this.#look);
    this.#look();
  }

  hostDisconnected(): void {
    this.#unwatch();
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

/**
 * The ground under a place, by the nearest opaque background, of a gradient its first colour; empty where there is
 * none, or a picture.
 */
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
