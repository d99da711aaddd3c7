import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { FirmWithProducts } from '../../testing/firm-with-products.ts';

let firm: FirmWithProducts;

before(async () => {
  firm = await FirmWithProducts.open();
});
after(() => firm.close());
beforeEach(() => firm.on('2026-11-23'));

describe('periods that the portal declares', () => {
  const days = (first: string, last: string, quantity: number, planCode = 'ASP-USER') => ({
    ...{ firstDay: first, lastDay: last, planCode, quantity },
  });

  it('periods declared by the portal give plan and users of today, and the next ones', async () => {
    const customer = await firm.customerWith({
      periods: [
        days('2027-01-01', '2027-12-31', 5, 'ASP-PRO'),
        days('2026-01-01', '2026-12-31', 2),
        days('2029-01-01', '2029-12-31', 9),
      ],
    });
    const standing = async () => {
      const { plan, quantity, expiry, next, renewal, isInForce } =
        (await firm.read(customer.taxCode)).licenses[0] ?? assert.fail();
      return [
        plan.code,
        quantity,
        expiry,
        next?.firstDay,
        next?.quantity,
        renewal.quantity,
        isInForce,
      ];
    };
    assert.deepEqual(await standing(), ['ASP-USER', 2, '2027-12-31', '2027-01-01', 5, 5, true]);
    await firm.on('2027-01-01');
    assert.deepEqual(await standing(), ['ASP-PRO', 5, '2027-12-31', '2029-01-01', 9, 5, true]);
    await firm.on('2028-06-01');
    assert.deepEqual(await standing(), ['ASP-PRO', 5, '2027-12-31', '2029-01-01', 9, 5, false]);
    await firm.on('2029-01-01');
    assert.deepEqual(await standing(), [
      'ASP-USER',
      9,
      '2029-12-31',
      undefined,
      undefined,
      9,
      true,
    ]);
  });

  it('periods declared by the portal replace its earlier ones, and none that was paid for', async () => {
    const customer = await firm.customerWith({ periods: [days('2026-01-01', '2026-12-31', 2)] });
    const [license] = customer.licenses;
    await firm.pay({
      ...{ customerId: customer.id, firstFiscalYear: 2027, years: 1, quantity: 4 },
      presentExpiry: license?.expiry ?? '',
    });
    // Read before the payment: it ends earlier.
    await firm.declare(customer.taxCode, { periods: [days('2026-01-01', '2026-12-31', 7)] });
    assert.equal((await firm.read(customer.taxCode)).licenses[0]?.quantity, 2);
    await firm.declare(customer.taxCode, {
      periods: [days('2026-01-01', '2026-12-31', 3), days('2027-01-01', '2028-12-31', 6)],
    });
    const rows = await firm.server.context.db
      .selectFrom('license_periods')
      .select(['first_day', 'last_day', 'quantity', 'source', 'end_reason'])
      .where('license_id', '=', license?.id ?? '')
      .orderBy('first_day')
      .orderBy('created_at')
      .execute();
    assert.deepEqual(
      rows.map((row) => Object.values(row)),
      [
        ['2026-01-01', '2026-12-31', 2, 'declared', 'corrected'],
        ['2026-01-01', '2026-12-31', 3, 'declared', null],
        ['2027-01-01', '2027-12-31', 4, 'order_line', null],
        ['2028-01-01', '2028-12-31', 6, 'declared', null],
      ],
    );
  });

  it('an expiry declared with other users corrects periods, at the same day or a later one', async () => {
    const word = (quantity: number, expiry: string) => ({ planCode: 'ASP-USER', quantity, expiry });
    const customer = await firm.customerWith(word(2, '2026-12-31'));
    const standing = async () => {
      const [license] = await firm.listed(customer.taxCode);
      return [license?.quantity, license?.expiry, license?.next];
    };
    await firm.declare(customer.taxCode, word(3, '2026-12-31'));
    assert.deepEqual(await standing(), [3, '2026-12-31', null]);
    await firm.declare(customer.taxCode, word(9, '2026-06-30'));
    assert.deepEqual(await standing(), [3, '2026-12-31', null], 'an earlier one is old');
    await firm.declare(customer.taxCode, { ...word(4, '2028-12-31'), firstDay: '2028-01-01' });
    assert.deepEqual(await standing(), [
      ...[4, '2026-12-31'],
      { firstDay: '2028-01-01', lastDay: '2028-12-31', planCode: 'ASP-USER', quantity: 4 },
    ]);
    // Our own data, sent back, changes nothing.
    const count = () =>
      firm.server.context.db
        .selectFrom('license_periods')
        .select('id')
        .execute()
        .then(({ length }) => length);
    const before = await count();
    await firm.declare(customer.taxCode, word(4, '2026-12-31'));
    assert.equal(await count(), before);
  });
});
