import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { LIMITS } from '../../../shared/limits.ts';
import type { CustomerDeclaration } from '../../../shared/schemas/customer.ts';
import { declaration, declarePlans, OTHER_FIRM, taxCodes } from '../../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  hostApi,
  refusal,
  signToken,
  startTestServer,
  type TestServer,
} from '../../testing/test-server.ts';

const [ONE = '', TWO = '', THEIRS = ''] = taxCodes(3, 60_100_000);

describe('looking up what a portal hands over by its own ids', () => {
  let server: TestServer;
  let client: Client;

  const declare = async (firm: string, customers: CustomerDeclaration[]) => {
    const path = `/firms/${firm}/customers`;
    const response = await hostApi(server, 'PUT', path, { firmName: 'Công ty', customers });
    assert.equal(response.status, 204, await response.text());
  };
  const license = (externalId: string) => ({
    externalId,
    planCode: 'ASP-DN',
    expiry: '2026-12-31',
  });

  before(async () => {
    server = await startTestServer();
    client = clientOf(server, await signToken());
    await declarePlans(server);
    await declare('firm-1', [
      declaration(ONE, { externalId: 'KH-1', licenses: [license('L-1'), license('L-2')] }),
      declaration(TWO, { externalId: 'KH-2', licenses: [license('L-3')] }),
    ]);
    await declare('firm-2', [
      declaration(THEIRS, { externalId: 'KH-9', licenses: [license('L-1'), license('L-9')] }),
    ]);
  });
  after(() => server.stop());

  const found = async (externalIds: string[], by = client) => {
    const { results } = await by.customers.lookUpLicenses.query({ externalIds });
    return results.map((result) => {
      if (result.outcome === 'unknown') return [result.externalId, 'unknown'];
      const { customer, licenseId, externalId } = result;
      const own = customer.licenses.find(({ id }) => id === licenseId);
      return [externalId, customer.externalId, own?.externalId];
    });
  };

  it('a look-up finds licences of one customer and of several, in the order sent, however often they are named', async () => {
    assert.deepEqual(await found(['L-3', 'L-2', 'L-1', 'L-3']), [
      ['L-3', 'KH-2', 'L-3'],
      ['L-2', 'KH-1', 'L-2'],
      ['L-1', 'KH-1', 'L-1'],
      ['L-3', 'KH-2', 'L-3'],
    ]);
  });

  it('a look-up finds only licences of the caller’s firm', async () => {
    assert.deepEqual(await found(['L-9', '', 'KH-1']), [
      ['L-9', 'unknown'],
      ['', 'unknown'],
      ['KH-1', 'unknown'],
    ]);
    const other = clientOf(server, await signToken({ firm: OTHER_FIRM }));
    assert.deepEqual(await found(['L-1', 'L-2'], other), [
      ['L-1', 'KH-9', 'L-1'],
      ['L-2', 'unknown'],
    ]);
  });

  it('a look-up finds a licence with the customer that its own was merged into', async () => {
    const merged = declaration(TWO, { externalId: 'KH-2', mergedInto: 'KH-1', licenses: [] });
    await declare('firm-1', [merged]);
    assert.deepEqual(await found(['L-3']), [['L-3', 'KH-1', 'L-3']]);
  });

  it('a look-up refuses too many ids of licences, and too long ones', async () => {
    const many = Array.from({ length: LIMITS.lookUpTaxCodes + 1 }, (_, index) => `L-${index}`);
    for (const externalIds of [many, ['x'.repeat(LIMITS.externalId + 1)]]) {
      const { code } = await refusal(client.customers.lookUpLicenses.query({ externalIds }));
      assert.equal(code, 'INVALID_INPUT');
    }
  });

  it('a look-up finds a customer by the portal’s own id, but not another firm’s', async () => {
    const { results } = await client.customers.lookUp.query({ taxCodes: ['KH-1', ONE, 'KH-9'] });
    const names = results.map((result) =>
      result.outcome === 'found' ? result.customer.externalId : result.outcome,
    );
    assert.deepEqual(names, ['KH-1', 'KH-1', 'invalid']);
  });

  it('a look-up takes an id that reads like another customer’s tax code for that code', async () => {
    await declare('firm-2', [
      declaration(THEIRS, { externalId: 'KH-9', licenses: [] }),
      declaration(TWO, { externalId: THEIRS, licenses: [] }),
    ]);
    const other = clientOf(server, await signToken({ firm: OTHER_FIRM }));
    const { results } = await other.customers.lookUp.query({ taxCodes: [THEIRS] });
    const [result] = results;
    assert.equal(result?.outcome === 'found' && result.customer.externalId, 'KH-9');
  });
});
