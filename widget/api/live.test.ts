import { expect } from '@open-wc/testing';
import type { Order } from '../../shared/schemas/order.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { uuid } from '../testing/firm.ts';
import { eventually } from '../testing/page.ts';
import { follow } from './live.ts';
import type { Session } from './session.ts';
import { createTokens } from './tokens.ts';

describe('follow', () => {
  let server: FakeServer;
  let leaving: AbortController;
  let seen: number[];

  beforeEach(() => {
    server = new FakeServer().install();
    leaving = new AbortController();
    seen = [];
  });
  afterEach(() => {
    leaving.abort();
    server.restore();
  });

  const start = (fetchToken = async () => 'token') => {
    const session = {
      server: server.url,
      fetchWithToken: createTokens(fetchToken).fetch,
    } as Session;
    follow<Order>(
      session,
      leaving.signal,
      (api, last, handlers) =>
        api.orders.onUpdate.subscribe({ orderId: uuid(1), ...last }, handlers),
      (order) => seen.push(order.version),
    );
    return eventually(() => server.streamsOf('orders.onUpdate') === 1, 'the stream');
  };

  it('hands on what comes, until it is left', async () => {
    await start();
    server.push('orders.onUpdate', '1', { version: 1 });
    server.push('orders.onUpdate', '2', { version: 2 });
    await eventually(() => seen.length === 2);
    expect(server.calls[0]).to.deep.include({ token: 'token', input: { orderId: uuid(1) } });
    leaving.abort();
    await eventually(() => server.streamsOf('orders.onUpdate') === 0, 'no stream');
    expect(seen).to.deep.equal([1, 2]);
  });

  it('takes a broken stream up again after the last event, with a token that is good', async () => {
    let tokens = 0;
    await start(async () => `t${++tokens}`);
    server.push('orders.onUpdate', '7', { version: 7 });
    await eventually(() => seen.length === 1);
    server.expired.add('t1');
    server.breakStreams();
    await eventually(() => server.streamsOf('orders.onUpdate') === 1, 'a new stream');
    expect(server.calls.at(-1)).to.deep.include({
      token: 't2',
      input: { orderId: uuid(1), lastEventId: '7' },
    });
    server.push('orders.onUpdate', '8', { version: 8 });
    await eventually(() => seen.length === 2);
    expect(seen).to.deep.equal([7, 8]);
  });
});
