import { expect } from '@open-wc/testing';
import { PageFault } from './page-fault.ts';
import { createTokens } from './tokens.ts';

describe('createTokens', () => {
  const realFetch = window.fetch;
  let sent: (string | null)[];
  let refused: Set<string>;

  beforeEach(() => {
    sent = [];
    refused = new Set();
    window.fetch = async (_url, init) => {
      const header = new Headers(init?.headers).get('authorization');
      sent.push(header);
      return new Response('', { status: refused.has(header ?? '') ? 401 : 200 });
    };
  });
  afterEach(() => {
    window.fetch = realFetch;
  });

  const counting = () => {
    let count = 0;
    return createTokens(async () => `t${++count}`).fetch;
  };

  it('headers survive a page whose fetch spreads them to add its own', async () => {
    const inner = window.fetch;
    window.fetch = (url, init) =>
      inner(url, { ...init, headers: { ...(init?.headers as object), 'x-csrf-token': 'c' } });
    const send = counting();
    await send('/a');
    expect(sent).to.deep.equal(['Bearer t1']);
  });

  it('one token is requested for calls at the same time', async () => {
    const send = counting();
    await Promise.all([send('/a'), send('/b'), send('/c')]);
    expect(sent).to.deep.equal(['Bearer t1', 'Bearer t1', 'Bearer t1']);
  });

  it('a refused token is replaced once, for all calls that waited for it', async () => {
    const send = counting();
    refused.add('Bearer t1');
    const answers = await Promise.all([send('/a'), send('/b')]);
    expect(answers.map((answer) => answer.status)).to.deep.equal([200, 200]);
    expect(sent.slice(2)).to.deep.equal(['Bearer t2', 'Bearer t2']);
  });

  it('a call is refused when the new token is refused too', async () => {
    const send = counting();
    refused.add('Bearer t1').add('Bearer t2');
    expect((await send('/a')).status).to.equal(401);
    expect(sent).to.have.length(2);
  });

  it('a missing token’s reason reaches the call, and the next call asks again', async () => {
    let isDown = true;
    const { fetch: send } = createTokens(async () => {
      if (isDown) throw new PageFault('FETCH_TOKEN_FAILED');
      return 'good';
    });
    const fault = await send('/a').catch((error: unknown) => error);
    expect((fault as PageFault).code).to.equal('FETCH_TOKEN_FAILED');
    isDown = false;
    expect((await send('/a')).status).to.equal(200);
  });

  it('a new token is checked once, before anything is sent with it', async () => {
    const given = ['t1', 't1', 't2', 't3'];
    const looked: string[] = [];
    const tokens = createTokens(
      async () => given.shift() ?? '',
      async (send) => {
        await send('/who');
        looked.push(sent.at(-1) ?? '');
        if (looked.length === 2) throw new PageFault('IDENTITY_CHANGED');
      },
    );
    await tokens.fetch('/a');
    tokens.forget();
    await tokens.fetch('/b');
    tokens.forget();
    await tokens.fetch('/c');
    expect(looked).to.deep.equal(['Bearer t2']);
    tokens.forget();
    const fault = await tokens.fetch('/d').catch((error: unknown) => error);
    expect((fault as PageFault).code).to.equal('IDENTITY_CHANGED');
    expect(sent).to.deep.equal(['t1', 't1', 't2', 't2', 't3'].map((token) => `Bearer ${token}`));
  });

  it('the first token is waited for without limit, and a later one for four seconds', async () => {
    const gaveUp = new Promise((resolve) => setTimeout(resolve, 4_200));
    const asked: ((token: string) => void)[] = [];
    const tokens = createTokens(() => new Promise((resolve) => asked.push(resolve)));
    const first = tokens.fetch('/a');
    await gaveUp;
    asked[0]?.('t1');
    expect((await first).status).to.equal(200);
    tokens.forget();
    const fault = await tokens.fetch('/b').catch((error: unknown) => error);
    expect((fault as PageFault).code).to.equal('FETCH_TOKEN_TIMEOUT');
    const again = tokens.fetch('/b');
    asked[2]?.('t3');
    expect((await again).status).to.equal(200);
  });
});
