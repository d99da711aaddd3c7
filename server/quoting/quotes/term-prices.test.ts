import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { MAX_DONG } from '../../../shared/money.ts';
import { quoteSchema } from '../../../shared/schemas/quote.ts';
import {
  TERM_PRICE_ROWS,
  TERM_PRICE_TODAY,
  TERM_PRICES,
  type TermPriceRow,
} from '../../../shared/vectors/term-prices.ts';
import { newId } from '../../database/id.ts';
import { checkMoney } from '../../payments/settlement/check-money.ts';
import { moveLicense } from '../../testing/move-license.ts';
import {
  declaration,
  declareCustomers,
  findLicensed,
  openFirm,
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
  type TestServer,
} from '../../testing/test-server.ts';

/** The rows that the API can be asked for: a licence that is here has an expiry. */
const ROWS = TERM_PRICE_ROWS.filter(({ expiry }) => expiry !== null);

let server: TestServer;
let client: Client;
const codes = taxCodes(100, 70_000_000);

before(async () => {
  ({ server, client } = await openFirm([]));
});
after(() => server.stop());

async function on(day: string): Promise<void> {
  client = await signInOn(server, day);
}

/** A row's plan, and a customer with a licence of it. */
type LicenseOfRow = Pick<
  TermPriceRow,
  'expiry' | 'start' | 'plan' | 'pricePerYear' | 'quantity' | 'presentQuantity'
>;

async function licenseFor(row: LicenseOfRow) {
  const code = codes.pop() ?? '';
  const { pricePerYear } = row;
  const perUser = row.quantity !== undefined;
  const prices = pricePerYear ? yearly(pricePerYear) : TERM_PRICES;
  await putPlans(server, planDeclaration(`P-${code}`, { ...row.plan, perUser, prices }));
  const quantity = row.presentQuantity ?? row.quantity ?? 1;
  const license = { planCode: `P-${code}`, quantity, expiry: row.expiry ?? '' };
  await declareCustomers(server, [declaration(code, { license, fiscalYearStart: row.start ?? 1 })]);
  return code;
}

const customerOf = (code: string) => findLicensed(client, code);

async function lineFor(
  code: string,
  row: { year?: number; years?: number; until?: string; quantity?: number } = {},
) {
  const { id: customerId, license } = await customerOf(code);
  return {
    customerId,
    planId: license.renewal.planId,
    firstFiscalYear: row.year ?? license.defaultYear.fiscalYear,
    years: row.years ?? 1,
    ...(row.until ? { until: row.until } : {}),
    ...(row.quantity ? { quantity: row.quantity } : {}),
    presentExpiry: license.expiry,
  };
}

type Line = Awaited<ReturnType<typeof lineFor>>;

async function place(line: Line, quotationId?: string) {
  const prices = { lines: [line], ...(quotationId ? { quotationId } : {}) };
  const { totals } = await client.orders.quote.query(prices);
  return await client.orders.place.mutate({
    requestId: newId(),
    locale: 'vi',
    invoiceTo: { kind: 'customer' },
    notify: { kind: 'accountant' },
    ...prices,
    confirmedTotal: totals.total,
  });
}

interface ListedLicense {
  expiry: string;
  quantity: number;
  next: { firstDay: string; lastDay: string; quantity: number } | null;
}

const expiryInPortal = async (code: string) => (await licenseInPortal(code)).expiry;

async function licenseInPortal(code: string): Promise<ListedLicense> {
  const response = await hostApi(server, 'GET', '/firms/firm-1/customers?limit=1000');
  const { customers } = (await response.json()) as {
    customers: { taxCode: string; licenses: ListedLicense[] }[];
  };
  const { licenses } = customers.find(({ taxCode }) => taxCode === code) ?? assert.fail();
  return licenses[0] ?? assert.fail();
}

const later = (a: string, b: string | null) => (b !== null && b > a ? b : a);

