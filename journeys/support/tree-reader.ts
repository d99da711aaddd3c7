import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { PATIENCE_MS } from './stage.ts';

const BETWEEN_LOOKS_MS = 40;

/** An object of the browser's accessibility tree, as assistive technology has it. */
export interface TreeNode {
  role: string;
  name: string;
  value: string;
  description: string;
  /** States and relations with a value: `checked`, `invalid`, `live`, `focused` and others. */
  states: Readonly<Record<string, string>>;
  /** The element's id in the DOM, by which actions are sent to it. */
  backendId: number;
  parent: TreeNode | null;
  children: TreeNode[];
}

/** What is looked for: a role, and the whole name or a pattern of it. */
type Name = string | RegExp;

/**
 * A person who knows a page by its accessibility tree alone: hears what live regions say, and acts on the tree's objects by the
 * keyboard.
 */
export class TreeReader {
  readonly #page: Page;
  readonly #session: CDPSession;
  /** Texts of live regions at the last look, by the region's id; null before the first. */
  #regions: Map<number, string> | null = null;
  /** What was announced since the last action. */
  #heard: string[] = [];

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  static async of(page: Page): Promise<TreeReader> {
    const session = await page.context().newCDPSession(page);
    await session.send('Accessibility.enable');
    await session.send('DOM.enable');
    return new TreeReader(page, session);
  }

  /** The page's objects, without those that are hidden from assistive technology, in reading order. */
  async look(): Promise<TreeNode[]> {
    const { nodes } = await this.#session.send('Accessibility.getFullAXTree');
    const all = new Map(nodes.map((node) => [node.nodeId, node]));
    const order: TreeNode[] = [];
    const visit = (id: string, parent: TreeNode | null): void => {
      const node = all.get(id);
      if (!node) return;
      let here = parent;
      if (!node.ignored && node.role?.value !== 'InlineTextBox') {
        here = {
          role: String(node.role?.value ?? ''),
          name: String(node.name?.value ?? ''),
          value: String(node.value?.value ?? ''),
          description: String(node.description?.value ?? ''),
          states: Object.fromEntries(
            (node.properties ?? []).map(({ name, value }) => [name, String(value.value ?? '')]),
          ),
          backendId: node.backendDOMNodeId ?? 0,
          parent,
          children: [],
        };
        parent?.children.push(here);
        order.push(here);
      }
      for (const child of node.childIds ?? []) visit(child, here);
    };
    if (nodes[0]) visit(nodes[0].nodeId, null);
    this.#listen(order);
    return order;
  }

