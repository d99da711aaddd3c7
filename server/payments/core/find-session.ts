import type { PaymentMethod } from '../../../shared/schemas/common.ts';
import type { Reader } from '../../database/open.ts';
import type { Tables } from '../../database/tables.ts';

type Session = Tables['payment_sessions'];

/** The session of this id; none of null, as of money that names no session. */
export async function findSession(reader: Reader, id: string | null): Promise<Session | undefined> {
  if (id === null) return undefined;
  return await reader
    .selectFrom('payment_sessions')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The session of a reference, where it is of this method: a gateway knows no other's. */
export async function findSessionByReference(
  reader: Reader,
  reference: string | undefined,
  method: PaymentMethod,
): Promise<Session | undefined> {
  if (reference === undefined) return undefined;
  return await reader
    .selectFrom('payment_sessions')
    .selectAll()
    .where('reference', '=', reference)
    .where('method', '=', method)
    .executeTakeFirst();
}
