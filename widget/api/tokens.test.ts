import { expect } from '@open-wc/testing';
import { createTokens, NoToken } from './tokens.ts';

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
    return createTokens(async () => `t${++count}`);
  };

  it('asks for one token for calls at the same time', async () => {
    const send = counting();
    await Promise.all([send('/a'), send('/b'), send('/c')]);
    expect(sent).to.deep.equal(['Bearer t1', 'Bearer t1', 'Bearer t1']);
  });

  it('asks once more when the token is refused, for all that waited for it', async () => {
    const send = counting();
    refused.add('Bearer t1');
    const answers = await Promise.all([send('/a'), send('/b')]);
    expect(answers.map((answer) => answer.status)).to.deep.equal([200, 200]);
    expect(sent.slice(2)).to.deep.equal(['Bearer t2', 'Bearer t2']);
  });

  it('gives the refusal on when the new token is refused too', async () => {
    const send = counting();
    refused.add('Bearer t1').add('Bearer t2');
    expect((await send('/a')).status).to.equal(401);
    expect(sent).to.have.length(2);
  });

  it('tells no token from no network, and asks again the next time', async () => {
    const faults: Error[] = [new Error('signed out'), new TypeError('Failed to fetch')];
    const send = createTokens(async () => {
      const fault = faults.shift();
      if (fault) throw fault;
      return 'good';
    });
    const caught: unknown[] = [];
    for (let i = 0; i < 2; i++) await send('/a').catch((error) => caught.push(error));
    expect(caught[0]).to.be.instanceOf(NoToken);
    expect(caught[1]).to.be.instanceOf(TypeError).and.not.instanceOf(NoToken);
    expect((await send('/a')).status).to.equal(200);
  });
});
