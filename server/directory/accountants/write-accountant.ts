import type { Actor } from '../../context/context.ts';
import type { Tx } from '../../database/db.ts';
import { newId } from '../../database/id.ts';
import { upsertRows } from '../../database/insert-rows.ts';
import type { Accountant } from './read-accountants.ts';

/** A person seen for the first time, as the sign-in token names them. */
export function newAccountant(actor: Actor, now: number): Accountant {
  return {
    id: newId(),
    portal_id: actor.portalId,
    firm_id: actor.firmId,
    external_id: actor.accountantId,
    name: actor.name,
    email: actor.email,
    locale: 'vi',
    seen_at: now,
    expiry_mails: 1,
  };
}

export async function writeAccountant(tx: Tx, accountant: Accountant): Promise<void> {
  await upsertRows(tx, 'accountants', [accountant], ['portal_id', 'firm_id', 'external_id']);
}
