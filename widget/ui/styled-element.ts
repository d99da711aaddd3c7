import { type CSSResult, LitElement, type PropertyValues } from 'lit';
import { styledRoot, styleRoot } from './theme/root-styles.ts';

/**
 * The base of every inner element: Lit's, with styles that survive a move to another document, and texts that survive a
 * browser's translation.
 */
export class StyledElement extends LitElement {
  #added: readonly CSSResult[] = [];

  protected override update(changed: PropertyValues): void {
    if (this.hasUpdated) unwrapTexts(this.renderRoot);
    super.update(changed);
  }

  protected override createRenderRoot(): ShadowRoot {
    return styledRoot(this);
  }

  adoptedCallback(): void {
    styleRoot(this, this.#added);
  }

  /** Adds the styles of a part that has been loaded later. */
  addStyles(styles: readonly CSSResult[]): void {
    this.#added = styles;
    styleRoot(this, styles);
  }
}

/**
 * Browsers translate a page by replacing its texts with `<font>` elements. Lit would go on changing the old text node,
 * and the old amount would stay on the screen.
 */
function unwrapTexts(root: HTMLElement | DocumentFragment): void {
  for (const font of root.querySelectorAll('font')) {
    if (font.isConnected && !font.parentElement?.closest('font')) {
      font.replaceWith(font.textContent ?? '');
    }
  }
}
