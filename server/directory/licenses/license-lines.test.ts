import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { toPlainText } from '../../channels/mail/document/mail-document.ts';
import { renderMail } from '../../channels/mail/render-mail.ts';
import { newId } from '../../database/id.ts';
import { FirmWithProducts, type Line, planOf } from '../../testing/firm-with-products.ts';
import { putPlans, reportTransfer, startTransfer } from '../../testing/test-directory.ts';
import { hostApi, refusal } from '../../testing/test-server.ts';

let firm: FirmWithProducts;

before(async () => {
  firm = await FirmWithProducts.open();
});
after(() => firm.close());
beforeEach(() => firm.on('2026-11-23'));

describe('a line', () => {
  it('a line names its licence where the customer has several, and it must be the customer’s', async () => {
    const customer = await firm.customerWith(
      { planCode: 'ASP-FLAT', expiry: '2026-12-31' },
      { planCode: 'INV', expiry: '2026-12-31' },
    );
    const other = await firm.customerWith({ planCode: 'ASP-FLAT', expiry: '2026-12-31' });
    const line = { customerId: customer.id, firstFiscalYear: 2027, years: 1 };
    const [asp, inv] = customer.licenses;
    const { lines, problems } = await firm.quote(
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
    const { id: customerId, taxCode, licenses } = await firm.customerWith(first);
    const lines = [{ customerId, firstFiscalYear: 2027, years: 1 }];
    const { id: quotationId } = await firm.client.quotations.save.mutate({ lines });
    await firm.declare(taxCode, { planCode: 'INV', expiry: '2026-12-31' }, first);
    const quoted = await firm.client.orders.quote.query({ lines, quotationId });
    assert.deepEqual(quoted.problems, []);
    assert.deepEqual(
      quoted.lines.map(({ licenseId }) => licenseId),
      [licenses[0]?.id],
    );
    assert.equal((await firm.quote(...lines)).problems[0]?.code, 'LICENSE_REQUIRED');
  });

  it('a line takes a plan of the licence’s product, and users where that is sold by user', async () => {
    const customer = await firm.customerWith({
      planCode: 'ASP-USER',
      quantity: 3,
      expiry: '2026-12-10',
    });
    const plans = await firm.client.catalog.plans.query();
    const planId = (code: string) => plans.find((each) => each.code === code)?.id ?? '';
    const line = { customerId: customer.id, firstFiscalYear: 2027, years: 1 };
    const priced = async (change: Partial<Line>) => {
      const { lines, problems } = await firm.quote({ ...line, ...change });
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
    const customer = await firm.customerWith({
      planCode: 'ASP-USER',
      quantity: 3,
      expiry: '2026-12-10',
    });
    const plans = await firm.client.catalog.plans.query();
    const order = await firm.pay({
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
    const [license] = await firm.listed(customer.taxCode);
    assert.deepEqual(
      [license?.planCode, license?.quantity, license?.expiry, license?.next],
      [
        ...['ASP-USER', 3, '2027-12-31'],
        { firstDay: '2026-12-11', lastDay: '2027-12-31', planCode: 'ASP-PRO', quantity: 5 },
      ],
    );
    const { payload } = await firm.server.context.db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', 'order_placed')
      .where('payload', 'like', `%${order.id}%`)
      .executeTakeFirstOrThrow();
    const mail = await renderMail(firm.server.context, {
      kind: 'order_placed',
      ...JSON.parse(payload),
    });
    assert.ok(mail);
    assert.match(toPlainText(mail), /Gói ASP-PRO, 5 người dùng/);
    assert.match(toPlainText(mail), /Đổi gói: Gói ASP-USER → Gói ASP-PRO/);
    assert.match(toPlainText(mail), /\+2 người dùng/);
    const { url } = await firm.client.paymentLinks.create.mutate({ orderId: order.id });
    assert.match(await (await fetch(url)).text(), /Gói ASP-PRO, 5 người dùng/);
    const invoices = await hostApi(firm.server, 'GET', '/invoice-requests?limit=1000');
    assert.match(
      await invoices.text(),
      /phần mềm ASP Kế toán – Gói ASP-PRO, 5 người dùng, năm tài chính 2027/,
    );
    await firm.on('2026-12-11');
    const [later] = await firm.listed(customer.taxCode);
    assert.deepEqual([later?.planCode, later?.quantity, later?.next], ['ASP-PRO', 5, null]);
  });

  it('a line may begin later where its plan allows a gap, and a line that fills the gap ends before it', async () => {
    const customer = await firm.customerWith({ planCode: 'ASP-GAP', expiry: '2026-12-31' });
    const line = { customerId: customer.id, years: 1, presentExpiry: '2026-12-31' };
    await firm.pay({ ...line, firstFiscalYear: 2028 });
    const [license] = await firm.listed(customer.taxCode);
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
      const { problems } = await firm.quote({ ...line, ...change });
      assert.deepEqual(problems, [{ ...covered, field }]);
    }
    await firm.pay({ ...line, firstFiscalYear: 2027 });
    assert.deepEqual(
      (await firm.listed(customer.taxCode)).map(({ expiry }) => expiry),
      ['2028-12-31'],
    );
  });

  it('a term of whole years that reaches later days is refused by its years: its first year is not chosen', async () => {
    const customer = await firm.customerWith({ planCode: 'ASP-GAP', expiry: '2027-06-30' });
    const line = { customerId: customer.id, years: 1, presentExpiry: '2027-06-30' };
    await firm.pay({ ...line, firstFiscalYear: 2028 });
    const plans = await firm.client.catalog.plans.query();
    const planId = plans.find(({ code }) => code === 'ASP-TWELVE')?.id;
    const { problems } = await firm.quote({ ...line, planId, firstFiscalYear: 2027 });
    assert.deepEqual(problems, [
      { row: 0, code: 'COVERED_LATER', field: 'years', from: '2028-01-01', until: '2027-12-31' },
    ]);
  });

  it('a chosen end date may be the day before later days, and not the first of them', async () => {
    const customer = await firm.customerWith({ planCode: 'ASP-GAP-DAY', expiry: '2026-12-31' });
    const line = { customerId: customer.id, years: 1, presentExpiry: '2026-12-31' };
    await firm.pay({ ...line, firstFiscalYear: 2028 });
    const until = async (until: string) =>
      (await firm.quote({ ...line, firstFiscalYear: 2027, until })).problems;
    assert.deepEqual(await until('2028-01-01'), [
      { row: 0, code: 'COVERED_LATER', field: 'until', from: '2028-01-01', until: '2027-12-31' },
    ]);
    assert.deepEqual(await until('2027-12-31'), []);
  });
});

it('a licence that only a promise to pay keeps in force is in force, and says so', async () => {
  await putPlans(firm.server, planOf('PROMISE', 'SIGN', { commitmentDays: 60 }));
  const customer = await firm.customerWith({ planCode: 'PROMISE', expiry: '2026-11-20' });
  const line = { customerId: customer.id, firstFiscalYear: 2026, years: 2 };
  const { totals } = await firm.quote(line);
  const { id } = await firm.client.orders.place.mutate({
    requestId: newId(),
    locale: 'vi',
    invoiceTo: { kind: 'customer' },
    notify: { kind: 'accountant' },
    lines: [{ ...line, presentExpiry: '2026-11-20' }],
    confirmedTotal: totals.total,
  });
  const standing = async () => {
    const [license] = await firm.listed(customer.taxCode);
    return [license?.isInForce, license?.expiry, license?.temporary];
  };
  assert.deepEqual(await standing(), [false, '2026-11-20', false]);
  await firm.client.orders.commit.mutate({ orderId: id, payBy: '2026-12-10', confirmed: true });
  assert.deepEqual(await standing(), [true, '2026-12-10', true]);
  // The days until the promise are not claimed for the time before it.
  const periods = await firm.server.context.db
    .selectFrom('license_periods')
    .select(['first_day', 'last_day', 'ended_at'])
    .where('source', '=', 'commitment')
    .where('license_id', '=', customer.licenses[0]?.id ?? '')
    .execute();
  assert.deepEqual(periods, [{ first_day: '2026-11-23', last_day: '2026-12-10', ended_at: null }]);
  await reportTransfer(firm.server, await startTransfer(firm.client, id));
  assert.deepEqual(await standing(), [true, '2027-12-31', false]);
});

it('a quotation keeps its licence and users, and is told from others', async () => {
  const customer = await firm.customerWith(
    { externalId: `Q1-${newId()}`, planCode: 'ASP-USER', quantity: 2, expiry: '2026-12-31' },
    { externalId: `Q2-${newId()}`, planCode: 'ASP-USER', quantity: 2, expiry: '2026-12-31' },
  );
  const [first, second] = customer.licenses;
  const line = { customerId: customer.id, firstFiscalYear: 2027, years: 1, quantity: 4 };
  const lines = [{ ...line, licenseId: first?.id }];
  const { id: quotationId, total } = await firm.client.quotations.save.mutate({ lines });
  assert.equal(total, 4_000_000);
  const saved = await firm.client.quotations.get.query({ quotationId });
  assert.deepEqual(
    saved.lines.map(({ licenseId, quantity }) => [licenseId, quantity]),
    [[first?.id, 4]],
  );
  const quoted = await firm.client.orders.quote.query({ lines, quotationId });
  assert.deepEqual(
    quoted.lines.map(({ licenseId, quantity, list }) => [licenseId, quantity, list]),
    [[first?.id, 4, 4_000_000]],
  );
  for (const other of [
    { ...line, licenseId: second?.id },
    { ...line, licenseId: first?.id, quantity: 5 },
  ]) {
    const differs = firm.client.orders.quote.query({ lines: [other], quotationId });
    assert.equal((await refusal(differs)).code, 'QUOTATION_DIFFERS');
  }
});
