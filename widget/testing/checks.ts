import { expect } from '@open-wc/testing';
import axe from 'axe-core';
import { deepQuery } from './page.ts';

/** axe's findings in an element; landmarks and headings belong to the page. */
export async function expectNoFaults(element: Element): Promise<void> {
  const { violations } = await axe.run(element, {
    // Passing elements are described by one a rule.
    resultTypes: ['violations'],
    // Neither is needed: the names of nodes found are their HTML, and pages load no sheets or media of others.
    selectors: false,
    preload: false,
    rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  });
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html)}`);
  expect(found).to.deep.equal([]);
}

/** A host page whose styles reach for everything. */
export function hostilePage(): HTMLStyleElement {
  const style = document.createElement('style');
  style.textContent = `
    html { font-size: 5px }
    body { text-align: right; letter-spacing: 3px; line-height: 3; color: red; font: italic bold 30px serif }
    * { text-transform: uppercase; word-spacing: 9px; white-space: pre; text-indent: 20px }
    button, input, td, h2, dialog { display: none !important; border: 9px solid red }
  `;
  document.head.append(style);
  return style;
}

const LOOKS = [
  'color',
  'display',
  'fontFamily',
  'fontSize',
  'fontStyle',
  'fontWeight',
  'letterSpacing',
  'lineHeight',
  'textAlign',
  'textIndent',
  'textTransform',
  'whiteSpace',
  'wordSpacing',
] as const;

/** The looks of the first of each, as far as a host's styles could change them. */
export function looksOf(element: Element, selectors: readonly string[]) {
  return selectors.map((selector) => {
    const found = deepQuery(element, selector);
    if (!found) throw new Error(`There is no ${selector}`);
    const style = getComputedStyle(found);
    return { selector, ...Object.fromEntries(LOOKS.map((name) => [name, style[name]])) };
  });
}
