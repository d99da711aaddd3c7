import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { TreeReader } from './tree-reader.ts';

/** Space around an element in which its focus ring may be, in px. */
const RING_PX = 5;
const MOST_STOPS = 80;
const MOST_FRAMES = 60;

/** A place at which Tab stops. */
interface Stop {
  /** Distinguishes the element from all others; empty: no element has the focus. */
  id: string;
  /** The element, for messages. */
  words: string;
  /** Whether any part of it is in sight, above all that is sticky. */
  isSeen: boolean;
  isInPopup: boolean;
  box: { x: number; y: number; width: number; height: number };
}

/** Goes through a page by Tab, Enter and Escape, and checks what a person without a mouse depends on. */
export class KeyboardWalker {
  readonly #page: Page;
  readonly #reader: TreeReader;

  private constructor(page: Page, reader: TreeReader) {
    this.#page = page;
    this.#reader = reader;
  }

  static async of(page: Page): Promise<KeyboardWalker> {
    await page.addInitScript(addHelpers);
    return new KeyboardWalker(page, await TreeReader.of(page));
  }

  /** Presses Tab through all of a screen; each stop has a name, is in sight, and shows that it has the focus. */
  async walk(screen: string): Promise<number> {
    const passed = new Set<string>();
    await this.#page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    for (let n = 0; n < MOST_STOPS; n++) {
      await this.#page.keyboard.press('Tab');
      const stop = await this.#stop();
      if (passed.has(stop.id) || (stop.id === '' && passed.size > 0)) return passed.size;
      if (stop.id === '') continue;
      passed.add(stop.id);
      const { name, role } = await this.#reader.focused();
      const at = `${screen}: ${role} “${name}” ${stop.words}`;
      assert.notEqual(name.trim(), '', `${at} has a name`);
      assert.ok(stop.isSeen, `${at} is in sight`);
      assert.ok(await this.#showsFocus(stop), `${at} shows that it has the focus`);
    }
    return assert.fail(`${screen}: more than ${MOST_STOPS} stops`);
  }

  /** Opens a dialog or a menu by a button, walks through a dialog, and closes it; the focus is back at the button. */
  async openAndClose(button: Locator): Promise<void> {
    await button.focus();
    const opener = await this.#stop();
    const before = await this.#opened();
    await this.#page.keyboard.press('Enter');
    await this.#page.waitForFunction((open) => window.opened().length > open, before);
    await this.#page.waitForFunction(() =>
      window.opened().some((each) => each.matches(':focus-within')),
    );
    const first = await this.#stop();
    assert.ok(
      first.isInPopup,
      `${opener.words} opens with the focus within, not on ${first.words}`,
    );
    await this.#page.keyboard.press('Escape');
    await this.#page.waitForFunction((open) => window.opened().length === open, before);
    const now = await this.#stop();
    assert.equal(now.id, opener.id, `Escape leads back to ${opener.words}, not to ${now.words}`);
  }

  #opened(): Promise<number> {
    return this.#page.evaluate(() => window.opened().length);
  }

  #stop(): Promise<Stop> {
    return this.#page.evaluate((frames) => window.focusedStop(frames), MOST_FRAMES);
  }

  /** Whether a ring is painted around the focused element, rather than cut off or covered. */
  async #showsFocus({ box }: Stop): Promise<boolean> {
    const size = this.#page.viewportSize() ?? { width: 0, height: 0 };
    const x = Math.max(0, box.x - RING_PX);
    const y = Math.max(0, box.y - RING_PX);
    const width = Math.min(size.width - x, box.width + 2 * RING_PX);
    const height = Math.min(size.height - y, box.height + 2 * RING_PX);
    const look = () => this.#page.screenshot({ clip: { x, y, width, height }, caret: 'hide' });
    const focused = await look();
    await this.#page.evaluate(() => window.hideRing(true));
    const without = await look();
    await this.#page.evaluate(() => window.hideRing(false));
    return !focused.equals(without);
  }
}

declare global {
  interface Window {
    focusedStop(mostFrames: number): Promise<Stop>;
    /** Dialogs and popovers that are open, in whatever shadow root. */
    opened(): Element[];
    hideRing(isHidden: boolean): void;
  }
}

/** Runs in the page. */
function addHelpers(): void {
  const ids = new WeakMap<Element, string>();
  const noRing = new CSSStyleSheet();
  noRing.replaceSync(
    ':focus { outline-color: transparent !important; box-shadow: none !important; }',
  );
  let count = 0;
  let ringRoot: Document | ShadowRoot | null = null;

  const focused = (): Element | null => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at;
  };
  /** An element and all around it, through shadow roots. */
  const around = (element: Element): Element[] => {
    const path: Element[] = [];
    for (let node: Node | null = element; node; ) {
      if (node instanceof Element) path.push(node);
      node = node.parentNode ?? (node instanceof ShadowRoot ? node.host : null);
    }
    return path;
  };
  const elementAt = (x: number, y: number): Element | null => {
    let at = document.elementFromPoint(x, y);
    for (let inner = at; inner; inner = at?.shadowRoot?.elementFromPoint(x, y) ?? null) {
      if (inner === at && inner !== document.elementFromPoint(x, y)) break;
      at = inner;
      if (!at.shadowRoot) break;
    }
    return at;
  };
  const isSeen = (element: Element): boolean => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const parts = [0.1, 0.5, 0.9];
    return parts.some((across) =>
      parts.some((down) => {
        const at = elementAt(left + width * across, top + height * down);
        return at !== null && around(at).includes(element);
      }),
    );
  };

  window.focusedStop = async (mostFrames) => {
    const element = focused();
    const nowhere = { x: 0, y: 0, width: 0, height: 0 };
    if (!element || element === document.body) {
      return { id: '', words: 'the page', isSeen: true, isInPopup: false, box: nowhere };
    }
    for (let n = 0; n < mostFrames && !isSeen(element); n++) {
      await new Promise(requestAnimationFrame);
    }
    const id = ids.get(element) ?? `e${++count}`;
    ids.set(element, id);
    const { x, y, width, height } = element.getBoundingClientRect();
    const path = around(element);
    const words = path.slice(0, 3).map(({ localName, className }) => `${localName}.${className}`);
    const isInPopup = path.some((each) => each.matches('dialog[open], :popover-open'));
    return {
      id,
      words: words.join(' < '),
      isSeen: isSeen(element),
      isInPopup,
      box: { x, y, width, height },
    };
  };

  window.opened = () => {
    const found: Element[] = [];
    const look = (root: ParentNode): void => {
      for (const element of root.querySelectorAll('*')) {
        if (element.matches('dialog[open], :popover-open')) found.push(element);
        if (element.shadowRoot) look(element.shadowRoot);
      }
    };
    look(document);
    return found;
  };

  window.hideRing = (isHidden) => {
    ringRoot ??= focused()?.getRootNode() as Document | ShadowRoot;
    const others = ringRoot.adoptedStyleSheets.filter((sheet) => sheet !== noRing);
    ringRoot.adoptedStyleSheets = isHidden ? [...others, noRing] : others;
    if (!isHidden) ringRoot = null;
  };
}
