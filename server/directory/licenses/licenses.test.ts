import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { FieldProblem } from '../../../shared/error-codes.ts';
import type { PlanDeclaration } from '../../../shared/schemas/catalog.ts';
import type { LicenseDeclaration } from '../../../shared/schemas/customer.ts';
import { toPlainText } from '../../channels/mail/mail-document.ts';
import { renderMail } from '../../channels/mail/render-mail.ts';
import { newId } from '../../database/id.ts';
import { checkMoney } from '../../payments/settlement/check-money.ts';
import {
  declaration,
  declareCustomers,
  findCustomer,
  planDeclaration,
  putPlans,
  reportTransfer,
  startTransfer,
  taxCodes,
  yearly,
} from '../../testing/test-directory.ts';
import {
  type Client,
  hostApi,
  refusal,
  signInOn,
  startTestServer,
  type TestServer,
} from '../../testing/test-server.ts';

let server: TestServer;
let client: Client;
const codes = taxCodes(60, 50_100_000);
const newCode = () => codes.pop() ?? assert.fail('no more codes');

const plan = (
  code: string,
  productCode: string | undefined,
  change: Partial<PlanDeclaration> = {},
) => planDeclaration(code, { ...(productCode ? { productCode } : {}), ...change });

before(async () => {
  server = await startTestServer();
  await on('2026-11-23');
  const product = (code: string, vi: string, en: string) => ({
    code,
    name: { vi, en },
    active: true,
  });
  const products = [
    product('ASP', 'ASP Kế toán', 'ASP Accounting'),
    product('INVOICE', 'Hóa đơn điện tử', 'E-invoice'),
    product('SIGN', 'Chữ ký số', 'Digital signature'),
  ];
  assert.equal((await hostApi(server, 'PUT', '/products', { products })).status, 204);
  await putPlans(
    server,
    plan('ASP-USER', 'ASP', { perUser: true }),
    plan('ASP-PRO', 'ASP', { perUser: true, prices: yearly(2_000_000) }),
    plan('ASP-FLAT', 'ASP'),
    plan('ASP-GAP', 'ASP', { allowsGap: true }),
    plan('ASP-GAP-DAY', 'ASP', { allowsGap: true, proration: 'day' }),
    plan('ASP-TWELVE', 'ASP', { termRule: 'anniversary' }),
    plan('INV', 'INVOICE'),
    plan('SIGN-1', 'SIGN'),
    plan('OTHER', undefined),
  );
});
after(async () => {
  const faults = await checkMoney(server.context.db);
  await server.stop();
  assert.deepEqual(faults, []);
});
beforeEach(() => on('2026-11-23'));

async function on(day: string): Promise<void> {
  client = await signInOn(server, day);
}

/** A customer with these licences. */
async function customerWith(...licenses: LicenseDeclaration[]) {
  const code = newCode();
  await declare(code, ...licenses);
  return await read(code);
}

const declare = (code: string, ...licenses: LicenseDeclaration[]) =>
  declareCustomers(server, [declaration(code, { licenses })]);

async function problemsOf(...customers: ReturnType<typeof declaration>[]): Promise<FieldProblem[]> {
  const body = { firmName: 'Minh Phát', customers };
  const response = await hostApi(server, 'PUT', '/firms/firm-1/customers', body);
  assert.equal(response.status, 400);
  const { error } = (await response.json()) as { error: { fieldProblems: FieldProblem[] } };
  return error.fieldProblems;
}

const read = (code: string) => findCustomer(client, code);

type Line = Parameters<Client['orders']['quote']['query']>[0]['lines'][number];

const quote = (...lines: Line[]) => client.orders.quote.query({ lines });

async function pay(...lines: (Line & { presentExpiry: string })[]) {
  const { totals, problems } = await quote(...lines);
  assert.deepEqual(problems, []);
  const { id } = await client.orders.place.mutate({
    requestId: newId(),
    locale: 'vi',
    invoiceTo: { kind: 'customer' },
    notify: { kind: 'accountant' },
    lines,
    confirmedTotal: totals.total,
  });
  await reportTransfer(server, await startTransfer(client, id));
  const order = await client.orders.get.query({ orderId: id });
  assert.equal(order.state, 'paid');
  return order;
}

