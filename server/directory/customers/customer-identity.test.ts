import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { CustomerDeclaration } from '../../../shared/schemas/customer.ts';
import { DAY_MS } from '../../foundation/durations.ts';
import { openNewFirm } from '../../testing/new-firm.ts';
import { OPERATIONS_PASSWORD, operations } from '../../testing/operations.ts';
import { declaration, orderOf, reportTransfer, taxCodes } from '../../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  hostApi,
  NOW,
  signToken,
  type TestServer,
} from '../../testing/test-server.ts';

const FIRM = { id: 'firm-1', name: 'Dịch vụ kế toán Minh Phát' };

let server: TestServer;
let client: Client;

const { newCode } = openNewFirm(
  taxCodes(60),
  (opened) => {
    ({ server, client } = opened);
  },
  { OPERATIONS_PASSWORD },
);

async function put(...customers: CustomerDeclaration[]) {
  const path = `/firms/${FIRM.id}/customers`;
  const response = await hostApi(server, 'PUT', path, { firmName: FIRM.name, customers });
  const text = await response.text();
  return { status: response.status, error: text === '' ? null : JSON.parse(text).error };
}

async function taken(...customers: CustomerDeclaration[]): Promise<void> {
  assert.deepEqual(await put(...customers), { status: 204, error: null });
}

/** The customer that a tax code finds: its present code, and the former one that found it. */
async function lookUp(taxCode: string, by = client) {
  const { results } = await by.customers.lookUp.query({ taxCodes: [taxCode] });
  const [result] = results;
  if (result?.outcome !== 'found') return result?.outcome;
  return [result.customer.taxCode, result.formerTaxCode];
}

const idOf = async (taxCode: string) => {
  const { results } = await client.customers.lookUp.query({ taxCodes: [taxCode] });
  return results[0]?.outcome === 'found' ? results[0].customer.id : assert.fail(taxCode);
};

const search = async (query: string) =>
  (await client.customers.search.query({ query })).customers.map(({ taxCode }) => taxCode);

const listed = async () => {
  const response = await hostApi(server, 'GET', `/firms/${FIRM.id}/customers`);
  return ((await response.json()) as { customers: Record<string, unknown>[] }).customers;
};

it('a customer whose tax code changes stays the same, and its former code finds it', async () => {
  const [old, present] = [newCode(), newCode()];
  await taken(declaration(old, { externalId: 'KH-1' }));
  const id = await idOf(old);
  server.setNow(NOW + 40 * DAY_MS);
  client = clientOf(server, await signToken({ issuedAt: NOW + 40 * DAY_MS }));
  await taken(declaration(present, { externalId: 'KH-1' }));
  assert.equal(await idOf(present), id);
  assert.deepEqual(await lookUp(present), [present, null]);
  assert.deepEqual(await lookUp(old), [present, old]);
  assert.deepEqual(await search(old), [present]);
  const [customer] = (await client.customers.search.query({ query: present })).customers;
  assert.deepEqual(customer?.formerTaxCodes, [old]);
  const own = (await listed()).find(({ externalId }) => externalId === 'KH-1');
  assert.deepEqual(own?.formerTaxCodes, [
    { taxCode: old, from: '2026-11-23', until: '2027-01-02' },
  ]);
  server.setNow(NOW);
  client = clientOf(server, await signToken());
});

it('a household’s code that becomes its owner’s 12 digits still finds it, in any notation', async () => {
  const old = newCode();
  await taken(declaration(old, { externalId: 'HKD-1', kind: 'household' }));
  await taken(declaration('079085001234', { externalId: 'HKD-1', kind: 'household' }));
  assert.deepEqual(await lookUp(`${old.slice(0, 4)} ${old.slice(4)}`), ['079085001234', old]);
  assert.deepEqual(await lookUp('79085001234'), ['079085001234', null]);
});

it('a former code that another customer has now finds that one', async () => {
  const [reissued, moved] = [newCode(), newCode()];
  await taken(declaration(reissued, { externalId: 'KH-2' }));
  await taken(declaration(moved, { externalId: 'KH-2' }));
  await taken(declaration(reissued, { externalId: 'KH-3' }));
  assert.deepEqual(await lookUp(reissued), [reissued, null]);
  assert.deepEqual(await lookUp(moved), [moved, null]);
});

it('a code that comes back is not a former one', async () => {
  const [first, second] = [newCode(), newCode()];
  for (const code of [first, second, first]) {
    await taken(declaration(code, { externalId: 'KH-4' }));
  }
  assert.deepEqual(await lookUp(first), [first, null]);
  assert.deepEqual(await lookUp(second), [first, second]);
});

