import type { Customer } from '../../shared/schemas/customer.ts';
import type { LicenseFilter, ListedLicense } from '../../shared/schemas/license-list.ts';
import { foldText } from '../../shared/search-text.ts';
import type { FakeServer } from './fake-server.ts';
import { PRODUCT, YEARLY } from './firm.ts';

/** A licence of each customer as the server lists it, by expiry. */
export function listedOf(customers: readonly Customer[]): ListedLicense[] {
  return customers
    .flatMap(({ id, externalId, taxCode, name, licenses }) =>
      licenses.map((license) => ({
        id: license.id,
        externalId: license.externalId,
        customer: { id, externalId, taxCode, name },
        product: { code: license.product.code, name: license.product.name },
        plan: license.renewal.plan,
        quantity: license.renewal.quantity,
        isOneOfSeveral: false,
        expiry: license.expiry,
        lastPayer: null,
        order: null,
      })),
    )
    .sort((a, b) => (a.expiry < b.expiry ? -1 : a.expiry > b.expiry ? 1 : 0));
}

/** The server lists these licences, of these customers. */
export function withLicenses(
  server: FakeServer,
  customers: readonly Customer[],
  listed: () => readonly ListedLicense[],
): FakeServer {
  const matching = (filter: LicenseFilter, descending = false) => {
    const found = listed().filter((license) => matches(license, filter));
    return descending ? found.toReversed() : found;
  };
  return server
    .on('catalog.products', () => [
      {
        code: PRODUCT.code,
        name: PRODUCT.name,
        plans: [
          { code: YEARLY.code, name: YEARLY.name },
          { code: 'ASP-2', name: { vi: 'ASP Kế toán 2', en: 'ASP Accounting 2' } },
        ],
      },
    ])
    .on('licenses.list', ({ filter, cursor, limit = 20, descending }) => {
      const found = matching(filter, descending);
      const from = cursor ? found.findIndex(({ id }) => cursor.endsWith(id)) + 1 : 0;
      const licenses = found.slice(from, from + limit);
      const last = licenses.at(-1);
      const isMore = found.length > from + limit;
      const ordered = found.filter(({ order }) => order !== null).length;
      return {
        licenses,
        nextCursor: isMore && last ? `${last.expiry}_${last.id}` : null,
        totals: cursor ? null : { licenses: found.length, ordered, isMore: false },
      };
    })
    .on('licenses.findIds', ({ filter, descending }) => {
      const free = matching(filter, descending).filter(({ order }) => order === null);
      return { ids: free.map(({ id }) => id), isMore: false };
    })
    .on('licenses.read', ({ ids }) => ({
      licenses: ids.flatMap((licenseId) => {
        const customer = customers.find(({ licenses }) =>
          licenses.some(({ id }) => id === licenseId),
        );
        return customer ? [{ licenseId, customer }] : [];
      }),
    }));
}

function matches(license: ListedLicense, filter: LicenseFilter): boolean {
  const { query = '', expiresFrom = '', expiresUntil = '9999', plan, licenses } = filter;
  const { name, taxCode } = license.customer;
  return (
    foldText(`${name} ${taxCode}`).includes(foldText(query)) &&
    license.expiry >= expiresFrom &&
    license.expiry <= expiresUntil &&
    (plan === undefined || license.plan.code === plan) &&
    (filter.isOrdered === undefined || (license.order !== null) === filter.isOrdered) &&
    (filter.lastPayer === undefined || (license.lastPayer ?? 'nobody') === filter.lastPayer) &&
    (licenses === undefined ||
      licenses.includes(license.id) ||
      licenses.includes(license.externalId ?? ''))
  );
}
