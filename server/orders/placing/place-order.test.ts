import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newId } from '../../database/id.ts';
import { HOUR_MS } from '../../foundation/durations.ts';
import {
  declaration,
  declarationsFor,
  declareCustomers,
  handOut,
  openFirm,
  orderOf,
  planDeclaration,
  putPlans,
  reportTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  hostApi,
  NOW,
  PORTAL_ID,
  refusal,
  signToken,
  type TestServer,
} from '../../testing/test-server.ts';

describe('placing an order', () => {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(80);
  const some = handOut(codes);

  before(async () => {
    ({ server, client } = await openFirm(codes));
    await hostApi(server, 'PUT', '/firms/firm-1/discount-tiers', {
      tiers: [
        { minLines: 3, rate: 500 },
        { minLines: 10, rate: 1_000 },
      ],
    });
  });
  after(() => server.stop());

  const read = (orderId: string) => client.orders.get.query({ orderId });

  it('an order has a snapshot of customer, plan, price and expiries, and a number without a gap', async () => {
    const first = await client.orders.place.mutate(await orderOf(client, some(1)));
    const second = await client.orders.place.mutate(await orderOf(client, some(2)));
    assert.deepEqual(
      [first.number, second.number],
      ['DH000001', 'DH000002'],
      'from the portal’s first',
    );
    const order = await read(second.id);
    assert.equal(order.state, 'awaiting_payment');
    assert.deepEqual(order.totals, {
      list: 5_900_000,
      discount: 0,
      net: 5_900_000,
      vat: 0,
      total: 5_900_000,
    });
    assert.deepEqual(
      order.lines.map((line) => [line.firstFiscalYear, line.presentExpiry, line.newExpiry]),
      Array(2).fill([2027, '2026-12-31', '2027-12-31']),
    );
    assert.equal(order.lines[0]?.invoiceParty.taxCode, order.lines[0]?.customer.taxCode);
    assert.deepEqual(order.recipient.email, 'ketoan@minhphat.example');
  });

  it('an order has the firm’s volume discount and VAT, to the dong', async () => {
    const own = some(3);
    await declareCustomers(server, declarationsFor(own, 'LUU-TRU'));
    const input = await orderOf(client, own);
    const { lines } = input;
    const quote = await client.orders.quote.query({ lines });
    // 3 × 499,999 less 5 %, split to the dong; then 8 % of each line.
    assert.equal(quote.discountRate, 500);
    assert.equal(quote.totals.list, 1_499_997);
    assert.equal(quote.totals.discount, 75_000);
    const vat = quote.lines.reduce((sum, line) => sum + Math.floor((line.net * 8 + 50) / 100), 0);
    assert.equal(quote.totals.vat, vat);
    const order = await client.orders.place.mutate({
      ...input,
      lines,
      confirmedTotal: quote.totals.total,
    });
    const { totals } = await read(order.id);
    assert.deepEqual(totals, quote.totals);
  });

  it('each fiscal year of an order has the price of that year', async () => {
    const input = await orderOf(client, some(1));
    const lines = input.lines.map((line) => ({ ...line, years: 3 }));
    const { totals } = await client.orders.quote.query({ lines });
    assert.equal(totals.total, 2_950_000 + 3_150_000 + 3_150_000);
  });

  it('an order is refused at each line that would end on another day than was confirmed', async () => {
    const [fixed = ''] = some(1);
    const [moving = ''] = taxCodes(1, 50_000_000);
    const lapsed = { planCode: 'LUU-TRU', expiry: '2026-11-01' };
    await declareCustomers(server, [
      declaration(moving, { license: lapsed }),
      ...declarationsFor([fixed]),
    ]);
    const input = await orderOf(client, [fixed, moving]);
    const quote = await client.orders.quote.query({ lines: input.lines });
    const confirmed = {
      ...input,
      lines: input.lines.map((line, row) => ({
        ...line,
        newExpiry: quote.lines[row]?.newExpiry ?? '',
      })),
    };
    assert.deepEqual(
      confirmed.lines.map(({ newExpiry }) => newExpiry),
      ['2027-12-31', '2027-11-23'],
    );
    const tomorrow = NOW + 24 * HOUR_MS;
    server.setNow(tomorrow);
    const later = clientOf(server, await signToken({ issuedAt: tomorrow }));
    const { totals } = await later.orders.quote.query({ lines: input.lines });
    assert.equal(totals.total, input.confirmedTotal, 'the price is the same');
    const { code, rowProblems } = await refusal(later.orders.place.mutate(confirmed));
    assert.equal(code, 'ORDER_LINES_REJECTED');
    assert.deepEqual(rowProblems, [
      { row: 1, field: 'years', code: 'TERM_CHANGED', newExpiry: '2027-11-24' },
    ]);
    // Nothing was stored under its request id: what is confirmed anew is placed.
    const [first, second] = confirmed.lines;
    assert.ok(first && second);
    const lines = [first, { ...second, newExpiry: '2027-11-24' }];
    const { id } = await later.orders.place.mutate({ ...confirmed, lines });
    const order = await later.orders.get.query({ orderId: id });
    assert.deepEqual(
      order.lines.map(({ newExpiry }) => newExpiry),
      ['2027-12-31', '2027-11-24'],
    );
    server.setNow(NOW);
  });

  it('an unknown customer, or another firm’s, is refused at its row', async () => {
    const [code = ''] = some(1);
    const firm = { id: 'firm-other', name: 'Dịch vụ kế toán Khác' };
    await declareCustomers(server, declarationsFor([code]), firm);
    const other = clientOf(server, await signToken({ firm }));
    const foreign = (await orderOf(other, [code])).lines[0]?.customerId ?? '';
    const input = await orderOf(client, some(2));
    for (const customerId of [foreign, crypto.randomUUID()]) {
      const lines = input.lines.map((line, row) => (row === 1 ? { ...line, customerId } : line));
      const fault = await refusal(client.orders.place.mutate({ ...input, lines }));
      assert.deepEqual(
        [fault.code, fault.rowProblems],
        ['ORDER_LINES_REJECTED', [{ row: 1, field: 'customerId', code: 'CUSTOMER_NOT_FOUND' }]],
      );
    }
  });

  it('a total that is no longer right is refused with the right one', async () => {
    const input = await orderOf(client, some(1));
    // A lower present total, too: nobody has confirmed it.
    for (const confirmedTotal of [2_900_000, 2_949_999, 2_950_001, 3_000_000]) {
      const fault = await refusal(client.orders.place.mutate({ ...input, confirmedTotal }));
      assert.deepEqual([fault.code, fault.total], ['PRICE_CHANGED', 2_950_000]);
    }
  });

  it('a fiscal year that is on a live order is refused at its row, with that order', async () => {
    const [code = ''] = some(1);
    const first = await client.orders.place.mutate(await orderOf(client, [code]));
    const again = await orderOf(client, [...some(1), code], { confirmedTotal: 5_900_000 });
    const fault = await refusal(client.orders.place.mutate(again));
    assert.equal(fault.code, 'ORDER_LINES_REJECTED');
    assert.deepEqual(fault.rowProblems, [
      {
        row: 1,
        field: 'firstFiscalYear',
        code: 'ALREADY_ORDERED',
        orderId: first.id,
        orderNumber: first.number,
        fiscalYear: 2027,
      },
    ]);
  });

  it('an overlap over several years is refused, unless the other order is cancelled', async () => {
    const [code = ''] = some(1);
    const two = await orderOf(client, [code]);
    const lines = two.lines.map((line) => ({ ...line, years: 2 }));
    const placed = await client.orders.place.mutate({ ...two, lines, confirmedTotal: 6_100_000 });
    const later = two.lines.map((line) => ({ ...line, firstFiscalYear: 2027 }));
    const refused = { ...two, requestId: newId(), lines: later, confirmedTotal: 2_950_000 };
    const fault = await refusal(client.orders.place.mutate(refused));
    assert.equal(fault.rowProblems?.[0]?.code, 'ALREADY_ORDERED');
    await client.orders.cancel.mutate({ orderId: placed.id, reason: 'Đổi số năm' });
    await client.orders.place.mutate(refused);
  });

  it('of two orders that race for a fiscal year, one is placed', async () => {
    const [code = ''] = some(1);
    const inputs = [await orderOf(client, [code]), await orderOf(client, [code])];
    const results = await Promise.allSettled(
      inputs.map((input) => client.orders.place.mutate(input)),
    );
    assert.deepEqual(results.map((result) => result.status).sort(), ['fulfilled', 'rejected']);
  });

  it('a row whose licence has changed since is refused, with the new date', async () => {
    const [code = ''] = some(1);
    const input = await orderOf(client, [code]);
    await declareCustomers(server, [
      declaration(code, { license: { planCode: 'ASP-DN', expiry: '2027-06-30' } }),
    ]);
    const fault = await refusal(client.orders.place.mutate(input));
    assert.deepEqual(fault.rowProblems, [
      { row: 0, field: 'presentExpiry', code: 'LICENSE_MOVED', expiry: '2027-06-30' },
    ]);
  });

  it('a term that adds nothing or is too far off, and the same customer twice, are refused', async () => {
    const codesHere = some(3);
    const input = await orderOf(client, codesHere);
    const [a, b, c] = input.lines;
    assert.ok(a && b && c);
    const lines = [{ ...a, firstFiscalYear: 2026 }, { ...b, firstFiscalYear: 2040 }, c, c];
    const fault = await refusal(client.orders.place.mutate({ ...input, lines }));
    assert.deepEqual(
      fault.rowProblems?.map((problem) => [problem.row, problem.code]),
      [
        [0, 'ALREADY_COVERED'],
        [1, 'TERM_LEAVES_GAP'],
        [3, 'DUPLICATE_ROW'],
      ],
    );
  });

  it('a licence in force for ever is not renewed', async () => {
    const own = taxCodes(2, 60_000_000);
    await declareCustomers(
      server,
      own.map((code, index) => {
        const planCode = index === 0 ? 'ASP-DN' : 'LUU-TRU';
        return declaration(code, { license: { planCode, expiry: '9999-12-31' } });
      }),
    );
    const { results } = await client.customers.lookUp.query({ taxCodes: own });
    const lines = results.flatMap((result) => {
      if (result.outcome !== 'found') return [];
      return { customerId: result.customer.id, firstFiscalYear: 2026, years: 1 };
    });
    const { problems } = await client.orders.quote.query({ lines });
    assert.deepEqual(
      problems.map(({ row, code, expiry }) => [row, code, expiry]),
      [
        [0, 'ALREADY_COVERED', '9999-12-31'],
        [1, 'ALREADY_COVERED', '9999-12-31'],
      ],
    );
  });

  it('an order invoices and notifies Other, with overrides by row, each address once', async () => {
    const party = {
      legalName: 'Công ty Mẹ',
      taxCode: '0101243150',
      address: '1 Tràng Tiền, Hà Nội',
      email: 'hoadon@me.example',
      contactName: '',
    };
    const input = await orderOf(client, some(3), {
      invoiceTo: { kind: 'other', party },
      notify: {
        kind: 'other',
        recipient: { name: 'Lê Giám Đốc', email: 'giamdoc@me.example', phone: '' },
      },
    });
    const [first, second, third] = input.lines;
    assert.ok(first && second && third);
    const own = { ...party, legalName: 'Công ty Con', taxCode: '0100112437' };
    const lines = [
      { ...first, recipientEmail: 'chu@con.example', invoiceParty: own },
      { ...second, recipientEmail: 'CHU@con.example' },
      { ...third, recipientEmail: 'giamdoc@me.example' },
    ];
    const placed = await client.orders.place.mutate({ ...input, lines });
    const order = await read(placed.id);
    assert.deepEqual(
      order.lines.map((line) => line.invoiceParty.legalName),
      ['Công ty Con', 'Công ty Mẹ', 'Công ty Mẹ'],
    );
    const mails = await server.context.db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', 'order_placed')
      .execute();
    const jobs = mails
      .map((mail) => JSON.parse(mail.payload))
      .filter((job) => job.orderId === placed.id);
    assert.deepEqual(
      jobs.map((job) => [job.to.email, job.lineIds?.length ?? 'all']),
      [
        ['giamdoc@me.example', 'all'],
        ['chu@con.example', 2],
      ],
    );
  });

  it('the firm’s name follows the portal’s newest token', async () => {
    const token = await signToken({ firm: { id: 'firm-1', name: 'Đại lý thuế Minh Phát mới' } });
    const renamed = clientOf(server, token);
    await renamed.orders.place.mutate(await orderOf(renamed, some(1)));
    const { name } = await server.context.db
      .selectFrom('firms')
      .select('name')
      .where('portal_id', '=', PORTAL_ID)
      .where('id', '=', 'firm-1')
      .executeTakeFirstOrThrow();
    assert.equal(name, 'Đại lý thuế Minh Phát mới');
  });

  it('a plan without a price for the fiscal year is refused', async () => {
    const [own = ''] = some(1);
    const prices = [{ fromFiscalYear: 2028, pricePerYear: 1_000_000 }];
    await putPlans(server, planDeclaration('TUONG-LAI', { prices }));
    const license = { planCode: 'TUONG-LAI', expiry: '2026-12-31' };
    await declareCustomers(server, [declaration(own, { license })]);
    const { lines } = await orderOf(client, [own]);
    const { problems } = await client.orders.quote.query({ lines });
    assert.deepEqual(
      problems.map(({ row, field, code }) => [row, field, code]),
      [[0, 'planId', 'PLAN_UNAVAILABLE']],
    );
  });

  it('each line’s payer is the order’s, or its own where the row has one', async () => {
    const own = some(2);
    const input = await orderOf(client, own);
    const [first, second] = input.lines;
    assert.ok(first && second);
    const payersOf = async (change: Partial<typeof input>) => {
      const { id } = await client.orders.place.mutate({ ...input, requestId: newId(), ...change });
      const { payer, lines } = await read(id);
      await client.orders.cancel.mutate({ orderId: id, reason: 'Đặt lại' });
      return [payer, ...lines.map((line) => line.payer)];
    };
    assert.deepEqual(await payersOf({}), ['firm', 'firm', 'firm']);
    assert.deepEqual(await payersOf({ payer: 'owner' }), ['owner', 'owner', 'owner']);
    const overridden = { payer: 'owner', lines: [first, { ...second, payer: 'firm' }] } as const;
    assert.deepEqual(await payersOf({ ...overridden, lines: [...overridden.lines] }), [
      ...['owner', 'owner', 'firm'],
    ]);
  });

  it('a wrong field is reported by path, and never as 5xx', async () => {
    const input = await orderOf(client, some(1));
    const wrong = {
      ...input,
      notify: { kind: 'other', recipient: { name: '', email: 'nobody', phone: '' } },
      lines: input.lines.map((line) => ({ ...line, recipientEmail: 'x@' })),
    } as typeof input;
    const fault = await refusal(client.orders.place.mutate(wrong));
    assert.equal(fault.code, 'INVALID_INPUT');
    assert.deepEqual(
      fault.fieldProblems?.map((problem) => [problem.path.join('.'), problem.code]),
      [
        ['notify.recipient.name', 'REQUIRED'],
        ['notify.recipient.email', 'EMAIL_INVALID'],
        ['lines.0.recipientEmail', 'EMAIL_INVALID'],
      ],
    );
    const many = { ...input, lines: Array(2_001).fill(input.lines[0]) };
    assert.equal((await refusal(client.orders.place.mutate(many))).code, 'INVALID_INPUT');
    const none = { ...input, lines: [] };
    assert.equal((await refusal(client.orders.place.mutate(none))).code, 'INVALID_INPUT');
  });

  it('cancelling an order cancels only unpaid lines, with a reason', async () => {
    const placed = await client.orders.place.mutate(await orderOf(client, some(2)));
    const [line] = (await read(placed.id)).lines;
    assert.ok(line);
    const attempt = await client.payments.start.mutate({
      orderId: placed.id,
      lineIds: [line.id],
      method: 'bank_transfer',
      locale: 'vi',
    });
    assert.ok(attempt.transfer);
    await reportTransfer(server, attempt.transfer);
    const empty = client.orders.cancel.mutate({ orderId: placed.id, reason: '  ' });
    assert.equal((await refusal(empty)).code, 'INVALID_INPUT');
    const order = await client.orders.cancel.mutate({ orderId: placed.id, reason: 'Khách đổi ý' });
    assert.deepEqual(
      order.lines.map((each) => each.state),
      ['paid', 'cancelled'],
    );
    assert.equal(order.state, 'paid');
    const again = client.orders.cancel.mutate({ orderId: placed.id, reason: 'Lần nữa' });
    assert.equal((await refusal(again)).code, 'ORDER_NOT_CANCELLABLE');
  });

  it('orders are listed newest first, by number, code or name, and by state', async () => {
    const [code = ''] = some(1);
    const placed = await client.orders.place.mutate(await orderOf(client, [code]));
    const newest = await client.orders.list.query({ query: '' });
    assert.equal(newest.orders[0]?.id, placed.id);
    for (const query of [placed.number.toLowerCase(), code, `dai phat ${code}`]) {
      const found = await client.orders.list.query({ query });
      assert.deepEqual(
        found.orders.map((order) => order.id),
        [placed.id],
        query,
      );
    }
    const paid = await client.orders.list.query({ query: code, state: 'paid' });
    assert.deepEqual(paid.orders, []);
    const odd = await client.orders.list.query({ query: '100%_' });
    assert.deepEqual(odd.orders, []);
  });
});
