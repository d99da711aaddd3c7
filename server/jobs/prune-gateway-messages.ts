import type { Context } from '../context/context.ts';
import type { Reader } from '../database/db.ts';
import { DAY_MS } from '../foundation/durations.ts';
import { ODD_OUTCOMES } from '../payments/settlement/gateway-messages.ts';

/**
 * Time for which a message without a payment is kept, in milliseconds: past the year of card charge-backs and open
 * books. A payment's own message is kept with it.
 */
const KEPT_MS = 400 * DAY_MS;

/** Rows of one round, so that the write lock is short. */
const BATCH = 1_000;

/** Deletes old messages that were refusals, or that a person has dealt with. */
export async function pruneGatewayMessages({ db, now }: Context): Promise<void> {
  const old = settledMessages(db, now() - KEPT_MS);
  await db.deleteFrom('gateway_messages').where('id', 'in', old).execute();
}

/**
 * Messages from before a moment that nobody needs: they wait for no person, and are not about a transaction whose money
 * is not applied yet.
 */
export function settledMessages(db: Reader, before: number) {
  return db
    .selectFrom('gateway_messages as messages')
    .select('messages.id')
    .where('messages.received_at', '<', before)
    .where((where) =>
      where.or([
        where('messages.reviewed_at', 'is not', null),
        where('messages.outcome', 'not in', [...ODD_OUTCOMES]),
      ]),
    )
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('payments')
            .select('payments.id')
            .whereRef('payments.gateway', '=', 'messages.gateway')
            .whereRef('payments.gateway_transaction_id', '=', 'messages.transaction_id')
            .where('payments.unapplied', '>', 0),
        ),
      ),
    )
    .limit(BATCH);
}
