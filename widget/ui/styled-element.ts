import {
  adoptStyles,
  type CSSResult,
  type CSSResultOrNative,
  LitElement,
  type PropertyValues,
} from 'lit';

/**
 * The base of every element here: Lit's, with styles that survive a move to another document, and texts that survive a
 * browser's translation.
 */
export class StyledElement extends LitElement {
  #added: readonly CSSResult[] = [];

  protected override update(changed: PropertyValues): void {
    if (this.hasUpdated) unwrapTexts(this.renderRoot);
    super.update(changed);
  }

  protected override createRenderRoot(): ShadowRoot {
    const { shadowRootOptions } = this.constructor as typeof LitElement;
    const root = this.shadowRoot ?? this.attachShadow(shadowRootOptions);
    this.#style(root);
    return root;
  }

  /** A constructed style sheet belongs to its document: a move to a frame or another window drops it. */
  adoptedCallback(): void {
    if (this.shadowRoot) this.#style(this.shadowRoot);
  }

  /** Adds the styles of a part that has been loaded later. */
  addStyles(styles: readonly CSSResult[]): void {
    this.#added = styles;
    this.adoptedCallback();
  }

  #style(root: ShadowRoot): void {
    const { elementStyles: own } = this.constructor as typeof LitElement;
    const elementStyles = [...own, ...this.#added];
    const view = this.ownerDocument.defaultView;
    if (view === null) return;
    if (view === window) adoptStyles(root, elementStyles);
    else root.adoptedStyleSheets = elementStyles.map((style) => sheetIn(view, style));
  }
}

const sheets = new WeakMap<Window, Map<CSSResultOrNative, CSSStyleSheet>>();

function sheetIn(view: Window & typeof globalThis, style: CSSResultOrNative): CSSStyleSheet {
  const known = sheets.get(view) ?? new Map<CSSResultOrNative, CSSStyleSheet>();
  sheets.set(view, known);
  const sheet = known.get(style) ?? new view.CSSStyleSheet();
  if (!known.has(style)) sheet.replaceSync((style as CSSResult).cssText);
  known.set(style, sheet);
  return sheet;
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
