import { expect } from '@open-wc/testing';
import type { LiveEvent, LiveTopic } from '../../../shared/schemas/live.ts';
import { FakeServer } from '../../testing/fake-server.ts';
import { notificationOf } from '../../testing/orders.ts';
import { eventually } from '../../testing/page.ts';
import type { SignIn } from '../sign-in.ts';
import { createTokens } from '../tokens.ts';
import { SharedStream } from './shared-stream.ts';

/** Stands for a tab: several streams of one page use the channel and the lock as several pages do. */
class Tab {
  readonly seen: LiveEvent[] = [];
  readonly wanted = new Map<LiveTopic, number | null>();
  readonly stream: SharedStream;

  constructor(server: FakeServer, token: string, person = 'p:f:a', times = {}) {
    const signIn = {
      server: server.url,
      fetchWithToken: createTokens(async () => token).fetch,
    } as SignIn;
    const page = {
      wants: () => this.wanted,
      signIn: () => signIn,
      receive: (event: LiveEvent) => {
        const after = this.wanted.get(event.topic);
        if (after === undefined) return;
        if (after !== null && event.position <= after) return;
        this.wanted.set(event.topic, event.position);
        this.seen.push(event);
      },
    };
    this.stream = new SharedStream(`${server.url}:${person}`, page, times);
  }

  follow(topic: LiveTopic): this {
    this.wanted.set(topic, null);
    this.stream.update();
    return this;
  }

  get positions(): number[] {
    return this.seen.map(({ position }) => position);
  }
}

