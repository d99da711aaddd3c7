import { aTimeout } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { FakeServer } from './fake-server.ts';

/** Everything in an element, including its shadow root and those inside. */
export function deepQueryAll<Found extends Element = HTMLElement>(
  root: Element | ShadowRoot,
  selector: string,
): Found[] {
  const shadow = root instanceof Element ? root.shadowRoot : null;
  const found: Found[] = [];
  for (const element of root.querySelectorAll<Found>('*')) {
    if (element.matches(selector)) found.push(element);
    if (element.shadowRoot) found.push(...deepQueryAll<Found>(element.shadowRoot, selector));
  }
  return shadow ? [...deepQueryAll<Found>(shadow, selector), ...found] : found;
}

export function deepQuery<Found extends Element = HTMLElement>(
  root: Element,
  selector: string,
): Found | undefined {
  return deepQueryAll<Found>(root, selector)[0];
}

/** A button by its exact name; the nth of several. One that may come later is pressed by {@link press}. */
export function button(root: Element, name: string, nth = 0): HTMLButtonElement {
  const found = buttonsCalled(root, name)[nth];
  if (!found) throw new Error(`There is no button called ${name}`);
  return found;
}

/** Presses a button once it is there: parts that load later bring theirs along. */
export async function press(root: Element, name: string): Promise<void> {
  (await eventually(() => buttonsCalled(root, name)[0], `the button ${name}`)).click();
}

function buttonsCalled(root: Element, name: string): HTMLButtonElement[] {
  return deepQueryAll<HTMLButtonElement>(root, 'button').filter(
    (element) => (element.getAttribute('aria-label') ?? visibleText(element)) === name,
  );
}

/** The visible text of an element, inner shadow roots included, runs of blanks made one. */
export function visibleText(node: Node): string {
  const texts: string[] = [];
  addTextOf(node, texts);
  return texts
    .join('')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();
}

function addTextOf(node: Node, texts: string[]): void {
  if (node instanceof Text) texts.push(node.data);
  if (!(node instanceof Element) || node instanceof HTMLStyleElement) return;
  if (node instanceof HTMLDialogElement && !node.open) return;
  texts.push(' ');
  // Not by `childNodes`: tests read the text of large tables many times a second.
  let child = (node.shadowRoot ?? node).firstChild;
  for (; child; child = child.nextSibling) addTextOf(child, texts);
  texts.push(' ');
}

/**
 * A time limit above that of any condition on the slowest machine: it names the missing condition where a test hangs.
 */
const PATIENCE_MS = 60_000;

/** Polls until `read` returns something; `what` is composed only if that never happens. */
export async function eventually<Found>(
  read: () => Found | undefined | null | false | '',
  what: string | (() => string) = String(read),
): Promise<Found> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    const found = read();
    if (found) return found;
    await aTimeout(20);
  }
  throw new Error(`Waited in vain for ${typeof what === 'string' ? what : what()}`);
}

/** Makes an element as a host page would, connected to the server. */
export function connected<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  server: FakeServer,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  Object.assign(element, { server: server.url, fetchToken: async () => 'token', ...properties });
  document.body.append(element);
  return element;
}

/** Removes all elements of ours from the page, with everything that a test put around them, and the server. */
export function clearPage(server: FakeServer): void {
  const ours = 'renewal-wizard, renewal-bell, renewal-orders, renewal-payment, .host';
  for (const element of document.querySelectorAll(ours)) element.remove();
  server.restore();
}

/** Types into a field as a person does: the value, and the event. */
export function type(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  field.focus();
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
}

/** The focused element, through all shadow roots. */
export function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

/** Presses a key while others are held, such as `Control+Shift+z`. */
export async function pressKeys(keys: string): Promise<void> {
  const held = keys.split('+');
  const last = held.pop() as string;
  for (const down of held) await sendKeys({ down });
  await sendKeys({ press: last });
  for (const up of held.reverse()) await sendKeys({ up });
}
