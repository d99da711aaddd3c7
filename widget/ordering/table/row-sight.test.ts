import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import { DraftsServer } from '../../testing/drafts-server.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { customersOf } from '../../testing/firm.ts';
import { connected, deepQuery, eventually, focused } from '../../testing/page.ts';
import { serverWithOwnDrafts } from '../../testing/wizard.ts';
import type { LineTable } from './line-table.ts';

const customers = customersOf(400).filter(({ licenses }) => licenses.length > 0);
let server: FakeServer;
let wizard: HTMLElement;
let table: LineTable;

beforeEach(async () => {
  await setViewport({ width: 1_500, height: 800 });
  server = serverWithOwnDrafts(customers, 'row-sight').install();
  new DraftsServer(server, customers, 'row-sight');
  const codes = customers.slice(0, 200).map(({ taxCode }) => taxCode);
  wizard = connected('renewal-wizard', server, { customers: codes });
  await eventually(() => deepQuery(wizard, 'button[name=undo]'), 'the later parts');
  await eventually(() => deepQuery(wizard, 'td[tabindex="0"]'), 'the keyboard');
  table = deepQuery(wizard, 'renewal-line-table') as LineTable;
});

afterEach(async () => {
  wizard.remove();
  server.restore();
  await setViewport({ width: 800, height: 600 });
});

/** How far below the sight rows are drawn, in px. */
function drawnBelow(): number {
  const last = table.body.querySelector('.line:nth-last-child(2)') as HTMLElement;
  const { bottom } = table.scroller.getBoundingClientRect();
  return last.getBoundingClientRect().bottom - Math.min(bottom, innerHeight);
}

describe('drawing the rows in sight', () => {
  it('a key that scrolls draws the next rows before its frame', async () => {
    deepQuery(wizard, 'td[tabindex="0"]')?.focus();
    const options = { key: 'ArrowDown', bubbles: true, composed: true };
    for (let row = 1; row <= 60; row++) {
      (focused() as HTMLElement).dispatchEvent(new KeyboardEvent('keydown', options));
      // No frame passes: the answers of promises come before the next one.
      for (let turn = 0; turn < 5; turn++) await table.updateComplete;
      expect(focused()?.closest('.line')?.ariaRowIndex).to.equal(`${row + 2}`);
      expect(drawnBelow(), `row ${row}`).to.be.at.least(200);
    }
  });

  it('no style asks what the table contains: each row drawn would style all the others anew', () => {
    const sheets = table.shadowRoot?.adoptedStyleSheets ?? [];
    const rules = sheets.flatMap(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText));
    expect(rules.join(' ')).to.contain('.ranged');
    expect(rules.filter((rule) => rule.includes(':has('))).to.deep.equal([]);
  });
});