describe('terms and prices reckoned by hand, through the API', () => {
  for (const row of ROWS) {
    it(`terms and prices reckoned by hand are quoted, ordered, paid and in force for ${row.name}`, async () => {
      await on(row.today ?? TERM_PRICE_TODAY);
      const code = await licenseFor(row);
      const line = await lineFor(code, row);
      const answer = await client.orders.quote.query({ lines: [line] });
      assert.deepEqual(quoteSchema.parse(answer), answer);
      assert.deepEqual(answer.problems, []);
      const [quoted] = answer.lines;
      assert.ok(quoted);
      assert.deepEqual(
        [quoted.firstDay, quoted.newExpiry, quoted.list, quoted.until],
        [row.firstDay, row.lastDay, row.list, row.until ?? null],
      );
      assert.equal(
        quoted.parts.reduce((sum, part) => sum + part.list, 0),
        row.list,
      );
      if (row.gained !== undefined) assert.equal(quoted.daysGained, row.gained);
      if (row.choices) {
        const years = quoted.choices.map(({ fiscalYear }) => fiscalYear);
        assert.deepEqual(years, row.choices);
      }
      const { id } = await place(line);
      await reportTransfer(server, await startTransfer(client, id));
      const order = await client.orders.get.query({ orderId: id });
      const [paid] = order.lines;
      assert.deepEqual(
        [order.state, paid?.firstDay, paid?.list, paid?.until],
        ['paid', row.firstDay, row.list, row.until ?? null],
      );
      assert.deepEqual(
        paid?.chargedParts.map(({ charged }) => charged),
        quoted.parts.flatMap(({ charged }) => (charged ? [charged] : [])),
      );
      assert.deepEqual(
        [paid?.quantity, paid?.presentQuantity],
        [row.quantity ?? 1, row.presentQuantity ?? row.quantity ?? 1],
      );
      const { expiry, next } = await licenseInPortal(code);
      // After a gap, the days are there and not in force until they begin.
      assert.equal(expiry, row.gap ? row.expiry : later(row.lastDay, row.expiry));
      if (row.gap) {
        assert.deepEqual(
          [next?.firstDay, next?.lastDay, next?.quantity],
          [row.firstDay, row.lastDay, row.quantity ?? 1],
        );
      }
    });
  }

  it('terms and prices reckoned by hand leave the books in balance', async () => {
    assert.deepEqual(await checkMoney(server.context.db), []);
  });
});

describe('several licences of one customer', () => {
  it('several licences of one customer are brought to one end date by one order, each for its own days, plan and users', async () => {
    await on(TERM_PRICE_TODAY);
    const [taxCode = '', until] = [codes.pop(), '2027-12-31'];
    for (const [plan, change] of [
      ['A', { proration: 'month' }],
      ['B', { proration: 'day', perUser: true }],
      ['C', { proration: 'month' }],
    ] as const) {
      await putPlans(
        server,
        planDeclaration(`${plan}-${taxCode}`, { ...change, prices: TERM_PRICES }),
      );
    }
    const licenses = [
      { externalId: 'CO-A', planCode: `A-${taxCode}`, expiry: '2027-03-31' },
      { externalId: 'CO-B', planCode: `B-${taxCode}`, expiry: '2027-06-30', quantity: 5 },
      { externalId: 'CO-C', planCode: `C-${taxCode}`, expiry: '2026-12-31' },
    ];
    await declareCustomers(server, [declaration(taxCode, { licenses })]);
    const { results } = await client.customers.lookUp.query({ taxCodes: [taxCode] });
    const [found] = results;
    assert.equal(found?.outcome, 'found');
    const { customer } = found as Extract<typeof found, { outcome: 'found' }>;
    const lines = customer.licenses
      .toSorted((a, b) => ((a.externalId ?? '') < (b.externalId ?? '') ? -1 : 1))
      .map(({ id, expiry, defaultYear: { fiscalYear } }) => ({
        ...{ customerId: customer.id, licenseId: id, presentExpiry: expiry },
        ...{ firstFiscalYear: fiscalYear, years: 1, until },
      }));
    const quoted = await client.orders.quote.query({ lines });
    assert.deepEqual(quoted.problems, []);
    assert.deepEqual(
      quoted.lines.map(({ firstDay, newExpiry, list }) => [firstDay, newExpiry, list]),
      [
        // 2,950,000 × 9 ÷ 12
        ['2027-04-01', until, 2_212_500],
        // 5 × 2,950,000 × 184 ÷ 365 = 7,435,616.44
        ['2027-07-01', until, 7_435_616],
        // All twelve months: the price of the year
        ['2027-01-01', until, 2_950_000],
      ],
    );
    assert.equal(quoted.totals.total, 12_598_116);
    const { id } = await client.orders.place.mutate({
      requestId: newId(),
      locale: 'vi',
      invoiceTo: { kind: 'customer' },
      notify: { kind: 'accountant' },
      lines,
      confirmedTotal: quoted.totals.total,
    });
    await reportTransfer(server, await startTransfer(client, id));
    const after = await client.customers.lookUp.query({ taxCodes: [taxCode] });
    const own = after.results[0]?.outcome === 'found' ? after.results[0].customer.licenses : [];
    assert.deepEqual(
      own.map(({ expiry }) => expiry),
      [until, until, until],
    );
    assert.deepEqual(await checkMoney(server.context.db), []);
  });
});

