import { expect } from '@open-wc/testing';
import '../../define.ts';
import type { Customer } from '../../../shared/schemas/customer.ts';
import type { RenewalErrorDetail } from '../../error-codes.ts';
import { type FakeServer, Refusal } from '../../testing/fake-server.ts';
import { customersOf, licenseOf, uuid } from '../../testing/firm.ts';
import { listedOf, withLicenses } from '../../testing/licenses.ts';
import {
  button,
  clearPage,
  connected,
  deepQuery,
  deepQueryAll,
  eventually,
} from '../../testing/page.ts';
import { serverWithOwnDrafts, shows } from '../../testing/wizard.ts';

/** Licences and customers that the portal hands over by its own ids. */

const [first, second] = customersOf(2) as [Customer, Customer];
const named = (customer: Customer, licenses: readonly (readonly [string, string])[]): Customer => ({
  ...customer,
  licenses: licenses.map(([externalId, expiry], index) => ({
    ...licenseOf(expiry, { id: uuid(Number(customer.id.slice(-4)) * 100 + index) }),
    externalId,
  })),
});
const CUSTOMERS = [
  named(first, [
    ['L-1', '2026-12-31'],
    ['L-2', '2028-12-31'],
  ]),
  named(second, [['L-3', '2026-12-31']]),
];
const idOf = (externalId: string) =>
  CUSTOMERS.flatMap(({ licenses }) => licenses).find((own) => own.externalId === externalId)?.id;

let server: FakeServer;
let errors: RenewalErrorDetail[];
const note = (event: Event) => errors.push((event as CustomEvent<RenewalErrorDetail>).detail);

beforeEach(() => {
  errors = [];
  server = serverWithOwnDrafts(CUSTOMERS, 'handed-over').install();
  document.addEventListener('renewal-error', note);
});

afterEach(() => {
  document.removeEventListener('renewal-error', note);
  clearPage(server);
});

const linesQuoted = () =>
  (server.inputsOf('orders.quote').at(-1)?.lines ?? []).map(({ licenseId }) => licenseId);

async function quoted(...externalIds: string[]): Promise<void> {
  const ids = externalIds.map(idOf);
  await eventually(
    () => JSON.stringify(linesQuoted()) === JSON.stringify(ids),
    `${JSON.stringify(ids)}, not ${JSON.stringify(linesQuoted())}`,
  );
}

