import assert from 'node:assert/strict';
import { it } from 'node:test';
import { daysBetween } from '../../shared/calendar-date.ts';
import { customerKindOf } from '../../shared/customer-kind.ts';
import { planDeclarationsSchema } from '../../shared/schemas/catalog.ts';
import { customerDeclarationsSchema } from '../../shared/schemas/customer.ts';
import { taxCodeKind } from '../../shared/tax-code.ts';
import { makeCustomers } from './companies.ts';
import { makePlans } from './plans.ts';

const TODAY = '2026-11-23';
const customers = [...makeCustomers(1, TODAY), ...makeCustomers(2, TODAY)];

it('the demo’s data has the same 120 customers with distinct valid tax codes of every kind', () => {
  assert.equal(customers.length, 120);
  assert.deepEqual(makeCustomers(1, TODAY), makeCustomers(1, TODAY));
  assert.equal(new Set(customers.map((customer) => customer.taxCode)).size, 120);
  const kinds = new Set(customers.map((customer) => taxCodeKind(customer.taxCode)));
  assert.deepEqual([...kinds].sort(), ['branch', 'organisation', 'personal']);
});

it('the demo’s data mixes fiscal years, long and short names, lapsed and soon lapsing licences', () => {
  assert.deepEqual(
    [...new Set(customers.map((customer) => customer.fiscalYearStart))].sort((a, b) => a - b),
    [1, 4, 7, 10],
  );
  const lengths = customers.map((customer) => customer.name.length);
  assert.ok(Math.max(...lengths) > 120 && Math.min(...lengths) < 20);
  const days = customers.flatMap(({ licenses }) =>
    licenses.map(({ expiry = '' }) => daysBetween(TODAY, expiry)),
  );
  assert.equal(days.length, 118);
  assert.ok(days.filter((left) => left < 0).length >= 10);
  for (const [from, to] of [
    [0, 30],
    [31, 60],
    [61, 90],
    [91, 400],
  ] as const) {
    assert.ok(days.filter((left) => left >= from && left <= to).length >= 8, `${from}–${to}`);
  }
});

it('the demo’s data is accepted by the host API, on any day', () => {
  for (const today of [TODAY, '2027-01-01', '2028-02-29']) {
    assert.ok(planDeclarationsSchema.safeParse({ plans: makePlans(today) }).success);
    for (const firm of [1, 2]) {
      const body = { firmName: 'x', customers: makeCustomers(firm, today) };
      const result = customerDeclarationsSchema.safeParse(body);
      assert.ok(result.success, JSON.stringify(result.error?.issues));
    }
  }
});

it('the demo’s data gives each customer a plan that is sold to its kind', () => {
  const kindsOf = new Map(
    makePlans(TODAY).map(({ code, customerKinds }) => [code, customerKinds ?? []]),
  );
  for (const { taxCode, kind, licenses } of customers) {
    for (const { planCode = '' } of licenses) {
      const sold = kindsOf.get(planCode) ?? [];
      assert.ok(sold.includes(kind ?? customerKindOf(taxCode)), `${planCode} to ${taxCode}`);
    }
  }
});