describe('SharedStream', () => {
  const realLocks = navigator.locks;
  const RealChannel = window.BroadcastChannel;
  let server: FakeServer;
  let tabs: Tab[];

  beforeEach(() => {
    server = new FakeServer().install();
    tabs = [];
  });
  afterEach(() => {
    for (const { stream } of tabs) stream.stop();
    Object.defineProperty(navigator, 'locks', { configurable: true, value: realLocks });
    window.BroadcastChannel = RealChannel;
    show('visible');
    server.restore();
  });

  const open = (token: string, person?: string, times?: object) => {
    const tab = new Tab(server, token, person, times);
    tabs.push(tab);
    return tab;
  };
  const oneStream = () => eventually(() => server.streams.length === 1, 'one stream');
  const ring = (sequence: number) =>
    server.tell('bell', sequence, { notification: notificationOf(sequence), unread: sequence });
  const lastToken = () => server.calls.at(-1)?.token;
  const show = (state: DocumentVisibilityState) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: state });
    document.dispatchEvent(new Event('visibilitychange'));
  };

  it('all tabs share one stream, and each gets every event', async () => {
    const all = ['t1', 't2', 't3'].map((token) => open(token).follow('bell'));
    await oneStream();
    ring(1);
    ring(2);
    await eventually(() => all.every(({ seen }) => seen.length === 2), 'two events in each tab');
    expect(all.map(({ positions }) => positions)).to.deep.equal(Array(3).fill([1, 2]));
    expect(server.inputsOf('live.follow')).to.have.length(1);
  });

  it('the stream moves to another tab when its tab closes, from the last event', async () => {
    const first = open('t1').follow('bell');
    await oneStream();
    const second = open('t2').follow('bell');
    ring(1);
    await eventually(() => first.seen.length === 1);
    await eventually(() => second.seen.length === 1);
    first.stream.stop();
    await eventually(() => lastToken() === 't2', 'the other tab’s stream');
    expect(server.streams).to.deep.equal([{ bell: { after: 1 } }]);
    ring(2);
    await eventually(() => second.seen.length === 2);
    expect(second.positions).to.deep.equal([1, 2]);
  });

  it('the stream begins where the tab furthest behind has arrived', async () => {
    const [ahead, behind] = [open('t1'), open('t2')];
    ahead.wanted.set('bell', 7);
    behind.wanted.set('bell', 4);
    behind.wanted.set('list', 30);
    await eventually(
      () => server.streams[0]?.bell?.after === 4,
      `a stream from 4: ${JSON.stringify(server.streams)}`,
    );
    expect(server.streams).to.deep.equal([{ bell: { after: 4 }, list: { after: 30 } }]);
    for (const sequence of [5, 6, 7, 8]) ring(sequence);
    await eventually(() => ahead.seen.length === 1 && behind.seen.length === 4);
    expect(ahead.positions).to.deep.equal([8]);
    expect(behind.positions).to.deep.equal([5, 6, 7, 8]);
    behind.follow('order:1');
    await eventually(() => server.followersOf('orders') === 1);
    expect(server.streams[0]?.bell, 'nothing is sent twice').to.deep.equal({ after: 8 });
  });

  it('the stream follows the topics of every tab, and later tabs get the present state', async () => {
    const first = open('t1').follow('list');
    await oneStream();
    server.tell('list', 12, null);
    await eventually(() => first.seen.length === 1);
    const second = open('t2').follow('list');
    await eventually(() => second.positions[0] === 12, 'how the list stands');
    second.follow('bell');
    await eventually(() => server.followersOf('bell') === 1);
    expect(server.streams).to.deep.equal([{ list: { after: 12 }, bell: {} }]);
    second.stream.stop();
    await eventually(() => server.followersOf('bell') === 0, 'the bell is let go');
  });

  it('another person has a stream of their own', async () => {
    const [mine, theirs] = [open('t1'), open('t2', 'p:f:b')];
    mine.follow('bell');
    await oneStream();
    theirs.follow('bell');
    await eventually(() => server.streams.length === 2, 'a stream each');
    mine.stream.stop();
    await oneStream();
    ring(1);
    await eventually(() => theirs.seen.length === 1);
    expect(mine.seen).to.have.length(0);
  });

  it('the stream moves to a tab whose token the server accepts', async () => {
    server.expired.add('t1');
    open('t1').follow('bell');
    await eventually(() => lastToken() === 't1', 'an attempt');
    const second = open('t2').follow('bell');
    await oneStream();
    expect(lastToken()).to.equal('t2');
    ring(1);
    await eventually(() => second.seen.length === 1);
  });

  it('the stream resumes when the page is shown again', async () => {
    const tab = open('t1').follow('bell');
    await oneStream();
    ring(1);
    await eventually(() => tab.seen.length === 1);
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    await eventually(() => server.streams.length === 0, 'no stream');
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await oneStream();
    expect(server.streams).to.deep.equal([{ bell: { after: 1 } }]);
  });

  it('a frozen tab gives the stream up, and resumes it when it goes on', async () => {
    open('t1').follow('bell');
    await oneStream();
    document.dispatchEvent(new Event('freeze'));
    await eventually(() => server.streams.length === 0, 'no stream');
    document.dispatchEvent(new Event('resume'));
    await oneStream();
  });

  it('a tab hidden for long gives the stream up, and resumes it when seen again', async () => {
    const tab = open('t1', undefined, { hidden: 100 }).follow('bell');
    await oneStream();
    ring(1);
    await eventually(() => tab.seen.length === 1);
    show('hidden');
    show('visible');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(server.inputsOf('live.follow'), 'a short look elsewhere').to.have.length(1);
    show('hidden');
    await eventually(() => server.streams.length === 0, 'no stream');
    show('visible');
    await oneStream();
    expect(server.streams).to.deep.equal([{ bell: { after: 1 } }]);
  });

  it('the stream is taken away from a tab that hangs', async () => {
    const name = `renewal-wizard:live:1:${server.url}:p:f:a`;
    let isTaken = false;
    const hanging = navigator.locks.request(name, () => new Promise(() => {}));
    hanging.catch(() => {
      isTaken = true;
    });
    const tab = open('t1', undefined, { silence: 200 }).follow('bell');
    await oneStream();
    expect(isTaken).to.equal(true);
    ring(1);
    await eventually(() => tab.seen.length === 1);
  });

  it('a tab that no longer answers is forgotten', async () => {
    open('t1', undefined, { beat: 50 }).follow('bell');
    await oneStream();
    const frozen = new BroadcastChannel(`renewal-wizard:live:1:${server.url}:p:f:a`);
    frozen.postMessage({ kind: 'want', tab: 'frozen', wants: new Map([['list', 3]]) });
    await eventually(() => server.followersOf('list') === 1);
    await eventually(() => server.followersOf('list') === 0, 'the list is let go');
    expect(server.followersOf('bell')).to.equal(1);
    frozen.close();
  });

  it('each page has its own stream where locks are missing or denied', async () => {
    const denied = {
      request: () => Promise.reject(new DOMException('', 'SecurityError')),
    };
    for (const value of [undefined, denied]) {
      Object.defineProperty(navigator, 'locks', { configurable: true, value });
      const [first, second] = [open('t1').follow('bell'), open('t2').follow('bell')];
      await eventually(() => server.streams.length === 2, 'a stream each');
      ring(1);
      await eventually(() => first.seen.length === 1 && second.seen.length === 1);
      for (const { stream } of [first, second]) stream.stop();
      await eventually(() => server.streams.length === 0, 'no stream');
    }
  });

  it('without locks, a hidden tab opens no stream, and soon gives its own up', async () => {
    Object.defineProperty(navigator, 'locks', { configurable: true, value: undefined });
    show('hidden');
    const tab = open('t1', undefined, { hidden: 3_600_000, hiddenAlone: 100 }).follow('bell');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(server.streams).to.have.length(0);
    show('visible');
    await oneStream();
    ring(1);
    await eventually(() => tab.positions.at(-1) === 1, 'the event');
    show('hidden');
    await eventually(() => server.streams.length === 0, 'it is given back');
    show('visible');
    await oneStream();
    expect(server.streams).to.deep.equal([{ bell: { after: 1 } }]);
  });

  it('each page has its own stream where there is no channel', async () => {
    window.BroadcastChannel = class {
      constructor() {
        throw new DOMException('', 'SecurityError');
      }
    } as unknown as typeof BroadcastChannel;
    const tab = open('t1').follow('bell');
    await oneStream();
    ring(1);
    await eventually(() => tab.seen.length === 1);
  });
});