describe('one end date', () => {
  const byMonth = { expiry: '2026-12-31', plan: { proration: 'month' } } as const;

  it('one end date requires plans that charge by month or day, and a day that adds something', async () => {
    await on(TERM_PRICE_TODAY);
    const problemsOf = async (code: string, until: string) => {
      const line = await lineFor(code, { until });
      return (await client.orders.quote.query({ lines: [line] })).problems;
    };
    const wrong = { row: 0, field: 'until' };
    for (const plan of [{}, { termRule: 'anniversary', proration: 'month' } as const]) {
      const whole = await licenseFor({ expiry: '2026-12-31', plan });
      assert.deepEqual(await problemsOf(whole, '2027-06-30'), [
        { ...wrong, code: 'UNTIL_NOT_SOLD' },
      ]);
    }
    const code = await licenseFor(byMonth);
    const range = { from: '2027-01-01', until: '2031-12-31' };
    const offered = async (own: string) => {
      const { lines } = await client.orders.quote.query({ lines: [await lineFor(own)] });
      return lines[0]?.untilRange;
    };
    assert.deepEqual(await offered(code), range);
    assert.equal(await offered(await licenseFor({ expiry: '2026-12-31', plan: {} })), null);
    for (const until of ['2026-12-31', '2020-01-01', '2032-01-01', '9999-12-31']) {
      const expected = { ...wrong, code: 'UNTIL_OUT_OF_RANGE', ...range };
      assert.deepEqual(await problemsOf(code, until), [expected], until);
    }
    for (const until of [range.from, range.until]) {
      assert.deepEqual(await problemsOf(code, until), [], until);
    }
    const odd = { ...(await lineFor(code)), until: '2027-02-30' };
    const fault = await refusal(client.orders.quote.query({ lines: [odd] }));
    assert.deepEqual(
      [fault.code, fault.fieldProblems?.[0]?.path],
      ['INVALID_INPUT', ['lines', 0, 'until']],
    );
  });

  it('one end date can be continued to the end of its fiscal year by another order', async () => {
    await on(TERM_PRICE_TODAY);
    const code = await licenseFor(byMonth);
    const first = await place(await lineFor(code, { until: '2027-06-30' }));
    const second = await client.orders.quote.query({ lines: [await lineFor(code)] });
    assert.equal(second.problems[0]?.code, 'ALREADY_ORDERED');
    await reportTransfer(server, await startTransfer(client, first.id));
    const rest = await place(await lineFor(code));
    await reportTransfer(server, await startTransfer(client, rest.id));
    const { lines, totals } = await client.orders.get.query({ orderId: rest.id });
    assert.deepEqual(
      [totals.total, lines[0]?.firstDay, lines[0]?.newExpiry],
      [1_475_000, '2027-07-01', '2027-12-31'],
    );
    assert.equal(await expiryInPortal(code), '2027-12-31');
  });

  it('one end date is kept by a quotation with its price, and differs from another end', async () => {
    await on(TERM_PRICE_TODAY);
    const code = await licenseFor(byMonth);
    const { presentExpiry, ...line } = await lineFor(code, { until: '2027-06-30' });
    const quotation = await client.quotations.save.mutate({ lines: [line] });
    await putPlans(
      server,
      planDeclaration(`P-${code}`, {
        prices: [{ fromFiscalYear: 2020, pricePerYear: 9_000_000 }],
      }),
    );
    const { until: _, ...other } = line;
    const differs = client.orders.quote.query({ lines: [other], quotationId: quotation.id });
    assert.equal((await refusal(differs)).code, 'QUOTATION_DIFFERS');
    const placed = await place({ ...line, presentExpiry }, quotation.id);
    const { totals, lines } = await client.orders.get.query({ orderId: placed.id });
    assert.deepEqual([totals.total, lines[0]?.newExpiry], [1_475_000, '2027-06-30']);
  });

  it('one end date of a quotation is refused once the licence has changed', async () => {
    await on(TERM_PRICE_TODAY);
    const code = await licenseFor(byMonth);
    const { presentExpiry: _, ...line } = await lineFor(code, { until: '2027-06-30' });
    const { id: quotationId } = await client.quotations.save.mutate({ lines: [line] });
    const license = { planCode: `P-${code}`, expiry: '2027-01-31' };
    await declareCustomers(server, [declaration(code, { license })]);
    const { problems } = await client.orders.quote.query({ lines: [line], quotationId });
    assert.deepEqual(problems, [
      { row: 0, field: 'presentExpiry', code: 'LICENSE_MOVED', expiry: '2027-01-31' },
    ]);
  });
});