it('two customers can swap their codes in one call', async () => {
  const [a, b] = [newCode(), newCode()];
  await taken(declaration(a, { externalId: 'SW-1' }), declaration(b, { externalId: 'SW-2' }));
  const id = await idOf(a);
  await taken(declaration(b, { externalId: 'SW-1' }), declaration(a, { externalId: 'SW-2' }));
  assert.equal(await idOf(b), id);
  assert.deepEqual(await lookUp(a), [a, null]);
});

it('a code that another customer has is refused at its field, naming the other, and nothing is stored', async () => {
  const [a, b] = [newCode(), newCode()];
  await taken(declaration(a, { externalId: 'TK-1', name: 'Công ty Một' }));
  const { status, error } = await put(
    declaration(b, { externalId: 'TK-2' }),
    declaration(a, { externalId: 'TK-3' }),
  );
  assert.equal(status, 400);
  assert.deepEqual(error.fieldProblems, [
    {
      path: ['customers', 1, 'taxCode'],
      code: 'TAX_CODE_TAKEN',
      customer: { externalId: 'TK-1', name: 'Công ty Một' },
    },
  ]);
  assert.equal(await lookUp(b), 'unknown');
  const two = await put(
    declaration(b, { externalId: 'TK-4', name: 'Công ty Bốn' }),
    declaration(b, { externalId: 'TK-5' }),
  );
  assert.equal(two.error.fieldProblems[0].customer.externalId, 'TK-4');
});

it('an id given twice in a call is refused at the second', async () => {
  const { status, error } = await put(
    declaration(newCode(), { externalId: 'TW-1' }),
    declaration(newCode(), { externalId: 'TW-1' }),
  );
  assert.equal(status, 400);
  assert.deepEqual(error.fieldProblems[0].path, ['customers', 1, 'externalId']);
});

it('a portal without ids identifies customers by tax code, and may begin to give ids', async () => {
  const [code, changed] = [newCode(), newCode()];
  await taken(declaration(code));
  await taken(declaration(code, { name: 'Công ty Đổi Tên' }));
  const id = await idOf(code);
  assert.deepEqual(await search('doi ten'), [code]);
  await taken(declaration(code, { externalId: 'ID-1' }));
  await taken(declaration(changed, { externalId: 'ID-1' }));
  assert.equal(await idOf(changed), id);
  // Customers with an id are never taken over by another.
  assert.equal(
    (await put(declaration(changed, { externalId: 'ID-2' }))).error.code,
    'INVALID_INPUT',
  );
});

it('another firm, and another portal, find nothing by a former code', async () => {
  const [old, present] = [newCode(), newCode()];
  await taken(declaration(old, { externalId: 'FR-1' }));
  await taken(declaration(present, { externalId: 'FR-1' }));
  const token = await signToken({ firm: { id: 'firm-2', name: 'Khác' }, accountantId: 'b' });
  assert.equal(await lookUp(old, clientOf(server, token)), 'unknown');
});

it('a customer merged into another leaves the lists; its codes and licence lead to the other', async () => {
  const [gone, stays, third] = [newCode(), newCode(), newCode()];
  await taken(
    declaration(gone, { externalId: 'MG-1' }),
    declaration(stays, { externalId: 'MG-2', license: null }),
  );
  const order = await client.orders.place.mutate(await orderOf(client, [gone]));
  const { url } = await client.paymentLinks.create.mutate({ orderId: order.id });
  const merge = declaration(gone, { externalId: 'MG-1', mergedInto: 'MG-2', license: null });
  await taken(merge);
  await taken(merge);
  assert.deepEqual(await lookUp(gone), [stays, gone]);
  assert.deepEqual(await search(gone), [stays]);
  assert.ok(!(await listed()).some(({ externalId }) => externalId === 'MG-1'));
  // Its order goes on, as it was placed, and its licence is the other's.
  assert.equal((await fetch(url)).status, 200);
  const attempt = await client.payments.start.mutate({
    orderId: order.id,
    method: 'bank_transfer',
    locale: 'vi',
  });
  const { transfer } = attempt;
  await reportTransfer(server, { amount: attempt.amount, memo: transfer?.memo ?? '' });
  const paid = await client.orders.get.query({ orderId: order.id });
  assert.deepEqual([paid.state, paid.lines[0]?.customer.taxCode], ['paid', gone]);
  const own = (await listed()).find(({ externalId }) => externalId === 'MG-2');
  const licenses = own?.licenses as { expiry: string }[];
  assert.deepEqual(
    licenses.map(({ expiry }) => expiry),
    ['2027-12-31'],
  );
  // A merger into a merged customer leads to the last one.
  await taken(
    declaration(third, { externalId: 'MG-3', license: null }),
    declaration(stays, { externalId: 'MG-2', mergedInto: 'MG-3', license: null }),
  );
  assert.deepEqual(await lookUp(gone), [third, gone]);
});

