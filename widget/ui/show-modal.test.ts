import { expect } from '@open-wc/testing';
import '../define.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { customersOf } from '../testing/firm.ts';
import { button, deepQuery, eventually } from '../testing/page.ts';
import { serverWithOwnDrafts, shows, wizardFor } from '../testing/wizard.ts';

describe('a dialog of an element', () => {
  let server: FakeServer;
  let view: HTMLElement;
  let wizard: HTMLElement;
  let dialog: HTMLDialogElement;
  const customers = customersOf(1);
  const isModal = () => dialog.open && dialog.matches(':modal');

  beforeEach(async () => {
    server = serverWithOwnDrafts(customers, 'accountant-show-modal').install();
    view = document.body.appendChild(document.createElement('main'));
    wizard = await wizardFor(server, customers[0]?.taxCode ?? '');
    view.append(wizard);
    await shows(wizard, customers[0]?.name ?? '');
    button(wizard, 'Dán danh sách, nhập Excel').click();
    dialog = await eventually(() => deepQuery<HTMLDialogElement>(wizard, 'dialog[open]'), 'it');
  });
  afterEach(() => {
    view.remove();
    server.restore();
  });

  it('a dialog stays above the page when the page moves its element', async () => {
    document.body.append(wizard);
    expect(isModal()).to.equal(true);
    wizard.remove();
    view.append(wizard);
    expect(isModal()).to.equal(true);
    dialog.close();
    document.body.append(wizard);
    expect(dialog.open).to.equal(false);
    wizard.remove();
  });

  it('a page that hides the element of an open dialog can be used, and the dialog comes back', async () => {
    const other = document.body.appendChild(document.createElement('button'));
    other.textContent = 'Khác';
    const isUsable = () => {
      const { left, top } = other.getBoundingClientRect();
      return document.elementFromPoint(left + 4, top + 4) === other;
    };
    expect(isUsable()).to.equal(false);
    const field = dialog.querySelector('textarea') as HTMLTextAreaElement;
    field.value = 'An Bình';
    view.style.display = 'none';
    await eventually(isUsable, 'the page');
    view.style.display = '';
    await eventually(isModal, 'the dialog');
    expect(field.value).to.equal('An Bình');
    other.remove();
  });
});
