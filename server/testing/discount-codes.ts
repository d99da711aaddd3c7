import assert from 'node:assert/strict';
import type { CodeDeclaration } from '../../shared/schemas/discount-code.ts';
import { hostApi, type TestServer } from './test-server.ts';

/** A code for everybody and for ever: a tenth off the order, except for the given changes. */
function codeDeclaration(change: Partial<CodeDeclaration> = {}): CodeDeclaration {
  return {
    code: 'GIAHAN10',
    firmId: null,
    kind: 'percent',
    value: 1_000,
    scope: 'order',
    referral: false,
    validFrom: null,
    validUntil: null,
    maxUses: null,
    active: true,
    ...change,
  };
}

/** The same with any change: also a wrong one, or what is shown of one. */
export const codeWith = (change: Record<string, unknown>) => ({ ...codeDeclaration(), ...change });

export async function putCodes(
  server: Pick<TestServer, 'url'>,
  ...changes: Partial<CodeDeclaration>[]
): Promise<void> {
  const codes = changes.map(codeDeclaration);
  const response = await hostApi(server, 'PUT', '/discount-codes', { codes });
  assert.equal(response.status, 204, await response.text());
}
