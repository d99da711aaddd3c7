import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { LIMITS } from '../../../shared/limits.ts';
import type { CustomerDeclaration } from '../../../shared/schemas/customer.ts';
import {
  declaration,
  declareCustomers,
  declarePlans,
  OTHER_FIRM,
  taxCodes,
} from '../../testing/test-directory.ts';
import {
  type Client,
  clientOf,
  refusal,
  signToken,
  startTestServer,
  type TestServer,
} from '../../testing/test-server.ts';

const ALIKE = LIMITS.namedAlike + 2;
const [
  DAI_PHAT = '',
  LONGER = '',
  NUMBERED = '',
  RENAMED = '',
  MERGED = '',
  THEIRS = '',
  ...codes
] = taxCodes(6 + ALIKE, 62_100_000);

describe('looking up customers by their names', () => {
  let server: TestServer;
  let client: Client;

  const named = (taxCode: string, name: string, change?: Partial<CustomerDeclaration>) =>
    declaration(taxCode, { name, ...change });

  before(async () => {
    server = await startTestServer();
    client = clientOf(server, await signToken());
    await declarePlans(server);
    await declareCustomers(server, [
      named(DAI_PHAT, 'Công ty TNHH Đại Phát'),
      named(LONGER, 'Công ty TNHH Đại Phát Lợi'),
      named(NUMBERED, 'Công ty TNHH Đại Phát 1'),
      named(RENAMED, 'Hộ kinh doanh 100%_A', { externalId: 'RENAMED' }),
      named(MERGED, 'Công ty TNHH Đại Phát', { externalId: 'MERGED', licenses: [] }),
      ...codes.map((code) => named(code, 'Cửa hàng Lan')),
    ]);
    await declareCustomers(server, [
      named(MERGED, 'Công ty TNHH Đại Phát', {
        ...{ externalId: 'MERGED', mergedInto: 'RENAMED', licenses: [] },
      }),
    ]);
    await declareCustomers(server, [named(THEIRS, 'Công ty TNHH Đại Phát')], OTHER_FIRM);
  });
  after(() => server.stop());

  const found = async (names: string[], by = client) => {
    const { results } = await by.customers.lookUpNames.query({ names });
    return results.map((result) =>
      result.outcome === 'found' ? result.customer.taxCode : result.outcome,
    );
  };

  it('a look-up of names finds the only present customer of a name, whatever its case, diacritics and blanks', async () => {
    const ways = [
      'Công ty TNHH Đại Phát',
      ' CONG TY  tnhh dai phat ',
      'Công ty TNHH Đại Phát'.normalize('NFD'),
      'Công ty TNHH\u00a0Đại\u200b Phát',
    ];
    assert.deepEqual(await found(ways), [DAI_PHAT, DAI_PHAT, DAI_PHAT, DAI_PHAT]);
  });

  it('a look-up of names takes a name whole, and letters that are wildcards elsewhere as they are', async () => {
    assert.deepEqual(
      await found(['Đại Phát', 'Công ty TNHH Đại', 'Công ty TNHH Đại Phát 1', 'hkd 100%_a']),
      ['unknown', 'unknown', NUMBERED, 'unknown'],
    );
    assert.deepEqual(await found(['Hộ kinh doanh 100%_A', 'Hộ kinh doanh 100%%A', '', '\0']), [
      RENAMED,
      'unknown',
      'unknown',
      'unknown',
    ]);
  });

  it('a look-up of names finds a customer that has had another tax code as before', async () => {
    const [present = ''] = taxCodes(1, 62_900_000);
    await declareCustomers(server, [
      named(present, 'Hộ kinh doanh 100%_A', { externalId: 'RENAMED' }),
    ]);
    assert.deepEqual(await found(['Hộ kinh doanh 100%_A']), [present]);
  });

  it('a look-up of names returns the first of several customers with one name, and counts them all', async () => {
    const { results } = await client.customers.lookUpNames.query({ names: ['cửa hàng lan', 'x'] });
    assert.deepEqual(results, [
      {
        outcome: 'several',
        name: 'cửa hàng lan',
        count: ALIKE,
        customers: codes
          .slice(0, LIMITS.namedAlike)
          .map((taxCode) => ({ taxCode, name: 'Cửa hàng Lan' })),
      },
      { outcome: 'unknown', name: 'x' },
    ]);
  });

  it('a look-up of names finds only customers of the caller’s firm', async () => {
    const other = clientOf(server, await signToken({ firm: OTHER_FIRM }));
    assert.deepEqual(await found(['Công ty TNHH Đại Phát', 'Công ty TNHH Đại Phát Lợi'], other), [
      THEIRS,
      'unknown',
    ]);
  });

  it('a look-up of names refuses too many names, and too long ones', async () => {
    const many = Array.from({ length: LIMITS.lookUpTaxCodes }, (_, index) => `Không có ${index}`);
    assert.deepEqual(new Set(await found(many)), new Set(['unknown']));
    for (const names of [[...many, 'Một'], ['x'.repeat(LIMITS.name + 1)]]) {
      const { code } = await refusal(client.customers.lookUpNames.query({ names }));
      assert.equal(code, 'INVALID_INPUT');
    }
  });
});
