import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DAY_MS } from '../../foundation/durations.ts';
import { openNewFirm } from '../../testing/new-firm.ts';
import { OPERATIONS_PASSWORD, operations } from '../../testing/operations.ts';
import {
  declaration,
  declareCustomers,
  orderOf,
  reportTransfer,
  taxCodes,
} from '../../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  hostApi,
  NOW,
  signToken,
  type TestServer,
} from '../../testing/test-server.ts';

let server: TestServer;
let client: Client;

const { newCode } = openNewFirm(
  taxCodes(40, 20_100_000),
  (opened) => {
    ({ server, client } = opened);
  },
  { OPERATIONS_PASSWORD },
);

async function lookUp(taxCode: string) {
  const { results } = await client.customers.lookUp.query({ taxCodes: [taxCode] });
  return results[0]?.outcome === 'found' ? results[0].customer : null;
}

/** Merges a customer with a licence into one without; `before` runs while it is still present. */
async function merged<Result>(id: string, before: (gone: string) => Promise<Result>) {
  const [first, gone, stays] = [newCode(), newCode(), newCode()];
  const others = [declaration(stays, { externalId: `${id}-2`, license: null })];
  await declareCustomers(server, [declaration(first, { externalId: `${id}-1` }), ...others]);
  await declareCustomers(server, [declaration(gone, { externalId: `${id}-1` })]);
  const result = await before(gone);
  const merge = { externalId: `${id}-1`, mergedInto: `${id}-2`, license: null };
  await declareCustomers(server, [declaration(gone, merge)]);
  return { first, gone, stays, result };
}

it('a form filled in before a merger orders for the surviving customer', async () => {
  const { stays, result: input } = await merged('FORM', (gone) => orderOf(client, [gone]));
  const { id } = await client.orders.place.mutate(input);
  const order = await client.orders.get.query({ orderId: id });
  assert.deepEqual(
    order.lines.map(({ customer }) => [customer.taxCode, customer.id]),
    [[stays, (await lookUp(stays))?.id]],
  );
});

it('a quotation saved before a merger is read and ordered for the surviving customer', async () => {
  const { stays, result } = await merged('QUOTE', async (gone) => {
    const { lines } = await orderOf(client, [gone]);
    return { lines, saved: await client.quotations.save.mutate({ lines }) };
  });
  const stayed = await lookUp(stays);
  const quotationId = result.saved.id;
  const { lines } = await client.quotations.get.query({ quotationId });
  assert.deepEqual(
    lines.map(({ customerId }) => customerId),
    [stayed?.id],
  );
  // By the customer that was quoted, and by the present one.
  const now = result.lines.map((line) => ({ ...line, customerId: stayed?.id ?? '' }));
  for (const each of [result.lines, now]) {
    const quote = await client.orders.quote.query({ lines: each, quotationId });
    assert.deepEqual([quote.problems, quote.lines.length], [[], 1]);
  }
});

it('an order is found by every code of its customer, and of the one that it was merged into', async () => {
  const { first, gone, stays, result } = await merged('LIST', async (code) => {
    return await client.orders.place.mutate(await orderOf(client, [code]));
  });
  for (const query of [first, gone, stays]) {
    const { orders } = await client.orders.list.query({ query });
    assert.deepEqual(
      orders.map(({ id }) => id),
      [result.id],
      query,
    );
  }
});

it('a merged customer’s id means nobody in another firm', async () => {
  const { result: input } = await merged('FIRM', (gone) => orderOf(client, [gone]));
  const token = await signToken({ firm: { id: 'firm-2', name: 'Khác' }, accountantId: 'b' });
  const { problems } = await clientOf(server, token).orders.quote.query({ lines: input.lines });
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['CUSTOMER_NOT_FOUND'],
  );
});

it('money whose memo has a code now given to another customer is guessed for that one alone', async () => {
  const [reissued, moved] = [newCode(), newCode()];
  await declareCustomers(server, [declaration(reissued, { externalId: 'MEMO-1' })]);
  await declareCustomers(server, [declaration(moved, { externalId: 'MEMO-1' })]);
  await declareCustomers(server, [declaration(reissued, { externalId: 'MEMO-2' })]);
  const [old, present] = await Promise.all(
    [moved, reissued].map(async (code) => {
      return await client.orders.place.mutate(await orderOf(client, [code]));
    }),
  );
  await reportTransfer(server, { amount: 777_000, memo: `tra tien mst ${reissued}` });
  const { text } = await operations(server, '');
  const item = text.split('<li>').find((each) => each.includes(`tra tien mst ${reissued}`)) ?? '';
  assert.ok(item.includes(present?.number ?? '?'), item);
  assert.ok(!item.includes(old?.number ?? ''), item);
  assert.ok(!item.includes('nay là'), item);
});

it('codes change, and customers merge, even after the clock was set back', async () => {
  const [old, present, stays] = [newCode(), newCode(), newCode()];
  server.setNow(NOW + 3 * DAY_MS);
  await declareCustomers(server, [declaration(old, { externalId: 'CLOCK-1' })]);
  server.setNow(NOW);
  await declareCustomers(server, [declaration(present, { externalId: 'CLOCK-1' })]);
  assert.deepEqual((await lookUp(old))?.formerTaxCodes, [old]);
  server.setNow(NOW + 3 * DAY_MS);
  const [merge] = [{ externalId: 'CLOCK-1', mergedInto: 'CLOCK-2', license: null }];
  await declareCustomers(server, [
    declaration(stays, { externalId: 'CLOCK-2', license: null }),
    declaration(old, { externalId: 'CLOCK-1' }),
  ]);
  server.setNow(NOW);
  await declareCustomers(server, [declaration(old, merge)]);
  for (const code of [old, present]) assert.equal((await lookUp(code))?.taxCode, stays);
});

it('a code sent without an id means no customer whose own id happens to read like it', async () => {
  const [code, changed, other] = [newCode(), newCode(), newCode()];
  await declareCustomers(server, [declaration(code, { externalId: code, name: 'Công ty Một' })]);
  await declareCustomers(server, [declaration(changed, { externalId: code, name: 'Công ty Một' })]);
  const reissued = declaration(code, { name: 'Công ty Hai' });
  // Sent again, it is the same one.
  for (let sent = 0; sent < 2; sent++) await declareCustomers(server, [reissued]);
  const names = async () => [(await lookUp(changed))?.name, (await lookUp(code))?.name];
  assert.deepEqual(await names(), ['Công ty Một', 'Công ty Hai']);
  // Both in one call have the same result.
  const [own, plain] = [newCode(), other];
  await declareCustomers(server, [
    declaration(plain, { name: 'Công ty Ba' }),
    declaration(own, { externalId: plain, name: 'Công ty Bốn' }),
  ]);
  assert.deepEqual(
    [(await lookUp(plain))?.name, (await lookUp(own))?.name],
    ['Công ty Ba', 'Công ty Bốn'],
  );
  const response = await hostApi(server, 'GET', '/firms/firm-1/customers?limit=100');
  const { customers } = (await response.json()) as { customers: { externalId: string }[] };
  const ids = customers.map(({ externalId }) => externalId);
  assert.equal(new Set(ids).size, ids.length);
});
