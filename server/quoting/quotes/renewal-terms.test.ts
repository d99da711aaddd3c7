import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { calendarDateAt } from '../../../shared/calendar-date.ts';
import { quoteSchema } from '../../../shared/schemas/quote.ts';
import { readRenewals } from '../../announce/facts/events.ts';
import { newId } from '../../database/id.ts';
import { selectStandings } from '../../directory/licenses/license-standing.ts';
import { moveLicense } from '../../testing/move-license.ts';
import {
  declaration,
  declareCustomers,
  declareTermPlans,
  findLicensed,
  openFirm,
  planDeclaration,
  reportTransfer,
  startTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import {
  type Client,
  hostApi,
  NOW,
  refusal,
  signInOn,
  type TestServer,
} from '../../testing/test-server.ts';

const PERSONAL = ['001099000001', '001099000002', '001099000003'];

describe('the term of a renewal', () => {
  let server: TestServer;
  let client: Client;
  let plans: Map<string, string>;
  const codes = taxCodes(60, 40_000_000);

  before(async () => {
    ({ server, client } = await openFirm([]));
    await declareTermPlans(server);
    plans = new Map((await client.catalog.plans.query()).map((plan) => [plan.code, plan.id]));
  });
  after(() => server.stop());
  beforeEach(() => on('2026-11-23'));

  async function on(day: string): Promise<void> {
    client = await signInOn(server, day);
  }

  /** A customer that no test has used yet. */
  async function customerWith(
    expiry: string,
    planCode = 'COMPANY',
    change: Parameters<typeof declaration>[1] & { code?: string } = {},
  ) {
    const { code = codes.pop() ?? '', ...rest } = change;
    await declareCustomers(server, [declaration(code, { license: { planCode, expiry }, ...rest })]);
    return await read(code);
  }

  const read = (code: string) => findLicensed(client, code);

  type Customer = Awaited<ReturnType<typeof read>>;
  interface Term {
    year?: number;
    years?: number;
    plan?: string;
  }

  const line = (customer: Customer, { year, years = 1, plan }: Term = {}) => ({
    customerId: customer.id,
    planId: plan ? (plans.get(plan) ?? '') : customer.license.renewal.planId,
    firstFiscalYear: year ?? customer.license.defaultYear.fiscalYear,
    years,
  });
  const quote = (...lines: ReturnType<typeof line>[]) => client.orders.quote.query({ lines });
  const problemsOf = async (...lines: ReturnType<typeof line>[]) =>
    (await quote(...lines)).problems.map(({ row, field, code }) => [row, field, code]);

  const plansNamedFor = async (only: ReturnType<typeof line>) =>
    (await quote(only)).problems.flatMap(({ plans: named }) => named?.map(({ code }) => code));

  const soldTo = async (kind: Customer['kind']) =>
    (await client.catalog.plans.query())
      .filter(({ customerKinds }) => customerKinds.includes(kind))
      .map(({ code }) => code);

  async function place(lines: ReturnType<typeof line>[], quotationId?: string) {
    const prices = { lines, ...(quotationId ? { quotationId } : {}) };
    const known = new Map<string, string>();
    const today = calendarDateAt(server.context.now());
    const rows = await selectStandings(server.context.db, today)
      .select('licenses.customer_id')
      .execute();
    for (const row of rows) known.set(row.customer_id, row.expiry);
    const { totals } = await client.orders.quote.query(prices);
    return await client.orders.place.mutate({
      requestId: newId(),
      locale: 'vi',
      invoiceTo: { kind: 'customer' },
      notify: { kind: 'accountant' },
      ...prices,
      lines: lines.map((each) => ({ ...each, presentExpiry: known.get(each.customerId) ?? '' })),
      confirmedTotal: totals.total,
    });
  }

  async function pay(lines: ReturnType<typeof line>[]) {
    const { id } = await place(lines);
    await reportTransfer(server, await startTransfer(client, id));
    return id;
  }

  describe('a renewal that would leave days uncovered', () => {
    it('a year that would leave days uncovered is refused, in a quote, an order and a quotation', async () => {
      const customer = await customerWith('2026-12-31');
      const far = line(customer, { year: 2028 });
      const expected = {
        row: 0,
        field: 'firstFiscalYear',
        code: 'TERM_LEAVES_GAP',
        expiry: '2026-12-31',
        fiscalYear: 2028,
        latest: 2027,
      } as const;
      assert.deepEqual((await quote(far)).problems, [expected]);
      const save = () => client.quotations.save.mutate({ lines: [far] });
      for (const call of [() => place([far]), save]) {
        const { code, rowProblems } = await refusal(call());
        assert.deepEqual([code, rowProblems], ['ORDER_LINES_REJECTED', [expected]]);
      }
    });

    it('a year that would leave days uncovered is refused at any distance, length and start of the year', async () => {
      for (const start of [1, 4, 7, 10] as const) {
        const customer = await customerWith('2026-12-31', 'COMPANY', { fiscalYearStart: start });
        const latest = customer.license.defaultYear.fiscalYear;
        assert.equal(latest, start === 1 ? 2027 : 2026);
        assert.deepEqual(await problemsOf(line(customer, { year: latest, years: 5 })), []);
        for (const year of [latest + 1, latest + 2, latest + 3, 2100, 2200]) {
          const expected = [[0, 'firstFiscalYear', 'TERM_LEAVES_GAP']];
          assert.deepEqual(await problemsOf(line(customer, { year, years: 5 })), expected);
        }
      }
    });

    it('years can’t be skipped by one order after another', async () => {
      const customer = await customerWith('2026-12-31');
      await pay([line(customer)]);
      for (const year of [2029, 2030, 2032]) {
        const expected = [[0, 'firstFiscalYear', 'TERM_LEAVES_GAP']];
        assert.deepEqual(await problemsOf(line(customer, { year })), expected);
      }
      assert.deepEqual(await problemsOf(line(customer, { year: 2028 })), []);
    });

    it('a year after a gap is refused whoever has the year between: another row, or another unpaid order', async () => {
      const customer = await customerWith('2026-12-31');
      const [first, second] = [line(customer), line(customer, { year: 2028 })];
      assert.deepEqual(await problemsOf(first, second), [
        [1, 'firstFiscalYear', 'TERM_LEAVES_GAP'],
      ]);
      assert.deepEqual(await problemsOf(second, first), [
        [0, 'firstFiscalYear', 'TERM_LEAVES_GAP'],
      ]);
      await place([first]);
      assert.deepEqual(await problemsOf(second), [[0, 'firstFiscalYear', 'TERM_LEAVES_GAP']]);
    });

    it('a lapsed licence’s gap counts from today, and a lapsed year may be bought', async () => {
      const customer = await customerWith('2024-12-31');
      for (const year of [2025, 2026])
        assert.deepEqual(await problemsOf(line(customer, { year })), []);
      const gap = [[0, 'firstFiscalYear', 'TERM_LEAVES_GAP']];
      assert.deepEqual(await problemsOf(line(customer, { year: 2027 })), gap);
      await on('2026-12-01');
      assert.deepEqual(await problemsOf(line(customer, { year: 2027 })), []);
      const covered = [[0, 'firstFiscalYear', 'ALREADY_COVERED']];
      assert.deepEqual(await problemsOf(line(customer, { year: 2024 })), covered);
      const old = await customerWith('2019-12-31');
      const outOfRange = [[0, 'firstFiscalYear', 'FISCAL_YEAR_OUT_OF_RANGE']];
      assert.deepEqual(await problemsOf(line(old, { year: 2023 })), outOfRange);
    });

    it('an anniversary term never leaves a gap', async () => {
      const customer = await customerWith('2026-12-31', 'STORAGE');
      assert.deepEqual(await problemsOf(line(customer, { year: 2150 })), []);
    });

    it('a gap is checked again when a quotation is used', async () => {
      const customer = await customerWith('2026-12-29');
      const lines = [line(customer, { year: 2027 })];
      const saved = await client.quotations.save.mutate({ lines });
      await declareCustomers(server, [
        declaration(customer.taxCode, {
          fiscalYearStart: 4,
          license: { planCode: 'COMPANY', expiry: '2026-12-29' },
        }),
      ]);
      const { rowProblems } = await refusal(place(lines, saved.id));
      assert.equal(rowProblems?.[0]?.code, 'TERM_LEAVES_GAP');
    });
  });

  describe('several lines of one licence', () => {
    it('of two rows of one licence, the later can’t be paid alone', async () => {
      const customer = await customerWith('2024-12-31');
      const [lapsed, present] = [line(customer, { year: 2025 }), line(customer, { year: 2026 })];
      assert.deepEqual(await problemsOf(lapsed, present), [[1, 'customerId', 'DUPLICATE_ROW']]);
      const { id } = await place([lapsed]);
      const [problem] = (await quote(present)).problems;
      assert.deepEqual(
        [problem?.code, problem?.orderId, problem?.fiscalYear],
        ['ALREADY_ORDERED', id, 2025],
      );
      await reportTransfer(server, await startTransfer(client, id));
      assert.deepEqual(await problemsOf(present), []);
    });

    it('a refused row names the first of its years that is in the unpaid order', async () => {
      const customer = await customerWith('2024-12-31');
      await place([line(customer, { year: 2025, years: 2 })]);
      const yearsNamed = async (term: Term) =>
        (await quote(line(customer, term))).problems.map(({ fiscalYear }) => fiscalYear);
      assert.deepEqual(await yearsNamed({ year: 2025 }), [2025]);
      assert.deepEqual(await yearsNamed({ year: 2026, years: 2 }), [2026]);
    });

    it('a line with another plan can’t be paid before a licence’s other line', async () => {
      const customer = await customerWith('2026-12-20');
      await place([line(customer, { year: 2026 })]);
      const other = line(customer, { year: 2027, plan: 'STORAGE' });
      assert.deepEqual(await problemsOf(other), [[0, 'firstFiscalYear', 'ALREADY_ORDERED']]);
    });

    it('the database prevents two unpaid lines of one licence', async () => {
      const customer = await customerWith('2026-12-31');
      const { id } = await place([line(customer)]);
      const { db } = server.context;
      const own = await db
        .selectFrom('order_lines')
        .selectAll()
        .where('order_id', '=', id)
        .executeTakeFirstOrThrow();
      const again = { ...own, id: newId(), line_number: 2 };
      await assert.rejects(
        db.insertInto('order_lines').values(again).execute(),
        /one unpaid line at a time/,
      );
      const cancelled = { ...again, state: 'cancelled' as const, cancelled_at: NOW };
      await db.insertInto('order_lines').values(cancelled).execute();
    });
  });

  describe('the default first year', () => {
    it('the default is the first year that adds more than the minimum gain, with the skipped year’s days', async () => {
      const customer = await customerWith('2026-12-29');
      const expected = { fiscalYear: 2027, skipped: { fiscalYear: 2026, daysGained: 2 } };
      assert.deepEqual(customer.license.defaultYear, expected);
      const answer = await quote(line(customer));
      assert.deepEqual(quoteSchema.parse(answer), answer);
      assert.equal(answer.today, '2026-11-23');
      const [own] = answer.lines;
      assert.deepEqual(own?.defaultYear, expected);
      const year = { firstDay: '2026-12-30', charged: null, list: 2_950_000 };
      assert.deepEqual(own?.choices, [
        { ...year, fiscalYear: 2026, daysGained: 2, newExpiry: '2026-12-31' },
        { ...year, fiscalYear: 2027, daysGained: 367, newExpiry: '2027-12-31' },
      ]);
      assert.deepEqual([own?.daysGained, own?.newExpiry, own?.warnings], [367, '2027-12-31', []]);
    });

    it('the default is never a year of no more days than the minimum gain, for any expiry', async () => {
      const expiries = ['2026-11-23', '2026-11-30', '2026-12-01', '2026-12-27', '2026-12-30'];
      for (const expiry of [...expiries, '2026-12-31', '2026-10-31', '2025-03-31']) {
        for (const fiscalYearStart of [1, 4, 7, 10] as const) {
          const code = taxCodes(
            1,
            60_000_000 + Number(expiry.replaceAll('-', '')) + fiscalYearStart,
          );
          const customer = await customerWith(expiry, 'COMPANY', {
            fiscalYearStart,
            code: code[0] ?? '',
          });
          const [own] = (await quote(line(customer))).lines;
          assert.ok((own?.daysGained ?? 0) > 31, `${expiry} from month ${fiscalYearStart}`);
        }
      }
    });

    it('a short year can be chosen, with a warning that the order keeps', async () => {
      const customer = await customerWith('2026-12-29');
      const short = line(customer, { year: 2026 });
      const [own] = (await quote(short)).lines;
      assert.deepEqual(
        [own?.daysGained, own?.newExpiry, own?.warnings],
        [2, '2026-12-31', [{ code: 'SHORT_GAIN', days: 2, fiscalYear: null }]],
      );
      const { id } = await place([short]);
      const { lines } = await client.orders.get.query({ orderId: id });
      assert.equal(lines[0]?.daysGained, 2);
    });

    it('the default follows the plan’s own minimum gain', async () => {
      const customer = await customerWith('2026-12-29', 'NO-GIFTS');
      assert.deepEqual(customer.license.defaultYear, { fiscalYear: 2026, skipped: null });
      const gap = [[0, 'firstFiscalYear', 'TERM_LEAVES_GAP']];
      assert.deepEqual(await problemsOf(line(customer, { year: 2027 })), gap);
    });

    it('a quote warns of an expiry before today, and of less than six months', async () => {
      const warningOf = async (customer: Customer, year: number) =>
        (await quote(line(customer, { year }))).lines[0]?.warnings[0]?.code;
      const lapsed = await customerWith('2024-12-31');
      assert.equal(await warningOf(lapsed, 2025), 'EXPIRY_PASSED');
      assert.equal(await warningOf(lapsed, 2026), 'SHORT_GAIN');
      assert.equal(await warningOf(await customerWith('2027-07-04'), 2027), 'SHORT_GAIN');
      assert.equal(await warningOf(await customerWith('2027-07-03'), 2027), undefined);
    });

    it('the default moves on with the server’s day', async () => {
      const customer = await customerWith('2026-11-30');
      await on('2026-12-31');
      assert.equal((await quote(line(customer, { year: 2026 }))).today, '2026-12-31');
      const short = (await quote(line(customer, { year: 2026 }))).lines[0];
      assert.equal(short?.warnings[0]?.code, 'SHORT_GAIN');
      await on('2027-01-01');
      const answer = await quote(line(customer, { year: 2026 }));
      assert.deepEqual(
        [answer.today, answer.lines[0]?.warnings[0]?.code],
        ['2027-01-01', 'EXPIRY_PASSED'],
      );
      assert.equal(answer.lines[0]?.defaultYear?.fiscalYear, 2027);
    });
  });

  describe('a renewal with another plan', () => {
    it('another plan is possible while days are paid for, and every later answer says so', async () => {
      const customer = await customerWith('2026-12-31', 'HOUSEHOLD', { kind: 'household' });
      const change = line(customer, { plan: 'ANYBODY' });
      const [own] = (await quote(change)).lines;
      assert.equal(own?.changesPlan, true);
      assert.equal(own?.presentPlan.code, 'HOUSEHOLD');
      const saved = await client.quotations.save.mutate({ lines: [change] });
      const quotation = await client.quotations.get.query({ quotationId: saved.id });
      assert.equal(quotation.lines[0]?.changesPlan, true, 'a quotation says it, too');
      const { id } = await place([change]);
      const { lines } = await client.orders.get.query({ orderId: id });
      const [placed] = lines;
      assert.deepEqual(
        [placed?.presentPlan?.code, placed?.plan.code, placed?.changesPlan],
        ['HOUSEHOLD', 'ANYBODY', true],
      );
    });

    it('a cheap plan’s years can’t become a dear plan’s: the other plan begins after them', async () => {
      const customer = await customerWith('2026-12-31', 'HOUSEHOLD', { code: PERSONAL[0] ?? '' });
      await pay([line(customer, { years: 5 })]);
      await pay([line(customer, { year: 2032, plan: 'ANYBODY' })]);
      const planOn = async (day: string) => {
        await on(day);
        const { plan, expiry } = (await read(customer.taxCode)).license;
        return [plan.code, expiry];
      };
      assert.deepEqual(await planOn('2026-12-31'), ['HOUSEHOLD', '2032-12-31']);
      assert.deepEqual(await planOn('2031-12-31'), ['HOUSEHOLD', '2032-12-31']);
      assert.deepEqual(await planOn('2032-01-01'), ['ANYBODY', '2032-12-31']);
    });

    it('another plan is possible at once where no paid day is left', async () => {
      const customer = await customerWith('2026-10-31', 'HOUSEHOLD', { kind: 'household' });
      assert.deepEqual(await problemsOf(line(customer, { year: 2026, plan: 'ANYBODY' })), []);
    });

    it('paid years keep their plan when the portal repeats an earlier list', async () => {
      const customer = await customerWith('2026-12-10', 'HOUSEHOLD', { kind: 'household' });
      await pay([line(customer, { year: 2027, plan: 'ANYBODY' })]);
      const license = { planCode: 'HOUSEHOLD', expiry: '2026-12-10' };
      const again = declaration(customer.taxCode, { kind: 'household', license });
      await declareCustomers(server, [again]);
      const standing = async () => {
        const { plan, renewal, next, expiry } = (await read(customer.taxCode)).license;
        return [plan.code, renewal.plan.code, next?.plan.code, expiry];
      };
      assert.deepEqual(await standing(), ['HOUSEHOLD', 'ANYBODY', 'ANYBODY', '2027-12-31']);
      await on('2026-12-11');
      assert.deepEqual(await standing(), ['ANYBODY', 'ANYBODY', undefined, '2027-12-31']);
    });
  });

  describe('plans and kinds of customers', () => {
    it('a plan’s kind of customer is derived from the tax code, unless the portal declares it', async () => {
      const [, second = '', third = ''] = PERSONAL;
      const kinds = await Promise.all([
        customerWith('2026-12-31').then(({ kind }) => kind),
        customerWith('2026-12-31', 'COMPANY', { code: '0314409058-002' }).then(({ kind }) => kind),
        customerWith('2026-12-31', 'HOUSEHOLD', { code: second }).then(({ kind }) => kind),
        customerWith('2026-12-31', 'COMPANY', { code: third, kind: 'company' }).then(
          ({ kind }) => kind,
        ),
      ]);
      assert.deepEqual(kinds, ['company', 'branch', 'household', 'company']);
      const { customers } = (await (
        await hostApi(server, 'GET', '/firms/firm-1/customers')
      ).json()) as { customers: { taxCode: string; kind: string }[] };
      assert.equal(customers.find(({ taxCode }) => taxCode === third)?.kind, 'company');
    });

    it('a plan for another kind of customer is refused at the plan', async () => {
      await on('2026-12-20');
      const company = await customerWith('2026-12-31');
      const expected = [[0, 'planId', 'PLAN_NOT_FOR_CUSTOMER']];
      const wrong = line(company, { plan: 'HOUSEHOLD' });
      assert.deepEqual(await problemsOf(wrong), expected);
      assert.deepEqual(await plansNamedFor(wrong), await soldTo('company'));
      assert.equal((await refusal(place([wrong]))).code, 'ORDER_LINES_REJECTED');
      const household = await customerWith('2026-12-31', 'HOUSEHOLD', { kind: 'household' });
      const forCompanies = line(household, { plan: 'COMPANY' });
      assert.deepEqual(await problemsOf(forCompanies), expected);
      assert.deepEqual(await plansNamedFor(forCompanies), await soldTo('household'));
      assert.deepEqual(await problemsOf(line(household)), []);
    });

    it('a plan for another kind is refused in a quotation, too, after the customer has changed', async () => {
      const customer = await customerWith('2026-12-31');
      const lines = [line(customer)];
      const saved = await client.quotations.save.mutate({ lines });
      const license = { planCode: 'COMPANY', expiry: '2026-12-31' };
      const changed = declaration(customer.taxCode, { kind: 'household', license });
      await declareCustomers(server, [changed]);
      const { rowProblems } = await refusal(place(lines, saved.id));
      assert.equal(rowProblems?.[0]?.code, 'PLAN_NOT_FOR_CUSTOMER');
    });

    it('the host API bounds a plan’s kinds of customers and minimum gain', async () => {
      const plan = planDeclaration('X');
      for (const wrong of [
        { minimumGain: -1 },
        { minimumGain: 184 },
        { minimumGain: 1.5 },
        { minimumGain: '31' },
        { customerKinds: [] },
        { customerKinds: ['person'] },
        { customerKinds: 'company' },
      ]) {
        const answer = await hostApi(server, 'PUT', '/plans', { plans: [{ ...plan, ...wrong }] });
        const { error } = (await answer.json()) as {
          error: { fieldProblems: { path: unknown[] }[] };
        };
        assert.equal(answer.status, 400, JSON.stringify(wrong));
        assert.deepEqual(error.fieldProblems[0]?.path.slice(0, 3), [
          'plans',
          0,
          Object.keys(wrong)[0],
        ]);
      }
      const [first = ''] = codes;
      const customer = { ...declaration(first), kind: 'person' };
      const body = { firmName: 'x', customers: [customer] };
      assert.equal((await hostApi(server, 'PUT', '/firms/firm-1/customers', body)).status, 400);
    });

    it('each plan has its kinds of customers, every kind by default', async () => {
      const sold = await client.catalog.plans.query();
      const of = (code: string) => sold.find((plan) => plan.code === code);
      assert.deepEqual(of('HOUSEHOLD')?.customerKinds, ['household']);
      assert.deepEqual(of('ANYBODY')?.customerKinds, ['company', 'household', 'branch']);
      assert.deepEqual([of('ANYBODY')?.minimumGain, of('NO-GIFTS')?.minimumGain], [31, 0]);
    });
  });

  describe('the term of a renewal when it is paid', () => {
    const renewalsOf = (orderId: string) =>
      server.context.db.transaction().execute(async (tx) => {
        const rows = await tx
          .selectFrom('order_lines')
          .select('id')
          .where('order_id', '=', orderId)
          .execute();
        return await readRenewals(
          tx,
          rows.map((row) => row.id),
          calendarDateAt(server.context.now()),
        );
      });

    async function outcomeOf(orderId: string) {
      const order = await client.orders.get.query({ orderId });
      const refunds = order.payments.flatMap((payment) => payment.refunds);
      return [order.state, refunds.map(({ reason }) => reason)];
    }

    it('money for a line that would leave days uncovered goes back, with the reason', async () => {
      const customer = await customerWith('2026-12-31');
      const { id } = await place([line(customer)]);
      await moveLicense(server, customer.license.id, { expiry: '2026-11-25' });
      await reportTransfer(server, await startTransfer(client, id));
      assert.deepEqual(await outcomeOf(id), ['awaiting_payment', ['not_renewable']]);
      assert.equal((await read(customer.taxCode)).license.expiry, '2026-11-25');
    });

    it('money for a line whose days the licence has already goes back, with the reason', async () => {
      const customer = await customerWith('2026-12-10', 'HOUSEHOLD', { kind: 'household' });
      const { id } = await place([line(customer, { year: 2027, plan: 'ANYBODY' })]);
      await moveLicense(server, customer.license.id, { expiry: '2031-12-31' });
      await reportTransfer(server, await startTransfer(client, id));
      assert.deepEqual(await outcomeOf(id), ['awaiting_payment', ['not_renewable']]);
      const { license } = await read(customer.taxCode);
      assert.deepEqual([license.plan.code, license.expiry], ['HOUSEHOLD', '2031-12-31']);
    });

    it('a line that is paid back leaves the others of the same transfer paid', async () => {
      const [good, bad] = [await customerWith('2026-12-31'), await customerWith('2026-12-31')];
      const { id } = await place([line(good), line(bad)]);
      await moveLicense(server, bad.license.id, { expiry: '2026-01-31' });
      await reportTransfer(server, await startTransfer(client, id));
      assert.deepEqual(await outcomeOf(id), ['partly_paid', ['not_renewable']]);
      assert.equal((await read(good.taxCode)).license.expiry, '2027-12-31');
    });

    it('late money for a closed line begins after what was paid for since', async () => {
      const customer = await customerWith('2026-12-05', 'HOUSEHOLD', { kind: 'household' });
      const { id } = await place([line(customer, { year: 2027, plan: 'ANYBODY' })]);
      const late = await startTransfer(client, id);
      await client.orders.cancel.mutate({ orderId: id, reason: 'Chưa đổi gói' });
      await pay([line(customer, { year: 2026 })]);
      await reportTransfer(server, late);
      assert.deepEqual(await outcomeOf(id), ['paid', []]);
      const planOn = async (day: string) => {
        await on(day);
        const { plan, expiry } = (await read(customer.taxCode)).license;
        return [plan.code, expiry];
      };
      assert.deepEqual(await planOn('2026-12-31'), ['HOUSEHOLD', '2027-12-31']);
      assert.deepEqual(await planOn('2027-01-01'), ['ANYBODY', '2027-12-31']);
    });

    it('a lapsed year changes the plan of no later one', async () => {
      const customer = await customerWith('2024-12-31', 'HOUSEHOLD', { kind: 'household' });
      const { id } = await place([line(customer, { year: 2025, plan: 'ANYBODY' })]);
      await moveLicense(server, customer.license.id, { expiry: '2026-12-10' });
      await reportTransfer(server, await startTransfer(client, id));
      assert.equal((await read(customer.taxCode)).license.plan.code, 'HOUSEHOLD');
      const [renewal] = await renewalsOf(id);
      assert.equal(renewal?.planCode, 'HOUSEHOLD', 'the portal is told the plan in force');
    });
  });
});