it('lines that together cost more than an amount can be are refused at the last row', async () => {
  await on(TERM_PRICE_TODAY);
  const license = { expiry: '2026-12-31', plan: {}, pricePerYear: MAX_DONG } as const;
  const own = [await lineFor(await licenseFor(license)), await lineFor(await licenseFor(license))];
  const problemsOf = async (lines: Line[]) => (await client.orders.quote.query({ lines })).problems;
  assert.deepEqual(await problemsOf(own.slice(0, 1)), []);
  assert.deepEqual(await problemsOf(own), [
    { row: 1, field: 'customerId', code: 'AMOUNT_TOO_LARGE' },
  ]);
});

it('a licence is renewed up to the last expiry that the calendar of terms has, and not from a later one', async () => {
  await on(TERM_PRICE_TODAY);
  const problemOf = async (expiry: string) => {
    const line = await lineFor(await licenseFor({ expiry, plan: { termRule: 'anniversary' } }));
    const { problems, lines } = await client.orders.quote.query({ lines: [line] });
    return problems[0]?.code ?? lines[0]?.newExpiry;
  };
  assert.equal(await problemOf('2190-12-31'), '2191-12-31');
  assert.equal(await problemOf('2191-01-01'), 'ALREADY_COVERED');
});

it('an anniversary term has neither a default year nor a lapsed one', async () => {
  await on(TERM_PRICE_TODAY);
  const plan = { termRule: 'anniversary', lapsed: 'required' } as const;
  const line = await lineFor(await licenseFor({ expiry: '2024-06-30', plan }));
  const [quoted] = (await client.orders.quote.query({ lines: [line] })).lines;
  assert.deepEqual([quoted?.defaultYear, quoted?.choices, quoted?.warnings], [null, [], []]);
});

