import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { declarationsFor, openFirm, reportTransfer, taxCodes } from './testing/test-directory.ts';
import {
  clientOf,
  hostApi,
  refusal,
  signToken,
  stopLimits,
  type TestServer,
} from './testing/test-server.ts';

/** Number of calls that get some refusals, but none that is held back. */
const FEW = 5;

describe('what one caller may ask for in a minute', () => {
  let server: TestServer;
  const codes = taxCodes(300);

  before(async () => {
    ({ server } = await openFirm(codes));
    server.context.config.rateLimit = 100;
    stopLimits(server);
  });
  after(() => server.stop());

  const of = async (accountantId: string, firm?: { id: string; name: string }) =>
    clientOf(server, await signToken({ accountantId, ...(firm ? { firm } : {}) }));

  it('a caller’s budget counts the codes looked up, not only calls', async () => {
    const one = await of('one');
    const many = async () => await one.customers.lookUp.query({ taxCodes: taxCodes(2_000) });
    await many();
    await many();
    const refused = await refusal(many());
    assert.equal(refused.code, 'TOO_MANY_REQUESTS');
    assert.ok((refused.retryAfter ?? 0) >= 10, `${refused.retryAfter}`);
    await one.signIn.whoAmI.query();
  });

  it('a caller’s budget counts the lines returned, where a call names only an order', async () => {
    stopLimits(server);
    const one = await of('reader');
    const token = await signToken({ accountantId: 'reader' });
    for (let i = 0; i < 10; i++) await one.customers.search.query({ query: '' });
    // Ten calls with some bytes, and 200 customers at 50 a unit.
    const left = 100 - 10 - 4 - 1;
    const answers = await Promise.all(
      Array.from({ length: left + FEW }, () =>
        fetch(`${server.url}/trpc/signIn.whoAmI`, {
          headers: { authorization: `Bearer ${token}` },
        }),
      ),
    );
    const refused = answers.filter(({ status }) => status === 429);
    assert.equal(refused.length, FEW);
    assert.equal(refused[0]?.headers.get('retry-after'), '1');
  });

  it('a caller’s budget counts the calls in a batch, not requests', async () => {
    for (const comma of [',', '%2C', '%2c']) {
      stopLimits(server);
      const headers = { authorization: `Bearer ${await signToken({ accountantId: 'batches' })}` };
      const batch = async (calls: number) => {
        const paths = Array.from({ length: calls }, () => 'signIn.whoAmI').join(comma);
        return await fetch(`${server.url}/trpc/${paths}?batch=1`, { headers });
      };
      for (let i = 0; i < 9; i++) assert.equal((await batch(10)).status, 200);
      assert.equal((await batch(9)).status, 200);
      const refused = await batch(2);
      assert.equal(refused.status, 429);
      assert.ok(Number(refused.headers.get('retry-after')) >= 1);
      const answers = (await refused.json()) as { error: { data: { domain: object } } }[];
      assert.deepEqual(
        answers.map(({ error }) => error.data.domain),
        [{ code: 'TOO_MANY_REQUESTS', retryAfter: 1 }],
      );
      assert.equal((await batch(1)).status, 200, 'one call is left');
    }
  });

  it('a caller’s budget counts the rows of each call in a batch', async () => {
    stopLimits(server);
    const token = await signToken({ accountantId: 'rows' });
    const lookUps = (calls: number) =>
      fetch(`${server.url}/trpc/${Array(calls).fill('customers.lookUp').join()}?batch=1`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(Object.fromEntries(Array(calls).fill({ taxCodes: codes }).entries())),
      });
    // 300 codes cost 6 units in each call, and the customers found no more; ten calls and their bytes cost 11.
    assert.equal((await lookUps(10)).status, 200);
    const refused = await lookUps(10);
    const answers = (await refused.json()) as {
      result?: object;
      error?: { data: { domain: { code: string } } };
    }[];
    assert.equal(refused.status, 207);
    assert.ok(Number(refused.headers.get('retry-after')) >= 1);
    assert.equal(answers.filter(({ result }) => result).length, 2);
    assert.equal(answers.at(-1)?.error?.data.domain.code, 'TOO_MANY_REQUESTS');
  });

  it('a batch may have at most ten calls, however they are written', async () => {
    stopLimits(server);
    const headers = { authorization: `Bearer ${await signToken({ accountantId: 'eleven' })}` };
    for (const comma of [',', '%2C']) {
      for (const query of ['?batch=1', '?batch=1&batch=0', '']) {
        const paths = Array(11).fill('signIn.whoAmI').join(comma);
        const answer = await fetch(`${server.url}/trpc/${paths}${query}`, { headers });
        assert.equal(answer.status, 400, `${comma} ${query}`);
        assert.match(await answer.text(), /"domain":\{"code":"INVALID_INPUT"/);
      }
    }
    const answer = await fetch(`${server.url}/trpc/%E0%A4%A?batch=1`, { headers });
    assert.equal(answer.status, 400);
  });

  it('a caller’s budget counts bytes, even those that are not lines', async () => {
    stopLimits(server);
    const token = await signToken({ accountantId: 'bytes' });
    const send = () =>
      fetch(`${server.url}/trpc/customers.search`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ query: '', more: 'x'.repeat(2_000_000) }),
      });
    assert.equal((await send()).status, 200);
    const refused = await send();
    assert.equal(refused.status, 429);
    const { error } = (await refused.json()) as { error: { data: { domain: { code: string } } } };
    assert.equal(error.data.domain.code, 'TOO_MANY_REQUESTS');
  });

  it('person, firm and portal each have a budget of their own', async () => {
    stopLimits(server);
    const firm = { id: 'firm-2', name: 'An Tâm' };
    let calls = 0;
    for (let person = 0; person < 4; person++) {
      const one = await of(`person-${person}`, firm);
      const all = await Promise.allSettled(
        Array.from({ length: 100 }, () => one.signIn.whoAmI.query()),
      );
      calls += all.filter(({ status }) => status === 'fulfilled').length;
    }
    assert.equal(calls, 300, 'the fourth person finds nothing left of the firm');
    await (await of('person-0', { id: 'firm-3', name: 'Khác' })).signIn.whoAmI.query();
  });

  it('a portal’s budget counts the customers that its backend sends and reads', async () => {
    stopLimits(server);
    const put = () =>
      hostApi(server, 'PUT', '/firms/firm-1/customers', {
        firmName: 'Minh Phát',
        customers: declarationsFor(codes),
      });
    let calls = 0;
    let answer = await put();
    while (answer.status === 204 && calls < 100) {
      calls++;
      answer = await put();
    }
    assert.equal(answer.status, 429);
    // 400 units; 300 customers cost 12, besides the call and its bytes.
    assert.ok(calls >= 20 && calls <= 31, `${calls}`);
    assert.ok(Number(answer.headers.get('retry-after')) >= 1);
    assert.equal(
      ((await answer.json()) as { error: { code: string } }).error.code,
      'TOO_MANY_REQUESTS',
    );
  });

  it('forged gateway messages have a budget, and true ones none', async () => {
    stopLimits(server);
    const forge = async () => {
      const forged = await reportTransfer(server, { amount: 1, memo: 'x', apiKey: 'y'.repeat(20) });
      return forged.status;
    };
    const statuses: number[] = [];
    while (!statuses.includes(429) && statuses.length < 400) statuses.push(await forge());
    assert.equal(statuses[0], 401);
    assert.ok(statuses.includes(429), `${statuses.length}`);
    assert.equal((await reportTransfer(server, { amount: 1, memo: 'x' })).status, 200);
  });
});
