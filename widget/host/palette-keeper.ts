import type { ReactiveController, ReactiveElement } from 'lit';
import { watchPage } from '../ui/theme/watch-page.ts';

/** Tokens of colours, without `--renewal-`: a host with a palette of its own sets at least one of them. */
const COLORS =
  'surface sunken raised field head button accent accent-soft good-soft bad-soft wait-soft count text muted link good bad wait label placeholder on-accent on-bad on-head on-button on-count focus field-line line'.split(
    ' ',
  );

type Host = ReactiveElement & { readonly appearance: string };

/**
 * Keeps the texts of a public element legible with the colours that the host sets, and on a page of another lightness;
 * our own colours need neither.
 */
export class PaletteKeeper implements ReactiveController {
  readonly #host: Host;
  readonly #isOnPage: boolean;
  #unwatch = () => {};
  /** The host's colours when they were last looked at. */
  #known = '';

  /** @param isOnPage whether texts stand on the page itself, beside the element's cards */
  constructor(host: Host, isOnPage: boolean) {
    this.#host = host;
    this.#isOnPage = isOnPage;
    host.addController(this);
  }

  hostConnected(): void {
    this.#unwatch = watchPage(this.#host, () => this.hostUpdated());
    this.hostUpdated();
  }

  hostDisconnected(): void {
    this.#unwatch();
  }

  hostUpdated(): void {
    const content = this.#host.renderRoot.firstElementChild as HTMLElement;
    const style = getComputedStyle(this.#host);
    const colors = COLORS.map((role) => style.getPropertyValue(`--renewal-${role}`)).join();
    const schemeOf = (element: Element) => getComputedStyle(element).colorScheme;
    const scheme = schemeOf(content);
    const { matches: isDark } = matchMedia('(prefers-color-scheme: dark)');
    const drawn = /dark/.test(scheme) && (isDark || !/light/.test(scheme)) ? 'dark' : 'light';
    const { className } = content;
    const isOther =
      this.#host.appearance !== 'auto' ||
      className.includes(drawn === 'dark' ? 'on-light' : 'on-dark');
    const isOwn = /[^,]/.test(colors) || (this.#isOnPage && isOther);
    const page = schemeOf(this.#host.ownerDocument.documentElement);
    const given = isOwn ? [colors, scheme, page, isDark, className].join() : '';
    if (given === this.#known) return;
    this.#known = given;
    // The host's colours stay as they are where it can't be loaded.
    import('../ui/theme/legible.ts')
      .then(({ keepLegible }) => keepLegible(this.#host, content, this.#isOnPage))
      .catch(() => {});
  }
}
