import assert from 'node:assert/strict';
import { checkMoney } from '../payments/settlement/check-money.ts';
import type { TestServer } from './test-server.ts';

/** Stops a server, and only then asserts that all of its money adds up: a process that does not end hides what it found. */
export async function stopAndCheckMoney(
  server: Pick<TestServer, 'context' | 'stop'>,
): Promise<void> {
  const faults = await checkMoney(server.context.db);
  await server.stop();
  assert.deepEqual(faults, []);
}
