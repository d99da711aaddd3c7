import { expect } from '@open-wc/testing';
import '../../define.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { FakeServer } from '../../testing/fake-server.ts';
import { customersOf } from '../../testing/firm.ts';
import { button, clearPage, deepQuery, eventually } from '../../testing/page.ts';
import { serverWithOwnDrafts, shows, wizardFor } from '../../testing/wizard.ts';
import type { RowSources } from './row-sources.ts';

const customers = customersOf(3) as [Customer, Customer, Customer];
const [first, second, third] = customers;

let server: FakeServer;

afterEach(() => clearPage(server));

/** The wizard with the first customer, and its dialogs; the one for files comes with the first of them. */
async function wizardWithSources() {
  server = serverWithOwnDrafts(customers, 'late-files').install();
  const wizard = await wizardFor(server, first.taxCode);
  await shows(wizard, '1.200.000 ₫');
  button(wizard, 'Dán danh sách, nhập Excel').click();
  await eventually(() => deepQuery(wizard, 'dialog[open] textarea'), 'the dialogs');
  const sources = deepQuery<RowSources>(wizard, 'renewal-row-sources') as RowSources;
  return { wizard, sources };
}

const fileOf = (code: string, years: number) =>
  new File([`MST;Số năm\n${code};${years}\n${code};${years}`], `${code}.csv`);

const listOf = (wizard: Element) =>
  deepQuery(wizard, 'renewal-import-dialog')?.shadowRoot?.querySelector('dialog[open]');

describe('a file whose dialog is still loading', () => {
  it('a file that comes while the dialog for another one is loading is shown in its place', async () => {
    const { wizard, sources } = await wizardWithSources();
    deepQuery<HTMLDialogElement>(wizard, 'dialog[open]')?.close();
    void sources.import(fileOf(second.taxCode, 2));
    await sources.import(fileOf(third.taxCode, 3));
    await shows(wizard, `${third.taxCode}.csv`);
    await shows(wizard, third.name);
  });

  it('going on waits for a file that is opened, and stays at its list', async () => {
    const { wizard, sources } = await wizardWithSources();
    const form = deepQuery<HTMLDialogElement>(wizard, 'dialog[open]');
    const chooser = form?.querySelector<HTMLInputElement>('input[type=file]') as HTMLInputElement;
    const chosen = new DataTransfer();
    chosen.items.add(fileOf(second.taxCode, 2));
    chooser.files = chosen.files;
    chooser.dispatchEvent(new Event('change'));
    expect(await sources.settled()).to.equal(false);
    expect(listOf(wizard)?.localName).to.equal('dialog');
  });
});
