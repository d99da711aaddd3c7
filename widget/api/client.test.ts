import { expect } from '@open-wc/testing';
import { LIMITS } from '../../shared/limits.ts';
import { createApi, NotOurAnswer } from './client.ts';
import { faultOf } from './fault.ts';
import { PageFault } from './page-fault.ts';
import { openingFault } from './session.ts';

interface Sent {
  url: string;
  init: RequestInit;
}

/** A call's error, as the screens read it. */
async function faultIn(call: Promise<unknown>) {
  return await call.then(
    () => null,
    (error: unknown) => faultOf(error),
  );
}

describe('the server’s procedures', () => {
  let sent: Sent[];

  beforeEach(() => {
    sent = [];
  });

  const apiWith = (answer: (sent: Sent) => Response | Promise<Response>) =>
    createApi('https://renewal.test/', async (input, init = {}) => {
      const request = { url: String(input), init };
      sent.push(request);
      return await answer(request);
    });
  const callsIn = ({ url }: Sent) => new URL(url).pathname.split(',').length;
  const answered = (request: Sent) =>
    Response.json(Array.from({ length: callsIn(request) }, (_, data) => ({ result: { data } })));
  const refusedBy = (domain: object) => ({
    error: { message: 'refused', code: -32_600, data: { domain } },
  });

  it('the client calls procedures by POST, with nothing of the input in the address', async () => {
    const api = apiWith(answered);
    await api.customers.search.query({ query: 'Đại Phát' });
    const [{ url, init }] = sent as [Sent];
    expect(url).to.equal('https://renewal.test/trpc/customers.search?batch=1');
    expect(init.method).to.equal('POST');
    expect(init.body).to.equal('{"0":{"query":"Đại Phát"}}');
  });

  it('calls at one moment share a request, and mutations have another', async () => {
    const api = apiWith(answered);
    const calls = [api.signIn.whoAmI.query(), api.catalog.plans.query()] as const;
    const read = api.notifications.markRead.mutate({ sequence: 1, only: false });
    expect((await Promise.all(calls)) as unknown).to.deep.equal([0, 1]);
    await read;
    expect(sent.map(({ url }) => new URL(url).pathname)).to.have.members([
      '/trpc/signIn.whoAmI,catalog.plans',
      '/trpc/notifications.markRead',
    ]);
  });

  it('calls do not share a request that the server would find too large', async () => {
    const api = apiWith(answered);
    const queries = Array.from({ length: 2 * LIMITS.batchedCalls + 1 }, (_, n) => String(n));
    await Promise.all(queries.map((query) => api.customers.search.query({ query })));
    expect(sent.map(callsIn)).to.deep.equal([LIMITS.batchedCalls, LIMITS.batchedCalls, 1]);
  });

  it('calls of one request are refused one by one, each with its own fault and the answer’s id', async () => {
    const api = apiWith(() =>
      Response.json([refusedBy({ code: 'TOO_MANY_REQUESTS', retryAfter: 7 }), { result: {} }], {
        status: 207,
        headers: { 'x-request-id': 'request-9' },
      }),
    );
    const [refused, other] = await Promise.all([
      faultIn(api.signIn.whoAmI.query()),
      faultIn(api.catalog.plans.query()),
    ]);
    const details = { requestId: 'request-9' };
    expect(refused).to.deep.equal({ code: 'TOO_MANY_REQUESTS', retryAfter: 7, details });
    expect(other).to.equal(null);
  });

  it('calls of one request are refused together where the request is refused before it is read', async () => {
    const api = apiWith(() =>
      Response.json(refusedBy({ code: 'PAYLOAD_TOO_LARGE' }), { status: 413 }),
    );
    const faults = [api.signIn.whoAmI.query(), api.catalog.plans.query()].map(faultIn);
    const fault = { code: 'PAYLOAD_TOO_LARGE' };
    expect(await Promise.all(faults)).to.deep.equal([fault, fault]);
  });

  it('a call without a token fails with the page’s own fault', async () => {
    const api = apiWith(() => {
      throw new PageFault('FETCH_TOKEN_FAILED', { message: 'no' });
    });
    expect(await faultIn(api.signIn.whoAmI.query())).to.deep.equal({
      code: 'FETCH_TOKEN_FAILED',
      details: { message: 'no' },
    });
  });

  it('a call fails as OFFLINE when nothing answers, or an answer breaks off', async () => {
    const dead = apiWith(() => {
      throw new TypeError('Failed to fetch');
    });
    expect(await faultIn(dead.signIn.whoAmI.query())).to.deep.equal({ code: 'OFFLINE' });
    const broken = apiWith(
      () =>
        new Response(
          new ReadableStream({ start: (controller) => controller.error(new TypeError('reset')) }),
        ),
    );
    expect(await faultIn(broken.signIn.whoAmI.query())).to.deep.equal({ code: 'OFFLINE' });
  });

  it('the client recognises an answer that is not its server’s, with its status', async () => {
    const strangers = [
      new Response('<h1>Not found</h1>', { status: 404 }),
      new Response('null', { status: 404 }),
      Response.json({}, { status: 404 }),
      Response.json({ error: { code: 'NOT_FOUND' } }, { status: 404 }),
      Response.json([refusedBy({ code: 'NOT_FOUND' }), { error: { message: 'other' } }], {
        status: 404,
      }),
      Response.json('hello', { status: 404 }),
    ];
    for (const stranger of strangers) {
      const api = apiWith(() => stranger);
      const error = await api.signIn.whoAmI.query().catch((thrown: Error) => thrown);
      const { cause } = error as Error;
      expect(cause).to.be.instanceOf(NotOurAnswer);
      expect((cause as NotOurAnswer).status).to.equal(404);
      expect(faultOf(error)).to.deep.equal({ code: 'OFFLINE' });
    }
  });

  it('a proxy that limits calls is told from a server that is away, or another one', async () => {
    const tooMany = new Response('Too Many Requests', { status: 429 });
    const error = await apiWith(() => tooMany)
      .signIn.whoAmI.query()
      .catch((thrown: Error) => thrown);
    const refused = { code: 'TOO_MANY_REQUESTS' };
    expect(faultOf(error)).to.deep.equal(refused);
    expect(openingFault(error).fault).to.deep.equal(refused);
  });

  it('an aborted call leaves the other calls of its request alone', async () => {
    const leaving = new AbortController();
    const aborted = Promise.withResolvers<void>();
    const api = apiWith(({ init }) => {
      init.signal?.addEventListener('abort', () => aborted.resolve());
      return new Promise((_, reject) => {
        init.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    });
    const { signal } = leaving;
    const given = api.signIn.whoAmI.query(undefined, { signal }).catch(() => 'given up');
    await new Promise((resolve) => setTimeout(resolve));
    expect(sent).to.have.length(1);
    leaving.abort();
    await aborted.promise;
    expect(await given).to.equal('given up');
    const mixed = apiWith(async (request) => {
      await new Promise((resolve) => setTimeout(resolve));
      return answered(request);
    });
    const other = new AbortController();
    const left = mixed.signIn.whoAmI.query(undefined, { signal: other.signal }).catch(() => null);
    const kept = mixed.catalog.plans.query();
    await new Promise((resolve) => setTimeout(resolve));
    other.abort();
    expect((await kept) as unknown).to.equal(1);
    await left;
  });
});