type Listed = Record<string, unknown> & { expiry: string };

async function listed(code: string): Promise<Listed[]> {
  const response = await hostApi(server, 'GET', '/firms/firm-1/customers?limit=1000');
  const { customers } = (await response.json()) as {
    customers: { taxCode: string; licenses: Listed[] }[];
  };
  return customers.find(({ taxCode }) => taxCode === code)?.licenses ?? [];
}

describe('a customer’s licences', () => {
  it('a portal without licence ids has one licence of each product, with product, plan and users', async () => {
    const customer = await customerWith(
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
    const [asp] = await listed(customer.taxCode);
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
    const code = newCode();
    await declare(code, { planCode: 'ASP-FLAT', expiry: '2026-12-31' });
    const [first] = (await read(code)).licenses;
    await declare(
      code,
      { externalId: `L1-${code}`, planCode: 'ASP-FLAT', expiry: '2026-12-31' },
      { externalId: `L2-${code}`, planCode: 'ASP-FLAT', expiry: '2027-12-31' },
    );
    const { licenses } = await read(code);
    assert.deepEqual(
      licenses.map(({ externalId, expiry }) => [externalId, expiry]),
      [
        [`L1-${code}`, '2026-12-31'],
        [`L2-${code}`, '2027-12-31'],
      ],
    );
    assert.equal(licenses[0]?.id, first?.id);
    // Without an id, it is ambiguous which of the two is meant; with one alone, it is that one.
    const plain = { planCode: 'ASP-FLAT', expiry: '2028-12-31' };
    const path = ['customers', 0, 'licenses', 0, 'externalId'];
    assert.deepEqual(await problemsOf(declaration(code, { licenses: [plain] })), [
      { path, code: 'REQUIRED' },
    ]);
    const single = await customerWith({ ...plain, externalId: `S-${code}`, expiry: '2026-12-31' });
    await declare(single.taxCode, plain);
    assert.deepEqual(
      (await read(single.taxCode)).licenses.map(({ externalId, expiry }) => [externalId, expiry]),
      [[`S-${code}`, '2028-12-31']],
    );
  });

  it('a wrong licence is refused at its field, and nothing of the call is stored', async () => {
    const code = newCode();
    const other = await customerWith({
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
      const [first] = await problemsOf(
        declaration(newCode(), { licenses: [good, license as LicenseDeclaration] }),
      );
      const at = ['customers', 0, 'licenses', 1, ...path];
      assert.deepEqual([first?.path, first?.code], [at, problem], JSON.stringify(license));
    }
    const [taken] = await problemsOf(
      declaration(code, { licenses: [{ ...good, externalId: `T-${code}`, planCode: 'INV' }] }),
    );
    assert.equal(taken?.customer?.externalId, other.taxCode);
    const twice = await problemsOf(declaration(code, { licenses: [good, good] }));
    assert.deepEqual(twice, [
      { path: ['customers', 0, 'licenses', 1, 'externalId'], code: 'REQUIRED' },
    ]);
    const { results } = await client.customers.lookUp.query({ taxCodes: [code] });
    assert.equal(results[0]?.outcome, 'unknown');
  });

  it('licences go with their merged customer into another, except for two that are indistinguishable', async () => {
    const [gone, stays] = [newCode(), newCode()];
    const asp = { planCode: 'ASP-FLAT', expiry: '2026-12-31' };
    const merge = (licenses: LicenseDeclaration[]) =>
      declaration(gone, { externalId: `G-${gone}`, mergedInto: `S-${gone}`, licenses });
    await declareCustomers(server, [
      declaration(gone, {
        externalId: `G-${gone}`,
        licenses: [asp, { planCode: 'INV', expiry: '2027-06-30' }],
      }),
      declaration(stays, { externalId: `S-${gone}`, licenses: [asp] }),
    ]);
    assert.deepEqual(await problemsOf(merge([])), [
      { path: ['customers', 0, 'mergedInto'], code: 'LICENSE_EXISTS' },
    ]);
    // Once one has an id, they are distinct.
    await declareCustomers(server, [
      declaration(stays, {
        externalId: `S-${gone}`,
        licenses: [{ ...asp, externalId: `A-${gone}` }],
      }),
    ]);
    await declareCustomers(server, [merge([{ planCode: 'SIGN-1', expiry: '2027-12-31' }])]);
    assert.deepEqual(
      (await read(gone)).licenses.map(({ product, externalId }) => [product.code, externalId]),
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
      hostApi(server, 'PUT', '/plans', { plans: [plan(code, productCode)] });
    const customer = await customerWith({ planCode: 'OTHER', expiry: '2026-12-31' });
    assert.equal(customer.licenses[0]?.product.code, 'default');
    assert.equal((await declarePlan('OTHER', 'SIGN')).status, 204);
    assert.equal((await read(customer.taxCode)).licenses[0]?.product.code, 'SIGN');
    const refused = await declarePlan('OTHER', 'NONE');
    const { error } = (await refused.json()) as { error: { fieldProblems: FieldProblem[] } };
    assert.deepEqual(error.fieldProblems, [{ path: ['plans', 0, 'productCode'], code: 'INVALID' }]);
    // A customer that has one of that product already would have two.
    await customerWith(
      { planCode: 'OTHER', expiry: '2026-12-31' },
      { planCode: 'INV', expiry: '2026-12-31' },
    );
    const taken = await declarePlan('OTHER', 'INVOICE');
    assert.equal(taken.status, 400);
    assert.match(await taken.text(), /LICENSE_EXISTS/);
    assert.equal((await read(customer.taxCode)).licenses[0]?.product.code, 'SIGN');
  });
});

describe('periods that the portal declares', () => {
  const days = (first: string, last: string, quantity: number, planCode = 'ASP-USER') => ({
    ...{ firstDay: first, lastDay: last, planCode, quantity },
  });

  it('periods declared by the portal give plan and users of today, and the next ones', async () => {
    const customer = await customerWith({
      periods: [
        days('2027-01-01', '2027-12-31', 5, 'ASP-PRO'),
        days('2026-01-01', '2026-12-31', 2),
        days('2029-01-01', '2029-12-31', 9),
      ],
    });
    const standing = async () => {
      const { plan, quantity, expiry, next, renewal, isInForce } =
        (await read(customer.taxCode)).licenses[0] ?? assert.fail();
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
    await on('2027-01-01');
    assert.deepEqual(await standing(), ['ASP-PRO', 5, '2027-12-31', '2029-01-01', 9, 5, true]);
    await on('2028-06-01');
    assert.deepEqual(await standing(), ['ASP-PRO', 5, '2027-12-31', '2029-01-01', 9, 5, false]);
    await on('2029-01-01');
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
    const customer = await customerWith({ periods: [days('2026-01-01', '2026-12-31', 2)] });
    const [license] = customer.licenses;
    await pay({
      ...{ customerId: customer.id, firstFiscalYear: 2027, years: 1, quantity: 4 },
      presentExpiry: license?.expiry ?? '',
    });
    // Read before the payment: it ends earlier.
    await declare(customer.taxCode, { periods: [days('2026-01-01', '2026-12-31', 7)] });
    assert.equal((await read(customer.taxCode)).licenses[0]?.quantity, 2);
    await declare(customer.taxCode, {
      periods: [days('2026-01-01', '2026-12-31', 3), days('2027-01-01', '2028-12-31', 6)],
    });
    const rows = await server.context.db
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
    const customer = await customerWith(word(2, '2026-12-31'));
    const standing = async () => {
      const [license] = await listed(customer.taxCode);
      return [license?.quantity, license?.expiry, license?.next];
    };
    await declare(customer.taxCode, word(3, '2026-12-31'));
    assert.deepEqual(await standing(), [3, '2026-12-31', null]);
    await declare(customer.taxCode, word(9, '2026-06-30'));
    assert.deepEqual(await standing(), [3, '2026-12-31', null], 'an earlier one is old');
    await declare(customer.taxCode, { ...word(4, '2028-12-31'), firstDay: '2028-01-01' });
    assert.deepEqual(await standing(), [
      ...[4, '2026-12-31'],
      { firstDay: '2028-01-01', lastDay: '2028-12-31', planCode: 'ASP-USER', quantity: 4 },
    ]);
    // Our own data, sent back, changes nothing.
    const count = () =>
      server.context.db
        .selectFrom('license_periods')
        .select('id')
        .execute()
        .then(({ length }) => length);
    const before = await count();
    await declare(customer.taxCode, word(4, '2026-12-31'));
    assert.equal(await count(), before);
  });
});

describe('a line', () => {
  it('a line names its licence where the customer has several, and it must be the customer’s', async () => {
    const customer = await customerWith(
      { planCode: 'ASP-FLAT', expiry: '2026-12-31' },
      { planCode: 'INV', expiry: '2026-12-31' },
    );
    const other = await customerWith({ planCode: 'ASP-FLAT', expiry: '2026-12-31' });
    const line = { customerId: customer.id, firstFiscalYear: 2027, years: 1 };
    const [asp, inv] = customer.licenses;
    const { lines, problems } = await quote(
      { ...line, licenseId: asp?.id },
      { ...line, licenseId: inv?.id },
      line,
      { ...line, licenseId: other.licenses[0]?.id },
      { ...line, licenseId: asp?.id },
    );
    assert.deepEqual(
      problems.map(({ row, field, code }) => [row, field, code]),
      [
        [2, 'licenseId', 'LICENSE_REQUIRED'],
        [3, 'licenseId', 'LICENSE_NOT_FOUND'],
        [4, 'customerId', 'DUPLICATE_ROW'],
      ],
    );
    assert.deepEqual(
      lines.map(({ row, licenseId, product, plan }) => [row, licenseId, product.code, plan.code]),
      [
        [0, asp?.id, 'ASP', 'ASP-FLAT'],
        [1, inv?.id, 'INVOICE', 'INV'],
      ],
    );
  });

  it('a line that names no licence is its quotation’s, also once the customer has others', async () => {
    const first = { planCode: 'ASP-FLAT', expiry: '2026-12-31' };
    const { id: customerId, taxCode, licenses } = await customerWith(first);
    const lines = [{ customerId, firstFiscalYear: 2027, years: 1 }];
    const { id: quotationId } = await client.quotations.save.mutate({ lines });
    await declare(taxCode, { planCode: 'INV', expiry: '2026-12-31' }, first);
    const quoted = await client.orders.quote.query({ lines, quotationId });
    assert.deepEqual(quoted.problems, []);
    assert.deepEqual(
      quoted.lines.map(({ licenseId }) => licenseId),
      [licenses[0]?.id],
    );
    assert.equal((await quote(...lines)).problems[0]?.code, 'LICENSE_REQUIRED');
  });

  it('a line takes a plan of the licence’s product, and users where that is sold by user', async () => {
    const customer = await customerWith({
      planCode: 'ASP-USER',
      quantity: 3,
      expiry: '2026-12-10',
    });
    const plans = await client.catalog.plans.query();
    const planId = (code: string) => plans.find((each) => each.code === code)?.id ?? '';
    const line = { customerId: customer.id, firstFiscalYear: 2027, years: 1 };
    const priced = async (change: Partial<Line>) => {
      const { lines, problems } = await quote({ ...line, ...change });
      const [quoted] = lines;
      return quoted
        ? [
            quoted.plan.code,
            quoted.quantity,
            quoted.presentQuantity,
            quoted.list,
            quoted.choices[0]?.list,
          ]
        : problems.map(({ field, code }) => [field, code])[0];
    };
    assert.deepEqual(await priced({}), ['ASP-USER', 3, 3, 3_000_000, 3_000_000]);
    assert.deepEqual(await priced({ quantity: 5 }), ['ASP-USER', 5, 3, 5_000_000, 5_000_000]);
    assert.deepEqual(await priced({ planId: planId('ASP-PRO'), quantity: 1 }), [
      ...['ASP-PRO', 1, 3, 2_000_000, 2_000_000],
    ]);
    assert.deepEqual(await priced({ planId: planId('ASP-FLAT') }), [
      'ASP-FLAT',
      1,
      3,
      1_000_000,
      1_000_000,
    ]);
    assert.deepEqual(await priced({ planId: planId('ASP-FLAT'), quantity: 2 }), [
      'quantity',
      'QUANTITY_NOT_SOLD',
    ]);
    assert.deepEqual(await priced({ planId: planId('INV') }), ['planId', 'PLAN_OF_OTHER_PRODUCT']);
    assert.deepEqual(await priced({ quantity: 10_000 }), ['quantity', 'AMOUNT_TOO_LARGE']);
    await assert.rejects(priced({ quantity: 0 }));
    await assert.rejects(priced({ quantity: 10_001 }));
  });

  it('a line with other users and another plan puts them in force where its days begin, with remarks', async () => {
    const customer = await customerWith({
      planCode: 'ASP-USER',
      quantity: 3,
      expiry: '2026-12-10',
    });
    const plans = await client.catalog.plans.query();
    const order = await pay({
      customerId: customer.id,
      licenseId: customer.licenses[0]?.id,
      planId: plans.find((each) => each.code === 'ASP-PRO')?.id,
      quantity: 5,
      firstFiscalYear: 2027,
      years: 1,
      presentExpiry: '2026-12-10',
    });
    const [line] = order.lines;
    assert.deepEqual(
      [line?.quantity, line?.presentQuantity, line?.product.code, line?.changesPlan, line?.list],
      [5, 3, 'ASP', true, 10_000_000],
    );
    const [license] = await listed(customer.taxCode);
    assert.deepEqual(
      [license?.planCode, license?.quantity, license?.expiry, license?.next],
      [
        ...['ASP-USER', 3, '2027-12-31'],
        { firstDay: '2026-12-11', lastDay: '2027-12-31', planCode: 'ASP-PRO', quantity: 5 },
      ],
    );
    const { payload } = await server.context.db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', 'order_placed')
      .where('payload', 'like', `%${order.id}%`)
      .executeTakeFirstOrThrow();
    const mail = await renderMail(server.context, { kind: 'order_placed', ...JSON.parse(payload) });
    assert.ok(mail);
    assert.match(toPlainText(mail), /Gói ASP-PRO, 5 người dùng/);
    assert.match(toPlainText(mail), /Đổi gói: Gói ASP-USER → Gói ASP-PRO/);
    assert.match(toPlainText(mail), /\+2 người dùng/);
    const { url } = await client.paymentLinks.create.mutate({ orderId: order.id });
    assert.match(await (await fetch(url)).text(), /Gói ASP-PRO, 5 người dùng/);
    const invoices = await hostApi(server, 'GET', '/invoice-requests?limit=1000');
    assert.match(
      await invoices.text(),
      /phần mềm ASP Kế toán – Gói ASP-PRO, 5 người dùng, năm tài chính 2027/,
    );
    await on('2026-12-11');
    const [later] = await listed(customer.taxCode);
    assert.deepEqual([later?.planCode, later?.quantity, later?.next], ['ASP-PRO', 5, null]);
  });

  it('a line may begin later where its plan allows a gap, and a line that fills the gap ends before it', async () => {
    const customer = await customerWith({ planCode: 'ASP-GAP', expiry: '2026-12-31' });
    const line = { customerId: customer.id, years: 1, presentExpiry: '2026-12-31' };
    await pay({ ...line, firstFiscalYear: 2028 });
    const [license] = await listed(customer.taxCode);
    assert.deepEqual(
      [license?.expiry, license?.next],
      [
        '2026-12-31',
        { firstDay: '2028-01-01', lastDay: '2028-12-31', planCode: 'ASP-GAP', quantity: 1 },
      ],
    );
    const covered = { row: 0, code: 'COVERED_LATER', from: '2028-01-01', until: '2027-12-31' };
    for (const [change, field] of [
      [{ firstFiscalYear: 2027, years: 2 }, 'years'],
      [{ firstFiscalYear: 2028 }, 'firstFiscalYear'],
      [{ firstFiscalYear: 2029 }, 'firstFiscalYear'],
    ] as const) {
      const { problems } = await quote({ ...line, ...change });
      assert.deepEqual(problems, [{ ...covered, field }]);
    }
    await pay({ ...line, firstFiscalYear: 2027 });
    assert.deepEqual(
      (await listed(customer.taxCode)).map(({ expiry }) => expiry),
      ['2028-12-31'],
    );
  });

  it('a term of whole years that reaches later days is refused by its years: its first year is not chosen', async () => {
    const customer = await customerWith({ planCode: 'ASP-GAP', expiry: '2027-06-30' });
    const line = { customerId: customer.id, years: 1, presentExpiry: '2027-06-30' };
    await pay({ ...line, firstFiscalYear: 2028 });
    const plans = await client.catalog.plans.query();
    const planId = plans.find(({ code }) => code === 'ASP-TWELVE')?.id;
    const { problems } = await quote({ ...line, planId, firstFiscalYear: 2027 });
    assert.deepEqual(problems, [
      { row: 0, code: 'COVERED_LATER', field: 'years', from: '2028-01-01', until: '2027-12-31' },
    ]);
  });

  it('a chosen end date may be the day before later days, and not the first of them', async () => {
    const customer = await customerWith({ planCode: 'ASP-GAP-DAY', expiry: '2026-12-31' });
    const line = { customerId: customer.id, years: 1, presentExpiry: '2026-12-31' };
    await pay({ ...line, firstFiscalYear: 2028 });
    const until = async (until: string) =>
      (await quote({ ...line, firstFiscalYear: 2027, until })).problems;
    assert.deepEqual(await until('2028-01-01'), [
      { row: 0, code: 'COVERED_LATER', field: 'until', from: '2028-01-01', until: '2027-12-31' },
    ]);
    assert.deepEqual(await until('2027-12-31'), []);
  });
});

it('a licence that only a promise to pay keeps in force is in force, and says so', async () => {
  await putPlans(server, plan('PROMISE', 'SIGN', { commitmentDays: 60 }));
  const customer = await customerWith({ planCode: 'PROMISE', expiry: '2026-11-20' });
  const line = { customerId: customer.id, firstFiscalYear: 2026, years: 2 };
  const { totals } = await quote(line);
  const { id } = await client.orders.place.mutate({
    requestId: newId(),
    locale: 'vi',
    invoiceTo: { kind: 'customer' },
    notify: { kind: 'accountant' },
    lines: [{ ...line, presentExpiry: '2026-11-20' }],
    confirmedTotal: totals.total,
  });
  const standing = async () => {
    const [license] = await listed(customer.taxCode);
    return [license?.isInForce, license?.expiry, license?.temporary];
  };
  assert.deepEqual(await standing(), [false, '2026-11-20', false]);
  await client.orders.commit.mutate({ orderId: id, payBy: '2026-12-10', confirmed: true });
  assert.deepEqual(await standing(), [true, '2026-12-10', true]);
  // The days until the promise are not claimed for the time before it.
  const periods = await server.context.db
    .selectFrom('license_periods')
    .select(['first_day', 'last_day', 'ended_at'])
    .where('source', '=', 'commitment')
    .where('license_id', '=', customer.licenses[0]?.id ?? '')
    .execute();
  assert.deepEqual(periods, [{ first_day: '2026-11-23', last_day: '2026-12-10', ended_at: null }]);
  await reportTransfer(server, await startTransfer(client, id));
  assert.deepEqual(await standing(), [true, '2027-12-31', false]);
});

it('a quotation keeps its licence and users, and is told from others', async () => {
  const customer = await customerWith(
    { externalId: `Q1-${newId()}`, planCode: 'ASP-USER', quantity: 2, expiry: '2026-12-31' },
    { externalId: `Q2-${newId()}`, planCode: 'ASP-USER', quantity: 2, expiry: '2026-12-31' },
  );
  const [first, second] = customer.licenses;
  const line = { customerId: customer.id, firstFiscalYear: 2027, years: 1, quantity: 4 };
  const lines = [{ ...line, licenseId: first?.id }];
  const { id: quotationId, total } = await client.quotations.save.mutate({ lines });
  assert.equal(total, 4_000_000);
  const saved = await client.quotations.get.query({ quotationId });
  assert.deepEqual(
    saved.lines.map(({ licenseId, quantity }) => [licenseId, quantity]),
    [[first?.id, 4]],
  );
  const quoted = await client.orders.quote.query({ lines, quotationId });
  assert.deepEqual(
    quoted.lines.map(({ licenseId, quantity, list }) => [licenseId, quantity, list]),
    [[first?.id, 4, 4_000_000]],
  );
  for (const other of [
    { ...line, licenseId: second?.id },
    { ...line, licenseId: first?.id, quantity: 5 },
  ]) {
    const differs = client.orders.quote.query({ lines: [other], quotationId });
    assert.equal((await refusal(differs)).code, 'QUOTATION_DIFFERS');
  }
});