describe('a lapsed year', () => {
  it('a lapsed year that the plan requires comes before others, with a warning and a problem', async () => {
    await on(TERM_PRICE_TODAY);
    const code = await licenseFor({ expiry: '2024-06-30', plan: { lapsed: 'required' } });
    assert.deepEqual((await customerOf(code)).license.defaultYear, {
      fiscalYear: 2024,
      skipped: null,
    });
    const own = await client.orders.quote.query({ lines: [await lineFor(code)] });
    assert.deepEqual(own.lines[0]?.warnings, [
      { code: 'EXPIRY_PASSED', days: null, fiscalYear: null },
      { code: 'LAPSED_YEAR_FIRST', days: null, fiscalYear: 2024 },
    ]);
    for (const year of [2025, 2026, 2027]) {
      const lines = [await lineFor(code, { year })];
      const { problems } = await client.orders.quote.query({ lines });
      const where = { row: 0, field: 'firstFiscalYear', code: 'LAPSED_YEAR_FIRST' };
      assert.deepEqual(problems, [
        { ...where, expiry: '2024-06-30', fiscalYear: year, latest: 2024 },
      ]);
    }
  });

  it('a lapsed year that the plan skips is refused', async () => {
    await on(TERM_PRICE_TODAY);
    const code = await licenseFor({ expiry: '2024-06-30', plan: { lapsed: 'skipped' } });
    const codes: (string | undefined)[] = [];
    for (const year of [2023, 2024, 2025]) {
      const lines = [await lineFor(code, { year })];
      codes.push((await client.orders.quote.query({ lines })).problems[0]?.code);
    }
    // Half of 2024 is paid for, and the rest of it has lapsed.
    const skipped = 'FISCAL_YEAR_OUT_OF_RANGE';
    assert.deepEqual(codes, ['ALREADY_COVERED', skipped, skipped]);
  });
});

describe('money for a part of a year', () => {
  const byMonth = { expiry: '2026-12-31', plan: { proration: 'month' } } as const;

  it('money for a part of a year gives nothing away when the licence was set back: it is paid back', async () => {
    await on(TERM_PRICE_TODAY);
    const code = await licenseFor(byMonth);
    const { id } = await place(await lineFor(code, { until: '2027-06-30' }));
    const { license } = await customerOf(code);
    await moveLicense(server, license.id, { expiry: '2026-11-30' });
    await reportTransfer(server, await startTransfer(client, id));
    const order = await client.orders.get.query({ orderId: id });
    assert.deepEqual([order.refundDue, order.lines[0]?.state], [1_475_000, 'awaiting_payment']);
    assert.equal(await expiryInPortal(code), '2026-11-30');
  });

  it('late money for a part of a year revives a closed line while its plan charges no more', async () => {
    const outcomes: string[] = [];
    for (const change of [null, { proration: 'day' as const }, { proration: 'none' as const }]) {
      await on(TERM_PRICE_TODAY);
      const code = await licenseFor({ expiry: '2027-03-15', plan: { proration: 'month' } });
      const { id } = await place(await lineFor(code));
      const transfer = await startTransfer(client, id);
      await client.orders.cancel.mutate({ orderId: id, reason: 'Khách đổi ý' });
      const plan = planDeclaration(`P-${code}`, { prices: TERM_PRICES, ...change });
      if (change) await putPlans(server, plan);
      await on('2026-11-25');
      await reportTransfer(server, { ...transfer, at: '2026-11-25 08:00:00' });
      outcomes.push((await client.orders.get.query({ orderId: id })).lines[0]?.state ?? '');
    }
    // Ten months begun are dearer than their days, and cheaper than the year.
    assert.deepEqual(outcomes, ['paid', 'paid', 'cancelled']);
  });

  it('an invoice for a part of a year names its days', async () => {
    await on(TERM_PRICE_TODAY);
    const code = await licenseFor(byMonth);
    const { id } = await place(await lineFor(code, { until: '2027-06-30' }));
    await reportTransfer(server, await startTransfer(client, id));
    const response = await hostApi(server, 'GET', '/invoice-requests?limit=1000');
    const { invoiceRequests } = (await response.json()) as {
      invoiceRequests: { orderId: string; item: { name: string } }[];
    };
    const own = invoiceRequests.find(({ orderId }) => orderId === id);
    assert.match(own?.item.name ?? '', /thời hạn 01\/01\/2027 – 30\/06\/2027$/);
  });

  it('the database keeps a line’s term whole', async () => {
    await on(TERM_PRICE_TODAY);
    const code = await licenseFor(byMonth);
    const { id } = await place(await lineFor(code, { until: '2027-06-30' }));
    const { db } = server.context;
    const change = (values: { proration?: 'none'; until?: string }) =>
      db.updateTable('order_lines').set(values).where('order_id', '=', id).execute();
    await assert.rejects(change({ proration: 'none' }), /CHECK constraint/i);
    await assert.rejects(change({ until: '2027-12-31' }), /CHECK constraint/i);
  });
});