  /** The only object of that role and name, within another or anywhere; waits for it. */
  async find(role: string, name: Name, within?: Within): Promise<TreeNode> {
    return await this.#until(`${role} ${name}`, async () => {
      const [first, ...others] = await this.all(role, name, within);
      const names = [first, ...others].map((each) => each?.name);
      assert.equal(others.length, 0, `${role} ${name} is not one alone: ${names.join(' | ')}`);
      return first;
    });
  }

  /** All present objects of that role and name. */
  async all(role: string, name: Name, within?: Within): Promise<TreeNode[]> {
    const nodes = await this.look();
    return nodes.filter(
      (node) =>
        node.role === role &&
        (typeof name === 'string' ? node.name === name : name.test(node.name)) &&
        (!within || ancestors(node).some((each) => isSuch(each, within))),
    );
  }

  /** The object with the focus. */
  async focused(): Promise<TreeNode> {
    return await this.#until('the focus', async () => {
      const nodes = await this.look();
      return nodes.findLast(({ states }) => states.focused === 'true');
    });
  }

  /** Waits until the focus is on an object of that role and name. */
  async focusOn(role: string, name: Name): Promise<TreeNode> {
    let last = '';
    return await this.#until(
      () => `the focus on ${role} ${name}, not on ${last}`,
      async () => {
        const node = await this.focused();
        last = `${node.role} ${node.name}`;
        const isNamed = typeof name === 'string' ? node.name === name : name.test(node.name);
        return node.role === role && isNamed ? node : undefined;
      },
    );
  }

  /** Moves the focus to an object, and presses a key there. */
  async press(node: TreeNode, key = 'Enter'): Promise<void> {
    await this.#session.send('DOM.focus', { backendNodeId: node.backendId });
    await this.key(key);
  }

  /** Presses keys where the focus is. */
  async key(...keys: string[]): Promise<void> {
    await this.look();
    this.#heard = [];
    for (const key of keys) await this.#page.keyboard.press(key);
  }

  /** Enters text where the focus is, as from the clipboard. */
  async enter(text: string): Promise<void> {
    await this.look();
    this.#heard = [];
    await this.#page.keyboard.insertText(text);
  }

  /** Waits until a live region has said that since the last action. */
  async hear(said: RegExp): Promise<string> {
    return await this.#until(
      () => `to hear ${said}, not: ${this.#heard.join(' | ')}`,
      async () => {
        await this.look();
        return this.#heard.find((text) => said.test(text));
      },
    );
  }

  /** An attribute that the protocol does not list among the tree's: `aria-rowindex` and others. */
  async attribute(node: TreeNode, name: string): Promise<string | undefined> {
    const { backendId: backendNodeId } = node;
    const { node: element } = await this.#session.send('DOM.describeNode', { backendNodeId });
    const { attributes = [] } = element;
    const at = attributes.findIndex((each, index) => index % 2 === 0 && each === name);
    return at < 0 ? undefined : attributes[at + 1];
  }

  /** The index of the row around an object in its whole grid, drawn or not; the head's is 1. */
  async rowIndexOf(node: TreeNode): Promise<number> {
    const row = [node, ...ancestors(node)].find(({ role }) => role === 'row');
    return row ? Number(await this.attribute(row, 'aria-rowindex')) : 0;
  }

  /** The cell of a grid that Tab leads to. */
  async entryOf(grid: TreeNode): Promise<TreeNode> {
    const cells = ['gridcell', 'rowheader'];
    for (const node of await this.look()) {
      if (!cells.includes(node.role) || !ancestors(node).some((each) => isSuch(each, grid)))
        continue;
      if ((await this.attribute(node, 'tabindex')) === '0') return node;
    }
    return assert.fail('No cell of the grid is in the tab order');
  }

  /**
   * Notes what live regions say. A region that comes together with its text is not announced by most screen readers; an alert
   * is.
   */
  #listen(nodes: readonly TreeNode[]): void {
    const before = this.#regions;
    const now = new Map<number, string>();
    for (const node of nodes) {
      const { live } = node.states;
      if (live !== 'polite' && live !== 'assertive') continue;
      const text = textOf(node);
      now.set(node.backendId, text);
      const former = before?.get(node.backendId) ?? (node.role === 'alert' ? '' : text);
      if (text && text !== former) this.#heard.push(text);
    }
    this.#regions = now;
  }

  async #until<T>(what: string | (() => string), look: () => Promise<T | undefined>): Promise<T> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      assert.ok(Date.now() < end, `Waited for ${typeof what === 'string' ? what : what()}`);
      await sleep(BETWEEN_LOOKS_MS);
    }
  }
}

/** An object around others: itself, or its role and name. */
type Within = TreeNode | readonly [role: string, name: Name];

function isSuch(node: TreeNode, within: Within): boolean {
  if ('backendId' in within) return node.backendId === within.backendId;
  const [role, name] = within;
  return (
    node.role === role && (typeof name === 'string' ? node.name === name : name.test(node.name))
  );
}

function ancestors(node: TreeNode): TreeNode[] {
  return node.parent ? [node.parent, ...ancestors(node.parent)] : [];
}

/** The text of an object and all within it. */
export function textOf(node: TreeNode): string {
  if (node.role === 'StaticText') return node.name;
  const inner = node.children.map(textOf).filter(Boolean).join(' ');
  // A space that does not break, at the end, makes the same text a new one.
  return (inner || (node.role === 'image' ? node.name : ''))
    .replace(/[ \n]+/g, ' ')
    .replace(/^ | $/g, '');
}
