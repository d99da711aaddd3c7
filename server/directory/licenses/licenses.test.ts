import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { FieldProblem } from '../../../shared/error-codes.ts';
import type { LicenseDeclaration } from '../../../shared/schemas/customer.ts';
import { FirmWithProducts, planOf } from '../../testing/firm-with-products.ts';
import { declaration, declareCustomers } from '../../testing/test-directory.ts';
import { hostApi } from '../../testing/test-server.ts';

let firm: FirmWithProducts;

before(async () => {
  firm = await FirmWithProducts.open();
});
after(() => firm.close());
beforeEach(() => firm.on('2026-11-23'));

describe('a customer’s licences', () => {
  it('a portal without licence ids has one licence of each product, with product, plan and users', async () => {
    const customer = await firm.customerWith(
      { planCode: 'SIGN-1', expiry: '2028-12-31' },
      { planCode: 'ASP-USER', quantity: 3, expiry: '2026-12-31' },
      { planCode: 'INV', productCode: 'INVOICE', expiry: '2026-06-30' },
    );
    assert.deepEqual(
      customer.licenses.map(({ product, plan, quantity, expiry, isInForce, isDue }) => [
        ...[product.code, plan.code, quantity, expiry, isInForce, isDue],
      ]),
      [
        // Those that are due come first.
        ['INVOICE', 'INV', 1, '2026-06-30', false, true],
        ['ASP', 'ASP-USER', 3, '2026-12-31', true, true],
        ['SIGN', 'SIGN-1', 1, '2028-12-31', true, false],
      ],
    );
    const [asp] = await firm.listed(customer.taxCode);
    assert.deepEqual(asp, {
      externalId: null,
      productCode: 'ASP',
      productName: { vi: 'ASP Kế toán', en: 'ASP Accounting' },
      planCode: 'ASP-USER',
      planName: { vi: 'Gói ASP-USER', en: 'Plan ASP-USER' },
      quantity: 3,
      isInForce: true,
      expiry: '2026-12-31',
      temporary: false,
      next: null,
    });
  });

  it('a portal with licence ids has any number of licences of a product, and a licence takes an id over', async () => {
    const code = firm.newCode();
    await firm.declare(code, { planCode: 'ASP-FLAT', expiry: '2026-12-31' });
    const [first] = (await firm.read(code)).licenses;
    await firm.declare(
      code,
      { externalId: `L1-${code}`, planCode: 'ASP-FLAT', expiry: '2026-12-31' },
      { externalId: `L2-${code}`, planCode: 'ASP-FLAT', expiry: '2027-12-31' },
    );
    const { licenses } = await firm.read(code);
    assert.deepEqual(
      licenses.map(({ externalId, expiry }) => [externalId, expiry]),
      [
        [`L1-${code}`, '2026-12-31'],
        [`L2-${code}`, '2027-12-31'],
      ],
    );
    assert.equal(licenses[0]?.id, first?.id);
    // Without an id, either of the two could be meant; with a single one, it is that one.
    const plain = { planCode: 'ASP-FLAT', expiry: '2028-12-31' };
    const path = ['customers', 0, 'licenses', 0, 'externalId'];
    assert.deepEqual(await firm.problemsOf(declaration(code, { licenses: [plain] })), [
      { path, code: 'REQUIRED' },
    ]);
    const single = await firm.customerWith({
      ...plain,
      externalId: `S-${code}`,
      expiry: '2026-12-31',
    });
    await firm.declare(single.taxCode, plain);
    assert.deepEqual(
      (await firm.read(single.taxCode)).licenses.map(({ externalId, expiry }) => [
        externalId,
        expiry,
      ]),
      [[`S-${code}`, '2028-12-31']],
    );
  });

  it('a wrong licence is refused at its field, and nothing of the call is stored', async () => {
    const code = firm.newCode();
    const other = await firm.customerWith({
      externalId: `T-${code}`,
      planCode: 'INV',
      expiry: '2026-12-31',
    });
    const good = { planCode: 'ASP-FLAT', expiry: '2026-12-31' };
    const period = { planCode: 'INV', firstDay: '2026-01-01', lastDay: '2026-12-31' };
    const wrong: [LicenseDeclaration | Record<string, unknown>, (string | number)[], string][] = [
      [{ ...good, planCode: 'NONE' }, ['planCode'], 'INVALID'],
      [{ planCode: 'INV' }, ['expiry'], 'REQUIRED'],
      [{ expiry: '2026-12-31' }, ['planCode'], 'REQUIRED'],
      [{ ...good, productCode: 'INVOICE' }, ['productCode'], 'INVALID'],
      [{ ...good, quantity: 2 }, ['quantity'], 'INVALID'],
      [{ planCode: 'ASP-USER', expiry: '2026-12-31', quantity: 0 }, ['quantity'], 'INVALID'],
      [{ planCode: 'ASP-USER', expiry: '2026-12-31', quantity: 10_001 }, ['quantity'], 'INVALID'],
      [{ ...good, firstDay: '2027-01-01' }, ['firstDay'], 'INVALID'],
      [{ ...good, expiry: '2026-02-30' }, ['expiry'], 'INVALID'],
      [{ ...good, externalId: `T-${code}` }, ['externalId'], 'LICENSE_TAKEN'],
      [{ periods: [] }, ['periods'], 'INVALID'],
      [{ ...good, periods: [period] }, ['planCode'], 'INVALID'],
      [{ periods: [{ ...period, lastDay: '2025-12-31' }] }, ['periods', 0, 'lastDay'], 'INVALID'],
      [{ periods: [period, period] }, ['periods', 1, 'firstDay'], 'INVALID'],
      [
        {
          periods: [period, { planCode: 'SIGN-1', firstDay: '2027-01-01', lastDay: '2027-01-31' }],
        },
        ['periods', 1, 'planCode'],
        'INVALID',
      ],
    ];
    for (const [license, path, problem] of wrong) {
      const [first] = await firm.problemsOf(
        declaration(firm.newCode(), { licenses: [good, license as LicenseDeclaration] }),
      );
      const at = ['customers', 0, 'licenses', 1, ...path];
      assert.deepEqual([first?.path, first?.code], [at, problem], JSON.stringify(license));
    }
    const [taken] = await firm.problemsOf(
      declaration(code, { licenses: [{ ...good, externalId: `T-${code}`, planCode: 'INV' }] }),
    );
    assert.equal(taken?.customer?.externalId, other.taxCode);
    const twice = await firm.problemsOf(declaration(code, { licenses: [good, good] }));
    assert.deepEqual(twice, [
      { path: ['customers', 0, 'licenses', 1, 'externalId'], code: 'REQUIRED' },
    ]);
    const { results } = await firm.client.customers.lookUp.query({ taxCodes: [code] });
    assert.equal(results[0]?.outcome, 'unknown');
  });

  it('licences go with their merged customer into another, except for two that are indistinguishable', async () => {
    const [gone, stays] = [firm.newCode(), firm.newCode()];
    const asp = { planCode: 'ASP-FLAT', expiry: '2026-12-31' };
    const merge = (licenses: LicenseDeclaration[]) =>
      declaration(gone, { externalId: `G-${gone}`, mergedInto: `S-${gone}`, licenses });
    await declareCustomers(firm.server, [
      declaration(gone, {
        externalId: `G-${gone}`,
        licenses: [asp, { planCode: 'INV', expiry: '2027-06-30' }],
      }),
      declaration(stays, { externalId: `S-${gone}`, licenses: [asp] }),
    ]);
    assert.deepEqual(await firm.problemsOf(merge([])), [
      { path: ['customers', 0, 'mergedInto'], code: 'LICENSE_EXISTS' },
    ]);
    // Once one has an id, they are distinct.
    await declareCustomers(firm.server, [
      declaration(stays, {
        externalId: `S-${gone}`,
        licenses: [{ ...asp, externalId: `A-${gone}` }],
      }),
    ]);
    await declareCustomers(firm.server, [merge([{ planCode: 'SIGN-1', expiry: '2027-12-31' }])]);
    assert.deepEqual(
      (await firm.read(gone)).licenses.map(({ product, externalId }) => [product.code, externalId]),
      [
        ['ASP', null],
        ['ASP', `A-${gone}`],
        ['INVOICE', null],
        ['SIGN', null],
      ],
    );
  });

  it('licences follow their plan to another product', async () => {
    const declarePlan = (code: string, productCode: string) =>
      hostApi(firm.server, 'PUT', '/plans', { plans: [planOf(code, productCode)] });
    const customer = await firm.customerWith({ planCode: 'OTHER', expiry: '2026-12-31' });
    assert.equal(customer.licenses[0]?.product.code, 'default');
    assert.equal((await declarePlan('OTHER', 'SIGN')).status, 204);
    assert.equal((await firm.read(customer.taxCode)).licenses[0]?.product.code, 'SIGN');
    const refused = await declarePlan('OTHER', 'NONE');
    const { error } = (await refused.json()) as { error: { fieldProblems: FieldProblem[] } };
    assert.deepEqual(error.fieldProblems, [{ path: ['plans', 0, 'productCode'], code: 'INVALID' }]);
    // A customer that has one of that product already would have two.
    await firm.customerWith(
      { planCode: 'OTHER', expiry: '2026-12-31' },
      { planCode: 'INV', expiry: '2026-12-31' },
    );
    const taken = await declarePlan('OTHER', 'INVOICE');
    assert.equal(taken.status, 400);
    assert.match(await taken.text(), /LICENSE_EXISTS/);
    assert.equal((await firm.read(customer.taxCode)).licenses[0]?.product.code, 'SIGN');
  });
});
