import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newId } from '../../database/id.ts';
import { addPortal } from '../../directory/portals/add-portal.ts';
import {
  declarationsFor,
  declareCustomers,
  handOut,
  openFirm,
  orderOf,
  planDeclaration,
  taxCodes,
} from '../../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  hostApi,
  ORIGIN,
  refusal,
  signToken,
  type TestServer,
} from '../../testing/test-server.ts';

describe('the request id of an order', () => {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(10);
  const some = handOut(codes);

  before(async () => {
    ({ server, client } = await openFirm(codes));
  });
  after(() => server.stop());

  it('one order is stored however often the same request comes', async () => {
    const input = await orderOf(client, some(2));
    const placed = await Promise.all(
      Array.from({ length: 8 }, () => client.orders.place.mutate(input)),
    );
    assert.equal(new Set(placed.map((order) => order.id)).size, 1);
    assert.deepEqual(await client.orders.place.mutate(input), placed[0]);
    const mails = await server.context.db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', 'order_placed')
      .execute();
    const own = mails.filter((mail) => mail.payload.includes(placed[0]?.id ?? ''));
    assert.equal(own.length, 1);
  });

  it('a request id is one firm’s of one portal: others place orders of their own by it', async () => {
    const secret = 'another-portal-secret-of-32-characters!';
    const apiKey = 'another-api-key-of-more-than-32-characters';
    const portal = { id: 'portal-2', name: 'Cổng khác', origins: [ORIGIN], secret, apiKey };
    await addPortal(server.context.db, portal);
    const [own = ''] = some(1);
    const plan = planDeclaration('ASP-DN');
    const firm = { firmName: 'Trùng mã', customers: declarationsFor([own]) };
    for (const [path, body] of [
      ['/plans', { plans: [plan] }],
      ['/firms/firm-1/customers', firm],
    ] as const) {
      const answer = await hostApi(server, 'PUT', path, body, apiKey);
      assert.equal(answer.status, 204, await answer.text());
    }
    const requestId = newId();
    const { id } = await client.orders.place.mutate(await orderOf(client, some(1), { requestId }));
    const elsewhere = clientOf(server, await signToken({ portalId: portal.id, secret }));
    const theirs = await orderOf(elsewhere, [own], { requestId });
    const first = await elsewhere.orders.place.mutate(theirs);
    assert.notEqual(first.id, id);
    assert.equal(first.number, 'DH000001', 'each portal counts its own');
  });

  it('a request id that comes with other content is refused', async () => {
    const input = await orderOf(client, some(1));
    await client.orders.place.mutate(input);
    const other = await orderOf(client, some(1), { requestId: input.requestId });
    assert.equal((await refusal(client.orders.place.mutate(other))).code, 'REQUEST_ID_REUSED');
  });

  it('one request id of two firms places the orders of both', async () => {
    const input = await orderOf(client, some(1));
    const own = await client.orders.place.mutate(input);
    const [code = ''] = some(1);
    const firm = { id: 'firm-other', name: 'Dịch vụ kế toán Khác' };
    await declareCustomers(server, declarationsFor([code]), firm);
    const other = clientOf(server, await signToken({ firm }));
    const { requestId } = input;
    const theirs = await other.orders.place.mutate(await orderOf(other, [code], { requestId }));
    assert.notEqual(theirs.id, own.id);
    assert.equal((await refusal(other.orders.get.query({ orderId: own.id }))).code, 'NOT_FOUND');
  });
});