describe('licences that the host hands over', () => {
  it('each licence handed over gets a row, due or not, and no other licence of its customer does', async () => {
    connected('renewal-wizard', server, { licenses: ['L-2', 'L-3'] });
    await quoted('L-2', 'L-3');
    expect(errors).to.deep.equal([]);
  });

  it('licences in the attribute follow the licences of `customers`, none twice', async () => {
    const wizard = connected('renewal-wizard', server, {});
    wizard.setAttribute('customers', first.taxCode);
    wizard.setAttribute('licenses', 'L-1, L-2 L-3');
    await quoted('L-1', 'L-2', 'L-3');
  });

  it('unknown ids of licences are reported to the host, and stay visible', async () => {
    const wizard = connected('renewal-wizard', server, {
      licenses: ['L-3', 'L-404', 'x'.repeat(101)],
    });
    await quoted('L-3');
    await shows(wizard, 'L-404');
    expect(deepQueryAll(wizard, 'tr.line')).to.have.length(3);
    expect(errors).to.have.length(1);
    expect(errors[0]?.code).to.equal('INVALID_PROPERTY');
    expect(errors[0]?.details?.property).to.equal('licenses');
    expect(errors[0]?.details?.message).to.contain('L-404');
    const [sent] = server.inputsOf('customers.lookUpLicenses');
    expect(sent?.externalIds, 'the server would refuse all for its sake').to.deep.equal([
      'L-3',
      'L-404',
    ]);
  });

  it('an error about too many rows names `licenses`, unless the customers alone are too many', async () => {
    const many = (n: number) => Array.from({ length: n }, (_, index) => `KH-${index}`);
    const tooLong = async (given: object) => {
      errors = [];
      connected('renewal-wizard', server, given);
      const details = await eventually(() => errors.at(-1)?.details, 'an error');
      for (const element of document.querySelectorAll('renewal-wizard')) element.remove();
      server = serverWithOwnDrafts(CUSTOMERS, crypto.randomUUID()).install();
      return details;
    };
    const licenses = many(2_001);
    expect(await tooLong({ licenses })).to.deep.equal({
      property: 'licenses',
      message: 'licenses: an order has 2.000 at most.',
    });
    expect((await tooLong({ customers: many(5), licenses }))?.property).to.equal('licenses');
    const customers = many(2_001);
    expect((await tooLong({ customers, licenses: ['L-1'] }))?.property).to.equal('customers');
  });

  it('a digest opens the list of licences with its own ticked, to be added to those handed over', async () => {
    const digest = uuid(900);
    const own = ['L-1', 'L-3'];
    const ids = own.map((externalId) => idOf(externalId) as string);
    server.on('reminders.licenses', () => ({ ids, customers: [], licenses: own }));
    withLicenses(server, CUSTOMERS, () => listedOf(CUSTOMERS));
    const wizard = connected('renewal-wizard', server, { licenses: ['L-2'] });
    wizard.setAttribute('digest', digest);
    await shows(wizard, 'Đã chọn 2');
    await quoted('L-2');
    expect(deepQueryAll(wizard, '.line[aria-selected=true]')).to.have.length(2);
    button(wizard, 'Thêm 2 vào đơn').click();
    await quoted('L-2', 'L-1', 'L-3');
    expect(server.inputsOf('reminders.licenses')).to.deep.equal([{ digestId: digest }]);
    expect(errors).to.deep.equal([]);
  });

  it('a digest that is read late ticks its licences beside those ticked in the open list', async () => {
    const [own, late] = ['L-1', 'L-3'].map((externalId) => idOf(externalId) as string);
    server.on('reminders.licenses', () => ({ ids: [late as string], customers: [], licenses: [] }));
    withLicenses(server, CUSTOMERS, () => listedOf(CUSTOMERS));
    const wizard = connected('renewal-wizard', server, { licenses: ['L-2'] });
    await quoted('L-2');
    button(wizard, 'Chọn khách hàng').click();
    const tick = await eventually(
      () => deepQuery(wizard, `[id="name-${own}"]`)?.closest('tr')?.querySelector('input'),
      'the open list',
    );
    tick.click();
    await shows(wizard, 'Đã chọn 1');
    wizard.setAttribute('digest', uuid(903));
    await shows(wizard, 'Đã chọn 2');
  });

  it('a digest whose licences were all ordered since says so, and opens no list', async () => {
    server.on('reminders.licenses', () => ({ ids: [], customers: [], licenses: [] }));
    withLicenses(server, CUSTOMERS, () => listedOf(CUSTOMERS));
    const wizard = connected('renewal-wizard', server, { licenses: ['L-2'], digest: uuid(902) });
    await quoted('L-2');
    await shows(wizard, 'Các giấy phép này đều đã được đặt gia hạn.');
    expect(server.inputsOf('licenses.list')).to.deep.equal([]);
  });

  it('a digest of another firm is reported to the host, and the rest goes on', async () => {
    server.on('reminders.licenses', () => {
      throw new Refusal({ code: 'NOT_FOUND' });
    });
    connected('renewal-wizard', server, { licenses: ['L-3'], digest: uuid(901) });
    await quoted('L-3');
    await eventually(() => errors.length > 0, 'an error');
    const message = 'digest: the firm has no such digest.';
    expect(errors).to.deep.equal([
      { code: 'INVALID_PROPERTY', details: { property: 'digest', message } },
    ]);
  });

  it('a `licenses` value that is no list is reported to the host', async () => {
    connected('renewal-wizard', server, { licenses: true as never });
    await eventually(() => errors.length > 0, 'an error');
    expect(errors[0]?.details).to.deep.equal({
      property: 'licenses',
      message: 'licenses: it is no list of licence ids (boolean).',
    });
  });

  it('the same licences set again change nothing; other licences are offered', async () => {
    const wizard = connected('renewal-wizard', server, { licenses: ['L-1', 'L-3'] });
    await quoted('L-1', 'L-3');
    wizard.licenses = new Set(['L-3', 'L-1']);
    await wizard.updateComplete;
    expect(server.inputsOf('customers.lookUpLicenses')).to.have.length(1);
    wizard.licenses = ['L-1', 'L-2', 'L-3'];
    await shows(wizard, 'Danh sách chọn trên cổng kế toán vừa thay đổi');
  });

  it('a stored draft of the same licences is continued', async () => {
    connected('renewal-wizard', server, { licenses: ['L-2'] });
    await quoted('L-2');
    document.querySelector('renewal-wizard')?.remove();
    connected('renewal-wizard', server, { licenses: ['L-2'] });
    await eventually(() => server.inputsOf('orders.quote').length === 2, 'another quote');
    await quoted('L-2');
    expect(server.inputsOf('customers.lookUpLicenses')).to.have.length(1);
  });
});

describe('customers that the host hands over', () => {
  it('customers are found by the portal’s ids, and the same customers set by tax code change nothing', async () => {
    const wizard = connected('renewal-wizard', server, { customers: [second.externalId] });
    await quoted('L-3');
    wizard.customers = [second.taxCode];
    await wizard.updateComplete;
    expect(server.inputsOf('customers.lookUp')).to.have.length(1);
  });
});
