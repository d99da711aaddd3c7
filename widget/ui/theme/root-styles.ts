import {
  adoptStyles,
  type CSSResult,
  type CSSResultOrNative,
  type ReactiveElement,
} from '@lit/reactive-element';

/** Attaches an element's shadow root, with the styles of its class. */
export function styledRoot(element: ReactiveElement): ShadowRoot {
  const { shadowRootOptions } = element.constructor as typeof ReactiveElement;
  const root = element.shadowRoot ?? element.attachShadow(shadowRootOptions);
  styleRoot(element);
  return root;
}

/**
 * Gives an element's shadow root the styles of its class, and these. A constructed style sheet belongs to its document: a
 * move to a frame or another window drops it, so `adoptedCallback` gives it again.
 */
export function styleRoot(element: ReactiveElement, added: readonly CSSResult[] = []): void {
  const root = element.shadowRoot;
  const { elementStyles: own } = element.constructor as typeof ReactiveElement;
  const elementStyles = [...own, ...added];
  const view = element.ownerDocument.defaultView;
  if (root === null || view === null) return;
  if (view === window) adoptStyles(root, elementStyles);
  else root.adoptedStyleSheets = elementStyles.map((style) => sheetIn(view, style));
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
