import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { stopAndCheckMoney } from './stop-and-check-money.ts';
import { declarePlans, handOut } from './test-directory.ts';
import {
  type Client,
  clientOf,
  signToken,
  startTestServer,
  type TestServer,
} from './test-server.ts';

/**
 * A firm without customers, for all tests of a file; after the last one, all money adds up.
 *
 * @param codes tax codes for the customers that tests declare
 * @param take gets them before the first test
 */
export function openNewFirm(
  codes: readonly string[],
  take: (opened: { server: TestServer; client: Client }) => void,
  env: Record<string, string> = {},
) {
  const some = handOut(codes);
  let server: TestServer;
  before(async () => {
    server = await startTestServer(env);
    await declarePlans(server);
    take({ server, client: clientOf(server, await signToken()) });
  });
  after(() => stopAndCheckMoney(server));
  return {
    /** A tax code that no test has used yet. */
    newCode: () => some(1)[0] ?? assert.fail('no more codes'),
  };
}
