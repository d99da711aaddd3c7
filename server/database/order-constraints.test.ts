import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  declarationsFor,
  declareCustomers,
  declarePlans,
  orderOf,
  taxCodes,
} from '../testing/test-directory.ts';
import { clientOf, signToken, startTestServer, type TestServer } from '../testing/test-server.ts';
import { newId } from './id.ts';
import { insertTogether } from './insert-rows.ts';
import type { Tables } from './tables.ts';

interface OrderRows {
  order: Tables['orders'];
  line: Tables['order_lines'];
  claim: Tables['fiscal_year_claims'];
}

interface Changes {
  order?: Partial<Tables['orders']>;
  line?: Partial<Tables['order_lines']>;
  claim?: Partial<Tables['fiscal_year_claims']>;
  /** A second line, of the same licence. */
  second?: Partial<Tables['order_lines']>;
}

/** Rows of an order, inserted by one statement on PostgreSQL: its rules hold for each row as usual. */
describe('an order whose rows are inserted together', () => {
  let server: TestServer;
  /** A placed order. */
  let placed: OrderRows;
  /** A customer and a licence of the firm without an order. */
  let free: Pick<Tables['order_lines'], 'customer_id' | 'license_id'>;

  before(async () => {
    server = await startTestServer();
    const { db } = server.context;
    const client = clientOf(server, await signToken());
    await declarePlans(server);
    const codes = taxCodes(2);
    await declareCustomers(server, declarationsFor(codes));
    await client.orders.place.mutate(await orderOf(client, codes.slice(0, 1)));
    placed = {
      order: await db.selectFrom('orders').selectAll().executeTakeFirstOrThrow(),
      line: await db.selectFrom('order_lines').selectAll().executeTakeFirstOrThrow(),
      claim: await db.selectFrom('fiscal_year_claims').selectAll().executeTakeFirstOrThrow(),
    };
    free = await db
      .selectFrom('licenses')
      .select(['customer_id', 'id as license_id'])
      .where('id', '<>', placed.line.license_id)
      .executeTakeFirstOrThrow();
  });
  after(() => server.stop());

  const insert = ({ order = {}, line = {}, claim = {}, second }: Changes = {}) => {
    const id = newId();
    const lineId = newId();
    const own = { id, number: id, request_id: id };
    const lines = [{ ...placed.line, ...free, id: lineId, order_id: id, ...line }];
    if (second) lines.push({ ...placed.line, ...free, id: newId(), order_id: id, ...second });
    return server.context.db.transaction().execute((tx) =>
      insertTogether(tx, {
        orders: [{ ...placed.order, ...own, ...order }],
        order_lines: lines,
        fiscal_year_claims: [
          { ...placed.claim, license_id: free.license_id, order_line_id: lineId, ...claim },
        ],
      }),
    );
  };
  const countOf = async (table: 'orders' | 'order_lines' | 'fiscal_year_claims') => {
    const { count } = await server.context.db
      .selectFrom(table)
      .select((select) => select.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return count;
  };
  const counts = async () => [
    await countOf('orders'),
    await countOf('order_lines'),
    await countOf('fiscal_year_claims'),
  ];

  const refused: Record<string, [RegExp, () => Changes]> = {
    'a firm that is unknown': [/foreign key/i, () => ({ order: { firm_id: 'none' } })],
    'a number that another order has': [
      /unique/i,
      () => ({ order: { number: placed.order.number } }),
    ],
    'a request that has placed another order': [
      /unique/i,
      () => ({ order: { request_id: placed.order.request_id } }),
    ],
    'a sum that does not add up': [/check/i, () => ({ order: { total: placed.order.total + 1 } })],
    'no lines by its own count': [/check/i, () => ({ order: { line_count: 0 } })],
    'a line of an order that is unknown': [/foreign key/i, () => ({ line: { order_id: 'none' } })],
    'a line of a customer that is unknown': [
      /foreign key/i,
      () => ({ line: { customer_id: 'none' } }),
    ],
    'a line of a licence that is unknown': [
      /foreign key/i,
      () => ({ line: { license_id: 'none' }, claim: { fiscal_year: 1 } }),
    ],
    'a line of a plan that is unknown': [/foreign key/i, () => ({ line: { plan_id: 'none' } })],
    'a line that another order has': [/unique/i, () => ({ line: { id: placed.line.id } })],
    'a line in the place of another order’s': [
      /unique/i,
      () => ({ line: { order_id: placed.order.id } }),
    ],
    'a line of a licence with an unpaid one': [
      /one unpaid line/,
      () => ({ line: { license_id: placed.line.license_id }, claim: { fiscal_year: 1 } }),
    ],
    'two lines of one licence': [/one unpaid line/, () => ({ second: { line_number: 2 } })],
    'a line that gains nothing': [
      /check/i,
      () => ({ line: { new_expiry: placed.line.present_expiry } }),
    ],
    'a line with more off than its price': [
      /check/i,
      () => ({ line: { discount: placed.line.list + 1 } }),
    ],
    'a line that is paid at no time': [/check/i, () => ({ line: { state: 'paid' } })],
    'a fiscal year that another line has': [
      /unique/i,
      () => ({ claim: { license_id: placed.line.license_id } }),
    ],
    'a fiscal year of a licence that is unknown': [
      /foreign key/i,
      () => ({ claim: { license_id: 'none' } }),
    ],
    'a fiscal year of a line that is unknown': [
      /foreign key/i,
      () => ({ claim: { order_line_id: 'none' } }),
    ],
  };
  for (const [title, [message, changes]] of Object.entries(refused)) {
    it(`an order inserted together is refused as a whole for ${title}`, async () => {
      const before = await counts();
      await assert.rejects(insert(changes()), message);
      assert.deepEqual(await counts(), before);
    });
  }

  it('a right order inserted together is kept, and opens with the sum of its line', async () => {
    await insert();
    assert.deepEqual(await counts(), [2, 2, 2]);
    const open = await server.context.db
      .selectFrom('open_orders')
      .select(['due', 'line_count'])
      .where('order_id', '<>', placed.order.id)
      .execute();
    assert.deepEqual(open, [{ due: placed.line.total, line_count: 1 }]);
  });
});
