import { expect } from '@open-wc/testing';
import { resetMouse, sendKeys, sendMouse, setViewport } from '@web/test-runner-commands';
import '../../define.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { customersOf, quoteOf } from '../../testing/firm.ts';
import { button, deepQuery, deepQueryAll, eventually, focused } from '../../testing/page.ts';
import { serverWithOwnDrafts, shows, wizardFor } from '../../testing/wizard.ts';

/** What has the focus, where the form around it grows or shrinks. */

const customers = customersOf(40).filter(({ licenses }) => licenses.length > 0);

let server: FakeServer;
let wizard: HTMLElement;

beforeEach(async () => {
  await setViewport({ width: 1280, height: 700 });
  server = serverWithOwnDrafts(customers, 'focus-in-sight').install();
});

afterEach(async () => {
  await resetMouse();
  wizard.remove();
  server.restore();
  await setViewport({ width: 800, height: 600 });
});

const foot = () => deepQuery(wizard, '.lines > .foot') as HTMLElement;
const cells = () => deepQueryAll(wizard, 'td.years');

/** How far the foot, or the end of the window, covers what has the focus; below zero: not at all. */
function covered(): number {
  const { bottom } = (focused() as Element).getBoundingClientRect();
  return bottom - Math.min(foot().getBoundingClientRect().top, innerHeight);
}

async function opened(count: number): Promise<void> {
  wizard = await wizardFor(server, ...customers.slice(0, count).map(({ taxCode }) => taxCode));
  await eventually(() => deepQuery(wizard, 'button[name=undo]'), 'the later parts');
  await shows(wizard, `${count} khách hàng`);
  await shows(wizard, 'Đã lưu');
}

/** As another tab leaves it, with another row. */
function changeElsewhere(): void {
  const key =
    Object.keys(localStorage).find((name) => /^renewal-wizard:.*:focus-in-sight$/.test(name)) ?? '';
  const draft = JSON.parse(localStorage.getItem(key) ?? '');
  localStorage.setItem(key, JSON.stringify({ ...draft, revision: 'another' }));
}

describe('the focus in the order form', () => {
  it('the focused cell stays above the foot when a question comes above the table', async () => {
    await opened(12);
    const cell = cells().findLast(
      (each) => each.getBoundingClientRect().bottom < foot().getBoundingClientRect().top,
    );
    cell?.querySelector('select')?.focus();
    expect(covered()).to.be.at.most(0);
    changeElsewhere();
    await sendKeys({ press: '3' });
    await shows(wizard, 'Đơn hàng này vừa được sửa ở thẻ khác');
    await eventually(
      () => covered() <= 0.5,
      () => `${covered()} px covered`,
    );
  });

  it('a question takes nobody back to a cell from which the person has scrolled away', async () => {
    await opened(12);
    cells()[11]?.focus();
    const top = () => wizard.getBoundingClientRect().top;
    cells()[11]?.dispatchEvent(new WheelEvent('wheel', { bubbles: true, composed: true }));
    window.scrollTo(0, 0);
    await eventually(() => covered() > 0, 'the cell out of sight');
    const before = top();
    changeElsewhere();
    deepQuery<HTMLInputElement>(wizard, 'input[name=payer][value=owner]')?.click();
    await shows(wizard, 'Đơn hàng này vừa được sửa ở thẻ khác');
    for (let frames = 0; frames < 10; frames++) await new Promise(requestAnimationFrame);
    expect(top()).to.equal(before);
  });

  it('a button that the foot covers in part stays under the mouse that presses it', async () => {
    await opened(8);
    const add = button(wizard, 'Thêm dòng');
    const top = () => foot().getBoundingClientRect().top;
    scrollBy(0, add.getBoundingClientRect().bottom - top() - 15);
    const { left, bottom } = add.getBoundingClientRect();
    expect(bottom, 'covered').to.be.greaterThan(top());
    await sendMouse({ type: 'move', position: [Math.round(left) + 20, Math.round(top()) - 8] });
    await sendMouse({ type: 'down' });
    await eventually(() => focused() === add, 'the focus');
    expect(add.getBoundingClientRect().bottom).to.equal(bottom);
    await sendMouse({ type: 'up' });
    await eventually(() => deepQueryAll(wizard, 'tr.line').length === 9, 'the row');
  });

  it('a button below the rows stays in sight when they grow, and is not left under the foot', async () => {
    const pricing = Promise.withResolvers<void>();
    await opened(8);
    server.on('orders.quote', async (input) => {
      await pricing.promise;
      const { problems, ...quote } = quoteOf(customers, input);
      const row = (index: number) => ({ row: index, code: 'ALREADY_ORDERED' as const });
      return { ...quote, problems: [...problems, ...[0, 1, 2, 3, 4, 5, 6, 7].map(row)] } as never;
    });
    cells()[0]?.querySelector('select')?.focus();
    await sendKeys({ press: '2' });
    button(wizard, 'Báo giá đã lưu').focus();
    expect(covered(), 'on coming').to.be.at.most(0.5);
    pricing.resolve();
    const height = foot().parentElement?.offsetHeight ?? 0;
    await eventually(() => (foot().parentElement?.offsetHeight ?? 0) > height + 50, 'higher rows');
    await eventually(
      () => covered() <= 0.5,
      () => `${covered()} px covered`,
    );
  });
});
