import assert from 'node:assert/strict';
import { it } from 'node:test';
import { daysBetween } from '../../shared/calendar-date.ts';
import { CUSTOMER_KINDS, customerKindOf } from '../../shared/customer-kind.ts';
import { fiscalYearOf, fiscalYearPeriod } from '../../shared/fiscal-year.ts';
import { planDeclarationsSchema, productDeclarationsSchema } from '../../shared/schemas/catalog.ts';
import { customerDeclarationsSchema } from '../../shared/schemas/customer.ts';
import { taxCodeKind } from '../../shared/tax-code.ts';
import { makeCustomers } from './companies.ts';
import { makePlans, PRODUCTS } from './plans.ts';

const TODAY = '2026-11-23';
const customers = [...makeCustomers(1, TODAY), ...makeCustomers(2, TODAY)];

it('the demo’s data has the same 120 customers with distinct valid tax codes of every kind', () => {
  assert.equal(customers.length, 120);
  assert.deepEqual(makeCustomers(1, TODAY), makeCustomers(1, TODAY));
  assert.equal(new Set(customers.map((customer) => customer.taxCode)).size, 120);
  const kinds = new Set(customers.map((customer) => taxCodeKind(customer.taxCode)));
  assert.deepEqual([...kinds].sort(), ['branch', 'organisation', 'personal']);
});

it('the demo’s data mixes fiscal years and long and short names', () => {
  assert.deepEqual(
    [...new Set(customers.map((customer) => customer.fiscalYearStart))].sort((a, b) => a - b),
    [1, 4, 7, 10],
  );
  const lengths = customers.map((customer) => customer.name.length);
  assert.ok(Math.max(...lengths) > 120 && Math.min(...lengths) < 20);
});

it('the demo’s accounting licences end with fiscal years, but for a few in each span of the portal’s filter', () => {
  const owned = customers.flatMap(({ fiscalYearStart: start, licenses }) =>
    licenses
      .filter(({ planCode }) => planCode?.startsWith('ASP'))
      .map(({ expiry = '' }) => ({ start, expiry })),
  );
  assert.equal(owned.length, 118);
  const odd = owned.filter(
    ({ start, expiry }) => fiscalYearPeriod(fiscalYearOf(expiry, start), start).last !== expiry,
  );
  assert.equal(odd.length, 20);
  const days = owned.map(({ expiry }) => daysBetween(TODAY, expiry));
  assert.ok(days.filter((left) => left < 0).length >= 10);
  for (const [from, to] of [
    [0, 30],
    [31, 60],
    [61, 90],
    [91, 800],
  ] as const) {
    assert.ok(days.filter((left) => left >= from && left <= to).length >= 4, `${from}–${to}`);
  }
});

it('the demo’s data has customers with none, one, two and three licences, each with an id of its own', () => {
  const counts = Map.groupBy(customers, ({ licenses }) => licenses.length);
  assert.deepEqual([...counts.keys()].sort(), [0, 1, 2, 3]);
  for (const firm of [customers.slice(0, 60), customers.slice(60)]) {
    assert.ok(firm.slice(0, 20).every(({ licenses }) => licenses.length === 1));
  }
  const licenses = customers.flatMap((customer) => customer.licenses);
  assert.equal(new Set(licenses.map(({ externalId }) => externalId)).size, licenses.length);
  assert.ok(licenses.some(({ quantity = 1 }) => quantity > 1));
  const twoSignatures = customers.filter(
    ({ licenses: own }) => own.filter(({ planCode }) => planCode === 'CKS-1').length === 2,
  );
  assert.equal(twoSignatures.length, 2);
});

it('the demo’s data has users that are added from the next fiscal year on', () => {
  const later = customers.flatMap(({ licenses }) =>
    licenses.flatMap(({ periods }) => periods ?? []),
  );
  assert.ok(later.length > 0 && later.some(({ firstDay }) => firstDay > TODAY));
});

it('the demo’s data is accepted by the host API, on any day', () => {
  for (const today of [TODAY, '2027-01-01', '2028-02-29']) {
    const plans = makePlans(today);
    assert.ok(planDeclarationsSchema.safeParse({ plans }).success);
    assert.ok(productDeclarationsSchema.safeParse({ products: PRODUCTS }).success);
    const products = new Set(PRODUCTS.map(({ code }) => code));
    assert.ok(plans.every(({ productCode = '' }) => products.has(productCode)));
    for (const firm of [1, 2]) {
      const body = { firmName: 'x', customers: makeCustomers(firm, today) };
      const result = customerDeclarationsSchema.safeParse(body);
      assert.ok(result.success, JSON.stringify(result.error?.issues));
    }
  }
});

it('the demo’s data gives each customer a plan that is sold to its kind', () => {
  const kindsOf = new Map(
    makePlans(TODAY).map(({ code, customerKinds }) => [code, customerKinds ?? CUSTOMER_KINDS]),
  );
  for (const { taxCode, kind, licenses } of customers) {
    const planCodes = licenses.flatMap(({ periods, planCode = '' }) =>
      periods ? periods.map((period) => period.planCode) : [planCode],
    );
    for (const planCode of planCodes) {
      const sold: readonly string[] = kindsOf.get(planCode) ?? [];
      assert.ok(sold.includes(kind ?? customerKindOf(taxCode)), `${planCode} to ${taxCode}`);
    }
  }
});
