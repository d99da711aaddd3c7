import type { Tx } from '../../database/db.ts';
import { DomainError } from '../../foundation/domain-error.ts';
import { takeOverTaxCodes } from './tax-code-history.ts';

/**
 * Merges a customer into another of its firm: its codes and its licences become the other's, and it leaves all lists.
 * Its order lines keep the name and code that they were placed with, and still renew their licences.
 *
 * @param path the customer's place in the input, for errors
 * @throws DomainError INVALID_INPUT with LICENSE_EXISTS when both have a licence of one product without an id of the
 *   portal's: they could not be told apart, and no paid time may be lost
 */
export async function mergeCustomer(
  tx: Tx,
  { id, survivorId, taxCode }: { id: string; survivorId: string; taxCode: string },
  path: (string | number)[],
  now: number,
): Promise<void> {
  const nameless = await tx
    .selectFrom('licenses')
    .select('product_id')
    .where('customer_id', 'in', [id, survivorId])
    .where('external_id', 'is', null)
    .execute();
  if (new Set(nameless.map(({ product_id }) => product_id)).size < nameless.length) {
    throw new DomainError('INVALID_INPUT', { fieldProblems: [{ path, code: 'LICENSE_EXISTS' }] });
  }
  await tx
    .updateTable('licenses')
    .set({ customer_id: survivorId, updated_at: now })
    .where('customer_id', '=', id)
    .execute();
  await takeOverTaxCodes(tx, id, survivorId, now);
  // No chains: customers merged into this one now lead to the survivor.
  await tx
    .updateTable('customers')
    .set({ merged_into: survivorId })
    .where('merged_into', '=', id)
    .execute();
  await tx
    .updateTable('customers')
    .set({ merged_into: survivorId, tax_code: taxCode, updated_at: now })
    .where('id', '=', id)
    .execute();
}
