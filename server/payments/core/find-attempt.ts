import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import type { Reader } from '../../database/db.ts';
import type { Tables } from '../../database/tables.ts';

type Attempt = Tables['payment_attempts'];

/** The attempt with this id; none for null, as with money that names no attempt. */
export async function findAttempt(reader: Reader, id: string | null): Promise<Attempt | undefined> {
  if (id === null) return undefined;
  return await reader
    .selectFrom('payment_attempts')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The attempt with a reference, if it has this method: a gateway knows only its own. */
export async function findAttemptByReference(
  reader: Reader,
  reference: string | undefined,
  method: PaymentMethod,
): Promise<Attempt | undefined> {
  if (reference === undefined) return undefined;
  return await reader
    .selectFrom('payment_attempts')
    .selectAll()
    .where('reference', '=', reference)
    .where('method', '=', method)
    .executeTakeFirst();
}
