import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { codeWith } from '../../testing/discount-codes.ts';
import { openFirm, orderOf, taxCodes } from '../../testing/test-directory.ts';
import { type Client, hostApi, type TestServer } from '../../testing/test-server.ts';

describe('declaring codes', () => {
  let server: TestServer;
  let client: Client;
  const codes = taxCodes(3);

  before(async () => {
    ({ server, client } = await openFirm(codes));
  });
  after(() => server.stop());

  const put = async (...changes: Record<string, unknown>[]) => {
    const response = await hostApi(server, 'PUT', '/discount-codes', {
      codes: changes.map(codeWith),
    });
    if (response.status === 204) return null;
    assert.equal(response.status, 400);
    const { error } = (await response.json()) as {
      error: { fieldProblems: { path: (string | number)[]; code: string }[] };
    };
    return error.fieldProblems.map((each) => `${each.path.join('.')} ${each.code}`);
  };
  const list = async (query = '') => {
    const response = await hostApi(server, 'GET', `/discount-codes${query}`);
    return (await response.json()) as {
      codes: Record<string, unknown>[];
      nextCursor: string | null;
    };
  };

  it('declared codes are stored by code, keep their uses, and are listed a page at a time', async () => {
    assert.equal(await put({ code: 'b-2' }, { code: ' a.1 ', maxUses: 5 }), null);
    const input = await orderOf(client, codes.slice(0, 1));
    const { totals } = await client.orders.quote.query({
      lines: input.lines,
      discountCode: 'A.1',
    });
    await client.orders.place.mutate({
      ...input,
      discountCode: 'a.1',
      confirmedTotal: totals.total,
    });
    assert.equal(await put({ code: 'A.1', maxUses: 4, value: 2_000 }), null);
    const first = await list('?limit=1');
    assert.deepEqual(first.codes, [codeWith({ code: 'A.1', maxUses: 4, value: 2_000, used: 1 })]);
    const second = await list(`?limit=1&cursor=${first.nextCursor}`);
    assert.deepEqual(second, { codes: [codeWith({ code: 'B-2', used: 0 })], nextCursor: null });
  });

  it('a wrong declaration of codes names the code and the fault, and changes nothing', async () => {
    const before = await list();
    assert.deepEqual(await put({ code: 'NEW' }, { code: 'no vŨ' }), ['codes.1.code INVALID']);
    assert.deepEqual(await put({ value: 10_000 }), ['codes.0.value INVALID']);
    assert.deepEqual(await put({ value: 0 }), ['codes.0.value INVALID']);
    assert.deepEqual(await put({ referral: true }), ['codes.0.firmId REQUIRED']);
    assert.deepEqual(await put({ validFrom: '2026-12-02', validUntil: '2026-12-01' }), [
      'codes.0.validUntil INVALID',
    ]);
    assert.deepEqual(await put({ maxUses: 0 }), ['codes.0.maxUses INVALID']);
    assert.deepEqual(await put({ code: 'NEW' }, { code: 'new' }), ['codes.1.code INVALID']);
    assert.deepEqual(await put({ code: 'NEW', firmId: 'nobody' }), ['codes.0.firmId INVALID']);
    const many = Array.from({ length: 1_001 }, (_, index) => ({ code: `MANY${index}` }));
    assert.deepEqual(await put(...many), ['codes TOO_LONG']);
    assert.deepEqual(await list(), before);
  });

  it('a declared code can’t allow fewer uses than there were', async () => {
    await put({ code: 'USED', maxUses: 3 });
    for (const own of codes.slice(1, 3)) {
      const input = await orderOf(client, [own]);
      const { totals } = await client.orders.quote.query({
        lines: input.lines,
        discountCode: 'USED',
      });
      await client.orders.place.mutate({
        ...input,
        discountCode: 'USED',
        confirmedTotal: totals.total,
      });
    }
    assert.deepEqual(await put({ code: 'USED', maxUses: 1 }), ['codes.0.maxUses INVALID']);
    assert.equal(await put({ code: 'USED', maxUses: 2 }), null);
    assert.equal(await put({ code: 'USED', maxUses: null }), null, 'used, and unlimited');
  });

  it('a firm has one referral code in force, which can be replaced', async () => {
    const own = { firmId: 'firm-1', referral: true };
    assert.equal(await put({ code: 'OLD', ...own }), null);
    assert.deepEqual(await put({ code: 'NEW', ...own }), ['codes.0.referral INVALID']);
    assert.deepEqual(await put({ code: 'OLD', ...own }, { code: 'NEW', ...own }), [
      'codes.1.referral INVALID',
    ]);
    assert.equal(await put({ code: 'NEW', ...own }, { code: 'OLD', ...own, active: false }), null);
    assert.equal(await put({ code: 'OLD', ...own, active: false }), null);
    assert.equal(await put({ code: 'NEW', ...own, active: false }), null);
    assert.equal(await put({ code: 'OLD', ...own }), null, 'the other one is out of force');
    assert.equal(await put({ code: 'OLD', ...own, active: false }), null);
  });

  it('one call declares up to 1,000 codes', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => ({ code: `BULK${index}` }));
    assert.equal(await put(...many), null);
  });

  it('declaring codes requires the portal’s key', async () => {
    const body = { codes: [codeWith({})] };
    const wrong = 'x'.repeat(40);
    assert.equal((await hostApi(server, 'PUT', '/discount-codes', body, wrong)).status, 401);
    assert.equal((await hostApi(server, 'GET', '/discount-codes', undefined, wrong)).status, 401);
  });
});