it('mergers that follow one another lead to the last, in one call or several, and may be sent again', async () => {
  const own = [newCode(), newCode(), newCode()];
  const chain = (prefix: string, changes: Partial<CustomerDeclaration>[]) =>
    own.map((code, index) =>
      declaration(code, {
        externalId: `${prefix}-${index + 1}`,
        ...(index === 0 ? {} : { license: null }),
        ...changes[index],
      }),
    );
  const [first, second, third] = own as [string, string, string];
  const all = chain('CH', [{ mergedInto: 'CH-2' }, { mergedInto: 'CH-3' }]);
  await taken(...chain('CH', []));
  await taken(...all);
  for (const code of [first, second]) assert.deepEqual(await lookUp(code), [third, code]);
  const licenses = async () => {
    const last = (await listed()).find(({ externalId }) => externalId === 'CH-3');
    return (last?.licenses as unknown[] | undefined)?.length;
  };
  assert.equal(await licenses(), 1);
  // As its books have it, night by night; in whatever order, and each by itself.
  await taken(...all.toReversed());
  for (const each of all) await taken(each);
  assert.equal(await licenses(), 1);
  const elsewhere = await put({ ...(all[0] as CustomerDeclaration), mergedInto: 'MG-3' });
  assert.equal(elsewhere.error.fieldProblems[0].code, 'INVALID');
});

it('mergers in a circle are refused, each at its field', async () => {
  const [a, b] = [newCode(), newCode()];
  const of = (code: string, externalId: string, mergedInto: string) =>
    declaration(code, { externalId, mergedInto, license: null });
  const circle = await put(of(a, 'CI-1', 'CI-2'), of(b, 'CI-2', 'CI-1'));
  assert.deepEqual(
    circle.error.fieldProblems,
    [0, 1].map((index) => ({ path: ['customers', index, 'mergedInto'], code: 'INVALID' })),
  );
});

it('an impossible merger is refused: into itself, nobody, a merged one, or where both have licences', async () => {
  const [a, b] = [newCode(), newCode()];
  await taken(declaration(a, { externalId: 'NM-1' }), declaration(b, { externalId: 'NM-2' }));
  const problemOf = async (change: Partial<CustomerDeclaration>) =>
    (await put(declaration(a, { externalId: 'NM-1', ...change }))).error.fieldProblems[0];
  for (const mergedInto of ['NM-1', 'nobody', 'MG-1']) {
    assert.deepEqual(await problemOf({ mergedInto }), {
      path: ['customers', 0, 'mergedInto'],
      code: 'INVALID',
    });
  }
  assert.equal((await problemOf({ mergedInto: 'NM-2' })).code, 'LICENSE_EXISTS');
  assert.deepEqual(await lookUp(a), [a, null]);
  const merged = await put(declaration(newCode(), { externalId: 'MG-1' }));
  assert.equal(merged.error.fieldProblems[0].code, 'CUSTOMER_MERGED');
  assert.equal(merged.error.fieldProblems[0].customer.externalId, 'MG-3');
});

it('money with a former or later code in its memo is guessed for the order', async () => {
  const [old, present] = [newCode(), newCode()];
  await taken(declaration(old, { externalId: 'OP-1' }));
  const order = await client.orders.place.mutate(await orderOf(client, [old]));
  await taken(declaration(present, { externalId: 'OP-1' }));
  for (const code of [old, present]) {
    await reportTransfer(server, { amount: 777_000, memo: `thanh toan mst ${code}` });
  }
  const { text } = await operations(server, '');
  const items = text.split('<li>').filter((item) => item.includes('thanh toan mst'));
  assert.equal(items.length, 2);
  for (const item of items) assert.ok(item.includes(order.number));
  assert.equal(items.filter((item) => item.includes(`nay là ${present}`)).length, 1);
  const line = (await client.orders.get.query({ orderId: order.id })).lines[0];
  assert.equal(line?.customer.taxCode, old);
});
