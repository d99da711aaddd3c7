import { after, before, beforeEach } from 'node:test';
import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import { stopAndCheckMoney } from '../stop-and-check-money.ts';
import { handOut, openFirm, orderOf } from '../test-directory.ts';
import { type Client, NOW, type TestServer } from '../test-server.ts';
import { type FakeGateways, startFakeGateways } from './fake-gateways.ts';

export interface FirmWithGateways {
  server: TestServer;
  client: Client;
  gateways: FakeGateways;
}

/**
 * A firm on a server with fake gateways, for all tests of a file. Each test begins at the same moment, with gateways that
 * answer as usual; after the last one, all money adds up.
 *
 * @param take gets them before the first test
 * @returns what tests of payments do with the firm
 */
export function openFirmWithGateways(
  codes: readonly string[],
  take: (opened: FirmWithGateways) => void,
  env: Record<string, string> = {},
) {
  const some = handOut(codes);
  let server: TestServer;
  let client: Client;
  let gateways: FakeGateways;
  before(async () => {
    gateways = await startFakeGateways();
    const firm = await openFirm(codes, { ...gateways.env, ...env });
    ({ server, client } = firm);
    take({ ...firm, gateways });
  });
  beforeEach(() => {
    server.setNow(NOW);
    gateways.answers.clear();
    gateways.calls.length = 0;
  });
  after(async () => {
    gateways.stop();
    await stopAndCheckMoney(server);
  });
  return {
    /** Customers that no test has used yet. */
    some,
    /** An order of such customers, and an attempt to pay it. */
    async start(method: PaymentMethod, count = 2) {
      const { order, ...started } = await startPayment({ server, client }, some(count), method);
      return { orderId: order.id, ...started };
    },
    read: (orderId: string) => client.orders.get.query({ orderId }),
    post: (path: string, body: string) => postMessage(server, path, body),
  };
}

/** An order of these customers, and an attempt to pay it. */
export async function startPayment(
  { server, client }: Pick<FirmWithGateways, 'server' | 'client'>,
  codes: readonly string[],
  method: PaymentMethod,
) {
  const order = await client.orders.place.mutate(await orderOf(client, codes));
  const attempt = await client.payments.start.mutate({ orderId: order.id, method, locale: 'vi' });
  const { reference } = await server.context.db
    .selectFrom('payment_attempts')
    .select('reference')
    .where('id', '=', attempt.id)
    .executeTakeFirstOrThrow();
  return { order, attempt, reference };
}

/** Posts a gateway's JSON message; returns the answer, its body null where it is empty. */
export async function postMessage(
  { url }: Pick<TestServer, 'url'>,
  path: string,
  body: string,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${url}/gateways/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}
