import { expect } from '@open-wc/testing';
import type { LiveEvent } from '../../../shared/schemas/live.ts';
import type { Order } from '../../../shared/schemas/order.ts';
import { FakeServer } from '../../testing/fake-server.ts';
import { uuid } from '../../testing/firm.ts';
import { notificationOf } from '../../testing/orders.ts';
import { eventually } from '../../testing/page.ts';
import type { SignIn } from '../sign-in.ts';
import { createTokens } from '../tokens.ts';
import { follow } from './live.ts';

const ORDER = uuid(1);
const orderOf = (version: number) => ({ id: ORDER, version }) as Order;

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

  const signInOf = (fetchToken = async () => 'token', accountant = 'a1') =>
    ({
      server: server.url,
      fetchWithToken: createTokens(fetchToken).fetch,
      whoAmI: { portal: { id: 'p1' }, firm: { id: 'f1' }, accountant: { id: accountant } },
    }) as SignIn;
  const followOrder = (signIn = signInOf(), signal = leaving.signal) =>
    follow(signIn, signal, `order:${ORDER}`, ({ version }) => seen.push(version));
  const oneStream = (what = 'the stream') => eventually(() => server.streams.length === 1, what);
  const settled = () => new Promise((resolve) => setTimeout(resolve, 150));

  it('follow delivers events until it is aborted', async () => {
    followOrder();
    await oneStream();
    server.tell(`order:${ORDER}`, 1, orderOf(1));
    server.tell(`order:${ORDER}`, 2, orderOf(2));
    await eventually(() => seen.length === 2);
    const input = { orders: { [ORDER]: 0 } };
    expect(server.calls[0]).to.deep.include({ path: 'live.follow', token: 'token', input });
    leaving.abort();
    await eventually(() => server.streams.length === 0, 'no stream');
    expect(seen).to.deep.equal([1, 2]);
  });

  it('follow resumes a broken stream after the last event, with a valid token', async () => {
    let tokens = 0;
    followOrder(signInOf(async () => `t${++tokens}`));
    await oneStream();
    server.tell(`order:${ORDER}`, 7, orderOf(7));
    await eventually(() => seen.length === 1);
    server.expired.add('t1');
    server.breakStreams();
    await oneStream('a new stream');
    const input = { orders: { [ORDER]: 7 } };
    expect(server.calls.at(-1)).to.deep.include({ token: 't2', input });
    server.tell(`order:${ORDER}`, 8, orderOf(8));
    await eventually(() => seen.length === 2);
    expect(seen).to.deep.equal([7, 8]);
  });

  it('all followers of one person in a page share a stream, and later ones get the present state', async () => {
    const unread: number[] = [];
    const later: (number | null)[] = [];
    const signIn = signInOf();
    follow(signIn, leaving.signal, 'bell', (event) => unread.push(event.unread));
    followOrder(signIn);
    follow(signInOf(), leaving.signal, 'list', () => {});
    await oneStream();
    expect(server.streams[0]).to.deep.equal({ bell: {}, list: {}, orders: { [ORDER]: 0 } });
    server.tell('bell', 9, { notification: notificationOf(9), unread: 3 });
    await eventually(() => unread.length === 1);
    follow(signInOf(), leaving.signal, 'bell', (event) =>
      later.push(event.notification?.sequence ?? null, event.unread),
    );
    await eventually(() => later.length === 2);
    expect(later, 'the count, and no news').to.deep.equal([null, 3]);
    await settled();
    expect(server.inputsOf('live.follow'), 'still the same stream').to.have.length(1);
  });

  it('following another topic resumes each topic from its position', async () => {
    const signIn = signInOf();
    const unread: number[] = [];
    follow(signIn, leaving.signal, 'bell', (event) => unread.push(event.unread));
    await oneStream();
    server.tell('bell', 9, { notification: null, unread: 3 });
    await eventually(() => unread.length === 1);
    const orderOnly = new AbortController();
    followOrder(signIn, orderOnly.signal);
    await eventually(() => server.followersOf('orders') === 1);
    expect(server.streams).to.deep.equal([{ bell: { after: 9 }, orders: { [ORDER]: 0 } }]);
    orderOnly.abort();
    await eventually(() => server.followersOf('orders') === 0);
    expect(await oneStream()).to.equal(true);
  });

  it('events of one person reach no other', async () => {
    const mine: number[] = [];
    const theirs: number[] = [];
    follow(signInOf(), leaving.signal, 'bell', (event) => mine.push(event.unread));
    const other = signInOf(async () => 'other', 'a2');
    follow(other, leaving.signal, 'bell', (event) => theirs.push(event.unread));
    await eventually(() => server.streams.length === 2, 'a stream each');
    server.breakStreams();
    await eventually(() => server.streams.length === 2, 'again');
    expect(new Set(server.calls.map(({ token }) => token))).to.deep.equal(
      new Set(['token', 'other']),
    );
  });

  it('an older or repeated event is delivered to nobody', async () => {
    followOrder();
    await oneStream();
    const events: LiveEvent['position'][] = [2, 2, 1, 3];
    for (const version of events) server.tell(`order:${ORDER}`, version, orderOf(version));
    await eventually(() => seen.includes(3));
    expect(seen).to.deep.equal([2, 3]);
  });
});
